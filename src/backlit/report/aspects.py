"""The aspects of a profile in sentences, and the filters that list the links behind each.

`assess.profile` has the figures; words of strangers (anchors) stand in the sentences as they are, and are shown by the
faces as all such text is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

LONGEST = 1_500
"""Characters of a filter at most: it stands in an address."""

_SHARES = {
    "followed_share": "have a followed link",
    "anchor_mix": "link with an anchor of the class {word}",
    "placement_mix": "link from the place {word}",
    "sitewide_share": "have one link on most of their pages",
    "tld_mix": "have a name under .{word}",
    "language_mix": "link from a page in the language {word}",
    "country_mix": "have a name under .{word}, a country's",
}
_FILTERS = {
    "followed_share": "followed=yes",
    "anchor_mix": "anchor_class={word}",
    "placement_mix": "placement={word}",
    "tld_mix": r"source_domain=/\.{word}$/",
    "language_mix": "source_language=/(?i)^{word}([-_]|$)/",
    "country_mix": r"source_domain=/\.{word}$/",
}


def told(row: Mapping[str, Any]) -> str:
    """The finding of a row of `assess.profile` in one sentence, with what comparable targets have."""
    if row["verdict"] == "unknown":
        compared = "" if row["value"] is None else "; too few comparable targets to say what is usual"
    else:
        low, high = (figure(row["aspect"], row[end]) for end in ("low", "high"))
        compared = f"; comparable targets have {low} to {high}"
    return f"{_fact(row)}{compared}."


def figure(aspect: str, value: float) -> str:
    """A value as people write it: shares in per cent."""
    if aspect in ("velocity", "bursts") or aspect in ("diversity.hosts", "diversity.domains", "diversity.anchors"):
        return f"{value:.0f}" if aspect == "bursts" else f"{value:.2f}"
    return f"{value:.0%}" if value >= 0.1 or value == 0 else f"{value:.1%}"


def listing(row: Mapping[str, Any]) -> list[str]:
    """The filters of the report `quality` that list the links of an aspect; none: all of them."""
    aspect, words = row["aspect"], row["words"]
    group, _, word = aspect.partition(".")
    if aspect == "anchor_mix.most_used":
        found = any_of("anchor", words)
    elif aspect in ("sitewide_share", "concentration"):
        found = any_of("source_domain", words)
    elif aspect == "velocity":
        return [f"first_seen>={words[0]}", f"first_seen<={words[1]}"] if words else []
    elif aspect == "bursts":
        return [f"first_seen={words[0]}", *any_of("anchor", words[1:2])] if words else []
    elif group in _FILTERS:
        found = [_FILTERS[group].format(word=re.escape(word) if "/" in _FILTERS[group] else word)]
    else:
        found = []
    return found


def any_of(column: str, words: Iterable[str]) -> list[str]:
    """A filter for any of these words, as many as an address can hold; none where not even one can be."""
    parts: list[str] = []
    for word in words:
        part = '"' + word.replace('"', '""') + '"'
        if sum(map(len, parts)) + len(part) < LONGEST:
            parts.append(part)
    return [f"{column}={','.join(parts)}"] if parts else []


def _fact(row: Mapping[str, Any]) -> str:
    aspect, value = row["aspect"], row["value"]
    group, _, word = aspect.partition(".")
    if value is None:
        return f"Nothing is known of {aspect}"
    shown = figure(aspect, value)
    of_domains = f"{row['named']:,} of {row['told']:,} referring domains ({shown})"
    if aspect == "anchor_mix.most_used":
        used = f"use the anchor “{row['words'][0]}”" if row["words"] else "use one anchor that says something"
        return f"{of_domains} {used}, the most used beside names and addresses"
    if group in _SHARES:
        return f"{of_domains} {_SHARES[group].format(word=word)}"
    return _FACTS[aspect](row, shown)


def _velocity(row: Mapping[str, Any], shown: str) -> str:
    week = row["words"][0]
    found = f"In the week of {week} {row['named']:,} of {row['told']:,} referring domains were first seen"
    return f"{found}, {shown} times the share of pages first looked at in it"


def _bursts(row: Mapping[str, Any], _: str) -> str:
    words = row["words"]
    found = [
        f"{day} “{anchor}” on {pages} pages of {domains} domains"
        for day, anchor, pages, domains in zip(*[iter(words)] * 4, strict=True)
    ]
    if not found:
        return "No anchor came on many pages in one day, beyond what the crawl looked at"
    more = f" and {row['value'] - len(found):.0f} more" if row["value"] > len(found) else ""
    return f"Bursts of one anchor on a day: {'; '.join(found)}{more}"


_FACTS: dict[str, Callable[[Mapping[str, Any], str], str]] = {
    "velocity": _velocity,
    "bursts": _bursts,
    "diversity.anchors": lambda _, shown: f"The anchors have {shown} of the entropy that they could have",
    "diversity.hosts": lambda row, shown: (
        f"{row['value'] * row['told']:,.0f} hosts link, {shown} for each referring domain"
    ),
    "diversity.domains": lambda row, shown: (
        f"{row['named']:,} domains have {row['found']:,} links, {shown} for each link"
    ),
    "concentration": lambda row, shown: (
        f"{row['found']:,} links ({shown}) come from the {row['named']:,} domains with most links"
    ),
}
