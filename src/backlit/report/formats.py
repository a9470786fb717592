"""Reports as files: CSV, JSON, JSON lines, Parquet and XLSX, with full precision and null for unknown.

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
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from backlit.model import unknown_name
from backlit.report.text import UNSAFE, spreadsheet_cell

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator

    import pyarrow as pa

    from backlit.report.result import Rows

XLSX_ROWS = 1_048_575
"""Rows that a sheet holds beside its header (ECMA-376 leaves it to the program; Excel's limit)."""
XLSX_CELL = 32_767
"""Characters that a cell holds (Excel's limit)."""
BATCH = 4_096


class FormatError(ValueError):
    """A form that there is not, or that cannot hold the rows; the message says what else to take."""


def write(report: Rows, path: str | Path, name: str | None = None) -> None:
    """Writes a report to a file; see `Rows.write`."""
    target = Path(path)
    chosen = _known(name or target.suffix.removeprefix(".").lower())
    with target.open("wb") as file:
        FORMATS[chosen](report, file)


def write_to(report: Rows, file: IO[bytes], name: str) -> None:
    """Writes a report to an open file; see `Rows.write_to`."""
    FORMATS[_known(name)](report, file)


def _known(name: str) -> str:
    if name not in FORMATS:
        raise FormatError(unknown_name("file format", name, tuple(FORMATS)))
    return name


def write_csv(report: Rows, file: IO[bytes]) -> None:
    """CSV with a header; null is an empty cell."""
    text = io.TextIOWrapper(file, "utf-8", newline="", errors="backslashreplace")
    writer = csv.writer(text)
    writer.writerow(report.table.column_names)
    for row in _rows(report.table):
        writer.writerow([_csv_cell(value) for value in row])
    text.flush()
    text.detach()


def write_json(report: Rows, file: IO[bytes]) -> None:
    """One object: what is known about the report, and its `rows`."""
    head = json.dumps(report.head() | {"rows": []}, ensure_ascii=False, indent=1, default=plain)
    opening, _, _ = head.rpartition("[]")
    file.write(_escape(opening).encode() + b"[")
    for n, row in enumerate(report):
        file.write((b",\n  " if n else b"\n  ") + _json_line(row))
    file.write(b"\n ]\n}\n" if len(report) else b"]\n}\n")


def write_jsonl(report: Rows, file: IO[bytes]) -> None:
    """One object a line, one line a row."""
    for row in report:
        file.write(_json_line(row) + b"\n")


def write_parquet(report: Rows, file: IO[bytes]) -> None:
    """Parquet with zstd; the meaning of each column is metadata of its field."""
    import pyarrow.parquet as pq

    pq.write_table(report.table, file, compression="zstd")


def write_xlsx(report: Rows, file: IO[bytes]) -> None:
    """One sheet with a frozen header and filters; text is text, whatever it looks like."""
    import xlsxwriter

    if len(report) > XLSX_ROWS:
        raise FormatError(
            f"The report has {len(report):,} rows and a spreadsheet holds {XLSX_ROWS:,}: set a limit, or write Parquet."
        )
    buffer = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet(report.name[:31])
        bold, moment = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for n, name in enumerate(report.table.column_names):
            sheet.write_string(0, n, name, bold)
            sheet.set_column(n, n, 40 if name.endswith("url") else 16)
        for line, row in enumerate(_rows(report.table), 1):
            for n, value in enumerate(row):
                _xlsx_cell(sheet, line, n, value, moment)
        sheet.freeze_panes(1, 0)
        if len(report):
            sheet.autofilter(0, 0, len(report), report.table.num_columns - 1)
    file.write(buffer.getvalue())


FORMATS: dict[str, Callable[[Rows, IO[bytes]], None]] = {
    "csv": write_csv,
    "json": write_json,
    "jsonl": write_jsonl,
    "parquet": write_parquet,
    "xlsx": write_xlsx,
}
"""The machine forms by name."""


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
    """JSON text with invisible characters as escapes."""
    return _escape(json.dumps(value, ensure_ascii=False, indent=indent, default=plain))


def _rows(table: pa.Table) -> Iterator[tuple[Any, ...]]:
    for batch in table.to_batches(max_chunksize=BATCH):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


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
