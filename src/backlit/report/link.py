"""The links of one page to another, with all that is known of them: every fact, and where it comes from.

Two pages can have several links between them, each a row. Their history is that of the page that they stand on: each
look of ours at it and each report of an export on its links to the target is told, so that one can see for oneself why
a link is live, lost or unseen. `facts["from"]` tells of each row which look or report, count or computation each column
comes from. `facts["judged"]` tells of each row what is judged of it, with the evidence; see `opinion`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from backlit.model import LINKS, RATINGS
from backlit.report import opinion
from backlit.report.notes import facts, ratings
from backlit.report.query import QueryError
from backlit.report.result import Report
from backlit.report.view import conform

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import datetime

    from backlit.model.judgement import Project
    from backlit.report.judged import Judged
    from backlit.report.query import Query
    from backlit.report.view import View
    from backlit.store.looks import Look, Looks
    from backlit.urls import Target

    OpenLooks = Callable[[Collection[str], Collection[str]], Looks]

COLUMNS = (*LINKS.columns, *opinion.COLUMNS)
"""The columns: those of links, then those of what is judged of a link."""

_DERIVED = {
    "source_host": "source_url", "source_domain": "source_url and the Public Suffix List", "target_host": "target_url",
    "target_domain": "target_url and the Public Suffix List",
    "source_referring_domains": "a count over the whole index", "row": "this version of the index",
    "witnesses": "all looks and reports that have the link", "reported": "the witnesses: none is a look of ours",
    "target_assumed": "the reports: none names the page",
}  # fmt: skip
"""What is worked out of other columns, or of all that was seen."""
_RATED = {f"{end}_{name}" for end in ("source", "target") for name in RATINGS} | {"source_linked_domains"}
_PAGE = {"source_title", "source_language"}
_DATES = {
    "first_seen": "first_seen", "last_seen": "last_seen", "lost_at": "lost_at", "lost_reason": "lost_at",
    "restored_at": "restored_at", "checked_at": "checked_at", "new_reason": "first_seen",
}  # fmt: skip
"""The columns that one moment of the history tells, with the column that has the moment."""


def link(
    view: View,
    query: Query,
    source: Target,
    open_looks: OpenLooks,
    *,
    covering: Sequence[Judged] = (),
    project: Project | None = None,
) -> Report:
    """One row a link from `source` to the target of the query, whatever its history, in the order of the page.

    `facts["looks"]` are the looks and reports in the order of time, `facts["judged"]` what is judged of each row, null
    where nothing is. `covering` are the newest judgements that may have the links, `project` has the words for those
    that none has. Raises QueryError for another scope than exact.
    """
    query.only("link")
    if {source.scope, query.target.scope} != {"exact"}:
        raise QueryError("The report link is about two pages: both scopes are exact.", "scope")
    columns = query.shown(COLUMNS)
    links, table = _links(view, source, query.target)
    looks = open_looks(_addresses(view, source), _addresses(view, query.target))
    listed = _listed(looks.looks)
    origins = [_origins(view, row, listed) for row in table.to_pylist()]
    judged = _judged(view, links, table, covering, project)
    for row, held, origin in zip(judged.table.to_pylist(), judged.told, origins, strict=True):
        if held is not None:
            origin |= {name: held["origin"] for name, value in row.items() if value is not None}
    told = facts(view) | {"source": source.text, "looks": listed, "from": origins, "judged": judged.told}
    notes = _notes(view, query, source, table, listed) + looks.damage + judged.notes
    for name in judged.table.column_names:
        table = table.append_column(name, judged.table.column(name))
    shown = table.slice(0, query.limit) if query.limit else table
    return Report("link", conform(shown, columns), query, columns, len(table), told, notes)


def _judged(
    view: View, links: Any, table: pa.Table, covering: Sequence[Judged], project: Project | None
) -> opinion.Opinions:
    """What is judged of the links; internal ones are not."""
    own = len(table) and table.column("source_domain")[0] == table.column("target_domain")[0]
    if own:
        nothing = opinion.unjudged(len(table))
        return opinion.Opinions(nothing.table, nothing.told, ("Links within a domain are not judged.",))
    return opinion.opinions(view, links, table, covering, project)


def _links(view: View, source: Target, target: Target) -> tuple[Any, pa.Table]:
    """The links as the snapshot has them, and their columns, both in the order of the page."""
    snapshot = view.snapshot
    pages, ours = snapshot.pages("exact", target.text), snapshot.pages("exact", source.text)
    links = snapshot.links("internal" if source.domain == target.domain else "backlinks", pages, "all")
    ids = pa.table(snapshot.page_columns(ours, ["page"])).column("page")
    held = pa.table(snapshot.link_columns(links, ["source_page"])).column("source_page")
    places = pc.indices_nonzero(pc.is_in(held.cast(pa.uint32()), ids.cast(pa.uint32()).combine_chunks()))
    taken = snapshot.take(links, places.to_pylist())
    found = conform(pa.table(snapshot.link_columns(taken, LINKS.names)), LINKS.columns)
    order = pc.sort_indices(
        found, sort_keys=[("source_url", "ascending"), ("position", "ascending"), ("row", "ascending")]
    )
    return snapshot.take(taken, order.to_pylist()), found.take(order)


def _addresses(view: View, target: Target) -> list[str]:
    """The addresses that a target means: of one without a scheme http and https, as far as the index has them."""
    pages = view.snapshot.pages("exact", target.text)
    known = pa.table(view.snapshot.page_columns(pages, ["url"])).column("url").to_pylist()
    found = [str(url) for url in known]
    return found or ([target.text] if "://" in target.text else [f"{way}://{target.text}" for way in ("http", "https")])


def _listed(looks: Sequence[Look]) -> list[dict[str, Any]]:
    """The looks as plain values; `has_link` is null where a look cannot tell."""
    found: list[dict[str, Any]] = []
    for look in looks:
        earlier = _unchanged_since(look, found) if look.look == "not_modified" else None
        row = {name: getattr(look, name) for name in _TOLD}
        row |= {
            "reported_by": look.source if look.reported else None,
            "unchanged_since": None if earlier is None else earlier["at"],
        }
        row["has_link"] = earlier["has_link"] if earlier is not None else _has_link(look)
        found.append(row)
    return found


_TOLD = (
    "at", "look", "status", "links", "followed", "noindex", "canonical", "redirect_url", "truncated", "source",
    "archive", "archive_offset", "import_id", "assumed", "url",
)  # fmt: skip


def _has_link(look: Look) -> bool | None:
    if look.reported:
        return look.look == "reported"
    if look.links is None or look.look == "not_modified":
        return None
    return True if look.links else None if look.truncated else False


def _unchanged_since(look: Look, earlier: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """The look whose links a look has that says nothing changed: the one that it names, else the last with content."""
    ours = [one for one in earlier if one["reported_by"] is None and one["url"] == look.url and one["at"] < look.at]
    named = [one for one in ours if one["at"] == look.refers_to]
    held = named or [one for one in ours if one["look"] in ("content", "other")]
    return held[-1] if held else None


def _origins(view: View, row: dict[str, Any], looks: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Of each column that has a value, where it comes from."""
    having = [look for look in looks if look["has_link"] and look["unchanged_since"] is None]
    own = [look for look in having if (look["reported_by"] is not None) == row["reported"]]
    own = [look for look in own if look["import_id"] == row["import_id"]] or own
    shape = _told_by(own[-1]) if own else f"import {row['import_id']}"
    ours = [look for look in looks if look["reported_by"] is None and look["look"] == "content"]
    page = _told_by(ours[-1]) if ours else shape
    found = {}
    for name, value in row.items():
        if value is None:
            continue
        if name in _DERIVED:
            found[name] = _DERIVED[name]
        elif name in _RATED:
            found[name] = "backlit rank" if view.ranked is None else f"backlit rank of {_moment(view.ranked)}"
        elif name in _DATES:
            found[name] = _at(row[_DATES[name]], looks)
        elif name == "state":
            found[name] = _of_state(view, row, looks)
        else:
            found[name] = page if name in _PAGE else shape
    return found


