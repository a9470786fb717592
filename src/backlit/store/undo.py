"""Undoing imports: the index is then as if they had never been.

The index is made without them first, then the manifest names them as undone, then their segments are moved to
`HOME/undone/`, where nothing reads them: whoever wants the room removes them there. A writer that is killed leaves the
version before, or the one after with a segment that the next writer moves. A number is never given twice, and the same
file may be imported again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlit.store.manifest import Import, read_manifest
from backlit.store.progress import Listener, silent
from backlit.store.writing import writing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlit.store.home import Home


def undo(home: Home, import_ids: Iterable[str], *, listener: Listener = silent) -> tuple[Import, ...]:
    """Take imports back, of archives or exports; gives what they were.

    Raises StoreError where there is no such import, NoIndexError where there is nothing yet, LockedError,
    DiskFullError (about the size of the index is needed) and DamagedError; all is then as it was before.
    """
    if not home.segments.is_dir():
        read_manifest(home)
    with writing(home, listener) as writer:
        writer.finish_killed_imports()
        asked = [writer.manifest.import_of(import_id) for import_id in import_ids]
        gone = {imported.number: imported for imported in asked}
        if gone:
            writer.undo(gone.keys())
        return tuple(gone.values())
