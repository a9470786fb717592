"""Reports as tables of a page: which columns, how each is shown, what sorts, what a number leads to.

A page names columns; how a column is shown follows from its name and type (`cells`, `composed`). The body is put
together here as one text and not in a template: it is most of the page, and has to be quick.
"""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from backlit.model.judgement import QUALITY_PARTS, QUESTIONS
from backlit.web import composed, judged
from backlit.web.cells import is_address, is_rating, value_html
from backlit.web.labels import label, whole_label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from backlit.index import Report
    from backlit.model import Column
    from backlit.web.question import Question

    Row = Mapping[str, Any]
    Show = Callable[[Row, frozenset[str]], str]
    Behind = Callable[[Row, Question], str]

MORE = "\u203a"
"""The sign that leads to all facts of a row."""
NUMBERS = ("uint8", "uint16", "uint32", "uint64", "float32", "float64")


@dataclass(frozen=True, slots=True)
class Composed:
    """A cell that says several columns: how, which it reads beside its own, and the kind of its column."""

    show: Show
    reads: tuple[str, ...]
    kind: str
    label: str = ""
    """What the column is called then, where its own name says too little."""


COMPOSED: dict[str, Composed] = {
    "source_url": Composed(composed.page_cell("source_title", "source_url"), ("source_title",), "url"),
    "url": Composed(composed.page_cell("title", "url"), ("title",), "url"),
    "anchor": Composed(
        composed.anchor_cell, ("context_left", "context_right", "target_url"), "anchor", "Anchor and target"
    ),
    "followed": Composed(
        composed.made_cell,
        ("sponsored", "ugc", "nofollow", "kind", "placement", "hidden", "reported"),
        "chips",
        "Link",
    ),
    "last_seen": Composed(composed.last_cell, ("state", "lost_reason"), "day"),
    "change": Composed(composed.change_cell, ("reason",), "change"),
    "source_domain": Composed(composed.domain_cell("source_domain"), (), "domain"),
    "target_domain": Composed(composed.domain_cell("target_domain"), (), "domain"),
    "domain": Composed(composed.domain_cell("domain"), (), "domain"),
    "type": Composed(judged.type_cell, ("anchor_class",), "day", "Type"),
    "related_topic": Composed(judged.answers_cell, tuple(QUESTIONS)[1:], "chips", "Answers"),
    "quality": Composed(judged.quality_cell, tuple(f"quality_{name}" for name in QUALITY_PARTS), "day"),
    "signals": Composed(judged.facts_cell, ("facts",), "anchor", "What fired"),
    "examples": Composed(judged.texts_cell("examples"), (), "url"),
    "top_anchors": Composed(judged.texts_cell("top_anchors"), (), "text"),
    "rows": Composed(judged.texts_cell("rows"), (), "url"),
    "low": Composed(judged.range_cell, ("high", "comparables"), "day", "Usual"),
}
"""Columns that have a cell of their own. A composed cell reads only what the report has."""


@dataclass(frozen=True)
class Spec:
    """How a report is shown as a table."""

    columns: tuple[str, ...]
    """The columns where the address names none; those that the report or the index lacks are left out."""
    key: tuple[str, ...]
    """The columns by which a row is known again, in a later version of the index too."""
    noun: tuple[str, str] = ("row", "rows")
    """What a row is, for counts: one, several."""
    behind: Mapping[str, Behind] = field(default_factory=dict)
    """For a column of counts the address of the rows that it counts; nothing where there is none."""
    facts: bool = True
    """Whether a row can be chosen to show all its facts."""
    picks: str = ""
    """The column whose value a selected row is sent by; without one it is sent by its key."""
    shows: Mapping[str, Composed] = field(default_factory=dict)
    """Cells of this page's own, by their columns."""

    def composed(self, name: str) -> Composed | None:
        """The cell of a column, where it says more than the column."""
        return self.shows.get(name) or COMPOSED.get(name)

    def chosen(self, question: Question) -> tuple[str, ...]:
        """The columns that the address names, else those of the table."""
        return question.listed("columns") or self.columns

    def asked(self, question: Question) -> tuple[str, ...]:
        """The columns to ask the report for: those shown, what their cells read, and what rows are known by."""
        offered = {column.name for column in question.columns}
        named = question.listed("columns")
        wanted = dict.fromkeys(named or (name for name in self.columns if name in offered))
        for name in tuple(wanted):
            made = self.composed(name)
            wanted |= dict.fromkeys(each for each in (made.reads if made else ()) if each in offered)
        wanted |= dict.fromkeys(name for name in (*self.key, self.picks) if name in offered)
        if question.heeds("group") and question.one("group") == "all":
            wanted.pop("links", None)
        return tuple(wanted)


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: `address` sorts by it, `order` is ascending or descending where it is sorted by."""

    name: str
    label: str
    meaning: str
    kind: str
    address: str
    order: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A column as it is shown."""

    name: str
    label: str
    kind: str
    show: Callable[[Row], str]

    @property
    def opening(self) -> str:
        """The beginning of its cells; narrow screens show the label beside short values."""
        said = f' data-l="{html.escape(self.label)}"' if self.kind in ("num", "rating", "day", "flag") else ""
        return f'<td class="{self.kind}"{said}>'


