"""Tables in mapped files: columns, slices and single rows are those of the table that was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlit.assess.kept import BATCH, KeptTable, _write

if TYPE_CHECKING:
    from pathlib import Path

SIZES = (0, 1, BATCH - 1, BATCH, BATCH + 1, 3 * BATCH + 7)


def table(rows: int) -> pa.Table:
    words = pa.array([("a", "b", None)[n % 3] for n in range(rows)], pa.string())
    return pa.table({
        "number": pa.array(range(rows), pa.uint32()),
        "text": pa.array([None if n % 5 == 0 else f"row {n} ü" for n in range(rows)], pa.string()),
        "word": words.dictionary_encode(),
        "texts": pa.array([[f"{n}"] * (n % 3) for n in range(rows)], pa.list_(pa.string())),
    })  # fmt: skip


@pytest.fixture(scope="module", params=SIZES)
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[pa.Table, KeptTable]:
    written = table(request.param)
    path: Path = tmp_path_factory.mktemp("kept") / "made.arrow"
    # In uneven chunks, as a database gives them.
    _write(pa.concat_tables([written.slice(0, 1000), written.slice(1000)]), path)
    return written, KeptTable(path, len(written), "made")


def test_read_gives_columns_in_the_order_asked(both: tuple[pa.Table, KeptTable]) -> None:
    written, kept = both
    assert kept.read().to_pylist() == written.to_pylist()
    assert kept.read(["texts", "number"]).to_pylist() == written.select(["texts", "number"]).to_pylist()
    assert kept.names == tuple(written.column_names)
    assert len(kept) == len(written)


@given(start=st.integers(0, 4 * BATCH), count=st.integers(0, 2 * BATCH))
def test_a_slice_is_that_of_the_table(both: tuple[pa.Table, KeptTable], start: int, count: int) -> None:
    written, kept = both
    assert kept.slice(start, count, ["text"]).to_pylist() == written.slice(start, count).select(["text"]).to_pylist()


@given(places=st.lists(st.integers(0, max(SIZES) - 1), max_size=50))
def test_rows_are_taken_in_any_order(both: tuple[pa.Table, KeptTable], places: list[int]) -> None:
    written, kept = both
    there = [place for place in places if place < len(written)]
    assert kept.take(there, ["number", "word"]).column("number").to_pylist() == there
    assert kept.take(there).to_pylist() == written.take(pa.array(there, pa.int64())).to_pylist()


def test_lists_are_written_once(tmp_path: Path) -> None:
    texts = [[f"signal {n}", "another"] for n in range(20 * BATCH)]
    written = pa.table({"texts": pa.array(texts, pa.list_(pa.string()))})
    _write(written, tmp_path / "made.arrow")
    assert (tmp_path / "made.arrow").stat().st_size < written.nbytes
