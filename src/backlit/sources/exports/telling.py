"""What the first rows tell about how the rest is written: the order of day and month, and the decimal mark.

`03/04/2026` is the third of April, or the fourth of March; `1.240` is twelve hundred and forty, or a little more than
one. A file that has a day above 12, or a number with both marks, settles it. What nothing settles is taken as most of
the world writes it, and said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from backlit.sources.exports.headers import DECIMAL_COMMA

if TYPE_CHECKING:
    from collections.abc import Iterable

Decimal = Literal[".", ","]

_DATE = re.compile(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-]\d{4}\b")
_NUMBER = re.compile(r"[+-]?[\d.,'\s\u00a0\u202f]*\d\s*%?")
_COMMA = re.compile(r"\d,(\d{1,2}|\d{4,})$")
"""A number whose comma can be nothing but the decimal mark."""
_POINT = re.compile(r"\d\.(\d{1,2}|\d{4,})$")
_BOTH_COMMA = re.compile(r"\d\.\d{3},\d+$")
_BOTH_POINT = re.compile(r"\d,\d{3}\.\d+$")


@dataclass(frozen=True, slots=True)
class DateOrder:
    """How `03/04/2026` is read."""

    day_first: bool
    told: str
    """How that is known, in words."""


@dataclass(frozen=True, slots=True)
class DecimalMark:
    """How `1.240` and `1,240` are read."""

    mark: Decimal
    told: str
    """How that is known, in words."""


def date_order(cells: Iterable[str], by_vendor: bool | None, language: str | None) -> DateOrder:
    """Which comes first in dates such as `03/04/2026`, by cells of columns of dates."""
    days = months = unclear = 0
    for cell in cells:
        match = _DATE.match(cell)
        if match is None:
            continue
        first, second = int(match[1]), int(match[2])
        days += first > 12 >= second
        months += second > 12 >= first
        unclear += first <= 12 and second <= 12
    if days and months:
        return DateOrder(days >= months, "dates are written in both orders; the more frequent is taken")
    if days or months:
        return DateOrder(days > 0, f"the {'day' if days else 'month'} comes first, as days above 12 tell")
    if not unclear:
        return DateOrder(day_first=True, told="no date needs an order")
    if by_vendor is not None:
        return DateOrder(by_vendor, f"the {'day' if by_vendor else 'month'} comes first, as this vendor writes")
    why = "as its language writes" if language not in (None, "en") else "for nothing tells: check it"
    return DateOrder(day_first=True, told=f"the day comes first, {why}")


def decimal_mark(cells: Iterable[str], delimiter: str | None, language: str | None, *, plain: bool) -> DecimalMark:
    """Which mark stands before the fraction, by cells of columns of numbers.

    `plain` says that numbers are values of their own in the file (JSON, XLSX), which have a point.
    """
    commas = points = 0
    for cell in cells:
        if not _NUMBER.fullmatch(cell.strip()):
            continue
        text = cell.strip().rstrip("%").strip()
        commas += bool(_COMMA.search(text) or _BOTH_COMMA.search(text))
        points += bool(_POINT.search(text) or _BOTH_POINT.search(text))
    if commas != points:
        mark: Decimal = "," if commas > points else "."
        return DecimalMark(mark, f"{_NAMES[mark]}, as the numbers tell")
    if not plain and delimiter == ";":
        return DecimalMark(",", f"{_NAMES[',']}, as files with semicolons have it")
    if not plain and language in DECIMAL_COMMA:
        return DecimalMark(",", f"{_NAMES[',']}, as its language writes")
    return DecimalMark(".", _NAMES["."])


_NAMES: dict[Decimal, str] = {".": "decimal point", ",": "decimal comma"}
