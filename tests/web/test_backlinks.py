"""The page of backlinks over the sample web: it shows what the report gives, and every control is an address."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.web.conftest import SITE
from tests.web.reading import Element, read

from backlit.web import filtering
from backlit.web.question import Question

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    import backlit

START = f"/backlinks?target={SITE}"


def page(client: TestClient, address: str, status: int = 200) -> Element:
    answer = client.get(address)
    assert answer.status_code == status, answer.text[:2000]
    return read(answer.text)


def body(page: Element) -> list[Element]:
    return page.one("tbody").all("tr")


def sources(page: Element) -> list[str]:
    """The addresses of the referring pages, in the order of the rows."""
    return [row.all("td", "url")[0].all("a")[0].attributes["href"] for row in body(page) if row.all("td", "url")]


def said(chip: Element) -> str:
    """A chip without the sign that takes it away."""
    return chip.text.removesuffix(chip.one("a", "away").text)


def filters(address: str) -> list[str]:
    return parse_qs(urlsplit(address).query).get("filter", [])


def test_the_rows_are_those_of_the_report_in_its_order(client: TestClient, index: backlit.Index) -> None:
    report = index.backlinks(SITE, limit=50)
    shown = page(client, START)
    assert sources(shown) == [row["source_url"] for row in report]
    assert shown.one("p", "total").text == f"{report.total:,} links"


def test_the_page_tells_the_same_as_command_and_call(client: TestClient) -> None:
    told = page(client, f"{START}&filter=kind%3Dtext&sort=anchor").one("footer").text
    assert f"backlit backlinks {SITE} --filter=kind=text --sort=anchor" in told
    assert f"/api/v1/backlinks?target={SITE}&filter=kind%3Dtext&sort=anchor" in told


def test_heads_sort_and_say_how(client: TestClient, index: backlit.Index) -> None:
    first = page(client, START)
    by_date = first.one("a", id="s-first_seen").attributes["href"]
    assert "sort=first_seen%3Adesc" in by_date
    sorted_page = page(client, by_date)
    assert sources(sorted_page) == [
        row["source_url"] for row in index.backlinks(SITE, sort="first_seen:desc", limit=50)
    ]
    assert [head.text for head in sorted_page.all("th", aria_sort="descending")] == ["First seen"]
    back = sorted_page.one("a", id="s-first_seen").attributes["href"]
    assert page(client, back).one("th", aria_sort="ascending").text == "First seen"


def test_the_form_of_a_filter_becomes_the_words_of_the_address(client: TestClient) -> None:
    form = f"{START}&filter=kind%3Dtext&field=anchor&operator=has&value=a,+b&after=gone"
    answer = client.get(form, follow_redirects=False)
    assert answer.status_code == 303
    assert filters(answer.headers["location"]) == ["kind=text", 'anchor~"a, b"']
    assert "after" not in answer.headers["location"]


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("field=kind&operator=is&value=text,image", "kind=text,image"),
        ("field=anchor&operator=is&value=a,b", 'anchor="a,b"'),
        ("field=anchor&operator=regex&value=^a", "anchor=/^a/"),
        ("field=anchor&operator=notregex&value=^a", "anchor!=/^a/"),
        ("field=rel&operator=not&value=ugc", "rel!=ugc"),
        ("field=source_domain_rating&operator=least&value=30", "source_domain_rating>=30"),
        ("field=source_title&operator=unknown&value=", "source_title=null"),
        ("field=&operator=has&value=verdict%3Dnever_there", "verdict=never_there"),
    ],
)
def test_each_operator_of_the_form(client: TestClient, words: str, written: str) -> None:
    answer = client.get(f"{START}&{words}", follow_redirects=False)
    assert filters(answer.headers["location"]) == [written]
    assert client.get(answer.headers["location"]).status_code == 200


def test_chips_say_filters_and_take_them_away(client: TestClient, index: backlit.Index) -> None:
    shown = page(client, f"{START}&filter=kind%3Dtext&filter=anchor~light")
    chips = shown.all("span", "filter")
    assert [said(chip) for chip in chips] == ["Kind is text", "Anchor contains light"]
    without = chips[0].one("a", "away").attributes["href"]
    assert filters(without) == ["anchor~light"]
    assert sources(page(client, without)) == [
        row["source_url"] for row in index.backlinks(SITE, filters=["anchor~light"], limit=50)
    ]
    turned = chips[1].one("a", "turn").attributes["href"]
    assert filters(turned) == ["kind=text", "anchor!~light"]


def test_a_wrong_filter_is_marked_and_told_with_status_400(client: TestClient) -> None:
    shown = page(client, f"{START}&filter=anchor~light&filter=kind%3Dfoo", 400)
    assert "There is no kind 'foo'" in shown.one("p", "wrong").text
    assert [said(chip) for chip in shown.all("span", "wrong")] == ["Kind is foo"]
    assert not shown.all("table")


def test_a_wrong_target_is_told_with_status_400(client: TestClient) -> None:
    assert page(client, "/backlinks?target=http%3A%2F%2F%5B", 400).one("p", "wrong").text


def test_without_a_target_the_page_asks_for_one(client: TestClient) -> None:
    assert "Name a target" in page(client, "/backlinks").one("div", "empty").text


def test_a_target_that_nobody_links_to_says_what_to_do(client: TestClient) -> None:
    shown = page(client, "/backlinks?target=nowhere.example&scope=exact")
    offered = [link.text for link in shown.one("div", "empty").all("a")]
    assert offered == ["The whole domain", "All that was ever seen", "Import more"]


def test_filters_that_nothing_fits_offer_to_be_left_out(client: TestClient) -> None:
    shown = page(client, f"{START}&filter=anchor%3Dnosuchanchor")
    (link,) = shown.one("div", "empty").all("a")
    assert filters(link.attributes["href"]) == []


def test_a_group_opens_in_place(client: TestClient, index: backlit.Index) -> None:
    grouped = page(client, f"{START}&group=one_per_domain")
    toggle = grouped.all("a", "group")[0]
    assert toggle.attributes["aria-expanded"] == "false"
    opened = page(client, toggle.attributes["href"])
    row = next(row for row in index.backlinks(SITE, group="one_per_domain", limit=50) if row["links"] > 1)
    links = index.backlinks(SITE, filters=[f"source_domain={row['source_domain']}"])
    under = [each for each in opened.one("tbody").all("tr", "under") if each.all("td", "url")]
    assert len(under) == row["links"] == len(links)
    assert [each.all("td", "url")[0].all("a")[0].attributes["href"] for each in under] == [
        x["source_url"] for x in links
    ]
    closed = next(a for a in opened.all("a", "group") if a.attributes["aria-expanded"] == "true")
    assert len(body(page(client, closed.attributes["href"]))) == len(body(grouped))


def test_the_groups_of_similar_links_open_too(client: TestClient) -> None:
    grouped = page(client, f"{START}&group=similar")
    toggle = grouped.all("a", "group")[0]
    opened = page(client, toggle.attributes["href"])
    under = [each for each in opened.one("tbody").all("tr", "under") if each.all("td", "url")]
    assert len(under) == int(toggle.text)


def test_a_chosen_row_shows_all_its_facts_and_where_they_come_from(client: TestClient, index: backlit.Index) -> None:
    first = page(client, START)
    link = first.all("td", "more")[0].one("a").attributes["href"]
    pane = page(client, link).one("aside")
    (row,) = list(index.backlinks(SITE, limit=1))
    told = {name.text: fact for name, fact in zip(pane.all("dt"), pane.all("dd"), strict=True)}
    assert told["Title"].one("div").text == row["source_title"]
    assert told["Import"].one("div").text == row["import_id"]
    assert told["First seen"].one("div").text == f"{row['first_seen']:%Y-%m-%d %H:%M:%S} UTC"
    report = index.link(row["source_url"], row["target_url"])
    assert len(pane.one("ol", "looks").all("li")) == len(report.facts["looks"])
    (origin,) = [told["Title"].all("a")[-1].attributes["href"]]
    assert pane.one("li", id=origin.removeprefix("#")).text == report.facts["from"][0]["source_title"]
    assert "row=" not in pane.one("a", id="close").attributes["href"]


def test_each_row_has_the_pane_of_its_own_link(client: TestClient) -> None:
    """Also where a page has several links to the same target, with the same words."""
    for row in body(page(client, f"{START}&limit=12&columns=source_url,target_url,position")):
        source, target, position = (cell.text for cell in row.all("td") if cell.attributes["class"] in ("url", "num"))
        pane = page(client, row.one("td", "more").one("a").attributes["href"]).one("aside")
        told = {name.text: fact.one("div").text for name, fact in zip(pane.all("dt"), pane.all("dd"), strict=True)}
        assert told["Referring page"] in source
        assert told["Target"] in target
        assert told["Position"] == position


def test_columns_are_chosen_and_put_together(client: TestClient) -> None:
    ticked = client.get(f"{START}&columns=source_host&columns=kind&columns=source_host", follow_redirects=False)
    assert parse_qs(urlsplit(ticked.headers["location"]).query)["columns"] == ["source_host,kind"]
    heads = [head.text for head in page(client, ticked.headers["location"]).all("th", scope="col")]
    assert heads == ["Referring host", "Kind"]


def test_a_fragment_is_the_content_alone(client: TestClient) -> None:
    whole, part = client.get(START), client.get(START, headers={"X-Backlit-Fragment": "1"})
    assert read(part.text).one("main").text == read(whole.text).one("main").text
    assert not read(part.text).all("header", "bar")
    assert "X-Backlit-Fragment" in part.headers["vary"]


def test_a_file_has_all_rows_of_the_question(client: TestClient, index: backlit.Index) -> None:
    address = page(client, f"{START}&filter=kind%3Dtext&limit=25").one("a", data_export="csv").attributes["href"]
    answer = client.get(address)
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(rows) == index.backlinks(SITE, filters=["kind=text"]).total
    assert answer.headers["content-disposition"] == f'attachment; filename="backlinks-{SITE}.csv"'


@pytest.mark.parametrize(
    ("ending", "media_type"),
    [
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("json", "application/json"),
        ("jsonl", "application/jsonl"),
        ("parquet", "application/vnd.apache.parquet"),
    ],
)
def test_each_form_of_a_file(client: TestClient, ending: str, media_type: str) -> None:
    answer = client.get(f"/export/backlinks.{ending}?target={SITE}&columns=source_url,kind&filter=kind%3Dimage")
    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)
    assert len(answer.content) > 100


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"/export/backlinks.exe?target={SITE}", 404),
        (f"/export/nothing.csv?target={SITE}", 404),
        (f"/export/backlinks.csv?target={SITE}&filter=x%3D1", 400),
        (f"/export/backlinks.csv?target={SITE}&columns=nothing", 400),
        ("/export/backlinks.csv", 400),
    ],
)
def test_a_file_that_cannot_be_is_told(client: TestClient, address: str, status: int) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert "attachment" not in answer.headers.get("content-disposition", "")


def test_a_file_of_selected_rows_has_these_and_no_others(client: TestClient) -> None:
    shown = page(client, f"{START}&limit=25")
    boxes = [box.attributes["value"] for box in shown.all("input", name="only")]
    key = shown.one("input", name="key").attributes["value"]
    answer = client.get("/export/backlinks.json", params={
        "target": SITE, "limit": "25", "only": [boxes[3], boxes[1]], "key": key})  # fmt: skip
    assert [row["source_url"] for row in json.loads(answer.text)["rows"]] == [sources(shown)[1], sources(shown)[3]]


def test_a_selection_that_is_there_no_more_is_refused(client: TestClient) -> None:
    answer = client.get("/export/backlinks.csv", params={"target": SITE, "only": "000000000000", "key": "source_url"})
    assert answer.status_code == 409


def test_pages_keep_to_their_budget(client: TestClient) -> None:
    shown = client.get(START)
    files = [link.attributes["href"] for link in read(shown.text).all("link", rel="stylesheet")]
    files += [script.attributes["src"] for script in read(shown.text).all("script")]
    sizes = [int(client.get(address).headers["content-length"]) for address in (START, *files)]
    assert all(client.get(address).headers["content-encoding"] == "gzip" for address in files)
    assert len(files) == 2
    assert sum(sizes) <= 40_000


def test_nothing_stands_inline(client: TestClient) -> None:
    shown = read(client.get(f"{START}&group=one_per_domain").text)
    assert not shown.all("style")
    for element in shown.all():
        assert "style" not in element.attributes
        assert not [name for name in element.attributes if name.startswith("on") and name != "only"]


def test_links_that_lead_out_tell_nothing(client: TestClient) -> None:
    for link in read(client.get(START).text).all("a"):
        if not link.attributes["href"].startswith(("/", "#")):
            assert link.attributes["rel"] == "noopener noreferrer nofollow"
            assert link.attributes["href"].startswith(("http://", "https://"))


def test_pages_follow_each_other_without_gap_or_repetition(client: TestClient, index: backlit.Index) -> None:
    address, seen, told = f"{START}&limit=100&sort=first_seen", [], []
    while address:
        shown = page(client, address)
        seen += sources(shown)
        told.append(shown.one("nav", "pager").all("span")[0].text)
        address = next((link.attributes["href"] for link in shown.all("a", rel="next")), "")
    whole = index.backlinks(SITE, sort="first_seen")
    assert seen == [row["source_url"] for row in whole]
    assert told[0] == f"1–100 of {whole.total:,} links"  # noqa: RUF001 - a dash between numbers
    assert told[-1].startswith(f"{len(told) * 100 - 99}–{whole.total}")  # noqa: RUF001


def test_any_of_the_filters_may_fit(client: TestClient, index: backlit.Index) -> None:
    asked = f"{START}&filter=kind%3Dimage&filter=placement%3Dsidebar"
    either = next(link.attributes["href"] for link in page(client, asked).all("a", id="match-any"))
    found = index.backlinks(SITE, filters=["kind=image", "placement=sidebar"], match="any", limit=50)
    assert sources(page(client, either)) == [row["source_url"] for row in found]
    assert found.total > index.backlinks(SITE, filters=["kind=image", "placement=sidebar"]).total


def test_a_group_of_which_any_filter_fits_has_as_many_rows_as_it_says(client: TestClient) -> None:
    asked = f"{START}&filter=kind%3Dtext&filter=rel%3Dfollowed&match=any&group=one_per_domain"
    toggle = page(client, asked).all("a", "group")[0]
    under = page(client, toggle.attributes["href"]).one("tbody").all("tr", "under")
    assert len([row for row in under if row.all("td", "url")]) == int(toggle.text)


def test_a_broken_cursor_is_told_with_status_400(client: TestClient) -> None:
    assert "cursor" in page(client, f"{START}&after=nonsense", 400).one("p", "wrong").text.lower()


def test_a_filter_that_a_note_advises_can_be_followed(client: TestClient, index: backlit.Index) -> None:
    (link,) = page(client, START).one("ul", "notes").all("a")
    assert filters(link.attributes["href"]) == ["reported=no"]
    shown = page(client, link.attributes["href"])
    assert shown.one("p", "total").text == f"{index.backlinks(SITE, filters=['reported=no']).total:,} links"


@pytest.mark.parametrize("noted", ["<b>--filter a=b</b>", "see: --filter a=b<script>"])
def test_notes_are_text(noted: str) -> None:
    question = Question("backlinks", SITE)
    assert {element.tag for element in read(filtering.noted(noted, question)).all()} <= {"a"}
