"""Pages of a report by cursors: where the next page begins, also after the index has changed.

A cursor names the last place of a page. It holds, as base64url of JSON: which question it belongs to (a digest), the
version of the index, how many rows were given so far, a digest of what these rows were, and the values that the order
began with there. The rule:

- On the version that gave the cursor the count is the place: the order of a report is total, and equal versions give
  equal rows.
- On another version the rows that were given are looked for. Where the list still begins with the same rows, in
  whatever order, the next page follows them, and nothing is repeated or left out.
- Else the page begins at the first row that does not come before the cursor by what lasts of its order. Names and
  addresses of a row last, its ratings until ratings are computed anew; counts and dates may change with any import.
  Rows that are tied in what lasts are given again. Where nothing lasts, the list begins again.

So a row that both versions have is never left out; at worst it is given twice. (Keyset pagination: M. Winand, "Paging
Through Results", https://use-the-index-luke.com/no-offset. A plain keyset loses rows whose order values change.)
"""

from __future__ import annotations

import json
from base64 import b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from backlit.report.query import QueryError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import pyarrow as pa

    from backlit.report.query import Query, Sort
    from backlit.report.view import View

SLICE = 20_000
"""Rows whose names are fetched at a time."""
WORD = 1 << 64
BROKEN = "The cursor is broken: take it from `next` of a report as it is, or leave it out to begin at the first row."
OTHER = (
    "The cursor belongs to another question: report, target, filters, history, grouping and order must be those that "
    "gave it. Leave it out to begin at the first row."
)


@dataclass(frozen=True)
class Listing:
    """All rows of a report in their order, as far as they were asked for, to be fetched by place."""

    name: str
    """What a row is: the report, and what chooses its rows beside the query."""
    total: int
    fetch: Callable[[int, int, Sequence[str]], pa.Table]
    """Columns of the rows from one place up to another."""
    identity: tuple[str, ...]
    """The columns that say which row it is, in every version."""
    order: tuple[Sort, ...] = ()
    """The first terms of the order, as far as they are columns: the wish, then the report's own."""
    lasts: frozenset[str] = frozenset()
    """Columns that never change in a row."""
    rated: frozenset[str] = frozenset()
    """Columns that change only where ratings are computed anew."""


@dataclass(frozen=True)
class Cursor:
    """What a cursor says."""

    question: str
    version: str
    ratings: str
    given: int
    """Rows before the next page."""
    digest: int
    """What they were, in whatever order."""
    values: tuple[Any, ...]
    """Of the last of them, the values of what may last of the order."""

    def text(self) -> str:
        """The cursor as users have it."""
        parts = [self.question, self.version, self.ratings, self.given, self.digest, list(self.values)]
        return urlsafe_b64encode(json.dumps(parts, separators=(",", ":")).encode()).decode().rstrip("=")


@dataclass(frozen=True)
class Page:
    """The places of the rows to give, and the cursor of what follows them."""

    start: int
    stop: int
    next: str | None


def read_cursor(text: str) -> Cursor:
    """The cursor of a text. Raises QueryError where it is none."""
    try:
        parts = json.loads(b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), b"-_", validate=True))
        question, version, ratings, given, digest, values = parts
        texts = all(isinstance(part, str) for part in (question, version, ratings))
        counts = all(type(part) is int and 0 <= part < WORD for part in (given, digest))
        plain = all(isinstance(value, str | int | float | None) for value in values)
    except (ValueError, TypeError, RecursionError):
        raise QueryError(BROKEN, "after") from None
    if not (texts and counts and plain):
        raise QueryError(BROKEN, "after")
    return Cursor(question, version, ratings, given, digest, tuple(values))


def reach(view: View, query: Query) -> int:
    """How many rows of the order the page needs, from the first on; 0 is all of them."""
    if not query.limit or query.after is None:
        return query.limit
    cursor = read_cursor(query.after)
    return cursor.given + query.limit if cursor.version == view.version else 0


