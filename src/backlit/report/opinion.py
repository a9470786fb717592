"""What is judged of single links, with the evidence: from the judgement of a project, else each link by itself.

A judged link is found again by what it says: its ends, its words, kind, place and rel. Two links of one page that agree
in all of these are judged alike.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from backlit.assess import read_rules
from backlit.assess.alone import judge_alone
from backlit.assess.answers import evidence
from backlit.model import LINKS, arrow_schema
from backlit.model.judgement import ANCHOR_CLASSES, JUDGED, LINK_TYPES, QUALITY_PARTS, QUESTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from backlit.assess import KeptTable
    from backlit.model.judgement import Project
    from backlit.report.judged import Judged
    from backlit.report.view import View

COLUMNS = tuple(
    replace(column, nullable=True) for column in JUDGED.columns if column.name not in LINKS and column.name != "link"
)
"""The columns that a link has when it is judged; null where it is not."""

_SAME = ("source_url", "target_url", "anchor", "kind", "placement", "rel", "hidden")


@dataclass(frozen=True)
class Opinions:
    """What is judged of some links, in their order: the columns, what is told of each, and notes on all."""

    table: pa.Table
    told: list[dict[str, Any] | None]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Found:
    """Judged rows by what they say, with the findings about them."""

    rows: dict[tuple[Any, ...], dict[str, Any]]
    findings: list[dict[str, Any]]
    source: dict[str, Any]
    """Whose judgement it is, and of when."""


def opinions(
    view: View, links: Any, table: pa.Table, covering: Sequence[Judged], project: Project | None = None
) -> Opinions:
    """What is judged of links: `table` has their columns, `links` themselves are as the snapshot has them.

    `covering` are the judgements of projects that the target belongs to, the newest first; `project` has the words for
    links that none of them has.
    """
    rows = table.to_pylist()
    asked = [n for n, row in enumerate(rows) if row["state"] != "lost"]
    notes: tuple[str, ...] = ()
    told: list[dict[str, Any] | None] = [None] * len(rows)
    held: list[dict[str, Any] | None] = [None] * len(rows)
    for judged in covering:
        open_ones = [n for n in asked if held[n] is None]
        if not open_ones:
            break
        found = _of_project(judged, [rows[n] for n in open_ones])
        _fill(found, rows, open_ones, held, told)
        if any(held[n] is not None for n in open_ones):
            notes += judged.notes
    left = [n for n in asked if held[n] is None]
    if left:
        found, skipped = _alone(view, links, rows, left, project)
        _fill(found, rows, left, held, told)
        notes += _of_alone(project, skipped)
    if len(asked) < len(rows):
        notes += ("A link that is lost is not judged.",)
    return Opinions(_columns(held), told, notes)


def unjudged(count: int) -> Opinions:
    """So many links of which nothing is judged."""
    return Opinions(_columns([None] * count), [None] * count, ())


def _of_project(judged: Judged, rows: Sequence[Mapping[str, Any]]) -> _Found:
    made = judged.judgement.made
    source = {
        "project": judged.project.name, "alone": False, "judged_at": made, "rules": judged.judgement.rules,
        "fresh": judged.fresh,
        "origin": f"judgement for the project {judged.project.name} of {made:%Y-%m-%d %H:%M} UTC",
    }  # fmt: skip
    domains = pa.array(sorted({row["source_domain"] for row in rows}))
    urls = pa.array(sorted({row["source_url"] for row in rows}))
    found = _having(judged.judgement.table("judged"), domains, urls)
    findings = _having(judged.judgement.table("findings"), domains, None)
    return _Found(_by_words(found), findings.to_pylist(), source)


def _having(held: KeptTable, domains: pa.Array[Any], urls: pa.Array[Any] | None) -> pa.Table:
    """The rows of these domains, and of these pages."""
    places = pc.indices_nonzero(pc.is_in(_plain(held.read(["source_domain"])), domains))
    found = held.take(places)
    return found if urls is None else found.filter(pc.is_in(found.column("source_url").cast(pa.string()), urls))


def _plain(table: pa.Table) -> Any:
    return table.column(0).cast(pa.string())


def _alone(
    view: View, links: Any, rows: Sequence[Mapping[str, Any]], places: list[int], project: Project | None
) -> tuple[_Found, tuple[str, ...]]:
    found = judge_alone(
        view.snapshot, view.snapshot.take(links, places), rows[places[0]]["target_url"], project, view.horizon
    )
    source = {
        "project": None if project is None else project.name, "alone": True, "judged_at": None, "rules": found.rules,
        "fresh": True, "origin": f"judged by itself, by the rules {found.rules}",
    }  # fmt: skip
    return _Found(_by_words(found.judged), found.findings.to_pylist(), source), found.not_asked


def _of_alone(project: Project | None, skipped: Sequence[str]) -> tuple[str, ...]:
    why = (
        "no project has this target: its names and terms are not known"
        if project is None
        else f"`backlit assess {project.name}` has not judged it yet"
    )
    told = f"Judged by itself, as {why}."
    return (f"{told} Signals that need the whole profile were not asked: {', '.join(skipped)}." if skipped else told,)


def _by_words(table: pa.Table) -> dict[tuple[Any, ...], dict[str, Any]]:
    return {_key(row): row for row in table.to_pylist()}


def _key(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in _SAME)


def _fill(
    found: _Found,
    rows: Sequence[Mapping[str, Any]],
    places: Sequence[int],
    held: list[dict[str, Any] | None],
    told: list[dict[str, Any] | None],
) -> None:
    for n in places:
        row = found.rows.get(_key(rows[n]))
        if row is not None:
            held[n], told[n] = row, found.source | _told(row, found.findings)


def _columns(held: Sequence[Mapping[str, Any] | None]) -> pa.Table:
    arrays = {}
    for field in arrow_schema(COLUMNS):
        plain = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
        arrays[field.name] = pa.array([None if row is None else row[field.name] for row in held], plain)
    return pa.table(arrays)


def _told(row: Mapping[str, Any], findings: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """All that is judged of a link, as plain values."""
    because = evidence(row)
    return {
        "type": {
            "value": row["type"], "meaning": LINK_TYPES.get(row["type"]), "confidence": row["type_confidence"],
            "because": row["type_evidence"],
        },
        "anchor_class": {"value": row["anchor_class"], "meaning": ANCHOR_CLASSES.get(row["anchor_class"])},
        "relevance": {
            "value": row["relevance"], "because": row["relevance_evidence"],
            "language_agrees": row["language_agrees"], "country_agrees": row["country_agrees"],
        },
        "answers": [
            {"name": name, "question": question, "answer": row[name], "because": because[name]}
            for name, question in QUESTIONS.items()
        ],
        "quality": {"value": row["quality"], "parts": _parts(row)},
        "risk": {
            "value": row["risk"], "queued": row["queued"], "families": row["families"],
            "findings": [_finding(one) for one in _about(row, findings)],
        },
    }  # fmt: skip


def _about(row: Mapping[str, Any], findings: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The findings about a link, its page and its domain, the heaviest first."""
    found = [
        one
        for one in findings
        if (one["level"] == "link" and one["link"] == row["link"])
        or (one["level"] == "page" and one["source_url"] == row["source_url"])
        or (one["level"] == "domain" and one["source_domain"] == row["source_domain"])
    ]
    return sorted(found, key=lambda one: (-one["weight"], one["signal"]))


