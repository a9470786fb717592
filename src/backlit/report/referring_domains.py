"""Referring domains: which registrable domains link to the target, best rated first.

The history is that of the domain, not of its links: a domain is lost when none of its links to the target is left,
and new when the first of them was first seen in the window.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlit.model import DOMAIN_RATINGS, STATES, Column
from backlit.report.grouped import Condition, Counting, count
from backlit.report.metrics import SOURCE_DOMAIN, beside
from backlit.report.notes import facts, notes
from backlit.report.query import Sort
from backlit.report.result import Report
from backlit.report.view import window

if TYPE_CHECKING:
    from backlit.report.query import Query
    from backlit.report.view import View

COLUMNS = (
    Column("source_domain", "text", "the referring domain"),
    *DOMAIN_RATINGS,
    Column("source_referring_domains", "uint32", "its own referring domains, over all of the index"),
    Column("linked_domains", "uint32", "domains that it links to, as of its rating", nullable=True),
    Column("links", "uint64", "links from it to the target"),
    Column("followed", "uint64", "of them followed"),
    Column("referring_pages", "uint64", "its pages with such a link"),
    Column("target_pages", "uint64", "pages of the target that it links to"),
    Column("first_seen", "time", "when the first of the links was first seen"),
    Column("last_seen", "time", "when a link was last seen"),
    Column("state", "word", "lost if none of the links is left, unseen if nobody looked at those left", words=STATES),
)
"""The columns of the report."""

COUNTING = Counting(
    which="backlinks",
    keys=("source_domain",),
    columns=COLUMNS,
    sql={
        **{column.name: f"any_value(source_{column.name})" for column in DOMAIN_RATINGS},
        "source_referring_domains": "any_value(source_referring_domains)",
        "linked_domains": "any_value(source_linked_domains)",
        "links": "count(*)",
        "followed": "count(*) FILTER (followed)",
        "referring_pages": "count(DISTINCT source_page)",
        "target_pages": "count(DISTINCT target_page)",
        "first_seen": "min(first_seen)",
        "last_seen": "max(last_seen)",
        "state": "CASE WHEN bool_or(state = 'live') THEN 'live' WHEN bool_or(state = 'unseen') THEN 'unseen' "
        "ELSE 'lost' END",
    },
    reads=frozenset(f"source_{column.name}" for column in DOMAIN_RATINGS)
    | {"source_referring_domains", "source_linked_domains", "followed", "source_page", "target_page"}
    | {"first_seen", "last_seen", "state"},
    texts=frozenset(),
    order="domain_rating DESC NULLS LAST, source_referring_domains DESC, links DESC, source_domain",
    rated=frozenset(column.name for column in DOMAIN_RATINGS),
    terms=(Sort("domain_rating", descending=True),),
)


@beside(SOURCE_DOMAIN)
def referring_domains(view: View, query: Query) -> Report:
    """One row a referring domain of the target."""
    query.only("referring-domains", group=False, metrics=True)
    found = count(view, query, "referring-domains", COUNTING, _history(view, query))
    columns = query.shown(COLUMNS)
    told = notes(view, query, found.table, found.total)
    return Report("referring-domains", found.table, query, columns, found.total, facts(view), told, next=found.next)


def _history(view: View, query: Query) -> Condition | None:
    if query.history not in ("new", "lost"):
        return None
    links = view.links("backlinks", query.target, "all")
    start, end = window(query.since, query.until, view.horizon)
    if query.history == "new":
        return Condition(links, "min(first_seen) >= ? AND min(first_seen) < ?", (start, end), frozenset())
    gone = "bool_and(state = 'lost')"
    if query.since or query.until:
        return Condition(
            links, f"{gone} AND max(lost_at) >= ? AND max(lost_at) < ?", (start, end), frozenset({"lost_at"})
        )
    return Condition(links, gone, (), frozenset())
