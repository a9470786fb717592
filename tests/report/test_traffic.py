"""Traffic beside links, worked out by hand: variants of addresses, several exports, standings, and months."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.report.told import at, link, view_of

from backlit.report import traffic
from backlit.report.query import QueryError, build_query

SHOP = "https://shop.test"
LINKS = [
    link("https://a.example/", f"{SHOP}/", "warc", "2026-01-10", "2026-03-01"),
    link("https://a.example/2", "http://shop.test/", "warc", "2026-01-10", "2026-03-01", followed=False),
    link("https://b.example/", "http://shop.test/", "ahrefs", "2026-02-10", "2026-03-01"),
    link("https://b.example/", f"{SHOP}/lamps", "warc", "2026-02-20", "2026-02-25", state="lost",
         lost_reason="removed_from_html", lost_at=at("2026-03-01")),
    link("https://c.example/", f"{SHOP}/quiet/", "warc", "2026-03-01", "2026-03-01"),
    link("https://c.example/", f"{SHOP}/seen", "warc", "2026-03-01", "2026-03-01"),
]  # fmt: skip
LOOKED = {
    f"{SHOP}/": {"status": 200, "title": "Shop"},
    "http://shop.test/": {"status": 301},
    f"{SHOP}/lamps": {"status": 200, "title": "Lamps"},
    f"{SHOP}/none": {"status": 200},
}


def page(url: str, as_of: str, clicks: float | None = None, impressions: float | None = None, position: float = 0,
         *, vendor: str = "search_console", **more: Any) -> dict[str, Any]:  # fmt: skip
    row = {
        "record": "traffic_page", "vendor": vendor, "property": "shop.test", "as_of": at(as_of), "subject": url,
    } | more  # fmt: skip
    if clicks is not None:
        row |= {"metric.page.clicks": clicks, "metric.page.impressions": impressions}
        row |= {"metric.page.position": position, "metric.page.ctr": 99.0}
    return row


CLAIMS = [
    page(f"{SHOP}/", "2026-03-05", 10, 100, 2),
    page("http://shop.test/#top", "2026-03-05", 1, 300, 6),
    page(f"{SHOP}/", "2026-02-01", 500, 5000, 1),
    page(f"{SHOP}/lamps/", "2026-02-01", 7, 70, 3),
    page(f"{SHOP}/seen", "2026-03-05", 0, 40, 9),
    page(f"{SHOP}/none", "2026-03-05", 0, 4, 50),
    page("https://www.shop.test/unknown?a=1", "2026-03-05", 3, 4, 1),
    page("https://other.test/", "2026-03-05", 1000, 1000, 1),
    page(
        f"{SHOP}/", "2026-03-06", vendor="analytics", **{"metric.page.sessions": 20.0, "metric.page.conversions": 2.0}
    ),
    page(f"{SHOP}/quiet", "2026-03-06", vendor="analytics", **{"metric.page.sessions": 4.0}),
]


def ask(claims: list[dict[str, Any]] | None = CLAIMS, by: str = "page", horizon: str | None = "2026-03-01",
        **options: Any) -> Any:  # fmt: skip
    target = options.pop("target", "shop.test")
    query = build_query(target, fields=traffic.FIELDS, **options)
    return traffic.traffic(view_of(LINKS, claims, LOOKED, horizon), query, by)


def listed(report: Any, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in report]


def test_pages_with_their_traffic_and_links() -> None:
    figures = ("url", "standing", "clicks", "impressions", "sessions", "backlinks", "referring_domains", "followed")
    assert listed(ask(), *figures) == [
        (f"{SHOP}/", "both", 11, 400, 20, 3, 2, 1),
        (f"{SHOP}/lamps", "traffic_no_links", 7, 70, None, 0, 0, 0),
        (f"{SHOP}/quiet/", "both", None, None, 4, 1, 1, 1),
        ("https://www.shop.test/unknown?a=1", "traffic_no_links", 3, 4, None, 0, 0, 0),
        (f"{SHOP}/seen", "links_no_traffic", 0, 40, None, 1, 1, 1),
    ]


def test_ctr_and_position_are_worked_out_over_joined_addresses() -> None:
    home = ask().arrow().to_pylist()[0]
    assert home["ctr"] == pytest.approx(11 / 400)
    assert home["position"] == pytest.approx((2 * 100 + 6 * 300) / 400)
    assert (home["addresses"], home["status"], home["title"]) == (2, 200, "Shop")
    assert (home["vendors"], home["as_of"]) == (["analytics", "search_console"], at("2026-03-05"))


def test_an_address_that_a_newer_export_lacks_keeps_its_figures_and_their_date() -> None:
    lamps = next(row for row in ask() if row["url"] == f"{SHOP}/lamps")
    assert (lamps["clicks"], lamps["as_of"]) == (7, at("2026-02-01"))


def test_two_properties_and_two_files_of_one_date_count_once() -> None:
    twice = [*CLAIMS, page(f"{SHOP}/", "2026-03-05", 9, 90, 2, property=f"{SHOP}/"),
             page(f"{SHOP}/", "2026-03-05", 10, 100, 2, file="again.csv")]  # fmt: skip
    assert listed(ask(twice), "clicks", "impressions")[0] == (11, 400)


def test_days_of_a_page_are_added_and_rows_of_one_file_too() -> None:
    daily = [
        page(f"{SHOP}/", "2026-03-05", 1, 10, 1, day=date(2026, 3, 1)),
        page(f"{SHOP}/", "2026-03-05", 2, 10, 4, day=date(2026, 3, 2)),
        page(f"{SHOP}/", "2026-03-05", 4, 20, 4, day=date(2026, 3, 2)),
    ]
    home = ask(daily).arrow().to_pylist()[0]
    assert (home["clicks"], home["impressions"], home["position"]) == (7, 40, pytest.approx((10 + 40 + 80) / 40))
    assert listed(ask([*daily, page(f"{SHOP}/", "2026-03-05", 8, 41, 1)]), "clicks")[0] == (8,)


@pytest.mark.parametrize(
    ("options", "urls"),
    [
        ({"filters": ["standing=links_no_traffic"]}, [f"{SHOP}/seen"]),
        ({"filters": ["standing=traffic_no_links"], "sort": "impressions"},
         ["https://www.shop.test/unknown?a=1", f"{SHOP}/lamps"]),
        ({"filters": ["clicks>5", "reported=yes"]}, [f"{SHOP}/", f"{SHOP}/lamps"]),
        ({"history": "lost"}, [f"{SHOP}/", f"{SHOP}/lamps", f"{SHOP}/quiet/", "https://www.shop.test/unknown?a=1"]),
        ({"target": "www.shop.test", "scope": "host"}, ["https://www.shop.test/unknown?a=1"]),
        ({"target": "shop.test/l", "scope": "prefix"}, [f"{SHOP}/lamps"]),
        ({"target": "https://shop.test/quiet", "scope": "exact"}, [f"{SHOP}/quiet"]),
        ({"limit": 1}, [f"{SHOP}/"]),
    ],
)  # fmt: skip
def test_questions(options: dict[str, Any], urls: list[str]) -> None:
    assert [row["url"] for row in ask(**options)] == urls


def test_facts_and_notes() -> None:
    report = ask()
    assert [report.facts[name] for name in traffic.STANDINGS] == [1, 2, 2]
    assert (report.facts["clicks"], report.facts["sessions"], report.facts["neither"]) == (21, 24, 1)
    assert report.notes[1] == "Pages that exports name with neither a click nor a link are left out, 1 in all."
    assert "2026-02-01 to 2026-03-06" in report.notes[0]
    assert report.facts["exports"] == [
        {"vendor": "analytics", "oldest": at("2026-03-06"), "newest": at("2026-03-06"), "addresses": 2},
        {"vendor": "search_console", "oldest": at("2026-02-01"), "newest": at("2026-03-05"), "addresses": 6},
    ]
    bare = ask(None)
    assert {row["standing"] for row in bare} == {"links_no_traffic"}
    assert "import-export" in bare.notes[0]


def test_what_it_cannot_be_asked() -> None:
    with pytest.raises(QueryError, match="page, day, month"):
        ask(by="week")
    for options in ({"group": "similar"}, {"metrics": ["ahrefs"]}, {"since": "2026-01-01"}):
        with pytest.raises(QueryError):
            ask(**options)
