"""Reports as files: CSV, JSON, JSON lines, Parquet, XLSX and Arrow, with full precision and null for unknown.

All are made piece by piece, so that a report without end takes no more memory than a short one.

CSV follows RFC 4180 with a header, in UTF-8; cells that a spreadsheet would run as a formula get an apostrophe before
them (OWASP, "CSV Injection"), in a way that can be undone (`text.spreadsheet_cell`). XLSX cells of text are written as
strings whatever they look like: no formulas, no links. JSON and JSON lines follow RFC 8259; controls, bidirectional
controls and other invisible characters come as escapes, so that a file shown in a terminal does no harm and still
reads back as it was. Times are ISO 8601 in UTC.
"""

from __future__ import annotations

import csv
import io
import json
import math
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any, cast

import pyarrow as pa

from backlit.model import unknown_name
from backlit.report.text import UNSAFE, spreadsheet_cell

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable, Iterator

    from backlit.report.result import Rows

XLSX_ROWS = 1_048_575
"""Rows that a sheet holds beside its header (ECMA-376 leaves it to the program; Excel's limit)."""
XLSX_CELL = 32_767
"""Characters that a cell holds (Excel's limit)."""
BATCH = 4_096
SLICE = 20_000
"""Rows that are fetched at a time, and those of a row group of Parquet."""
PIECE = 1 << 18


class FormatError(ValueError):
    """A form that there is not, or that cannot hold the rows; the message says what else to take."""


@dataclass(frozen=True)
class Parts:
    """Rows to be written as they come, so that all of them need not be there at once."""

    name: str
    head: dict[str, Any]
    """What stands beside the rows in JSON."""
    schema: pa.Schema
    rows: int
    """How many there are in all."""
    tables: Iterable[pa.Table]
    """The rows in order, SLICE at a time."""


def parts_of(report: Rows) -> Parts:
    """The parts of rows that are all there."""
    table = report.table
    slices = (table.slice(start, SLICE) for start in range(0, len(table), SLICE))
    return Parts(report.name, report.head(), table.schema, len(table), slices)


def stream(report: Rows | Parts, name: str) -> Iterator[bytes]:
    """A report as a file, piece by piece; FormatError comes before the first piece."""
    parts = report if isinstance(report, Parts) else parts_of(report)
    chosen = _known(name)
    if chosen == "xlsx" and parts.rows > XLSX_ROWS:
        raise FormatError(
            f"The report has {parts.rows:,} rows and a spreadsheet holds {XLSX_ROWS:,}: set a limit, or write Parquet."
        )
    return _held(FORMATS[chosen](parts), chosen)


def _held(pieces: Iterator[bytes], name: str) -> Iterator[bytes]:
    """The pieces; FormatError for a value that SQL can make and the format has no place for, such as infinite dates."""
    try:
        yield from pieces
    except (OverflowError, pa.ArrowNotImplementedError) as error:
        raise FormatError(f"A value cannot be {name} ({error}): cast it to text, or leave it out.") from error


def write(report: Rows, path: str | Path, name: str | None = None) -> None:
    """Writes a report to a file; see `Rows.write`."""
    target = Path(path)
    pieces = stream(report, name or target.suffix.removeprefix(".").lower())
    with target.open("wb") as file:
        file.writelines(pieces)


def write_to(report: Rows, file: IO[bytes], name: str) -> None:
    """Writes a report to an open file; see `Rows.write_to`."""
    file.writelines(stream(report, name))


def _known(name: str) -> str:
    if name not in FORMATS:
        raise FormatError(unknown_name("file format", name, tuple(FORMATS)))
    return name


def csv_pieces(parts: Parts) -> Iterator[bytes]:
    """CSV with a header; null is an empty cell."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(parts.schema.names)
    for batch in _batches(parts):
        writer.writerows(zip(*(_csv_cells(column) for column in batch.columns), strict=True))
        yield text.getvalue().encode("utf-8", "backslashreplace")
        text.seek(0)
        text.truncate()
    yield text.getvalue().encode()


def json_pieces(parts: Parts) -> Iterator[bytes]:
    """One object: what is known about the report, and its `rows`."""
    head = json.dumps(parts.head | {"rows": []}, ensure_ascii=False, indent=1, default=plain)
    opening, _, _ = head.rpartition("[]")
    yield _escape(opening).encode() + b"["
    before = b"\n  "
    for batch in _batches(parts):
        yield before + b",\n  ".join(_json_line(row) for row in batch.to_pylist())
        before = b",\n  "
    yield b"\n ]\n}\n" if parts.rows else b"]\n}\n"


def jsonl_pieces(parts: Parts) -> Iterator[bytes]:
    """One object a line, one line a row."""
    for batch in _batches(parts):
        yield b"".join(_json_line(row) + b"\n" for row in batch.to_pylist())


def parquet_pieces(parts: Parts) -> Iterator[bytes]:
    """Parquet with zstd; the meaning of each column is metadata of its field."""
    import pyarrow.parquet as pq

    drain = _Drain()
    with pq.ParquetWriter(cast("IO[bytes]", drain), parts.schema, compression="zstd") as writer:
        for table in parts.tables:
            writer.write_table(table)
            yield drain.taken()
    yield drain.taken()


def arrow_pieces(parts: Parts) -> Iterator[bytes]:
    """Arrow's IPC stream; the meaning of each column is metadata of its field."""
    drain = _Drain()
    with pa.ipc.new_stream(drain, parts.schema) as writer:
        for table in parts.tables:
            writer.write_table(table)
            yield drain.taken()
    yield drain.taken()


