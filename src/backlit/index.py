"""The public API: open an index, bring files in, ask every report; and the links of one page without any index.

Each command of the command line is one of these methods, with the same names for the same things.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from backlit import _core, model, sources, store
from backlit.report import pages as pages_report
from backlit.report.anchors import anchors
from backlit.report.backlinks import backlinks
from backlit.report.changes import changes
from backlit.report.filters import parse_time
from backlit.report.internal import internal
from backlit.report.neighbours import neighbours
from backlit.report.outlinks import outlinks
from backlit.report.overview import overview
from backlit.report.query import QueryError, build_query
from backlit.report.rating import ratings
from backlit.report.referring_domains import referring_domains
from backlit.report.result import Report as Report  # noqa: PLC0414 - the faces take it from here
from backlit.report.result import Rows as Rows  # noqa: PLC0414
from backlit.report.similar import similar
from backlit.report.view import View, conform
from backlit.store.progress import silent
from backlit.urls import domain_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from backlit.graph import RankReport
    from backlit.graph.exchange import ExportReport
    from backlit.graph.prior import PriorReport
    from backlit.report.neighbours import Neighbours
    from backlit.report.query import Query
    from backlit.sources.exports import DryRun
    from backlit.store import ImportReport, Listener, Status, Verdict, Version

HOME_VARIABLE = "BACKLIT_HOME"
DEFAULT_HOME = "backlit-data"


def open(path: str | os.PathLike[str] | None = None) -> Index:  # noqa: A001 - backlit.open() is the public name
    """The index in a folder, which need not exist yet: the first import makes it.

    Without a path it is the folder that BACKLIT_HOME names, else `./backlit-data`. Raises StoreError where the path
    is a file or a folder with other things in it.
    """
    return Index(path if path is not None else os.environ.get(HOME_VARIABLE) or DEFAULT_HOME)


class Index:
    """An index in a folder: what was imported, and the reports over it.

    The reports take `scope`, `filters`, `history`, `since`, `until`, `sort`, `limit` and `columns` alike; see
    `backlinks`. Each of them looks at the version that is current when it is called.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._home = store.open_home(path)
        self._version: Version | None = None
        self._graph: tuple[Version, _core.DomainGraph] | None = None

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
        patterns = [files] if isinstance(files, str | os.PathLike) else files
        found = sources.find_files([os.fspath(pattern) for pattern in patterns], base)
        return store.import_files(self._home, found, as_of=_microseconds(as_of), jobs=jobs, listener=listener)

    def import_exports(
        self, files: Iterable[str | os.PathLike[str]], *, listener: Listener = silent, **options: Any
    ) -> store.ExportReport:
        """Import files of other backlink tools (docs/exports.md): files, folders, patterns, ZIPs of exports.

        Options: `vendor` (who made them, where no header tells), `property` (the site that they are about) and `as_of`
        (their date), both else told by the files' names, and `columns` (texts `COLUMN=FIELD`). A file that was
        imported before adds nothing. Raises SourceError where a file is unknown or tells too little.
        """
        plans = sources.plan_exports(files, **options)
        return store.import_exports(self._home, plans, listener)

    def try_exports(self, files: Iterable[str | os.PathLike[str]], **options: Any) -> Iterator[DryRun]:
        """What `import_exports` would do with each file, its columns and its rows; stores nothing."""
        return map(sources.dry_run, sources.plan_exports(files, **options))

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

    def segments(self) -> Rows:
        """The imports, one row each: files, records, looks at pages, links, damage, dates."""
        return Rows("segments", store.imports_table(self._current().manifest))

    def verify(self, *, deep: bool = False, listener: Listener = silent) -> Verdict:
        """Check every file of the index; with `deep`, also that the segments give the same index again."""
        return store.verify(self._home, deep=deep, listener=listener)

    def sql(self, statement: str) -> Rows:
        """One SELECT of DuckDB's SQL over the tables `links`, `pages`, `domains` and `imports`; see `schema`."""
        from backlit.store import sql

        return Rows("sql", sql.query(self._current(), statement))

    # --- the reports -------------------------------------------------------------------------------------------------

    def overview(self, target: str, **options: Any) -> Report:
        """The profile of a target on one page: totals, kinds, rel, placements, tops, dates. Options: `backlinks`."""
        return self._report(overview, target, options)

    def backlinks(self, target: str, **options: Any) -> Report:
        """Links to the target from other domains, best source first.

        `scope`: exact, prefix, host or domain (default, with its subdomains). `filters`: conditions such as
        "rel=followed", "anchor~word", "first_seen>=2026-01-01". `group`: all, one_per_domain, similar. `history`: live
        (default), lost, new, all; `since` and `until` are the window of new and lost. `sort`: "column" or
        "column:desc". `limit`: rows at most, 0 (default) is all. `columns`: names of the columns to give. Raises
        ValueError (TargetError, FilterError, QueryError) for what cannot be asked, NoIndexError where there is no
        index.
        """
        return self._report(backlinks, target, options)

    def referring_domains(self, target: str, **options: Any) -> Report:
        """Domains that link to the target, best rated first. Options: `backlinks`, without group."""
        return self._report(referring_domains, target, options)

    def anchors(self, target: str, **options: Any) -> Report:
        """Anchors of the links to the target, most referring domains first. Options: `backlinks`, without group."""
        return self._report(anchors, target, options)

    def pages(self, target: str, **options: Any) -> Report:
        """The target's own pages by links; filters also know `page.status` and the like. Options: `backlinks`."""
        return self._report(pages_report.pages, target, options, pages_report.FIELDS)

    def outlinks(self, target: str, *, by: str = "domain", **options: Any) -> Report:
        """Where the target links to, `by` domain or page. Options: `backlinks`, without group."""
        return self._report(lambda view, query: outlinks(view, query, by), target, options)

    def internal(self, target: str, **options: Any) -> Report:
        """Internal links of each page, orphans, depth from the home page. Options: `backlinks`, without group."""
        return self._report(internal, target, options)

    def changes(self, target: str, **options: Any) -> Report:
        """New and lost links with reasons, and those that nobody looked at. Options: `backlinks`, without history."""
        return self._report(changes, target, options)

    # --- ratings -----------------------------------------------------------------------------------------------------

    def rating(self, targets: str | Iterable[str], *, explain: bool = False, **options: Any) -> Report:
        """The ratings of targets, one row each; with `explain` the parts of each rating.

        The parts are the own base, the domains that contribute most, all others, and those whose links do not count
        with the reason. Options: `scope` (exact: the page is explained, else the domain), `limit` (contributions
        listed), `columns`. Raises ValueError where there are no ratings yet, or for what cannot be asked.
        """
        listed = [targets] if isinstance(targets, str) else list(targets)
        return ratings(self._view(), [build_query(target, **options) for target in listed], explain=explain)

    def similar(self, target: str, limit: int = 50, **options: Any) -> Report:
        """The domains that the same domains link to, most alike first; 0 is all. Raises as `rating` does."""
        view = self._view()
        return similar(view, self._domain_graph(), build_query(target, limit=limit, **options))

    def neighbours(self, target: str, depth: int = 2, **options: Any) -> Neighbours:
        """The arcs of the domain graph within `depth` of the target, both ways; at most 500 domains.

        The answer can also be written as graphml. Raises as `rating` does.
        """
        view = self._view()
        return neighbours(view, self._domain_graph(), build_query(target, **options), depth)

    # --- within ------------------------------------------------------------------------------------------------------

    def _report(
        self,
        made: Callable[[View, Query], Report],
        target: str,
        options: dict[str, Any],
        fields: model.Table = model.LINKS,
    ) -> Report:
        query = build_query(target, fields=fields, **options)
        return made(self._view(), query)

    def _view(self) -> View:
        version = self._current()
        lasts = [one.last_look for one in version.manifest.imports if one.last_look is not None]
        return View(version.core, _moment(version.manifest.horizon()), _moment(max(lasts, default=None)))

    def _domain_graph(self) -> _core.DomainGraph:
        """The graph of domains of the current version, read once."""
        version = self._current()
        if self._graph is None or self._graph[0] is not version:
            self._graph = (version, _core.DomainGraph(version.core))
        return self._graph[1]

    def _current(self) -> Version:
        if self._version is None or not self._version.is_current:
            self._version = store.snapshot(self._home)
        return self._version


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
        raise QueryError(model.unknown_name("table", table, names))
    rows = [
        {"table": one.name, "column": c.name, "type": c.type, "nullable": c.nullable, "meaning": c.told}
        for one in tables
        if table in (None, one.name)
        for c in one.columns
    ]
    return Rows("schema", pa.Table.from_pylist(rows))


