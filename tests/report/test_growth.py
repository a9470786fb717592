"""Links and referring domains over time, against a count that goes through every period and every link."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.report.told import at, link, view_of

from backlit.report.growth import AUTO_PERIODS, growth
from backlit.report.query import QueryError, build_query

if TYPE_CHECKING:
    from backlit.report.view import View

SHOP = "https://shop.test/"
LINKS = [
    link("https://a.example/1", SHOP, "warc", "2026-01-05", "2026-02-01", lost_at=at("2026-02-10"), state="lost"),
    link("https://a.example/2", SHOP, "warc", "2026-02-10", "2026-03-01"),  # the day that the other goes
    link("https://b.example/", SHOP, "warc", "2026-01-05", "2026-03-01", lost_at=at("2026-01-20"),
         restored_at=at("2026-02-20")),
    link("https://c.example/", SHOP, "warc", "2026-01-10", "2026-01-10", lost_at=at("2026-01-12"), state="lost"),
    link("https://d.example/", SHOP, "ahrefs", "2026-02-01", "2026-02-01", state="unseen"),
]  # fmt: skip


def ask(links: Any = LINKS, by: str = "month", **options: Any) -> Any:
    target = options.pop("target", "shop.test")
    return growth(view_of(links), build_query(target, **options), by)


def listed(report: Any) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in report]


def test_by_month() -> None:
    # January: a, b and c come, b and c go. February: a/2, b again and d come, a/1 goes and its domain stays.
    assert listed(ask()) == [
        (date(2026, 1, 1), 1, 1, 3, 2, 1, 0),
        (date(2026, 2, 1), 3, 3, 3, 1, 2, 0),
        (date(2026, 3, 1), 3, 3, 0, 0, 0, 0),
    ]


def test_by_week_begins_on_monday_and_fills_what_did_not_change() -> None:
    found = ask(by="week", until="2026-02-01")
    assert listed(found) == [
        (date(2026, 1, 5), 3, 3, 3, 0, 3, 0),
        (date(2026, 1, 12), 2, 2, 0, 1, 0, 1),
        (date(2026, 1, 19), 1, 1, 0, 1, 0, 1),
        (date(2026, 1, 26), 2, 2, 1, 0, 1, 0),
    ]
    assert found.facts["by"] == "week"


def test_a_domain_whose_link_moves_within_a_period_is_neither_new_nor_lost() -> None:
    day = ask(by="day", since="2026-02-10", until="2026-02-10")
    assert listed(day) == [(date(2026, 2, 10), 2, 2, 1, 1, 0, 0)]


def test_a_window_keeps_what_stood_before_it() -> None:
    assert [row["links"] for row in ask(since="2026-02-15")] == [3, 3]
    assert [row["period"] for row in ask(since="2020-01-01", until="2026-01-31")] == [date(2026, 1, 1)]
    assert len(ask(until="2025-12-31")) == 0


def test_filters_order_limit_and_columns() -> None:
    found = ask(filters=["source.domain=a.example"], sort="new_links:desc", limit=2, columns=["period", "links"])
    assert listed(found) == [(date(2026, 1, 1), 1), (date(2026, 2, 1), 1)]
    assert found.total == 3


@pytest.mark.parametrize(("days", "by"), [(119, "day"), (120, "week"), (832, "week"), (833, "month")])
def test_auto_takes_the_shortest_period_that_is_short_enough(days: int, by: str) -> None:
    last = date(2020, 1, 1) + timedelta(days)
    links = [
        link("https://a.example/1", SHOP, "warc", "2020-01-01", "2020-01-01"),
        link("https://a.example/2", SHOP, "warc", last.isoformat(), last.isoformat()),
    ]
    view = view_of(links, horizon=None)
    found = growth(view, build_query("shop.test"))
    assert found.facts["by"] == by
    assert len(found) <= AUTO_PERIODS


def test_auto_looks_at_the_window() -> None:
    assert growth(view_of(LINKS), build_query("shop.test", since="2026-02-20")).facts["by"] == "day"


def test_notes_tell_what_a_curve_cannot_know() -> None:
    notes = growth(view_of(LINKS, []), build_query("shop.test"), "month").notes
    assert any("only the last loss" in note for note in notes)
    assert any("1 that nobody looked at" in note for note in notes)
    assert any("1 of 5 links (20%) are only reported" in note for note in notes)
    plain = ask([link("https://a.example/1", SHOP, "warc", "2026-01-05", "2026-02-01")])
    assert plain.notes == ()


def test_nothing_to_count_is_no_row() -> None:
    found = ask(target="nothere.test", by="auto")
    assert (len(found), found.total) == (0, 0)
    assert "no page of nothere.test" in found.notes[0]
    assert len(ask(filters=["anchor=none such"])) == 0


def test_what_it_cannot_be_asked() -> None:
    for options in ({"history": "lost"}, {"group": "similar"}, {"by": "year"}, {"metrics": ["ahrefs"]}):
        with pytest.raises(QueryError):
            ask(**options)


def counted(rows: list[dict[str, Any]], start: date, stop: date) -> tuple[int, ...]:
    """What a period from `start` up to `stop` has, by going through every link."""
    begin, end = (datetime(one.year, one.month, one.day, tzinfo=UTC) for one in (start, stop))

    def stands(row: dict[str, Any], moment: datetime) -> bool:
        """Just before a moment."""
        if row["restored_at"] is not None and row["restored_at"] < moment:
            return True
        return row["first_seen"] < moment and (row["lost_at"] is None or row["lost_at"] >= moment)

    after, before = ({row["source_domain"] for row in rows if stands(row, one)} for one in (end, begin))
    came = [row[name] for row in rows for name in ("first_seen", "restored_at")]
    new = sum(begin <= one < end for one in came if one is not None)
    lost = sum(begin <= row["lost_at"] < end for row in rows if row["lost_at"] is not None)
    standing = sum(stands(row, end) for row in rows)
    return standing, len(after), new, lost, len(after - before), len(before - after)


def after(start: date, by: str) -> date:
    """The start of the period after this one."""
    if by == "month":
        return (start.replace(day=1) + timedelta(32)).replace(day=1)
    return start + timedelta(1 if by == "day" else 7)


def check(report: Any, rows: list[dict[str, Any]], by: str) -> None:
    """Each period is what a count by hand has, and none is missing between the first and the last."""
    periods = [row["period"] for row in report]
    for period, following in pairwise(periods):
        assert following == after(period, by)
    assert listed(report) == [(one, *counted(rows, one, after(one, by))) for one in periods]


@pytest.mark.parametrize("by", ["day", "week", "month"])
def test_two_crawls_are_as_counted_by_hand(view: View, by: str) -> None:
    links = view.snapshot.links("backlinks", view.snapshot.pages("domain", "shop.test"), "all")
    names = ["source_domain", "first_seen", "lost_at", "restored_at"]
    rows = view.columns_of(links, names).to_pylist()
    found = growth(view, build_query("shop.test"), by)
    check(found, rows, by)
    assert len(found) >= 2


moments = st.integers(0, 100)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("abc"), moments, st.none() | moments, st.none() | moments), min_size=1,
             max_size=8),
    st.sampled_from(["day", "week", "month"]),
)  # fmt: skip
def test_any_history_is_as_counted_by_hand(told: list[tuple[str, int, int | None, int | None]], by: str) -> None:
    rows = []
    for n, (name, first, lasted, away) in enumerate(told):
        times = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=7 * first)]
        for later in (lasted, away):
            times.append(times[-1] + timedelta(hours=7 * later + 1)) if later is not None else None
        lost = times[1] if lasted is not None else None
        back = times[2] if lasted is not None and away is not None else None
        rows.append(
            link(f"https://{name}.example/{n}", SHOP, "warc", "2026-01-01", "2026-01-01")
            | {"first_seen": times[0], "lost_at": lost, "restored_at": back}
        )
    check(ask(rows, by), rows, by)


def test_filters_of_which_any_may_fit() -> None:
    either = ["source.domain=b.example", "source.domain=d.example"]
    assert len(ask(filters=either)) == 0
    assert [row["links"] for row in ask(filters=either, match="any")] == [0, 2, 2]
