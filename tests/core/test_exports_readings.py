"""Cells, dates, numbers and spreadsheets of exports, judged by Python's own csv, datetime and by openpyxl."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import tempfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.core.exports_by_hand import plan, read_text

from backlit import _core

HEADER = ["Source url", "Target url", "Anchor"]
ENCODINGS = {"utf-8": "utf-8", "utf-8-sig": "utf-8", "utf-16": "utf-16le", "utf-16-be": "utf-16be"}
CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff"), max_size=12)


def _head(data: bytes, rows: int = 1000) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export"
        path.write_bytes(data)
        return _core.export_head(str(path), rows)


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(st.tuples(CELL, CELL, CELL), min_size=2, max_size=8),
    delimiter=st.sampled_from([",", "\t", ";"]),
    ends=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(list(ENCODINGS)),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
def test_cells_are_those_of_the_csv_module(
    rows: list[tuple[str, str, str]], delimiter: str, ends: str, encoding: str, quoting: Any
) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=ends, quoting=quoting).writerows([HEADER, *rows])
    text = out.getvalue()
    wanted = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    assume(wanted == [HEADER, *map(list, rows)])  # The csv module itself loses some cells with a bare CR.
    bom = "\ufeff" if encoding == "utf-16-be" else ""
    head = _head((bom + text).encode(encoding))
    assert (head["format"], head["encoding"], head["delimiter"]) == ("delimited", ENCODINGS[encoding], delimiter)
    assert head["bom"] is (encoding != "utf-8")
    assert head["rows"] == wanted


def test_lines_are_those_of_the_text() -> None:
    text = 'a,b\r\n"x\r\ny",2\n\n\r\r\n3,"p\nq\rr"\r4,5'
    head = _head(text.encode())
    assert head["rows"] == [["a", "b"], ["x\r\ny", "2"], ["3", "p\nq\rr"], ["4", "5"]]
    lines = text.splitlines()
    assert [lines[line - 1] for line in head["lines"]] == ["a,b", '"x', '3,"p', "4,5"]


def test_windows_1252_is_told_from_utf_8() -> None:
    text = "Linking page,Anchor\nhttps://example.com/,Größe “€”\n"
    for encoding, told in (("utf-8", "utf-8"), ("cp1252", "windows-1252"), ("utf-16-le", "utf-16le")):
        head = _head(text.encode(encoding))
        assert (head["encoding"], head["rows"][1][1]) == (told, "Größe “€”")
    # A vendor that cuts a text within a character does not make the file windows-1252.
    cut = "Linking page,Anchor\nhttps://a.example/,Größe\nhttps://b.example/,Gr\udcc3\n".encode(
        "utf-8", "surrogateescape"
    )
    assert _head(cut)["rows"][1:] == [["https://a.example/", "Größe"], ["https://b.example/", "Gr\ufffd"]]
    # The first character that is not ASCII may come late.
    late = "Page,Anchor\n" + "https://example.com/,x\n" * 100_000 + "https://example.com/,é\n"
    assert _head(late.encode("cp1252"))["encoding"] == "windows-1252"


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("Linking page\nhttps://example.com/a,b\nhttps://example.com/c,d\n", ","),
        ("Linking page\nhttps://example.com/;s=1\nhttps://example.com/;s=2\n", ","),
        ("Seite;Klicks;Position\nhttps://a.example/;5;1,5\nhttps://b.example/;7;2,5\n", ";"),
        ("Datum;Klicks\n2026-01-01;1,5\n2026-01-02;2,5\n2026-01-03;2,5\n", ";"),
        ("Report,for,you\n\nURL\tTitle\tText\nhttp://a.example/,1,2\tb\tc\nhttp://a.example/,1,2\td\te\n", "\t"),
        ("URL,Title\nhttps://a.example/,a; b; c\nhttps://b.example/,d; e; f\n", ","),
    ],
)
def test_the_delimiter_is_the_one_that_most_records_agree_on(text: str, delimiter: str) -> None:
    assert _head(text.encode())["delimiter"] == delimiter


def _dates(folder: Path, texts: list[str], **more: Any) -> list[dt.datetime | None]:
    """What is read of dates, each in a row of its own."""
    rows = [f'https://a.example/{n},https://b.example/,"{text}"' for n, text in enumerate(texts)]
    columns = {0: ("source_url", "url"), 1: ("target_url", "url"), 2: ("first_seen", "date")}
    reading = read_text(folder, "\n".join(["s,t,d", *rows]), plan(["s", "t", "d"], columns, **more))
    assert reading.told["accepted"] == len(texts)
    return [row["first_seen"] for row in reading.table("claims")]


FORMATS = (
    "%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%dT%H:%M:%S%z", "%b %d, %Y",
    "%d %b %Y", "%B %d, %Y", "%d-%b-%Y", "%Y/%m/%d", "%b %d, %Y, %I:%M:%S %p", "%Y-%m-%d %H:%M:%S +0000 UTC",
)  # fmt: skip


@pytest.mark.parametrize("form", [*FORMATS, "%d/%m/%Y", "%d.%m.%Y", "%d/%m/%Y %H:%M", "%m/%d/%Y", "%m/%d/%Y %I:%M %p"])
def test_dates_are_those_of_datetime(form: str, tmp_path: Path) -> None:
    dice = random.Random(form)  # noqa: S311 (no secret)
    start = dt.datetime(1990, 1, 1, tzinfo=dt.UTC)
    moments = [start + dt.timedelta(microseconds=dice.randrange(200 * 365 * 86_400 * 10**6)) for _ in range(200)]
    texts = [moment.strftime(form) for moment in moments]
    wanted = [dt.datetime.strptime(text, form).replace(tzinfo=dt.UTC) for text in texts]
    assert _dates(tmp_path, texts, day_first=form.startswith("%d")) == wanted


def test_zones_are_taken_off(tmp_path: Path) -> None:
    texts = ["2026-04-18T15:44:46+02:00", "2026-04-18 15:44:46 -0530", "2019-11-15 12:57:46 +00:00"]
    assert _dates(tmp_path, texts) == [
        dt.datetime.fromisoformat(text.replace(" -0530", "-05:30").replace(" +", "+")) for text in texts
    ]


def test_what_is_no_date_is_null(tmp_path: Path) -> None:
    texts = ["", "-", "never", "2026-02-30", "31/31/2026", "45123", "1700000000", "2026-01-01 25:00", "0000-00-00"]
    assert _dates(tmp_path, texts) == [None] * len(texts)


@pytest.mark.parametrize(("decimal", "thousands"), [(".", ","), (",", "."), (",", "\u202f"), (".", " "), (".", "'")])
def test_numbers_are_those_that_python_wrote(decimal: str, thousands: str, tmp_path: Path) -> None:
    dice = random.Random(decimal + thousands)  # noqa: S311 (no secret)
    numbers = [round(dice.uniform(-1, 1) * 10 ** dice.randrange(10), 2) for _ in range(300)]
    swap = str.maketrans({",": thousands, ".": decimal})
    texts = [f"{number:,.2f}{'%' if n % 3 == 0 else ''}".translate(swap) for n, number in enumerate(numbers)]
    rows = [f"https://a.example/{n};https://b.example/;{text}" for n, text in enumerate(texts)]
    made = plan(
        ["s", "t", "n"],
        {0: ("source_url", "url"), 1: ("target_url", "url")},
        delimiter=";",
        decimal=decimal,
        metrics=[{"index": 2, "name": "source_page.n", "type": "number"}],
    )
    reading = read_text(tmp_path, "\n".join(["s;t;n", *rows]), made)
    assert [row["metric.source_page.n"] for row in reading.table("claims")] == numbers


def test_spreadsheets_of_openpyxl(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("nothing", 0)
    sheet = book["Sheet"]
    moment = dt.datetime(2026, 3, 4, 5, 6, 7)  # noqa: DTZ001 - a spreadsheet knows no zones
    rows = [
        ["Referring page URL", "Anchor", "First seen", "Day", "UR", "Nofollow", "Formula", "Own"],
        ["https://a.example/é?<&>", "  two\nlines ", moment, dt.date(2026, 3, 4), 12.5, True, "=1+1", moment],
        ["https://b.example/", None, None, None, 1240, False, None, dt.time(1, 2)],
        [None] * 8,
        [None, None, None, None, None, None, None, "last"],
    ]
    for row in rows:
        sheet.append(row)
    sheet["H2"].number_format = '"day "dd\\-mm\\-yy'
    sheet["E3"].number_format = '#,##0.00 "days"'
    path = tmp_path / "a.csv"
    book.save(path)
    head = _core.export_head(str(path))
    assert (head["format"], head["delimiter"], head["lines"]) == ("xlsx", None, [1, 2, 3, 5])
    assert head["rows"][0] == rows[0]
    assert head["rows"][1] == [
        "https://a.example/é?<&>", "  two\nlines ", "2026-03-04 05:06:07", "2026-03-04", "12.5", "true", "",
        "2026-03-04 05:06:07",
    ]  # fmt: skip
    assert head["rows"][2][:6] == ["https://b.example/", "", "", "", "1240", "false"]
    assert head["rows"][3] == ["", "", "", "", "", "", "", "last"]


@pytest.mark.parametrize("epoch", ["WINDOWS_1900", "MAC_1904"])
def test_days_counted_from_1904(epoch: str, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = getattr(openpyxl.utils.datetime, f"CALENDAR_{epoch}")
    sheet = book.active
    assert sheet is not None
    sheet.append(["s", "t", "d"])
    sheet.append(["https://a.example/", "https://b.example/", dt.date(2026, 3, 4)])
    path = tmp_path / "a.xlsx"
    book.save(path)
    assert _core.export_head(str(path))["rows"][1][2] == "2026-03-04"


def test_serial_numbers_in_a_column_of_dates(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["s", "t", "d"])
    days = [dt.datetime(2026, 3, 4), dt.datetime(1995, 12, 31, 18, 30)]  # noqa: DTZ001 - a spreadsheet knows no zones
    for n, day in enumerate(days):
        sheet.append([f"https://a.example/{n}", "https://b.example/", openpyxl.utils.datetime.to_excel(day)])
    path = tmp_path / "a.xlsx"
    book.save(path)
    columns = {0: ("source_url", "url"), 1: ("target_url", "url"), 2: ("first_seen", "date")}
    made = plan(["s", "t", "d"], columns, format="xlsx", encoding=None, delimiter=None)
    reading = read_text(tmp_path, path.read_bytes(), made)
    assert [row["first_seen"] for row in reading.table("claims")] == [day.replace(tzinfo=dt.UTC) for day in days]
