"""Features of the domain's name: a cheap top-level domain, length, digits, hyphens, runs of consonants.

Ntoulas et al. (WWW 2006) and Moz's Spam Score count such features. They are biased alone: against cheap names, against
languages that write consonants in rows, against names that were written for another script. So no feature fires by
itself, the weight is capped, and a name in another script is read as it is shown, not as its punycode.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from backlit.assess.signals import Signal, found_schema

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backlit.assess.material import Material

SIGNAL = Signal(
    name="name_features",
    family="name",
    level="domain",
    meaning="The domain's name has several features of names that are made in bulk: a cheap top-level domain, great "
    "length, digits, hyphens, runs of consonants.",
    caution="Biased alone: two features at least, a capped weight, never for trusted sites; names in other scripts are "
    "read decoded, and clusters that German, Polish or Czech write are no runs.",
    needs="S",
    source="Ntoulas et al. 2006; Moz Spam Score: length of the domain name, digits, hyphens, TLDs of spam",
)
_CLUSTERS = re.compile("sch|tsch|dsch|szcz|sh|ch|ck|ph|th|tz|sz|cz|rz|dz|dż|dź|ng|nk|st|tt|ss|ll|mm|nn|rr|ff|pp|[yrl]")
"""What is read as one sound, a doubled letter, or the vowel that r, l and y are in Czech, Slovak or Welsh."""


def fire(material: Material, rule: Mapping[str, Any]) -> pa.Table:
    """Each referring domain with as many features as the rule asks for, unless it is trusted."""
    domains = material.sql(
        "SELECT domain, name FROM domains WHERE coalesce(trust, 0) < $1 AND name LIKE '%.%' ORDER BY domain",
        [rule["trusted"]],
    )
    rows = []
    for number, name in zip(domains.column("domain").to_pylist(), domains.column("name").to_pylist(), strict=True):
        told = features(str(name), rule)
        if len(told) >= rule["features"]:
            fact = f"Its name has {', '.join(told[:-1])} and {told[-1]}."
            rows.append((number, min(1.0, len(told) / 4), fact, [name], 1))
    columns: list[list[Any]] = [list(column) for column in zip(*rows, strict=True)] if rows else [[]] * 5
    schema = found_schema("domain")
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema=schema)


def features(name: str, rule: Mapping[str, Any]) -> list[str]:
    """What is odd about a registrable domain, in words."""
    label, top = _shown(name.split(".", maxsplit=1)[0]), name.rpartition(".")[2]
    if top.isdigit():
        return []
    told = []
    if top in cheap_tlds():
        told.append(f"the cheap top-level domain .{top}")
    if len(label) >= rule["length"]:
        told.append(f"{len(label)} letters")
    digits = sum(letter.isdigit() for letter in label)
    if digits >= rule["digits"] and digits >= rule["digit_share"] * len(label):
        told.append(f"{digits} digits")
    if label.count("-") >= rule["hyphens"]:
        told.append(f"{label.count('-')} hyphens")
    run = max((len(part) for part in re.findall("[bcdfghjkmnpqstvwxz]+", _CLUSTERS.sub("a", label))), default=0)
    if run >= rule["consonants"]:
        told.append(f"{run} consonants in a row")
    return told


@cache
def cheap_tlds() -> frozenset[str]:
    """The top-level domains of `data/cheap_tlds.toml`."""
    text = resources.files("backlit.assess").joinpath("data", "cheap_tlds.toml").read_text("utf-8")
    return frozenset(name for names in tomllib.loads(text).values() for name in names)


def _shown(label: str) -> str:
    """A label as browsers show it: decoded where it is punycode that can be."""
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return ""
