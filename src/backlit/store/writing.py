"""A turn of the one writer: take the lock, clear what a killed writer left, publish the next version.

What may be left behind, and what becomes of it:

- `tmp/…`: work begun and not finished. Removed.
- `index/…` that the manifest does not name: a part that was not yet, or is no longer, of the current version. Removed.
  A reader that has it mapped keeps it: its bytes live until the last mapping is gone.
- `ratings/…` alike: ratings that were not yet, or are no longer, of the current version. Removed.
- `segments/…` that the manifest does not name: an import whose observations were written whole (the folder got its
  name in one rename, after everything in it was on the disk) and that was killed while it was indexed. It is indexed
  first, so that the work is kept and the outcome is that of a run never killed. (An import that ends with an error
  or Ctrl-C takes its segment away itself.)
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backlit import _core
from backlit.store.files import clear, publish, written_files
from backlit.store.home import DamagedError, Home, locked, room
from backlit.store.journal import read_journal
from backlit.store.manifest import Manifest, Part, Ratings, current, write_manifest
from backlit.store.progress import Listener, steps

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlit.store.journal import Journal

MEMORY_SHARE = 4
"""The core may use one part in so many of the machine's memory for building the index."""

Build = Callable[[str], dict[str, Any]]
"""Makes a part in a folder."""