@dataclass(frozen=True, slots=True)
class Table:
    """A table, ready for the template."""

    heads: tuple[Head, ...]
    body: Markup
    rows: int
    label: str
    facts: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """The rows that a row stands for, shown under it, and the address that lists them alone, if there is one."""

    rows: Sequence[Row]
    total: int
    address: str


def made_table(report: Report, question: Question, spec: Spec, opened: Mapping[str, Opened] | None = None) -> Table:
    """The table of a report; `opened` has what stands under a row, by the row's key."""
    rows = list(report)
    columns = _columns(report, question, spec)
    heads = tuple(_head(question, column, shown) for column, shown in columns)
    shown = [(each, each.opening) for _, each in columns]
    place = _Place(question, spec)
    parts: list[str] = []
    for key, row in zip(keys(rows, spec.key), rows, strict=True):
        under = (opened or {}).get(key)
        parts.append(_row(row, key, shown, place, "open" if under is not None else ""))
        if under is not None:
            below = zip(keys(under.rows, spec.key, key), under.rows, strict=True)
            parts += [_row(each, name, shown, place, "under") for name, each in below]
            parts.append(_all_of(under, len(shown)))
    body = Markup("".join(parts))  # noqa: S704 - cells are escaped where they are made
    return Table(heads, body, len(rows), question.offered.meaning, spec.facts)


def keys(rows: Sequence[Row], columns: Sequence[str], above: str = "") -> list[str]:
    """A short name for each row that is the same wherever the row comes up again."""
    seen: dict[str, int] = {}
    made = []
    for row in rows:
        text = "\x1f".join([above, *("\x00" if row.get(name) is None else str(row[name]) for name in columns)])
        digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
        seen[digest] = seen.get(digest, 0) + 1
        made.append(digest if seen[digest] == 1 else f"{digest}.{seen[digest]}")
    return made


class _Place:
    """The addresses of one row: its facts, its group."""

    def __init__(self, question: Question, spec: Spec) -> None:
        self.facts = spec.facts
        self.picks = spec.picks
        self.chosen = question.one("row")
        self.open = question.many("open")
        self.grouped = question.one("group") != "all"
        self._question = question
        self._facts = html.escape(question.turning(row=None).address())

    def facts_of(self, key: str) -> str:
        return f"{self._facts}&amp;row={key}"

    def group_of(self, key: str) -> str:
        left = [other for other in self.open if other != key]
        return html.escape(self._question.turning(open=left if key in self.open else [*left, key]).address())


def _row(row: Row, key: str, columns: Sequence[tuple[Shown, str]], place: _Place, state: str) -> str:
    names = " ".join(filter(None, (state, "chosen" if key == place.chosen else "")))
    parts = [f'<tr id="r-{key}"{f" class={chr(34)}{names}{chr(34)}" if names else ""}><td class="pick">']
    if state == "under":
        parts.append('<span aria-hidden="true">↳</span></td>')
    else:
        value = html.escape(str(row[place.picks])) if place.picks else key
        parts.append(
            f'<input type="checkbox" name="only" value="{value}" form="pick" aria-label="Select this row"></td>'
        )
    for column, opening in columns:
        content = column.show(row)
        if column.name == "links" and place.grouped:
            content = _toggle(row, key, place, state)
        parts.append(f"{opening}{content}</td>")
    if place.facts:
        parts.append(
            f'<td class="more"><a href="{place.facts_of(key)}" id="f-{key}" aria-label="All facts">{MORE}</a></td>'
        )
    parts.append("</tr>")
    return "".join(parts)


