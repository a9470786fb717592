"""PageRank against igraph (PRPACK) and scipy.sparse power iteration: one core, interleaved, dangling nodes alike.

Error is the L1 distance to the reference ranks of the graph (or, for the made graph, to ours at 1e-13).
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import igraph
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import scipy.sparse as sp

from backlit import _core
from bench import DATA
from bench.measure import Claim, claims_table, interleaved

if TYPE_CHECKING:
    from collections.abc import Callable

DAMPING = 0.85
EQUAL = 1e-11
"""The precision at which ours has the error that PRPACK has without being asked."""
MADE = (1_500_000, 20_000_000)
"""Pages and links of the made graph."""


def _made() -> tuple[int, np.ndarray, np.ndarray]:
    """Links near by in the order of addresses, most of them, and to a few well-known pages; a third of the pages link nowhere."""
    rng = np.random.default_rng(1)
    nodes, arcs = MADE
    sources = rng.integers(0, nodes // 3 * 2, arcs, dtype=np.uint32) * np.uint32(3) // np.uint32(2)
    near = (sources + np.minimum(rng.zipf(1.4, arcs), 100_000).astype(np.uint32) - np.uint32(2)) % np.uint32(nodes)
    known = (rng.random(arcs) ** 4 * nodes).astype(np.uint32)
    return nodes, sources, np.where(rng.random(arcs) < 0.85, near, known)


def _threads(claims: list[Claim]) -> str:
    """Two threads over one on the made graph, by the clock on the wall, and the same bytes."""
    nodes, sources, targets = _made()
    graph = _core.Graph(nodes, sources, targets)
    walls: dict[int, list[float]] = {1: [], 2: []}
    found = {}
    for _ in range(3):
        for threads, times in walls.items():
            start = time.perf_counter()
            found[threads] = _ours(graph, 1e-9, threads)
            times.append(time.perf_counter() - start)
    assert found[1][0].tobytes() == found[2][0].tobytes()
    one, two = (sorted(walls[threads])[1] for threads in (1, 2))
    what = f"made graph of {graph.arcs:,} arcs: two threads over one (wall), the same bytes"
    claims.append(Claim(what, "at least 1.6", f"{one / two:.2f}", one / two >= 1.6))
    passes = found[1][1]
    return f"The made graph: {one:.2f} s to 1e-9 on one thread, {passes:.1f} passes, {one / passes / graph.arcs * 1e9:.1f} ns an arc and pass."


def _cnr() -> tuple[int, np.ndarray, np.ndarray, np.ndarray]:
    arcs = pq.read_table(DATA / "graphs" / "cnr-2000_edges.parquet")
    reference = pq.read_table(DATA / "graphs" / "cnr-2000_reference.parquet").sort_by("id")
    first = reference["id"][0].as_py()
    ends = [(arcs[end].to_numpy() - first).astype(np.uint32) for end in ("src", "dst")]
    return reference.num_rows, *ends, reference["pagerank_dangling_uniform"].to_numpy()


def _ours(graph: _core.Graph, precision: float = 1e-9, threads: int = 1) -> tuple[np.ndarray, float]:
    ranks, passes = graph.pagerank(precision=precision, threads=threads)
    return pa.table(ranks)["rank"].to_numpy(), passes


def _matrix(nodes: int, sources: np.ndarray, targets: np.ndarray) -> tuple[sp.csr_matrix, np.ndarray]:
    matrix = sp.csr_matrix((np.ones(len(sources)), (targets, sources)), shape=(nodes, nodes))
    return matrix, np.bincount(sources, minlength=nodes)


def _power(matrix: sp.csr_matrix, degree: np.ndarray, move: float = 1.8e-10) -> np.ndarray:
    nodes, dangling = len(degree), degree == 0
    share = np.divide(1, degree, out=np.zeros(nodes), where=~dangling)
    ranks = np.full(nodes, 1 / nodes)
    while True:
        after = DAMPING * (matrix @ (ranks * share))
        after += (DAMPING * ranks[dangling].sum() + 1 - DAMPING) / nodes
        moved = np.abs(after - ranks).sum()
        ranks = after
        if moved < move:
            return ranks


def run() -> str:
    """Measure; give the section of RESULTS.md."""
    nodes, sources, targets, reference = _cnr()
    pairs = np.column_stack([sources, targets])
    graph, (matrix, degree) = _core.Graph(nodes, sources, targets), _matrix(nodes, sources, targets)
    peer = igraph.Graph(n=nodes, edges=pairs, directed=True)
    candidates: dict[str, Callable[[], object]] = {
        "Backlit": lambda: _ours(graph, EQUAL),
        "Backlit with building": lambda: _ours(_core.Graph(nodes, sources, targets), EQUAL),
        "igraph (PRPACK)": lambda: peer.pagerank(damping=DAMPING, implementation="prpack"),
        "igraph with building": lambda: igraph.Graph(n=nodes, edges=pairs, directed=True).pagerank(damping=DAMPING),
        "scipy.sparse power": lambda: _power(matrix, degree, 2e-12),
    }
    timings = interleaved(candidates, rounds=3)
    ranks, _ = _ours(graph, EQUAL)
    _, passes = _ours(graph)
    errors = {
        "Backlit": np.abs(ranks - reference).sum(),
        "igraph (PRPACK)": np.abs(np.array(peer.pagerank(damping=DAMPING)) - reference).sum(),
        "scipy.sparse power": np.abs(_power(matrix, degree, 2e-12) - reference).sum(),
    }
    wanted = [
        ("Backlit", "igraph (PRPACK)", 3.0),
        ("Backlit with building", "igraph with building", 15.0),
        ("Backlit", "scipy.sparse power", 4.0),
    ]
    claims = [
        Claim(f"cnr-2000: {a} over {b}", f"at least {want:g}", f"{ratio:.1f}", ratio >= want)
        for a, b, want in wanted
        for ratio in [timings[a].times_faster_than(timings[b])]
    ]
    claims.append(Claim("cnr-2000: passes to 1e-9", "at most 45 (aim 25)", f"{passes:.1f}", passes <= 45))
    made = _threads(claims)
    rows = "\n".join(f"| {name} | {t.median_cpu:.3f} | {errors.get(name, np.nan):.1e} |" for name, t in timings.items())
    return f"""## PageRank

One core, CPU time, cnr-2000 ({len(sources):,} arcs). All to an error of some 1e-11. The made graph has links near by and to
well-known pages. Not measured: 300 million arcs, networkit, the floor of merely gathering.

{claims_table(claims)}

| | CPU s | L1 error |
| --- | ---: | ---: |
{rows.replace("nan", "as above")}

{made}
"""
