"""The order of day and month, and the decimal mark, as the first rows tell them."""

from __future__ import annotations

from datetime import date
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlit.sources.exports.telling import date_order, decimal_mark


@given(st.lists(st.dates(date(1995, 1, 1), date(2100, 1, 1)), max_size=30), st.booleans(), st.sampled_from("/.-"))
def test_dates_tell_their_order_where_a_day_is_above_12(days: list[date], day_first: bool, sign: str) -> None:
    pattern = f"%d{sign}%m{sign}%Y" if day_first else f"%m{sign}%d{sign}%Y"
    order = date_order([day.strftime(pattern) for day in days], None, "en")
    if any(day.day > 12 for day in days):
        assert order.day_first == day_first
        assert "above 12" in order.told
    else:
        assert order.day_first


@pytest.mark.parametrize(
    ("cells", "by_vendor", "language", "day_first", "told"),
    [
        (["2026-07-18", "Sep 15, 2026", ""], None, None, True, "no date needs an order"),
        (["03/04/2026"], None, "en", True, "check it"),
        (["03/04/2026"], None, "de", True, "language"),
        (["03/04/2026"], False, "de", False, "vendor"),
        (["13/04/2026"], False, None, True, "above 12"),
        (["2026-07-18"], False, None, True, "no date needs an order"),
        (["13/04/2026", "04/14/2026", "04/15/2026"], None, None, False, "both orders"),
    ],
)
def test_order(cells: list[str], by_vendor: bool | None, language: str | None, day_first: bool, told: str) -> None:
    order = date_order(cells, by_vendor, language)
    assert order.day_first == day_first
    assert told in order.told


@pytest.mark.parametrize(
    ("cells", "delimiter", "language", "plain", "mark"),
    [
        (["7,5"], ",", "en", False, ","),
        (["6,02%", "1.240"], ",", "de", False, ","),
        (["1.240,5"], ",", None, False, ","),
        (["1,240.5"], ";", "de", False, "."),
        (["7.25"], ";", "de", False, "."),
        (["1,240", "12"], ",", "en", False, "."),
        (["1.240"], ",", "de", False, ","),
        (["1.240"], ",", "he", False, "."),
        (["1.240"], ";", None, False, ","),
        (["1.240"], None, "de", True, "."),
        (["", "n/a", "2026-07-18", "1.2.3"], ",", None, False, "."),
    ],
)
def test_decimal_marks(
    cells: list[str], delimiter: str | None, language: str | None, plain: bool, mark: Literal[".", ","]
) -> None:
    assert decimal_mark(cells, delimiter, language, plain=plain).mark == mark
