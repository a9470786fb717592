"""The sites of the sample web, read from `data/sites.toml`.

Every name stands under `.example` or `.test`, which RFC 2606 and RFC 6761 reserve: none can ever be a real site.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

DATA = resources.files("backlit.sample") / "data"

NETWORK_ROLES = ("network", "farm", "casino", "money")
"""Roles that nobody links to of their own free will."""


@dataclass(frozen=True, slots=True)
class Site:
    """One invented site."""

    domain: str
    """Its registrable domain."""
    name: str
    tagline: str
    role: str
    """What it is: brand, competitor, news, blog, shop, directory, network …"""
    language: str
    topic: str
    """What it is about: pages link more readily to sites of their own topic."""
    skeleton: str
    """The HTML it is built with: a file of `data/skeletons`."""
    pages: int
    """Addresses that answer with a page in at least one crawl."""
    hosts: tuple[str, ...] = ()
    """Subdomains; where `www` is one of them it is the main host."""
    group: str = ""
    """The network, farm or kind of sites that it belongs to."""
    trusted: bool = False
    spam: bool = False
    scheme: str = "https"
    encoding: str = "utf-8"
    declared: str = "header"
    """Where a page says its encoding: header, meta, nowhere."""
    base: str = ""
    """The `<base href>` of its pages."""
    analytics: str = ""
    advertising: str = ""
    texts: str = ""
    """The key of its texts in its language, where that is not the topic: a forum asks, an encyclopaedia explains."""
    translations: tuple[str, ...] = ()
    """Languages of further home pages, at /de/, /fr/ …"""

    @property
    def main_host(self) -> str:
        """The host of the home page."""
        return f"www.{self.domain}" if "www" in self.hosts else self.domain

    @property
    def writes(self) -> str:
        """The key of its texts."""
        return self.texts or self.topic

    @property
    def home(self) -> str:
        """The address of the home page."""
        return f"{self.scheme}://{self.main_host}/"


@cache
def sites() -> tuple[Site, ...]:
    """All sites, in the order of the catalogue."""
    rows: list[dict[str, Any]] = tomllib.loads((DATA / "sites.toml").read_text(encoding="utf-8"))["site"]
    known: list[dict[str, Any]] = [
        {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()} for row in rows
    ]
    return tuple(Site(**row) for row in known)
