"""What can be decided about: a domain or host with all below it, or one page. The same for reviews and disavow files.

Names and addresses are written one way: names in lower case as punycode, without the root's dot; addresses as the
WHATWG URL standard serialises them (https://url.spec.whatwg.org/), without a fragment. What a whole `domain:` entry may
not be is told by `shared`: below a public suffix (https://publicsuffix.org/, private ones too) and on a platform lie
sites that have nothing to do with each other.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from backlit import _core

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

URL_MOST = 2_048
"""Characters of an address, in Google's disavow format too (https://support.google.com/webmasters/answer/2648487)."""
PREFIX = "domain:"


class SubjectError(ValueError):
    """A text that names nothing to decide about; the message says why and what to write, without the text itself."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A domain or host with all below it, or the address of one page."""

    kind: Literal["domain", "url"]
    text: str

    def __str__(self) -> str:
        """As a line of a disavow file."""
        return PREFIX + self.text if self.kind == "domain" else self.text

    @property
    def host(self) -> str:
        """The host without a port."""
        if self.kind == "domain":
            return self.text
        parts = _core.url_parts(self.text)
        return "" if parts is None else parts["hostname"]


def parse_subject(typed: str) -> Subject:
    """What a person named: `spam.example`, `domain:blog.spam.example`, `https://spam.example/page`."""
    text = typed.strip()
    if text.lower().startswith(PREFIX):
        return Subject("domain", domain_name(text[len(PREFIX) :].strip()))
    if "://" in text:
        return Subject("url", page_url(text))
    return Subject("domain", domain_name(text.removesuffix("/")))


def page_url(text: str) -> str:
    """The address of one page as it is kept."""
    _no_blanks(text)
    parts = _core.url_parts(text)
    if parts is None or parts["protocol"] not in ("http:", "https:"):
        raise SubjectError("is no web address: it begins with http:// or https://")
    if parts["username"] or parts["password"]:
        raise SubjectError("has a user name in it: leave it out")
    address = parts["href"].partition("#")[0]
    if len(address) > URL_MOST:
        raise SubjectError(f"has {len(address):,} characters: {URL_MOST:,} at most; its domain can be named instead")
    return address


def domain_name(text: str) -> str:
    """The name of a domain or host as it is kept."""
    if not text:
        raise SubjectError("names nothing: write example.com, or https://example.com/page")
    _no_blanks(text)
    if "://" in text:
        raise SubjectError("has a scheme: a domain is written without one")
    if any(mark in text for mark in "/?#\\"):
        raise SubjectError(
            "has a path: name the domain alone, or the whole address of one page with http:// or https://"
        )
    if "*" in text:
        raise SubjectError("has a wildcard: a domain has all its subdomains without one")
    if "@" in text:
        raise SubjectError("is a mail address: name the domain alone")
    parts = _core.url_parts(f"http://{text}/")
    name = "" if parts is None else parts["hostname"].rstrip(".")
    if parts is None or not name:
        raise SubjectError("is no name of a domain: write example.com")
    if parts["port"] or (":" in text and not text.startswith("[")):
        raise SubjectError("has a port: a domain is written without one")
    return name


def is_own(host: str, own: str) -> bool:
    """Whether a host is the domain `own` or lies below it."""
    return host == own or host.endswith(f".{own}")


def shared(name: str, platforms: Mapping[str, str]) -> str | None:
    """Why a whole domain is shared by sites that are strangers to each other; None where it is not known to be.

    `platforms` are the domains of platforms, each with what it is.
    """
    if name in platforms:
        return f"{name} is shared by many unrelated sites ({platforms[name].replace('_', ' ')})"
    below = _above(tuple(platforms)).get(name)
    if below is not None:
        return f"{below}, which lies below {name}, is shared by many unrelated sites"
    if _core.registrable_domain(name) is None and not _is_address(name):
        return f"{name} is a public suffix: unrelated sites have their names below it"
    return None


@cache
def _above(names: tuple[str, ...]) -> dict[str, str]:
    """The names that platforms lie below, each with one of these platforms."""
    return {above: name for name in sorted(names, reverse=True) for above in parents(name) if above != name}


def parents(host: str) -> Iterator[str]:
    """A host, and the names that it lies below, nearest first."""
    name = host
    while name:
        yield name
        if _is_address(name):
            return
        name = name.partition(".")[2]


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def _no_blanks(text: str) -> None:
    if any(char.isspace() or ord(char) < 0x20 or ord(char) == 0x7F for char in text):
        raise SubjectError("has white space or control characters in it: name one thing at a time")
