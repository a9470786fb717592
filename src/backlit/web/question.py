"""What an address of the app asks: the words of the query, read from the address and written into addresses again.

The words are those of the command line and of the REST API, so that one question has three forms: the page's address,
the command and the call. An address holds nothing that is the default, so that equal questions have equal addresses.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

from backlit.index import REPORTS
from backlit.model import LINKS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlit.index import Offered
    from backlit.model import Column, Table

LISTS = {"filter": "filters", "columns": "columns", "metrics": "metrics", "others": "others"}
"""Words of addresses that may be repeated, with the option of the report that they are."""
DEFAULTS = {"scope": "domain", "group": "all", "history": "live", "match": "all"}
COMMANDS = {
    "anchor-classes": ("anchors", "--classes"),
    "disavow": ("disavow", "list"),
    "disavow-diff": ("disavow", "diff"),
}
"""Reports whose command is called otherwise."""
PLACE = ("after", "nth", "row", "open")
"""Words that say which part of the answer is looked at: the page, the number of its first row, the row whose facts
are shown, the groups that are open. They belong to the page alone, but for `after`."""
PAGE_ROWS = 50
"""Rows of a page where the address does not say."""
MOST_ROWS = 500
"""Rows of a page at most; files have no such bound."""
_OF_LINKS = frozenset(column.name for column in REPORTS["backlinks"].filter_fields)
_LENGTH = re.compile(r"[0-9]{1,9}")
_FIELD = re.compile(r"\s*([A-Za-z_.]+)")


@dataclass(frozen=True)
class Question:
    """A report, its target, and the other words of an address in their order."""

    report: str
    target: str
    words: tuple[tuple[str, str], ...] = ()
    about: tuple[str, str] | None = None
    """The target of the project that `target` names, and its scope: what is asked of it where no project is known."""

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

    def listed(self, word: str) -> tuple[str, ...]:
        """All values of a word whose values may also stand together, with commas between them."""
        return tuple(part.strip() for value in self.many(word) for part in value.split(",") if part.strip())

    def heeds(self, word: str) -> bool:
        """Whether the report heeds a word of addresses."""
        return LISTS.get(word, word) in self._heeded

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
                found[option] = int(value) if option == "limit" else value
        return found

    def rows(self) -> int:
        """How many rows a page shows."""
        asked = self.one("limit")
        wished = int(asked) if asked else PAGE_ROWS
        return min(wished or MOST_ROWS, MOST_ROWS)

    @property
    def _heeded(self) -> set[str]:
        return {*self.offered.takes, *(setting.name for setting in self.offered.settings)}

    def having(self, **changes: str | Iterable[str] | None) -> Question:
        """The question with words changed: None takes a word away, several values stand beside each other.

        The changed question begins at its first page, with no row chosen and no group open.
        """
        return self._with(changes, {*changes, *PLACE})

    def turning(self, **changes: str | Iterable[str] | None) -> Question:
        """The same question looked at elsewhere: another page (`after`), row or groups (see PLACE)."""
        return self._with(changes, {*changes, *(PLACE if "after" in changes else ())})

    def _with(self, changes: dict[str, str | Iterable[str] | None], dropped: set[str]) -> Question:
        kept = [(name, value) for name, value in self.words if name not in dropped]
        for name, value in changes.items():
            values = [] if value is None else [value] if isinstance(value, str) else list(value)
            kept += [(name, each) for each in values if each and each != DEFAULTS.get(name)]
        return replace(self, words=tuple(kept))

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that the report has, asked so."""
        return self.offered.columns_by(self.one("by"))

    def of(self, report: str) -> Question:
        """The same target and scope for another report, without the other words, which may mean nothing there."""
        if self.about and not of_projects(report):
            return Question(report, self.about[0], _scoped(self.about[1]))
        kept = tuple((name, value) for name, value in self.words if name == "scope")
        return Question(report, self.target, kept, self.about)

    def behind(self, *conditions: str, report: str = "backlinks", **changes: str) -> str:
        """The address of the rows that a number counts: the links that the question asks for and that fit more.

        Nothing where no address can ask for them: filters of which any may fit cannot be joined with one that must,
        and filters on columns of pages mean nothing to links.
        """
        carried = ("scope", "filter", "history", "since", "until", "match")
        filters = self.many("filter")
        if conditions and len(filters) > 1 and self.one("match") == "any":
            return ""
        if self.offered.fields is not LINKS and not all(is_of_links(text, self.offered.fields) for text in filters):
            return ""
        kept = tuple((name, value) for name, value in self.words if name in carried and self.heeds(name))
        found = Question(report, self.target, kept).having(**{"filter": [*filters, *conditions], **changes})
        if found.heeds("history") and found.one("history") not in ("new", "lost"):
            found = found.having(since=None, until=None)  # lists of these histories have no window
        return found.address()

    def hidden(self, *without: str) -> list[tuple[str, str]]:
        """The words for the hidden fields of a form that changes those named; it begins at the first page."""
        dropped = {*without, *PLACE}
        return [(name, value) for name, value in (("target", self.target), *self.words) if name not in dropped]

    def address(self) -> str:
        """The page's address."""
        return f"/{self.report}?{self._encoded(self.words)}"

    def call(self, ending: str = "") -> str:
        """The address of the same answer in the REST API."""
        return f"/api/v1/{self.report}{ending}?{self._encoded(self._asked)}"

    def file(self, ending: str) -> str:
        """The address of the whole answer as a file: all its rows, whatever the page shows."""
        words = [(name, value) for name, value in self._asked if name not in ("limit", "after")]
        return f"/export/{self.report}.{ending}?{self._encoded(words)}"

    def command(self) -> str:
        """The command that gives the same."""
        targets = [value for name, value in self._asked if name == "others"]
        typed = ["backlit", *COMMANDS.get(self.report, (self.report,)), self.target, *targets]
        words = ((name, value) for name, value in self._asked if name != "others")
        typed += [f"--{name}" if value == "true" else f"--{name}={value}" for name, value in words]
        return shlex.join(typed)

    @property
    def _asked(self) -> list[tuple[str, str]]:
        """The words that the report heeds: the others are the page's own."""
        return [(name, value) for name, value in self.words if self.heeds(name)]

    def _encoded(self, words: Iterable[tuple[str, str]]) -> str:
        return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in (("target", self.target), *words))


@lru_cache(maxsize=4096)
def _quoted(text: str) -> str:
    """A word as it stands in an address; a page has some sixty addresses of nearly the same words."""
    return quote_plus(text)


def of_projects(report: str) -> bool:
    """Whether the target of a page may be a project's name."""
    return report in REPORTS and REPORTS[report].subject == "project"


def _scoped(scope: str) -> tuple[tuple[str, str], ...]:
    return () if scope == DEFAULTS["scope"] else (("scope", scope),)


def is_of_links(text: str, fields: Table = LINKS) -> bool:
    """Whether a filter of a report with these fields is on links, not on what the report makes of them."""
    field = _FIELD.match(text)
    return field is not None and fields.full_name(field[1].lower().replace(".", "_")) in _OF_LINKS


def read_question(report: str, words: Iterable[tuple[str, str]]) -> Question:
    """The question of an address's words; defaults, empty words and lengths that are no numbers are left out."""
    listed = [(name, value) for name, value in words if value and value != DEFAULTS.get(name)]
    listed = [(name, value) for name, value in listed if name != "limit" or _LENGTH.fullmatch(value)]
    target = next((value.strip() for name, value in listed if name == "target"), "")
    return Question(report, target, tuple((name, value) for name, value in listed if name != "target"))
