"""PageRank and strongly connected components against published figures, closed forms and networkx."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import networkx as nx
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import scipy.sparse as sp

from backlit import _core

GRAPHS = Path(__file__).parents[3] / "shared" / "data" / "graphs"
needs_graphs = pytest.mark.skipif(not GRAPHS.is_dir(), reason=f"the reference graphs are not in {GRAPHS}")


def _ranks(graph: _core.Graph, **options: object) -> np.ndarray:
    return pa.table(graph.pagerank(**options)[0])["rank"].to_numpy()


def _graph(nodes: int, arcs: list[tuple[int, int]]) -> _core.Graph:
    return _core.Graph(nodes, [a for a, _ in arcs], [b for _, b in arcs])


def _reference(name: str) -> tuple[int, np.ndarray, np.ndarray, pa.Table]:
    arcs = pq.read_table(GRAPHS / f"{name}_edges.parquet")
    reference = pq.read_table(GRAPHS / f"{name}_reference.parquet").sort_by("id")
    first = reference["id"][0].as_py()
    sources, targets = (arcs[end].to_numpy() - first for end in ("src", "dst"))
    return reference.num_rows, sources.astype(np.uint32), targets.astype(np.uint32), reference


@needs_graphs
@pytest.mark.parametrize("name", ["hollins", "cnr-2000"])
def test_reference_ranks(name: str) -> None:
    nodes, sources, targets, reference = _reference(name)
    ranks = _ranks(_core.Graph(nodes, sources, targets), precision=1e-9)
    assert np.abs(ranks - reference["pagerank_dangling_uniform"].to_numpy()).sum() < 1e-9


@needs_graphs
def test_published_table_of_hollins() -> None:
    nodes, sources, targets, reference = _reference("hollins")
    labels = reference["label"].to_pylist()
    degree = np.bincount(sources, minlength=nodes)
    share = np.divide(1, degree, out=np.zeros(nodes), where=degree > 0)
    ranks = np.full(nodes, 1 / nodes)
    for _ in range(10):
        gathered = np.bincount(targets, (ranks * share)[sources], minlength=nodes)
        ranks = 0.85 * gathered
        ranks += (1 - ranks.sum()) / nodes
    with (GRAPHS / "hollins_published_top10.csv").open() as file:
        published = [(labels.index(row[0]), float(row[2])) for row in list(csv.reader(file))[1:]]
    assert [round(ranks[page], 9) for page, _ in published] == [rank for _, rank in published]
    ours = _ranks(_core.Graph(nodes, sources, targets))
    assert int(np.argmax(ours)) == published[0][0]


@needs_graphs
def test_published_components_of_cnr() -> None:
    nodes, sources, targets, _ = _reference("cnr-2000")
    ids, count = _core.Graph(nodes, sources, targets).components()
    ids = pa.table(ids)["component"].to_numpy()
    assert (count, np.bincount(ids).max()) == (100_977, 112_023)
    assert (ids[sources] <= ids[targets]).all()


def test_closed_forms() -> None:
    n, d = 7, 0.85
    cycle = [(v, (v + 1) % n) for v in range(n)]
    clique = [(a, b) for a in range(n) for b in range(n) if a != b]
    for arcs in (cycle, clique):
        assert _ranks(_graph(n, arcs), precision=1e-13) == pytest.approx(np.full(n, 1 / n), abs=1e-12)
    star = _ranks(_graph(n, [(v, 0) for v in range(1, n)]), redistribute=False)
    assert star == pytest.approx([1 + d * (n - 1)] + [1] * (n - 1), abs=1e-12)
    path = _ranks(_graph(n, [(v, v + 1) for v in range(n - 1)]), redistribute=False)
    assert path == pytest.approx([(1 - d ** (v + 1)) / (1 - d) for v in range(n)], abs=1e-12)
    tailed = _ranks(_graph(n + 1, [*clique, (0, n)]), redistribute=False, precision=1e-13)
    # Two unknowns, the node with the tail and the others: x = 1 + d(n-1)y/(n-1), y = 1 + d(x/n + (n-2)y/(n-1)).
    x, y = np.linalg.solve([[1, -d], [-d / n, 1 - d * (n - 2) / (n - 1)]], [1, 1])
    assert tailed == pytest.approx([x] + [y] * (n - 1) + [1 + d * x / n], rel=1e-11)


def test_least_graphs() -> None:
    assert len(_ranks(_core.Graph(0, [], []))) == 0
    assert _ranks(_core.Graph(1, [], [])) == [1.0]
    assert _ranks(_core.Graph(1, [0], [0]), redistribute=False) == pytest.approx([1 / 0.15])
    assert list(_ranks(_graph(3, [(0, 1), (1, 0)]), jump=[0.0, 0.0, 0.0])) == [0, 0, 0]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [((2, [0], [2]), "arc 0 names node 2"), ((2, [0, 1], [1]), "2 sources, but 1"), ((1, [0], [0], [-1.0]), "weights")],
)
def test_refused(arguments: tuple[object, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        _core.Graph(*arguments)
    with pytest.raises(ValueError, match="damping"):
        _core.Graph(1, [0], [0]).pagerank(damping=1.0)


def test_a_thousand_random_graphs() -> None:
    dice = random.Random(7)  # noqa: S311
    for number in range(1000):
        nodes = dice.randint(1, 40)
        arcs = [(dice.randrange(nodes), dice.randrange(nodes)) for _ in range(dice.randint(0, 3 * nodes))]
        weighted = number % 3 == 0
        theirs = nx.DiGraph()
        theirs.add_nodes_from(range(nodes))
        weights = [dice.randint(1, 5) for _ in arcs]
        for (a, b), weight in zip(arcs, weights, strict=True):
            former = theirs.get_edge_data(a, b, {"weight": 0})["weight"]
            theirs.add_edge(a, b, weight=former + weight if weighted else 1)
        jump = [dice.choice([0.0, 1.0, 2.5]) for _ in range(nodes)] if number % 2 else [1.0] * nodes
        jump[0] = 1.0
        ends = [a for a, _ in arcs], [b for _, b in arcs]
        ours = _core.Graph(nodes, *ends, [float(w) for w in weights]) if weighted else _core.Graph(nodes, *ends)
        expected = nx.pagerank(theirs, personalization=dict(enumerate(jump)), tol=1e-13, max_iter=1000, weight="weight")
        assert np.abs(_ranks(ours, jump=jump) - [expected[v] for v in range(nodes)]).sum() < 1e-9
        found = pa.table(ours.components()[0])["component"].to_pylist()
        groups = {frozenset(v for v in range(nodes) if found[v] == c) for c in set(found)}
        assert groups == {frozenset(group) for group in nx.strongly_connected_components(theirs)}


def test_threads_do_not_change_a_byte() -> None:
    rng = np.random.default_rng(1)
    nodes, arcs = 400_000, 5_000_000  # beyond 2^22 arcs a component is cut into chunks
    sources = rng.integers(0, nodes, arcs, dtype=np.uint32)
    targets = (sources + rng.geometric(0.0005, arcs).astype(np.uint32)) % np.uint32(nodes)
    graph = _core.Graph(nodes, sources, targets)
    first, second, third = (_ranks(graph, threads=threads) for threads in (1, 2, 3))
    assert first.tobytes() == second.tobytes() == third.tobytes()
    # Chunks read each other's former values; the solution is the one that power iteration finds.
    links = sp.csr_matrix((np.ones(arcs), (targets, sources)), shape=(nodes, nodes))
    links.data[:] = 1  # an arc that is there twice counts once
    degree = np.diff(links.tocsc().indptr)
    share = np.divide(1, degree, out=np.zeros(nodes), where=degree > 0)
    ranks = np.full(nodes, 1 / nodes)
    for _ in range(150):
        ranks = 0.85 * (links @ (ranks * share))
        ranks += (1 - ranks.sum()) / nodes
    assert np.abs(first - ranks).sum() < 1e-8
