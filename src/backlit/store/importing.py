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
from backlit.store.files import clear, digest, publish, written_files
from backlit.store.folding import fold_if_due
from backlit.store.journal import (
    Damage,
    Journal,
    ReadFile,
    looks,
    read_journal,
    write_journal,
)
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


@dataclass(frozen=True, slots=True)
class _Candidate:
    file: SourceFile
    digest: str
    bytes: int
    as_of: int | None

    @property
    def identity(self) -> tuple[str, str | None, int | None]:
        return self.digest, self.file.base, self.as_of


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
        fresh, known = _sort_out(writer, files, as_of)
        if not fresh:
            return ImportReport(None, 0, 0, 0, 0, 0, known, ())
        journal = _extract(writer, fresh, jobs or os.cpu_count() or 1)
        _index(writer, journal)
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


def _sort_out(
    writer: Writer, files: Sequence[SourceFile], as_of: int | None
) -> tuple[list[_Candidate], tuple[str, ...]]:
    """Files that are new, in the order given, and the names of those that are known."""
    seen = {
        file.identity for imported in writer.manifest.imports for file in read_journal(writer.home, imported.id).files
    }
    sizes = [file.path.stat().st_size for file in files]
    total = sum(sizes)
    done = 0

    def count(block: int) -> None:
        nonlocal done
        done += block
        writer.listener(Progress("digest", done, total))

    fresh: list[_Candidate] = []
    known: list[str] = []
    for file, size in zip(files, sizes, strict=True):
        candidate = _Candidate(file, digest(file.path, count), size, as_of)
        if candidate.identity in seen:
            known.append(file.name)
        else:
            seen.add(candidate.identity)
            fresh.append(candidate)
    return fresh, tuple(known)


def _extract(writer: Writer, candidates: Sequence[_Candidate], jobs: int) -> Journal:
    """Read files into a segment and publish it."""
    import_id = writer.manifest.next_id()
    folder = writer.home.tmp / f"segment-{import_id}"
    folder.mkdir()
    total = sum(candidate.bytes for candidate in candidates)

    def tell(done: int, pages: int, links: int) -> bool:
        writer.listener(Progress("extract", done, total, pages, links))
        return True

    results = _core.extract_files(
        [(str(c.file.path), c.file.name, c.file.base, c.as_of) for c in candidates], str(folder), jobs, tell
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
                as_of=candidate.as_of,
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


def _index(writer: Writer, journal: Journal) -> None:
    """Index a published segment; if that fails, take the segment away, so that all is as it was before."""
    try:
        writer.add(journal)
    except BaseException:
        # The failure may have come after the manifest was replaced (Ctrl-C comes at any moment): the disk decides.
        if journal.id not in {imported.id for imported in current(writer.home).imports}:
            clear(writer.home.segment(journal.id))
        raise
