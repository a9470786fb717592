"""Files of other backlink tools: which tool made a file, what becomes of its columns, and how it is read.

One module per vendor, each a table of columns and what they become; there is no code per vendor. The core
(`core/src/exports`) reads the rows by the plan that is made here.
"""

from backlit.sources.exports.planning import ExportPlan, is_export, plan_exports
from backlit.sources.exports.previewing import DryRun, dry_run

__all__ = ["DryRun", "ExportPlan", "dry_run", "is_export", "plan_exports"]
