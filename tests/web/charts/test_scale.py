from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlit.web.charts.scale import TICKS, short, ticks, time_ticks


@given(st.floats(1e-3, 1e12))
def test_ticks_are_even_round_and_reach_the_top(top: float) -> None:
    found = ticks(top)
    steps = [b - a for a, b in pairwise(found)]
    assert found[0] == 0
    assert found[-1] >= top * (1 - 1e-9)
    assert found[-2] < top
    assert len(found) <= 6
    assert max(steps) == pytest.approx(min(steps))
    assert f"{steps[0]:e}"[0] in "125"


@given(st.integers(1, 10**9))
def test_counts_have_whole_ticks(top: int) -> None:
    assert all(tick.is_integer() for tick in ticks(top))


def test_nothing_at_all_still_has_an_axis() -> None:
    assert ticks(0) == [0, 1]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (7.0, "7"), (0.5, "0.5"), (1500.0, "1,500"), (12_000.0, "12k"), (2_500_000.0, "2.5M"), (3e9, "3G")],
)
def test_an_axis_says_numbers_in_few_characters(value: float, text: str) -> None:
    assert short(value) == text


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 30_000))
def test_dates_are_in_order_within_and_few(start: date, days: int) -> None:
    end = start + timedelta(days=days)
    found = [at for at, _ in time_ticks(start, end)]
    assert 1 <= len(found) <= TICKS
    assert found == sorted(set(found))
    assert start <= found[0]
    assert found[-1] <= end


def test_weeks_begin_on_monday_months_and_years_on_their_first() -> None:
    assert {at.weekday() for at, _ in time_ticks(date(2026, 3, 5), date(2026, 4, 9))} == {0}
    assert time_ticks(date(2026, 1, 15), date(2026, 5, 2)) == [
        (date(2026, 2, 1), "2026-02"), (date(2026, 3, 1), "2026-03"), (date(2026, 4, 1), "2026-04"),
        (date(2026, 5, 1), "2026-05"),
    ]  # fmt: skip
    assert time_ticks(date(2021, 6, 1), date(2026, 6, 1)) == [
        (date(year, 1, 1), str(year)) for year in range(2022, 2027)
    ]


def test_a_day_alone_has_its_tick() -> None:
    assert time_ticks(date(2026, 4, 10), date(2026, 4, 10)) == [(date(2026, 4, 10), "2026-04-10")]
