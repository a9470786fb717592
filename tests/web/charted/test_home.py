from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.testclient import TestClient
from tests.web.charted.links import links

import backlit
from backlit.web import create_app

if TYPE_CHECKING:
    from pathlib import Path

SITE = "harbourlight.example"


def test_it_tells_what_the_index_holds(client: TestClient, index: backlit.Index) -> None:
    page, status = client.get("/").text, index.status()
    for count in (status.links, status.pages, status.hosts, status.domains, status.looks, status.claims):
        assert f"{count:,}" in page
    assert "not the web" in page
    assert "run backlit rank" in page  # the exports came after the ratings


def test_targets_that_were_looked_at_come_back(client: TestClient) -> None:
    assert (SITE, f"/overview?target={SITE}") not in links(client.get("/").text)
    client.get(f"/overview?target={SITE}")
    assert (SITE, f"/overview?target={SITE}") in links(client.get("/").text)


def test_what_cannot_be_asked_is_no_visit(client: TestClient) -> None:
    assert client.get("/overview?target=not+a+site").status_code == 400
    assert "None yet: targets" in client.get("/").text


def test_without_an_index_it_says_how_to_begin(tmp_path: Path) -> None:
    with TestClient(create_app(backlit.open(tmp_path / "none")), base_url="http://127.0.0.1:8321") as made:
        page = made.get("/")
        assert page.status_code == 200
        assert "backlit import" in page.text
        for address in (f"/overview?target={SITE}", f"/compare?target={SITE}", f"/network?target={SITE}"):
            answer = made.get(address)
            assert answer.status_code == 200
            assert "There is no index yet" in answer.text