@dataclass(frozen=True)
class Extract:
    """One page: its facts, and its links in the order of the document."""

    page: dict[str, Any]
    """The facts by the names of the table `pages`: url, title, canonical, noindex, language, text_length …"""
    links: pa.Table
    """One row a link, with those columns of the table `links` that one page can tell. Unlike in an index a target may
    be any address (mailto: too) and keeps its fragment; it is null where the attribute does not parse."""

    def __repr__(self) -> str:
        """The address and the number of links."""
        return f"<Extract of {self.page['url']}: {self.links.num_rows} links>"


def extract(html: bytes, url: str, *, content_type: str | None = None, robots_tags: Sequence[str] = ()) -> Extract:
    """The facts and links of one page, for people who only want that.

    `html` is the body as bytes, in any encoding; `url` the address it was fetched from. `content_type` is the HTTP
    header of that name, `robots_tags` every X-Robots-Tag header. Raises ValueError where `url` is no absolute address.
    Its scheme may be any; where it has no paths, relative links do not resolve and their `target_url` is null.
    """
    found = _core.extract_page(html, url, content_type=content_type, robots_tags=robots_tags)
    facts, links, texts = (pa.table(part) for part in found)
    row = facts.to_pylist()[0]
    address = row["url"]
    host, domain = _place(address)
    page = {"url": address, "host": host, "domain": domain}
    page |= {name: row[name] for name in _PAGE_FACTS}
    shared = {
        "source_url": address, "source_host": host, "source_domain": domain, "source_title": row["title"],
    }  # fmt: skip
    targets = links.column("target_url").combine_chunks().dictionary_encode()
    places = {value: _place(str(value)) for value in targets.dictionary.to_pylist()}
    columns: dict[str, Any] = {name: pa.repeat(pa.scalar(v, pa.string()), len(links)) for name, v in shared.items()}
    for n, name in enumerate(("target_host", "target_domain")):
        values = pa.array([place[n] for place in places.values()], pa.string())
        columns[name] = pa.DictionaryArray.from_arrays(targets.indices, values).cast(pa.string())
    for table in (links, texts):
        columns |= {name: table.column(name) for name in table.column_names if name in model.EXTRACTED}
    return Extract(page, conform(pa.table(columns), tuple(model.LINKS[name] for name in model.EXTRACTED)))


_PAGE_FACTS = (
    "canonical", "noindex", "nofollow", "title", "language", "text_length", "text_share", "links_internal",
    "links_external", "simhash", "analytics_ids", "ads_ids", "redirect_url",
)  # fmt: skip


def _place(url: str) -> tuple[str | None, str | None]:
    """Host and registrable domain of an address; None for an address without a host."""
    parts = _core.url_parts(url)
    if parts is None or not parts["host"]:
        return None, None
    return parts["host"], domain_of(parts["host"])


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _microseconds(as_of: str | date | None) -> int | None:
    if as_of is None:
        return None
    try:
        start, _ = parse_time(as_of if isinstance(as_of, str) else as_of.isoformat())
    except ValueError:
        raise QueryError(f"The date {as_of!r} is none: write 2026-01-31 or 2026-01-31T12:00.") from None
    return int(start.timestamp()) * 1_000_000
