"""The reports of an index: each looks at the version that is current when it is called.

Each report of the command line, of the REST API and of the pages is one of these methods, with the same names for the
same things.
"""

from __future__ import annotations

from copy import copy
from datetime import UTC, datetime
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any

from backlit import _core, model, store
from backlit.index.catalogue import REPORTS
from backlit.index.exporting import parts
from backlit.report import changes as changes_report
from backlit.report import formats
from backlit.report import internal as internal_report
from backlit.report import mentions as mentions_report
from backlit.report import pages as pages_report
from backlit.report import sources as sources_report
from backlit.report import traffic as traffic_report
from backlit.report.anchors import anchors
from backlit.report.backlinks import backlinks
from backlit.report.compare import compare
from backlit.report.growth import growth
from backlit.report.neighbours import neighbours
from backlit.report.network import NODES, network
from backlit.report.notes import need_ratings
from backlit.report.outlinks import outlinks
from backlit.report.overview import overview
from backlit.report.preparing import prepare
from backlit.report.query import QueryError, build_query
from backlit.report.rating import ratings
from backlit.report.referring_domains import referring_domains
from backlit.report.shelf import MOST
from backlit.report.similar import similar
from backlit.report.view import View
from backlit.store.claims import claims as read_claims
from backlit.store.rated import rating_before

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from backlit.report.neighbours import Neighbours
    from backlit.report.result import Report
    from backlit.store import Home, Version


KEPT_ROWS = 1_000
"""A report of at most so many rows, as many as a page may have, is kept for who asks it again."""
BESIDE = 4096
"""Bytes that a kept report takes beside its rows, about."""


