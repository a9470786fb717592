"""The neighbourhood of a domain: the arcs around it in the graph of domains, to read or to draw.

Beside the common forms it is written as GraphML (http://graphml.graphdrawing.org/primer/graphml-primer.html), with
every name escaped, for Gephi, yEd, networkx and the like; in JSON the domains stand under `nodes`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

import pyarrow as pa

from backlit.model import Column
from backlit.report.notes import facts
from backlit.report.query import QueryError
from backlit.report.result import Report
from backlit.report.similar import domain_only
from backlit.report.text import visible
from backlit.report.view import conform

if TYPE_CHECKING:
    from pathlib import Path

    from backlit._core import DomainGraph
    from backlit.report.query import Query
    from backlit.report.view import View

COLUMNS = (
    Column("source_domain", "text", "the domain that links"),
    Column("target_domain", "text", "the domain that it links to"),
    Column("distance", "uint32", "arcs from the target to the farther of the two, whichever way they point"),
    Column("source_domain_rating", "float64", "Domain Rating of the first, 0 to 100", nullable=True),
    Column("target_domain_rating", "float64", "Domain Rating of the second, 0 to 100", nullable=True),
)
"""The columns, a row an arc."""

NODES = 500
"""Domains at most: the nearest, and of those equally near the best rated. More cannot be drawn."""
DEPTH = 6
"""The largest depth: few domains of a web are farther apart."""
_KEYS = (("distance", "int"), ("domain_rating", "double"), ("trust", "double"))


@dataclass(frozen=True, repr=False)
class Neighbours(Report):
    """Arcs, with the domains that they join."""

    nodes: list[dict[str, Any]] = field(default_factory=list)
    """domain, distance, domain_rating, trust; the target first."""

    def head(self) -> dict[str, Any]:
        """As of every report, with the domains."""
        return super().head() | {"nodes": self.nodes}

    def write(self, path: str | Path, format: str | None = None) -> None:  # noqa: A002 - as the other forms
        """Writes the arcs to a file; the format graphml (or a name ending so) has the domains too."""
        if (format or str(path).rpartition(".")[2]).lower() != "graphml":
            super().write(path, format)
            return
        with open(path, "wb") as file:  # noqa: PTH123 - a name or a path
            self.write_to(file, "graphml")

    def write_to(self, file: IO[bytes], format: str) -> None:  # noqa: A002 - as the other forms
        """Writes the arcs to an open file of bytes; see `write`."""
        if format != "graphml":
            super().write_to(file, format)
            return
        file.write(graphml(self.nodes, [(arc["source_domain"], arc["target_domain"]) for arc in self]).encode())


def graphml(nodes: list[dict[str, Any]], arcs: list[tuple[str, str]]) -> str:
    """A directed graph as GraphML. Names are strangers' text: markup is escaped, and so are controls."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">']
    lines += [f'<key id="{name}" for="node" attr.name="{name}" attr.type="{kind}"/>' for name, kind in _KEYS]
    lines.append('<graph edgedefault="directed">')
    for node in nodes:
        data = "".join(
            f'<data key="{name}">{escape(str(node[name]))}</data>' for name, _ in _KEYS if node[name] is not None
        )
        lines.append(f"<node id={_name(node['domain'])}>{data}</node>")
    lines += [f"<edge source={_name(source)} target={_name(target)}/>" for source, target in arcs]
    return "\n".join([*lines, "</graph>", "</graphml>", ""])


def _name(name: str) -> str:
    return quoteattr(visible(name))


def neighbours(view: View, graph: DomainGraph, query: Query, depth: int = 2, nodes: int = NODES) -> Neighbours:
    """One row an arc among the domains within `depth` arcs of the target, both directions."""
    domain_only("neighbours", query)
    if not 1 <= depth <= DEPTH:
        raise QueryError(f"The depth is {depth}; it is a number of arcs from 1 to {DEPTH}.", "depth")
    columns = query.shown(COLUMNS)
    target = query.target
    pages = view.snapshot.pages(target.scope, target.text)
    if not len(pages):
        notes = [f"The index has no page of {target} ({target.scope}), looked at or linked to."]
        empty = pa.table({column.name: pa.array([], pa.null()) for column in columns})
        return Neighbours("neighbours", conform(empty, columns), query, columns, 0, facts(view), tuple(notes))
    around, arcs, left_out = graph.neighbours(pages, depth, nodes)
    found = conform(
        pa.table(arcs).sort_by([("distance", "ascending"), ("source_domain_rating", "descending")]), columns
    )
    notes = []
    if left_out:
        notes.append(
            f"Cut at {nodes:,} domains, the nearest and best rated: {left_out:,} as near as the farthest are left out, "
            "and what lies behind."
        )
    elif not len(found):
        notes.append(f"No link that counts leads to {target.domain} or away from it.")
    listed = pa.table(around).to_pylist()
    shown = found.slice(0, query.limit) if query.limit else found
    told = facts(view) | {"domains": len(listed), "left_out": left_out, "depth": depth}
    return Neighbours("neighbours", shown, query, columns, len(found), told, tuple(notes), listed)