def xlsx_pieces(parts: Parts) -> Iterator[bytes]:
    """One sheet with a frozen header and filters; text is text, whatever it looks like.

    A workbook is a ZIP whose last part is needed first: it is made in files aside, and given when it is whole.
    """
    import xlsxwriter

    names = parts.schema.names
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": False}
    with TemporaryFile() as file:
        with xlsxwriter.Workbook(file, options) as book:
            sheet = book.add_worksheet(parts.name[:31])
            bold, moment = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
            for n, name in enumerate(names):
                sheet.write_string(0, n, name, bold)
                sheet.set_column(n, n, 40 if name.endswith("url") else 16)
            for line, row in enumerate(_rows(parts), 1):
                for n, value in enumerate(row):
                    _xlsx_cell(sheet, line, n, value, moment)
            sheet.freeze_panes(1, 0)
            if parts.rows:
                sheet.autofilter(0, 0, parts.rows, len(names) - 1)
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


FORMATS: dict[str, Callable[[Parts], Iterator[bytes]]] = {
    "csv": csv_pieces,
    "json": json_pieces,
    "jsonl": jsonl_pieces,
    "parquet": parquet_pieces,
    "xlsx": xlsx_pieces,
    "arrow": arrow_pieces,
}
"""The machine forms by name."""


class _Drain(io.RawIOBase):
    """A file whose bytes are taken away as they come."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._pieces.append(bytes(piece))
        return len(self._pieces[-1])

    def taken(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


FIRST_YEAR = 1900
"""Spreadsheets know no earlier dates."""


def plain(value: Any) -> Any:
    """A value that JSON knows: times become ISO 8601 in UTC, sums numbers; what else SQL may give becomes text."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.hex() if isinstance(value, bytes) else str(value)


def to_json(value: Any, *, indent: int | None = None) -> str:
    """JSON text with invisible characters as escapes. What is no finite number, which SQL may give, is text."""
    try:
        text = json.dumps(value, ensure_ascii=False, indent=indent, default=plain, allow_nan=False)
    except ValueError:
        text = json.dumps(_finite(value), ensure_ascii=False, indent=indent, default=plain)
    return _escape(text)


def _finite(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {name: _finite(part) for name, part in value.items()}
    return [_finite(part) for part in value] if isinstance(value, list | tuple) else value


def _batches(parts: Parts) -> Iterator[pa.RecordBatch]:
    for table in parts.tables:
        yield from (batch for batch in table.to_batches(max_chunksize=BATCH) if batch.num_rows)


def _rows(parts: Parts) -> Iterator[tuple[Any, ...]]:
    for batch in _batches(parts):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _csv_cells(column: pa.Array[Any]) -> list[Any]:
    """A column as cells. Most columns are made of cells that can stand as they are."""
    kind = column.type
    values = column.to_pylist()
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        return values
    if pa.types.is_dictionary(kind):
        known = {value: _csv_cell(value) for value in set(values)}
        return [known[value] for value in values]
    return [_csv_cell(value) for value in values]


def _csv_cell(value: Any) -> Any:
    if isinstance(value, str):
        return spreadsheet_cell(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return spreadsheet_cell(_together(value))
    return value if value is None or isinstance(value, int | float) else plain(value)


def _together(value: list[Any] | dict[str, Any]) -> str:
    """Several values as the text of one cell."""
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return " ".join(value)
    return to_json(value)


def _json_line(row: dict[str, Any]) -> bytes:
    return to_json(row).encode()


def _escape(text: str) -> str:
    # json.dumps has escaped C0 itself; what is left of the unsafe stands inside strings, where an escape is the same.
    return UNSAFE.sub(lambda match: match.group() if match.group() == "\n" else _surrogates(match), text)


def _surrogates(match: re.Match[str]) -> str:
    return json.dumps(match.group())[1:-1]


def _xlsx_cell(sheet: Any, line: int, column: int, value: Any, moment: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, column, value)
    elif isinstance(value, int | float | Decimal) and -(2**53) < value < 2**53:
        sheet.write_number(line, column, value)
    elif isinstance(value, datetime) and value.year >= FIRST_YEAR:
        sheet.write_datetime(line, column, value.replace(tzinfo=None), moment)
    else:
        text = _together(value) if isinstance(value, list | dict) else str(plain(value))
        sheet.write_string(line, column, text[:XLSX_CELL])
