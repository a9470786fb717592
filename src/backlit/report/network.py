"""The domains around a target as a drawing: where each stands on a sheet, and which of them link to which.

The layout is that of forces (Fruchterman and Reingold 1991, "Graph drawing by force-directed placement"): domains that
link to each other draw near, all others push apart, so that circles of sites that link each other stand out. It starts
from a fixed place: the same graph gives the same drawing. Only what lies near has a meaning; left, right, up and down
have none. All that is drawn hangs together, because it is what lies within some arcs of the target, nearest first.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from backlit.model import DOMAIN_RATINGS, Column
from backlit.report.neighbours import neighbours
from backlit.report.query import QueryError
from backlit.report.result import Report
from backlit.report.similar import domain_only
from backlit.report.view import conform

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlit._core import DomainGraph
    from backlit.report.query import Query
    from backlit.report.view import View

NODES = 300
"""Domains that are drawn where nobody says otherwise."""
MOST_NODES = 2000
"""Domains that can be drawn."""
SHEET = 1000.0
"""The drawing lies from 0 to this in both directions."""

COLUMNS = (
    Column("domain", "text", "the domain; the target first, then the nearest, and of those the best rated"),
    Column("x", "float64", f"its place on the sheet from the left, 0 to {SHEET:.0f}"),
    Column("y", "float64", f"its place on the sheet from the top, 0 to {SHEET:.0f}"),
    Column("distance", "uint32", "arcs from the target, whichever way they point"),
    *DOMAIN_RATINGS,
    Column("links_to_target", "bool", "whether it links to the target"),
    Column("linked_by_target", "bool", "whether the target links to it"),
    Column("links_in", "uint32", "domains of the drawing that link to it"),
    Column("links_out", "uint32", "domains of the drawing that it links to"),
)
"""The columns, a row a domain."""

_SEED = 1991
_ROUNDS = 50
"""Rounds of the layout: at 2,000 domains these take one to two seconds, and more of them move little."""


def network(view: View, graph: DomainGraph, query: Query, depth: int = 2, nodes: int = NODES) -> Report:
    """One row a domain; `facts["arcs"]` has pairs of their places in the list, who links first.

    Raises QueryError for more nodes than can be drawn, filters or an order, and where nothing was ranked.
    """
    if not 1 <= nodes <= MOST_NODES:
        raise QueryError(f"The number of nodes is {nodes}; from 1 to {MOST_NODES:,} domains can be drawn.", "nodes")
    if query.limit:
        raise QueryError("The report network takes no limit: nodes says how many domains are drawn.", "limit")
    domain_only("network", query)
    columns = query.shown(COLUMNS)
    found = neighbours(view, graph, replace(query, columns=()), depth, nodes)
    places = {node["domain"]: n for n, node in enumerate(found.nodes)}
    arcs = [(places[arc["source_domain"]], places[arc["target_domain"]]) for arc in found]
    rows = _rows(view, found.nodes, arcs)
    table = conform(pa.table({c.name: pa.array([row[c.name] for row in rows]) for c in COLUMNS}), columns)
    told = found.facts | {"target": query.target.domain, "arcs": [list(arc) for arc in arcs]}
    return Report("network", table, query, columns, len(rows), told, found.notes)


def _rows(view: View, nodes: Sequence[dict[str, Any]], arcs: Sequence[tuple[int, int]]) -> list[dict[str, Any]]:
    to_target, from_target = {a for a, b in arcs if b == 0}, {b for a, b in arcs if a == 0}
    ways_in, ways_out = [0] * len(nodes), [0] * len(nodes)
    for source, target in arcs:
        ways_out[source] += 1
        ways_in[target] += 1
    return [
        node
        | {"x": x, "y": y, "spam_mass": _spam_mass(view, node["domain"])}
        | {"links_to_target": n in to_target, "linked_by_target": n in from_target}
        | {"links_in": ways_in[n], "links_out": ways_out[n]}
        for n, (node, (x, y)) in enumerate(zip(nodes, layout(len(nodes), arcs), strict=True))
    ]


def _spam_mass(view: View, domain: str) -> float | None:
    page = view.snapshot.pages("domain", domain).slice(0, 1)
    found: list[float | None] = pa.table(view.snapshot.page_columns(page, ["spam_mass"])).column(0).to_pylist()
    return found[0] if found else None


def layout(nodes: int, arcs: Sequence[tuple[int, int]]) -> list[tuple[float, float]]:
    """Where each node stands, as wide as the sheet allows; the same arcs always give the same places."""
    import rustworkx

    drawn = rustworkx.PyGraph(multigraph=False)
    drawn.add_nodes_from(range(nodes))
    drawn.add_edges_from_no_data([(min(arc), max(arc)) for arc in sorted(set(arcs)) if arc[0] != arc[1]])
    found = rustworkx.spring_layout(drawn, seed=_SEED, num_iter=_ROUNDS)
    places = [(float(found[n][0]), float(found[n][1])) for n in range(nodes)]
    spans = [(min(one), max(one)) for one in zip(*places, strict=True)]
    # One scale for both directions, so that what is near stays near; the narrower one stands in the middle.
    width = max((high - low for low, high in spans), default=0.0)
    scale = SHEET / width if width > 0 else 0.0
    return [_placed(place, spans, scale) for place in places]


def _placed(place: tuple[float, float], spans: Sequence[tuple[float, float]], scale: float) -> tuple[float, float]:
    x, y = (SHEET / 2 + (at - (low + high) / 2) * scale for at, (low, high) in zip(place, spans, strict=True))
    # The last bit of a float must not lead out of the sheet.
    return min(max(round(x, 2), 0.0), SHEET), min(max(round(y, 2), 0.0), SHEET)
