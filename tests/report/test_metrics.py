"""Vendors' metrics beside our columns: whose, of what, of which date, and never in place of ours."""

from __future__ import annotations

from typing import Any

import pytest
from tests.report.told import at, link, view_of

from backlit.report import anchors, backlinks, pages, referring_domains
from backlit.report.query import QueryError, build_query

SHOP = "https://shop.test/"
LINKS = [
    link("https://www.a.example/1", SHOP, "ahrefs warc", "2026-01-01", "2026-03-02", anchor="one"),
    link("https://a.example/2", f"{SHOP}lamps", "warc", "2026-03-01", "2026-03-01", anchor="two"),
    link("https://b.example/", SHOP, "majestic", "2026-01-05", "2026-02-01", anchor=None),
]
DR, UR = "metric.source_domain.domain_rating", "metric.source_page.url_rating"
TF = "metric.{}.trust_flow"


def said(vendor: str, as_of: str, source: str, target: str = SHOP, **more: Any) -> dict[str, Any]:
    return {
        "record": "link", "vendor": vendor, "property": "shop.test", "as_of": at(as_of), "source_url": source,
        "target_url": target, "line": 2,
    } | more  # fmt: skip


CLAIMS = [
    said("ahrefs", "2026-03-01", "https://www.a.example/1#x", anchor="one",
         **{DR: 50.0, UR: 12.5, "metric.link.type": "text", "metric.link.links_in_group": 3.0}),
    said("ahrefs", "2026-02-01", "https://a.example/2", anchor="other", **{DR: 40.0, UR: 1.0}),
    said("ahrefs", "2026-03-01", "https://www.a.example/1", anchor="else", **{"metric.link.type": "image"}),
    said("majestic", "2026-01-01", "https://b.example/",
         **{TF.format("source_page"): 7.0, TF.format("target_page"): 9.0, TF.format("source_domain"): 8.0}),
    {"record": "domain", "vendor": "ahrefs", "property": "shop.test", "as_of": at("2026-04-01"),
     "subject": "b.example", "metric.domain.domain_rating": 33.0, "metric.domain.links_to_target": 4.0},
    {"record": "domain", "vendor": "ahrefs", "property": "other.test", "as_of": at("2026-05-01"),
     "subject": "b.example", "metric.domain.domain_rating": 99.0, "metric.domain.links_to_target": 900.0},
    {"record": "anchor", "vendor": "ahrefs", "property": "shop.test", "as_of": at("2026-04-02"), "subject": "two",
     "metric.anchor.top_dr": 71.0},
    {"record": "page", "vendor": "search_console", "property": "shop.test", "as_of": at("2026-04-03"),
     "subject": f"{SHOP}lamps", "metric.page.incoming_links": 70.0},
    {"record": "traffic_page", "vendor": "search_console", "property": "shop.test", "as_of": at("2026-04-04"),
     "subject": f"{SHOP}lamps", "metric.page.clicks": 5.0},
]  # fmt: skip


def ask(report: Any, *metrics: str, claims: Any = CLAIMS, **options: Any) -> Any:
    return report(view_of(LINKS, claims), build_query("shop.test", metrics=metrics, **options))


def listed(report: Any, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in report]


def test_metrics_of_links_stand_beside_ours_with_their_date() -> None:
    report = ask(backlinks.backlinks, "ahrefs", sort="source_url")
    assert listed(report, "source_url", "ahrefs.domain_rating", "ahrefs.url_rating", "ahrefs.type") == [
        ("https://a.example/2", 50, 1, None),
        ("https://b.example/", 33, None, None),
        ("https://www.a.example/1", 50, 12.5, "text"),
    ]
    assert listed(report, "ahrefs.as_of") == [(at("2026-02-01"),), (at("2026-04-01"),), (at("2026-03-01"),)]
    assert {row["source_domain_rating"] for row in report} == {None}
    assert [column.name for column in report.columns] == report.arrow().column_names


def test_a_name_that_two_things_have_tells_which() -> None:
    report = ask(backlinks.backlinks, "majestic.trust_flow", columns=["anchor"], sort="source_url")
    assert report.arrow().column_names == [
        "anchor", "majestic.source_domain.trust_flow", "majestic.source_page.trust_flow",
        "majestic.target_page.trust_flow", "majestic.as_of",
    ]  # fmt: skip
    assert listed(report, *report.arrow().column_names[1:4]) == [(None, None, None), (8, 7, 9), (None, None, 9)]
    one = ask(backlinks.backlinks, "majestic.target_page.trust_flow", columns=["anchor"])
    assert one.arrow().column_names == ["anchor", "majestic.target_page.trust_flow", "majestic.as_of"]


def test_metrics_of_domains_hold_for_the_property_of_their_file() -> None:
    report = ask(referring_domains.referring_domains, "ahrefs.domain_rating", "ahrefs.links_to_target")
    assert listed(report, "source_domain", "ahrefs.domain_rating", "ahrefs.links_to_target", "ahrefs.as_of") == [
        ("a.example", 50, None, at("2026-03-01")),
        ("b.example", 33, 4, at("2026-04-01")),
    ]


def test_metrics_of_anchors_and_pages() -> None:
    report = ask(anchors.anchors, "ahrefs")
    assert listed(report, "anchor", "ahrefs.top_dr") == [("one", None), ("two", 71), (None, None)]
    report = ask(pages.pages, "search_console", "majestic")
    assert listed(report, "url", "search_console.incoming_links", "majestic.trust_flow") == [
        (SHOP, None, 9),
        (f"{SHOP}lamps", 70, None),
    ]


def test_columns_that_only_join_are_not_shown() -> None:
    report = ask(referring_domains.referring_domains, "ahrefs.domain_rating", columns=["links"])
    assert report.arrow().column_names == ["links", "ahrefs.domain_rating", "ahrefs.as_of"]
    assert report.preferred == ("links", "ahrefs.domain_rating", "ahrefs.as_of")


def test_a_metric_called_as_of_is_no_date_of_ours() -> None:
    metrics = {"metric.link.as_of": "=1+1", 'metric.link.x"y': "\x1b[31m"}
    report = ask(backlinks.backlinks, "evil", claims=[said("evil", "2026-03-01", "https://b.example/", **metrics)])
    assert report.arrow().column_names[-3:] == ["evil.link.as_of", 'evil.x"y', "evil.as_of"]
    assert {row['evil.x"y'] for row in report} == {None, "\x1b[31m"}
    assert "\x1b" not in repr(report)


def test_unknown_metrics_are_answered_with_the_known() -> None:
    with pytest.raises(QueryError, match=r"Did you mean ahrefs\.domain_rating\?.*majestic\.source_page\.trust_flow"):
        ask(backlinks.backlinks, "ahrefs.domain_ratin")
    with pytest.raises(QueryError, match=r"no metric 'search_console\.clicks'"):
        ask(pages.pages, "search_console.clicks")
    with pytest.raises(QueryError, match="No export"):
        ask(backlinks.backlinks, "ahrefs", claims=None)
    with pytest.raises(QueryError, match="No export"):
        ask(anchors.anchors, "ahrefs", claims=[CLAIMS[0]])


def test_no_rows_have_the_columns_all_the_same() -> None:
    report = ask(backlinks.backlinks, "ahrefs", filters=["anchor=nobody"])
    assert len(report) == 0
    assert "ahrefs.domain_rating" in report.arrow().column_names
