"""The store: what was observed, kept for good, and the index derived from it.

    HOME/manifest.json         what the current version is: imports and parts; replaced atomically
    HOME/segments/0001/        the observations of an import, Parquet, and import.json; never changed
    HOME/index/000001/         a part of the index, raw arrays that are memory-mapped: a base, then deltas
    HOME/ratings/000002/       ratings of the index, computed from it
    HOME/judged/PROJECT/       what was judged of a project's links; `backlit.assess` keeps it
    HOME/undone/0003/          the segment of an import that was undone; nothing reads it
    HOME/lock                  locked by the one writer; readers need no lock
    HOME/tmp/                  what a writer has begun; cleared by the next

docs/formats.md tells each file. The modules: `home` (the folder, the lock, the errors), `files` (durable writing),
`manifest` and `journal` (the two JSON files), `writing` (a turn of the writer), `known` (which files are new),
`importing` (archives), `exports` (what vendors say), `undo`, `folding`, `reading`, `rating`, `verifying`, `status`,
`journals`, `watching` (how far the writer is, for other processes), and `claims`, `sql` with `scanning`, which are
imported by name because DuckDB takes its time to load.
"""

from backlit.store.exports import ExportReport, RejectedRow, import_exports
from backlit.store.folding import compact
from backlit.store.home import (
    DamagedError,
    DiskFullError,
    Home,
    LockedError,
    NoIndexError,
    StoreError,
    open_home,
    room,
)
from backlit.store.importing import ImportReport, SourceFile, import_files
from backlit.store.journal import Damage
from backlit.store.journals import damage_table, files_table, rejects_table
from backlit.store.manifest import Import
from backlit.store.progress import Listener, Progress
from backlit.store.rating import publish_ratings
from backlit.store.reading import Version, snapshot
from backlit.store.status import IMPORTS, Status, imports_table, status
from backlit.store.undo import undo
from backlit.store.verifying import Problem, Verdict, verify
from backlit.store.watching import Running, running
from backlit.store.writing import Writer, writing

__all__ = [
    "IMPORTS",
    "Damage",
    "DamagedError",
    "DiskFullError",
    "ExportReport",
    "Home",
    "Import",
    "ImportReport",
    "Listener",
    "LockedError",
    "NoIndexError",
    "Problem",
    "Progress",
    "RejectedRow",
    "Running",
    "SourceFile",
    "Status",
    "StoreError",
    "Verdict",
    "Version",
    "Writer",
    "compact",
    "damage_table",
    "files_table",
    "import_exports",
    "import_files",
    "imports_table",
    "open_home",
    "publish_ratings",
    "rejects_table",
    "room",
    "running",
    "snapshot",
    "status",
    "undo",
    "verify",
    "writing",
]
