"""Telling a file by its header: which vendor made it, which kind of export it is, and where its header stands.

A layout fits where all its required columns are there. Of several that fit, the one with most required columns is
taken, then the one that knows most columns; where two are equal to the end, the file is in doubt and says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from backlit.sources.exports import (
    ahrefs,
    backlit,
    bing,
    buzzstream,
    dataforseo,
    generic,
    majestic,
    moz,
    screaming_frog,
    search_console,
    semrush,
)
from backlit.sources.exports.layout import TRAFFIC, Layout, key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from backlit.sources.exports.layout import Column

VENDORS: Mapping[str, tuple[Layout, ...]] = {
    module.VENDOR: module.LAYOUTS
    for module in (
        ahrefs, majestic, semrush, moz, search_console, bing, screaming_frog, dataforseo, buzzstream, backlit,
    )
}  # fmt: skip
"""The vendors whose files are known, each with its kinds of files. A new vendor is a new table, and a name here."""

HEADER_WITHIN = 30
"""The header stands among so many first rows: some tools write lines of their own before it."""


@dataclass(frozen=True, slots=True)
class Match:
    """What a file was recognised as."""

    layout: Layout
    row: int
    """Which of the first rows is the header, from 0."""
    doubt: str | None = None
    """What speaks against it."""


def recognise(
    rows: Sequence[Sequence[str]], vendor: str | None, wishes: Mapping[str, str], *, is_json: bool
) -> Match | None:
    """The layout of a file by its first rows; None where no layout fits.

    `wishes` says of columns (by `key_of`) what the user says that they are; a column so named counts as the one that a
    layout asks for. With a `vendor` whose files are known only these are looked for, and then the generic ones.
    """
    known = VENDORS.get(vendor) if vendor is not None else None
    candidates = known if known is not None else tuple(one for layouts in VENDORS.values() for one in layouts)
    rows = rows[:1] if is_json else rows[:HEADER_WITHIN]
    found = _best(rows, [one for one in candidates if is_json or not one.only_json], wishes)
    return found or _generic(rows, wishes)


def claims(column: Column, key: str, wishes: Mapping[str, str]) -> bool:
    """Whether a column of a layout is the one with this key."""
    wish = wishes.get(key)
    return key in column.keys if wish is None else wish in _wanted(column)


def _wanted(column: Column) -> tuple[str, ...]:
    """The names by which a user may say that a column is this one."""
    metric = column.metric or ""
    short = metric.partition(".")[2]
    return tuple(name for name in (column.field, metric, short if short in TRAFFIC else None) if name)


def _best(rows: Sequence[Sequence[str]], layouts: Iterable[Layout], wishes: Mapping[str, str]) -> Match | None:
    scored: list[tuple[tuple[int, int], int, Layout]] = []
    listed = tuple(layouts)
    for n, row in enumerate(rows):
        keys = [key_of(cell) for cell in row]
        scored += [(score, n, one) for one in listed if (score := _score(one, keys, wishes)) is not None]
    if not scored:
        return None
    top = max(score for score, _, _ in scored)
    best = [(n, layout) for score, n, layout in scored if score == top]
    n, layout = best[0]
    others = [str(other) for at, other in best[1:] if at == n]
    doubt = f"it may as well be {' or '.join(others)}; name the vendor with --vendor" if others else layout.doubt
    return Match(layout, n, doubt)


def _generic(rows: Sequence[Sequence[str]], wishes: Mapping[str, str]) -> Match | None:
    for layout in generic.LAYOUTS:
        for n, row in enumerate(rows):
            if _score(layout, [key_of(cell) for cell in row], wishes) is not None:
                return Match(layout, n)
    return None


def _score(layout: Layout, keys: Sequence[str], wishes: Mapping[str, str]) -> tuple[int, int] | None:
    """How well a row fits as the header of a layout: required columns, then columns known; None if it does not."""
    plain = frozenset(keys).difference(wishes)
    wished = frozenset(wishes[key] for key in keys if key in wishes)
    required = [column for column in layout.columns if column.required]
    if not all(_is_there(column, plain, wished) for column in required):
        return None
    if layout.any_of and not (
        layout.any_of & plain
        or any(_is_there(column, frozenset(), wished) for column in layout.columns if column.keys & layout.any_of)
    ):
        return None
    known = [key for key in keys if any(claims(column, key, wishes) for column in layout.columns)]
    if layout.exact and len(known) < len([key for key in keys if key]):
        return None
    return len(required), len(known)


def _is_there(column: Column, plain: frozenset[str], wished: frozenset[str]) -> bool:
    """Whether a column of a layout is among those of a file: by its name, or as the user says."""
    return not column.keys.isdisjoint(plain) or not wished.isdisjoint(_wanted(column))
