"""The reports over the small web of conftest, counted by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from backlit import model
from backlit.report import anchors, backlinks, changes, internal, outlinks, overview, pages, referring_domains
from backlit.report.notes import NEVER_RANKED
from backlit.report.query import Query, QueryError, build_query

if TYPE_CHECKING:
    from backlit.report.result import Report
    from backlit.report.view import View

APRIL = datetime(2026, 4, 1, tzinfo=UTC)


def ask(**options: Any) -> Query:
    return build_query("shop.test", **options)


def listed(report: Report, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in report]


def test_backlinks_come_best_source_first(view: View) -> None:
    report = backlinks.backlinks(view, ask())
    assert [row["source_referring_domains"] for row in report] == [1, 1, 1, 1, 0, 0, 0]
    assert {row["source_url"] for row in report} == {
        "https://news.example/story",
        "https://news.example/",
        "https://unlooked.example/",
        "https://blog.wiki.example/page",
        "https://fresh.example/",
    }
    assert report.total == len(report) == 7
    assert report.arrow().column_names == list(model.LINKS.names)
    assert report.facts["horizon"] == datetime(2026, 4, 1, 8, tzinfo=UTC)
    assert report.notes == (NEVER_RANKED,)


def test_a_limit_keeps_the_first_and_tells_the_total(view: View) -> None:
    assert list(backlinks.backlinks(view, ask(limit=3))) == list(backlinks.backlinks(view, ask()))[:3]
    assert backlinks.backlinks(view, ask(limit=3)).total == 7
    short = backlinks.backlinks(view, ask(limit=2, filters=["placement=main"]))
    assert (len(short), short.total) == (2, 6)


def test_filters_choose_and_the_order_stays(view: View) -> None:
    found = backlinks.backlinks(view, ask(filters=["anchor~lamp", "rel=followed"]))
    assert listed(found, "anchor") == [("lamps",), ("the best lamps",), ("new lamps",)]
    assert listed(backlinks.backlinks(view, ask(filters=["target_url=/lamps$/"])), "anchor") == [("red lamps",)]
    nothing = backlinks.backlinks(view, ask(filters=["anchor=nobody says so"]))
    assert (len(nothing), nothing.total) == (0, 0)
    assert "filters" in nothing.notes[0]
    assert nothing.arrow().schema.names == list(model.LINKS.names)


def test_sorting_by_a_column(view: View) -> None:
    found = backlinks.backlinks(view, ask(sort="anchor:desc", columns=["anchor"]))
    assert found.arrow().column("anchor").to_pylist() == [
        "the best lamps", "red lamps", "new lamps", "lamps", "deep", "Lampen kaufen", "=cmd()",
    ]  # fmt: skip
    by_rel = backlinks.backlinks(view, ask(sort="rel", columns=["rel"])).arrow().column("rel").to_pylist()
    assert by_rel == ["sponsored nofollow", "ugc", None, None, None, None, None]
    with pytest.raises(QueryError, match="Did you mean anchor"):
        backlinks.backlinks(view, ask(sort="ancor"))
    with pytest.raises(QueryError, match="Did you mean rel"):
        backlinks.backlinks(view, ask(columns=["rell"]))


@pytest.mark.parametrize(
    ("history", "anchors_found"),
    [
        ("live", {"lamps", "the best lamps", "red lamps", "new lamps", "Lampen kaufen", "=cmd()", "deep"}),
        ("lost", {"old page", "lamps"}),
        ("new", {"new lamps", "=cmd()", "deep"}),
    ],
)
def test_history(view: View, history: str, anchors_found: set[str]) -> None:
    found = backlinks.backlinks(view, ask(history=history))
    assert {row["anchor"] for row in found} == anchors_found
    if history == "lost":
        assert sorted(listed(found, "lost_reason")) == [("page_not_found",), ("removed_from_html",)]
    assert len(backlinks.backlinks(view, ask(history="all"))) == 9


def test_a_window_of_history(view: View) -> None:
    def anchors_of(**options: str) -> list[str]:
        return sorted(row["anchor"] for row in backlinks.backlinks(view, ask(**options)))

    assert len(anchors_of(history="new", since="2026-03-01", until="2026-03-31")) == 7
    assert anchors_of(history="lost", since="2026-04-01T09:00") == ["lamps"]
    assert anchors_of(history="lost", until="2026-03-31") == []
    with pytest.raises(QueryError, match="new or lost"):
        anchors_of(since="2026-03-01")


def test_one_filter_is_a_list_too() -> None:
    with pytest.raises(QueryError, match=r"write \['rel=followed'\]"):
        build_query("shop.test", filters="rel=followed")


def test_grouping(view: View) -> None:
    one = backlinks.backlinks(view, ask(group="one_per_domain"))
    assert listed(one, "source_domain", "links", "placement") == [
        ("news.example", 4, "main"),
        ("unlooked.example", 1, "main"),
        ("wiki.example", 1, "main"),
        ("fresh.example", 1, "main"),
    ]
    similar = backlinks.backlinks(view, ask(group="similar", sort="links:desc"))
    assert sum(row["links"] for row in similar) == 7
    with pytest.raises(QueryError, match="groups of its own"):
        anchors.anchors(view, ask(group="similar"))


@pytest.mark.parametrize(
    ("target", "scope", "count"),
    [
        ("shop.test", "domain", 8),
        ("www.shop.test", "domain", 8),
        ("www.shop.test", "host", 1),
        ("shop.test", "host", 7),
        ("shop.test/", "exact", 4),
        ("https://shop.test/", "exact", 4),
        ("http://shop.test/", "exact", 0),
        ("shop.test/l", "prefix", 2),
        ("nobody.test", "domain", 0),
    ],
)
def test_scopes(view: View, target: str, scope: str, count: int) -> None:
    query = build_query(target, scope=scope, history="all", filters=["anchor!=new lamps"])
    assert len(backlinks.backlinks(view, query)) == count


def test_referring_domains(view: View) -> None:
    report = referring_domains.referring_domains(view, ask())
    assert listed(report, "source_domain", "links", "followed", "referring_pages", "target_pages", "state") == [
        ("news.example", 4, 3, 2, 3, "live"),
        ("fresh.example", 1, 1, 1, 1, "live"),
        ("unlooked.example", 1, 0, 1, 1, "unseen"),
        ("wiki.example", 1, 1, 1, 1, "live"),
    ]
    lost = referring_domains.referring_domains(view, ask(history="lost"))
    assert listed(lost, "source_domain", "state") == [("gone.example", "lost")]
    assert len(referring_domains.referring_domains(view, ask(history="lost", since="2026-05-01"))) == 0
    assert listed(referring_domains.referring_domains(view, ask(history="new")), "source_domain") == [
        ("fresh.example",)
    ]
    assert len(referring_domains.referring_domains(view, ask(history="all"))) == 5


def test_anchors(view: View) -> None:
    report = anchors.anchors(view, ask(filters=["anchor~lamp"], history="all"))
    assert listed(report, "anchor", "links", "referring_domains") == [
        ("lamps", 2, 2),
        ("Lampen kaufen", 1, 1),
        ("new lamps", 1, 1),
        ("red lamps", 1, 1),
        ("the best lamps", 1, 1),
    ]
    assert listed(anchors.anchors(view, ask(filters=["kind=image"])), "anchor", "images") == [("=cmd()", 1)]


def test_pages_by_links(view: View) -> None:
    report = pages.pages(view, ask())
    assert listed(report, "url", "backlinks", "referring_domains", "internal_links", "status") == [
        ("https://shop.test/", 4, 3, 1, 200),
        ("https://shop.test/deep", 1, 1, 1, 200),
        ("https://shop.test/lamps", 1, 1, 1, 200),
        ("https://shop.test/new", 1, 1, 0, None),
        ("https://www.shop.test/old", 0, 0, 1, 404),
        ("https://shop.test/island", 0, 0, 0, 200),
    ]


def test_pages_know_filters_of_links_and_of_pages(view: View) -> None:
    def urls(*filters: str, **options: str) -> list[str]:
        query = build_query("shop.test", filters=filters, fields=pages.FIELDS, **options)
        return [row["url"] for row in pages.pages(view, query)]

    assert urls("page.status=404") == ["https://www.shop.test/old"]
    assert urls("anchor=deep") == ["https://shop.test/deep"]
    assert urls("page.status=404", "anchor~old", history="lost") == ["https://www.shop.test/old"]
    assert urls("page.title=null", "page.looks=0") == ["https://shop.test/new"]


def test_outlinks(view: View) -> None:
    assert listed(outlinks.outlinks(view, ask()), "target_domain", "links", "linked_pages") == [("news.example", 1, 1)]
    by_page = outlinks.outlinks(view, build_query("news.example"), "page")
    assert listed(by_page, "target_url", "links", "linking_pages") == [
        ("https://shop.test/", 2, 2),
        ("https://shop.test/lamps", 1, 1),
        ("https://shop.test/new", 1, 1),
    ]
    with pytest.raises(QueryError, match="domain, page"):
        outlinks.outlinks(view, ask(), "host")


def test_internal_links_depth_and_orphans(view: View) -> None:
    report = internal.internal(view, ask())
    assert listed(report, "url", "depth", "internal_links", "links_out", "orphan") == [
        ("https://shop.test/", 0, 1, 2, False),
        ("https://shop.test/lamps", 1, 1, 1, False),
        ("https://www.shop.test/old", 1, 1, 0, False),
        ("https://shop.test/deep", 2, 1, 1, False),
        ("https://shop.test/island", None, 0, 0, True),
        ("https://shop.test/new", None, 0, 0, False),
    ]
    assert report.facts["home_pages"] == ["https://shop.test/"]
    assert report.facts["orphans"] == 1


def test_internal_links_themselves(view: View) -> None:
    report = internal.internal(view, ask(), "link")
    assert sorted(listed(report, "source_url", "target_url")) == [
        ("https://shop.test/", "https://shop.test/lamps"),
        ("https://shop.test/", "https://www.shop.test/old"),
        ("https://shop.test/deep", "https://shop.test/"),
        ("https://shop.test/lamps", "https://shop.test/deep"),
    ]
    with pytest.raises(QueryError, match="page, link"):
        internal.internal(view, ask(), "row")


def test_depth_is_unknown_without_a_home_page(view: View) -> None:
    report = internal.internal(view, build_query("wiki.example"))
    assert listed(report, "depth", "orphan") == [(None, True)]
    assert "depth is unknown" in report.notes[0]


def test_breadth_first_on_a_graph_with_known_distances() -> None:
    # A ring of six with a chord 0→3, and a node that nothing reaches.
    arcs = sorted([(n, (n + 1) % 6) for n in range(6)] + [(0, 3)])
    depth = internal.breadth_first(7, [a for a, _ in arcs], [b for _, b in arcs], [0])
    assert depth.tolist() == [0, 1, 2, 1, 2, 3, internal.UNREACHED]
    long = internal.breadth_first(50_000, list(range(49_999)), list(range(1, 50_000)), [0])
    assert long[-1] == 49_999


def test_changes(view: View) -> None:
    report = changes.changes(view, ask())
    assert {tuple(row) for row in listed(report, "change", "reason", "anchor")} == {
        ("new", "link_restored", "=cmd()"),
        ("new", "page_found", "deep"),
        ("new", "link_found", "new lamps"),
        ("lost", "page_not_found", "lamps"),
        ("lost", "page_error", "=cmd()"),
        ("lost", "removed_from_html", "old page"),
        ("unseen", None, "Lampen kaufen"),
    }
    assert [report.facts[name] for name in ("new", "lost", "unseen")] == [3, 3, 1]
    assert report.facts["by_day"] == [{"day": APRIL.date(), "new": 3, "lost": 3}]
    at = {row["anchor"]: row["at"] for row in report if row["change"] == "new"}
    assert at["=cmd()"] == datetime(2026, 4, 1, 11, tzinfo=UTC)


def test_changes_of_an_earlier_window(view: View) -> None:
    report = changes.changes(view, ask(since="2026-03-01", until="2026-03-31"))
    found = [row for row in listed(report, "change", "reason", "anchor") if row[0] != "unseen"]
    assert len(found) == 7
    assert ("new", None, "=cmd()") in found  # how it was first found is not kept beside the restoration
    assert {row[:2] for row in found} == {("new", "page_found"), ("new", None)}
    with pytest.raises(QueryError, match="leave the history out"):
        changes.changes(view, ask(history="lost"))


def test_overview(view: View) -> None:
    report = overview.overview(view, ask())
    totals = {row["name"]: row["count"] for row in report if row["section"] == "total"}
    assert totals == {
        "backlinks": 7, "referring_domains": 4, "referring_hosts": 4, "referring_pages": 5, "linked_pages": 4,
        "followed": 5, "follow_unknown": 0, "live": 6, "unseen": 1, "lost": 2, "new_in_window": 3, "lost_in_window": 3,
    }  # fmt: skip
    kinds = {row["name"]: (row["count"], row["referring_domains"]) for row in report if row["section"] == "kind"}
    assert kinds == {"text": (6, 3), "image": (1, 1)}
    rel = {row["name"]: row["count"] for row in report if row["section"] == "rel"}
    assert rel == {"followed": 5, "nofollow": 1, "sponsored": 1, "ugc": 1}
    assert [row["name"] for row in report if row["section"] == "tld"] == ["example"]
    assert [row["count"] for row in report if row["section"] == "page"] == [4, 1, 1, 1]
    assert report.facts["first_seen"] == datetime(2026, 3, 1, 8, tzinfo=UTC)
    lost = overview.overview(view, ask(history="lost"))
    assert lost.facts["backlinks"] == 2
    with pytest.raises(QueryError, match="order of its own"):
        overview.overview(view, ask(sort="name"))


def test_the_totals_are_those_of_the_snapshot(view: View) -> None:
    totals = view.snapshot.totals(view.snapshot.pages("domain", "shop.test"))
    report = overview.overview(view, ask())
    assert report.facts["backlinks"] == totals["links"]
    assert report.facts["referring_domains"] == totals["referring_domains"]
    assert report.facts["followed"] == totals["followed"]


REPORTS = [
    overview.overview, backlinks.backlinks, referring_domains.referring_domains, anchors.anchors, pages.pages,
    outlinks.outlinks, internal.internal, changes.changes,
]  # fmt: skip


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.__name__)
def test_every_report_of_nothing_says_so(report: Any, empty_view: View, view: View) -> None:
    found = report(empty_view, ask())
    assert not any(row["count"] for row in found) if report is overview.overview else not len(found)
    assert "empty" in found.notes[0]
    assert repr(found)
    unknown = report(view, build_query("nobody.test"))
    assert any("no page of nobody.test" in note for note in unknown.notes)


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.__name__)
def test_every_report_has_documented_columns_and_can_be_asked_for_some(report: Any, view: View) -> None:
    found = report(view, ask())
    assert [column.name for column in found.columns] == found.arrow().column_names
    for column in found.columns:
        field = found.arrow().schema.field(column.name)
        assert field.type == model.arrow_type(column)
        assert field.metadata[b"meaning"].decode() == column.meaning
    name = found.columns[-1].name
    assert report(view, ask(columns=[name])).arrow().column_names == [name]


@pytest.mark.parametrize("report", REPORTS[1:], ids=lambda report: report.__name__)
def test_every_report_sorts_by_every_column(report: Any, view: View) -> None:
    whole = report(view, ask())
    for column in whole.columns:
        found = report(view, ask(sort=f"{column.name}:desc"))
        values = [value for value in found.arrow().column(column.name).to_pylist() if value is not None]
        assert values == sorted(values, reverse=True), column.name
        assert len(found) == len(whole)


def test_two_equal_queries_give_equal_tables(view: View) -> None:
    for report in REPORTS:
        assert report(view, ask()).arrow().equals(report(view, ask()).arrow())
        assert isinstance(report(view, ask()).arrow(), pa.Table)
