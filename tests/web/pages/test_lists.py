"""The pages of lists: each number leads to as many rows as it says, and each page says what the report says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from starlette.testclient import TestClient
from tests.web.conftest import SITE
from tests.web.pages.conftest import BROWSER, HERE, Page

import backlit
from backlit.web import create_app
from backlit.web.pages import anchors, changes, internal, listing, outlinks, pages, referring_domains, sources
from backlit.web.question import Question, read_question

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlit.index import Report
    from backlit.web.tables import Spec

ROWS = 12
"""Rows of a page whose numbers are followed."""
DISTINCT = {"referring_pages": "source_url", "linking_pages": "source_url"}
"""Numbers that count not the rows behind them, but what these have in this column."""


@pytest.fixture(scope="module")
def web(index: backlit.Index) -> Iterator[TestClient]:
    """A client of the app over the sample web."""
    with TestClient(create_app(index), base_url=HERE, headers=BROWSER) as made:
        yield made


def asked(address: str) -> Question:
    """The question of a page's address."""
    parts = urlsplit(address)
    return read_question(parts.path.strip("/"), parse_qsl(parts.query, keep_blank_values=True))


def answer(index: backlit.Index, address: str) -> Report:
    question = asked(address)
    return index.ask(question.report, question.target, **question.options())


def behind(index: backlit.Index, address: str, column: str) -> int:
    """How many rows stand behind a number: as many as the address lists, or as they have pages."""
    report = answer(index, address)
    if column in DISTINCT:
        return len({row[DISTINCT[column]] for row in report})
    if column == "target_pages":
        return sum(row["backlinks"] > 0 for row in report)
    return report.total


LISTS: list[tuple[str, Spec]] = [
    (f"/referring-domains?target={SITE}", referring_domains.SPEC),
    (f"/referring-domains?target={SITE}&history=lost", referring_domains.SPEC),
    (f"/referring-domains?target={SITE}&history=new&since=2026-03-01", referring_domains.SPEC),
    (f"/referring-domains?target=shop.{SITE}&scope=host&filter=rel%3Dfollowed", referring_domains.SPEC),
    (f"/anchors?target={SITE}", anchors.ANCHORS),
    (f"/anchors?target={SITE}&history=all&sort=links", anchors.ANCHORS),
    (f"/anchors?target={SITE}&history=lost", anchors.ANCHORS),
    (f"/anchors?target={SITE}&history=new&since=2026-04-01&by=word", anchors.WORDS),
    (f"/anchors?target={SITE}&by=word", anchors.WORDS),
    (f"/anchors?target={SITE}&by=word&sort=word:desc", anchors.WORDS),
    (f"/pages?target={SITE}", pages.SPEC),
    (f"/pages?target={SITE}&history=lost", pages.SPEC),
    (f"/pages?target={SITE}&filter=page.status%3E%3D400&filter=rel%3Dfollowed", pages.SPEC),
    (f"/pages?target={SITE}&history=all&filter=verdict%3Dlive&filter=page_rating%3E%3D9", pages.SPEC),
    (f"/outlinks?target={SITE}", outlinks.DOMAINS),
    (f"/outlinks?target={SITE}&by=page", outlinks.PAGES),
    (f"/outlinks?target=www.{SITE}&scope=host&history=all", outlinks.DOMAINS),
    (f"/outlinks?target=www.{SITE}/stories/&scope=prefix", outlinks.DOMAINS),
    (f"/outlinks?target=https://www.{SITE}/links&scope=exact&by=page", outlinks.PAGES),
    (f"/internal?target={SITE}", internal.PAGES),
    (f"/internal?target={SITE}&filter=depth%3E%3D2&filter=kind%3Dtext", internal.PAGES),
    (f"/internal?target=shop.{SITE}&scope=host&filter=placement%3Dmain&sort=internal_links", internal.PAGES),
]


@pytest.mark.parametrize(("address", "spec"), LISTS, ids=lambda value: value if isinstance(value, str) else "")
def test_every_number_leads_to_as_many_rows(index: backlit.Index, address: str, spec: Spec) -> None:
    question = asked(address)
    report = listing.ask(index, question, spec)
    followed = 0
    for row in list(report)[:ROWS]:
        for column, made in spec.behind.items():
            if row.get(column):
                where = made(row, question)
                assert where, column
                assert behind(index, where, column) == row[column], (column, where)
                followed += 1
    assert followed


WINDOWS = ["", "&since=2026-03-01", "&since=2026-03-01&until=2026-04-09", "&filter=rel%3Dfollowed&filter=change%3Dnew"]


@pytest.mark.parametrize("words", WINDOWS)
def test_counts_of_changes_lead_to_as_many_changes(index: backlit.Index, words: str) -> None:
    question = asked(f"/changes?target={SITE}{words}")
    report = index.ask("changes", SITE, **question.options())
    for count in changes.counts(report, question):
        assert answer(index, count.address).total == count.number
        assert count.on == (count.name == "new" and "change" in words)
        for reason in count.reasons:
            assert answer(index, reason.address).total == reason.number, (count.name, reason.name)
        assert sum(reason.number for reason in count.reasons) == (count.number if count.name != "unseen" else 0)


