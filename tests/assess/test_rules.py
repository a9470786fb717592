"""The rules: a version that is theirs alone, and clear words for rules that cannot be."""

from __future__ import annotations

from importlib import resources

import pytest

from backlit.assess import read_rules
from backlit.assess.rules import RulesError, made_with, parse_rules
from backlit.assess.signals import signals

SHIPPED = resources.files("backlit.assess").joinpath("data", "rules.toml").read_text("utf-8")


def test_each_signal_has_its_rule_and_each_rule_its_signal() -> None:
    assert read_rules().sections["signals"].keys() == signals().keys()
    assert all(0 < read_rules().signal(name)["weight"] <= 100 for name in signals())


def test_hints_weigh_less_than_none_and_more_than_nothing() -> None:
    assert all(0 < read_rules()["rel"][hint] < 1 for hint in ("nofollow", "ugc", "sponsored"))


def test_another_text_has_another_version() -> None:
    other = parse_rules(SHIPPED + "\n# nothing but a word more\n")
    assert other.version != read_rules().version
    assert other.version.split("-")[:3] == read_rules().version.split("-")[:3]
    assert parse_rules(SHIPPED).version == read_rules().version


def test_the_lists_of_words_count_too() -> None:
    assert made_with() == made_with()
    assert len(made_with()) == 16


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[risk]", "[risk", "is no TOML"),
        ('version = "', 'version = "of ', "has no version"),
        ("[signals.hidden_link]\n", "[signals.hidden_links]\n", "has no section [signals.hidden_link]"),
        ("[signals.hidden_link]\n", "[signals.made_up]\nweight = 1\n[signals.hidden_link]\n", "no signal 'made_up'"),
        ("[signals.hidden_link]\nweight", "[signals.hidden_link]\nweigth", "[signals.hidden_link] has no weight"),
        (
            "[signals.hidden_link]\nweight = ",
            "[signals.hidden_link]\nweight = -",
            "weight of [signals.hidden_link] is -",
        ),
        ("[signals.hidden_link]\nweight = ", "[signals.hidden_link]\nweight = 1000", "it can be 0 to 100"),
        ("nofollow = 0.3", "nofollow = 1.3", "nofollow of [rel] is 1.3; it can be 0 to 1"),
        ("[rel]", "[real]", "has no section [rel]"),
        ("nofollow = 0.3", "nofollow = nan", "nofollow of [rel] is nan"),
        ("families = 2", "families = inf", "families of [risk] is inf; it can be 0 or more"),
    ],
)
def test_rules_that_cannot_be_are_refused(old: str, new: str, told: str) -> None:
    assert old in SHIPPED
    with pytest.raises(RulesError, match=r"rules\.toml") as refused:
        parse_rules(SHIPPED.replace(old, new, 1))
    assert told in str(refused.value)
