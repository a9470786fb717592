"""Names of domains as Common Crawl writes and sorts them: labels reversed, in the order of their bytes (C locale)."""

from __future__ import annotations

from typing import Any, cast

import duckdb
import numpy as np
import pyarrow as pa

_REVERSED = "SELECT array_to_string(list_reverse(string_split(name, '.')), '.') AS name FROM names ORDER BY n"
_ORDER = "SELECT n FROM names ORDER BY name COLLATE C, n"


def reversed_labels(names: pa.ChunkedArray[Any] | pa.Array[Any]) -> pa.Array[Any]:
    """`www.example.com` as `com.example.www`, one for each name."""
    found = _ask(_REVERSED, names).column(0).combine_chunks()
    return found.cast(pa.large_string())


def in_byte_order(names: pa.ChunkedArray[Any] | pa.Array[Any]) -> np.ndarray:
    """The places of the names in the order of their bytes."""
    return cast("np.ndarray", _ask(_ORDER, names).column(0).to_numpy())  # type: ignore[redundant-cast]


def _ask(statement: str, names: pa.ChunkedArray[Any] | pa.Array[Any]) -> pa.Table:
    with duckdb.connect(":memory:") as connection:
        connection.register("names", pa.table({"name": names, "n": np.arange(len(names))}))
        return connection.sql(statement).to_arrow_table()  # type: ignore[no-any-return]
