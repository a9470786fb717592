"""The public API: open an index, bring files in, ask every report.

Each command of the command line is one of these methods, with the same names for the same things.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from backlit import model, store
from backlit import sources as ways_in
from backlit.index.catalogue import LISTS as LISTS
from backlit.index.catalogue import REPORTS as REPORTS
from backlit.index.disavow import Checked as Checked
from backlit.index.judging import Judging
from backlit.index.offered import Offered as Offered
from backlit.index.offered import Setting as Setting
from backlit.index.projects import Reviewed as Reviewed
from backlit.report.filters import parse_time
from backlit.report.query import QueryError
from backlit.report.result import Report as Report
from backlit.report.result import Rows as Rows
from backlit.sources import DryRun as DryRun
from backlit.sources import NamedFile as NamedFile
from backlit.sources.exports.recognising import VENDORS as KNOWN_VENDORS
from backlit.store.progress import Listener as Listener
from backlit.store.progress import Progress as Progress
from backlit.store.progress import silent
from backlit.urls import parse_target as parse_target

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from pathlib import Path

    from backlit.graph import RankReport
    from backlit.graph.exchange import ExportReport
    from backlit.graph.prior import PriorReport
    from backlit.sources import SourceFile
    from backlit.state import State
    from backlit.store import Import, ImportReport, Running, Status, Verdict

VENDORS = tuple(KNOWN_VENDORS)
"""The backlink tools whose files are known by their headers."""
HOME_VARIABLE = "BACKLIT_HOME"
DEFAULT_HOME = "backlit-data"


def open(path: str | os.PathLike[str] | None = None) -> Index:  # noqa: A001 - backlit.open() is the public name
    """The index in a folder, which need not exist yet: the first import makes it.

    Without a path it is the folder that BACKLIT_HOME names, else `./backlit-data`. Raises StoreError where the path
    is a file or a folder with other things in it.
    """
    return Index(path if path is not None else os.environ.get(HOME_VARIABLE) or DEFAULT_HOME)


class Index(Judging):
    """An index in a folder: what was imported, and the reports over it.

    The reports take `scope`, `filters`, `history`, `since`, `until`, `sort`, `limit` and `columns` alike; see
    `backlinks`. Each of them looks at the version that is current when it is called.
    """

    def __init__(self, path: str | os.PathLike[str], state: State | None = None) -> None:
        super().__init__(store.open_home(path), state)

    def __repr__(self) -> str:
        """The folder."""
        return f"backlit.open({str(self.path)!r})"

    @property
    def path(self) -> Path:
        """The folder of the index."""
        return self._home.path

    # --- what goes in ------------------------------------------------------------------------------------------------

    def import_files(
        self,
        files: Iterable[str | os.PathLike[str]],
        *,
        base: str | None = None,
        as_of: str | date | None = None,
        jobs: int | None = None,
        listener: Listener = silent,
    ) -> ImportReport:
        """Import WARC, ARC, WAT and HTML files, folders of them, and patterns such as `crawl/*.warc.gz`.

        `base` is the address of the HTML files (of a folder: of its root). `as_of` is the date of what has none of
        its own. `jobs` is the number of threads (default: one a processor); `listener` is told of progress. A file
        that was imported before adds nothing. What is damaged is left out and told in `.damage` of the answer.
        Raises SourceError where a file is not there or of no known kind, StoreError or OSError where it cannot be done.
        """
        found = self.try_files(files, base=base)
        return store.import_files(self._home, found, as_of=_microseconds(as_of), jobs=jobs, listener=listener)

    def try_files(self, files: Iterable[str | os.PathLike[str]], *, base: str | None = None) -> list[SourceFile]:
        """The files that `import_files` would read: each with what it is, and the address of an HTML file.

        Raises SourceError as `import_files` does; stores nothing.
        """
        patterns = [files] if isinstance(files, str | os.PathLike) else files
        named = [pattern if isinstance(pattern, NamedFile) else os.fspath(pattern) for pattern in patterns]
        return ways_in.find_files(named, base)

    def import_exports(
        self, files: Iterable[str | os.PathLike[str]], *, listener: Listener = silent, **options: Any
    ) -> store.ExportReport:
        """Import files of other backlink tools (docs/exports.md): files, folders, patterns, ZIPs of exports.

        Options: `vendor` (who made them, where no header tells), `property` (the site that they are about) and `as_of`
        (their date), both else told by the files' names, and `columns` (texts `COLUMN=FIELD`). A file that was
        imported before adds nothing. Raises SourceError where a file is unknown or tells too little.
        """
        return store.import_exports(self._home, ways_in.plan_exports(files, **options), listener)

    def try_exports(self, files: Iterable[str | os.PathLike[str]], **options: Any) -> Iterator[DryRun]:
        """What `import_exports` would do with each file, its columns and its rows; stores nothing."""
        return map(ways_in.dry_run, ways_in.plan_exports(files, **options))

    def rank(
        self,
        *,
        seeds: str | os.PathLike[str] | Iterable[str] | None = None,
        damping: float = 0.85,
        precision: float = 1e-10,
        jobs: int | None = None,
        listener: Listener = silent,
    ) -> RankReport:
        """Compute all ratings anew: Domain Rating, Page Rating, trust and what belongs to them.

        `seeds` are the domains where trust begins: a file with one a line (a line `+default` adds those that ship with
        Backlit), or their names; default: those that ship. `damping` is the share of its rating that a page passes on,
        `precision` the largest error, as a share of the sum of all ratings; `jobs` is the number of threads. What is
        imported later is unrated until this is called again. Raises RankError, SeedsError (both ValueError) for what
        cannot be, NoIndexError, LockedError, DiskFullError; the ratings are then as they were before.
        """
        from pathlib import Path

        from backlit import graph

        names = graph.read_seeds(Path(seeds)) if isinstance(seeds, str | os.PathLike) else seeds
        return graph.rank(self._home, seeds=names, damping=damping, precision=precision, jobs=jobs, listener=listener)

    def undo(self, import_ids: str | Iterable[str], *, listener: Listener = silent) -> tuple[Import, ...]:
        """Take imports back, of archives or exports, as if they had never been; gives what they were.

        Their segments are moved to the folder `undone`; the same files may be imported again. Raises StoreError where
        there is no such import, LockedError, DiskFullError; all is then as it was before.
        """
        ids = [import_ids] if isinstance(import_ids, str) else import_ids
        return store.undo(self._home, ids, listener=listener)

    def compact(self, *, rebuild: bool = False, listener: Listener = silent) -> None:
        """Fold the index into one part; with `rebuild`, make it anew from the segments. Reports stay the same."""
        store.compact(self._home, rebuild=rebuild, listener=listener)

    def graph_export(
        self,
        folder: str | os.PathLike[str],
        *,
        format: str = "edges",  # noqa: A002 - as users say
        level: str = "domain",
    ) -> ExportReport:
        """Write the link graph into a folder: as `webgraph` (BV), `edges` (Common Crawl's text files) or `graphml`.

        `level` is domain (the graph that Domain Rating rests on) or page (all links that are not lost). Raises
        ExchangeError (a ValueError) for an unknown format or level, OSError where it cannot be written.
        """
        from backlit.graph import exchange

        return exchange.export(self._current(), folder, format, level)

    def graph_import(
        self,
        vertices: str | os.PathLike[str] | None = None,
        edges: str | os.PathLike[str] | None = None,
        ranks: str | os.PathLike[str] | None = None,
    ) -> PriorReport:
        """Take files of Common Crawl's domain graph as a prior, and compare their ranks with our ratings.

        Ranks alone will do; edges need the vertices. What concerns the domains of the index is kept, in place of what
        was kept before. Raises ExchangeError (a ValueError) where a file or line is not what it should be.
        """
        from backlit.graph import prior

        return prior.import_prior(self._home, vertices=vertices, edges=edges, ranks=ranks)

    # --- what is in it -----------------------------------------------------------------------------------------------

    def status(self) -> Status:
        """Totals, dates and sizes. Raises NoIndexError where nothing was imported yet."""
        return store.status(self._home)

    def running(self) -> Running | None:
        """The writer at work in the folder, in whatever process, and how far it is; None where nobody writes."""
        return store.running(self._home)

    def segments(self) -> Rows:
        """The imports, one row each: files, records, looks at pages, links, damage, dates."""
        return Rows("segments", store.imports_table(self._current().manifest))

    def imports(self, import_id: str | None = None) -> Rows:
        """The journal of each import, or of one: its files, a row each, and what became of their rows."""
        return Rows("imports", store.files_table(self._current(), import_id))

    def rejects(self, import_id: str, *, limit: int = 0) -> Rows:
        """The rows of exports that an import rejected, with line and reason; `limit` at most, 0 is all."""
        return Rows("rejects", store.rejects_table(self._current(), import_id, limit))

    def damage(self, import_id: str | None = None) -> Rows:
        """The places that could not be read when files were imported, of all imports or of one."""
        return Rows("damage", store.damage_table(self._current(), import_id))

    def verify(self, *, deep: bool = False, listener: Listener = silent) -> Verdict:
        """Check every file of the index; with `deep`, also that the segments give the same index again."""
        return store.verify(self._home, deep=deep, listener=listener)

    def sql(self, statement: str) -> Rows:
        """One SELECT of DuckDB's SQL over the tables that `schema` tells: `links`, `pages`, `claims` and others."""
        from backlit.store import sql

        return Rows("sql", sql.query(self._current(), statement))


def schema() -> tuple[model.Table, ...]:
    """The tables that SQL offers, each with its columns, their types and meanings."""
    from backlit.store import sql

    return sql.TABLES


def schema_rows(table: str | None = None) -> Rows:
    """The tables of `schema`, or one of them, as rows: table, column, type, nullable, meaning.

    Raises QueryError where there is no such table.
    """
    tables = schema()
    names = [one.name for one in tables]
    if table is not None and table not in names:
        raise QueryError(model.unknown_name("table", table, names), "table")
    rows = [
        {"table": one.name, "column": c.name, "type": c.type, "nullable": c.nullable, "meaning": c.told}
        for one in tables
        if table in (None, one.name)
        for c in one.columns
    ]
    return Rows("schema", pa.Table.from_pylist(rows))


def _microseconds(as_of: str | date | None) -> int | None:
    if as_of is None:
        return None
    try:
        start, _ = parse_time(as_of if isinstance(as_of, str) else as_of.isoformat())
    except ValueError:
        told = f"The date {as_of!r} is none: write 2026-01-31 or 2026-01-31T12:00."
        raise QueryError(told, "as_of") from None
    return int(start.timestamp()) * 1_000_000
