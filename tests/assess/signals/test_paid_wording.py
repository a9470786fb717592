"""Paid wording near a link that no rel says was paid for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.assess.webs import link, page, subjects, words

if TYPE_CHECKING:
    from tests.assess.signals.conftest import Ask

LAMPS = "https://lamps.example/"
A = "https://a.example/"
PHRASES = {
    "en": "This is a sponsored post by",
    "de": "Gesponserter Beitrag von",
    "fr": "Article sponsorisé par",
    "pl": "Artykuł sponsorowany:",
}


def web(before: str, rel: str = "", title: str = "A page", lang: str = "en") -> dict[str, str]:
    return {A: page(f"<p>{words('text', 40)}.</p><p>{before} {link(LAMPS, 'lamps', rel)}.</p>", title=title, lang=lang)}


@pytest.mark.parametrize("lang", PHRASES)
def test_words_of_a_paid_text(ask: Ask, lang: str) -> None:
    found = ask("paid_wording", web(PHRASES[lang], lang=lang))
    assert subjects(found) == [A]
    assert found[0]["strength"] == 1
    assert found[0]["fact"].startswith("The text around the link has the words “")


def test_a_title_that_says_so(ask: Ask) -> None:
    found = ask("paid_wording", web("See", title="Sponsored post: the best lamps"))
    assert "The title of the page has the words “sponsored post”" in found[0]["fact"]


@pytest.mark.parametrize("label", ["Sponsored: have a look at", "Anzeige: ein Blick auf", "Publicité : regardez"])
def test_a_label_with_a_colon(ask: Ask, label: str) -> None:
    assert subjects(ask("paid_wording", web(label))) == [A]


def test_the_word_of_a_label_in_a_sentence(ask: Ask) -> None:
    assert ask("paid_wording", web("The advertisement of 1920 showed what the museum calls")) == []


def test_a_later_sentence_is_about_another_link(ask: Ask) -> None:
    other = f"Thanks to our sponsor, {link('https://other.example/', 'Other')}, for making this post possible."
    assert ask("paid_wording", {A: page(f"<p>{words('text', 40)} {link(LAMPS, 'lamps')} helped. {other}</p>")}) == []


def test_the_sentence_of_the_link_says_so_after_it(ask: Ask) -> None:
    said = f"Dank an {link(LAMPS, 'lamps')}, dies ist eine bezahlte Partnerschaft. Ende."
    assert subjects(ask("paid_wording", {A: page(f"<p>{words('text', 40)}. {said}</p>", lang="de")})) == [A]


def test_words_that_were_cut_are_not_read(ask: Ask) -> None:
    """The text after a link ends within a word: what is left of "publications" is no Portuguese "publi"."""
    pages = {
        f"https://a.example/{count}": page(f"<p>See {link(LAMPS, 'lamps')}{' and'.ljust(count, 'x')} publications.</p>")
        for count in range(90, 98)
    }
    assert ask("paid_wording", pages) == []


def test_a_site_that_takes_texts(ask: Ask) -> None:
    found = ask("paid_wording", web("Write for us! See"))
    assert 0 < found[0]["strength"] < 1


@pytest.mark.parametrize("rel", ["sponsored", "nofollow", "noopener, sponsored nofollow"])
def test_a_rel_that_says_it_was_paid_for(ask: Ask, rel: str) -> None:
    assert ask("paid_wording", web(PHRASES["en"], f"rel='{rel}'")) == []


def test_what_a_visitor_writes_in_a_comment(ask: Ask) -> None:
    said = f"<section class='comments'><p>Is this a sponsored post? {link(LAMPS)}</p></section>"
    assert ask("paid_wording", {A: page(f"<p>{words('text')}</p>", outside=said)}) == []


def test_a_link_without_such_words(ask: Ask) -> None:
    assert ask("paid_wording", web("The sponsor of the club once bought post stamps of")) == []
