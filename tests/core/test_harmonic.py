"""Harmonic centrality against reference values of a published graph, and against networkx."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from backlit import _core

GRAPHS = Path(__file__).parents[3] / "shared" / "data" / "graphs"
STANDARD_ERROR = 1.04 / 16
"""Of a HyperLogLog counter of 256 registers."""


def harmonic(nodes: int, arcs: list[tuple[int, int]], exact: bool | None = None) -> np.ndarray:
    sources, targets = ([arc[end] for arc in arcs] for end in (0, 1))
    return values(_core.harmonic(nodes, sources, targets, exact))


def values(table: _core.ArrowTable) -> np.ndarray:
    return pa.table(table).column("harmonic").to_numpy()


@pytest.fixture(scope="module")
def hollins() -> tuple[pa.Table, np.ndarray]:
    if not GRAPHS.is_dir():
        pytest.skip("the shared graphs are not here")
    edges = pq.read_table(GRAPHS / "hollins_edges.parquet")
    return edges, pq.read_table(GRAPHS / "hollins_reference.parquet").column("harmonic_in").to_numpy()


def ends(edges: pa.Table) -> tuple[np.ndarray, np.ndarray]:
    first, second = (edges.column(n).to_numpy().astype(np.int64) for n in (0, 1))
    return first, second


def test_hollins_has_the_reference_values(hollins: tuple[pa.Table, np.ndarray]) -> None:
    edges, reference = hollins
    np.testing.assert_allclose(values(_core.harmonic(len(reference), *ends(edges))), reference, rtol=1e-9)


def test_hyperball_is_within_its_standard_error_on_hollins(hollins: tuple[pa.Table, np.ndarray]) -> None:
    edges, reference = hollins
    found = values(_core.harmonic(len(reference), *ends(edges), exact=False))
    linked = reference > 0
    assert not found[~linked].any()
    error = np.abs(found[linked] / reference[linked] - 1)
    assert np.median(error) < STANDARD_ERROR
    assert np.sqrt(np.mean(error**2)) < 2 * STANDARD_ERROR
    assert np.array_equal(found, values(_core.harmonic(len(reference), *ends(edges), exact=False)))


@pytest.mark.parametrize("seed", range(40))
def test_random_graphs_against_networkx(seed: int) -> None:
    rng = np.random.default_rng(seed)
    nodes = int(rng.integers(1, 41))
    arcs = [(int(a), int(b)) for a, b in rng.integers(nodes, size=(rng.integers(3 * nodes + 1), 2))]
    graph = nx.DiGraph()
    graph.add_nodes_from(range(nodes))
    graph.add_edges_from(arcs)
    expected = nx.harmonic_centrality(graph)
    np.testing.assert_allclose(harmonic(nodes, arcs), [expected[node] for node in range(nodes)], rtol=1e-12)


def test_a_clique_and_a_long_chain() -> None:
    clique = [(a, b) for a in range(300) for b in range(300)]
    assert (harmonic(300, clique) == 299).all()
    assert np.abs(harmonic(300, clique, exact=False) / 299 - 1).max() < 3 * STANDARD_ERROR
    chain = [(n, n + 1) for n in range(2000)]
    assert harmonic(2001, chain)[-1] == pytest.approx(sum(1 / n for n in range(1, 2001)))


def test_an_end_that_is_no_node_is_refused() -> None:
    with pytest.raises(ValueError, match="there is no node 3 among 3"):
        harmonic(3, [(0, 3)])
