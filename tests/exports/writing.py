"""The writings of the fixtures: each encoding and delimiter that the page of formats names, and spreadsheets."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import openpyxl

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

Cell = str | int | float | bool | datetime | None


@dataclass(frozen=True)
class Writing:
    """One way to write a table as a file."""

    name: str
    encoding: str
    delimiter: str
    bom: bytes = b""
    quoted: bool = False
    """Every cell stands in quotes."""
    newline: str = "\r\n"
    decimal: str = "."
    ending: str = "csv"

    @property
    def dialect(self) -> type[csv.Dialect]:
        class Dialect(csv.excel):
            delimiter = self.delimiter
            lineterminator = self.newline
            quoting = csv.QUOTE_ALL if self.quoted else csv.QUOTE_MINIMAL

        return Dialect

    def holds(self, text: str) -> bool:
        """Whether its encoding has the characters."""
        try:
            text.encode(self.encoding)
        except UnicodeEncodeError:
            return False
        return True

    def write(self, path: Path, preamble: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
        """Writes the rows and gives the line on which each begins."""
        pieces = [line + self.newline for line in preamble]
        lines = [len(pieces) + 1]
        for row in rows:
            text = io.StringIO(newline="")
            csv.writer(text, self.dialect).writerow(row)
            pieces.append(text.getvalue())
            lines.append(lines[-1] + pieces[-1].count("\n"))
        path.write_bytes(self.bom + "".join(pieces).encode(self.encoding))
        return lines[:-1]


UTF16 = Writing("utf16_tab", "utf-16-le", "\t", b"\xff\xfe", quoted=True)
UTF8_BOM_TAB = Writing("utf8_bom_tab", "utf-8", "\t", b"\xef\xbb\xbf")
UTF8 = Writing("utf8_comma", "utf-8", ",", newline="\n")
UTF8_BOM = Writing("utf8_bom_comma", "utf-8", ",", b"\xef\xbb\xbf")
CP1252 = Writing("cp1252_comma", "cp1252", ",")
SEMICOLON = Writing("utf8_semicolon", "utf-8", ";", decimal=",")
CP1252_SEMICOLON = Writing("cp1252_semicolon", "cp1252", ";", decimal=",")
WRITINGS = (UTF16, UTF8_BOM_TAB, UTF8, UTF8_BOM, CP1252, SEMICOLON, CP1252_SEMICOLON)


def write_xlsx(path: Path, rows: Sequence[Sequence[Cell]]) -> None:
    """The rows as a sheet: numbers as numbers, dates as dates, all else as text."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            if value is None or value == "":
                continue
            plain = value.replace(tzinfo=None) if isinstance(value, datetime) else value
            cell = sheet.cell(number, column, plain)
            if isinstance(plain, str):
                cell.data_type = "s"  # "=2+5" is a text here, as the file that it stands for has it
    book.save(path)


def write_json(path: Path, rows: Sequence[dict[str, Cell]], wrap: Callable[[list[Any]], Any]) -> None:
    """Rows of dotted keys as nested objects inside what an API wraps around them."""
    path.write_text(json.dumps(wrap([nested(row) for row in rows]), ensure_ascii=False), encoding="utf-8")


def nested(row: dict[str, Cell]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in row.items():
        *way, name = key.split(".")
        place = made
        for step in way:
            place = place.setdefault(step, {})
        place[name] = value
    return made
