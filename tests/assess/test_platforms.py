"""Shared platforms: the list is sound, and the nearest name counts."""

from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path

import pytest

from backlit import _core
from backlit.assess.platforms import kinds, platform_of, platforms

SUFFIXES = Path(__file__).parents[3] / "shared" / "data" / "suites" / "publicsuffix" / "public_suffix_list.dat"


def listed() -> dict[str, list[str]]:
    text = resources.files("backlit.assess").joinpath("data", "platforms.toml").read_text("utf-8")
    return {kind: told["names"] for kind, told in tomllib.loads(text).items()}


def test_each_name_is_listed_once_and_in_order() -> None:
    names = [name for names in listed().values() for name in names]
    assert len(names) == len(set(names)) == len(platforms())
    assert all(names == sorted(names) for names in listed().values())


def test_each_name_is_a_host_as_the_index_writes_it() -> None:
    for name in platforms():
        parts = _core.url_parts(f"https://{name}/")
        assert parts is not None
        assert parts["host"] == name
        assert "." in name


def test_each_kind_says_what_it_is() -> None:
    assert set(kinds()) == set(listed())
    assert all(kinds().values())


@pytest.mark.parametrize(
    ("host", "kind"),
    [
        ("medium.com", "blog_host"),
        ("MEDIUM.com.", "blog_host"),
        ("alice.blogspot.com", "blog_host"),
        ("www.facebook.com", "social"),
        ("docs.google.com", "document_host"),
        ("google.com", "search"),
        ("en.wikipedia.org", "wiki"),
        ("notmedium.com", None),
        ("com", None),
        ("blogspot.example", None),
        ("", None),
    ],
)
def test_the_nearest_name_counts(host: str, kind: str | None) -> None:
    assert platform_of(host) == kind


def test_no_name_is_a_suffix_that_registries_sell() -> None:
    if not SUFFIXES.exists():
        pytest.skip(f"the Public Suffix List is not in {SUFFIXES}")
    registries, _, _ = SUFFIXES.read_text("utf-8").partition("===BEGIN PRIVATE DOMAINS===")
    sold = {line.strip().removeprefix("*.") for line in registries.splitlines() if line and not line.startswith("//")}
    assert not sold & set(platforms())
