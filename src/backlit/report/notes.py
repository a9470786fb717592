"""What a reader should know beside the rows: how far the index looked, and what a report cannot tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backlit.report.query import Query
    from backlit.report.view import View


def facts(view: View) -> dict[str, Any]:
    """The facts of every report: when the newest crawl began, and the last look of all."""
    return {"horizon": view.horizon, "newest_look": view.newest}


def coverage(view: View, query: Query, total: int) -> tuple[str, ...]:
    """Notes about what the index holds of the target."""
    if total:
        return ()
    target, scope = query.target.text, query.target.scope
    if view.horizon is None:
        return ("The index is empty: bring links in with backlit import.",)
    if not len(view.snapshot.pages(scope, target)):
        wider = " A wider scope may find something: --scope domain." if scope != "domain" else ""
        return (f"The index has no page of {target} ({scope}), looked at or linked to.{wider}",)
    if query.filters or query.history != "live":
        return ("Nothing fits the filters and the history that were asked for.",)
    return (f"The index has pages of {target}, and no such links. That says what was crawled, not what there is.",)
