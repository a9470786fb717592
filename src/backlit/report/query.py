"""The one query that every face asks with: target, filters, grouping, history, order and length, as a frozen value.

The command line, the Python methods and any later face build a `Query` by `build_query` and hand it to a report.
Two equal queries over one version of the index give equal tables.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, cast

from backlit import model
from backlit.report.filters import MATCHES, Filter, Match, parse_filter, parse_time
from backlit.urls import Target, parse_target

if TYPE_CHECKING:
    from collections.abc import Iterable


class QueryError(ValueError):
    """A query that cannot be asked; the message names the part and what it may be.

    `field` is the word of the query that is wrong, as users write it; None where it is no single one.
    """

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class UnratedError(QueryError):
    """A question about ratings, where none were computed yet."""


@dataclass(frozen=True, slots=True)
class Sort:
    """An order of rows: a column of the report, ascending or descending. Nulls come last either way."""

    column: str
    descending: bool = False

    @property
    def sql(self) -> str:
        """For ORDER BY."""
        return f'"{self.column}" {"DESC" if self.descending else "ASC"} NULLS LAST'


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of the index."""

    target: Target
    filters: tuple[Filter, ...] = ()
    group: model.Group = "all"
    history: model.History = "live"
    since: datetime | None = None
    """Start of the window of `new`, `lost` and changes; None is the start of the newest crawl."""
    until: datetime | None = None
    """End of the window, itself not in it; None is without end."""
    sort: Sort | None = None
    limit: int = 0
    """Rows at most; 0 is all."""
    columns: tuple[str, ...] = ()
    """Columns to give, in this order; none is all."""
    metrics: tuple[str, ...] = ()
    """Vendors' metrics to show beside the columns: `ahrefs`, or `ahrefs.domain_rating` alone."""
    after: str | None = None
    """The cursor that the page before gave (`Report.next`); None begins at the first row. See `paging`."""
    match: Match = "all"
    """Whether rows must fit all filters, or any of them."""

    @property
    def whole(self) -> Query:
        """The same question for all its rows with all columns: what chooses them and orders them."""
        return replace(self, limit=0, columns=(), metrics=(), after=None)

    def sorted_by(self, columns: Iterable[model.Column]) -> tuple[Sort, ...]:
        """The wish for an order, with the full name of its column; nothing where there is none.

        Short names of the columns of links serve where the report has no column of that name itself.
        """
        if self.sort is None:
            return ()
        names = [column.name for column in columns]
        sort = self.sort
        if sort.column not in names:
            sort = replace(sort, column=model.LINKS.full_name(sort.column))
        if sort.column not in names:
            raise QueryError(model.unknown_name("column to sort by", sort.column, names), "sort")
        return (sort,)

    def order(self, columns: Iterable[model.Column], default: str) -> str:
        """The SQL order of a report with these columns: the wish, then the default, which must be total."""
        return ", ".join([*(sort.sql for sort in self.sorted_by(columns)), default])

    def shown(self, columns: Iterable[model.Column]) -> tuple[model.Column, ...]:
        """The columns to give, of those that the report has."""
        by_name = {column.name: column for column in columns}
        for n, name in enumerate(self.columns):
            if name not in by_name:
                raise QueryError(model.unknown_name("column", name, list(by_name)), "columns")
            if name in self.columns[:n]:
                raise QueryError(f"The column {name} is there twice.", "columns")
        return tuple(by_name[name] for name in self.columns) or tuple(by_name.values())

    def joins(self, *kinds: tuple[Filter, ...]) -> None:
        """Refuses filters on several kinds of things that are to be joined by any: each chooses its own things."""
        if self.match == "any" and sum(map(bool, kinds)) > 1:
            raise QueryError("Filters on links and on pages cannot be joined by any: leave the match at all.", "match")

    def only(
        self, report: str, *, group: bool = False, history: bool = True, metrics: bool = False, after: bool = True
    ) -> None:
        """Refuses what a report cannot be asked, rather than not heed it."""
        if self.after is not None and not after:
            raise QueryError(f"The report {report} has no pages: leave the cursor out.", "after")
        if self.group != "all" and not group:
            raise QueryError(f"The report {report} has groups of its own: leave the grouping at all.", "group")
        if self.history != "live" and not history:
            raise QueryError(f"The report {report} shows live links only: leave the history at live.", "history")
        if self.metrics and not metrics:
            raise QueryError(f"The report {report} has no vendors' metrics beside its rows: leave them out.", "metrics")


def build_query(
    target: str,
    *,
    scope: str = "domain",
    filters: Iterable[str] = (),
    group: str = "all",
    history: str = "live",
    since: str | date | None = None,
    until: str | date | None = None,
    sort: str | None = None,
    limit: int = 0,
    columns: Iterable[str] = (),
    metrics: Iterable[str] = (),
    after: str | None = None,
    match: str = "all",
    fields: model.Table = model.LINKS,
) -> Query:
    """A query from what users write: `sort` is `column` or `column:desc`, times are ISO 8601 (a date is its day).

    `after` is the cursor `next` of the page before, `match` says whether all filters must hold or any. `fields` is the
    table whose columns filters may name. Raises TargetError, FilterError or QueryError (all of them
    ValueErrors) with a message that lists what may be written.
    """
    if group not in model.GROUPS:
        raise QueryError(model.unknown_name("grouping", group, model.GROUPS), "group")
    if history not in model.HISTORIES:
        raise QueryError(model.unknown_name("history", history, model.HISTORIES), "history")
    if match not in MATCHES:
        raise QueryError(model.unknown_name("way to join filters", match, MATCHES), "match")
    for listed in (filters, columns, metrics):
        if isinstance(listed, str):
            raise QueryError(f"filters, columns and metrics are lists: write [{listed!r}].")
    if limit < 0:
        raise QueryError(f"The limit is {limit}; it is a number of rows, and 0 is all.", "limit")
    start = None if since is None else _span("since", since)[0]
    end = None if until is None else _span("until", until)[1]
    if start and end and start >= end:
        told = f"since {start:%Y-%m-%d %H:%M} is not before until {end:%Y-%m-%d %H:%M}"
        raise QueryError(f"The window is empty: {told}.", "until")
    return Query(
        target=parse_target(target, scope),
        filters=tuple(parse_filter(text, fields) for text in filters),
        group=cast("model.Group", group),
        history=cast("model.History", history),
        since=start,
        until=end,
        sort=None if sort is None else parse_sort(sort),
        limit=limit,
        columns=tuple(columns),
        metrics=tuple(metrics),
        after=after or None,
        match=cast("Match", match),
    )


def parse_sort(text: str) -> Sort:
    """`column`, `column:asc` or `column:desc`."""
    name, _, direction = text.partition(":")
    if direction not in ("", "asc", "desc"):
        raise QueryError(f"The order {text!r} is neither column:asc nor column:desc.", "sort")
    return Sort(name.strip().replace(".", "_"), direction == "desc")


def _span(what: str, value: str | date) -> tuple[datetime, datetime]:
    if isinstance(value, datetime):
        value = (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
    try:
        return parse_time(value if isinstance(value, str) else value.isoformat())
    except ValueError:
        told = f"{what} is {value!r}: write a date or a time, 2026-01-31 or 2026-01-31T12:00."
        raise QueryError(told, what) from None
