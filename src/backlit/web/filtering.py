"""Filters as people see them: chips that say a condition in words, and the form that makes a new one.

A filter is always the text of the filter language (docs/reference.md), as in the address. The form's three fields
become that text here; what the text means is the report's business.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from backlit.report.text import visible
from backlit.web.labels import whole_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from backlit.model import Column
    from backlit.web.question import Question

OPERATORS = (
    ("has", "contains", "~"),
    ("lacks", "does not contain", "!~"),
    ("is", "is", "="),
    ("not", "is not", "!="),
    ("regex", "matches regex", "="),
    ("notregex", "does not match regex", "!="),
    ("least", "at least", ">="),
    ("most", "at most", "<="),
    ("unknown", "is unknown", "=null"),
    ("known", "is known", "!=null"),
)
"""The words of the form, what people read, and what the filter language writes."""
OFTEN = ("anchor", "source_url", "source_domain", "source_title", "target_url", "source_domain_rating", "rel", "kind",
         "placement", "first_seen", "last_seen", "state", "source_language")  # fmt: skip
"""Fields that stand first in the list."""
QUICK = (("Followed", "rel=followed"), ("Main content", "placement=main"), ("Not hidden", "hidden=no"))
"""Filters at hand, as switches."""
_FORM = re.compile(r"\s*([A-Za-z_][A-Za-z_.]*)\s*(!=|!~|>=|<=|=|~|>|<)(.*)", re.DOTALL)
_ADVISED = re.compile(r"(?<=: )--filter ([a-z_]+=[a-z_]+)")
"""A filter as notes advise it, in the words of the command line."""
_SAID = {"=": "is", "!=": "is not", "~": "contains", "!~": "does not contain", ">=": "at least", "<=": "at most",
         ">": "over", "<": "under"}  # fmt: skip
_TURNED = {"=": "!=", "!=": "=", "~": "!~", "!~": "~", ">=": "<", "<": ">=", "<=": ">", ">": "<="}


@dataclass(frozen=True, slots=True)
class Condition:
    """A filter in words, with the addresses that take it away and that turn it into its opposite."""

    text: str
    field: str
    says: str
    value: str
    without: str
    turned: str
    wrong: bool


def conditions(question: Question, refused: str = "") -> list[Condition]:
    """The filters of a question; `refused` is what the report said to them, if it refused one."""
    texts = question.many("filter")
    found = []
    for n, text in enumerate(texts):
        others = [*texts[:n], *texts[n + 1 :]]
        without = question.having(filter=others).address()
        field, operator, value = _parts(text)
        turned = ""
        if operator:
            opposite = f"{field}{_TURNED[operator]}{value}"
            turned = question.having(filter=[*texts[:n], opposite, *texts[n + 1 :]]).address()
        found.append(
            _said(text, (field, operator, value), without, turned, wrong=bool(refused) and repr(text) in refused)
        )
    if refused and not any(each.wrong for each in found) and len(found) == 1:
        return [_said(found[0].text, _parts(found[0].text), found[0].without, "", wrong=True)]
    return found


def _said(text: str, parts: tuple[str, str, str], without: str, turned: str, *, wrong: bool) -> Condition:
    field, operator, value = parts
    if not operator:
        return Condition(text, "", "", text, without, "", wrong)
    says = _SAID[operator]
    if len(value) > 1 and value[0] == value[-1] == "/" and operator in ("=", "!="):
        says = "matches" if operator == "=" else "does not match"
    elif value == "null":
        says, value = ("is unknown" if operator == "=" else "is known"), ""
    elif len(value) > 1 and value[0] == value[-1] == '"' and '"' not in value[1:-1]:
        value = value[1:-1]
    return Condition(text, whole_label(field.lower().replace(".", "_")), says, value, without, turned, wrong)


def _parts(text: str) -> tuple[str, str, str]:
    form = _FORM.fullmatch(text)
    return (form[1], form[2], form[3].strip()) if form else ("", "", text)


def equal(field: str, value: str | None) -> str:
    """The filter that a column has exactly this value."""
    return f"{field}=null" if value is None else f"{field}={quoted(value)}"


def quoted(value: str) -> str:
    """A value that the filter language reads as it is: quoted where it would see a list, a pattern or a null."""
    if re.search(r'[,"]|^(null|unknown)$|^\s|\s$|^/.*/$|^$', value, re.IGNORECASE | re.DOTALL):
        return '"' + value.replace('"', '""') + '"'
    return value


def written(question: Question, field: str, operator: str, value: str) -> str:
    """The filter that the form's fields ask for. Without a field the value is a whole filter already."""
    if not field:
        return value.strip()
    sign = next((sign for word, _, sign in OPERATORS if word == operator), "=")
    if operator in ("unknown", "known"):
        return f"{field}{sign}"
    if operator in ("regex", "notregex"):
        return f"{field}{sign}/{value}/"
    column = next((column for column in question.offered.fields.columns if column.name == field), None)
    # Of words, numbers and lists several may be written with commas; a text is one text, commas and all.
    return f"{field}{sign}{quoted(value) if column is not None and column.type == 'text' and field != 'rel' else value}"


def noted(note: str, question: Question | None) -> Markup:
    """A note of a report; a filter that it advises can be followed."""
    said = html.escape(visible(note))
    if question is None or not question.heeds("filter"):
        return Markup(said)  # noqa: S704 - escaped above
    filters = question.many("filter")

    def link(found: re.Match[str]) -> str:
        address = question.having(filter=[*filters, found[1]]).address()
        return f'<a href="{html.escape(address)}">the filter {found[1]}</a>'

    return Markup(_ADVISED.sub(link, said))  # noqa: S704 - of the note only what is escaped


def fields(question: Question) -> tuple[list[Column], list[Column]]:
    """The fields of filters: those that are asked for often, then the others by name."""
    columns = question.offered.fields.columns
    often = [column for name in OFTEN for column in columns if column.name == name]
    return often, sorted((c for c in columns if c not in often), key=lambda column: whole_label(column.name))


def words_of(columns: Iterable[Column]) -> dict[str, Sequence[str]]:
    """The words that fields can say, for those that have a few."""
    listed: dict[str, Sequence[str]] = {"rel": ("followed", "nofollow", "sponsored", "ugc", "unknown")}
    for column in columns:
        if column.words:
            listed[column.name] = column.words
        elif column.type == "bool":
            listed[column.name] = ("yes", "no", "unknown")
    return listed


def quick(question: Question) -> list[tuple[str, str, bool]]:
    """The filters at hand that the report knows: the name of each, the address that switches it, whether it is on."""
    texts = question.many("filter")
    found = []
    for name, text in QUICK:
        if _parts(text)[0] in question.offered.fields:
            left = [each for each in texts if each != text]
            on = text in texts
            found.append((name, question.having(filter=left if on else [*texts, text]).address(), on))
    return found
