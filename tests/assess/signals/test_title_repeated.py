"""The same title on several referring domains."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.assess.webs import link, page, subjects, words

if TYPE_CHECKING:
    from tests.assess.signals.conftest import Ask

SITES = ("https://a.example/one", "https://b.example/two", "https://c.example/three")
RARE = "What brightness means for a cable set"


def web(*titles: str) -> dict[str, str]:
    return {
        url: page(f"<p>{words(url)} {link('https://lamps.example/')}</p>", title=title)
        for url, title in zip(SITES, titles, strict=True)
    }


def test_a_rare_title_on_three_domains(ask: Ask) -> None:
    found = ask("title_repeated", web(RARE, RARE.upper(), f" {RARE}  "))
    assert subjects(found) == sorted(SITES)
    assert found[0]["count"] == 2
    assert found[0]["rows"] == [SITES[1], SITES[2]]


def test_a_rare_title_of_a_script_without_spaces(ask: Ask) -> None:
    assert len(ask("title_repeated", web(*["港の自転車灯の明るさ"] * 3))) == 3


@pytest.mark.parametrize("title", ["Home", "Links", "About us", "Контакты", "ブログ"])
def test_a_common_title_says_nothing(ask: Ask, title: str) -> None:
    assert ask("title_repeated", web(title, title, title)) == []


def test_two_domains_are_too_few(ask: Ask) -> None:
    assert ask("title_repeated", web(RARE, RARE, "Something else that nobody has")) == []


def test_who_names_a_page_by_its_own_title_quotes_it(ask: Ask) -> None:
    target = {"https://lamps.example/": page(f"<p>{words('lamps')}</p>", title=RARE)}
    assert ask("title_repeated", web(RARE, RARE, RARE) | target) == []


def test_a_press_release_is_meant_to_be_copied(ask: Ask) -> None:
    assert ask("title_repeated", web(RARE, RARE, RARE), types="SELECT link, 'press_release' AS type FROM links") == []


def test_trusted_sites_are_not_suspected(ask: Ask) -> None:
    seeds = ["a.example", "b.example", "c.example"]
    assert ask("title_repeated", web(RARE, RARE, RARE), seeds=seeds) == []
