"""Decisions: what people decided about the links of a project, with who and when, and what was undone."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pyarrow as pa

from backlit.model import Column, Table, arrow_schema
from backlit.model.judgement import DECISIONS, Verb
from backlit.report import filters
from backlit.report.paging import cut
from backlit.report.result import Report
from backlit.report.view import conform, database

if TYPE_CHECKING:
    from datetime import datetime

    from backlit.model.judgement import Decision, Project
    from backlit.report.query import Query
    from backlit.report.view import View

VERBS: tuple[Verb, ...] = get_args(Verb)

TABLE = Table(
    "decisions",
    "one decision about a domain or page that links to a project's target",
    (
        Column("number", "uint64", "its number, rising with time"),
        Column("kind", "word", "a domain or host with all below it, or one page", words=("domain", "url")),
        Column("subject", "text", "the domain or host, or the address of the page"),
        Column("decision", "word", "what was decided", words=tuple(DECISIONS)),
        Column("note", "text", "why", nullable=True),
        Column("by", "text", "who decided"),
        Column("at", "time", "when"),
        Column("holds", "bool", "whether it holds: it was not undone, and none about the subject came after it"),
        Column("undone_at", "time", "when it was undone; null: it was not", nullable=True),
        Column("undone_by", "text", "who undid it", nullable=True),
    ),
)  # fmt: skip
"""The columns of the report."""


def decisions(view: View, query: Query, project: Project, log: tuple[Decision, ...]) -> Report:
    """One row a decision, newest first."""
    query.only("decisions", history=False)
    columns = query.shown(TABLE.columns)
    holding = {(one.kind, one.subject): one.number for one in log if one.undone_at is None}
    rows = [
        {name: getattr(one, name) for name in ("number", "kind", "subject", "decision", "note", "by")}
        | {name: _whole(getattr(one, name)) for name in ("at", "undone_at")}
        | {"holds": holding.get((one.kind, one.subject)) == one.number, "undone_by": one.undone_by}
        for one in log
    ]
    schema = pa.schema([field.with_nullable(True) for field in arrow_schema(TABLE.columns)])
    held = pa.Table.from_pylist(rows, schema=schema)
    condition, values = filters.where(query.filters, TABLE, match=query.match)
    with database(view.engine, held=held) as run:
        order = query.order(TABLE.columns, "number DESC")
        found = run(f"SELECT * FROM held WHERE {condition} ORDER BY {order}", values)
    shown, following = cut(view, query, "decisions", found, ("number",), order=query.sorted_by(TABLE.columns))
    held_now = [one.decision for one in log if holding.get((one.kind, one.subject)) == one.number]
    told = {"project": project.name, "decisions": len(log)} | {verb: held_now.count(verb) for verb in VERBS}
    return Report("decisions", conform(shown, columns), query, columns, len(found), told, next=following)


def _whole(moment: datetime | None) -> datetime | None:
    """A time in whole seconds, as all columns have it."""
    return None if moment is None else moment.replace(microsecond=0)
