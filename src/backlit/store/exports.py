"""Bringing vendors' exports in: what a vendor says of links, kept beside what was looked at.

As with archives (see `importing`): files that are known are left out, the rest goes through the core into a segment
aside, the segment gets its journal and its place, then the index a part. Many files are one import.

What cannot be read as an export (a torn XLSX, a file of another encoding than its head) is damage: it is told in the
report, the journal and `verify`, nothing of that file is kept, and the other files are imported. A file is known
afterwards even if none of its rows was accepted.
"""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from backlit import _core
from backlit.store.files import publish, written_files
from backlit.store.folding import fold_if_due
from backlit.store.importing import index
from backlit.store.journal import MICROSECONDS, Damage, Journal, ReadExport, ReadFile, write_journal
from backlit.store.known import Candidate, sort_out
from backlit.store.progress import Listener, Progress, silent
from backlit.store.writing import Writer, writing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from backlit.store.home import Home

REJECTS_SHOWN = 20
"""Rejected rows that a report holds; `backlit imports ID` lists all."""


class ExportPlan(Protocol):
    """An export and how it is to be read, as `backlit.sources.exports.plan_exports` finds it."""

    @property
    def path(self) -> Path:
        """Where it lies."""

    @property
    def name(self) -> str:
        """The name that is kept of it."""

    @property
    def kind(self) -> str:
        """What it is: export."""

    @property
    def vendor(self) -> str:
        """Who made it."""

    @property
    def layout(self) -> str:
        """Which of the vendor's kinds of files it is."""

    @property
    def record(self) -> str:
        """What a row of it is."""

    @property
    def as_of(self) -> int:
        """The date of what has none of its own, in microseconds since 1970, UTC."""

    @property
    def mapping(self) -> Sequence[tuple[str, str]]:
        """Each column with the field or metric that it is read as."""

    @property
    def plan(self) -> str:
        """The whole of it for the core, as JSON."""

    # The last one: from here on the name no longer means the decorator.
    @property
    def property(self) -> str | None:
        """The target that it is about."""


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was refused: its file, line, why, and how it begins."""

    file: str
    line: int
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What an import of exports brought. `import_id` is None where every file was known: nothing was added then."""

    import_id: str | None
    files: tuple[ReadFile, ...]
    """Each file that was read; its `export` tells what became of its rows."""
    known: tuple[str, ...]
    """Names of files that were imported before (or stand twice in this call): they were left out."""
    rejects: tuple[RejectedRow, ...]
    """The first rows that were rejected; `backlit imports ID` lists all."""
    damage: tuple[Damage, ...]
    """Files that could not be read as exports; nothing of them was kept."""

    @property
    def read(self) -> int:
        """Rows read: accepted, rejected and duplicates together."""
        return sum(file.records for file in self.files)

    @property
    def accepted(self) -> int:
        """Rows accepted: the claims."""
        return self._sum("accepted")

    @property
    def rejected(self) -> int:
        """Rows rejected; `reasons` tells why."""
        return self._sum("rejected")

    @property
    def duplicates(self) -> int:
        """Rows equal to an earlier one of their file."""
        return self._sum("duplicates")

    @property
    def links(self) -> int:
        """Claims of links, those said to be lost among them."""
        return self._sum("links")

    @property
    def lost(self) -> int:
        """Claims of links that say that the link is lost."""
        return self._sum("lost")

    @property
    def mentions(self) -> int:
        """Claims of mentions without a link."""
        return self._sum("mentions")

    @property
    def bytes(self) -> int:
        """Bytes of the files that were read."""
        return sum(file.bytes for file in self.files)

    @property
    def reasons(self) -> dict[str, int]:
        """Why rows were rejected, with the number of each, the most frequent first."""
        counts: dict[str, int] = {}
        for export in self._exports():
            for reason, count in export.reasons.items():
                counts[reason] = counts.get(reason, 0) + count
        return dict(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])))

    def _exports(self) -> list[ReadExport]:
        return [file.export for file in self.files if file.export is not None]

    def _sum(self, name: str) -> int:
        return sum(getattr(export, name) for export in self._exports())


