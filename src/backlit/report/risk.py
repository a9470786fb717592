"""The review queue: referring domains with what speaks against them, worst first, and what people decided.

Nothing leaves or enters the queue by a rule alone: what nobody decided about is kept. A decision about a domain takes
it out of the queue, and so do decisions that together cover all its queued pages; about each page the newest holds.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import pyarrow as pa

from backlit.model import Column, Table
from backlit.model.judgement import DECISIONS, RISKY_DOMAINS
from backlit.report import filters
from backlit.report.judged import rows
from backlit.report.result import Report
from backlit.report.view import conform, database

if TYPE_CHECKING:
    from backlit.report.judged import Judged
    from backlit.report.query import Query
    from backlit.report.view import View

SHOW = ("queue", "all", "decided")
"""Which domains: those in the queue that nobody decided about, all that link, those that somebody decided about."""
EMPTY = "No referring domain waits in the review queue. With show=all every one is listed, with what fired for it."
"""What is said of an empty queue."""
TOLD = ("facts", "examples")
"""Columns of text that are fetched for the rows that are shown."""

TABLE = Table(
    "risk",
    "one referring domain of a project's target",
    (
        *(column for column in RISKY_DOMAINS.columns if column.name not in TOLD),
        Column("decision", "word", "what was decided; null: nothing, so it is kept", True, words=tuple(DECISIONS)),
        Column("decided_by", "text", "who decided", nullable=True),
        Column("decided_at", "time", "when", nullable=True),
        Column("note", "text", "why", nullable=True),
        *(RISKY_DOMAINS[name] for name in TOLD),
    ),
)
"""The columns of the report."""

_SQL = """
    SELECT {columns}, place, decision, decided_by, decided_at, note
    FROM held LEFT JOIN decided USING (source_domain) WHERE {shown}"""
_SHOWN = {"queue": "queued AND decision IS NULL", "all": "true", "decided": "decision IS NOT NULL"}
_ORDER = "risk DESC, queued DESC, queued_links DESC, source_domain"


def risk(view: View, query: Query, judged: Judged, show: str = "queue") -> Report:
    """One row a referring domain, worst first."""
    query.only("risk", history=False)
    columns = query.shown(TABLE.columns)
    held, decided = judged.judgement.table("domains"), _decided(view, judged)
    asked = filters.needs(query.filters) | {sort.column for sort in query.sorted_by(TABLE.columns)}
    later = [name for name in TOLD if name not in asked]
    read = ", ".join(f'"{column.name}"' for column in RISKY_DOMAINS.columns if column.name not in later)
    shown, total, following = rows(
        view, query, f"risk {show}", TABLE, held, order=_ORDER, identity=("source_domain",), more={"decided": decided},
        sql=_SQL.format(columns=read, shown=_SHOWN[show]), version=str([one.number for one in judged.decisions]),
    )  # fmt: skip
    for name in later:
        shown = shown.append_column(name, held.take(shown.column("place"), [name]).column(name))
    facts = judged.facts() | {"show": show, "decided_domains": len(decided)}
    notes = judged.notes if total or show != "queue" or query.filters else (*judged.notes, EMPTY)
    return Report("risk", conform(shown, columns), query, columns, total, facts, notes, next=following)


def _decided(view: View, judged: Judged) -> pa.Table:
    """The domains that decisions cover: wholly, or in all their queued pages; the newest of each."""
    decisions = _decisions(judged)
    if not len(decisions):
        return pa.table({**{name: pa.array([], pa.string()) for name in ("source_domain", "decision", "decided_by",
            "note")}, "decided_at": pa.array([], pa.timestamp("s"))})  # fmt: skip
    domains = judged.judgement.table("domains").read(["source_domain"])
    with database(view.engine, domains=domains, decisions=decisions, pages=_queued_pages(judged)) as run:
        return run("""
            WITH names AS (
                SELECT * FROM decisions JOIN domains ON kind = 'domain'
                    AND (source_domain = subject OR ends_with(source_domain, '.' || subject))),
            of_pages AS (
                SELECT p.source_domain, p.source_url, arg_max(number, number) AS number
                FROM pages p JOIN decisions ON (kind = 'url' AND subject = source_url)
                    OR (kind = 'domain' AND (host = subject OR ends_with(host, '.' || subject)))
                GROUP BY ALL),
            counted AS (SELECT source_domain, count(*) AS pages FROM pages GROUP BY source_domain),
            covered AS (
                SELECT source_domain, max(number) AS number FROM of_pages JOIN counted USING (source_domain)
                GROUP BY source_domain, pages HAVING count(*) = pages),
            newest AS (
                SELECT source_domain, max(number) AS number
                FROM (SELECT source_domain, number FROM names UNION ALL SELECT source_domain, number FROM covered)
                GROUP BY source_domain)
            SELECT source_domain, decision, "by" AS decided_by, "at" AS decided_at, note
            FROM newest JOIN decisions USING (number)""")


def _decisions(judged: Judged) -> pa.Table:
    names = ("number", "kind", "subject", "decision", "note", "by")
    told = [asdict(one) for one in judged.decisions]
    table = pa.table({
        name: pa.array([one[name] for one in told], pa.int64() if name == "number" else pa.string()) for name in names
    })  # fmt: skip
    times = pa.array([one["at"].replace(tzinfo=None, microsecond=0) for one in told], pa.timestamp("s"))
    return table.append_column("at", times)


def _queued_pages(judged: Judged) -> pa.Table:
    """The pages of queued links, each with its domain and host; none where all decisions are about whole domains."""
    import pyarrow.compute as pc

    held = judged.judgement.table("judged").read(["source_url", "source_domain", "queued"])
    held = held.filter(held.column("queued")).drop_columns(["queued"])
    pages = held.group_by(["source_url", "source_domain"]).aggregate([])
    host = pc.struct_field(pc.extract_regex(pages.column("source_url"), r"^[a-z]+://(?P<host>[^/:]*)"), "host")
    return pages.append_column("host", host)
