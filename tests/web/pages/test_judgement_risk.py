"""The review queue by its forms: one row, several rows, notes, undo; and what a decision does to the other pages."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient
from tests.web.pages.conftest import BROWSER, HERE, Page
from tests.web.reading import Element, read

import backlit
from backlit.state import memory_state
from backlit.web import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from backlit.state import State

CHEAP = "bestcheaplamps.test"
QUEUE = "/risk?target=cheap"


@pytest.fixture(scope="module")
def judged_home(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's index with the links of the shop whose links are bought judged."""
    home = shutil.copytree(sample_home, tmp_path_factory.mktemp("judged") / "backlit-data")
    backlit.open(home).sharing(cheap()).assess()
    return home


def cheap() -> State:
    state = memory_state()
    index = backlit.open("nowhere").sharing(state)
    index.add_project("cheap", CHEAP, brands=["Best Cheap Lamps"], terms=["cheap lamps"])
    return state


@pytest.fixture
def person(judged_home: Path) -> Iterator[TestClient]:
    with TestClient(create_app(backlit.open(judged_home), cheap()), base_url=HERE, headers=BROWSER) as made:
        made.get("/data")
        yield made


def queue(client: TestClient, address: str = QUEUE) -> list[str]:
    return [domain(row) for row in rows(client, address)]


def rows(client: TestClient, address: str) -> list[Element]:
    return read(client.get(address).text).one("div", class_="rows").one("tbody").all("tr")


def domain(row: Element) -> str:
    return row.one("td", class_="domain").text


def test_the_queue_shows_what_fired_and_leads_to_the_links(person: TestClient) -> None:
    index = person.app.state.house.index  # type: ignore[attr-defined]
    told = {row["source_domain"]: row for row in index.ask("risk", "cheap")}
    shown = rows(person, QUEUE)
    assert [domain(row) for row in shown] == list(told)
    assert len(shown) > 2
    for row in shown:
        (links,) = [a for a in row.all("a") if "queued%3Dyes" in a.attributes["href"]]
        asked = parse_qs(urlsplit(links.attributes["href"]).query)
        found = index.ask("quality", asked["target"][0], filters=asked["filter"])
        assert f"{found.total:,}" == links.text == f"{told[domain(row)]['queued_links']:,}"
        assert told[domain(row)]["facts"][0].partition(": ")[2] in row.text


def test_the_button_of_a_row_decides_about_that_row_alone(person: TestClient) -> None:
    first, second, *left = queue(person)
    said = {"target": "cheap", "only": [second], "keep": first, "note": "ours", "back": QUEUE}
    answer = person.post("/risk", data=said)
    assert str(answer.url).endswith(QUEUE)
    assert queue(person) == [second, *left]
    (decision,) = person.app.state.house.index.ask("decisions", "cheap")  # type: ignore[attr-defined]
    assert (decision["subject"], decision["decision"], decision["note"], decision["by"]) == (
        first, "keep", "ours", "local"
    )  # fmt: skip
    decided = Page(person.get(f"{QUEUE}&show=decided").text).text
    assert first in decided
    assert "ours" in decided
    assert "by local" in decided


def test_the_selected_are_decided_together_and_undone_one_by_one(person: TestClient) -> None:
    first, second, *left = queue(person)
    told = Page(person.post("/risk", data={"target": "cheap", "only": [first, second], "decision": "disavow"}).text)
    assert "Search engines advise against disavowing" in told.text
    assert queue(person) == left
    page = read(person.get(QUEUE).text)
    buttons = page.all("button", name="number")
    assert len(buttons) == 2
    undone = person.post("/risk/undo", data={"target": "cheap", "number": buttons[1].attributes["value"]})
    assert undone.url.path == "/risk"
    assert set(queue(person)) - set(left) == {first}
    listed = rows(person, "/decisions?target=cheap")
    assert ["Undo" in row.text for row in listed] == [True, False]
    file = person.get("/disavow.txt?target=cheap")
    assert file.headers["content-type"] == "text/plain; charset=utf-8"
    assert 'filename="disavow-cheap.txt"' in file.headers["content-disposition"]
    assert [line for line in file.text.splitlines() if not line.startswith("#") and line] == [f"domain:{second}"]