def test_days_of_changes_lead_to_their_changes(index: backlit.Index) -> None:
    question = asked(f"/changes?target={SITE}&since=2026-01-01")
    report = index.ask("changes", SITE, **question.options())
    days = changes.days(report, question)
    assert sum(day.new for day in days) == report.facts["new"]
    for day in days:
        assert day.new_href
        assert day.lost_href
        assert answer(index, day.new_href).total == day.new
        assert answer(index, day.lost_href).total == day.lost


def test_filters_of_which_any_may_fit_are_not_joined_with_more(index: backlit.Index) -> None:
    some = asked(f"/changes?target={SITE}&match=any&filter=rel%3Dfollowed&filter=placement%3Dmain")
    report = index.ask("changes", SITE, **some.options())
    assert {count.address for count in changes.counts(report, some)} == {""}
    one = asked(f"/changes?target={SITE}&match=any&filter=rel%3Dfollowed")
    report = index.ask("changes", SITE, **one.options())
    assert [answer(index, count.address).total for count in changes.counts(report, one)] == [
        report.facts[name] for name in ("new", "lost", "unseen")
    ]


def test_figures_of_sources_lead_to_as_many_links(index: backlit.Index) -> None:
    question = asked(f"/sources?target={SITE}")
    report = index.ask("sources", SITE)
    for row in sources.known(report, question):
        assert answer(index, row["seen"]).total == row["links"]
        assert answer(index, row["domains"]).total == row["referring_domains"]
        if row["alone"]:
            assert answer(index, row["alone"]).total == row["only_links"]
    names, both = sources.shared(report, question)
    assert len(both) == len(names) * (len(names) - 1)
    for shared in both.values():
        assert answer(index, shared.address).total == shared.links
    judged = sources.judged(report, question)
    assert judged
    for row in judged:
        for verdict, address in row["behind"].items():
            assert answer(index, address).total == row[verdict]


TITLES = {
    "referring-domains": "Referring domains",
    "anchors": "Anchors",
    "changes": "New and lost",
    "pages": "Pages by links",
    "outlinks": "Outlinks",
    "internal": "Internal links",
    "sources": "Sources",
}


@pytest.mark.parametrize("report", TITLES)
def test_a_page_has_its_title_and_the_rows_of_the_report(web: TestClient, index: backlit.Index, report: str) -> None:
    sent = web.get(f"/{report}?target={SITE}")
    assert sent.status_code == 200
    page = Page(sent.text)
    assert f"{TITLES[report]} of {SITE}" in page.text
    found = index.ask(report, SITE)
    key = {"changes": "source_url", "internal": "url", "outlinks": "target_domain", "sources": "source"}
    first: dict[str, Any] = next(iter(found))
    name = key.get(report) or next(iter(first))
    said = str(first[name]).removeprefix("https://").rstrip("/")
    assert said in page.text.replace(" ", "") or said in page.text
    assert f"backlit {report} {SITE}" in page.text


@pytest.mark.parametrize("report", TITLES)
def test_a_target_that_nobody_knows_says_what_to_do(web: TestClient, report: str) -> None:
    sent = web.get(f"/{report}?target=unknown.example")
    assert sent.status_code == 200
    assert "/data" in Page(sent.text).links


@pytest.mark.parametrize("report", TITLES)
def test_without_a_target_or_an_index_a_page_says_what_to_do(web: TestClient, empty: TestClient, report: str) -> None:
    assert "Name a target" in Page(web.get(f"/{report}").text).text
    assert "backlit import" in Page(empty.get(f"/{report}?target={SITE}").text).text


@pytest.mark.parametrize("report", TITLES)
def test_what_cannot_be_asked_is_said(web: TestClient, report: str) -> None:
    sent = web.get(f"/{report}", params={"target": SITE, "filter": "nofield=<b>"})
    assert sent.status_code == 400
    assert "Unknown field 'nofield'" in Page(sent.text).text or "nofield" in Page(sent.text).text


def test_switches_of_ratings_turn_on_and_off(web: TestClient) -> None:
    address = f"/referring-domains?target={SITE}&filter=rel%3Dfollowed"
    switch = "filter=rel%3Dfollowed&filter=domain_rating%3C20"
    off = Page(web.get(address).text)
    on = next(link for link in off.links if link.endswith(switch))
    assert address in Page(web.get(on).text).links


def test_orphans_are_listed_where_they_are_asked_for(web: TestClient, index: backlit.Index) -> None:
    orphans = index.internal(SITE).facts["orphans"]
    assert orphans
    page = Page(web.get(f"/internal?target={SITE}").text)
    way = next(link for link in page.links if link.endswith("filter=orphan%3Dyes"))
    assert f"Orphans {orphans}" in page.text
    assert [row["orphan"] for row in answer(index, way)] == [True] * orphans


def test_filters_on_pages_mean_nothing_to_links(index: backlit.Index) -> None:
    with pytest.raises(backlit.QueryError, match="orphan is of pages"):
        index.internal(SITE, by="link", filters=["orphan=yes"])


def test_words_of_anchors_have_their_own_columns(web: TestClient) -> None:
    page = Page(web.get(f"/anchors?target={SITE}&by=word").text)
    assert "Most used words" in page.text
    assert f"backlit anchors {SITE} --by=word" in page.text
