"""Projects by their forms: made where a page needs one, judged by a job, removed; and what a reader may not do."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient
from tests.web.pages.conftest import BROWSER, HERE, Page
from tests.web.reading import read

import backlit
from backlit.state import memory_state
from backlit.web import create_app

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from backlit.web.jobs import Job

SITE = "shop.test"
SHOP = {"name": "shop", "target": SITE, "brands": "The Shop\n\nShop", "terms": "lamps, cheap\ndynamo"}


def test_a_page_without_its_project_has_the_form_filled_in(own: TestClient) -> None:
    page = read(own.get(f"/quality?target=https://www.{SITE}/lamps&scope=prefix").text)
    (form,) = page.all("form", action="/projects")
    assert form.one("input", name="name").attributes["value"] == "shop"
    assert form.one("input", name="target").attributes["value"] == f"https://www.{SITE}/lamps"
    assert form.one("option", selected="").attributes["value"] == "prefix"
    made = own.post("/projects", data=SHOP | {"back": form.one("input", name="back").attributes["value"]})
    assert made.url.path == "/quality"


def test_from_nothing_to_judged_links(own: TestClient, ended: Callable[[TestClient], Job]) -> None:
    answer = own.post("/projects", data=SHOP | {"back": f"/quality?target={SITE}"})
    assert "were not judged yet" in Page(answer.text).text
    (project,) = own.app.state.house.index.state.projects.all()  # type: ignore[attr-defined]
    assert (project.brands, project.terms) == (("The Shop", "Shop"), ("lamps, cheap", "dynamo"))
    jobs = own.post("/projects/assess", data={"name": "shop"})
    assert jobs.url.path == "/data"
    job = ended(own)
    assert (job.kind, job.state) == ("assess", "done")
    assert job.result.startswith("shop: ")
    assert "Judgement: shop" in Page(own.get("/data").text).text
    for named in ("shop", SITE):
        page = read(own.get(f"/quality?target={named}").text)
        assert page.one("h1").text == f"Quality of {named}"
        # The pages that know no projects are asked for what this one is about.
        links = [urlsplit(link.attributes["href"]) for link in page.one("nav", class_="side").all("a")]
        targets = {link.path: parse_qs(link.query)["target"] for link in links if link.query}
        assert targets["/backlinks"] == [SITE]
        assert targets["/quality"] == [named]
    assert "Assess what is new" not in own.get("/quality?target=shop").text
    own.post("/projects/change", data=SHOP | {"terms": "lanterns"})
    stale = own.get("/quality?target=shop")
    assert "have changed since" in stale.text
    assert ("post", "/projects/assess") in Page(stale.text).forms
    listed = own.get("/projects")
    assert "changed since" in listed.text
    assert f"/quality?target={SITE[:4]}" in Page(listed.text).links


def test_what_cannot_be_a_project_is_said_beside_the_form(own: TestClient) -> None:
    for said, told in (({"name": "Big Shop"}, "small letters"), ({"target": "two words"}, "white space")):
        answer = own.post("/projects", data=SHOP | said)
        assert answer.status_code == 400
        page = read(answer.text)
        assert told in page.one("p", id="refusal").text
        assert page.one("textarea", name="terms").text == "lamps, cheap dynamo"
    own.post("/projects", data=SHOP)
    assert "already" in own.post("/projects", data=SHOP).text


def test_a_target_of_several_projects_asks_which(own: TestClient) -> None:
    for name in ("one", "two"):
        own.post("/projects", data=SHOP | {"name": name})
    page = Page(own.get(f"/quality?target={SITE}").text)
    assert {"/quality?target=one", "/quality?target=two"} <= set(page.links)
    assert "several projects" in page.text


def test_a_project_is_changed_in_its_form(own: TestClient) -> None:
    own.post("/projects", data=SHOP)
    form = read(own.get("/projects?change=shop").text).one("form", action="/projects/change")
    assert form.one("textarea", name="brands").text == "The Shop Shop"
    answer = own.post("/projects/change", data=SHOP | {"terms": "", "competitors": "news.example", "country": "DE"})
    assert answer.status_code == 200
    (project,) = own.app.state.house.index.state.projects.all()  # type: ignore[attr-defined]
    assert (project.terms, project.competitors, project.country) == ((), ("news.example",), "de")
    assert own.get("/projects?change=nobody").status_code == 404
    assert own.post("/projects/change", data=SHOP | {"competitors": SITE}).status_code == 400


def test_removing_asks_first(own: TestClient) -> None:
    own.post("/projects", data=SHOP)
    assert ("post", "/projects/remove") in Page(own.get("/projects/remove?name=shop").text).forms
    assert "There is no project yet" in own.post("/projects/remove", data={"name": "shop"}).text
    assert own.get("/projects/remove?name=shop").status_code == 404
    assert own.post("/projects/remove", data={"name": "shop"}).status_code == 404
    assert own.post("/projects/assess", data={"name": "shop"}).status_code == 404


def test_an_index_that_is_empty_says_so_first(empty: TestClient) -> None:
    empty.post("/projects", data=SHOP)
    assert "There is no index yet" in empty.get("/quality?target=shop").text


def test_a_reader_is_shown_and_offered_no_change(made_home: Path) -> None:
    state = memory_state()
    _, secret = state.tokens.add("ci", "read")
    headers = {"Authorization": f"Bearer {secret}", **BROWSER}
    with TestClient(create_app(backlit.open(made_home), state), base_url=HERE, headers=headers) as reader:
        for path in ("/projects", f"/quality?target={SITE}"):
            page = Page(reader.get(path).text)
            assert "scope write" in page.text
            assert not [action for _, action in page.forms if action.startswith("/projects")]
        assert reader.post("/projects", data=SHOP).status_code == 403


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_going_back_stays_within_the_app(own: TestClient, back: str) -> None:
    answer = own.post("/projects", data=SHOP | {"back": back}, follow_redirects=False)
    assert answer.headers["location"] == "/projects"


def test_the_state_of_the_server_is_that_of_its_index(made_home: Path) -> None:
    index, state = backlit.open(made_home), memory_state()
    app = create_app(index, state)
    assert app.state.house.index.state is app.state.house.state is state
