"""Exports without a cap: what is streamed is what a report of all rows would write, and takes hardly any memory."""

from __future__ import annotations

import io
import json
import shutil
import sys
import zipfile
from subprocess import run
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.report.projects import with_project

import backlit
from backlit.index import exporting
from backlit.index.catalogue import REPORTS
from backlit.report import formats
from backlit.report.formats import FORMATS, FormatError, Parts
from backlit.report.query import QueryError

TARGET = "harbourlight.example"
TEXTS = ("csv", "json", "jsonl")


@pytest.fixture(scope="module")
def index(rated: backlit.Index, tmp_path_factory: pytest.TempPathFactory) -> backlit.Index:
    """The sample web in two crawls, rated, with a project, for these tests to write into."""
    home = tmp_path_factory.mktemp("own") / "home"
    shutil.copytree(rated.path, home)
    return with_project(backlit.open(home))


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slices of a few rows, so that a small web has many."""
    monkeypatch.setattr(exporting, "SLICE", 17)


def whole(index: backlit.Index, name: str, form: str, **options: Any) -> bytes:
    file = io.BytesIO()
    index.ask(name, TARGET, **options).write_to(file, form)
    return file.getvalue()


def exported(index: backlit.Index, name: str, form: str, **options: Any) -> bytes:
    return b"".join(index.export(name, TARGET, form, **options))


QUESTIONS: list[tuple[str, dict[str, Any]]] = [
    *((name, {}) for name in REPORTS if name not in ("neighbours", "similar", "link")),
    ("backlinks", {"group": "one_per_domain", "sort": "anchor", "history": "all"}),
    ("backlinks", {"columns": ("anchor", "source_url"), "filters": ["rel=followed"]}),
    ("backlinks", {"limit": 40}),
    ("backlinks", {"filters": ["anchor=no such anchor"]}),
    ("outlinks", {"by": "page"}),
]


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize(("name", "options"), QUESTIONS, ids=str)
def test_a_streamed_report_is_the_whole_report(index: backlit.Index, name: str, options: dict[str, Any]) -> None:
    for form in TEXTS:
        assert exported(index, name, form, **options) == whole(index, name, form, **options), form
    table = index.ask(name, TARGET, **options).table
    found = pa.ipc.open_stream(exported(index, name, "arrow", **options)).read_all()
    assert found.to_pylist() == table.to_pylist()
    assert found.schema.equals(table.schema, check_metadata=True)
    assert pq.read_table(io.BytesIO(exported(index, name, "parquet", **options))).to_pylist() == table.to_pylist()


@pytest.mark.usefixtures("short")
def test_a_workbook_is_the_whole_workbook(index: backlit.Index) -> None:
    books = [zipfile.ZipFile(io.BytesIO(make(index, "backlinks", "xlsx"))) for make in (exported, whole)]
    sheets = [book.read("xl/worksheets/sheet1.xml") for book in books]
    assert sheets[0] == sheets[1]


@pytest.mark.usefixtures("short")
def test_an_export_goes_on_after_a_page(index: backlit.Index) -> None:
    after = index.backlinks(TARGET, limit=30).next
    told = json.loads(exported(index, "backlinks", "json", after=after, limit=60))
    report = index.backlinks(TARGET, after=after, limit=60)
    assert told["next"] == report.next
    assert len(told["rows"]) == 60


def test_an_export_is_of_one_version(index: backlit.Index, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "SLICE", 17)
    before = whole(index, "backlinks", "jsonl")
    pieces = index.export("backlinks", TARGET, "jsonl")
    first = next(pieces)
    page = tmp_path / "one.html"
    page.write_text(f'<a href="https://{TARGET}/">new</a>')
    index.import_files([page], base="https://late.test/", as_of="2026-07-01")
    assert first + b"".join(pieces) == before
    assert whole(index, "backlinks", "jsonl") != before


def test_what_cannot_be_is_told_before_the_first_piece(index: backlit.Index, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FormatError, match="arrow"):
        index.export("backlinks", TARGET, "docx")
    with pytest.raises(QueryError, match="report"):
        index.export("nothing", TARGET, "csv")
    with pytest.raises(QueryError, match="sort"):
        index.export("backlinks", TARGET, "csv", sort="nothing")
    monkeypatch.setattr(formats, "XLSX_ROWS", 10)
    with pytest.raises(FormatError, match="a spreadsheet holds 10"):
        index.export("backlinks", TARGET, "xlsx")


MEMORY = """
import resource, sys
import pyarrow as pa
from backlit.report.formats import Parts, stream

def tables(rows):
    for start in range(0, rows, 20_000):
        yield pa.table({f"c{n}": [f"https://site-{start + m}.example/{n}" for m in range(20_000)] for n in range(6)})

schema = pa.schema([(f"c{n}", pa.string()) for n in range(6)])
rows = int(sys.argv[2])
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
for piece in stream(Parts("t", {}, schema, 20_000, tables(20_000)), sys.argv[1]):
    pass
before = peak()
written = sum(map(len, stream(Parts("t", {}, schema, rows, tables(rows)), sys.argv[1])))
print(written, peak() - before)
"""


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "xlsx"])
def test_memory_does_not_grow_with_the_rows(form: str) -> None:
    told = run([sys.executable, "-c", MEMORY, form, "300000"], capture_output=True, text=True, check=True)
    written, grown = told.stdout.split()
    assert int(written) > 3_000_000
    # All rows at once are at least 50 MB as text and more as Python objects.
    assert float(grown) < 25


def test_pieces_come_as_they_are_made() -> None:
    asked = []

    def tables() -> Any:
        for n in range(3):
            asked.append(n)
            yield pa.table({"a": list(range(10_000))})

    for form in ("csv", "json", "jsonl", "arrow", "parquet"):
        asked.clear()
        pieces = formats.stream(Parts("t", {}, pa.schema([("a", pa.int64())]), 30_000, tables()), form)
        next(pieces)
        assert asked in ([], [0])
        assert b"".join(pieces)
        assert asked == [0, 1, 2]
