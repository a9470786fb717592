"""Ways in: which files there are, what each one is, and what address an HTML file has.

Archives and pages are read by the core (`core/src/archive`); this room finds the files and tells what they are by their
first bytes, never by their names. Files of other backlink tools are in `exports`.
"""

from backlit.sources.exports import DryRun, ExportPlan, dry_run, plan_exports
from backlit.sources.files import NamedFile, SourceError, SourceFile, SourceUsageError, find_files

__all__ = [
    "DryRun",
    "ExportPlan",
    "NamedFile",
    "SourceError",
    "SourceFile",
    "SourceUsageError",
    "dry_run",
    "find_files",
    "plan_exports",
]
