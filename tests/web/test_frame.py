"""The frame: help, themes, and what is said where a page is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient
from tests.web.reading import read

import backlit
from backlit.web import create_app
from backlit.web.navigation import KEYS, letters

if TYPE_CHECKING:
    from pathlib import Path


def test_help_lists_every_key_without_a_script(client: TestClient) -> None:
    shown = read(client.get("/help").text)
    listed = [key.text for key in shown.all("dt")]
    assert listed == [key for key, _ in (*KEYS, *letters())]


def test_letters_are_one_page_each() -> None:
    keys = [key for key, _ in letters()]
    assert len(set(keys)) == len(keys)


def test_a_theme_is_kept_and_the_next_page_has_it(client: TestClient) -> None:
    answer = client.post("/theme?back=/help", data={"theme": "dark"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/help")
    shown = read(client.get("/help").text)
    assert shown.one("html").attributes["data-theme"] == "dark"
    assert [b.attributes["value"] for b in shown.all("button", aria_pressed="true")] == ["dark"]
    client.post("/theme?back=/help", data={"theme": "</html>"})
    assert "data-theme" not in read(client.get("/help").text).one("html").attributes


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_a_theme_leads_back_to_this_app_only(client: TestClient, back: str) -> None:
    answer = client.post("/theme", params={"back": back}, data={"theme": "dark"}, follow_redirects=False)
    assert answer.headers["location"] == "/"


def test_a_page_that_is_not_there(client: TestClient) -> None:
    answer = client.get("/nothing/here")
    assert answer.status_code == 404
    shown = read(answer.text)
    assert "There is no such page." in shown.one("div", "empty").text
    assert shown.all("nav")


def test_an_index_that_is_not_there_yet_says_how_to_begin(tmp_path: Path) -> None:
    with TestClient(create_app(backlit.open(tmp_path / "new")), base_url="http://127.0.0.1:8321") as client:
        answer = client.get("/backlinks?target=a.example")
    assert "backlit import" in read(answer.text).one("pre").text


def test_each_page_marks_its_own_place(client: TestClient) -> None:
    shown = read(client.get("/backlinks?target=a.example").text)
    assert {link.text for link in shown.all("a", aria_current="page")} == {"Backlinks"}
    overview = next(link for link in shown.all("a", data_g="o"))
    assert overview.attributes["href"] == "/overview?target=a.example"


def test_a_view_is_saved_found_and_forgotten(client: TestClient) -> None:
    address = "/backlinks?target=a.example&filter=kind%3Dtext"
    answer = client.post("/saved", data={"name": "<b>Texts</b>", "address": address}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/saved")
    (link,) = read(client.get("/saved").text).one("main").all("a", "title")
    assert link.text == "<b>Texts</b>"
    assert client.get(link.attributes["href"], follow_redirects=False).headers["location"] == address
    client.post("/saved/remove", data={"name": "<b>Texts</b>"})
    assert "Nothing is saved yet" in client.get("/saved").text
    assert client.get(link.attributes["href"]).status_code == 404


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "/\\evil.example", ""])
def test_only_addresses_of_this_app_are_saved(client: TestClient, address: str) -> None:
    answer = client.post("/saved", data={"name": "x", "address": address})
    assert answer.status_code == 400


def test_a_save_that_another_site_sends_is_refused(client: TestClient) -> None:
    answer = client.post("/saved", data={"name": "x", "address": "/"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
