from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from tests.web.charted.links import asked, links, numbers

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    import backlit

SITE, RIVAL, THIRD = "harbourlight.example", "brightspoke.example", "bestcheaplamps.test"
THREE = f"/compare?target={SITE}&others={RIVAL}&others={THIRD}"


def test_each_target_is_a_line_a_row_and_a_chip(client: TestClient) -> None:
    page = client.get(THREE).text
    legend = re.findall(r'c-legend">(.*?)</ul>', page)[0]
    assert [name in legend for name in (SITE, RIVAL, THIRD)] == [True] * 3
    without = [href for text, href in links(page) if text == "\u00d7"]
    assert without == [
        f"/compare?target={RIVAL}&others={THIRD}",
        f"/compare?target={SITE}&others={THIRD}",
        f"/compare?target={SITE}&others={RIVAL}",
    ]


def test_counts_of_the_table_lead_to_their_rows(client: TestClient, index: backlit.Index) -> None:
    found = [(n, href) for n, href in numbers(client.get(THREE).text) if not href.startswith("/changes")]
    assert len(found) == 12  # backlinks, referring domains, new and lost of three
    assert all(asked(index, href).total == n for n, href in found)


def test_the_form_adds_a_target(client: TestClient) -> None:
    answer = client.get(f"/compare?target={SITE}&others={RIVAL}&metric=links&other=+{THIRD}+", follow_redirects=False)
    assert answer.status_code == 303
    page = client.get(answer.headers["location"])
    assert page.status_code == 200
    assert THIRD in page.text


def test_the_last_target_cannot_be_taken_away_and_the_page_has_the_same_call_and_command(client: TestClient) -> None:
    alone = client.get(f"/compare?target={SITE}").text
    assert "\u00d7" not in [text for text, _ in links(alone)]
    page = client.get(THREE).text
    assert f"backlit compare {SITE} {RIVAL} {THIRD}" in page
    assert f"/api/v1/compare?target={SITE}&amp;others={RIVAL}&amp;others={THIRD}" in page


@pytest.mark.parametrize("metric", ["links", "new_links", "lost_referring_domains", "nonsense"])
def test_another_metric_is_drawn(client: TestClient, metric: str) -> None:
    answer = client.get(f"{THREE}&metric={metric}")
    assert answer.status_code == 200
    assert len(re.findall(r'aria-current="true"', answer.text)) == 1


@pytest.mark.parametrize("others", [["not a site"], [f"site-{n}.example" for n in range(10)]])
def test_what_cannot_be_compared_is_said(client: TestClient, others: list[str]) -> None:
    answer = client.get("/compare", params={"target": SITE, "others": others})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text


def test_a_target_named_twice_is_one(client: TestClient) -> None:
    assert client.get(f"/compare?target={SITE}&others={SITE}").status_code == 200
