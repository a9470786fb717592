"""Tables that fit, cells that people read."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlit.cli import profile, table
from backlit.report.text import display_width


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "-"),
        (True, "yes"),
        (False, "no"),
        (1234567, "1,234,567"),
        (0.123456, "0.123"),
        (datetime(2026, 1, 2, 3, tzinfo=UTC), "2026-01-02"),
        (date(2026, 1, 2), "2026-01-02"),
        (["a", "b"], "a b"),
        ("tab\tand\x1b", "tab\\x09and\\x1b"),
    ],
)
def test_cells(value: Any, shown: str) -> None:
    assert table.cell(value) == shown


def wide_table() -> pa.Table:
    return pa.table({
        "source_url": ["https://a.example/" + "long/" * 30, "https://b.example/"],
        "anchor": ["日本語のアンカーテキスト" * 5, "short"],
        "links": pa.array([1234567, 1], pa.uint64()),
        "state": pa.array(["live", "lost"]).dictionary_encode(),
        "first_seen": [datetime(2026, 1, 1, tzinfo=UTC)] * 2,
    })  # fmt: skip


@given(st.integers(20, 300))
def test_a_table_fits_any_width(width: int) -> None:
    rows = wide_table()
    found = table.lines(rows, rows.column_names, width)
    assert len(found) == 3
    assert all(display_width(line) <= width for line in found)
    assert found[0].startswith("source_url")


def test_columns_come_by_weight_and_the_wide_ones_are_cut() -> None:
    rows = wide_table()
    head = table.lines(rows, ("state", "links", "anchor"), 40)[0]
    assert head.split() == ["state", "links", "anchor"]
    wide = table.lines(rows, rows.column_names, 140)
    assert wide[0].split() == rows.column_names
    assert "…" in wide[1]
    assert wide[1].startswith("https://a.example/")


def test_numbers_stand_right() -> None:
    found = table.lines(pa.table({"n": [1, 1000], "x": ["a", "b"]}), ("n", "x"), 40)
    assert found == ["    n  x", "    1  a", "1,000  b"]


@given(st.floats(0, 1))
def test_bars_have_one_width_and_show_whatever_is_there(share: float) -> None:
    assert len(profile.bar(share)) == profile.BAR
    assert (profile.bar(share).strip() != "") == (share > 0)
    assert profile.bar(1.0) == "█" * profile.BAR
