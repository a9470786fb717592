"""Webs told look by look for the tests of signals of the graph: an index without HTML and without a store."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.segments import Link, Look, write_segment

from backlit import _core
from backlit.assess import Material, read_rules
from backlit.assess.signals import found_schema, signals
from backlit.graph.rank import settings
from backlit.model.judgement import Project

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

TARGET = "https://shop.test/"
FIRST, LATER = "2026-03-01T08:00:00", "2026-04-01T08:00:00"


def page(domain: str, *links: str | Link, path: str = "/", at: str = FIRST, **facts: Any) -> Look:
    """A look at a page of a domain; a link may be an address alone, then with a text of its own."""
    told = [link if isinstance(link, Link) else Link(link, f"about {n} of {domain}") for n, link in enumerate(links)]
    return Look(f"https://{domain}{path}", at, tuple(told), **facts)


def material(
    folder: Path,
    looks: Sequence[Look],
    classes: Mapping[str, str] | None = None,
    seeds: Sequence[str] = (),
    domain: str = "shop.test",
) -> Material:
    """What a judgement of the links to a domain would look at; `classes` are those of anchors by their words."""
    segment = write_segment(folder / "segment", looks)
    _core.build_part([(1, str(segment))], [], str(folder / "part"), 1 << 28, lambda *_: True)
    ratings = None
    if seeds:
        ratings = folder / "ratings"
        ratings.mkdir()
        snapshot = _core.Snapshot([str(folder / "part")], [], None)
        _core.rank(snapshot, str(ratings), json.dumps(settings()), list(seeds), 1, lambda *_: True)
    snapshot = _core.Snapshot([str(folder / "part")], [], None, None if ratings is None else str(ratings))
    found = Material(snapshot, Project("made", domain), read_rules())
    found.put("classes", _classes(classes or {}))
    found.put(
        "anchors",
        found.sql("SELECT link, coalesce(class, 'other') AS anchor_class FROM links LEFT JOIN classes USING (anchor)"),
    )
    return found


def _classes(told: Mapping[str, str]) -> Any:
    import pyarrow as pa

    return pa.table({"anchor": pa.array(told.keys(), pa.string()), "class": pa.array(told.values(), pa.string())})


def fired(found: Material, name: str) -> dict[str, dict[str, Any]]:
    """What a signal found: the finding by domain, or by address of the page it is of."""
    module = signals()[name]
    table = module.fire(found, found.rules.signal(name))
    assert set(table.column_names) >= set(found_schema(module.SIGNAL.level).names)
    found.put("fired", table)
    named = {
        "link": "SELECT url AS of, f.* FROM fired f JOIN links USING (link) JOIN pages p ON p.page = source_page",
        "page": "SELECT url AS of, f.* FROM fired f JOIN pages USING (page)",
        "domain": "SELECT name AS of, f.* FROM fired f JOIN domains USING (domain)",
    }[module.SIGNAL.level]
    rows = found.sql(named).to_pylist()
    assert all(0 < row["strength"] <= 1 and row["fact"].endswith(".") and 0 < len(row["rows"]) <= 10 for row in rows)
    return {row["of"]: row for row in rows}
