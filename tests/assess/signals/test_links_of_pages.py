"""The signals of the family of links: outlink load, link density, little text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.assess.webs import link, page, subjects, words

if TYPE_CHECKING:
    from tests.assess.signals.conftest import Ask

LAMPS = "https://lamps.example/"
FARM = "https://linkfarm.example/"


def items(count: int, text: str = "") -> str:
    rows = "".join(f"<li>{link(f'https://site-{n}.example/', f'site {n}')} {text}</li>" for n in range(count))
    return f"<ul>{rows}<li>{link(LAMPS)} {text}</li></ul>"


def within(count: int) -> str:
    return "<p>" + " ".join(link(f"/page/{n}", f"page {n}") for n in range(count)) + "</p>"


def test_many_outlinks_with_little_text(ask: Ask) -> None:
    found = ask("outlink_load", {FARM: page(items(40))})
    assert subjects(found) == [FARM]
    assert "links to 41 other domains" in found[0]["fact"]


def test_a_roundup_writes_about_what_it_links_to(ask: Ask) -> None:
    assert ask("outlink_load", {FARM: page(items(40, words("what it is", 30)))}) == []


def test_an_encyclopaedia_links_within(ask: Ask) -> None:
    assert ask("outlink_load", {FARM: page(items(40) + within(60))}) == []


def test_a_trusted_list_is_not_suspected(ask: Ask) -> None:
    assert ask("outlink_load", {FARM: page(items(40))}, seeds=["linkfarm.example"]) == []


def test_a_link_between_links(ask: Ask) -> None:
    row = " ".join(link(f"https://site-{n}.example/", f"site number {n}") for n in range(12))
    found = ask("link_density", {FARM: page(f"<p>{row} {link(LAMPS)}</p>")})
    assert subjects(found) == [FARM]
    assert "12" in found[0]["fact"] or "13" in found[0]["fact"]


def test_a_link_that_stands_alone(ask: Ask) -> None:
    assert ask("link_density", {FARM: page(f"<p>{words('a text')}</p><p>{link(LAMPS)}</p>")}) == []


def test_a_menu_is_links_throughout(ask: Ask) -> None:
    row = " ".join(link(f"https://site-{n}.example/", f"site number {n}") for n in range(12))
    menu = f"<nav>{row} {link(LAMPS)}</nav>"
    assert ask("link_density", {FARM: page(f"<p>{words('a text')}</p>", outside=menu)}) == []


def test_a_link_in_a_sentence_among_others(ask: Ask) -> None:
    prose = "".join(f"<p>{words(str(n), 20)} {link(f'https://site-{n}.example/')}</p>" for n in range(12))
    assert ask("link_density", {FARM: page(f"{prose}<p>{words('and', 20)} {link(LAMPS)}</p>")}) == []


def test_little_text_for_many_links(ask: Ask) -> None:
    markup = "<div class='a-long-name-of-a-class' data-nothing='0123456789'></div>" * 40
    found = ask("little_text", {FARM: page(items(12) + markup)})
    assert subjects(found) == [FARM]


def test_a_page_that_scripts_write(ask: Ask) -> None:
    script = f"<script>{'var text = 0;' * 500}</script>"
    shell = page(f"<p>Loading. {link(LAMPS)} {link('https://cdn.example/')}</p>", outside=script)
    assert ask("little_text", {FARM: shell}) == []


def test_a_page_with_text(ask: Ask) -> None:
    assert ask("little_text", {FARM: page(f"<p>{words('a text')}</p>" + items(12))}) == []
