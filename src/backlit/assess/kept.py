"""What was judged, kept until something changes: Parquet files in `HOME/judged/`, one folder a project.

A judgement is derived, like the index: it can be made again at any time, and is replaced as a whole. Readers see one
whole judgement or none; a killed writer leaves a folder that the next one clears.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from backlit.store import room

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pyarrow as pa

    from backlit.assess.rules import Rules
    from backlit.model.judgement import Project
    from backlit.store import Home, Version

TABLES = ("judged", "findings", "domains", "groups")
FACTS = "judgement.json"


class NotAssessedError(ValueError):
    """A question about judgements, where none were made yet; the message says how to."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A judgement as it is kept. Threads may share it."""

    folder: Path
    project: str
    identity: str
    """Of what it was made: no two that may say something different have the same."""
    index: str
    """The version of the index that was judged."""
    rules: str
    made: datetime
    counts: Mapping[str, int]

    def path(self, table: str) -> Path:
        """The file of a table of `TABLES`."""
        return self.folder / f"{table}.parquet"

    def read(self, table: str) -> pa.Table:
        """A table whole."""
        import pyarrow.parquet as pq

        return pq.read_table(self.path(table))


def identity(version: Version, project: Project, rules: Rules) -> str:
    """Of what a judgement would be made now."""
    told = asdict(project) | {"created": None}
    parts = [version.manifest.identity(), version.manifest.identity_of_ratings(), rules.version, json.dumps(told)]
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()


def _place(home: Home, project: Project) -> Path:
    """The folder of a project: names can have any letters, folders cannot."""
    return home.path / "judged" / hashlib.blake2b(project.name.encode(), digest_size=8).hexdigest()


def revision(home: Home) -> str:
    """A word that changes with each judgement that is kept, of whatever project; cheap to ask."""
    try:
        places = sorted((home.path / "judged").iterdir())
    except FileNotFoundError:
        return ""
    told = []
    for place in places:
        try:
            pointer = (place / "current").stat()
        except (FileNotFoundError, NotADirectoryError):
            continue
        told.append(f"{place.name} {pointer.st_ino} {pointer.st_mtime_ns}")
    return hashlib.blake2b("\n".join(told).encode(), digest_size=8).hexdigest() if told else ""


def open_judgement(home: Home, project: Project) -> Judgement | None:
    """The judgement of a project that stands; None where there is none."""
    place = _place(home, project)
    try:
        name = (place / "current").read_text("utf-8")
        facts = json.loads((place / name / FACTS).read_text("utf-8"))
    except FileNotFoundError:
        return None
    made = datetime.fromisoformat(facts["made"])
    return Judgement(
        place / name, facts["project"], facts["identity"], facts["index"], facts["rules"], made, facts["counts"]
    )


def forget(home: Home, project: Project) -> None:
    """Takes the judgement of a project away: the project is gone, or is about something else now."""
    shutil.rmtree(_place(home, project), ignore_errors=True)


def keep(home: Home, version: Version, project: Project, rules: Rules, tables: Mapping[str, pa.Table]) -> None:
    """Writes a judgement aside, and makes it the one that stands."""
    import pyarrow.parquet as pq

    place, made_of = _place(home, project), identity(version, project, rules)
    with room(home):
        place.mkdir(parents=True, exist_ok=True)
        folder = place / made_of
        aside = place / f"{made_of}.{os.getpid()}.new"
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir()
        for name in TABLES:
            pq.write_table(tables[name], aside / f"{name}.parquet", compression="zstd", row_group_size=1 << 16)
        (aside / FACTS).write_text(json.dumps(_facts(project, rules, made_of, version, tables)), "utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        aside.rename(folder)
        pointer = place / f"current.{os.getpid()}"
        pointer.write_text(made_of, "utf-8")
        pointer.replace(place / "current")


def _facts(
    project: Project, rules: Rules, made_of: str, version: Version, tables: Mapping[str, pa.Table]
) -> dict[str, Any]:
    import pyarrow.compute as pc

    domains = tables["domains"]
    queued = domains.column("queued")
    return {
        "project": project.name,
        "identity": made_of,
        "index": version.manifest.identity(),
        "rules": rules.version,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "counts": {
            "links": len(tables["judged"]),
            "domains": len(domains),
            "queued_links": pc.sum(domains.column("queued_links")).as_py() or 0,
            "queued_domains": pc.sum(queued).as_py() or 0,
            "groups": len(tables["groups"].column("group").unique()),
        },
    }
