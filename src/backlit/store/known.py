"""Which of the files given are new.

A file is known by its content and by how it is to be read, never by its name, so the same file twice adds nothing.
What an undone import had read is new again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from backlit.store.files import digest
from backlit.store.journal import Identity, read_journal
from backlit.store.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from backlit.store.writing import Writer


class Source(Protocol):
    """A file that may be imported."""

    @property
    def path(self) -> Path:
        """Where it lies."""

    @property
    def name(self) -> str:
        """The name that is kept of it."""


SourceType = TypeVar("SourceType", bound=Source)


@dataclass(frozen=True, slots=True)
class Candidate(Generic[SourceType]):
    """A file that is new, with its digest and size."""

    file: SourceType
    digest: str
    bytes: int


def sort_out(
    writer: Writer, files: Sequence[SourceType], identity: Callable[[SourceType, str], Identity]
) -> tuple[list[Candidate[SourceType]], tuple[str, ...]]:
    """Files that are new, in the order given, and the names of those that are known or stand twice.

    `identity` tells from a file and its digest what makes it the same as another, as `ReadFile.identity` does.
    """
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

    fresh: list[Candidate[SourceType]] = []
    known: list[str] = []
    for file, size in zip(files, sizes, strict=True):
        candidate = Candidate(file, digest(file.path, count), size)
        same = identity(file, candidate.digest)
        if same in seen:
            known.append(file.name)
        else:
            seen.add(same)
            fresh.append(candidate)
    return fresh, tuple(known)
