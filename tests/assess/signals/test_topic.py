"""The signals of the family of topics: unrelated topic, foreign language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.assess.webs import link, page, subjects, words

if TYPE_CHECKING:
    from tests.assess.signals.conftest import Ask

LAMPS = "https://lamps.example/"
A = "https://a.example/"


def web(lang: str = "en", rel: str = "") -> dict[str, str]:
    return {
        A: page(f"<p>{words('text')} {link(LAMPS, 'a lamp', rel)}</p>", lang=lang),
        LAMPS: page(f"<p>{words('lamps')}</p>"),
    }


def relevance(value: str = "0.5", language: str = "true", country: str = "NULL") -> str:
    return (
        f"SELECT link, {value}::FLOAT AS relevance, 'words' AS relevance_evidence, {language}::BOOLEAN AS "
        f"language_agrees, {country}::BOOLEAN AS country_agrees FROM links"
    )


def test_a_page_about_something_else(ask: Ask) -> None:
    found = ask("unrelated_topic", web(), relevance=relevance("0.005"))
    assert subjects(found) == [A]
    assert "relevance 0.01 of 1" in found[0]["fact"] or "relevance 0.00 of 1" in found[0]["fact"]


def test_unrelated_is_not_harmful_where_nothing_passes_or_a_site_is_trusted(ask: Ask) -> None:
    assert ask("unrelated_topic", web(rel="rel=nofollow"), relevance=relevance("0")) == []
    assert ask("unrelated_topic", web(), relevance=relevance("0"), seeds=["a.example"]) == []


def test_what_is_unknown_or_in_another_language_is_not_unrelated(ask: Ask) -> None:
    assert ask("unrelated_topic", web(), relevance=relevance("NULL")) == []
    assert ask("unrelated_topic", web("de"), relevance=relevance("0", "false")) == []


def test_another_language(ask: Ask) -> None:
    found = ask("foreign_language", web("de-AT"), relevance=relevance(language="false"))
    assert subjects(found) == [A]
    assert found[0]["fact"] == "The page is in the language de-at; the target has en."


def test_a_language_of_the_target_of_its_country_or_none(ask: Ask) -> None:
    assert ask("foreign_language", web(), relevance=relevance(language="true")) == []
    assert ask("foreign_language", web("de"), relevance=relevance(language="NULL")) == []
    assert ask("foreign_language", web("de"), relevance=relevance(language="false", country="true")) == []
    assert ask("foreign_language", web("de"), relevance=relevance(language="false"), seeds=["a.example"]) == []