def import_exports(home: Home, plans: Sequence[ExportPlan], listener: Listener = silent) -> ExportReport:
    """Import exports as one import: one segment, and a base or delta of the index.

    Raises LockedError where another process writes, DiskFullError where there is no room, OSError where a file is not
    there or cannot be read from its disk; the index is then as it was before.
    """
    with writing(home, listener) as writer:
        writer.finish_killed_imports()
        fresh, known = sort_out(writer, plans, lambda plan, digest: (digest, plan_digest(plan)))
        if not fresh:
            return ExportReport(None, (), known, (), ())
        journal, rejects = _read(writer, fresh)
        index(writer, journal)
        fold_if_due(writer)
    return ExportReport(journal.id, journal.files, known, tuple(rejects[:REJECTS_SHOWN]), tuple(journal.damage()))


def plan_digest(plan: ExportPlan) -> str:
    """BLAKE2b of all that decides what a file says: vendor, layout, property, date and mapping.

    A date that is only the file's own time is left out: a copy of a file has another time, and says the same.
    """
    as_of = None if plan.as_of // MICROSECONDS == int(plan.path.stat().st_mtime) else plan.as_of
    said = [plan.vendor, plan.layout, plan.record, plan.property, as_of, [list(pair) for pair in plan.mapping]]
    return hashlib.blake2b(json.dumps(said, ensure_ascii=False).encode(), digest_size=16).hexdigest()


def _read(writer: Writer, candidates: Sequence[Candidate[ExportPlan]]) -> tuple[Journal, list[RejectedRow]]:
    """Read exports into a segment and publish it."""
    import_id = writer.manifest.next_id()
    folder = writer.home.tmp / f"segment-{import_id}"
    folder.mkdir()
    total = sum(candidate.bytes for candidate in candidates)
    files: list[ReadFile] = []
    rejects: list[RejectedRow] = []
    done = rows = number = 0
    for candidate in candidates:
        told = _read_one(candidate.file, folder, number, _listen(writer.listener, done, rows, total))
        file = _read_file(candidate, number, told)
        files.append(file)
        rejects += [RejectedRow(file.name, line, reason, text) for line, reason, text in told["rejects"]]
        number = told["numbers"]
        done += candidate.bytes
        rows += file.records
    journal = Journal(
        id=import_id,
        imported_at=int(time.time()),
        first_look=None,
        last_look=None,
        files=tuple(files),
        segment=written_files(folder),
        kind="export",
    )
    write_journal(folder, journal)
    publish(folder, writer.home.segment(import_id))
    return journal, rejects


def _listen(listener: Listener, done: int, rows: int, total: int) -> Callable[[int, int], bool]:
    """The callback that the core takes for one file, after others of so many bytes and rows."""

    def tell(more: int, more_rows: int) -> bool:
        listener(Progress("rows", min(done + more, total), total, rows=rows + more_rows))
        return True

    return tell


_NOTHING: dict[str, Any] = {
    "read": 0, "accepted": 0, "rejected": 0, "duplicates": 0, "links": 0, "lost": 0, "mentions": 0, "reasons": {},
    "rejects": (),
}  # fmt: skip


def _read_one(plan: ExportPlan, folder: Path, number: int, tell: Callable[[int, int], bool]) -> dict[str, Any]:
    """What the core tells of a file; of one that is damaged, that it gave nothing and why."""
    try:
        return {**_core.read_export(str(plan.path), plan.name, plan.plan, str(folder), number, tell), "damage": ()}
    except ValueError as error:
        for file in folder.glob("*.parquet"):
            if int(file.stem.rpartition("-")[2]) >= number:
                file.unlink()
        return {**_NOTHING, "numbers": number, "damage": ((0, str(error)),)}


def _read_file(candidate: Candidate[ExportPlan], number: int, told: dict[str, Any]) -> ReadFile:
    plan = candidate.file
    export = ReadExport(
        vendor=plan.vendor,
        layout=plan.layout,
        record=plan.record,
        property=plan.property,
        plan=plan_digest(plan),
        accepted=told["accepted"],
        rejected=told["rejected"],
        duplicates=told["duplicates"],
        links=told["links"],
        lost=told["lost"],
        mentions=told["mentions"],
        first_number=number,
        next_number=told["numbers"],
        reasons=dict(told["reasons"]),
    )
    return ReadFile(
        name=plan.name,
        kind="export",
        bytes=candidate.bytes,
        digest=candidate.digest,
        base=None,
        as_of=plan.as_of,
        records=told["read"],
        pages=0,
        links=0,
        damage=told["damage"],
        export=export,
    )
