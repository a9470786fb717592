"""Where answers go: a table or a profile on the terminal, or a machine form on standard output or into a file.

Notes go to standard error where standard output is for a machine. Nothing that strangers wrote is read as markup.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from backlit.cli import table as tables
from backlit.cli.options import UsageError
from backlit.report.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from backlit.cli.options import Output
    from backlit.index import Report, Rows

BINARY = ("xlsx", "parquet", "arrow")
FILE_WIDTH = 200
"""Cells of a table that is written to a file."""
PIPE_WIDTH = 120
"""Cells of a table whose reader has no width, unless COLUMNS says one."""


def chosen_format(how: Output) -> str:
    """The form to give; raises UsageError where the terminal cannot take it or the file's name does not tell it."""
    if how.format is not None:
        if how.format in BINARY and how.output is None and sys.stdout.isatty():
            raise UsageError(f"{how.format} is no text for a terminal: give a file with -o FILE, or a pipe.")
        return how.format
    if how.output is None:
        return "table"
    ending = Path(how.output).suffix.removeprefix(".").lower()
    known = ("csv", "json", "jsonl", "parquet", "xlsx", "arrow", "graphml")
    if ending in known:
        return ending
    if ending in ("txt", ""):
        return "table"
    raise UsageError(f"The ending of {how.output!r} tells no format: add --format table, {', '.join(known[:-1])}.")


def deliver(report: Report, how: Output) -> None:
    """Gives a report in the form and to the place asked for."""
    from backlit.cli import profile

    form = chosen_format(how)
    if form != "table":
        _machine(report, form, how.output)
        for note in report.notes:
            warn(note)
        return
    width = FILE_WIDTH if how.output else terminal_width()
    _text(profile.of_report(report, width), how.output)


def table(rows: Rows, how: Output) -> None:
    """Gives a table that is no report (SQL, schema, segments)."""
    form = chosen_format(how)
    if form != "table":
        _machine(rows, form, how.output)
        return
    width = FILE_WIDTH if how.output else terminal_width()
    _text(_heading(tables.lines(rows.table, rows.preferred, width)), how.output)


def tables_below(parts: Sequence[tuple[str, Rows]], how: Output) -> None:
    """Gives tables one below the other, each but the first with a line that says what it is; as text alone."""
    width = FILE_WIDTH if how.output else terminal_width()
    text: list[list[tuple[str, str]]] = []
    for heading, rows in parts:
        text += [[("", "")], [(heading, "")]] if text else []
        text += _heading(tables.lines(rows.table, rows.preferred, width))
    _text(text, how.output)


def facts(name: str, rows: Sequence[tuple[str, Any]], how: Output) -> None:
    """Gives names with values: as lines, or as one row in the machine forms."""
    import pyarrow as pa

    from backlit.index import Rows

    if chosen_format(how) != "table":
        table(Rows(name, pa.Table.from_pylist([dict(rows)])), how)
        return
    wide = max(len(key) for key, _ in rows)
    _text([[(f"{key:<{wide}}  ", "dim"), (_value(value), "")] for key, value in rows], how.output)


def lines(told: Iterable[str]) -> None:
    """Prints lines on standard output."""
    for line in told:
        print(visible(line))


def warn(note: str) -> None:
    """Prints a note on standard error."""
    print(visible(note), file=sys.stderr)


def terminal_width() -> int:
    """The width of the terminal, or of what COLUMNS says."""
    import shutil

    return max(shutil.get_terminal_size((PIPE_WIDTH, 24)).columns, 20)


def _value(value: Any) -> str:
    return f"{value:%Y-%m-%d %H:%M:%S}Z" if hasattr(value, "strftime") else tables.cell(value)


def _heading(text: list[str]) -> list[list[tuple[str, str]]]:
    return [[(line, "bold" if n == 0 else "")] for n, line in enumerate(text)]


def _machine(report: Rows, form: str, path: str | None) -> None:
    if path is not None:
        report.write(path, form)
        return
    sys.stdout.flush()
    if form == "csv" and sys.stdout.isatty():
        # Whoever reads CSV on a terminal sees strangers' text: it must not move the cursor.
        _shown(report)
        return
    report.write_to(cast("IO[bytes]", sys.stdout.buffer), form)
    sys.stdout.buffer.flush()


def _shown(report: Rows) -> None:
    """Prints CSV with what is unsafe as escapes."""
    text = BytesIO()
    report.write_to(text, "csv")
    lines(text.getvalue().decode().removesuffix("\r\n").split("\r\n"))


def _text(spans: Iterable[Sequence[tuple[str, str]]], path: str | None) -> None:
    """Prints lines of (text, style); styles only where standard output is a terminal."""
    if path is not None:
        text = "".join("".join(part for part, _ in line).rstrip() + "\n" for line in spans)
        Path(path).write_text(text, encoding="utf-8", errors="backslashreplace")
        return
    if not sys.stdout.isatty():
        _plain(spans)
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    for line in spans:
        console.print(Text.assemble(*line), soft_wrap=True)


def _plain(spans: Iterable[Sequence[tuple[str, str]]]) -> None:
    encoding = sys.stdout.encoding or "utf-8"
    for line in spans:
        text = "".join(part for part, _ in line).rstrip()
        print(text.encode(encoding, "backslashreplace").decode(encoding))