def test_selecting_and_exporting_are_of_one_form(person: TestClient) -> None:
    first, second, *_ = queue(person)
    page = read(person.get(QUEUE).text)
    form = page.one("form", id="pick")
    words = [(one.attributes["name"], one.attributes["value"]) for one in form.all("input", type="hidden")]
    boxes = page.all("input", type="checkbox", name="only")
    assert [box.attributes["value"] for box in boxes[:2]] == [first, second]
    file = person.get("/export/risk.csv", params=[*words, ("only", second)])
    assert file.status_code == 200
    assert file.text.count("\n") == 2
    assert second in file.text


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"decision": "keep"}, "No domain is selected"),
        ({"decision": "burn", "only": ["a.example"]}, "burn"),
        ({"decision": "disavow", "only": [CHEAP]}, "own"),
        ({"decision": "disavow", "only": ["blogspot.com"]}, "shared"),
        ({"decision": "keep", "only": ["a b"]}, "Nothing was written"),
        ({"decision": "keep", "only": ["a.example"], "target": "nobody"}, "no project"),
    ],
)
def test_what_cannot_be_decided_is_refused_with_the_reason(
    person: TestClient, said: dict[str, str | list[str]], told: str
) -> None:
    answer = person.post("/risk", data={"target": "cheap"} | said, headers={"Accept": "text/html"})
    assert answer.status_code == 400
    assert told in Page(answer.text).text
    assert not len(person.app.state.house.index.ask("decisions", "cheap"))  # type: ignore[attr-defined]


def test_a_note_is_text(person: TestClient) -> None:
    bad = '"><script>x</script>\u202e'
    person.post("/risk", data={"target": "cheap", "keep": queue(person)[0], "note": bad})
    for path in (f"{QUEUE}&show=decided", "/decisions?target=cheap", QUEUE):
        text = person.get(path).text
        assert "<script>x" not in text
        assert "\u202e" not in text
        assert "&lt;script&gt;x" in text


def test_the_pane_tells_each_finding_with_its_rows(person: TestClient) -> None:
    index = person.app.state.house.index  # type: ignore[attr-defined]
    first = rows(person, QUEUE)[0]
    page = read(person.get(first.one("td", class_="more").one("a").attributes["href"]).text)
    pane = page.one("aside", id="pane")
    for found in index.ask("findings", "cheap", filters=[f"source_domain={domain(first)}"], limit=100):
        assert " ".join(found["fact"].split()) in pane.text
        assert found["signal"].replace("_", " ") in pane.text


def test_a_reader_sees_the_queue_and_no_buttons(judged_home: Path) -> None:
    state = cheap()
    _, secret = state.tokens.add("ci", "read")
    headers = {"Authorization": f"Bearer {secret}", **BROWSER}
    with TestClient(create_app(backlit.open(judged_home), state), base_url=HERE, headers=headers) as reader:
        text = reader.get(QUEUE).text
        assert 'formaction="/risk"' not in text
        assert queue(reader)
        for path in ("/risk", "/risk/undo", "/disavow/import", "/disavow/check"):
            assert reader.post(path, data={"target": "cheap"}).status_code == 403


FILE = b"# old\ndomain:linkgarden1.test\nhttps://a.example/x\ndomain:blogspot.com\nnot an entry\n"


def test_an_uploaded_list_is_checked_told_and_compared(person: TestClient) -> None:
    files = {"files": ("mine.txt", FILE)}
    checked = read(person.post("/disavow/check", data={"target": "cheap"}, files=files).text)
    lines = [[cell.text for cell in row.all("td")] for row in checked.one("tbody").all("tr")]
    assert [(line[0], line[2]) for line in lines][-1] == ("5", "error")
    assert "Nobody told yet" in person.get("/disavow?target=cheap").text
    told = person.post("/disavow/import", data={"target": "cheap"}, files=files)
    assert "This list is uploaded" in told.text
    page = person.get("/disavow?target=cheap")
    assert "mine.txt" in page.text
    assert "domain:linkgarden1.test" in page.text
    person.post("/risk", data={"target": "cheap", "keep": "linkgarden1.test"})
    changed = {tuple(cell.text for cell in row.all("td")[1:3]) for row in rows(person, "/disavow-diff?target=cheap")}
    assert ("removed", "domain:linkgarden1.test") in changed
    assert ("kept", "https://a.example/x") in changed
    assert not list((person.app.state.house.index.path / "uploads").iterdir())  # type: ignore[attr-defined]
    for target, content in (("nobody", FILE), ("cheap", b"\xff\xfe\x00\xd8")):
        answer = person.post("/disavow/import", data={"target": target}, files={"files": ("x", content)})
        assert answer.status_code == 400
