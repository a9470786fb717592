"""Ratings of the past: what each rank said of each domain, kept by date, so that a change of a rating can be told.

The current ratings lie beside the index and go by its ids; each rank replaces them. Of a past one the domains' names
with two numbers are kept, whatever happens to ids: `HOME/rated/NAME.parquet`, one a rank, named by the manifest. A
fold or a rebuild leaves them alone. An undo drops those that know an import that was undone, as if it had never been.
Nothing can give a lost one back, because the index has changed since; a rank leaves out those that are damaged.

Names are sorted and stored as differences from name to name, so that a domain is found by the statistics of one row
group. Ratings are 32-bit floats: seven digits of a number that is shown with one decimal.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pyarrow as pa

from backlit.store.files import WrittenFile, difference, digest
from backlit.store.home import DamagedError

if TYPE_CHECKING:
    from pathlib import Path

    from backlit import _core
    from backlit.store.home import Home
    from backlit.store.manifest import Manifest, Rated
    from backlit.store.reading import Version

COLUMNS = ("domain", "domain_rating", "trust")
"""What is kept of each domain that was rated."""
ROW_GROUP = 1 << 16
MEND = "without it the change of ratings since then is unknown; `backlit rank` leaves it out from then on"


@dataclass(frozen=True, slots=True)
class Past:
    """What a past rank said of a domain. Null ratings: it did not know the domain."""

    as_of: datetime
    """The newest look that it knew; the time of the rank where the index had no look of ours."""
    computed_at: datetime
    domain_rating: float | None
    trust: float | None


def write_rated(snapshot: _core.Snapshot, path: Path) -> WrittenFile:
    """Keep the ratings of a snapshot's domains in a file; gives the file as it was written."""
    import pyarrow.parquet as pq  # takes its time to load, and most readers never need it

    found = pa.table(snapshot.domain_columns(list(COLUMNS)))
    small = [found.column(name).cast(pa.float32()) for name in COLUMNS[1:]]
    table = pa.table([found.column("domain").cast(pa.string()), *small], names=list(COLUMNS))
    rated = table.filter(table.column("domain_rating").is_valid()).sort_by("domain")
    pq.write_table(
        rated, path, row_group_size=ROW_GROUP, compression="zstd", use_dictionary=False,
        column_encoding={"domain": "DELTA_BYTE_ARRAY"},
    )  # fmt: skip
    return WrittenFile(path.name, path.stat().st_size, digest(path))


def sound(home: Home, manifest: Manifest) -> tuple[Rated, ...]:
    """The past ratings of a version whose files are as they were written."""
    return tuple(one for one in manifest.rated if difference(home.rated, one.file, lambda _: None) is None)


def rating_before(version: Version, domain: str, moment: datetime) -> Past | None:
    """What the last rank said of a domain that knew no look from `moment` on; None where there is no such rank.

    Raises DamagedError where that file is missing or broken.
    """
    kept = [one for one in version.manifest.rated if _known_until(one) < moment.timestamp()]
    if not kept:
        return None
    last = max(kept, key=lambda one: (_known_until(one), one.computed_at))
    found = _read(version.home.rated / last.file.name, domain)
    return Past(_time(_known_until(last)), _time(last.computed_at), *found)


def _read(path: Path, domain: str) -> tuple[float | None, float | None]:
    import pyarrow.parquet as pq

    try:
        rows = pq.read_table(path, filters=[("domain", "=", domain)]).to_pylist()
    except (OSError, pa.ArrowException) as error:
        reason = str(error).partition("\n")[0]
        raise DamagedError(f"{path} is missing or damaged ({reason}): {MEND}.") from error
    return (rows[0]["domain_rating"], rows[0]["trust"]) if rows else (None, None)


def _known_until(one: Rated) -> int:
    return one.computed_at if one.newest_look is None else one.newest_look


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