def page(view: View, query: Query, listing: Listing) -> Page:
    """The page of a listing that a query asks for. Raises QueryError for a cursor of another question."""
    question = _question(query, listing.name)
    start, digest = (0, 0) if query.after is None else _place(view, listing, read_cursor(query.after), question)
    stop = min(start + query.limit, listing.total) if query.limit else listing.total
    if stop >= listing.total:
        return Page(start, stop, None)
    digest = (digest + _digest(listing, start, stop)) % WORD
    values = tuple(_values(listing, stop - 1, _may_last(listing)))
    return Page(start, stop, Cursor(question, view.version, view.ratings, stop, digest, values).text())


def cut(
    view: View,
    query: Query,
    name: str,
    rows: pa.Table,
    keys: tuple[str, ...],
    *,
    order: tuple[Sort, ...] = (),
    rated: frozenset[str] = frozenset(),
    total: int | None = None,
) -> tuple[pa.Table, str | None]:
    """The rows of the page that a query asks for, out of all in their order (or as far as needed), and the cursor.

    `keys` are the columns that say which row it is, `order` the first terms of the order, `rated` the ratings that a
    row has whatever links count; `total` is how many rows there are where not all are here.
    """

    def fetch(start: int, stop: int, names: Sequence[str]) -> pa.Table:
        return rows.slice(start, stop - start).select(list(names))

    count = len(rows) if total is None else total
    found = page(view, query, Listing(name, count, fetch, keys, order, frozenset(keys), rated))
    return rows.slice(found.start, found.stop - found.start), found.next


def _question(query: Query, name: str) -> str:
    """What a cursor belongs to, as a short digest: the query but for its length, its columns and the cursor."""
    parts = (name, query.target.text, query.target.scope, query.filters, query.match, query.group, query.history)
    told = repr((*parts, query.since, query.until, query.sort))
    return blake2b(told.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def _may_last(listing: Listing) -> list[Sort]:
    """The first terms of the order, as long as they are of a kind that may last."""
    found: list[Sort] = []
    for term in listing.order:
        if term.column not in listing.lasts | listing.rated:
            break
        found.append(term)
    return found


def _values(listing: Listing, place: int, terms: Sequence[Sort]) -> list[Any]:
    """What a row has of these terms."""
    if not terms:
        return []
    row = listing.fetch(place, place + 1, list(dict.fromkeys(term.column for term in terms))).to_pylist()[0]
    return [row[term.column] for term in terms]


def _place(view: View, listing: Listing, cursor: Cursor, question: str) -> tuple[int, int]:
    """Where the page after a cursor begins, and the digest of the rows before."""
    terms = _may_last(listing)
    if cursor.question != question or len(terms) != len(cursor.values):
        raise QueryError(OTHER, "after")
    fits = cursor.given <= listing.total
    if fits and (cursor.version == view.version or _digest(listing, 0, cursor.given) == cursor.digest):
        return cursor.given, cursor.digest
    if cursor.ratings != view.ratings:
        terms = terms[: next((n for n, term in enumerate(terms) if term.column in listing.rated), len(terms))]
    low, high = 0, listing.total if terms else 0
    while low < high:
        middle = (low + high) // 2
        if _before(terms, _values(listing, middle, terms), cursor.values):
            low = middle + 1
        else:
            high = middle
    return low, _digest(listing, 0, low)


def _before(terms: Iterable[Sort], row: Sequence[Any], mark: Sequence[Any]) -> bool:
    """Whether a row comes before a mark in an order whose nulls are last."""
    for term, value, other in zip(terms, row, mark, strict=False):
        if value == other:
            continue
        if value is None or other is None:
            return other is None
        try:
            return bool(value > other) if term.descending else bool(value < other)
        except TypeError:
            raise QueryError(BROKEN, "after") from None
    return False


def _digest(listing: Listing, start: int, stop: int) -> int:
    """What the rows between two places are, whatever their order."""
    found = 0
    for first in range(start, stop, SLICE):
        table = listing.fetch(first, min(first + SLICE, stop), listing.identity)
        for row in zip(*(table.column(name).to_pylist() for name in listing.identity), strict=True):
            mark = json.dumps(row, ensure_ascii=False, default=str).encode("utf-8", "surrogatepass")
            found += int.from_bytes(blake2b(mark, digest_size=8).digest())
    return found % WORD
