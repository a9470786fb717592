from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient
from tests.web.charted.links import asked, links, numbers

from backlit.state import memory_state
from backlit.web import create_app
from backlit.web.figures import conditions
from backlit.web.pages.overview import Change, change

if TYPE_CHECKING:
    import backlit

SITE = "harbourlight.example"


@pytest.mark.parametrize(
    "address",
    [
        f"/overview?target={SITE}",
        f"/overview?target={SITE}&filter=rel%3Dnofollow&filter=placement%3Dmain,comments",
        f"/overview?target={SITE}&history=new&since=2026-04-01",
        f"/overview?target={SITE}&history=lost",
        f"/overview?target={SITE}&since=2026-03-01&until=2026-04-11",
        f"/overview?target=https://www.{SITE}/&scope=exact",
    ],
)
def test_every_number_leads_to_the_rows_that_it_counts(client: TestClient, index: backlit.Index, address: str) -> None:
    found = {
        (number, href)
        for number, href in numbers(client.get(address).text)
        # Standings over time lead to the changes of a period, hosts and pages to their links.
        if not href.startswith("/changes") and "sort=source_" not in href
    }
    assert len(found) > 20
    wrong = []
    for number, href in found:
        total = asked(index, href).total
        if total != number and not (href.startswith("/pages") and "page.backlinks" not in href):
            wrong.append((number, total, href))
    assert not wrong


def test_sections_of_distributions_add_up_to_all(client: TestClient, index: backlit.Index) -> None:
    report = index.overview(SITE)
    page = client.get(f"/overview?target={SITE}").text
    for section in ("kind", "placement", "rating", "tld"):
        rows = [row for row in report if row["section"] == section]
        counted = 0
        for row in rows:
            filters = conditions(section, row["name"])
            counted += index.backlinks(SITE, filters=filters, limit=1).total
        assert counted == report.facts["backlinks"], section
    assert page.count('class="chart c-bars') == len({row["section"] for row in report} - {"total", "trust"})


@pytest.mark.parametrize(
    ("now", "before", "told"),
    [
        (20.1, 18.0, Change("+2.1", "good")),
        (18.0, 20.1, Change("\u22122.1", "bad")),
        (18.0, 18.04, Change("no change")),
        (None, 18.0, Change("change not known")),
        (18.0, None, Change("change not known")),
    ],
)
def test_a_change_is_told_only_where_both_ends_are_known(now: float, before: float, told: Change) -> None:
    assert change(now, before, lambda value: f"{value:.1f}") == told


def test_a_share_changes_by_points() -> None:
    assert change(0.79, 0.75, lambda value: f"{value:.1%}", unit=" points", times=100) == Change("+4.0 points", "good")


def test_it_tells_what_changed_since_the_last_visit(index: backlit.Index) -> None:
    moments = [datetime(2026, 1, 1, tzinfo=UTC), datetime.now(UTC), datetime.now(UTC) + timedelta(days=1)]
    now = moments[0]
    with TestClient(create_app(index, memory_state(lambda: now)), base_url="http://127.0.0.1:8321") as client:
        pages = []
        for now in moments:  # noqa: B007 - the clock reads it
            pages.append(client.get(f"/overview?target={SITE}").text)  # noqa: PERF401
    first, second, third = pages
    assert "since your last visit" not in first
    assert "3 imports have come in" in second
    assert "Nothing was imported since then" in third
    facts = index.changes(SITE, since="2026-01-01", limit=1).facts
    told = [(text, asked(index, href).total) for text, href in links(second) if text.endswith((" new", " lost"))]
    assert told == [(f"{facts['new']} new", facts["new"]), (f"{facts['lost']} lost", facts["lost"])]


def test_a_target_without_links_says_what_to_do(client: TestClient) -> None:
    answer = client.get("/overview?target=nowhere.example")
    assert answer.status_code == 200
    assert "No links are known" in answer.text


@pytest.mark.parametrize("words", ["target=not+a+site", f"target={SITE}&filter=nonsense", f"target={SITE}&scope=x"])
def test_what_cannot_be_asked_is_said(client: TestClient, words: str) -> None:
    answer = client.get(f"/overview?{words}")
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
