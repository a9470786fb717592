"""Backlinks: who links to the target, one row a link, best source first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlit.model import LINKS
from backlit.report import paging
from backlit.report.metrics import OF_LINKS, beside
from backlit.report.notes import facts, notes
from backlit.report.result import Report
from backlit.report.rows import LINKS_IN_GROUP, choose, fetch, listing

if TYPE_CHECKING:
    from backlit.report.query import Query
    from backlit.report.view import View

COLUMNS = LINKS.columns
"""Every column of a link; a grouping adds `links`."""


@beside(*OF_LINKS)
def backlinks(view: View, query: Query) -> Report:
    """Links to the target from other registrable domains.

    With a grouping each row is the best link of its group, and `links` says how many it stands for.
    """
    columns = query.shown(COLUMNS if query.group == "all" else (*COLUMNS, LINKS_IN_GROUP))
    chosen = choose(view, query, "backlinks")
    page = paging.page(view, query, listing(view, query, chosen))
    table = fetch(view, chosen.part(view, page.start, page.stop), columns)
    told = notes(view, query, table, chosen.total)
    return Report("backlinks", table, query, columns, chosen.total, facts(view), told, next=page.next)
