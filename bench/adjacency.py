"""Adjacency in the BV format on cnr-2000, a real crawl, with the ids as they come: bits an arc, arcs decoded a second."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from backlit import _core
from bench import DATA
from bench.measure import Claim, claims_table, interleaved

ROUNDS = 7


def run() -> str:
    """The section of RESULTS.md."""
    arcs = pq.read_table(DATA / "graphs" / "cnr-2000_edges.parquet")
    source, target = (arcs.column(n).combine_chunks().cast(pa.uint32()) for n in (0, 1))
    nodes = 1 + int(pc.max(arcs.column(0)).as_py() or 0)
    nodes = max(nodes, 1 + int(pc.max(arcs.column(1)).as_py() or 0))
    with tempfile.TemporaryDirectory(prefix="backlit-bench-") as folder:
        base = Path(folder) / "cnr"
        count, bits = _core.write_webgraph(int(nodes), source, target, base)
        written = pa.table({"source": source, "target": target}).sort_by(
            [("source", "ascending"), ("target", "ascending")]
        )
        assert (
            pa.table(_core.read_webgraph(base))
            .replace_schema_metadata(None)
            .equals(written.cast(pa.table(_core.read_webgraph(base)).schema.remove_metadata()))
        )
        times = interleaved(
            {
                "write": lambda: _core.write_webgraph(int(nodes), source, target, base),
                "read": lambda: _core.read_webgraph(base),
            },
            ROUNDS,
        )
    each, speed = bits / count, count / times["read"].median_cpu / 1e6
    claims = [
        Claim("bits an arc, cnr-2000", "at most 10", f"{each:.2f}", each <= 10),
        Claim("the same", "aim at 2.9", f"{each:.3f}", each <= 2.9),
        Claim("million arcs decoded a second, one thread", "at least 25", f"{speed:.0f}", speed >= 25),
    ]
    return (
        f"## Adjacency\n\ncnr-2000: {nodes:,} pages, {count:,} links, window 7, at most 3 references, ζ₃. Reading is from the files to arrays "
        f"of sources and targets, in the page cache; writing, the sorting of arcs included, takes {times['write'].median_cpu:.2f} s. "
        f"Medians of {ROUNDS} rounds of CPU seconds.\n\n{claims_table(claims)}"
    )
