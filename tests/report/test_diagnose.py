"""Why a page with links may not move: each reason where it holds, where it does not, and where nobody can know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.assess.webs import crawled, link, page, words

from backlit.index import REPORTS
from backlit.report.case import covers, has
from backlit.report.diagnose import REASONS
from backlit.urls import parse_target

if TYPE_CHECKING:
    from pathlib import Path

    import backlit

SITE = "https://lamps.example"
PAGE = f"{SITE}/hub-dynamo"
RIVALS = ["bright.example", "wheel.example"]
TERMS = ["hub dynamo", "bicycle lamp"]


def menu(*paths: str) -> str:
    return "<nav>" + " ".join(link(path, f"to {path}") for path in paths) + "</nav>"


def article(seed: str, count: int = 200, title: str = "A page", outside: str = "") -> str:
    return page(f"<p>{words(seed, count)}</p>", title=title, outside=outside)


def site(body: str | None = None, linked: bool = True) -> dict[str, str]:
    """A site of five pages, with the page that is asked about."""
    paths = ["/", "/a", "/b", "/c", *(["/hub-dynamo"] if linked else [])]
    pages = {f"{SITE}{path}": article(path, outside=menu(*paths)) for path in ("/", "/a", "/b", "/c")}
    return pages | {PAGE: body or article("dynamo", title="The best hub dynamos", outside=menu(*paths))}


def linking(*names: str, rel: str = "", anchor: str = "hub dynamo") -> dict[str, str]:
    return {f"https://{name}/": page(f"<p>{words(name)} {link(PAGE, anchor, rel)}</p>") for name in names}


def of(index: backlit.Index, url: str = PAGE) -> dict[str, dict[str, Any]]:
    found = index.diagnose(url)
    assert [row["reason"] for row in found] == list(REASONS)
    return {row["reason"]: row for row in found}


def with_project(index: backlit.Index, **told: Any) -> backlit.Index:
    index.add_project("lamps", "lamps.example", **({"terms": TERMS, "competitors": RIVALS} | told))
    return index


def test_a_page_as_its_siblings_with_links_of_its_own(tmp_path: Path) -> None:
    found = of(with_project(crawled(tmp_path, site() | linking("news.example"))))
    assert {name: row["holds"] for name, row in found.items()} == {
        "thin_or_outdated": "no",
        "intent_mismatch": "no",
        "weak_links": "unknown",
        "few_internal_links": "no",
        "stronger_competitors": "unknown",
    }
    assert "backlit rank" in found["weak_links"]["advice"]
    assert "backlit import" in found["stronger_competitors"]["advice"]


def test_a_page_that_nobody_knows(tmp_path: Path) -> None:
    index = crawled(tmp_path, site())
    found = index.diagnose("http://www.lamps.example/hub-dynamo/")
    assert {row["holds"] for row in found} == {"unknown"}
    assert all("import" in row["advice"] or "project add" in row["advice"] for row in found)
    assert f"It knows {PAGE}." in found.notes


def test_a_thin_page(tmp_path: Path) -> None:
    row = of(crawled(tmp_path, site(article("short", 20))))["thin_or_outdated"]
    assert row["holds"] == "yes"
    assert row["rows"] == [PAGE]
    length = len(words("short", 20))
    assert row["evidence"].startswith(f"The page has {length} characters of text; the median of 4 other pages")


@pytest.mark.parametrize(
    ("title", "holds"), [("The lamps of 2019", "yes"), ("The lamps of 2026", "no"), ("Lamp 2099", "no")]
)
def test_a_page_of_a_year_that_is_past(tmp_path: Path, title: str, holds: str) -> None:
    row = of(crawled(tmp_path, site(article("dynamo", title=title))))["thin_or_outdated"]
    assert row["holds"] == holds
    assert ("names 2019, and it was last looked at in 2026" in row["evidence"]) == (holds == "yes")


def test_a_page_that_stands_alone_has_nothing_to_be_compared_with(tmp_path: Path) -> None:
    assert of(crawled(tmp_path, {PAGE: article("dynamo")}))["thin_or_outdated"]["holds"] == "unknown"


def test_a_title_without_the_terms(tmp_path: Path) -> None:
    pages = site(article("dynamo", title="Welcome")) | linking("news.example")
    row = of(with_project(crawled(tmp_path, pages), terms=["Fahrradlampe", "bicycle lamp"]))["intent_mismatch"]
    assert row["holds"] == "yes"
    assert "“hub dynamo” (1)" in row["evidence"]
    assert "“Fahrradlampe”, “bicycle lamp”" in row["evidence"]


def test_without_terms_the_words_of_links_say_what_it_is_about(tmp_path: Path) -> None:
    index = crawled(tmp_path, site() | linking("news.example", anchor="Hub-Dynamo"))
    assert of(index)["intent_mismatch"]["holds"] == "no"
    (tmp_path / "other").mkdir()
    other = crawled(
        tmp_path / "other", site(article("dynamo", title="Welcome")) | linking("news.example", anchor="here")
    )
    assert of(other)["intent_mismatch"]["holds"] == "unknown"


def test_no_link_at_all(tmp_path: Path) -> None:
    assert of(crawled(tmp_path, site()))["weak_links"]["holds"] == "yes"


def test_links_that_are_not_followed(tmp_path: Path) -> None:
    row = of(crawled(tmp_path, site() | linking("a.example", "b.example", rel="rel=nofollow")))["weak_links"]
    assert row["holds"] == "yes"
    assert row["evidence"].startswith("Of 2 referring domains 0 with a followed link")
    assert row["rows"] == ["https://a.example/", "https://b.example/"]


def ring(count: int = 6) -> dict[str, str]:
    """Sites that all link to each other: the usual rating of this web is theirs."""
    sites = [f"https://ring-{n}.example/" for n in range(count)]
    return {one: page(f"<p>{words(one)} {' '.join(map(link, sites))}</p>") for one in sites}


@pytest.mark.parametrize(("source", "holds"), [("lonely.example", "yes"), ("ring-0.example", "no")])
def test_links_of_weak_and_of_usual_domains(tmp_path: Path, source: str, holds: str) -> None:
    pages = site() | ring()
    url = f"https://{source}/"
    pages[url] = (pages.get(url) or article("lonely")).replace("</main>", f"<p>{link(PAGE)}</p></main>")
    row = of(crawled(tmp_path, pages, seeds=["lamps.example"]))["weak_links"]
    assert row["holds"] == holds
    assert row["rows"] == [url]


def test_judged_links_are_told_by_quality(tmp_path: Path) -> None:
    index = with_project(crawled(tmp_path, site() | linking("news.example")))
    index.assess("lamps")
    row = of(index)["weak_links"]
    assert row["holds"] in ("yes", "no")
    assert "of a quality of 40 or more" in row["evidence"]


def test_an_orphan(tmp_path: Path) -> None:
    row = of(crawled(tmp_path, site(linked=False)))["few_internal_links"]
    assert row["holds"] == "yes"
    assert "From the home page it cannot be reached." in row["evidence"]
    assert row["rows"][0] == PAGE
    assert len(row["rows"]) == 5


def test_a_page_that_lies_deep(tmp_path: Path) -> None:
    chain = {f"{SITE}/{n}": article(str(n), outside=menu(f"/{n + 1}")) for n in range(1, 8)}
    index = crawled(tmp_path, {f"{SITE}/": article("home", outside=menu("/1"))} | chain)
    assert of(index, f"{SITE}/6")["few_internal_links"]["holds"] == "yes"
    assert of(index, f"{SITE}/2")["few_internal_links"]["holds"] == "no"
    assert "From the home page it lies 2 clicks away." in of(index, f"{SITE}/2")["few_internal_links"]["evidence"]


def rivals(count: int, *fans: str) -> dict[str, str]:
    pages = {"https://bright.example/dynamo": article("bright", count, title="Hub dynamo")}
    return pages | {
        f"https://{fan}/": page(f"<p>{words(fan)} {link('https://bright.example/dynamo')}</p>") for fan in fans
    }


def test_a_competitor_with_more_text_and_more_links(tmp_path: Path) -> None:
    index = with_project(crawled(tmp_path, site() | linking("news.example") | rivals(400, "a.example", "b.example")))
    row = of(index)["stronger_competitors"]
    assert row["holds"] == "yes"
    assert row["rows"] == ["https://bright.example/dynamo"]
    assert "1 referring domains" not in row["evidence"]


@pytest.mark.parametrize(("count", "fans"), [(400, ()), (50, ("a.example", "b.example"))])
def test_a_competitor_with_one_of_both(tmp_path: Path, count: int, fans: tuple[str, ...]) -> None:
    index = with_project(crawled(tmp_path, site() | linking("news.example") | rivals(count, *fans)))
    assert of(index)["stronger_competitors"]["holds"] == "no"


BLOCKED = {
    "noindex": (page("<p>Text</p>").replace("<title>", "<meta name=robots content=noindex><title>"), "says noindex"),
    "canonical": (
        page("<p>Text</p>").replace("<title>", f"<link rel=canonical href='{SITE}/a'><title>"),
        f"names {SITE}/a as canonical",
    ),
    "gone": ("404", "answered with 404"),
}


@pytest.mark.parametrize("what", BLOCKED)
def test_what_stops_a_page_stands_before_all(tmp_path: Path, what: str) -> None:
    body, told = BLOCKED[what]
    found = crawled(tmp_path, site(body) | linking("news.example")).diagnose(PAGE)
    assert len(found.facts["blockers"]) == 1
    assert told in found.facts["blockers"][0]
    assert found.notes[0] == f"Before all else: {found.facts['blockers'][0]}"


def test_the_project_of_a_page_is_the_narrowest(tmp_path: Path) -> None:
    index = with_project(crawled(tmp_path, site()))
    index.add_project("dynamos", PAGE, scope="prefix", terms=["hub dynamo"])
    assert index.diagnose(PAGE).facts["project"] == "dynamos"
    assert index.diagnose(f"{SITE}/a").facts["project"] == "lamps"
    assert index.diagnose(PAGE, project="lamps").facts["project"] == "lamps"
    assert index.diagnose("https://news.example/").facts["project"] is None


def test_an_empty_index_has_an_answer_for_every_face(tmp_path: Path) -> None:
    offered = REPORTS["diagnose"]
    index = crawled(tmp_path, site())
    found = index.ask("diagnose", PAGE, columns=["holds", "reason"])
    assert found.table.column_names == ["holds", "reason"]
    assert {column.name for column in offered.columns} == {"reason", "meaning", "holds", "evidence", "rows", "advice"}


@pytest.mark.parametrize(
    ("text", "term", "expected"),
    [
        ("The best hub dynamos", "hub dynamo", True),
        ("Lámparas de bicicleta", "lampara bicicletas", True),
        ("自転車ライトの選び方", "自転車ライト", True),
        ("A lamp", "bicycle lamp", False),
        ("Anything", "", False),
    ],
)
def test_whether_a_text_has_a_term(text: str, term: str, *, expected: bool) -> None:
    assert has(text, term) is expected


@pytest.mark.parametrize(
    ("target", "scope", "expected"),
    [
        ("lamps.example", "domain", True),
        ("lamps.example", "host", True),
        ("www.lamps.example", "host", False),
        ("https://lamps.example/hub", "prefix", True),
        ("lamps.example/hub", "prefix", True),
        ("https://lamps.example/hub", "exact", False),
        (PAGE, "exact", True),
        ("other.example", "domain", False),
    ],
)
def test_which_project_a_page_belongs_to(target: str, scope: str, *, expected: bool) -> None:
    assert covers(parse_target(target, scope), parse_target(PAGE, "exact")) is expected
