"""Disavow: what would go into the file of a project, what that would take, and how it differs from what is uploaded.

What the file has in it is told by `assess.composing`, what an entry takes by `effects`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from backlit.assess import disavow as format_of
from backlit.assess.composing import ADVICE
from backlit.model import Column, Table, arrow_schema
from backlit.report import filters
from backlit.report.effects import STILL, Effect, effects
from backlit.report.paging import cut
from backlit.report.result import Report
from backlit.report.view import conform, database
from backlit.urls import Target

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from backlit.assess.composing import Composed
    from backlit.assess.disavow import File, Listed
    from backlit.assess.subjects import Subject
    from backlit.model.judgement import Project
    from backlit.report.query import Query
    from backlit.report.view import View

_TAKEN = (
    Column("links", "uint64", "links to the target, not lost, that it takes"),
    Column("referring_domains", "uint64", "domains that these come from"),
    Column(
        "equity", "float64", "what it takes of the target's rating, in units of worth; null: unrated", nullable=True
    ),
)
_ENTRY = (
    Column("entry", "text", "the line of the file"),
    Column("kind", "word", "a domain or host with all below it, or one page", words=("domain", "url")),
)
TABLE = Table(
    "disavow",
    "one entry of the disavow file of a project",
    (
        *_ENTRY,
        Column("reason", "text", "why: the note of the decision, or the comments of the upload", nullable=True),
        *_TAKEN,
        Column("by", "text", "who decided, or uploaded it"),
        Column("at", "time", "when"),
        Column("from", "word", "where it comes from", words=("decision", "imported")),
    ),
)
"""The columns of the report."""

CHANGES = ("added", "removed", "kept")
DIFFERENCE = Table(
    "disavow-diff",
    "one entry of one of two disavow files, or of both",
    (
        Column("change", "word", "whether the second file has it anew, no more, or still", words=CHANGES),
        *_ENTRY,
        *_TAKEN,
        Column("reason", "text", "why: the comments above it", nullable=True),
    ),
)
"""The columns of the comparison."""

CHECKED = Table(
    "disavow-check",
    "one line of a disavow file that is an entry or is wrong",
    (
        Column("line", "uint64", "its number, from 1; 0 is the file"),
        Column("text", "text", "the line as it is"),
        Column("entry", "text", "the line as it should be; null where it is no entry", nullable=True),
        Column("verdict", "word", "what it is", words=("good", "warning", "error")),
        Column("told", "text", "what is wrong with it", nullable=True),
        *(replace(column, nullable=True) for column in _TAKEN),
    ),
)
"""The columns of a check; what a line takes is null without a project."""


@dataclass(frozen=True, slots=True)
class Files:
    """The entries of two files, each once."""

    before: tuple[Listed, ...]
    after: tuple[Listed, ...]


def disavow(view: View, query: Query, project: Project, composed: Composed) -> Report:
    """One row an entry that the file of the project has, with what it takes."""
    taken = effects(view, Target(project.scope, project.target), [entry.subject for entry in composed.entries])
    rows = [
        {
            **_row(entry.subject, taken.each[entry.subject]), "reason": entry.reason, "by": entry.by,
            "at": entry.at.replace(microsecond=0), "from": entry.source,
        }
        for entry in composed.entries
    ]  # fmt: skip
    notes = [ADVICE, *_notes(composed), *_still(taken.rating_then)]
    if not composed.entries:
        notes.insert(0, "Nobody decided to disavow anything: the file has no entry.")
    told = {"project": project.name, **taken.facts(), "revoked": composed.revoked}
    return _report(view, query, _Found(TABLE, '"links" DESC, "entry"', rows, told, notes))


def difference(view: View, query: Query, project: Project, files: Files, *notes: str) -> Report:
    """One row an entry of two files: added, removed or kept, with what it takes."""
    before, after = ({one.subject: one for one in file} for file in (files.before, files.after))
    subjects = sorted({*before, *after}, key=format_of.order)
    target = Target(project.scope, project.target)
    each = effects(view, target, subjects).each
    now, then = (effects(view, target, list(file)) for file in (before, after))
    rows = [
        {
            "change": "kept" if one in before and one in after else "added" if one in after else "removed",
            **_row(one, each[one]),
            "reason": _reason(after.get(one) or before[one]),
        }
        for one in subjects
    ]
    changes = [row["change"] for row in rows]
    told: dict[str, Any] = {"project": project.name} | {change: changes.count(change) for change in CHANGES}
    # The rating with the first file against that with the second: what the upload of the second would change.
    told |= {"links": then.links - now.links, "referring_domains": then.referring_domains - now.referring_domains}
    told |= {"rating_now": now.rating_then, "rating_then": then.rating_then, "rating_without_any": now.rating_now}
    said = [*notes, ADVICE, *_still(now.rating_then)]
    return _report(view, query, _Found(DIFFERENCE, '"change", "entry"', rows, told, said))


def checked(
    view: View | None, project: Project | None, file: File, problems: Iterable[format_of.Problem]
) -> tuple[pa.Table, dict[str, Any], list[str]]:
    """The rows of `CHECKED`, facts and notes. The view is None where there is no project, or no index."""
    by_line: dict[int, list[format_of.Problem]] = {}
    for problem in problems:
        by_line.setdefault(problem.line, []).append(problem)
    taken = None
    if view is not None and project is not None:
        taken = effects(view, Target(project.scope, project.target), list(file.entries))
    rows = [] if 0 not in by_line else [{"line": 0, "text": "", **_verdict(by_line[0])}]
    for line in file.lines:
        subject, wrong = line.subject, list(by_line.get(line.number, ()))
        effect = None if taken is None or subject is None else taken.each[subject]
        if effect is not None and not effect.links and not any(one.level == "error" for one in wrong):
            wrong.append(format_of.Problem(line.number, "warning", "No link that is not lost comes from it."))
        if subject is not None or wrong:
            row = {"line": line.number, "text": line.text, "entry": None if subject is None else str(subject)}
            rows.append(row | _verdict(wrong) | ({} if effect is None else _row_of(effect)))
    schema = pa.schema([field.with_nullable(True) for field in arrow_schema(CHECKED.columns)])
    table = conform(pa.Table.from_pylist(rows, schema=schema), CHECKED.columns)
    verdicts = [row["verdict"] for row in rows]
    told = {"lines": len(file.lines), "entries": len(file.entries)}
    told |= {"errors": verdicts.count("error"), "warnings": verdicts.count("warning")}
    facts = told | ({} if taken is None else taken.facts())
    return table, facts, [ADVICE, *_still(None if taken is None else taken.rating_then)]


def _verdict(wrong: Sequence[format_of.Problem]) -> dict[str, Any]:
    level = "error" if any(one.level == "error" for one in wrong) else "warning" if wrong else "good"
    return {"verdict": level, "told": " ".join(one.told for one in wrong) or None}


def _row(subject: Subject, effect: Effect) -> dict[str, Any]:
    return {"entry": str(subject), "kind": subject.kind} | _row_of(effect)


def _row_of(effect: Effect) -> dict[str, Any]:
    return {"links": effect.links, "referring_domains": effect.referring_domains, "equity": effect.equity}


def _reason(listed: Listed) -> str | None:
    return " ".join(line.removeprefix("# ") for line in listed.comments) or None


def _notes(composed: Composed) -> list[str]:
    return [f"Left out: {told}" for told in composed.left_out]


def _still(rating: float | None) -> list[str]:
    return ["The target has no rating yet: `backlit rank` does it."] if rating is None else [STILL]


@dataclass(frozen=True, slots=True)
class _Found:
    """The rows of a report before they are filtered and paged."""

    table: Table
    order: str
    rows: list[dict[str, Any]]
    facts: dict[str, Any]
    notes: Sequence[str]


def _report(view: View, query: Query, made: _Found) -> Report:
    """The rows that a query asks for."""
    table = made.table
    query.only(table.name, history=False)
    columns = query.shown(table.columns)
    schema = pa.schema([field.with_nullable(True) for field in arrow_schema(table.columns)])
    held = pa.Table.from_pylist(made.rows, schema=schema)
    condition, values = filters.where(query.filters, table, match=query.match)
    with database(view.engine, held=held) as run:
        found = run(f"SELECT * FROM held WHERE {condition} ORDER BY {query.order(table.columns, made.order)}", values)
    shown, following = cut(view, query, table.name, found, ("entry",), order=query.sorted_by(table.columns))
    kept = tuple(dict.fromkeys(made.notes))
    return Report(table.name, conform(shown, columns), query, columns, len(found), made.facts, kept, next=following)
