"""Reading: one consistent version of the index, without a lock.

A reader takes the manifest once and has the core map every file that it names. A fold may remove a part between the
two steps; the reader then takes the manifest anew, which names the part that replaced it. Once mapped, a part stays
readable however often it is replaced on the disk.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from backlit import _core
from backlit.store.home import DamagedError
from backlit.store.manifest import read_manifest

if TYPE_CHECKING:
    from backlit.store.home import Home
    from backlit.store.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the index: what the manifest said, and the core's view of the parts that it named.

    Threads may share it. It answers the same however long it is kept.
    """

    home: Home
    manifest: Manifest
    core: _core.Snapshot
    stamp: tuple[int, ...] = ()
    """The file of the manifest as it was before it was read."""

    @property
    def is_current(self) -> bool:
        """Whether no import or fold has made a newer version since. The file is replaced, so it need not be read."""
        return bool(self.stamp) and _stamp(self.home) == self.stamp


def snapshot(home: Home) -> Version:
    """The current version of the index.

    Raises NoIndexError where nothing was imported yet, DamagedError where a file of the index is missing or broken.
    """
    stamp = _stamp(home)
    manifest = read_manifest(home)
    while True:
        try:
            return Version(home, manifest, _open(home, manifest), stamp)
        except (OSError, ValueError) as error:
            stamp = _stamp(home)
            newer = read_manifest(home)
            if newer.generation == manifest.generation:
                raise DamagedError(
                    f"The index in {home.index} cannot be read ({error}): build it anew from the segments with "
                    "`backlit compact --rebuild`."
                ) from error
            manifest = newer


def _stamp(home: Home) -> tuple[int, ...]:
    """What tells one file of the manifest from another; nothing where there is none."""
    try:
        told = home.manifest.stat()
    except OSError:
        return ()
    return (told.st_ino, told.st_mtime_ns, told.st_size)


def indexed(home: Home, manifest: Manifest, ratings: str | None = None) -> _core.Snapshot:
    """The parts of a version, opened, with the ratings in a folder."""
    return _core.Snapshot(
        [str(home.part(part.name)) for part in manifest.parts],
        [(imported.number, str(home.segment(imported.id))) for imported in manifest.imports],
        manifest.horizon(),
        ratings,
    )


def _open(home: Home, manifest: Manifest) -> _core.Snapshot:
    ratings = manifest.ratings
    return indexed(home, manifest, None if ratings is None else str(home.rating(ratings.name)))
