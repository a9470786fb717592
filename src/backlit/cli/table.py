"""A table that fits the terminal it is in.

Columns come by weight until the width is used up; numbers stand right; addresses are cut in the middle and other texts
at the end; what strangers wrote is shown with its control and bidirectional characters as escapes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from backlit.report.text import cut_end, cut_middle, display_width, number_of, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pyarrow as pa

UNKNOWN = "-"
"""What a null is shown as."""
GAP = 2
WIDEST = {"url": 70, "text": 40}
"""Cells that an address and another text get at most where there is room for more columns."""
NARROWEST = {"url": 34, "text": 18}
"""Cells that they keep at least before a column is left out."""


@dataclass
class Shown:
    """A column on its way to the screen."""

    name: str
    cells: list[str]
    kind: str
    """url, text or fixed: how it may be cut."""
    right: bool

    @property
    def full(self) -> int:
        """Cells that it needs uncut."""
        return max((display_width(text) for text in (self.name, *self.cells)), default=0)

    @property
    def least(self) -> int:
        """Cells below which it is rather left out."""
        return min(self.full, max(NARROWEST.get(self.kind, self.full), len(self.name)))

    @property
    def most(self) -> int:
        """Cells that it takes at most while others wait."""
        return min(self.full, max(WIDEST.get(self.kind, self.full), len(self.name)))

    def line(self, text: str, width: int) -> str:
        """A cell cut or filled to a width."""
        cut = cut_middle(text, width) if self.kind == "url" else cut_end(text, width)
        space = " " * (width - display_width(cut))
        return space + cut if self.right else cut + space


_FORMS: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (type(None), lambda _: UNKNOWN),
    (bool, lambda value: "yes" if value else "no"),
    (int, lambda value: f"{value:,}"),
    (float, lambda value: f"{value:.3g}"),
    (datetime, lambda value: f"{value:%Y-%m-%d}"),
    (date, date.isoformat),
    (list, lambda value: visible(" ".join(str(one) for one in value))),
)
"""How the types are told; the first that fits counts (a bool is an int, a time is a date)."""


def cell(value: Any) -> str:
    """A value as people read it."""
    for kind, form in _FORMS:
        if isinstance(value, kind):
            return form(value)
    return visible(str(value))


def columns_that_fit(table: pa.Table, preferred: Sequence[str], width: int) -> list[tuple[Shown, int]]:
    """The columns that fit into a width, by weight, each with the cells that it gets."""
    taken: list[Shown] = []
    left = width
    for name in preferred:
        column = _shown(name, table)
        need = column.least + GAP * bool(taken)
        if need > left and taken:
            if column.kind == "fixed":
                continue
            break
        taken.append(column)
        left -= need
    return list(zip(taken, _widths(taken, width), strict=True))


def lines(table: pa.Table, preferred: Sequence[str], width: int) -> list[str]:
    """The table as lines, the first of them the names of the columns."""
    fitting = columns_that_fit(table, preferred, width)
    gap = " " * GAP
    rows = [[column.line(column.name, wide) for column, wide in fitting]]
    rows += [[column.line(column.cells[n], wide) for column, wide in fitting] for n in range(table.num_rows)]
    return [gap.join(row).rstrip() for row in rows]


def _shown(name: str, table: pa.Table) -> Shown:
    import pyarrow as pa

    column = table.column(name)
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    cells = [number_of(name, value) if isinstance(value, float) else cell(value) for value in column.to_pylist()]
    title = visible(name)  # vendors' metrics are named by their files
    number = pa.types.is_integer(kind) or pa.types.is_floating(kind)
    if name in ("url", "name") or name.endswith("_url") or name == "canonical":
        return Shown(title, cells, "url", right=False)
    free = pa.types.is_string(kind) and not pa.types.is_dictionary(column.type)
    return Shown(title, cells, "text" if free else "fixed", right=number)


def _widths(columns: Sequence[Shown], width: int) -> list[int]:
    """Least widths first; what is left over goes to the columns that want more, evenly, then to the rest."""
    widths = [column.least for column in columns]
    spare = width - sum(widths) - GAP * (len(columns) - 1)
    for goal in ("most", "full"):
        while spare > 0:
            hungry = [n for n, column in enumerate(columns) if widths[n] < getattr(column, goal)]
            if not hungry:
                break
            share = max(spare // len(hungry), 1)
            for n in hungry[:spare] if share == 1 else hungry:
                more = min(share, getattr(columns[n], goal) - widths[n], spare)
                widths[n] += more
                spare -= more
    return [min(wide, width) for wide in widths]
