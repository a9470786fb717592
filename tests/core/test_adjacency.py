"""The BV format judged by a reader of its own, written after the paper (Boldi, Vigna, WWW 2004), and by cnr-2000."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlit import _core

CNR = Path(__file__).parents[3] / "shared" / "data" / "graphs" / "cnr-2000_edges.parquet"


class Bits:
    """Codes of the paper, one bit at a time."""

    def __init__(self, data: bytes) -> None:
        self.bits = iter("".join(f"{byte:08b}" for byte in data))

    def unary(self) -> int:
        count = 0
        while next(self.bits) == "0":
            count += 1
        return count

    def binary(self, width: int) -> int:
        return int("".join(next(self.bits) for _ in range(width)) or "0", 2)

    def gamma(self) -> int:
        width = self.unary()
        return (1 << width) + self.binary(width) - 1

    def zeta3(self) -> int:
        low = 1 << 3 * self.unary()
        width = low.bit_length() + 1
        value = self.binary(width)
        return low + value - 1 if value < low else 2 * value + self.binary(1) - 1


def around(node: int, value: int) -> int:
    return node + (value >> 1) if value % 2 == 0 else node - (value + 1 >> 1)


def by_the_paper(data: bytes, nodes: int) -> list[list[int]]:
    bits, lists = Bits(data), list[list[int]]()
    for node in range(nodes):
        lists.append(sorted(one_list(bits, node, lists)))
    return lists


def one_list(bits: Bits, node: int, lists: list[list[int]]) -> list[int]:
    degree = bits.gamma()
    found: list[int] = []
    if degree == 0:
        return found
    if reference := bits.unary():
        other, at = lists[node - reference], 0
        blocks = [bits.gamma() + (n > 0) for n in range(bits.gamma())]
        if len(blocks) % 2 == 0:
            blocks.append(len(other) - sum(blocks))
        for n, length in enumerate(blocks):
            found += other[at : at + length] if n % 2 == 0 else []
            at += length
    if len(found) < degree:
        end = None
        for _ in range(bits.gamma()):
            left = around(node, bits.gamma()) if end is None else end + 1 + bits.gamma()
            end = left + bits.gamma() + 4
            found += range(left, end)
        last = None
        for _ in range(degree - len(found)):
            last = around(node, bits.zeta3()) if last is None else last + 1 + bits.zeta3()
            found.append(last)
    return found


@st.composite
def graphs(draw: st.DrawFn) -> list[list[int]]:
    nodes = draw(st.integers(1, 40))
    ends = st.integers(0, nodes - 1)
    lists: list[list[int]] = []
    for _ in range(nodes):
        start, length = draw(ends), draw(st.integers(0, 9))
        copied = draw(st.sampled_from(lists)) if lists and draw(st.booleans()) else []
        own = [*copied, *range(start, min(nodes, start + length)), *draw(st.lists(ends, max_size=4))]
        lists.append(sorted(set(own)))
    return lists


def arcs(lists: list[list[int]]) -> tuple[pa.Array, pa.Array]:
    pairs = [(source, target) for source, row in enumerate(lists) for target in row]
    return pa.array([a for a, _ in pairs], pa.uint32()), pa.array([b for _, b in pairs], pa.uint32())


@given(graphs())
def test_what_is_written_is_read_by_the_paper_and_by_us(lists: list[list[int]]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder) / "some.graph"
        source, target = arcs(lists)
        count, bits = _core.write_webgraph(len(lists), source, target, base)
        data = Path(f"{base}.graph").read_bytes()
        assert (count, -(-bits // 8)) == (len(source), len(data))
        assert by_the_paper(data, len(lists)) == lists
        read = pa.table(_core.read_webgraph(base))
        assert read.schema.metadata == {b"nodes": str(len(lists)).encode()}
        assert read.column(0).to_pylist() == source.to_pylist()
        assert read.column(1).to_pylist() == target.to_pylist()
        offsets = Bits(Path(f"{base}.offsets").read_bytes())
        assert sum(offsets.gamma() for _ in range(len(lists) + 1)) == bits


@pytest.mark.skipif(not CNR.exists(), reason="the real graphs are not in this checkout")
def test_a_real_crawl_in_few_bits(tmp_path: Path) -> None:
    table = pq.read_table(CNR)
    source, target = (table.column(n).combine_chunks().cast(pa.uint32()) for n in (0, 1))
    count, bits = _core.write_webgraph(325_557, source, target, tmp_path / "cnr")
    assert (count, bits / count < 10) == (3_216_152, True)
    read = pa.table(_core.read_webgraph(tmp_path / "cnr"))
    pairs = [
        a.to_numpy().astype(np.uint64) << np.uint64(32) | b.to_numpy() for a, b in ((source, target), read.columns)
    ]
    assert np.array_equal(np.unique(pairs[0]), pairs[1])


@pytest.mark.parametrize(
    ("ending", "old", "new", "told"),
    [
        ("properties", b"nodes=3", b"nodes=x", "nodes is"),
        ("properties", b"nodes=3", b"nodes=4000000000", "too few for 4000000000 nodes"),
        ("properties", b"arcs=3", b"arcs=4", "3 arcs, not 4"),
        ("properties", b"arcs=3", b"arcs=2", "the list of node"),
        ("properties", b"compressionflags=", b"compressionflags=RESIDUALS_GAMMA", "RESIDUALS_GAMMA"),
        ("properties", b"BVGraph\n", b"EFGraph\n", "graphclass"),
        ("properties", b"zetak=3\n", b"zetak=0\n", "zetak"),
        ("graph", None, b"\x00" * 9, "the list of node 0"),
        ("offsets", None, b"\x00", "offsets"),
    ],
)
def test_what_is_damaged_is_told(tmp_path: Path, ending: str, old: bytes | None, new: bytes, told: str) -> None:
    _core.write_webgraph(3, pa.array([0, 1, 2]), pa.array([1, 2, 0]), tmp_path / "g")
    path = tmp_path / f"g.{ending}"
    text = path.read_bytes()
    assert old is None or old in text
    path.write_bytes(new if old is None else text.replace(old, new))
    with pytest.raises(ValueError, match=told):
        _core.read_webgraph(tmp_path / "g")


def test_ends_that_are_no_nodes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no node 3 among 3"):
        _core.write_webgraph(3, pa.array([0]), pa.array([3]), tmp_path / "g")
    with pytest.raises(FileNotFoundError, match=r"g\.properties"):
        _core.read_webgraph(tmp_path / "g")
