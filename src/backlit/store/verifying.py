"""Is the index sound? Every file that the manifest names, against what was written down when it was made.

Segments are checked against their journal: sizes, digests, and that tables and rows add up (see `sums`). What was
undone is not checked: nothing reads it. Parts of the index are checked against the manifest. A damaged index is mended
from the segments; a damaged segment only from a backup or from the files that were imported, because segments are the
truth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from backlit.store.files import difference
from backlit.store.home import DamagedError, folder_bytes
from backlit.store.journal import NAME, Damage, read_journal
from backlit.store.manifest import read_manifest
from backlit.store.progress import Listener, Progress, silent
from backlit.store.rated import MEND
from backlit.store.sums import segment_sums
from backlit.store.writing import writing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from backlit.store.files import WrittenFile
    from backlit.store.home import Home
    from backlit.store.journal import Journal
    from backlit.store.manifest import Part, Rated, Ratings

MEND_INDEX = "build the index anew from the segments: `backlit compact --rebuild`"
MEND_RATINGS = "compute the ratings again: `backlit rank`"
MEND_RATED = "restore it from a backup; " + MEND
MEND_SEGMENT = "restore it from a backup, or import its files again into a new folder"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it was written: where, what, and the mend."""

    place: str
    what: str
    mend: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verify` found. Damage of archives and exports is told apart: it was there before they were imported."""

    checked_files: int
    checked_bytes: int
    problems: tuple[Problem, ...]
    damage: tuple[Damage, ...]

    @property
    def sound(self) -> bool:
        """Whether all is as it was written."""
        return not self.problems


def verify(home: Home, *, deep: bool = False, listener: Listener = silent) -> Verdict:
    """Check every file of the current version: all of the segments and of the index are read once.

    With `deep` the index is also built anew from the segments, aside, and compared; that takes the writer's turn and
    the room of a second index. Raises NoIndexError where nothing was imported yet, and with `deep` what `compact`
    raises. Without it a writer may work meanwhile.
    """
    manifest = read_manifest(home)
    check = _Check(home, listener)
    damage: list[Damage] = []
    for imported in manifest.imports:
        try:
            journal = read_journal(home, imported.id)
        except DamagedError as error:
            check.problem(f"segments/{imported.id}/{NAME}", str(error), MEND_SEGMENT)
            continue
        damage.extend(journal.damage())
        check.segment(journal)
    for part in manifest.parts:
        check.part(part)
    if manifest.ratings is not None:
        check.ratings(manifest.ratings)
    check.rated(manifest.rated)
    if deep and not check.problems:
        with writing(home, listener) as writer:
            if not writer.rebuilds_alike():
                check.problem("index", "is not what the segments give", MEND_INDEX)
    return Verdict(check.files, check.bytes, tuple(check.problems), tuple(damage))


class _Check:
    """A check on its way: what was read, and what was wrong."""

    def __init__(self, home: Home, listener: Listener) -> None:
        self.home = home
        self.listener = listener
        self.total = sum(folder_bytes(folder) for folder in (home.segments, home.index, home.ratings, home.rated))
        self.files = 0
        self.bytes = 0
        self.problems: list[Problem] = []

    def problem(self, place: str, what: str, mend: str) -> None:
        self.problems.append(Problem(place, what, mend))

    def segment(self, journal: Journal) -> None:
        """The files of a segment against its journal, and its tables against each other."""
        folder = self.home.segment(journal.id)
        found = list(self._differences(folder, journal.segment))
        for name, what in found:
            self.problem(f"segments/{journal.id}/{name}", what, MEND_SEGMENT)
        for what in () if found else segment_sums(folder, journal):
            self.problem(f"segments/{journal.id}", what, MEND_SEGMENT)

    def part(self, part: Part) -> None:
        """The files of a part of the index; that a fold replaced it meanwhile is no problem."""
        found = list(self._differences(self.home.part(part.name), part.files))
        if found and part not in read_manifest(self.home).parts:
            return
        for name, what in found:
            self.problem(f"index/{part.name}/{name}", what, MEND_INDEX)

    def ratings(self, ratings: Ratings) -> None:
        """The files of the ratings; that others replaced them meanwhile is no problem."""
        found = list(self._differences(self.home.rating(ratings.name), ratings.files))
        if found and ratings != read_manifest(self.home).ratings:
            return
        for name, what in found:
            self.problem(f"ratings/{ratings.name}/{name}", what, MEND_RATINGS)

    def rated(self, rated: Sequence[Rated]) -> None:
        """The files of past ratings; that an undo dropped one meanwhile is no problem."""
        for one in rated:
            found = list(self._differences(self.home.rated, [one.file]))
            if found and one in read_manifest(self.home).rated:
                self.problem(f"rated/{one.file.name}", found[0][1], MEND_RATED)

    def _differences(self, folder: Path, files: Sequence[WrittenFile]) -> Iterator[tuple[str, str]]:
        for written in files:
            self.files += 1
            what = difference(folder, written, self._read)
            if what is not None:
                yield written.name, what

    def _read(self, count: int) -> None:
        self.bytes += count
        self.listener(Progress("verify", self.bytes, max(self.total, self.bytes)))
