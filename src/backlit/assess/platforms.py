"""Shared platforms: domains and hosts that many unrelated sites or people share, each with its kind.

What one user of a platform does says nothing of the others, so signals that rest on addresses never fire for them,
and none can be disavowed whole. The list is data (`data/platforms.toml`, with its sources): it cannot be complete.
Sites below a private suffix of the Public Suffix List (alice.blogspot.com) are domains of their own in the index; they
are on a platform all the same.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

FILE = "platforms.toml"


@cache
def _sections() -> dict[str, dict[str, object]]:
    text = resources.files("backlit.assess").joinpath("data", FILE).read_text("utf-8")
    return tomllib.loads(text)


@cache
def platforms() -> dict[str, str]:
    """The kind of each platform by its name, a domain or host. Who blocks one of these names blocks all that is on it.

    The answer is shared: do not change it.
    """
    return {name: kind for kind, told in _sections().items() for name in _names(told)}


@cache
def kinds() -> dict[str, str]:
    """What each kind of platform is, in words."""
    return {kind: str(told["meaning"]) for kind, told in _sections().items()}


def platform_of(host: str) -> str | None:
    """The kind of the platform that a host or domain is, or is on; None where it is on none that is known.

    The nearest name counts: `docs.google.com` holds documents, `google.com` is a search engine.
    """
    listed, name = platforms(), host.lower().rstrip(".")
    while name:
        if name in listed:
            return listed[name]
        name = name.partition(".")[2]
    return None


def _names(told: dict[str, object]) -> list[str]:
    names = told["names"]
    assert isinstance(names, list)  # noqa: S101 - a file of ours, which a test reads
    return names
