"""Features of the names of domains."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.assess.webs import link, page, subjects, words

from backlit import _core
from backlit.assess import read_rules
from backlit.assess.signals.name_features import cheap_tlds, features

if TYPE_CHECKING:
    from tests.assess.signals.conftest import Ask

RULE = read_rules().signal("name_features")


def web(*names: str) -> dict[str, str]:
    return {f"https://{n}/": page(f"<p>{words(n)} {link('https://lamps.example/')}</p>") for n in names}


def test_a_name_made_in_bulk(ask: Ask) -> None:
    found = ask("name_features", web("best-cheap-lamps-2024.top", "a.example"))
    assert subjects(found) == ["best-cheap-lamps-2024.top"]
    assert found[0]["fact"] == "Its name has the cheap top-level domain .top and 3 hyphens."


def test_biased_alone(ask: Ask) -> None:
    assert ask("name_features", web("abc.xyz", "baden-baden-kur.example", "studio54321.example")) == []
    assert RULE["weight"] <= 10


def test_a_trusted_site_may_be_called_what_it_likes(ask: Ask) -> None:
    name = "best-cheap-lamps-2024.top"
    assert ask("name_features", web(name), seeds=[name]) == []


@pytest.mark.parametrize(
    "name",
    [
        "xn--bcher-kva.example",  # bücher
        "xn--eckwd4c7cu47r2wf.example",  # Japanese: digits and hyphens are of the punycode alone
        "xn--80aaxitdbjk.example",  # Cyrillic
        "angstschweiss.example",
        "szczebrzeszyn.example",
        "czestochowa-krzysztof.example",
        "zmrzlina.example",
        "ctvrtek.example",
        "rechtschreibung.example",
        "nightstreet.example",
        "llanfairpwll.example",
        "192.0.2.17",
    ],
)
def test_names_of_other_languages_are_not_odd(name: str) -> None:
    assert features(name, RULE) == []


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("kqzvbxwt.example", "8 consonants in a row"),
        ("x9k2m47.example", "4 digits"),
        ("theverybestofallcheaplamps.example", "26 letters"),
        ("buy.click", "the cheap top-level domain .click"),
    ],
)
def test_each_feature(name: str, told: str) -> None:
    assert features(name, RULE) == [told]


def test_the_listed_top_level_domains_are_top_level_domains() -> None:
    for name in cheap_tlds():
        assert _core.registrable_domain(f"a.b.{name}") == f"b.{name}"
