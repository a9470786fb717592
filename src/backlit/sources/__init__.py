"""Ways in: which files there are, what each one is, and what address an HTML file has.

Archives and pages are read by the core (`core/src/archive`); this room finds the files and tells what they are by their
first bytes, never by their names.
"""

from backlit.sources.files import SourceError, SourceFile, find_files

__all__ = ["SourceError", "SourceFile", "find_files"]
