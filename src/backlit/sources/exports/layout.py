"""The words in which a vendor's table is written: columns, what each becomes, and how it is read.

A layout is one kind of export file: its columns by their names, the fields that they become, and what must be there
for a file to be of this kind. The names of columns are compared without case, spaces and punctuation, since the same
export comes as `Referring page URL` and as `referring_page_url`.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from backlit.sources.exports import words

if TYPE_CHECKING:
    from collections.abc import Mapping

Record = Literal["link", "mention", "domain", "anchor", "page", "traffic_page", "traffic_day"]
"""What a row is; only the first is a link."""
Reading = Literal["text", "url", "flag", "set", "word", "date", "number"]
"""How a cell is read. A `flag` says yes or no, a `set` cell is yes where there is anything in it."""
MetricType = Literal["number", "text"]

FIELDS: Mapping[str, Reading] = MappingProxyType({
    "source_url": "url",
    "source_title": "text",
    "source_language": "text",
    "source_status": "number",
    "target_url": "url",
    "anchor": "text",
    "alt": "text",
    "rel": "text",
    "followed": "flag",
    "nofollow": "flag",
    "sponsored": "flag",
    "ugc": "flag",
    "kind": "word",
    "is_text": "flag",
    "is_image": "flag",
    "is_frame": "flag",
    "is_form": "flag",
    "is_redirect": "flag",
    "alt_anchor": "flag",
    "placement": "word",
    "context_left": "text",
    "context_right": "text",
    "first_seen": "date",
    "last_seen": "date",
    "lost_at": "date",
    "is_lost": "flag",
    "lost_reason": "text",
    "mention": "flag",
    "subject": "text",
    "day": "date",
})  # fmt: skip
"""The fields that a column can become, and how each is read where a layout does not say otherwise."""

_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType({"kind": words.KINDS, "placement": words.PLACEMENTS})
"""What the words of these fields mean, unless a column tells it."""

SUBJECTS = (
    "source_page", "source_domain", "target_page", "target_domain", "link", "domain", "anchor", "page", "day",
)  # fmt: skip
"""What a metric can be about."""

OWN_SUBJECT: Mapping[Record, str] = MappingProxyType({
    "link": "link",
    "mention": "link",
    "domain": "domain",
    "anchor": "anchor",
    "page": "page",
    "traffic_page": "page",
    "traffic_day": "day",
})  # fmt: skip
"""What a row of each record is about: the subject of the columns that nobody claims."""

TRAFFIC = ("clicks", "impressions", "ctr", "position", "sessions", "conversions")
"""The metrics of traffic."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a layout: the names that it goes by, and the field or the metric that it becomes.

    A column without either is known but only kept: it helps to tell the layout. The same names may come twice, where
    one column tells two things.
    """

    names: tuple[str, ...]
    """As files have them; any of them."""
    field: str | None = None
    """One of FIELDS."""
    metric: str | None = None
    """A metric, as subject.name."""
    type: MetricType = "number"
    """Of a metric."""
    reading: Reading | None = None
    """How it is read; the field's own reading if not told."""
    told: Mapping[str, str] | None = None
    """What its words mean, in lower case: of a `word` our words, of a `flag` yes or no."""
    required: bool = False
    """A file without it is not of this layout."""
    only: tuple[str, ...] = ()
    """Words in lower case: rows in which it says another are about other things, and are refused."""

    @property
    def keys(self) -> frozenset[str]:
        """The names as they are compared."""
        return _keys_of(self.names)

    @property
    def read(self) -> Reading:
        """How its cells are read."""
        return self.reading or FIELDS[self.field or "anchor"]

    @property
    def words(self) -> Mapping[str, str] | None:
        """What its words mean, in lower case; None where it has no words of its own."""
        if self.told is not None or self.read not in ("word", "flag"):
            return self.told
        return words.FLAGS if self.read == "flag" else _WORDS.get(self.field or "")


def need(
    *names: str, field: str | None = None, reading: Reading | None = None, told: Mapping[str, str] | None = None
) -> Column:
    """A column that tells the layout."""
    return Column(names, field=field, reading=reading, told=told, required=True)


def may(
    *names: str, field: str | None = None, reading: Reading | None = None, told: Mapping[str, str] | None = None
) -> Column:
    """A column that becomes a field where it is there."""
    return Column(names, field=field, reading=reading, told=told)


def number(*names: str, of: str, required: bool = False) -> Column:
    """A metric that is a number; `of` is its subject and name."""
    return Column(names, metric=of, required=required)


def text(*names: str, of: str, required: bool = False) -> Column:
    """A metric that is a text; `of` is its subject and name."""
    return Column(names, metric=of, type="text", required=required)


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind of export file of a vendor."""

    vendor: str
    name: str
    """As users know it: backlinks, referring domains."""
    record: Record
    columns: tuple[Column, ...]
    any_of: frozenset[str] = field(default_factory=frozenset)
    """Names of columns of which at least one must be there."""
    exact: bool = False
    """All columns of the file must be known: for headers so short that others have them too."""
    only_json: bool = False
    """Only JSON has this layout."""
    day_first: bool | None = None
    """In 03/04/2026 the day comes first; None where the vendor does not settle it."""
    columns_are_targets: bool = False
    """Each column that is left and named like a site stands for that target; a cell says whether it is linked to."""
    disarmed: bool = False
    """In CSV an apostrophe stands before what a spreadsheet would run (`report.text.spreadsheet_cell`)."""
    left_out: str | None = None
    """Known, but with nothing for a backlink index in it: what it holds."""
    doubt: str | None = None
    """What is not certain about this layout."""

    def __str__(self) -> str:
        """The vendor and the name."""
        return f"{self.vendor} {self.name}"

    @property
    def needs_property(self) -> bool:
        """Rows mean nothing without the site that the file is about."""
        if self.record == "link":
            return not self.columns_are_targets and not any(c.field == "target_url" for c in self.columns)
        return self.record in ("domain", "anchor", "traffic_day")


@cache
def _keys_of(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(key_of(name) for name in names)


def key_of(name: str) -> str:
    """The name of a column as it is compared: without case, spaces and punctuation; as it is if nothing is left."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(char for char in plain if char.isalnum()) or plain.strip()


def metric_name(column: str) -> str:
    """The name of a kept column as a metric: `Domain rating` is `domain_rating`; empty where nothing is left."""
    plain = unicodedata.normalize("NFKC", column).casefold()
    return "_".join("".join(char if char.isalnum() else " " for char in plain).split())
