"""What an address of the app asks: the words of the query, read from the address and written into addresses again.

The words are those of the command line and of the REST API, so that one question has three forms: the page's address,
the command and the call. An address holds nothing that is the default, so that equal questions have equal addresses.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from backlit.index import REPORTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlit.index import Offered

LISTS = {"filter": "filters", "columns": "columns", "metrics": "metrics"}
"""Words of addresses that may be repeated, with the option of the report that they are."""
DEFAULTS = {"scope": "domain", "group": "all", "history": "live", "match": "all"}
PAGE_ROWS = 50
"""Rows of a page where the address does not say."""


@dataclass(frozen=True)
class Question:
    """A report, its target, and the other words of an address in their order."""

    report: str
    target: str
    words: tuple[tuple[str, str], ...] = ()

    @property
    def offered(self) -> Offered:
        """The report as the index offers it."""
        return REPORTS[self.report]

    def one(self, word: str) -> str:
        """The value of a word; its default where the address has none, or nothing."""
        return next((value for name, value in self.words if name == word and value), DEFAULTS.get(word, ""))

    def many(self, word: str) -> tuple[str, ...]:
        """All values of a word."""
        return tuple(value for name, value in self.words if name == word and value)

    def options(self) -> dict[str, Any]:
        """What the method of the index takes: the words that the report can heed, the others left out."""
        found: dict[str, Any] = {}
        for word, value in self.words:
            option = LISTS.get(word, word)
            if not value or option not in self._heeded:
                continue
            if word in LISTS:
                values = value.split(",") if word == "columns" else [value]
                found[option] = (*found.get(option, ()), *values)
            else:
                found[option] = int(value) if option == "limit" and value.isdecimal() else value
        return found

    @property
    def _heeded(self) -> set[str]:
        return {*self.offered.takes, *(setting.name for setting in self.offered.settings)}

    def having(self, **changes: str | Iterable[str] | None) -> Question:
        """The question with words changed: None takes a word away, several values stand beside each other.

        A change of anything but the page begins at the first page again.
        """
        dropped = {*changes, "after", "row", "open"}
        kept = [(name, value) for name, value in self.words if name not in dropped]
        for name, value in changes.items():
            values = [] if value is None else [value] if isinstance(value, str) else list(value)
            kept += [(name, each) for each in values if each and each != DEFAULTS.get(name)]
        return replace(self, words=tuple(kept))

    def of(self, report: str) -> Question:
        """The same target and scope for another report, without the other words, which may mean nothing there."""
        kept = tuple((name, value) for name, value in self.words if name == "scope")
        return Question(report, self.target, kept)

    def address(self) -> str:
        """The page's address."""
        return f"/{self.report}?{self._encoded()}"

    def call(self, ending: str = "") -> str:
        """The address of the same answer in the REST API."""
        return f"/api/v1/{self.report}{ending}?{self._encoded()}"

    def command(self) -> str:
        """The command that gives the same."""
        typed = ["backlit", self.report, self.target]
        for name, value in self.words:
            if name in self._heeded or LISTS.get(name) in self._heeded:
                typed.append(f"--{name}" if value == "true" else f"--{name}={value}")
        return shlex.join(typed)

    def _encoded(self) -> str:
        return urlencode([("target", self.target), *self.words])


def read_question(report: str, words: Iterable[tuple[str, str]]) -> Question:
    """The question of an address's words; defaults and empty words are left out."""
    listed = [(name, value) for name, value in words if value and value != DEFAULTS.get(name)]
    target = next((value.strip() for name, value in listed if name == "target"), "")
    return Question(report, target, tuple((name, value) for name, value in listed if name != "target"))