class Writer:
    """The one that may write into a home folder, from `writing`."""

    def __init__(self, home: Home, manifest: Manifest, listener: Listener) -> None:
        self.home = home
        self.manifest = manifest
        self.listener = listener

    def add(self, journal: Journal) -> None:
        """Index the published segment of an import and make that the current version."""
        next_version = self.manifest.with_import(journal.summary())
        if journal.summary().pages:
            next_version = self._indexed(next_version, self.manifest.parts)
        self._swap(next_version)

    def finish_killed_imports(self) -> None:
        """Index what a killed import had written whole."""
        for journal in self._killed_imports():
            self.add(journal)

    def _killed_imports(self) -> list[Journal]:
        known = {imported.id for imported in self.manifest.imports}
        found = {folder.name for folder in self.home.segments.glob("[0-9]*")}
        return [read_journal(self.home, import_id) for import_id in sorted(found - known)]

    def fold(self) -> None:
        """Fold the base and its deltas into one new base."""
        next_version = self.manifest.with_next_generation()
        part, _ = self._part(next_version, self._from_parts())
        self._swap(self._carried(next_version.with_parts([part])))

    def rebuild(self) -> None:
        """Build the index anew from the segments alone, those of killed imports too."""
        next_version = self.manifest.with_next_generation()
        for journal in self._killed_imports():
            next_version = next_version.with_import(journal.summary())
        if any(imported.pages for imported in next_version.imports):
            next_version = self._indexed(next_version, ())
        self._swap(next_version)

    def rate(self, compute: Build, settings: str) -> dict[str, Any]:
        """Have all ratings computed into a folder and make them the current ones; gives what `compute` gives.

        `settings` is a digest of what they rest on.
        """
        next_version = self.manifest.with_next_generation()
        name = f"{next_version.generation:06d}"
        aside = self.home.tmp / "ratings"
        try:
            told = compute(str(aside))
        except (ValueError, FileNotFoundError) as error:
            raise DamagedError(
                f"The index in {self.home.index} cannot be rated: {error}. `backlit verify` tells what is damaged; "
                "an index is mended by `backlit compact --rebuild`."
            ) from error
        ratings = Ratings(name, written_files(aside), int(time.time()), self.manifest.last_import(), settings)
        publish(aside, self.home.rating(name))
        self._swap(next_version.with_ratings(ratings))
        return told

    def _carried(self, version: Manifest) -> Manifest:
        """A version whose ratings, if it has any, are by the ids of its own parts.

        Ratings that cannot be read are left out: an index is mended by building it anew, ratings by computing them.
        """
        old, new = self.manifest.parts, version.parts
        if version.ratings is None or new[: len(old)] == old:
            return version
        name = f"{version.generation:06d}"
        aside = self.home.tmp / "ratings"
        try:
            _core.carry_ratings(
                [str(self.home.part(part.name)) for part in old],
                [str(self.home.part(part.name)) for part in new],
                str(self.home.rating(version.ratings.name)),
                str(aside),
            )
        except (ValueError, FileNotFoundError):
            clear(aside)
            return version.with_ratings(None)
        ratings = replace(version.ratings, name=name, files=written_files(aside))
        publish(aside, self.home.rating(name))
        return version.with_ratings(ratings)

    def rebuilds_alike(self) -> bool:
        """Whether the segments alone give the index that stands; both are made aside, folded, and compared."""
        if not self.manifest.parts:
            return True
        anew, _ = self._aside("anew", self._from_segments(self.manifest, ()))
        standing = self.manifest.parts[0].files
        if len(self.manifest.parts) > 1:
            folded, _ = self._aside("folded", self._from_parts())
            standing = written_files(folded)
        return written_files(anew) == standing

    def _indexed(self, version: Manifest, beside: Sequence[Part]) -> Manifest:
        """A version with a part more, which holds what the parts beside it lack, or with one that replaces them."""
        part, kind = self._part(version, self._from_segments(version, beside))
        return self._carried(version.with_parts([part] if kind == "base" else [*beside, part]))

    def _from_segments(self, version: Manifest, beside: Sequence[Part]) -> Build:
        segments = [
            (imported.number, str(self.home.segment(imported.id))) for imported in version.imports if imported.pages
        ]
        parts = [str(self.home.part(part.name)) for part in beside]
        return lambda folder: _core.build_part(segments, parts, folder, memory(), steps("index", self.listener))

    def _from_parts(self) -> Build:
        parts = [str(self.home.part(part.name)) for part in self.manifest.parts]
        return lambda folder: _core.merge_parts(parts, folder, memory(), steps("fold", self.listener))

    def _aside(self, name: str, build: Build) -> tuple[Path, str]:
        """Have a part built where readers do not look: its folder, and whether it is a base or a delta."""
        aside = self.home.tmp / name
        aside.mkdir()
        try:
            told = build(str(aside))
        except (ValueError, FileNotFoundError) as error:
            raise DamagedError(
                f"The index in {self.home.index} or a segment in {self.home.segments} is damaged: {error}. "
                "`backlit verify` tells which; an index is mended by `backlit compact --rebuild`."
            ) from error
        return aside, told["kind"]

    def _part(self, version: Manifest, build: Build) -> tuple[Part, str]:
        """Have a part built and publish it, under a name that was never used before; also what it is."""
        name = f"{version.generation:06d}"
        aside, kind = self._aside(name, build)
        part = Part(name, written_files(aside))
        publish(aside, self.home.part(name))
        return part, kind

    def _swap(self, manifest: Manifest) -> None:
        write_manifest(self.home, manifest)
        old = _folders(self.home, self.manifest) - _folders(self.home, manifest)
        self.manifest = manifest
        for folder in sorted(old):
            clear(folder)


def _folders(home: Home, manifest: Manifest) -> set[Path]:
    """The folders that a version names."""
    ratings = set() if manifest.ratings is None else {home.rating(manifest.ratings.name)}
    return ratings | {home.part(part.name) for part in manifest.parts}


@contextmanager
def writing(home: Home, listener: Listener) -> Iterator[Writer]:
    """Be the writer of a home folder. Raises LockedError, DiskFullError, or StoreError of a damaged home."""
    with locked(home), room(home):
        manifest = current(home)
        _clear_leavings(home, manifest)
        try:
            home.tmp.mkdir()
            yield Writer(home, manifest, listener)
        finally:
            clear(home.tmp)


def _clear_leavings(home: Home, manifest: Manifest) -> None:
    clear(home.tmp)
    named = _folders(home, manifest)
    for room in (home.index, home.ratings):
        for folder in sorted(room.iterdir()) if room.is_dir() else ():
            if folder not in named:
                clear(folder)


def memory() -> int:
    """Bytes that building the index may use: a share of the machine's memory, or of the control group's limit."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limit = Path("/sys/fs/cgroup/memory.max")
    if limit.is_file() and (text := limit.read_text(encoding="ascii").strip()) != "max":
        total = min(total, int(text))
    return total // MEMORY_SHARE
