"""Ratings are computed from the current version of the index and published like a part of it.

What computes them is given (the room of the graph); here is the writer's turn: nobody imports or folds meanwhile, so
the ids that ratings go by are those of the version that names them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from backlit.store.manifest import read_manifest
from backlit.store.rated import write_rated
from backlit.store.reading import indexed
from backlit.store.writing import writing

if TYPE_CHECKING:
    from pathlib import Path

    from backlit import _core
    from backlit.store.files import WrittenFile
    from backlit.store.home import Home
    from backlit.store.progress import Listener

Compute = Callable[["_core.Snapshot", str, "Listener"], dict[str, Any]]
"""Writes the ratings of a snapshot into a new folder, lets a listener know how far it is, and tells what it did."""


def publish_ratings(home: Home, compute: Compute, *, settings: str, listener: Listener) -> dict[str, Any]:
    """Have all ratings computed and make them the current ones; gives what `compute` gives.

    `settings` is a digest of what the ratings rest on. Raises NoIndexError where there is nothing yet, LockedError,
    DiskFullError, DamagedError; the ratings are then as they were before.
    """
    if not home.segments.is_dir():
        read_manifest(home)
    with writing(home, listener) as writer:
        writer.finish_killed_imports()

        def keep(ratings: Path, file: Path) -> WrittenFile:
            return write_rated(indexed(home, writer.manifest, str(ratings)), file)

        def computed(folder: str) -> dict[str, Any]:
            return compute(indexed(home, writer.manifest), folder, writer.listener)

        return writer.rate(computed, settings, keep)