class Reports:
    """Every question that an index answers; `Index` adds what goes in and how it is kept. Threads may share it."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._lock = Lock()
        self._stands = False
        self._kept: tuple[Version, View] | None = None
        self._graph: tuple[View, _core.DomainGraph] | None = None

    # --- the reports -------------------------------------------------------------------------------------------------

    def overview(self, target: str, **options: Any) -> Report:
        """The profile of a target on one page: totals, kinds, rel, placements, tops, dates. Options: `backlinks`."""
        return self._report(overview, target, options)

    def backlinks(self, target: str, **options: Any) -> Report:
        """Links to the target from other domains, best source first.

        `scope`: exact, prefix, host or domain (default, with its subdomains). `filters`: conditions such as
        "rel=followed", "anchor~word", "first_seen>=2026-01-01". `group`: all, one_per_domain, similar. `history`: live
        (default), lost, new, all; `since` and `until` are the window of new and lost. `sort`: "column" or
        "column:desc". `limit`: rows at most, 0 (default) is all. `after`: the `next` of the page before; it holds over
        new versions of the index. `match`: whether all filters must hold (default) or any. `columns`: names of the
        columns to give. `metrics`: vendors' metrics to show beside them, "ahrefs" or "ahrefs.domain_rating" (here, and
        of referring_domains, anchors and pages). Raises ValueError (TargetError, FilterError, QueryError) for what
        cannot be asked, NoIndexError where there is no index.
        """
        return self._report(backlinks, target, options)

    def referring_domains(self, target: str, **options: Any) -> Report:
        """Domains that link to the target, best rated first. Options: `backlinks`, without group."""
        return self._report(referring_domains, target, options)

    def anchors(self, target: str, *, by: str = "anchor", **options: Any) -> Report:
        """Anchors of the links to the target, or their single words (`by` word), most referring domains first.

        Options: `backlinks`, without group; words have no metrics.
        """
        return self._report(anchors, target, options, words=(by,))

    def pages(self, target: str, **options: Any) -> Report:
        """The target's own pages by links; filters also know `page.status` and the like. Options: `backlinks`."""
        return self._report(pages_report.pages, target, options, pages_report.FIELDS)

    def outlinks(self, target: str, *, by: str = "domain", **options: Any) -> Report:
        """Where the target links to, `by` domain or page. Options: `backlinks`, without group."""
        return self._report(outlinks, target, options, words=(by,))

    def internal(self, target: str, *, by: str = "page", **options: Any) -> Report:
        """Internal links of each page, orphans, depth from the home page; `by` link the links to them themselves.

        By page filters also know the report's columns: "orphan=yes", "depth>=4". Options: `backlinks`, without group.
        """
        return self._report(internal_report.internal, target, options, internal_report.FIELDS, (by,))

    def changes(self, target: str, **options: Any) -> Report:
        """New and lost links with reasons, and those that nobody looked at. Options: `backlinks`, without history.

        Filters also know what happened: "change=lost", "reason=page_not_found", "at>=2026-04-01".
        """
        return self._report(changes_report.changes, target, options, changes_report.FIELDS)

    def growth(self, target: str, *, by: str = "auto", **options: Any) -> Report:
        """Links and referring domains over time, `by` day, week or month, and what came and went in each.

        Auto is the shortest period that gives at most 120. Options: `backlinks`, without group and history; since and
        until choose the periods.
        """
        return self._report(growth, target, options, words=(by,))

    @property
    def version(self) -> str:
        """A word that another version of the index does not have: who kept an answer asks it whether that still holds.

        Raises NoIndexError where nothing was imported yet.
        """
        return self._view().version

    def ask(self, name: str, target: str, **options: Any) -> Report:
        """The report of a name of `catalogue.REPORTS`, for faces that learn at run time which one is asked for.

        Options are those that the report takes there; settings may be texts ("2", "true"). Raises QueryError for
        others, which the methods know nothing of.
        """
        if name not in REPORTS:
            raise QueryError(model.unknown_name("report", name, list(REPORTS)))
        offered = REPORTS[name]
        asked = {offered.subject: target, **offered.read(options)}
        report: Report = getattr(self, offered.method)(**asked)
        return report

    def prepare(self, target: str, **options: Any) -> None:
        """Work out ahead what the next questions about the backlinks of a target will need, and keep it.

        A server does so after it has answered the first of them: the order of all links, and the columns that filters
        and orders read most. Options: `scope`, `history`.
        """
        prepare(self._view(), build_query(target, **options))

    def export(self, name: str, target: str, format: str, **options: Any) -> Iterator[bytes]:  # noqa: A002 - as users say
        """The report of a name as a file, piece by piece: csv, json, jsonl, parquet, xlsx or arrow (an IPC stream).

        There is no cap, and no more than some thousand rows are in memory at a time; all of them are of the version
        that is current when the first is asked for. Raises as the report does, and FormatError, before the first piece.
        """
        if name not in REPORTS:
            raise QueryError(model.unknown_name("report", name, list(REPORTS)))
        return formats.stream(parts(self._still(), name, target, options), format)

    def compare(self, target: str, others: Iterable[str] = (), **options: Any) -> Report:
        """The target and others side by side, a row each: totals, ratings, and what they share with the first.

        Ten at most. Options: `scope`, `filters`, `history` (live or all), `since`, `until`, `columns`; they hold for
        each of them.
        """
        if isinstance(others, str):
            raise QueryError(f"The others are a list of targets: write [{others!r}].", "others")
        return compare(self._view(), [build_query(one, **options) for one in (target, *others)])

    # --- what exports say --------------------------------------------------------------------------------------------

    def sources(self, target: str, **options: Any) -> Report:
        """Which source saw which links: what it alone knows, overlap of each pair, and what a crawl found of it.

        Options: `scope`, `filters`, `columns`. All links count that were ever seen.
        """
        return self._report(sources_report.sources, target, options)

    def traffic(self, target: str, *, by: str = "page", **options: Any) -> Report:
        """The target's pages with traffic beside links; `by` month or day how both went over time.

        Filters also know the report's columns: "standing=links_no_traffic". Options: `backlinks`, without group and
        metrics; over time without history.
        """
        fields = traffic_report.FIELDS
        return self._report(traffic_report.traffic, target, options, fields, (by,))

    def mentions(self, target: str, **options: Any) -> Report:
        """Unlinked mentions of the target, and whether their pages link to it by now.

        Options: `scope`, `filters` (on the report's columns), `sort`, `limit`, `columns`.
        """
        return self._report(mentions_report.mentions, target, options, mentions_report.FIELDS)

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
        return similar(view, self._domain_graph(view), build_query(target, limit=limit, **options))

    def neighbours(self, target: str, depth: int = 2, **options: Any) -> Neighbours:
        """The arcs of the domain graph within `depth` of the target, both ways; at most 500 domains.

        The answer can also be written as graphml. Raises as `rating` does.
        """
        view = self._view()
        return neighbours(view, self._domain_graph(view), build_query(target, **options), depth)

    def network(self, target: str, nodes: int = NODES, depth: int = 2, **options: Any) -> Report:
        """The domains around the target, each with its place in a drawing; `facts["arcs"]` says who links to whom.

        At most 2,000 domains. Options: `columns`. Raises as `rating` does.
        """
        view = self._view()
        return network(view, self._domain_graph(view), build_query(target, **options), depth, nodes)

    # --- within ------------------------------------------------------------------------------------------------------

    def _report(
        self,
        made: Callable[..., Report],
        target: str,
        options: dict[str, Any],
        fields: model.Table = model.LINKS,
        words: tuple[Any, ...] = (),
    ) -> Report:
        """The report that a function makes of the view, the query and these words; what is asked again is kept."""
        query = build_query(target, fields=fields, **options)
        view = self._view()
        return view.shelf.one((made, words, query), lambda: made(view, query, *words), _bytes)

    def _view(self) -> View:
        """The index as it is now; one for each version, so that what is kept of answers lasts as long as that."""
        with self._lock:
            if self._kept is None or not (self._stands or self._kept[0].is_current):
                version = store.snapshot(self._home)
                self._kept = (version, _view_of(version))
                self._graph = None
            return self._kept[1]

    def _still(self) -> Reports:
        """The reports of the current version, whatever becomes of the index."""
        self._view()
        still = copy(self)
        still._stands = True  # noqa: SLF001 - another one of this class
        return still

    def _current(self) -> Version:
        self._view()
        kept = self._kept
        assert kept is not None  # noqa: S101 - the line above has seen to it
        return kept[0]

    def _domain_graph(self, view: View) -> _core.DomainGraph:
        """The graph of domains of a version, read once."""
        need_ratings(view)
        with self._lock:
            if self._graph is None or self._graph[0] is not view:
                self._graph = (view, _core.DomainGraph(view.snapshot))
            return self._graph[1]


def _view_of(version: Version) -> View:
    imports = version.manifest.imports
    firsts = [one.first_look for one in imports if one.first_look is not None]
    ratings = version.manifest.ratings
    return View(
        version.core,
        _moment(version.manifest.horizon()),
        _moment(version.manifest.newest_look()),
        partial(read_claims, version) if any(one.claims for one in imports) else None,
        version.manifest.identity(),
        version.manifest.identity_of_ratings(),
        None if ratings is None else _moment(ratings.computed_at),
        _moment(min(firsts, default=None)),
        partial(rating_before, version) if version.manifest.rated else None,
    )


def _bytes(report: Report) -> int:
    return int(report.table.nbytes) + BESIDE if len(report) <= KEPT_ROWS else MOST + 1


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
