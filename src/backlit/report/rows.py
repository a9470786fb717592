"""Choosing links: filter, history, grouping and order over few columns, then all columns of the rows that are shown.

A grouping keeps one link of each group, the best, with the number of links that it stands for. Best is: followed,
in the main content, live, and then the best rated source.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import pyarrow as pa

from backlit.model import LINKS, Column
from backlit.report import filters
from backlit.report.query import QueryError
from backlit.report.view import conform, select, window

if TYPE_CHECKING:
    from backlit.report.query import Query
    from backlit.report.view import View

Which = Literal["backlinks", "outlinks", "internal"]

READS_ORDER = frozenset({"source_domain_rating", "source_page_rating", "source_referring_domains"})
"""The columns that `DEFAULT_ORDER` reads."""
DEFAULT_ORDER = (
    "source_domain_rating DESC NULLS LAST, source_page_rating DESC NULLS LAST, source_referring_domains DESC, pos"
)
"""Best rated source first, ties as the index has them: what `Snapshot.top` of the core gives."""

LINKS_IN_GROUP = Column("links", "uint64", "links that the row stands for, itself among them")

GROUP_KEYS = {
    "one_per_domain": ("source_domain",),
    "similar": ("source_domain", "target_url", "anchor"),
}
BEST = f"followed DESC NULLS LAST, placement = 'main' DESC NULLS LAST, state <> 'lost' DESC, {DEFAULT_ORDER}"


@dataclass(frozen=True)
class Chosen:
    """Links in the order asked for."""

    links: Any
    """The links as the snapshot has them."""
    total: int
    """How many there are without the limit."""
    extra: pa.Table | None = None
    """Columns that come of the choosing, row by row beside the links."""


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


def candidates(view: View, query: Query, which: Which) -> Any:
    """The links at the target that the history can have, before any filter."""
    pages = view.snapshot.pages(query.target.scope, query.target.text)
    held: Literal["live", "lost", "all"] = "all"
    if query.history in ("live", "lost"):
        held = "live" if query.history == "live" else "lost"
    return view.snapshot.links(which, pages, held)


def is_kept(query: Query) -> bool:
    """Whether the links asked for are all of a history that the snapshot keeps, so that it can count them itself."""
    return not query.filters and not query.since and not query.until and query.history in ("live", "lost", "all")


def choose(view: View, query: Query, which: Which) -> Chosen:
    """The links that a query asks for, filtered, grouped and in order."""
    check_window(query)
    links = candidates(view, query, which)
    order = query.order(LINKS.columns if query.group == "all" else (*LINKS.columns, LINKS_IN_GROUP), DEFAULT_ORDER)
    if query.group == "all" and query.sort is None and is_kept(query):
        # The core has this order without a column of it.
        return Chosen(view.snapshot.top(links, query.limit or len(links)), len(links))
    condition, values = filters.where(query.filters)
    history, dates = history_sql(query, view)
    names = filters.needs(query.filters) | history_columns(query) | READS_ORDER
    if query.sort and (column := LINKS.full_name(query.sort.column)) in LINKS:
        names.add(column)
    grouped = query.group != "all"
    keys = GROUP_KEYS.get(query.group, ())
    if grouped:
        names |= {*keys, "followed", "placement", "state"}
    table = view.columns_of(links, sorted(names))
    sql = f"SELECT * FROM held WHERE {condition} AND {history}"
    if grouped:
        by = f"PARTITION BY {', '.join(keys)}"
        sql = (
            f"SELECT *, count(*) OVER ({by}) AS links FROM ({sql}) QUALIFY row_number() OVER ({by} ORDER BY {BEST}) = 1"
        )
    limit = f" LIMIT {query.limit}" if query.limit else ""
    wanted = "pos, count(*) OVER () AS total" + (", links" if grouped else "")
    found = select(f"SELECT {wanted} FROM ({sql}) ORDER BY {order}{limit}", values + dates, held=table)
    total = found.column("total")[0].as_py() if len(found) else 0
    taken = view.snapshot.take(links, found.column("pos").to_pylist())
    return Chosen(taken, total, found.select(["links"]) if grouped else None)


def fetch(view: View, chosen: Chosen, columns: tuple[Column, ...]) -> pa.Table:
    """All columns of the chosen links."""
    extra = chosen.extra if chosen.extra is not None else pa.table({})
    own = [column.name for column in columns if column.name not in extra.column_names]
    table = pa.table(view.snapshot.link_columns(chosen.links, own))
    for name in extra.column_names:
        if any(column.name == name for column in columns):
            table = table.append_column(name, extra.column(name))
    return conform(table, columns)
