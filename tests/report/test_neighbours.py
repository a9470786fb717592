"""The neighbourhood against networkx, and as GraphML that others open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import pytest
from tests.report.rated import domains

from backlit.report.neighbours import graphml

if TYPE_CHECKING:
    from pathlib import Path

    import backlit


@pytest.fixture(scope="module")
def index(rated: backlit.Index) -> backlit.Index:
    return rated


@pytest.mark.parametrize("depth", [1, 2])
def test_the_arcs_within_the_depth(index: backlit.Index, depth: int) -> None:
    graph = nx.DiGraph()
    for name in domains(index):
        rows = index.rating(name, explain=True, limit=10_000)
        graph.add_edges_from((row["source"], name) for row in rows if row["part"] == "counted")
    near = nx.single_source_shortest_path_length(graph.to_undirected(as_view=True), "harbourlight.example", depth)
    report = index.neighbours("harbourlight.example", depth=depth)
    assert {node["domain"]: node["distance"] for node in report.nodes} == near
    found = {(row["source_domain"], row["target_domain"]) for row in report}
    assert found == set(graph.subgraph(near).edges)


def test_graphml_opens_in_networkx(index: backlit.Index, tmp_path: Path) -> None:
    report = index.neighbours("harbourlight.example", depth=1)
    report.write(tmp_path / "around.graphml")
    graph = nx.read_graphml(tmp_path / "around.graphml")
    assert set(graph.edges) == {(row["source_domain"], row["target_domain"]) for row in report}
    ratings = nx.get_node_attributes(graph, "domain_rating")
    assert ratings == {node["domain"]: node["domain_rating"] for node in report.nodes}


def test_hostile_names_stay_names(tmp_path: Path) -> None:
    names = ['"/><node id="x', "a&b<c>'d'\"e", "tab\tnul\x00\x1b[31m", "weiß\u202edom"]
    nodes = [{"domain": name, "distance": n, "domain_rating": 1.5, "trust": None} for n, name in enumerate(names)]
    path = tmp_path / "hostile.graphml"
    path.write_text(graphml(nodes, [(names[0], names[1]), (names[2], names[3])]), encoding="utf-8")
    graph = nx.read_graphml(path)
    assert len(graph) == 4
    assert graph.has_edge(names[0], names[1])
    assert not any(char in name for name in graph for char in "\x00\x1b\u202e")


def test_a_depth_that_is_none_is_refused(index: backlit.Index) -> None:
    with pytest.raises(ValueError, match="from 1 to 6"):
        index.neighbours("harbourlight.example", depth=0)
