"""Ratings of targets, and what they are made of.

A rating is explained by its parts, in one unit (worth: a domain that nobody links to is worth 1): the own base, what
each domain passes on (equity, `d · x_u / splits_u`), and the rest together. These rows add up to the whole. What links
that do not count would pass, and what a rating would be without a contribution, is of first order: the rest of the
graph is held still. docs/scoring.md has the formulas and sources.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import pyarrow as pa

from backlit import _core
from backlit.model import Column
from backlit.report.notes import facts, need_ratings
from backlit.report.query import QueryError
from backlit.report.result import Report
from backlit.report.view import conform
from backlit.urls import Target

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlit.report.query import Query
    from backlit.report.view import View

COLUMNS = (
    Column("target", "text", "what was asked for"),
    Column("domain", "text", "its registrable domain, which the next columns are about"),
    Column("domain_rating", "float64", "Domain Rating, 0 to 100", nullable=True),
    Column("trust", "float64", "trust of the domain, 0 to 100; null without seeds", nullable=True),
    Column("spam_mass", "float64", "share of its worth that does not come from trust, 0 to 1", nullable=True),
    Column("coverage", "float64", "share of all worth that trust reaches: what spam_mass rests on", nullable=True),
    Column("place", "uint64", "place of the domain among all by worth, from 1", nullable=True),
    Column("domains", "uint64", "rated domains"),
    Column("worth", "float64", "worth of the domain; 1 is what nobody links to", nullable=True),
    Column("harmonic", "float64", "harmonic centrality of the domain: the sum of 1 / distance", nullable=True),
    Column("page", "text", "the page that the next columns are about: the best rated of the target"),
    Column("page_rating", "float64", "Page Rating, 0 to 100", nullable=True),
    Column("page_trust", "float64", "trust of the page, 0 to 100; null without seeds", nullable=True),
    Column("page_place", "uint64", "place of the page among all by worth, from 1", nullable=True),
    Column("pages", "uint64", "rated pages that count for themselves"),
    Column("page_worth", "float64", "worth of the page", nullable=True),
)
"""The columns, a row a target."""

PARTS = ("base", "counted", "all others", "not counted")
EXPLAINED = (
    Column("target", "text", "the domain, or the page where the scope is exact"),
    Column("part", "word", "what the row is", words=PARTS),
    Column("source", "text", "the domain, or page, that links; null for base and all others", nullable=True),
    Column("share", "float64", "share of the target's worth, 0 to 1; null for what does not count", nullable=True),
    Column("equity", "float64", "what it passes to the target, or would pass, in units of worth"),
    Column("source_rating", "float64", "rating of the source, 0 to 100", nullable=True),
    Column("splits", "uint32", "domains that the source's rating is split among", nullable=True),
    Column("passed", "float64", "share of what the source passes on that the target gets, 0 to 1", nullable=True),
    Column("links", "uint64", "links that count; of what does not count, all", nullable=True),
    Column("reasons", "text", "why its best link does not count; all must be mended", nullable=True),
    Column("rating_if", "float64", "about the target's rating without it, or with what does not count now"),
)
"""The columns with explain, a row a contribution."""

SHOWN = 20
"""Contributions that are listed, of those that count and of those that do not, where no limit is told."""
DECADES = {"domain": 6, "page": 7}
"""Decades of worth that a rating of 100 spans."""
OFF = 1e-6
"""The share of a target's worth by which its parts may miss it before the ratings are said to be out of date."""


