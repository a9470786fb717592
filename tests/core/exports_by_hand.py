"""Plans written by hand, and what comes of reading a file by them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from backlit import _core

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

AS_OF = 1_780_000_000_000_000
Rows = list[dict[str, Any]]


def plan(header: Sequence[str], columns: Mapping[int | str, tuple[str, str]], **more: Any) -> dict[str, Any]:
    """A plan of a file with this header; `columns` are fields and readings by place (or key)."""
    named = [
        {("key" if isinstance(place, str) else "index"): place, "field": field, "read": read}
        for place, (field, read) in columns.items()
    ]
    made = {
        "format": "delimited",
        "encoding": "utf-8",
        "delimiter": ",",
        "header_line": 1,
        "header": list(header),
        "vendor": "made_up",
        "record": "link",
        "as_of": AS_OF,
        "property": None,
        "day_first": False,
        "decimal": ".",
        "columns": named,
        "metrics": [],
        "targets": [],
        "unquote": False,
    }
    return made | more


class Reading:
    """A file read by a plan: what was told, and the five tables."""

    def __init__(self, path: Path, made: dict[str, Any], folder: Path, number: int = 0) -> None:
        folder.mkdir(exist_ok=True)
        self.told = _core.read_export(str(path), path.name, json.dumps(made), str(folder), number, lambda _b, _r: True)
        assert self.told["accepted"] + self.told["rejected"] + self.told["duplicates"] == self.told["read"]
        self.folder = folder

    def table(self, name: str) -> Rows:
        """The rows of all files of a table."""
        return [
            row for path in sorted(self.folder.glob(f"{name}-*.parquet")) for row in pq.read_table(path).to_pylist()
        ]


def read_text(folder: Path, text: str | bytes, made: dict[str, Any]) -> Reading:
    """Read a file of this text."""
    path = folder / "export.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return Reading(path, made, folder / "segment")
