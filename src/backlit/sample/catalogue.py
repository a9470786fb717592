"""The sites of the sample web, read from `data/sites.toml`.

Every name stands under `.example` or `.test`, which RFC 2606 and RFC 6761 reserve: none can ever be a real site.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

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
    """The key of its subject in the texts of its language."""
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
    translations: tuple[str, ...] = ()
    """Languages of further home pages, at /de/, /fr/ …"""

    @property
    def main_host(self) -> str:
        """The host of the home page."""
        return f"www.{self.domain}" if "www" in self.hosts else self.domain

    @property
    def home(self) -> str:
        """The address of the home page."""
        return f"{self.scheme}://{self.main_host}/"


@cache
def sites() -> tuple[Site, ...]:
    """All sites, in the order of the catalogue."""
    rows = tomllib.loads((DATA / "sites.toml").read_text(encoding="utf-8"))["site"]
    return tuple(Site(**{key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}) for row in rows)
