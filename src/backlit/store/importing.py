"""Bringing files in: which of them are new, their observations into a segment, the segment into the index.

The order decides what a crash can do (see `writing`): the segment is written aside, brought to the disk and renamed
into its place with its journal in it; then the index part alike; then the manifest is replaced. A file is known by
its content, so the same file twice adds nothing, whatever it is called.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from backlit import _core
from backlit.store.files import clear, publish, written_files
from backlit.store.folding import fold_if_due
from backlit.store.journal import Damage, Journal, ReadFile, looks, write_journal
from backlit.store.known import Candidate, sort_out
from backlit.store.manifest import current
from backlit.store.progress import Listener, Progress, silent
from backlit.store.writing import Writer, writing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from backlit.store.home import Home


class SourceFile(Protocol):
    """A file to import, as `backlit.sources.find_files` finds it."""

    @property
    def path(self) -> Path:
        """Where it lies."""

    @property
    def name(self) -> str:
        """The name that is kept of it."""

    @property
    def kind(self) -> str:
        """What it is: warc, arc, wat or html."""

    @property
    def base(self) -> str | None:
        """The address of an HTML file."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import brought. `import_id` is None where every file was known: nothing was added then."""

    import_id: str | None
    files: int
    records: int
    pages: int
    links: int
    bytes: int
    known: tuple[str, ...]
    """Names of files that were imported before (or stand twice in this call): they were left out."""
    damage: tuple[Damage, ...]
    """What could not be read, file by file; the rest of the file was imported."""


def import_files(
    home: Home,
    files: Sequence[SourceFile],
    *,
    as_of: int | None = None,
    jobs: int | None = None,
    listener: Listener = silent,
) -> ImportReport:
    """Import files as one import: one segment, and a base or delta of the index.

    `as_of` is the time, in microseconds since 1970 UTC, of what has no date of its own. `jobs` is the number of
    threads that read files (default: one a processor). Damage in a file never stops the import; it is in the report
    and in `verify`. Raises LockedError where another process writes, DiskFullError where there is no room, OSError
    where a file cannot be read at all; the index is then as it was before.
    """
    with writing(home, listener) as writer:
        writer.finish_killed_imports()
        fresh, known = sort_out(writer, files, lambda file, digest: (digest, file.base, as_of))
        if not fresh:
            return ImportReport(None, 0, 0, 0, 0, 0, known, ())
        journal = _extract(writer, fresh, as_of, jobs or os.cpu_count() or 1)
        index(writer, journal)
        fold_if_due(writer)
    summary = journal.summary()
    return ImportReport(
        import_id=summary.id,
        files=summary.files,
        records=summary.records,
        pages=summary.pages,
        links=summary.links,
        bytes=summary.bytes,
        known=known,
        damage=tuple(journal.damage()),
    )


def _extract(writer: Writer, candidates: Sequence[Candidate[SourceFile]], as_of: int | None, jobs: int) -> Journal:
    """Read files into a segment and publish it."""
    import_id = writer.manifest.next_id()
    folder = writer.home.tmp / f"segment-{import_id}"
    folder.mkdir()
    total = sum(candidate.bytes for candidate in candidates)

    def tell(done: int, pages: int, links: int) -> bool:
        writer.listener(Progress("extract", done, total, pages, links))
        return True

    results = _core.extract_files(
        [(str(c.file.path), c.file.name, c.file.base, as_of) for c in candidates], str(folder), jobs, tell
    )
    window = looks(folder)
    journal = Journal(
        id=import_id,
        imported_at=int(time.time()),
        first_look=window[0] if window else None,
        last_look=window[1] if window else None,
        files=tuple(
            ReadFile(
                name=candidate.file.name,
                kind=candidate.file.kind,
                bytes=candidate.bytes,
                digest=candidate.digest,
                base=candidate.file.base,
                as_of=as_of,
                records=result["records"],
                pages=result["pages"],
                links=result["links"],
                damage=tuple(result["damage"]),
            )
            for candidate, result in zip(candidates, results, strict=True)
        ),
        segment=written_files(folder),
    )
    write_journal(folder, journal)
    publish(folder, writer.home.segment(import_id))
    return journal


def index(writer: Writer, journal: Journal) -> None:
    """Index a published segment; if that fails, take the segment away, so that all is as it was before."""
    try:
        writer.add(journal)
    except BaseException:
        # The failure may have come after the manifest was replaced (Ctrl-C comes at any moment): the disk decides.
        if journal.id not in {imported.id for imported in current(writer.home).imports}:
            clear(writer.home.segment(journal.id))
        raise
