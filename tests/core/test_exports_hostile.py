"""Files made to hurt: broken quoting, cells of 10 MB, NULs, bombs. Each is read to its end; what is read adds up."""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.exports_by_hand import Reading, plan, read_text

from backlit import _core

COLUMNS: dict[int | str, tuple[str, str]] = {0: ("source_url", "url"), 1: ("target_url", "url"), 2: ("anchor", "text")}
PLAN = plan(["s", "t", "a"], COLUMNS)
HEADER = "s,t,a\n"


def _row(n: int, anchor: str = "x") -> str:
    return f"https://a.example/{n},https://b.example/,{anchor}\n"


def _lines(reading: Reading) -> tuple[list[int], list[tuple[int, str]]]:
    """The lines that were accepted, and those that were rejected and why."""
    told = [(row["line"], row["reason"]) for row in reading.table("rejects")]
    return [row["line"] for row in reading.table("claims")], told


OPEN = "broken quoting: a quote is never closed"
AFTER = "broken quoting: text follows a closing quote"
HOLDS = "broken quoting: a quoted cell holds whole rows"


@pytest.mark.parametrize(
    ("rows", "accepted", "rejected"),
    [
        # Inner quotes that were not doubled, as Majestic's have them.
        ([_row(1), _row(2, '"a "b" c"'), _row(3)], [2, 4], [(3, AFTER)]),
        # A quote that is never closed: what follows is read.
        ([_row(1), _row(2, '"open'), _row(3), _row(4)], [2, 4, 5], [(3, OPEN)]),
        # One that a later quote closes in the right place: the rows between show it.
        ([_row(1, '"open'), _row(2), _row(3), _row(4, 'closed"'), _row(5)], [3, 4, 5, 6], [(2, HOLDS)]),
        ([_row(1, '"open'), _row(2), _row(3, '"a b"'), _row(4)], [3, 4, 5], [(2, AFTER)]),
        ([_row(1, '"open'), _row(2, 'closed"'), _row(3)], [3, 4], [(2, HOLDS)]),
        # Lines in a quoted cell that are no rows are text.
        ([_row(1, '"one\nhttps://a.example/,two\nthree"'), _row(2)], [2, 5], []),
        # What a broken quote had swallowed may hold quotes that are sound, and more that are not.
        ([_row(1, '"open'), _row(2, '"a ""b"""'), _row(3, '"open'), _row(4)], [3, 5], [(2, AFTER), (4, OPEN)]),
        ([_row(1, 'a "quote" within'), _row(2, '"")')], [2], [(3, AFTER)]),
    ],
)
def test_broken_quoting_is_found_and_reported(
    rows: list[str], accepted: list[int], rejected: list[tuple[int, str]], tmp_path: Path
) -> None:
    assert _lines(read_text(tmp_path, HEADER + "".join(rows), PLAN)) == (accepted, rejected)


def test_rows_that_are_not_like_the_header(tmp_path: Path) -> None:
    text = HEADER + _row(1) + "https://a.example/\n" + _row(2, "x,y") + HEADER + _row(1) + "\n , ,\n" + ",,\n"
    reading = read_text(tmp_path, text, PLAN)
    assert _lines(reading) == (
        [2],
        [(3, "too few cells"), (4, "too many cells"), (5, "the header again"), (8, "no source address"),
         (9, "no source address")],
    )  # fmt: skip
    assert (reading.told["read"], reading.told["duplicates"]) == (7, 1)


def test_addresses_that_are_none(tmp_path: Path) -> None:
    cells = [
        "",
        "a.example",
        "ftp://a.example/",
        "http://",
        "http://a.example/\0",
        "http://a.example/\ufffd",
        "http://ok.example/ü",
    ]
    text = HEADER + "".join(
        f"{cell},https://b.example/,x\nhttps://a.example/{n},{cell},x\n" for n, cell in enumerate(cells)
    )
    reading = read_text(tmp_path, text, PLAN)
    assert reading.told["accepted"] == 2
    for side in ("source", "target"):
        assert {reason: rows for reason, rows in reading.told["reasons"].items() if side in reason} == {
            f"no {side} address": 1,
            f"the {side} address does not parse": 2,
            f"the {side} address is not http or https": 1,
            f"the {side} address holds broken characters": 2,
        }