def ratings(view: View, queries: Sequence[Query], *, explain: bool = False) -> Report:
    """One row a target; with `explain` the rows of `EXPLAINED` for each. Raises ValueError where there are no ratings.

    With the scope exact the explanation is of the page, else of the domain.
    """
    if not queries:
        raise QueryError("Name a target: a site or a page.", "target")
    need_ratings(view)
    columns = queries[0].shown(EXPLAINED if explain else COLUMNS)
    rows: list[dict[str, Any]] = []
    notes: list[str] = []
    removed: dict[str, Any] = {}
    for query in queries:
        target = query.target
        query.only("rating", history=False, after=False)
        if query.filters or query.sort:
            raise QueryError("Ratings take no filters and no order: they are of all links that count.")
        pages = view.snapshot.pages(target.scope, target.text)
        if not len(pages):
            notes.append(f"The index has no page of {target} ({target.scope}), looked at or linked to.")
            continue
        found = _core.rating(view.snapshot, pages)
        if not explain:
            rows.append({"target": target.text, **found})
            continue
        parts, missing = _explained(view, query, found)
        rows += parts[0]
        removed[target.text] = parts[1]
        notes += missing
    if any(row.get("domain_rating", 0) is None for row in rows):
        notes.append("What came after the ratings is not rated: run `backlit rank` again.")
    schema = pa.schema([(column.name, _TYPES[column.type]) for column in columns])
    table = pa.Table.from_pylist([{c.name: row.get(c.name) for c in columns} for row in rows], schema)
    first = queries[0]
    together = replace(first, target=Target(first.target.scope, ", ".join(one.target.text for one in queries)))
    told = facts(view) | ({"removed": removed} if explain else {})
    return Report("rating", conform(table, columns), together, columns, len(rows), told, tuple(dict.fromkeys(notes)))


_TYPES: dict[str, pa.DataType] = {
    "text": pa.string(), "word": pa.string(), "float64": pa.float64(), "uint32": pa.uint32(), "uint64": pa.uint64(),
}  # fmt: skip


def _explained(
    view: View, query: Query, found: dict[str, Any]
) -> tuple[tuple[list[dict[str, Any]], dict[str, Any]], list[str]]:
    """The rows of a target, what was left out by reason, and notes."""
    of: Literal["domain", "page"] = "page" if query.target.scope == "exact" else "domain"
    target, worth = found[of], found["worth" if of == "domain" else "page_worth"]
    if worth is None:
        return ([], {}), []
    parts = pa.table(_core.contributions(view.snapshot, of, found[f"{of}_id"])).to_pylist()
    counted = [part for part in parts if part["reasons"] is None]
    others = [part for part in parts if part["reasons"] is not None]
    most = query.limit or SHOWN

    def row(part: str, equity: float, change: float, more: dict[str, Any] | None = None) -> dict[str, Any]:
        share = None if part == "not counted" else equity / worth
        rating_if = scaled(worth + change, of)
        return {"target": target, "part": part, "share": share, "equity": equity, "rating_if": rating_if} | (more or {})

    rest = sum(part["equity"] for part in counted[most:])
    rows = [row("base", 1.0, 0.0)]
    rows += [row("counted", part["equity"], -part["equity"], part) for part in counted[:most]]
    rows += [row("all others", rest, -rest, {"links": sum(part["links"] for part in counted[most:])})]
    rows += [row("not counted", part["equity"], part["equity"], part) for part in others[:most]]
    notes = ["What a rating would be holds the rest of the graph still."]
    if query.target.scope == "exact" and target.partition("://")[2] != query.target.text.partition("://")[-1]:
        notes += [f"The page that counts is {target}."] if query.target.text not in target else []
    missed = sum(part["equity"] for part in counted) + 1 - worth
    if abs(missed) > OFF * worth or any("unrated" in part["reasons"] for part in others):
        notes.append("Links came or went since the ratings were computed: run `backlit rank` again.")
    return (rows, _by_reason(others)), notes


def _by_reason(others: list[dict[str, Any]]) -> dict[str, Any]:
    """How many sources do not count for each reason, and what they would pass."""
    found: dict[str, dict[str, float]] = {}
    for part in others:
        entry = found.setdefault(part["reasons"], {"sources": 0, "equity": 0.0})
        entry["sources"] += 1
        entry["equity"] += part["equity"]
    return dict(sorted(found.items(), key=lambda item: (-item[1]["equity"], item[0])))


def scaled(worth: float, of: str) -> float:
    """A worth on 0 to 100, as the core scales it."""
    return min(max(100 * math.log10(worth) / DECADES[of], 0.0), 100.0) if worth > 0 else 0.0
