"""Undoing imports: the index is then as if they had never been.

The index is made without them first, then the manifest names them as undone, then their segments are moved to
`HOME/undone/`, where nothing reads them: whoever wants the room removes them there. A writer that is killed leaves the
version before, or the one after with a segment that the next writer moves. A number is never given twice, and the same
file may be imported again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlit.store.home import StoreError
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
        known = {imported.id: imported for imported in writer.manifest.imports}
        asked = list(dict.fromkeys(_full(import_id) for import_id in import_ids))
        for import_id in asked:
            if import_id not in known:
                raise StoreError(_unknown(import_id, list(known), writer.manifest.undone_ids()))
        if asked:
            writer.undo({known[import_id].number for import_id in asked})
        return tuple(known[import_id] for import_id in asked)


def _full(import_id: str) -> str:
    """An id as it is written in full: 3 means 0003."""
    return f"{int(import_id):04d}" if import_id.isascii() and import_id.isdigit() else import_id


def _unknown(import_id: str, known: list[str], undone: frozenset[str]) -> str:
    if import_id in undone:
        return f"Import {import_id} was undone before: its segment lies in `undone/{import_id}`."
    listed = f"Known: {', '.join(known[-20:])}." if known else "Nothing is imported."
    return f"There is no import {import_id!r}. {listed} `backlit imports` lists them."