def test_broken_characters_outside_addresses_are_replaced(tmp_path: Path) -> None:
    data = (HEADER + _row(1, "gr\udcfcn ü\0")).encode("utf-8", "surrogateescape")
    reading = read_text(tmp_path, data, PLAN)
    assert reading.table("links")[0]["anchor"] == "gr\ufffdn ü\0"
    data = b"s,t,a\nhttps://a.example/\xfc,https://b.example/,x\n"
    other = tmp_path / "other"
    other.mkdir()
    assert read_text(other, data, PLAN).told["reasons"] == {"the source address holds broken characters": 1}


def test_cells_of_10_mb(tmp_path: Path) -> None:
    long = "x" * 10_000_000
    text = (
        HEADER
        + _row(1, long)
        + _row(2, f'"{long}\n{long[:100]}"')
        + _row(3)
        + long * 4
        + "\n"
        + _row(4)
        + _row(5, f'"{long * 4}"')
    )
    reading = read_text(tmp_path, text + "\n" + _row(6), PLAN)
    accepted, rejected = _lines(reading)
    assert accepted == [5, 7, 10]
    assert [line for line, _ in rejected] == [2, 3, 6, 8]
    assert [reason for _, reason in rejected] == [
        "a cell is over 1 MiB", "a cell is over 1 MiB", "the row is over 16 MiB",
        "broken quoting: a quote is not closed within 16 MiB",
    ]  # fmt: skip
    assert max(len(row["text"]) for row in reading.table("rejects")) == 200


HOSTILE = st.one_of(
    st.sampled_from(
        [
            '"',
            '""',
            ",",
            "\n",
            "\r",
            "\r\n",
            "\0",
            ";",
            "\t",
            "s,t,a\n",
            "https://a.example/",
            "https://b.example/,x",
            "=1+1",
        ]
    ),
    st.text(max_size=3),
)


@settings(max_examples=100, deadline=None)
@given(pieces=st.lists(HOSTILE, max_size=60), encoding=st.sampled_from(["utf-8", "utf-16", "cp1252"]))
def test_anything_adds_up(pieces: list[str], encoding: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("hostile")
    path = folder / "a.csv"
    path.write_bytes((HEADER + "".join(pieces)).encode(encoding, "replace"))
    told = {"utf-8": "utf-8", "utf-16": "utf-16le", "cp1252": "windows-1252"}[encoding]
    reading = Reading(path, PLAN | {"encoding": told}, folder / "segment")
    rows = {name: len(reading.table(name)) for name in ("claims", "rejects", "pages", "links", "texts")}
    assert rows["claims"] == reading.told["accepted"] == rows["pages"] == rows["links"] == rows["texts"]
    assert rows["rejects"] == reading.told["rejected"] == sum(reading.told["reasons"].values())
    with contextlib.suppress(ValueError):  # With enough NULs it is no text.
        assert _core.export_head(str(path))["rows"][0]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "no text"),
        (b"\xff\xfe", "no text"),
        (bytes(range(32)) * 100, "not text"),
        (b"PK\x03\x04 and no zip", "damaged"),
        (b"{}", "no objects"),
        (b'{"a": ', "no objects"),
    ],
)
def test_files_that_are_none(data: bytes, why: str, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(data)
    with pytest.raises(ValueError, match=f"export\\.csv.*{why}"):
        _core.export_head(str(path))
    with pytest.raises(FileNotFoundError):
        _core.export_head(str(tmp_path / "nowhere"))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"record": "lnk"}, "lnk"),
        ({"columns": [{"index": 9, "field": "source_url", "read": "url"}]}, "number 9"),
        ({"columns": [{"index": 0, "field": "colour", "read": "url"}]}, "no field named colour"),
        ({"columns": [{"index": 1, "field": "target_url", "read": "url"}]}, "source_url"),
        ({"delimiter": '"'}, "delimiter"),
        ({"encoding": "latin-1"}, "no encoding named latin-1"),
    ],
)
def test_plans_that_do_not_fit(change: dict[str, Any], why: str, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(HEADER + _row(1))
    with pytest.raises(ValueError, match=f"export\\.csv.*{why}"):
        _core.read_export(str(path), "x", json.dumps(PLAN | change), None, 0, lambda _b, _r: True)


def test_broken_json(tmp_path: Path) -> None:
    columns: dict[int | str, tuple[str, str]] = {"s": ("source_url", "url"), "t": ("target_url", "url")}
    made = plan(["s", "t"], columns, format="json", delimiter=None)
    row = json.dumps({"s": "https://a.example/", "t": "https://b.example/"})
    lines = read_text(tmp_path, f'{row}\n{{"s": \n\n[{row}]\nnull\n{{"s": "x"}}\n', made)
    assert _lines(lines) == ([1], [(2, "broken JSON"), (6, "the source address does not parse")])
    assert lines.told["duplicates"] == 1
    other = tmp_path / "other"
    other.mkdir()
    cut = read_text(other, f'{{"a": [{row},\n{{"s": "https://c.exam', made)
    assert _lines(cut) == ([1], [(2, "broken JSON: nothing after it was read")])


def _parts() -> dict[str, bytes]:
    """The parts of a small spreadsheet."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["s", "t", "a"])
    for column, cell in enumerate(["https://a.example/", "https://b.example/", "x"]):
        sheet.write_string(1, column, cell)
    book.close()
    with zipfile.ZipFile(data) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _zipped(parts: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return data.getvalue()


SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


def test_spreadsheets_that_are_damaged(tmp_path: Path) -> None:
    made = PLAN | {"format": "xlsx", "encoding": None, "delimiter": None}
    parts = _parts()
    cut = parts[SHEET].index(b"</row>", parts[SHEET].index(b"</row>") + 1) + len(b"</row>")
    parts[SHEET] = parts[SHEET][:cut]
    reading = read_text(tmp_path, _zipped(parts), made)
    assert _lines(reading) == ([2], [(3, "the spreadsheet is damaged here: nothing after it was read")])
    for name in ("xl/workbook.xml", SHEET, STRINGS):
        path = tmp_path / "a.xlsx"
        path.write_bytes(_zipped(_parts() | {name: b"<a>"}))
        with pytest.raises(ValueError, match=r"a\.xlsx: "):
            _core.export_head(str(path))


# Runs in a process of its own. getrusage would not do: a child begins with the peak of its parent.
PEAK = """
import json, re, sys
from pathlib import Path
from backlit import _core
def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]) // 1024
path, plan = sys.argv[1:]
before = peak()
try:
    _core.export_head(path)
    told = _core.read_export(path, "x", plan, None, 0, lambda *_: True)
