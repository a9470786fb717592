"""What entries of a disavow file would take: links, referring domains, and their share in the target's rating.

A dry run. The rest of the graph is held still, as in `rating` with its explanation: what the sources would pass to
others instead is left out, and so is what search engines make of it. Between domains there is one arc a pair, so a page
or host takes a domain's whole contribution where it takes all of its links that count, and nothing of it else.
docs/scoring.md has the formulas.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import pyarrow as pa

from backlit import _core
from backlit.assess.subjects import Subject, parents
from backlit.graph.rank import EDITORIAL
from backlit.report.covering import covered
from backlit.report.rating import scaled
from backlit.report.view import database
from backlit.urls import Target

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlit.report.view import View

STILL = "What the rating would be holds the rest of the graph still."
ENTRY_BYTES = 500
"""What an entry and its effect take in memory, about."""
_COUNTING = ("source_domain", "followed", "kind", "placement", "hidden", "reported")


@dataclass(frozen=True, slots=True)
class Effect:
    """What an entry alone takes. `equity` is in units of worth; None where nothing is rated."""

    links: int = 0
    referring_domains: int = 0
    equity: float | None = None


@dataclass(frozen=True, slots=True)
class Effects:
    """What entries take, each alone and all together."""

    each: dict[Subject, Effect] = field(default_factory=dict)
    links: int = 0
    referring_domains: int = 0
    equity: float | None = None
    rating_now: float | None = None
    """Domain Rating of the target's domain; for one page its Page Rating."""
    rating_then: float | None = None
    """The same without what the entries take."""

    def facts(self) -> dict[str, Any]:
        """What a report tells beside its rows."""
        names = ("links", "referring_domains", "equity", "rating_now", "rating_then")
        return {name: getattr(self, name) for name in names}


def effects(view: View, target: Target, subjects: Sequence[Subject]) -> Effects:
    """What these entries would take from a target; it is kept, as each page of a report asks for it."""
    key = ("effects", target, tuple(subjects))
    return view.shelf.one(
        key, lambda: _effects(view, target, key[2]), lambda found: ENTRY_BYTES * (1 + len(found.each))
    )


def _effects(view: View, target: Target, subjects: Sequence[Subject]) -> Effects:
    each, links, domains = _links(view, target, subjects)
    rated = _rated(view, target)
    if rated is None:
        return Effects({one: Effect(*each[one]) for one in subjects}, links, domains)
    of, node, worth = rated
    told = pa.table(_core.contributions(view.snapshot, of, node)).select(["source", "equity", "links", "reasons"])
    parts = [part for part in told.to_pylist() if part["reasons"] is None]
    alone, taken = _of_pages(parts, subjects) if of == "page" else _of_domains(view, target, parts, subjects)
    gone = sum(part["equity"] for part in parts if part["source"] in taken)
    return Effects(
        {one: Effect(*each[one], alone.get(one, 0.0)) for one in subjects},
        links, domains, gone, scaled(worth, of), scaled(max(worth - gone, 1.0), of),
    )  # fmt: skip


def _links(view: View, target: Target, subjects: Sequence[Subject]) -> tuple[dict[Subject, tuple[int, int]], int, int]:
    """Links and referring domains that each subject takes, and all of them together."""
    pairs = covered(view, target, subjects)
    held = view.columns_of(view.links("backlinks", target, "live"), ["source_domain"])
    with database(view.engine, held=held, pairs=pairs) as run:
        found = run("""
            SELECT subject, count(DISTINCT link) AS links, count(DISTINCT source_domain) AS domains
            FROM pairs JOIN held ON pos = link GROUP BY GROUPING SETS ((subject), ())""").to_pylist()
    counts = {row["subject"]: (row["links"], row["domains"]) for row in found}
    return {one: counts.get(n, (0, 0)) for n, one in enumerate(subjects)}, *counts.get(None, (0, 0))


def _rated(view: View, target: Target) -> tuple[Literal["domain", "page"], int, float] | None:
    """Which node of which graph the rating of a target is, and its worth; None where it has none."""
    pages = view.snapshot.pages(target.scope, target.text)
    if view.ranked is None or not len(pages):
        return None
    found = _core.rating(view.snapshot, pages)
    of: Literal["domain", "page"] = "page" if target.scope == "exact" else "domain"
    worth = found["worth" if of == "domain" else "page_worth"]
    return None if worth is None else (of, found[f"{of}_id"], worth)


def _of_pages(parts: Sequence[dict[str, Any]], subjects: Sequence[Subject]) -> tuple[dict[Subject, float], set[str]]:
    """What each subject takes of the contributions of pages, and which of these go."""
    named = set(subjects)
    alone: dict[Subject, float] = {}
    taken = set()
    for part in parts:
        page = Subject("url", part["source"])
        for one in (page, *(Subject("domain", name) for name in parents(page.host))):
            if one in named:
                alone[one] = alone.get(one, 0.0) + part["equity"]
                taken.add(part["source"])
    return alone, taken


def _of_domains(
    view: View, target: Target, parts: Sequence[dict[str, Any]], subjects: Sequence[Subject]
) -> tuple[dict[Subject, float], set[str]]:
    """What each subject takes of the contributions of domains, and which of these go."""
    by_source = {part["source"]: part for part in parts}
    whole = [one for one in subjects if one.kind == "domain" and one.text in by_source]
    alone = {one: by_source[one.text]["equity"] for one in whole}
    taken = {one.text for one in whole}
    some = [one for one in subjects if one not in alone]
    for row in _counting(view, Target("domain", target.domain), some):
        part = by_source.get(row["source_domain"])
        if part is None or row["links"] < part["links"]:
            continue
        if row["subject"] is None:
            taken.add(part["source"])
        else:
            one = some[row["subject"]]
            alone[one] = alone.get(one, 0.0) + part["equity"]
    return alone, taken


def _counting(view: View, target: Target, subjects: Sequence[Subject]) -> list[dict[str, Any]]:
    """How many links that count each subject takes from each domain, and all together (subject None)."""
    pairs = covered(view, target, subjects)
    table = view.columns_of(view.links("backlinks", target, "live"), _COUNTING)
    kinds, placements = (_texts(EDITORIAL[name]) for name in ("kinds", "excluded_placements"))
    with database(view.engine, held=table, pairs=pairs) as run:
        return run(f"""
            SELECT subject, source_domain, count(DISTINCT link) AS links FROM pairs JOIN held ON pos = link
            WHERE followed AND kind IN {kinds} AND coalesce(placement, 'unknown') NOT IN {placements}
                AND hidden IS NOT TRUE AND NOT reported
            GROUP BY GROUPING SETS ((subject, source_domain), (source_domain))""").to_pylist()


def _texts(words: Sequence[str]) -> str:
    return "(" + ", ".join(f"'{word}'" for word in words) + ")"
