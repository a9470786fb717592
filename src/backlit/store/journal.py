"""`import.json`: what an import read and wrote, kept beside its segment.

It is the record that outlives everything else: which files (so that the same file twice adds nothing), what was
damaged in them, what became of each row of an export, and the size and digest of each segment file (so that `verify`
can tell). It is written last: a segment folder that has one is whole.

The rows of an export add up: accepted, rejected and duplicates are what was read. A journal that does not add up is
never written.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from backlit.store.files import WrittenFile, replace_json
from backlit.store.home import DamagedError
from backlit.store.manifest import Import, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from backlit.store.home import Home

NAME = "import.json"
MICROSECONDS = 1_000_000
TABLES = ("pages", "links", "texts")
"""The tables of a segment: `pages-0000.parquet`, `links-0000.parquet`, `texts-0000.parquet` belong together."""
EXPORT_TABLES = ("claims", "rejects")
"""What an export has beside them: its accepted rows, and those rejected with line and reason."""

Identity = tuple[object, ...]
"""What makes two files the same."""


@dataclass(frozen=True, slots=True)
class Damage:
    """A place in a file that could not be read: the byte offset and why."""

    file: str
    offset: int
    reason: str


@dataclass(frozen=True, slots=True)
class ReadExport:
    """How a vendor's export was read, and what became of its rows.

    `layout` names the kind of file, `record` what a row of it is, `property` the target that it is about. `plan` is the
    digest of all that decides how it is read. `links`, `lost` and `mentions` are claims (a row may make several);
    `first_number` and `next_number` say which files of the segment are its own.
    """

    vendor: str
    layout: str
    record: str
    property: str | None
    plan: str
    accepted: int
    rejected: int
    duplicates: int
    links: int
    lost: int
    mentions: int
    first_number: int
    next_number: int
    reasons: dict[str, int] = field(default_factory=dict)

    def numbers(self) -> range:
        """The numbers of its files in the segment."""
        return range(self.first_number, self.next_number)


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that was imported: its name, what it is, and what came of it.

    `base` is the address of an HTML file, `as_of` the time (microseconds since 1970) that was given for it. Content,
    base and time together say whether two files are the same; of an export content and plan. Of an export `records`
    are the rows that were read, and `pages` and `links` 0: looks of ours alone count there.
    """

    name: str
    kind: str
    bytes: int
    digest: str
    base: str | None
    as_of: int | None
    records: int
    pages: int
    links: int
    damage: tuple[tuple[int, str], ...]
    export: ReadExport | None = None

    @property
    def identity(self) -> Identity:
        """What makes two files the same."""
        return (self.digest, self.base, self.as_of) if self.export is None else (self.digest, self.export.plan)

    @property
    def difference(self) -> str | None:
        """How the rows of an export do not add up; None where they do."""
        export = self.export
        if export is None or export.accepted + export.rejected + export.duplicates == self.records:
            return None
        return (
            f"{self.name}: {export.accepted:,} rows accepted, {export.rejected:,} rejected and {export.duplicates:,} "
            f"duplicates are not the {self.records:,} read"
        )


@dataclass(frozen=True, slots=True)
class Journal:
    """What an import read and wrote. Times are seconds since 1970, UTC."""

    id: str
    imported_at: int
    first_look: int | None
    last_look: int | None
    files: tuple[ReadFile, ...]
    segment: tuple[WrittenFile, ...]
    kind: Kind = "crawl"

    def exports(self) -> list[ReadExport]:
        """What was read of vendors' exports."""
        return [file.export for file in self.files if file.export is not None]

    def summary(self) -> Import:
        """The import as the manifest has it."""
        exports = self.exports()
        return Import(
            id=self.id,
            imported_at=self.imported_at,
            files=len(self.files),
            bytes=sum(file.bytes for file in self.files),
            records=sum(file.records for file in self.files),
            pages=sum(file.pages for file in self.files),
            links=sum(file.links for file in self.files),
            damaged=sum(len(file.damage) for file in self.files),
            first_look=self.first_look,
            last_look=self.last_look,
            kind=self.kind,
            claims=sum(export.accepted for export in exports),
            claimed_links=sum(export.links for export in exports),
            rejected=sum(export.rejected for export in exports),
            duplicates=sum(export.duplicates for export in exports),
        )

    def damage(self) -> Iterator[Damage]:
        """Every place that could not be read, file by file."""
        for file in self.files:
            for offset, reason in file.damage:
                yield Damage(file.name, offset, reason)


def write_journal(folder: Path, journal: Journal) -> None:
    """Write `import.json` into a segment folder, as the last of its files.

    Raises ValueError where the rows of an export do not add up: such a segment must not become the truth.
    """
    for file in journal.files:
        if file.difference is not None:
            raise ValueError(file.difference)
    replace_json(folder / NAME, asdict(journal), folder / f"{NAME}.part")


def read_journal(home: Home, import_id: str) -> Journal:
    """The journal of an import. Raises DamagedError where it is missing or cannot be understood."""
    path = home.standing_segment(import_id) / NAME
    try:
        return _parse(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise DamagedError(
            f"{path} is missing or damaged ({type(error).__name__}: {error}): restore it from a backup, or import its "
            "files again into a new folder."
        ) from error


def looks(folder: Path) -> tuple[int, int] | None:
    """Time of the first and of the last look in a segment folder, in whole seconds; None if it has no page."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq  # takes its time to load, and reports never need it

    times: list[int] = []
    for file in sorted(folder.glob("pages-*.parquet")):
        column = pq.read_table(file, columns=["fetched_at"]).column(0).cast(pa.int64())
        if len(column):
            times += [pc.min(column).as_py(), pc.max(column).as_py()]
    return (min(times) // MICROSECONDS, max(times) // MICROSECONDS) if times else None


def _parse(value: dict[str, Any]) -> Journal:
    facts = {name: value[name] for name in ("id", "imported_at", "first_look", "last_look")}
    return Journal(
        **facts,
        files=tuple(_read_file(file) for file in value["files"]),
        segment=tuple(WrittenFile(**file) for file in value["segment"]),
        kind=value.get("kind", "crawl"),
    )


def _read_file(value: dict[str, Any]) -> ReadFile:
    damage = tuple((int(offset), str(reason)) for offset, reason in value["damage"])
    export = ReadExport(**value["export"]) if value.get("export") else None
    return ReadFile(**{**value, "damage": damage, "export": export})
