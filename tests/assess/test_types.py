"""Types of links: for each rule's subject a page of the real web's kind that has it, and one that must not."""

# ruff: noqa: E501 - a page a line; letters of other scripts are meant
from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.assess.webs import crawled, material_of

from backlit.assess import types
from backlit.model.judgement import LINK_TYPES

if TYPE_CHECKING:
    from pathlib import Path

LAMP = '<a href="https://lamps.example/">Saltmere lamps</a>'
TEXT = (
    "<p>The road along the river is long and quiet, and the evenings come early, so bring something warm to wear.</p>"
    * 4
)


def article(inner: str, title: str = "A long way home") -> str:
    return f"<title>{title}</title><body><main><article>{TEXT}{inner}{TEXT}</article></main></body>"


CASES: dict[str, tuple[str, str, str]] = {
    "editorial": ("https://quietroads.test/lamps", article(f"<p>We like the lamps of {LAMP} most of all, they last for years.</p>"), "editorial"),
    "news": ("https://valley-courier.test/2026/03/lamps", article(f"<p>The mayor said that {LAMP} will light the path from May on.</p>"), "news"),
    "guest": ("https://quietroads.test/guest", article(f"<p>This is a guest post by Ada Fernley, who makes {LAMP} by the sea.</p>"), "guest_post"),
    "gastbeitrag": ("https://ruhigestrassen.test/a", article(f"<p>Ein Gastbeitrag von Jana Kolm, die bei {LAMP} die Werkstatt leitet.</p>"), "guest_post"),
    "sponsored": ("https://quietroads.test/paid", article(f"<p>Sponsored post: the people of {LAMP} have a new front light for you.</p>"), "sponsored"),
    "anzeige": ("https://ruhigestrassen.test/b", article(f"<p>Anzeige: Ein Blick auf {LAMP} lohnt sich vor dem langen dunklen Winter.</p>"), "sponsored"),
    "publi": ("https://routestranquilles.test/c", article(f"<p>Publi-rédactionnel. Les lampes de {LAMP} éclairent toute la route.</p>"), "sponsored"),
    "stealth": ("https://shizuka.test/d", article(f"<p>この記事はプロモーションを含みます。 {LAMP} の新しいライトです。</p>"), "sponsored"),
    "network": ("https://quietroads.test/aff", article('<p>Get the <a href="https://lamps.example/x?utm_medium=affiliate&amp;utm_source=q">front lamp</a> that we ride with.</p>'), "sponsored"),
    "comment": ("https://quietroads.test/e", article("") + f'<section id="comments" class="comments"><ol class="commentlist"><li class="comment"><p>We have the same at {LAMP} and like it.</p></li></ol></section>', "forum_or_comment"),
    "forum": ("https://radforum.test/viewtopic.php?t=7", article(f"<p>Did you try {LAMP} in the rain? Mine died last week and I need one.</p>"), "forum_or_comment"),
    "review": ("https://quietroads.test/review-lamps", article(f"<p>Our verdict: {LAMP} wins by a metre, and the switch is easy with gloves.</p>", "Five front lamps: our review"), "review"),
    "podcast": ("https://slowpodcast.test/12", article(f"<p>Mentioned in this episode: {LAMP} and a book about the tides of the sea.</p>"), "podcast"),
    "press": ("https://quietroads.test/pm", article(f"<p>Pressekontakt: {LAMP}, Hafenstrasse 3, Saltmere, wo es auch die Bilder gibt.</p>", "Pressemitteilung"), "press_release"),
    "credit": ("https://quietroads.test/pic", article(f"<p>A lamp in the fog over the harbour at noon, seen from the pier. Photo: {LAMP}</p>"), "image_credit"),
    "links": ("https://quietroads.test/links", article("<ul>" + "".join(f'<li><a href="https://site{n}.test/">Site {n}</a>: what they do</li>' for n in range(14)) + f"<li>{LAMP}: light</li></ul>", "Useful links"), "resource_page"),
    "partners": ("https://quietroads.test/partners", article(f"<p>Our partners: {LAMP} and some others whom we meet in the spring.</p>", "Our partners"), "partner"),
    "directory": ("https://branchenbuch-nord.test/lampen", article(f"<p>{LAMP}: Lampen und Zubehör. Öffnungszeiten: Montag bis Freitag.</p>"), "directory"),
    "social": ("https://www.reddit.com/r/lamps", article(f"<p>Has anybody seen what {LAMP} are up to this year with the dynamo?</p>"), "social"),
    "frame": ("https://quietroads.test/frame", article("") + '<iframe src="https://lamps.example/widget"></iframe>', "widget_or_footer"),
    "maker": ("https://quietroads.test/foot", article("") + f"<footer><p>Webdesign by {LAMP}</p></footer>", "widget_or_footer"),
}  # fmt: skip


# Each on a site of its own: what stands on many pages of one site is sitewide.
CASES = {
    name: (url.replace("quietroads.test", f"quietroads{number}.test"), html, wanted)
    for number, (name, (url, html, wanted)) in enumerate(CASES.items())
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    return typed(tmp_path_factory.mktemp("types"), {url: html for url, html, _ in CASES.values()})


def typed(folder: Path, pages: dict[str, str]) -> dict[str, dict[str, Any]]:
    """The row of the link of each page."""
    material = material_of(crawled(folder, pages))
    material.put("types", types.classify(material))
    rows = material.sql("SELECT p.url, t.* FROM types t JOIN links USING (link) JOIN pages p ON p.page = source_page")
    return {row["url"]: row for row in rows.to_pylist()}


@pytest.mark.parametrize("name", CASES)
def test_a_type(found: dict[str, dict[str, Any]], name: str) -> None:
    url, _, wanted = CASES[name]
    assert found[url]["type"] == wanted, found[url]["type_evidence"]


def test_every_type_has_evidence_and_a_confidence(found: dict[str, dict[str, Any]]) -> None:
    assert len(found) == len(CASES)
    for row in found.values():
        assert row["type"] in LINK_TYPES
        assert row["type_evidence"].endswith((".", "."))
        assert "{" not in row["type_evidence"]
        assert 0 <= row["type_confidence"] <= 1


def test_rel_raises_what_it_says_and_silence_proves_nothing(tmp_path: Path) -> None:
    told = article(
        '<p>We ride with <a rel="sponsored" href="https://lamps.example/">these lamps</a> all through winter.</p>'
    )
    found = typed(
        tmp_path,
        {"https://quietroads.test/told": told, "https://quietroads.test/not": told.replace("sponsored", "noopener")},
    )
    assert found["https://quietroads.test/told"]["type"] == "sponsored"
    assert found["https://quietroads.test/not"]["type"] == "editorial"


def test_menus_that_offer_advertising_are_no_labels(tmp_path: Path) -> None:
    foot = article("") + f"<footer><ul><li><a href='/ads'>Advertising</a></li><li>{LAMP}</li></ul></footer>"
    assert typed(tmp_path, {"https://quietroads.test/": foot})["https://quietroads.test/"]["type"] == "widget_or_footer"


def test_words_within_sentences_are_no_labels(tmp_path: Path) -> None:
    said = article(
        f"<p>The police asked for reports, and an Anzeige is expensive, said the people of {LAMP} to us.</p>"
    )
    assert typed(tmp_path, {"https://quietroads.test/": said})["https://quietroads.test/"]["type"] == "editorial"


def test_no_links_no_types(tmp_path: Path) -> None:
    assert typed(tmp_path, {"https://quietroads.test/": article("")}) == {}
