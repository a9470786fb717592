"""The pane of a link: its words in their place, every look at its page, every fact and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from backlit.model import LINKS
from backlit.web.cells import words
from backlit.web.judged import judgement_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from backlit.index import Index
    from backlit.model import Column
    from backlit.web.question import Question

    Row = Mapping[str, Any]

PARTS = (("source_", "Referring page"), ("target_", "Target"), ("", "Link and history"))
"""The beginnings of columns, and the part of the pane that they stand in."""
TOLD = ("anchor", "context_left", "context_right")
"""Columns that stand at the top of the pane already, as text."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A column of the link, its value, and the number of the origin in the list of origins."""

    column: Column
    value: Any
    origin: int | None


@dataclass(frozen=True, slots=True)
class Look:
    """What was found at a time: `good` if the link was there, `bad` if not, nothing where none can tell."""

    at: datetime
    tone: str
    says: str
    by: str
    import_id: str


def evidence(index: Index, question: Question, row: Row, key: Sequence[str]) -> Mapping[str, Any]:
    """Everything that the index knows of the link of a row."""
    report = index.link(row["source_url"], row["target_url"])
    rows = list(report)
    nth = _which(question.one("row"), rows, row, key)
    if nth is None:
        return {"row": row, "looks": [], "parts": [("Link", _facts(LINKS.columns, row, {}, []))], "origins": []}
    found = rows[nth]
    told: Mapping[str, str] = report.facts["from"][nth]
    origins = list(dict.fromkeys(told[name] for name in LINKS.names if name in told and name not in TOLD))
    parts = []
    left = [column for column in LINKS.columns if column.name not in TOLD]
    for beginning, title in PARTS:
        own = [column for column in left if column.name.startswith(beginning)]
        left = [column for column in left if column not in own]
        parts.append((title, _facts(own, found, told, origins)))
    looks = [_look(each) for each in report.facts["looks"]]
    shown = judgement_of(report.facts["judged"][nth])
    return {"row": found, "parts": parts, "origins": origins, "looks": looks, **shown}


def _which(wanted: str, rows: Sequence[Row], row: Row, key: Sequence[str]) -> int | None:
    """Which of the links between the two pages is the row: of equal ones the n-th, as the name of the row says."""
    same = [n for n, each in enumerate(rows) if all(each[name] == row[name] for name in key)]
    if not same:
        return None  # the index has changed since the table was asked for
    _, _, nth = wanted.partition(".")
    return same[min(int(nth) - 1 if nth.isdecimal() else 0, len(same) - 1)]


def _facts(columns: Iterable[Column], row: Row, told: Mapping[str, str], origins: Sequence[str]) -> list[Fact]:
    """The facts of some columns, each with the place of its origin in the list."""
    return [
        Fact(column, row[column.name], origins.index(told[column.name]) + 1 if column.name in told else None)
        for column in columns
        if column.name in row
    ]


def _look(look: Mapping[str, Any]) -> Look:
    has = look["has_link"]
    tone = "" if has is None else "good" if has else "bad"
    return Look(look["at"], tone, _says(look), _by(look), look["import_id"])


def _says(look: Mapping[str, Any]) -> str:
    """What a look found, in words."""
    if look["reported_by"] is not None:
        said = f"reported{'' if look['has_link'] else ' lost'} by {words(look['reported_by'])}"
        return f"{said}, without its page" if look["assumed"] else said
    status = f" ({look['status']})" if look["status"] and look["status"] != 200 else ""
    found = {
        "redirect": "the page redirected",
        "not_found": "the page was not there",
        "error": "the page could not be read",
        "not_modified": "the page had not changed",
    }.get(look["look"])
    if found is None:
        found = {True: "the link was there", False: "the link was not there", None: "no telling"}[look["has_link"]]
        if look["has_link"] and look["links"] and look["links"] > 1:
            found = f"{look['links']} links were there"
        if look["noindex"]:
            found += ", on a page with noindex"
        if look["truncated"]:
            found += "; the page was cut short"
    return f"{found}{status}"


def _by(look: Mapping[str, Any]) -> str:
    place = look["archive"] or look["source"]
    if look["archive_offset"] is None:
        return str(place)
    return f"{place}, {'line' if look['reported_by'] else 'offset'} {look['archive_offset']:,}"