except ValueError as error:
    told = {"error": str(error)}
print(json.dumps([told, peak() - before]))
"""


def _bomb(part: str) -> bytes:
    zeros = b" " * (300 << 20)
    parts = _parts()
    if part == "strings":
        parts[STRINGS] = b'<sst count="99999999999" uniqueCount="99999999999"><si><t>' + zeros + b"</t></si></sst>"
    elif part == "claimed":
        parts[STRINGS] = parts[STRINGS].replace(b'uniqueCount="6"', b'uniqueCount="99999999999"')
        assert b"99999999999" in parts[STRINGS]
    elif part == "tags":
        parts[STRINGS] = b"<sst>" + b"<si/>" * (30 << 20) + b"</sst>"
    else:
        parts[SHEET] = parts[SHEET].replace(
            b"</sheetData>", b'<row r="9"><c t="str"><v>' + zeros + b"</v></c></row></sheetData>"
        )
    return _zipped(parts)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of memory is read from /proc")
@pytest.mark.parametrize(
    "kind", ["open quote", "one line", "quotes", "json text", "strings", "claimed", "tags", "sheet"]
)
def test_memory_is_bounded(kind: str, tmp_path: Path) -> None:
    size = 200 << 20
    texts = {
        "open quote": lambda: (HEADER + _row(1) + '"').encode() + (b"a" * 63 + b"\n") * (size // 64),
        "one line": lambda: (HEADER + _row(1)).encode() + b"x" * size,
        "quotes": lambda: (HEADER + _row(1)).encode() + b'x"",y,"a\n' * (4 << 20),
        "json text": lambda: b'[{"s": "https://a.example/", "t": "https://b.example/", "a": "' + b"x" * size,
    }
    path = tmp_path / "a.csv"
    path.write_bytes(texts[kind]() if kind in texts else _bomb(kind))
    columns: dict[int | str, tuple[str, str]] = dict(zip("sta", COLUMNS.values(), strict=True))
    made = PLAN
    if kind == "json text":
        made = plan(["s", "t", "a"], columns, format="json", delimiter=None)
    elif kind not in texts:
        made = PLAN | {"format": "xlsx", "encoding": None, "delimiter": None}
    command = [sys.executable, "-c", PEAK, str(path), json.dumps(made)]
    told, grown = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    if kind == "claimed":
        assert told["accepted"] == 1
    elif kind in ("strings", "tags"):
        assert "damaged" in told["error"]
    elif kind == "json text":
        assert "error" in told or told["reasons"] == {"the row is over 16 MiB": 1}
    else:
        assert told["accepted"] >= 1
    assert grown < 250
