"""What a user means by a target: the scopes, and what is made of the text that was typed.

A target is one address (`exact`), all addresses that begin with it (`prefix`), one host (`host`), or a registrable
domain with all its subdomains (`domain`, the default). Addresses are normalised by the WHATWG URL standard
(https://url.spec.whatwg.org/), names in any script become punycode, and a fragment is dropped: a page is an address
without one. Registrable domains are those of the Public Suffix List (https://publicsuffix.org/), where private
suffixes count as suffixes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from backlit import _core
from backlit.model import SCOPES, Scope, unknown_name


class TargetError(ValueError):
    """A target that cannot be understood; the message says why and how to write it."""


@dataclass(frozen=True, slots=True)
class Target:
    """What is looked at: a scope and the canonical text of it.

    `text` is the registrable domain (`domain`), the host with a port if one was given (`host`), or the normalised
    address (`prefix`, `exact`). An address has a scheme only if one was typed: without one it means http and https.
    """

    scope: Scope
    text: str

    def __str__(self) -> str:
        """The canonical text."""
        return self.text

    @property
    def domain(self) -> str:
        """The registrable domain that the target lies on."""
        host = self.text.partition("://")[2] or self.text
        return domain_of(host.partition("/")[0].partition("?")[0])


def parse_target(typed: str, scope: str = "domain") -> Target:
    """What a user typed, in a scope, as a `Target`.

    `example.com`, `https://www.example.com/blog/`, `www.example.com` and `bücher.example` are all understood in every
    scope: a wider scope takes from an address what it needs. Raises TargetError where the text is no web address.
    """
    if scope not in SCOPES:
        raise TargetError(unknown_name("scope", scope, SCOPES))
    parts = _parts(typed)
    if scope == "domain":
        return Target("domain", domain_of(parts["hostname"]))
    if scope == "host":
        return Target("host", parts["host"])
    address = parts["host"] + parts["pathname"] + parts["search"]
    if "://" in typed:
        address = f"{parts['protocol']}//{address}"
    return Target(cast("Scope", scope), address)


def domain_of(host: str) -> str:
    """The registrable domain of a host (a port is ignored); an address or a bare suffix is its own."""
    name = host if host.endswith("]") else host.rpartition(":")[0] if _has_port(host) else host
    return _core.registrable_domain(name) or name


def page_address(url: str) -> str | None:
    """The address of the page that a link leads to: http or https, normalised, without fragment; None for others."""
    parsed = _core.parse_url(url)
    if parsed is None or not parsed.startswith(("http://", "https://")):
        return None
    return parsed.partition("#")[0]


def _has_port(host: str) -> bool:
    return host.rpartition(":")[2].isdigit() and (host.count(":") == 1 or "]:" in host)


def _parts(typed: str) -> dict[str, str]:
    text = typed.strip()
    if not text:
        raise TargetError("The target is empty. Name a site or a page: example.com, https://www.example.com/blog/")
    if any(char.isspace() for char in text):
        raise TargetError(f"The target {text!r} has white space in it. Write one address: example.com/some%20page")
    scheme, separator, rest = text.partition("://")
    if not separator:
        scheme, rest = "http", text.removeprefix("//")
    if scheme.lower() not in ("http", "https"):
        raise TargetError(f"The target {text!r} is no web address: only http and https are in the index.")
    authority = rest.replace("\\", "/").partition("/")[0].partition("?")[0].partition("#")[0]
    if "@" in authority:
        raise TargetError(f"The target {text!r} has a user name or is a mail address. Name the site: {_after_at(rest)}")
    if "*" in authority:
        bare = authority.replace("*", "").strip(".")
        raise TargetError(f"The target {text!r} has a wildcard. The scope domain has all subdomains: {bare}")
    parts = _core.url_parts(f"{scheme.lower()}://{rest}")
    if parts is None or not parts["hostname"].strip("."):
        raise TargetError(f"The target {text!r} is no web address. Write example.com or https://www.example.com/blog/")
    if parts["hostname"].endswith("."):
        # The root's dot is right but never meant; no page of the web is kept under it by people.
        bare = parts["hostname"].rstrip(".")
        parts |= {"host": bare + parts["host"].removeprefix(parts["hostname"]), "hostname": bare}
    return parts


def _after_at(rest: str) -> str:
    return rest.rpartition("@")[2] or "example.com"
