"""Pages of what is judged show what the reports say, each number with the rows behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.web.reading import Element, read

from backlit.model.judgement import QUALITY_PARTS, QUESTIONS
from backlit.web.cells import UNKNOWN

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    import backlit

SITE = "harbourlight.example"


def rows(client: TestClient, address: str) -> list[Element]:
    return read(client.get(address).text).one("div", class_="rows").one("tbody").all("tr")


def test_answers_are_marks_for_the_eye_and_words_for_the_ear(client: TestClient, index: backlit.Index) -> None:
    shown = rows(client, "/quality?target=lamps&limit=25")
    for row, told in zip(shown, index.quality("lamps", limit=25), strict=True):
        marks = row.one("span", role="img")
        assert marks.attributes["aria-label"] == ", ".join(
            f"{name.replace('_', ' ')}: {told[name]}" for name in QUESTIONS
        )
        assert marks.text.split() == [{"yes": "✓", "no": "✗", "unknown": UNKNOWN}[told[name]] for name in QUESTIONS]
        parts = [part for part in QUALITY_PARTS if told[f"quality_{part}"] > 0]
        assert [title.text.split()[0] for title in row.all("title")] == parts
        assert f"{told['quality']:.1f}" in row.text


def test_the_pane_tells_each_judgement_with_its_evidence(client: TestClient, index: backlit.Index) -> None:
    first = rows(client, "/quality?target=lamps&limit=5")[0]
    told = next(iter(index.quality("lamps", limit=1)))
    pane = read(client.get(first.one("td", class_="more").one("a").attributes["href"]).text).one("aside", id="pane")
    for name in QUESTIONS:
        assert " ".join(told[f"{name}_because"].split()) in pane.text
    assert " ".join(told["type_evidence"].split()) in pane.text
    for part in QUALITY_PARTS:
        assert f"{part.capitalize()}{told[f'quality_{part}']:.1f} of" in pane.text.replace(
            f"{part.capitalize()} ", part.capitalize()
        )
    of = f"/backlinks?target={SITE}&filter=source_url={told['source_url']}"
    row = rows(client, of)[0]
    same = read(client.get(row.one("td", class_="more").one("a").attributes["href"]).text).one("aside", id="pane")
    assert "Seven questions" in same.text


@pytest.mark.parametrize(
    ("report", "column"), [("types", "links"), ("types", "queued"), ("anchor-classes", "links"), ("profile", "links")]
)
def test_a_number_leads_to_the_links_that_it_counts(
    client: TestClient, index: backlit.Index, report: str, column: str
) -> None:
    found = list(index.ask(report, "lamps"))
    nth = [head.text for head in read(client.get(f"/{report}?target=lamps").text).one("thead").all("th")].index(
        {"links": "Links", "queued": "In the queue"}[column]
    )
    for row, told in zip(rows(client, f"/{report}?target=lamps"), found, strict=True):
        links = row.all("td")[nth].all("a")
        assert bool(links) == bool(told[column])
        for link in links:
            asked = urlsplit(link.attributes["href"])
            words = parse_qs(asked.query)
            behind = index.ask(asked.path[1:], words["target"][0], filters=words.get("filter", ()))
            assert f"{behind.total:,}" == link.text == f"{told[column]:,}"


def test_over_optimised_anchors_are_named(client: TestClient, index: backlit.Index) -> None:
    page = read(client.get("/anchor-classes?target=lamps").text)
    told = index.anchor_classes("lamps").facts.get("over_optimised", [])
    named = [link.text for link in page.all("a") if "anchor%3D" in link.attributes["href"]]
    assert named == [each["anchor"] for each in told]
    assert "/anchor-classes?" in client.get(f"/anchors?target={SITE}").text


def test_why_a_page_does_not_move(client: TestClient, index: backlit.Index) -> None:
    address = f"https://www.{SITE}/"
    shown = rows(client, f"/diagnose?target={address}")
    for row, told in zip(shown, index.diagnose(address), strict=True):
        cells = [cell.text for cell in row.all("td")]
        assert told["meaning"] in cells
        assert told["holds"] in cells


def test_each_page_tells_its_command(client: TestClient) -> None:
    for path, command in (
        ("/quality", "backlit quality lamps --sort=quality"),
        ("/anchor-classes", "backlit anchors --classes lamps --sort=links"),
        ("/disavow", "backlit disavow list lamps --sort=links"),
        ("/disavow-diff", "backlit disavow diff lamps --sort=links"),
    ):
        assert command in client.get(f"{path}?target=lamps&sort={command.rpartition('=')[2]}").text
