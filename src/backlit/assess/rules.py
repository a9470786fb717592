"""The rules of judgement as data: weights and thresholds with a version, which is kept in what is judged by them.

They lie in `data/rules.toml`; docs/scoring.md tells each of them with its source. A signal reads its own numbers only.
A rule that cannot be is refused when the file is read, not when a million links have been judged by it.
"""

from __future__ import annotations

import hashlib
import math
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from backlit import _core
from backlit.assess.signals import signals

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable

FILE = "rules.toml"
SECTIONS = ("risk", "rel")
"""Sections that there must be beside those of the signals; each step has its own."""
MOST = {"weight": 100.0, "least": 100.0, "nofollow": 1.0, "ugc": 1.0, "sponsored": 1.0}
"""What a number of these names may be at most, in `risk`, `rel` and the signals; no number is below 0."""


class RulesError(ValueError):
    """A rule that cannot be; the message names the file, the section and the mend."""


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
    """The rules that a text of TOML tells. Raises RulesError."""
    try:
        sections = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RulesError(f"{FILE} is no TOML: {error}.") from error
    digest = hashlib.blake2b(text.encode(), digest_size=4).hexdigest()
    version = _version(sections.pop("version", None))
    _check(sections)
    return Rules(f"{version}-{digest}", sections)


@cache
def read_rules() -> Rules:
    """The rules that come with Backlit."""
    return parse_rules(_data().joinpath(FILE).read_text("utf-8"))


@cache
def made_with() -> str:
    """What judges beside the rules, as a digest: the version of Backlit, and the lists of words and platforms."""
    state = hashlib.blake2b(_core.__version__.encode(), digest_size=8)
    for name, file in sorted(_files(_data())):
        state.update(name.encode())
        state.update(file.read_bytes())
    return state.hexdigest()


def _data() -> Traversable:
    return resources.files("backlit.assess").joinpath("data")


def _files(folder: Traversable, above: str = "") -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        name = f"{above}/{entry.name}"
        if entry.is_dir():
            yield from _files(entry, name)
        else:
            yield name, entry


def _version(told: object) -> str:
    try:
        return date.fromisoformat(str(told)).isoformat()
    except ValueError:
        told = 'give the day of the last change, version = "2026-01-31", above all sections'
        raise RulesError(f"{FILE} has no version: {told}.") from None


def _check(sections: Mapping[str, Any]) -> None:
    told = sections.get("signals", {})
    for missing in sorted({*SECTIONS} - sections.keys()):
        raise RulesError(f"{FILE} has no section [{missing}].")
    for missing in sorted(signals().keys() - told.keys()):
        raise RulesError(f"{FILE} has no section [signals.{missing}]: give the signal its weight, 0 to leave it out.")
    for unknown in sorted(told.keys() - signals().keys()):
        raise RulesError(f"{FILE}: there is no signal {unknown!r}. Known: {', '.join(signals())}.")
    for name, rule in told.items():
        if "weight" not in rule:
            raise RulesError(f"{FILE}: [signals.{name}] has no weight: give one from 0 to 100.")
    checked = {f"signals.{name}": rule for name, rule in told.items()} | {name: sections[name] for name in SECTIONS}
    for section, rule in checked.items():
        for name, value in rule.items():
            _check_number(section, name, value)


def _check_number(section: str, name: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return
    most = MOST.get(name, math.inf) if name == "weight" or section in SECTIONS else math.inf
    if not 0 <= value <= most or math.isinf(value):
        told = f"0 to {most:g}" if most < math.inf else "0 or more"
        raise RulesError(f"{FILE}: {name} of [{section}] is {value}; it can be {told}.")
