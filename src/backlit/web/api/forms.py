"""The forms of an answer, and how a call chooses one: the word `format`, else the header Accept (RFC 9110, 12.5.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backlit.web.problems import ProblemError

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Form:
    """A form of an answer. `media_type` is what it is offered and described as; `aliases` are understood too."""

    name: str
    media_type: str
    meaning: str
    aliases: tuple[str, ...] = ()
    parameters: str = ""
    """What stands behind the media type in the header of an answer."""

    @property
    def content_type(self) -> str:
        """The header of an answer."""
        return self.media_type + self.parameters


FORMS: dict[str, Form] = {
    one.name: one
    for one in (
        Form("json", "application/json", "one object: what is known about the report, and its rows"),
        Form("csv", "text/csv", "a header and a line a row; cells that look like formulas have an apostrophe before",
             parameters="; charset=utf-8; header=present"),
        Form("arrow", "application/vnd.apache.arrow.stream", "a stream of Arrow record batches, types and meanings "
             "with them"),
        Form("jsonl", "application/x-ndjson", "an object a line, a line a row",
             ("application/jsonl", "application/ndjson", "application/x-jsonlines")),
        Form("parquet", "application/vnd.apache.parquet", "a Parquet file", ("application/x-parquet",)),
        Form("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "a spreadsheet; all text is "
             "text"),
    )
}  # fmt: skip
"""All forms by name; the first is given where the call does not say."""
_QUALITY = re.compile(r"0(\.[0-9]{0,3})?|1(\.0{0,3})?")
MOST_RANGES = 50
"""Media ranges of an Accept header that are looked at."""


def choose(word: str | None, accept: str | None, offered: Sequence[str]) -> Form:
    """The form that a call asks for. Raises ProblemError (406) where it accepts none of those offered."""
    if word is not None:
        return FORMS[word]
    if accept is None or not accept.strip():
        return FORMS[offered[0]]
    ranges = _ranges(accept)
    rated = [(_quality(FORMS[name], ranges), -n, name) for n, name in enumerate(offered)]
    quality, _, name = max(rated)
    if quality <= 0:
        known = ", ".join(FORMS[name].media_type for name in offered)
        raise ProblemError("not-acceptable", f"The header Accept names no form that there is. There are: {known}.")
    return FORMS[name]


def _ranges(accept: str) -> dict[str, float]:
    """Media ranges with their quality; parameters other than the quality are let go."""
    found: dict[str, float] = {}
    for part in accept.lower().split(",")[:MOST_RANGES]:
        name, *parameters = (piece.strip() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                quality = _number(value)
        found[name] = max(quality, found.get(name, 0.0))
    return found


def _number(text: str) -> float:
    return float(text) if _QUALITY.fullmatch(text.strip()) else 0.0


def _quality(form: Form, ranges: dict[str, float]) -> float:
    """How much the caller wants a form: the most particular range that fits decides."""
    own = [ranges[name] for name in (form.media_type, *form.aliases) if name in ranges]
    if own:
        return max(own)
    group = f"{form.media_type.partition('/')[0]}/*"
    return ranges.get(group, ranges.get("*/*", 0.0))
