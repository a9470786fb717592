"""Reports as files, read back by other people's readers."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zipfile import ZipFile

import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from backlit.report import formats
from backlit.report.backlinks import backlinks
from backlit.report.formats import FormatError
from backlit.report.query import build_query
from backlit.report.result import Report, Rows

if TYPE_CHECKING:
    from pathlib import Path

    from backlit.report.view import View

NASTY = ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "a\x1b[31m", "gro\u202ecod", 'q"u,o\nte', "日本語", "", "x" * 40_000]


@pytest.fixture
def report(view: View) -> Report:
    return backlinks(view, build_query("shop.test", history="all"))


@pytest.fixture
def nasty() -> Rows:
    times = pa.array([datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)] * len(NASTY), pa.timestamp("s", "UTC"))
    numbers = pa.array([2**63 + n for n in range(len(NASTY))], pa.uint64())
    return Rows("nasty", pa.table({"text": NASTY, "at": times, "n": numbers, "x": [0.1, None] * 6, "ok": [True] * 12}))


def test_csv(report: Report, tmp_path: Path) -> None:
    report.write(tmp_path / "links.csv")
    with (tmp_path / "links.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(report)
    for read, row in zip(rows, report, strict=True):
        assert read["source_url"] == row["source_url"]
        assert read["followed"] == str(row["followed"]).lower()
        assert datetime.fromisoformat(read["first_seen"]) == row["first_seen"]
        assert read["lost_reason"] == (row["lost_reason"] or "")


def test_csv_disarms_formulas(nasty: Rows, tmp_path: Path) -> None:
    nasty.write(tmp_path / "nasty.csv")
    with (tmp_path / "nasty.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["text"] for row in rows[:6]] == ["'=1+1", "'+1", "'-1", "'@x", "'\tx", "'\rx"]
    assert rows[8]["text"] == 'q"u,o\nte'
    assert int(rows[0]["n"]) == 2**63
    assert [row["x"] for row in rows[:2]] == ["0.1", ""]


def test_json_and_jsonl(report: Report, nasty: Rows, tmp_path: Path) -> None:
    report.write(tmp_path / "links.json")
    whole = json.loads((tmp_path / "links.json").read_text("utf-8"))
    assert (whole["name"], whole["target"], whole["total"]) == ("backlinks", "shop.test", 9)
    report.write(tmp_path / "links.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "links.jsonl").read_text("utf-8").split("\n")[:-1]]
    assert lines == whole["rows"]
    for read, row in zip(lines, report, strict=True):
        assert set(read) == set(row)
        assert read["anchor"] == row["anchor"]
        assert read["rel"] is row["rel"] is None or read["rel"] == row["rel"]
        assert datetime.fromisoformat(read["last_seen"]) == row["last_seen"]
    nasty.write(tmp_path / "nasty.json")
    raw = (tmp_path / "nasty.json").read_text("utf-8")
    assert not any(char in raw for char in "\x1b\u202e")
    assert "日本語" in raw
    assert [row["text"] for row in json.loads(raw)["rows"]] == NASTY
    assert json.loads(raw)["rows"][0]["n"] == 2**63


def test_json_without_rows(view: View, tmp_path: Path) -> None:
    backlinks(view, build_query("nobody.test")).write(tmp_path / "none.json")
    assert json.loads((tmp_path / "none.json").read_text("utf-8"))["rows"] == []


def test_parquet_keeps_types_and_meanings(report: Report, tmp_path: Path) -> None:
    report.write(tmp_path / "links.parquet")
    read = pq.read_table(tmp_path / "links.parquet")
    assert read.to_pylist() == report.arrow().to_pylist()
    assert read.schema.field("rel").metadata[b"meaning"] == b"the rel attribute as written; null where there is none"


def test_xlsx_holds_texts_and_no_formulas(nasty: Rows, tmp_path: Path) -> None:
    nasty.write(tmp_path / "nasty.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "nasty.xlsx").active
    assert sheet is not None
    cells = list(sheet.iter_rows(min_row=2, max_col=1))
    assert [row[0].data_type for row in cells[:6]] == ["s"] * 6
    assert [row[0].value for row in cells[:4]] == NASTY[:4]
    assert len(str(cells[11][0].value)) == formats.XLSX_CELL
    assert sheet["B2"].value == datetime(2026, 1, 2, 3, 4, 5)  # noqa: DTZ001 - a spreadsheet has no zones
    assert sheet["C2"].value == str(2**63)
    assert sheet["D3"].value is None
    with ZipFile(tmp_path / "nasty.xlsx") as archive:
        written = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in written
    assert "hyperlink" not in written


def test_more_rows_than_a_sheet_holds(monkeypatch: pytest.MonkeyPatch, nasty: Rows, tmp_path: Path) -> None:
    monkeypatch.setattr(formats, "XLSX_ROWS", 3)
    with pytest.raises(FormatError, match="set a limit"):
        nasty.write(tmp_path / "many.xlsx")


def test_unknown_formats_and_places(report: Report, tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="csv, json, jsonl, parquet, xlsx"):
        report.write(tmp_path / "links.doc")
    with pytest.raises(FileNotFoundError):
        report.write(tmp_path / "no" / "links.csv")


def test_a_report_as_frames_and_to_an_open_file(report: Report) -> None:
    assert isinstance(report.df(), pd.DataFrame)
    assert isinstance(report.pl(), pl.DataFrame)
    assert len(report.df()) == len(report.pl()) == len(report)
    held = io.BytesIO()
    report.write_to(held, "csv")
    assert held.getvalue().startswith(b"source_url,")


def test_the_repr_is_worth_reading(view: View) -> None:
    text = repr(backlinks(view, build_query("shop.test", limit=3)))
    assert text.splitlines()[0] == "backlinks of shop.test (domain): 3 of 7 rows"
    assert text.splitlines()[1].split()[:4] == ["source_url", "anchor", "target_url", "placement"]
    assert len(text.splitlines()) == 6  # the title, the header, three rows, the note that nothing was ranked
    assert all(len(line) <= 118 for line in text.splitlines())