def _all_of(under: Opened, columns: int) -> str:
    """The last row under a row: how many there are, and where they stand alone."""
    count, said = len(under.rows), f"all {under.total:,} of this group"
    if not under.address:
        return "" if count == under.total else _said_under(f"the first {count:,} of {under.total:,}", columns)
    return _said_under(f'<a href="{html.escape(under.address)}">{said}</a>', columns)


def _said_under(content: str, columns: int) -> str:
    return f'<tr class="under"><td class="pick"></td><td class="text" colspan="{columns + 1}">{content}</td></tr>'


def _toggle(row: Row, key: str, place: _Place, state: str) -> str:
    count = row.get("links")
    if state == "under" or count is None:
        return ""
    if count == 1:
        return "1"
    said = "true" if state == "open" else "false"
    return f'<a class="group" id="g-{key}" href="{place.group_of(key)}" aria-expanded="{said}">{count:,}</a>'


def _columns(report: Report, question: Question, spec: Spec) -> list[tuple[Column | None, Shown]]:
    """The columns to show, with the documentation of each where it is one of ours (a vendor's metric is not)."""
    held = report.table.column_names
    documented = {column.name: column for column in report.columns}
    named = question.listed("columns")
    names = [name for name in spec.chosen(question) if name in held]
    if not named:
        names = [name for name in names if not (is_rating(name) and _is_unknown(report, name))]
    metrics = [name for name in held if "." in name]
    names = [*names[:2], *metrics, *names[2:]]
    apart = frozenset(names)
    return [
        (documented.get(name), _shown(name, documented.get(name), question, spec, apart=apart, held=held))
        for name in names
    ]


def _is_unknown(report: Report, name: str) -> bool:
    return bool(len(report)) and report.table.column(name).null_count == len(report)


def _shown(
    name: str, column: Column | None, question: Question, spec: Spec, *, apart: frozenset[str], held: Sequence[str]
) -> Shown:
    kind = "float64" if column is None else column.type
    made = spec.composed(name)
    if made is not None and not (name == "followed" and kind != "bool"):
        others = apart - {name}
        told = not made.reads or ({*held} & {*made.reads} and not apart & {*made.reads})
        said = made.label if told else ""
        return Shown(name, said or label(name), made.kind, lambda row: made.show(row, others))
    behind = spec.behind.get(name)

    def show(row: Row) -> str:
        value = row.get(name)
        content = value_html(name, kind, value)
        address = behind(row, question) if behind is not None and value else ""
        return f'<a href="{html.escape(address)}">{content}</a>' if address else content

    return Shown(name, label(name), _kind(name, kind), show)


def _kind(name: str, kind: str) -> str:
    """The class of a column: its width and alignment."""
    if kind in NUMBERS:
        return "rating" if is_rating(name) else "num"
    if kind in ("time", "date"):
        return "day"
    if kind == "text":
        return "url" if is_address(name) else "text"
    return "flag" if kind == "bool" else "chips"


def _head(question: Question, column: Column | None, shown: Shown) -> Head:
    by, _, direction = question.one("sort").partition(":")
    is_by = by.replace(".", "_") == shown.name
    # Of numbers and dates people want the largest first, of texts the beginning of the alphabet.
    first = "desc" if shown.kind in ("num", "rating", "day") else "asc"
    if is_by:
        first = "asc" if direction == "desc" else "desc"
    address = ""
    if question.heeds("sort") and column is not None:
        address = question.having(sort=f"{shown.name}:{first}" if first == "desc" else shown.name).address()
    order = ("descending" if direction == "desc" else "ascending") if is_by else ""
    meaning = f"{whole_label(shown.name)}: {column.told}" if column else whole_label(shown.name)
    return Head(shown.name, shown.label, meaning, shown.kind, address, order)


def choices(question: Question, spec: Spec) -> Iterable[tuple[Column, bool]]:
    """All columns that the report offers, and whether each is shown."""
    chosen = spec.chosen(question)
    return [(column, column.name in chosen) for column in question.columns]
