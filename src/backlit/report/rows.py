"""Choosing links: filter, history, grouping and order over few columns, then all columns of the rows that are shown.

A grouping keeps one link of each group, the best, with the number of links that it stands for. Best is: followed,
in the main content, live, and then the best rated source.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import pyarrow as pa

from backlit.model import LINKS, RATINGS, Column
from backlit.report.fitting import fitting
from backlit.report.paging import Listing, reach
from backlit.report.query import QueryError, Sort
from backlit.report.view import Held, Which, conform, select, window

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlit.report.query import Query
    from backlit.report.view import View

READS_ORDER = frozenset({"source_domain_rating", "source_page_rating", "source_referring_domains"})
"""The columns that `DEFAULT_ORDER` reads."""
DEFAULT_ORDER = (
    "source_domain_rating DESC NULLS LAST, source_page_rating DESC NULLS LAST, source_referring_domains DESC, pos"
)
"""Best rated source first, ties as the index has them: what `Snapshot.top` of the core gives."""
RATED_ORDER = (Sort("source_domain_rating", descending=True), Sort("source_page_rating", descending=True))
"""The terms of the order that last as long as the ratings do."""
RATED = frozenset(f"{end}_{name}" for end in ("source", "target") for name in RATINGS) & frozenset(LINKS.names)
"""The columns that hold ratings."""
IDENTITY = ("source_url", "target_url", "kind", "anchor")
"""What says which link a row is. The anchor may still change where a later look has more of it."""
LASTS = frozenset({"source_url", "source_host", "source_domain", "target_url", "target_host", "target_domain", "kind"})
"""The columns that a link never changes."""

FEW = 1_000
"""Rows up to which the first of an order are found faster than the order of all is made."""

DEPTHS = (FEW, 30 * FEW)
"""How far an order is worked out and kept, before all of it is: who reads on seldom reads far, and an order of all the
links of a large target takes ten times as long and megabytes."""

LINKS_IN_GROUP = Column("links", "uint64", "links that the row stands for, itself among them")

GROUP_KEYS = {
    "one_per_domain": ("source_domain",),
    "similar": ("source_domain", "target_url", "anchor"),
}
POSITION = 0xFFFF_FFFF
"""The bits of `BEST` that are the position."""
BEST = f"""(
    CASE WHEN followed THEN 0 WHEN followed IS NULL THEN 2 ELSE 1 END * 6
    + CASE WHEN placement = 'main' THEN 0 WHEN placement IS NULL THEN 2 ELSE 1 END * 2
    + CASE WHEN state = 'lost' THEN 1 ELSE 0 END) * {POSITION + 1} + pos"""
"""Less is better: followed, in the main content, live, and then best rated, which is the position. One number, because
its least is found in one pass, where an order of the whole is not needed."""
READS_BEST = {"followed", "placement", "state"}


@dataclass(frozen=True)
class Chosen:
    """Links in the order asked for, as far as it was needed."""

    links: Any
    """The links as the snapshot has them."""
    total: int
    """How many there are without the limit."""
    extra: pa.Table | None = None
    """Columns that come of the choosing, row by row beside the links."""

    def part(self, view: View, start: int, stop: int) -> Chosen:
        """The links from one place up to another."""
        if start == 0 and stop == len(self.links):
            return self
        extra = None if self.extra is None else self.extra.slice(start, stop - start)
        return Chosen(view.snapshot.take(self.links, range(start, stop)), self.total, extra)


def check_window(query: Query) -> None:
    """A window belongs to a history that has dates to compare."""
    if (query.since or query.until) and query.history not in ("new", "lost"):
        raise QueryError(
            "since and until ask for a history: new or lost. For other dates filter first_seen, last_seen.",
            "since" if query.since else "until",
        )


def history_sql(query: Query, view: View) -> tuple[str, list[Any]]:
    """The condition that a history puts on single links, with its values."""
    start, end = window(query.since, query.until, view.horizon)
    if query.history == "live":
        return "state <> 'lost'", []
    if query.history == "new":
        inside = "{0} >= ? AND {0} < ?"
        return f"({inside.format('first_seen')} OR {inside.format('restored_at')})", [start, end] * 2
    if query.history == "lost":
        if query.since or query.until:
            return "state = 'lost' AND lost_at >= ? AND lost_at < ?", [start, end]
        return "state = 'lost'", []
    return "true", []


def history_columns(query: Query) -> set[str]:
    """The columns that `history_sql` reads."""
    dated = {"new": {"first_seen", "restored_at"}, "lost": {"lost_at", "state"}, "live": {"state"}}
    return dated.get(query.history, set())


def candidates(view: View, query: Query, which: Which, *, best: bool = False) -> Held:
    """The links at the target that the history can have, before any filter; with `best` best rated source first."""
    held: Literal["live", "lost", "all"] = "all"
    if query.history in ("live", "lost"):
        held = "live" if query.history == "live" else "lost"
    return view.links(which, query.target, held, best=best)


def is_kept(query: Query) -> bool:
    """Whether the links asked for are all of a history that the snapshot keeps, so that it can count them itself."""
    return not query.filters and not query.since and not query.until and query.history in ("live", "lost", "all")


def choose(view: View, query: Query, which: Which) -> Chosen:
    """The links that a query asks for, filtered, grouped and in order, up to the page asked for."""
    check_window(query)
    columns = LINKS.columns if query.group == "all" else (*LINKS.columns, LINKS_IN_GROUP)
    sort = query.sorted_by(columns)
    needed = reach(view, query)
    if query.group == "all" and not sort and is_kept(query):
        # The core has this order without a column of it.
        links = candidates(view, query, which, best=not needed or needed > FEW)
        if links.is_best:
            return Chosen(links.links, len(links))
        return Chosen(view.snapshot.top(links.links, needed), len(links))
    if query.group != "all":
        return view.shelf.one(("chosen", which, query.whole), lambda: _choose(view, query, which, sort, 0), _bytes)
    deep_enough = [*(depth for depth in DEPTHS if 0 < needed <= depth), 0]
    for depth in deep_enough:
        kept: Chosen | None = view.shelf.peek(("chosen", which, query.whole, depth))
        if kept is not None:
            return kept
    depth = deep_enough[0]
    key = ("chosen", which, query.whole, depth)
    return view.shelf.one(key, lambda: _choose(view, query, which, sort, depth), _bytes)


def _bytes(chosen: Chosen) -> int:
    return 8 * len(chosen.links) + (0 if chosen.extra is None else int(chosen.extra.nbytes))


def _choose(view: View, query: Query, which: Which, sort: tuple[Sort, ...], needed: int) -> Chosen:
    """The links in order, the first `needed` of them or (0) all. Their positions are those of best rated first."""
    links = candidates(view, query, which, best=True)
    fits = fitting(view, links, query)
    history, dates = history_sql(query, view)
    names = fits.names | history_columns(query) | {one.column for one in sort if one.column in LINKS}
    keys = GROUP_KEYS.get(query.group, ())
    tables = view.numbered(links, names | {"pos"} | (READS_BEST if keys else set()), keys, fits.columns)
    sql = f"SELECT pos, {', '.join(sorted(names | {'pos'}))} FROM held WHERE {fits.sql} AND {history}"
    if keys:
        ids = ", ".join(f"{key}_id" for key in keys)
        sql = f"""
            SELECT held.*, links FROM (
                SELECT (min({BEST}) & {POSITION})::UINTEGER AS pos, count(*) AS links
                FROM held WHERE {fits.sql} AND {history} GROUP BY {ids}) JOIN held USING (pos)"""
    order = ", ".join([*(one.sql for one in sort), "pos"])
    limit = f" LIMIT {needed}" if needed else ""
    asked = f"SELECT pos{', links' if keys else ''} FROM ({sql}) ORDER BY {order}{limit}"
    found = select(asked, fits.values + dates, view.engine, **tables)
    total = len(found)
    if needed and total == needed:
        # Counted apart: a count beside the rows would have all of them held and ordered.
        count = f"SELECT count(*) AS total FROM held WHERE {fits.sql} AND {history}"
        kept = ("count", which, replace(query.whole, sort=None))
        total = view.shelf.one(
            kept,
            lambda: int(select(count, fits.values + dates, view.engine, **tables).column(0)[0].as_py()),
            _few_bytes,
        )
    taken = view.snapshot.take(links.links, found.column("pos").combine_chunks())
    return Chosen(taken, total, found.select(["links"]) if keys else None)


def _few_bytes(_count: int) -> int:
    return 64


def listing(view: View, query: Query, chosen: Chosen, name: str = "backlinks") -> Listing:
    """The chosen links, for paging; a cursor is of the report that is named."""

    def fetched(start: int, stop: int, names: Sequence[str]) -> pa.Table:
        return pa.table(view.snapshot.link_columns(chosen.part(view, start, stop).links, list(names)))

    order = (*query.sorted_by((*LINKS.columns, LINKS_IN_GROUP)), *RATED_ORDER)
    if query.group == "all":
        return Listing(name, chosen.total, fetched, IDENTITY, order, LASTS, RATED)
    # Which link stands for a group may change: the group lasts, and what all links of it have in common.
    keys = GROUP_KEYS[query.group]
    rated = frozenset(name for name in RATED if name.startswith("source_") and "page" not in name)
    return Listing(name, chosen.total, fetched, keys, order, frozenset(keys) - {"anchor"}, rated)


def fetch(view: View, chosen: Chosen, columns: tuple[Column, ...]) -> pa.Table:
    """All columns of the chosen links."""
    extra = chosen.extra if chosen.extra is not None else pa.table({})
    own = [column.name for column in columns if column.name not in extra.column_names]
    table = pa.table(view.snapshot.link_columns(chosen.links, own))
    for name in extra.column_names:
        if any(column.name == name for column in columns):
            table = table.append_column(name, extra.column(name))
    return conform(table, columns)
