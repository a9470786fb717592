from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.web.charted.links import asked, links

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    import backlit

SITE = "harbourlight.example"


def test_it_draws_what_the_report_gives(client: TestClient, index: backlit.Index) -> None:
    page = client.get(f"/network?target={SITE}").text
    report = index.network(SITE)
    drawing = re.findall(r'<svg class="n-drawing".*?</svg>', page, re.DOTALL)[0]
    assert len(re.findall("<circle", drawing)) == len(report)
    assert len(re.findall(r"M\d", drawing)) == len(report.facts["arcs"])
    domains = {text for text, href in links(page) if href.startswith("/overview")}
    assert domains == {row["domain"] for row in report}


def test_domains_that_link_to_the_target_lead_to_their_links(client: TestClient, index: backlit.Index) -> None:
    hrefs = [href for text, href in links(client.get(f"/network?target={SITE}").text) if text == "yes"]
    assert len(hrefs) == sum(row["links_to_target"] for row in index.network(SITE))
    # Live links, so that a domain whose last link was lost after the ratings has none.
    assert sum(asked(index, href).total > 0 for href in hrefs) > len(hrefs) * 0.8


def test_how_many_and_how_far_can_be_chosen(client: TestClient) -> None:
    page = client.get(f"/network?target={SITE}&nodes=100&depth=1").text
    assert f"/network?target={SITE}&amp;depth=1&amp;nodes=2000" in page
    assert "--nodes=100 --depth=1" in page


def test_what_cannot_be_drawn_is_said(client: TestClient) -> None:
    for word in ("nodes=2001", "nodes=x", "depth=99"):
        answer = client.get(f"/network?target={SITE}&{word}")
        assert answer.status_code == 400, word
        assert 'role="alert"' in answer.text


def test_an_unknown_domain_is_no_failure(client: TestClient) -> None:
    assert client.get("/network?target=nowhere.example").status_code in (200, 400)
