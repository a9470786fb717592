"""The options that commands share: which index, what is asked of a report, and how the answer is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

if TYPE_CHECKING:
    from backlit.index import Index

Format = Literal["table", "json", "jsonl", "csv", "xlsx", "parquet", "arrow"]

Home = Annotated[str | None, Parameter(parse=False)]
"""The folder of the index, as `--home` before the command says it; None is the default."""

TABLE_ROWS = 50
"""Rows of a table where the limit is not told; the other forms give all."""


class UsageError(Exception):
    """A command that cannot be run as it was typed; the message says how to type it."""


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Output:
    """How the answer is given."""

    format: Annotated[Format | None, Parameter(name="--format", show_default=False)] = None
    """How to print: a table that fits the terminal (default), or a machine form with full precision, where an unknown
    value is null. With -o the default is the ending of the file's name."""
    output: Annotated[str | None, Parameter(name=["-o", "--output"], show_default=False)] = None
    """File to write to, instead of standard output."""


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Listed(Output):
    """What is asked of a report on a project, and how the answer is given."""

    filter: Annotated[tuple[str, ...], Parameter(name="--filter", negative="", show_default=False)] = ()
    """A condition on the report's columns; repeat it for more, see --match. Field, operator, value: quality>=50,
    type=guest_post,sponsored. A wrong one is answered with the list of fields and operators."""
    match: Literal["all", "any"] = "all"
    """Whether rows must fit all filters, or any of them."""
    sort: Annotated[str | None, Parameter(show_default=False)] = None
    """Order of the rows: a column, or column:desc. Unknown values come last."""
    limit: Annotated[int | None, Parameter(show_default=False)] = None
    """Rows at most; 0 is all. Default: 50 in a table, all in the machine forms."""
    after: Annotated[str | None, Parameter(show_default=False)] = None
    """Go on after a page: the cursor that it gave, in JSON as `next`."""
    columns: Annotated[tuple[str, ...], Parameter(name="--columns", negative="", show_default=False)] = ()
    """Columns to give, in this order, with commas between them. Default: in a table those that fit, all in the machine
    forms."""

    def options(self) -> dict[str, Any]:
        """What the methods of `backlit.Index` take."""
        return {
            "filters": self.filter,
            "match": self.match,
            "sort": self.sort,
            "limit": _rows_of(self, self.limit),
            "after": self.after,
            "columns": _names(self.columns),
        }


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Question(Output):
    """What is asked of a report, and how the answer is given."""

    scope: Literal["exact", "prefix", "host", "domain"] = "domain"
    """What of the target is meant: the one address, all addresses that begin with it, its host, or its registrable
    domain with all subdomains."""
    filter: Annotated[tuple[str, ...], Parameter(name="--filter", negative="", show_default=False)] = ()
    """A condition on links; repeat it for more, see --match. Field, operator, value: rel=followed, rel!=nofollow,
    placement=main,sidebar, anchor~word, anchor=/regex/, source.domain=example.com, first_seen>=2026-01-01, rel=null.
    A wrong one is answered with the list of fields and operators."""
    match: Literal["all", "any"] = "all"
    """Whether rows must fit all filters, or any of them."""
    group: Literal["all", "one_per_domain", "similar"] = "all"
    """One row a link; the best link of each referring domain; or one row for links of the same source domain, target
    and anchor. The last two say how many links a row stands for. For backlinks."""
    history: Literal["live", "lost", "new", "all"] = "live"
    """Which links: those not lost, those lost, those first seen or restored since a date, or all ever seen."""
    since: Annotated[str | None, Parameter(show_default=False)] = None
    """First day (or time) of what is new or lost. Default: the start of the newest crawl."""
    until: Annotated[str | None, Parameter(show_default=False)] = None
    """Last day (or time) of what is new or lost. Default: without end."""
    sort: Annotated[str | None, Parameter(show_default=False)] = None
    """Order of the rows: a column, or column:desc. Unknown values come last."""
    limit: Annotated[int | None, Parameter(show_default=False)] = None
    """Rows at most; 0 is all. Default: 50 in a table, all in the machine forms."""
    after: Annotated[str | None, Parameter(show_default=False)] = None
    """Go on after a page: the cursor that it gave, in JSON as `next`. It holds over later imports."""
    columns: Annotated[tuple[str, ...], Parameter(name="--columns", negative="", show_default=False)] = ()
    """Columns to give, in this order, with commas between them: source_url,anchor. Default: in a table those that fit,
    all in the machine forms."""

    def options(self) -> dict[str, Any]:
        """What the methods of `backlit.Index` take."""
        return {
            "scope": self.scope,
            "filters": self.filter,
            "match": self.match,
            "group": self.group,
            "history": self.history,
            "since": self.since,
            "until": self.until,
            "sort": self.sort,
            "limit": _rows_of(self, self.limit),
            "after": self.after,
            "columns": _names(self.columns),
        }


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Beside(Question):
    """What is asked of a report that can show vendors' metrics."""

    metrics: Annotated[tuple[str, ...], Parameter(name="--metrics", negative="", show_default=False)] = ()
    """A vendor's own metrics to show beside ours, with their date: ahrefs for all that it has of such rows, or
    ahrefs.domain_rating; repeat it for more. They come from imported exports and never count in ours."""

    def options(self) -> dict[str, Any]:
        """What the methods of `backlit.Index` take."""
        return super().options() | {"metrics": self.metrics}


def _rows_of(how: Output, limit: int | None) -> int:
    """Rows at most, as asked for or by the form."""
    table = how.format == "table" or (how.format is None and how.output is None)
    return (TABLE_ROWS if table else 0) if limit is None else limit


def _names(columns: tuple[str, ...]) -> tuple[str, ...]:
    """The names of columns, of lists with commas."""
    return tuple(name.strip() for names in columns for name in names.split(","))


ASKED = Question()
ASKED_BESIDE = Beside()
ASKED_LISTED = Listed()
PRINTED = Output()
"""The options where none is given."""


def open_index(home: str | None) -> Index:
    """The index of this run."""
    import backlit

    return backlit.open(home)
