"""Backlit: who links to you, how, and since when.

    import backlit

    index = backlit.open("backlit-data")
    index.import_files(["crawl/*.warc.gz"])
    print(index.backlinks("example.com", filters=["rel=followed"]))

    page = backlit.extract(html, "https://example.com/")
    print(page.links)

The names are loaded when they are first used, so that the command line starts at once.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backlit.assess import EmbeddingError, NotAssessedError
    from backlit.assess.disavow import DisavowError
    from backlit.graph import RankError, RankReport, SeedsError
    from backlit.graph.exchange import ExchangeError
    from backlit.index import Index, open, schema  # noqa: A004 - backlit.open() is the public name
    from backlit.report.extract import Extract, extract
    from backlit.report.filters import FilterError
    from backlit.report.formats import FormatError
    from backlit.report.query import QueryError, UnratedError
    from backlit.report.result import Report, Rows
    from backlit.sources import SourceError, SourceUsageError
    from backlit.state import StateError, StateUsageError
    from backlit.store import DamagedError, DiskFullError, LockedError, NoIndexError, StoreError
    from backlit.store.sql import SqlError
    from backlit.urls import TargetError

_HOMES = {
    "backlit.assess": ("EmbeddingError", "NotAssessedError"),
    "backlit.assess.disavow": ("DisavowError",),
    "backlit.graph": ("RankError", "RankReport", "SeedsError"),
    "backlit.graph.exchange": ("ExchangeError",),
    "backlit.index": ("Index", "open", "schema"),
    "backlit.report.extract": ("Extract", "extract"),
    "backlit.report.filters": ("FilterError",),
    "backlit.report.formats": ("FormatError",),
    "backlit.report.query": ("QueryError", "UnratedError"),
    "backlit.report.result": ("Report", "Rows"),
    "backlit.sources": ("SourceError", "SourceUsageError"),
    "backlit.state": ("StateError", "StateUsageError"),
    "backlit.store": ("DamagedError", "DiskFullError", "LockedError", "NoIndexError", "StoreError"),
    "backlit.store.sql": ("SqlError",),
    "backlit.urls": ("TargetError",),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "DamagedError",
    "DisavowError",
    "DiskFullError",
    "EmbeddingError",
    "ExchangeError",
    "Extract",
    "FilterError",
    "FormatError",
    "Index",
    "LockedError",
    "NoIndexError",
    "NotAssessedError",
    "QueryError",
    "RankError",
    "RankReport",
    "Report",
    "Rows",
    "SeedsError",
    "SourceError",
    "SourceUsageError",
    "SqlError",
    "StateError",
    "StateUsageError",
    "StoreError",
    "TargetError",
    "UnratedError",
    "extract",
    "open",
    "schema",
]


def __getattr__(name: str) -> Any:
    """A public name, loaded at its first use."""
    if name not in _HOME_OF:
        raise AttributeError(f"module 'backlit' has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)


def home_of(name: str) -> str:
    """The module that a public name lies in, which may not be loaded yet."""
    return _HOME_OF[name]


def __dir__() -> list[str]:
    """The public names."""
    return __all__