def _finding(one: Mapping[str, Any]) -> dict[str, Any]:
    names = ("signal", "family", "level", "weight", "strength", "fact", "rows", "count")
    return {name: one[name] for name in names}


def _parts(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The parts of the quality: the points of each, of how many, and what they come from."""
    points = read_rules()["quality"]["points"]
    return [
        {
            "part": name, "meaning": meaning, "points": row[f"quality_{name}"], "of": points[name],
            "because": _BECAUSE[name](row),
        }
        for name, meaning in QUALITY_PARTS.items()
    ]  # fmt: skip


def _rated(row: Mapping[str, Any]) -> str:
    domain, page = row["source_domain_rating"], row["source_page_rating"]
    if domain is None:
        return "the source is not rated: the neutral share"
    return f"Domain Rating {domain:.1f}" + ("" if page is None else f", Page Rating {page:.1f}")


def _trusted(row: Mapping[str, Any]) -> str:
    trust, mass = row["source_trust"], row["source_spam_mass"]
    if trust is None:
        return "trust is not known: the neutral share"
    return f"trust {trust:.1f}" + ("" if mass is None else f", spam mass {mass:.2f}")


def _relevant(row: Mapping[str, Any]) -> str:
    near = row["relevance"]
    return "the texts are too short: the neutral share" if near is None else f"{near:.2f} of 1 near the target's topic"


def _passes(row: Mapping[str, Any]) -> str:
    if row["followed"] is None:
        return "nobody told its rel: the neutral share"
    hints = [name for name in ("nofollow", "sponsored", "ugc") if row[name]]
    return "followed" if row["followed"] else ", ".join(hints) or "the page is nofollow"


_BECAUSE: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "authority": _rated,
    "trust": _trusted,
    "relevance": _relevant,
    "placement": lambda row: "hidden" if row["hidden"] else f"placement {row['placement'] or 'unknown'}",
    "endorsement": _passes,
    "anchor": lambda row: f"{row['anchor_class']}; natural: {row['natural_anchor']}",
    "editorial": lambda row: (
        f"{row['type']} (sure to {row['type_confidence'] or 0:.0%}); page editorial: {row['editorial_page']}"
    ),
}
"""By part what its points come from."""
