"""When a base and its deltas are folded together, and the index built anew.

Every delta makes reading a little dearer (each is asked and the answers merged), every fold rewrites the whole index.
Folding when the deltas have grown to a share of the base keeps the bytes written over a life within a constant times
the bytes that came in, as in a log-structured merge tree (O'Neil et al., Acta Informatica 33, 1996); a limit on their
number keeps reading cheap when many small imports come in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlit.store.manifest import read_manifest
from backlit.store.progress import Listener, silent
from backlit.store.writing import Writer, writing

if TYPE_CHECKING:
    from backlit.store.home import Home
    from backlit.store.manifest import Manifest

MOST_DELTAS = 8
"""More deltas than this are folded."""

DELTA_SHARE = 0.5
"""Deltas that together hold more than this share of the base's bytes are folded."""

SMALL_BASE = 16 << 20
"""A base below so many bytes is not worth a thought about shares: the number of deltas alone counts."""


def fold_is_due(manifest: Manifest) -> bool:
    """Whether the deltas have grown so many or so large that folding pays."""
    if len(manifest.parts) < 2:
        return False
    base, *deltas = (part.bytes for part in manifest.parts)
    return len(deltas) > MOST_DELTAS or (base >= SMALL_BASE and sum(deltas) > DELTA_SHARE * base)


def fold_if_due(writer: Writer) -> None:
    """Fold after an import, if it is time."""
    if fold_is_due(writer.manifest):
        writer.fold()


def compact(home: Home, *, rebuild: bool = False, listener: Listener = silent) -> Manifest:
    """Fold the base and its deltas into one base, now; with `rebuild` build the index anew from the segments.

    Reports answer the same before and after. Readers at work keep the version that they have. Gives the version that
    is current afterwards. Raises NoIndexError where there is nothing yet, LockedError where another process writes,
    DiskFullError where there is no room (about the size of the index is needed), DamagedError where a part or a
    segment is damaged.
    """
    if not home.segments.is_dir():
        read_manifest(home)
    with writing(home, listener) as writer:
        if rebuild:
            writer.rebuild()
        else:
            writer.finish_killed_imports()
            if len(writer.manifest.parts) > 1:
                writer.fold()
        return writer.manifest
