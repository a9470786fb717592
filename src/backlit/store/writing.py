"""A turn of the one writer: take the lock, clear what a killed writer left, publish the next version.

What may be left behind, and what becomes of it:

- `tmp/…`: work begun and not finished. Removed.
- `index/…` that the manifest does not name: a part that was not yet, or is no longer, of the current version. Removed.
  A reader that has it mapped keeps it: its bytes live until the last mapping is gone.
- `ratings/…` alike: ratings that were not yet, or are no longer, of the current version. Removed.
- `rated/…` alike: what a rank said of the domains.
- `segments/…` that the manifest names as undone: left by a writer that was killed before it could move the folder. It
  is moved to `undone/`.
- `segments/…` that the manifest does not name at all: an import whose observations were written whole (the folder got
  its name in one rename, after everything in it was on the disk) and that was killed while it was indexed. It is
  indexed first, so that the work is kept and the outcome is that of a run never killed. (An import that ends with an
  error or Ctrl-C takes its segment away itself.)
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backlit import _core
from backlit.store.files import WrittenFile, clear, publish, publish_file, sync_folder, written_files
from backlit.store.home import DamagedError, Home, locked, room
from backlit.store.journal import read_journal
from backlit.store.manifest import Manifest, Part, Rated, Ratings, current, write_manifest
from backlit.store.progress import Listener, steps
from backlit.store.rated import sound
from backlit.store.watching import heard_by_others

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from backlit.store.journal import Journal

MEMORY_SHARE = 4
"""The core may use one part in so many of the machine's memory for building the index."""

Build = Callable[[str], dict[str, Any]]
"""Makes a part in a folder."""

Keep = Callable[[Path, Path], WrittenFile]
"""Writes what the ratings in a folder say of the domains into a file."""


class Writer:
    """The one that may write into a home folder, from `writing`."""

    def __init__(self, home: Home, manifest: Manifest, listener: Listener) -> None:
        self.home = home
        self.manifest = manifest
        self.listener = listener

    def add(self, journal: Journal) -> None:
        """Index the published segment of an import and make that the current version."""
        next_version = self.manifest.with_import(journal.summary())
        if journal.summary().is_indexed:
            next_version = self._indexed(next_version, self.manifest.parts)
        self._swap(next_version)

    def finish_killed_imports(self) -> None:
        """Index what a killed import had written whole."""
        for journal in self._killed_imports():
            self.add(journal)

    def _killed_imports(self) -> list[Journal]:
        known = {imported.id for imported in self.manifest.imports} | self.manifest.undone_ids()
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
        self._swap(self._anew(next_version))

    def undo(self, numbers: Collection[int]) -> None:
        """Make the version without these imports the current one, then move their segments to `undone/`.

        Parts at the end that hold nothing else are dropped; if one that is left holds any of them, the index is built
        anew from the segments that stay.
        """
        next_version = self.manifest.without_imports(numbers, int(time.time()))
        held = [set(), *(self._held(part) for part in self.manifest.parts)]
        count = len(self.manifest.parts)
        while count and held[count] - held[count - 1] <= set(numbers):
            count -= 1
        if count and held[count].isdisjoint(numbers):
            next_version = self._carried(next_version.with_parts(self.manifest.parts[:count]))
        else:
            next_version = self._anew(next_version)
        # The folder is made before the version changes, so that a full disk leaves all as it was.
        self.home.undone.mkdir(exist_ok=True)
        self._swap(next_version)
        put_undone_away(self.home, self.manifest)

    def _held(self, part: Part) -> set[int]:
        """The numbers of the imports that a part and those before it hold."""
        path = self.home.part(part.name) / "part.json"
        try:
            return {int(imported["number"]) for imported in json.loads(path.read_text(encoding="utf-8"))["imports"]}
        except (OSError, KeyError, TypeError, ValueError) as error:
            raise DamagedError(
                f"{path} is missing or damaged ({error}): build the index anew with `backlit compact --rebuild`."
            ) from error

    def _anew(self, version: Manifest) -> Manifest:
        """A version with one part, built from its segments alone; without parts where they hold nothing to index."""
        if any(imported.is_indexed for imported in version.imports):
            return self._indexed(version, ())
        return version.with_parts(()).with_ratings(None)

    def rate(self, compute: Build, settings: str, keep: Keep) -> dict[str, Any]:
        """Have all ratings computed into a folder and make them the current ones; gives what `compute` gives.

        `settings` is a digest of what they rest on. `keep` writes down what they say of the domains, for later.
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
        kept = self.home.tmp / f"{name}.parquet"
        rated = Rated(keep(aside, kept), ratings.computed_at, self.manifest.newest_look(), ratings.last_import)
        publish(aside, self.home.rating(name))
        publish_file(kept, self.home.rated / kept.name)
        self._swap(next_version.with_ratings(ratings).with_rated((*sound(self.home, self.manifest), rated)))
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
            (imported.number, str(self.home.segment(imported.id)))
            for imported in version.imports
            if imported.is_indexed
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
        old = _named(self.home, self.manifest) - _named(self.home, manifest)
        self.manifest = manifest
        for folder in sorted(old):
            clear(folder)


def _named(home: Home, manifest: Manifest) -> set[Path]:
    """The folders that a version names, and the files of past ratings."""
    rated = {home.rated / one.file.name for one in manifest.rated}
    ratings = set() if manifest.ratings is None else {home.rating(manifest.ratings.name)}
    return rated | ratings | {home.part(part.name) for part in manifest.parts}


@contextmanager
def writing(home: Home, listener: Listener) -> Iterator[Writer]:
    """Be the writer of a home folder. Raises LockedError, DiskFullError, or StoreError of a damaged home."""
    with locked(home), room(home):
        manifest = current(home)
        _clear_leavings(home, manifest)
        try:
            home.tmp.mkdir()
            yield Writer(home, manifest, heard_by_others(home, listener))
        finally:
            clear(home.tmp)


def _clear_leavings(home: Home, manifest: Manifest) -> None:
    clear(home.tmp)
    named = _named(home, manifest)
    for kind in (home.index, home.ratings, home.rated):
        for folder in sorted(kind.iterdir()) if kind.is_dir() else ():
            if folder not in named:
                clear(folder)
    put_undone_away(home, manifest)


def put_undone_away(home: Home, manifest: Manifest) -> None:
    """Move the segments of imports that were undone out of the index's way, each in one rename."""
    for import_id in sorted(manifest.undone_ids()):
        if home.segment(import_id).is_dir():
            home.undone.mkdir(exist_ok=True)
            home.segment(import_id).rename(home.undone_segment(import_id))
            sync_folder(home.undone)
            sync_folder(home.segments)


def memory() -> int:
    """Bytes that building the index may use: a share of the machine's memory, or of the control group's limit."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limit = Path("/sys/fs/cgroup/memory.max")
    if limit.is_file() and (text := limit.read_text(encoding="ascii").strip()) != "max":
        total = min(total, int(text))
    return total // MEMORY_SHARE
