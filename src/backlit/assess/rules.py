"""The rules of judgement as data: weights and thresholds with a version, which is kept in what is judged by them.

They lie in `data/rules.toml`; docs/scoring.md tells each of them with its source. A signal reads its own numbers only.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = "rules.toml"


@dataclass(frozen=True, slots=True)
class Rules:
    """The numbers of all rules, by section."""

    version: str
    """The date of the rules, and a digest of their text: no two that may judge differently have the same."""
    sections: Mapping[str, Any]

    def __getitem__(self, section: str) -> Mapping[str, Any]:
        """The numbers of a section such as `quality`; KeyError where there is none."""
        found: Mapping[str, Any] = self.sections[section]
        return found

    def signal(self, name: str) -> Mapping[str, Any]:
        """The numbers of a risk signal; `weight` is among them. KeyError where there are none."""
        found: Mapping[str, Any] = self.sections["signals"][name]
        return found

    @property
    def supporting(self) -> list[str]:
        """The signals that only support others: they add to a risk, and queue no link."""
        return sorted(name for name, rule in self.sections["signals"].items() if rule.get("supports", False))


def parse_rules(text: str) -> Rules:
    """The rules that a text of TOML tells."""
    sections = tomllib.loads(text)
    digest = hashlib.blake2b(text.encode(), digest_size=4).hexdigest()
    return Rules(f"{sections.pop('version')}-{digest}", sections)


@cache
def read_rules() -> Rules:
    """The rules that come with Backlit."""
    return parse_rules(resources.files("backlit.assess").joinpath("data", FILE).read_text("utf-8"))
