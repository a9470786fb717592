"""Referring domains and traffic over time, against a count that goes through every day and every link."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.report.told import at, link, view_of

from backlit.report import traffic
from backlit.report.claimed import is_within, wider
from backlit.report.query import QueryError, build_query
from backlit.urls import parse_target

SHOP = "https://shop.test/"
LINKS = [
    link("https://a.example/", SHOP, "warc", "2026-01-10", "2026-03-20"),
    link("https://a.example/2", SHOP, "warc", "2026-02-10", "2026-02-10", state="lost", lost_at=at("2026-02-20")),
    link("https://b.example/", SHOP, "ahrefs", "2026-01-31", "2026-02-01", state="lost", lost_at=at("2026-02-28")),
    link("https://c.example/", SHOP, "warc", "2026-02-01", "2026-04-01", lost_at=at("2026-02-25"),
         restored_at=at("2026-04-01")),
    link("https://d.example/", SHOP, "warc", "2026-03-02", "2026-03-02", state="lost", lost_at=at("2026-03-09")),
    link("https://e.example/", SHOP, "warc", "2026-02-03", "2026-03-02", state="lost", lost_at=at("2026-03-02")),
    link("https://e.example/2", SHOP, "warc", "2026-03-01", "2026-03-02"),
]  # fmt: skip


def day(when: str, as_of: str, clicks: float | None, impressions: float | None, position: float | None = 1.0,
        **more: Any) -> dict[str, Any]:  # fmt: skip
    return {
        "record": "traffic_day", "vendor": "search_console", "property": "shop.test", "as_of": at(as_of),
        "day": date.fromisoformat(when), "metric.day.clicks": clicks, "metric.day.impressions": impressions,
        "metric.day.position": position, **more,
    }  # fmt: skip


CLAIMS = [
    day("2026-03-01", "2026-04-01", 10, 100, 2),
    day("2026-03-02", "2026-04-01", 20, 300, 4),
    day("2026-03-01", "2026-03-03", 9, 99, 9),
    # Within the whole domain, which tells these days itself; the third is told by it alone.
    day("2026-03-01", "2026-04-01", 8, 80, 2, property="https://shop.test/"),
    day("2026-05-03", "2026-06-01", 5, 50, 2, property="https://shop.test/"),
    day("2026-05-03", "2026-06-01", 2, 20, 2, property="https://www.shop.test/"),
    day("2026-05-03", "2026-06-01", 1, 10, 2, property="https://www.shop.test/blog/"),
    day("2026-03-02", "2026-04-01", 500, 500, property="other.test"),
    day("2026-03-02", "2026-04-01", None, None, None, vendor="analytics",
        **{"metric.day.sessions": 30.0}),
    day("2026-03-02", "2026-04-01", 700, 700, property=None),
]  # fmt: skip


def ask(by: str = "month", claims: list[dict[str, Any]] | None = CLAIMS, links: Any = LINKS, **options: Any) -> Any:
    target = options.pop("target", "shop.test")
    return traffic.traffic(view_of(links, claims), build_query(target, fields=traffic.FIELDS, **options), by)


def listed(report: Any, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in report]


def test_domains_by_month() -> None:
    assert listed(ask(), "period", "referring_domains", "new_domains", "lost_domains") == [
        (date(2026, 1, 1), 2, 2, 0),
        (date(2026, 2, 1), 2, 1, 1),
        (date(2026, 3, 1), 2, 0, 0),
        (date(2026, 4, 1), 3, 1, 0),
        (date(2026, 5, 1), 3, 0, 0),
    ]


def test_traffic_by_month_counts_each_day_of_each_property_once() -> None:
    names = ("clicks", "impressions", "sessions", "days")
    assert listed(ask(), *names)[2:] == [(30, 400, 30, 2), (None, None, None, 0), (7, 70, None, 1)]
    march = ask().arrow().to_pylist()[2]
    assert (march["ctr"], march["position"]) == (pytest.approx(30 / 400), pytest.approx((200 + 1200) / 400))


def test_days_of_pages_are_added_where_no_property_tells_the_day() -> None:
    def paged(page: str, when: str, sessions: float, vendor: str = "analytics") -> dict[str, Any]:
        return {
            "record": "traffic_page", "vendor": vendor, "as_of": at("2026-06-01"), "subject": page,
            "day": date.fromisoformat(when), "metric.page.sessions": sessions,
        }  # fmt: skip

    more = [
        paged(SHOP, "2026-03-02", 1000),  # the property tells this day
        paged(SHOP, "2026-03-03", 4),
        paged(f"{SHOP}a", "2026-03-03", 3),
        paged("https://other.test/", "2026-03-03", 1000),
    ]
    assert listed(ask(claims=CLAIMS + more), "sessions", "days")[2] == (37, 3)
    assert listed(ask(claims=more), "sessions")[2] == (1007,)


def test_a_window_and_an_order() -> None:
    chosen = ask(since="2026-02-15", until="2026-04-02")
    assert listed(chosen, "period", "referring_domains")[0] == (date(2026, 2, 1), 2)
    assert len(chosen) == 3
    assert len(ask("day", since="2026-03-01", until="2026-03-02")) == 2
    assert listed(ask(sort="period:desc", limit=1), "period") == [(date(2026, 5, 1),)]


def test_facts_and_notes() -> None:
    report = ask()
    assert any("Rows of traffic by day that name no property are left out, 1 in all" in note for note in report.notes)
    assert any("search_console 2026-03-01 to 2026-05-03" in note for note in report.notes)
    assert [row["vendor"] for row in report.facts["sources"]] == ["analytics", "search_console"]
    bare = ask(claims=None)
    assert len(bare) == 4
    assert "No export with traffic by day" in bare.notes[-1]
    assert len(ask(links=[], claims=None)) == 0


def test_what_it_cannot_be_asked() -> None:
    for options in ({"history": "lost"}, {"filters": ["clicks>1"]}):
        with pytest.raises(QueryError):
            ask(**options)


DAY0 = date(2026, 1, 1)
moments = st.integers(0, 40)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), moments, st.none() | moments, st.none() | moments), max_size=8))
def test_domains_by_day_are_those_of_a_count_by_hand(told: list[tuple[str, int, int | None, int | None]]) -> None:
    links, spans = [], []
    for n, (name, first, lasted, away) in enumerate(told):
        lost = None if lasted is None else first + lasted
        back = None if lost is None or away is None else lost + away
        day_of = [None if one is None else at(str(DAY0 + timedelta(one))) for one in (lost, back)]
        links.append(
            link(f"https://{name}.example/{n}", SHOP, "warc", str(DAY0 + timedelta(first)), "2026-01-01",
                 lost_at=day_of[0], restored_at=day_of[1])
        )  # fmt: skip
        spans += [(name, first, lost)] + ([(name, back, None)] if back is not None else [])
    before: set[str] = set()
    by_day = {row["period"]: row for row in ask("day", None, links)}
    for n in range(130):
        period = DAY0 + timedelta(n)
        now = {name for name, start, stop in spans if start <= n and (stop is None or stop > n)}
        if period in by_day:
            row = by_day[period]
            assert row["referring_domains"] == len(now)
            assert (row["new_domains"], row["lost_domains"]) == (len(now - before), len(before - now))
        else:
            assert now == before
        before = now


def test_which_properties_lie_within_a_target() -> None:
    def fits(prop: str, target: str, scope: str) -> bool:
        return is_within(prop, parse_target(target, scope))

    assert fits("shop.test", "shop.test", "domain")
    assert fits("https://blog.shop.test/a/", "shop.test", "domain")
    assert not fits("https://shop.test.evil.example/", "shop.test", "domain")
    assert not fits("shop.test", "shop.test", "host")  # it covers the hosts below it too
    assert fits("blog.shop.test", "blog.shop.test", "host")
    assert fits("http://shop.test/", "shop.test", "host")
    assert fits("https://shop.test/blog/", "shop.test/blog", "prefix")
    assert not fits("https://shop.test/", "shop.test/blog", "prefix")
    assert not fits("https://shop.test/blog/", "https://shop.test/blog/", "exact")


def test_which_properties_cover_others() -> None:
    listed = ["shop.test", "https://shop.test/", "https://www.shop.test/", "https://shop.test/a/", "xshop.test"]
    assert set(wider(listed)) == {
        ("https://shop.test/", "shop.test"),
        ("https://www.shop.test/", "shop.test"),
        ("https://shop.test/a/", "shop.test"),
        ("https://shop.test/a/", "https://shop.test/"),
    }
