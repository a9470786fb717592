"""What a reader should know beside the rows: how far the index looked, and what a report cannot tell."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from backlit.report import filters
from backlit.report.query import UnratedError
from backlit.report.rows import candidates, history_columns, history_sql
from backlit.report.view import Which, select

if TYPE_CHECKING:
    import pyarrow as pa

    from backlit.model import History
    from backlit.report.query import Query
    from backlit.report.view import View


def facts(view: View) -> dict[str, Any]:
    """The facts of every report: when the newest crawl began, and the last look of all."""
    return {"horizon": view.horizon, "newest_look": view.newest}


def notes(view: View, query: Query, table: pa.Table, total: int, which: Which | None = "backlinks") -> tuple[str, ...]:
    """All notes that a report with these rows, `total` of them without the limit, should carry.

    `which` links it is about, for the note on those that are only reported; None where that has no place.
    """
    told = coverage(view, query, total)
    if total and which is not None:
        told += only_reported(view, query, which)
    return told + (ratings(view, table) if total else ())


def only_reported(
    view: View, query: Query, which: Which = "backlinks", history: History | None = None
) -> tuple[str, ...]:
    """A note on how many of the links that a report is about no look of ours has; nothing where all are seen by us.

    `history` takes the place of the query's where a report counts other links than it says.
    """
    if view.open_claims is None:
        return ()
    query = query if history is None else replace(query, history=history)
    of_links = tuple(one for one in query.filters if one.column in filters.fields())
    condition, values = filters.where(of_links, match=query.match)
    kept, dates = history_sql(query, view)
    names = filters.needs(of_links) | history_columns(query) | {"reported"}
    counts = "count(*) FILTER (reported) AS claimed, count(*) AS links"
    sql = f"SELECT {counts} FROM held WHERE {condition} AND {kept}"

    def count() -> dict[str, int]:
        held = view.columns_of(candidates(view, query, which), sorted(names))
        row: dict[str, int] = select(sql, values + dates, view.engine, held=held).to_pylist()[0]
        return row

    found = view.shelf.one(("reported", which, replace(query.whole, sort=None, group="all")), count, len)
    claimed, links = found["claimed"], found["links"]
    if not claimed:
        return ()
    told = (
        f"{claimed:,} of {links:,} links ({claimed / links:.0%}) are only reported by exports, seen by no look of ours"
    )
    return (f"{told}: --filter reported=no leaves them out.",)


def ratings(view: View, table: pa.Table) -> tuple[str, ...]:
    """Notes about rows without a rating: nothing was ranked yet, or they came in after it."""
    if view.snapshot.rated() is None:
        return (NEVER_RANKED,)
    named = [name for name in table.column_names if name.removeprefix("source_") in ("domain_rating", "page_rating")]
    # A row is as little rated as its least rated end; the target's ratings are one value for all rows.
    unrated = max((table.column(name).null_count for name in named), default=0)
    if not unrated:
        return ()
    rows = f"{unrated:,} of {len(table):,} rows have" if unrated > 1 else f"1 of {len(table):,} rows has"
    return (f"{rows} no rating: imported after the last `backlit rank`.",)


NEVER_RANKED = "No ratings yet: run `backlit rank`."
"""What stands where nothing was ranked."""


def need_ratings(view: View) -> None:
    """Raises UnratedError where nothing was ranked yet, for reports that are about ratings."""
    if view.snapshot.rated() is None:
        raise UnratedError(NEVER_RANKED)


def coverage(view: View, query: Query, total: int) -> tuple[str, ...]:
    """Notes about what the index holds of the target."""
    if total:
        return ()
    target, scope = query.target.text, query.target.scope
    if not view.snapshot.counts()["pages"]:
        return ("The index is empty: bring links in with backlit import.",)
    if not len(view.snapshot.pages(scope, target)):
        wider = " A wider scope may find something: --scope domain." if scope != "domain" else ""
        return (f"The index has no page of {target} ({scope}), looked at or linked to.{wider}",)
    if query.filters or query.history != "live":
        return ("Nothing fits the filters and the history that were asked for.",)
    return (f"The index has pages of {target}, and no such links. That says what was crawled, not what there is.",)