def _of_state(view: View, row: dict[str, Any], looks: Sequence[dict[str, Any]]) -> str:
    if row["state"] == "lost":
        return _at(row["lost_at"], looks)
    since = "" if view.horizon is None else f"; the newest crawl began {_moment(view.horizon)}"
    return _at(row["checked_at"] or row["last_seen"], looks) + since


def _at(moment: datetime | None, looks: Sequence[dict[str, Any]]) -> str:
    """The look or report of a moment; a look of ours where both are of one second."""
    there = [look for look in looks if look["at"] == moment]
    there.sort(key=lambda look: look["reported_by"] is not None)
    return _told_by(there[0]) if there else f"a look or report of {_moment(moment)}"


def _told_by(look: dict[str, Any]) -> str:
    place = f"{look['archive']}, {'line' if look['reported_by'] else 'offset'} {look['archive_offset']:,}"
    who = f"report of {look['reported_by']}" if look["reported_by"] else "look"
    return f"{who} of {_moment(look['at'])}: {place}, import {look['import_id']}"


def _moment(moment: datetime | None) -> str:
    return "an unknown time" if moment is None else f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def _notes(
    view: View, query: Query, source: Target, table: pa.Table, looks: Sequence[dict[str, Any]]
) -> tuple[str, ...]:
    told: tuple[str, ...] = ()
    if not len(table):
        told += (f"No look and no report ever had a link from {source} to {query.target}.",)
        if not looks:
            told += (f"Nobody looked at {source}: that says what was crawled, not what there is.",)
    elif len(table) > 1:
        told += (f"{len(table)} links lead from the one page to the other; looks are told of all of them together.",)
    if any(look["assumed"] for look in looks):
        told += (f"Reports that name {query.target.domain} alone may be about another link of the page to it.",)
    if any(look["unchanged_since"] for look in looks):
        told += ("A look that found the page not modified has the links of the look before it that it refers to.",)
    return told + (ratings(view, table) if len(table) else ())
