"""Signals of anchors: what repeats, what is too well chosen, and what repeats by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.assess.made import TARGET, fired, material, page
from tests.segments import Link

if TYPE_CHECKING:
    from pathlib import Path

    from tests.segments import Look

TERM = "cheap bike lights"


def linked(anchors: dict[str, int], others: int, rel: str | None = None) -> list[Look]:
    """So many domains that link with each of these words, and others with words of their own."""
    words = [anchor for anchor, n in anchors.items() for _ in range(n)]
    looks = [page(f"site{n}.test", Link(TARGET, anchor, rel=rel)) for n, anchor in enumerate(words)]
    return looks + [page(f"other{n}.test", Link(TARGET, f"their lamp number {n}", rel=rel)) for n in range(others)]


def test_words_that_many_domains_repeat(tmp_path: Path) -> None:
    found = fired(
        material(tmp_path, linked({"Cheap  Lights": 3, "cheap lights": 3}, others=14)), "over_repeated_anchor"
    )
    assert set(found) == {f"https://site{n}.test/" for n in range(6)}
    assert "6 of the 20 referring domains (30 %)" in found["https://site0.test/"]["fact"]


@pytest.mark.parametrize("told", ["brand", "naked_address", "generic", "image", "empty"])
def test_names_addresses_and_empty_words_repeat_by_themselves(tmp_path: Path, told: str) -> None:
    looks = linked({"Shop": 15}, others=5)
    assert not fired(material(tmp_path, looks, {"Shop": told}), "over_repeated_anchor")


def test_titles_of_the_target_and_few_domains_are_no_repetition(tmp_path: Path) -> None:
    looks = [page("shop.test", title="How  lamps work"), *linked({"how lamps work": 10, TERM: 3}, others=10)]
    assert not fired(material(tmp_path, looks), "over_repeated_anchor")


def test_single_words_and_names_of_other_pages_repeat_by_themselves(tmp_path: Path) -> None:
    assert not fired(material(tmp_path / "word", linked({"lamps": 15}, others=5)), "over_repeated_anchor")
    own = [page(f"site{n}.test", Link(f"{TARGET}project/{n}", "issue tracker")) for n in range(15)]
    assert not fired(material(tmp_path / "pages", own), "over_repeated_anchor")


def test_one_page_that_links_often_is_one_domain(tmp_path: Path) -> None:
    looks = [page("blog.test", *[Link(TARGET, TERM)] * 50, path=f"/{n}") for n in range(20)]
    assert not fired(material(tmp_path, [*looks, *linked({}, others=20)]), "over_repeated_anchor")


def test_terms_from_many_domains(tmp_path: Path) -> None:
    looks = linked({TERM: 5, f"the {TERM} here": 2}, others=13)
    classes = {TERM: "exact_match", f"the {TERM} here": "partial_match"}
    found = fired(material(tmp_path, looks, classes), "exact_match_anchor")
    assert set(found) == {f"https://site{n}.test/" for n in range(7)}
    assert found["https://site0.test/"]["strength"] == 2 * found["https://site6.test/"]["strength"]
    assert "7 of the 20 referring domains (35 %)" in found["https://site0.test/"]["fact"]


def test_terms_in_a_script_without_spaces(tmp_path: Path) -> None:
    looks = linked({"格安自転車ライト": 5}, others=5)
    assert len(fired(material(tmp_path, looks, {"格安自転車ライト": "exact_match"}), "exact_match_anchor")) == 5


def test_single_words_and_few_domains_are_no_evidence(tmp_path: Path) -> None:
    one_word = material(tmp_path / "word", linked({"lamps": 10}, others=5), {"lamps": "exact_match"})
    assert not fired(one_word, "exact_match_anchor")
    few = material(tmp_path / "few", linked({TERM: 2}, others=5), {TERM: "exact_match"})
    assert not fired(few, "exact_match_anchor")
    small_share = material(tmp_path / "share", linked({TERM: 4}, others=60), {TERM: "exact_match"})
    assert not fired(small_share, "exact_match_anchor")
    assert not fired(material(tmp_path / "no terms", linked({TERM: 10}, others=5)), "exact_match_anchor")


def test_a_profile_without_disorder(tmp_path: Path) -> None:
    found = fired(material(tmp_path, linked({TERM: 15}, others=10)), "uniform_profile")
    assert len(found) == 15


def test_few_domains_or_mixed_rel_or_the_name_are_not_uniform(tmp_path: Path) -> None:
    assert not fired(material(tmp_path / "few", linked({TERM: 10}, others=3)), "uniform_profile")
    mixed = linked({TERM: 15}, others=0) + [
        page(f"n{n}.test", Link(TARGET, f"w {n}", rel="nofollow")) for n in range(9)
    ]
    assert not fired(material(tmp_path / "rel", mixed), "uniform_profile")
    named = material(tmp_path / "name", linked({"Shop": 20}, others=5), {"Shop": "brand"})
    assert not fired(named, "uniform_profile")
