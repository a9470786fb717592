"""Files that are broken, hostile, or merely odd: never a crash, sums that add up, and the rows that Python's csv reads.

The judge of well-formed files is the csv module of the standard library, line numbers too: a row's line is the one that
it begins on.
"""

from __future__ import annotations

import csv
import io
import json
import random
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.exports.claimed import Found, read_file, read_plan
from tests.exports.truth import AS_OF, PROPERTY
from tests.exports.writing import UTF8, write_xlsx

from backlit import _core
from backlit.sources.exports import plan_exports

HEADER = ["Source url", "Target url", "Anchor", "Source title", "Nofollow", "First seen", "Last seen", "Toxicity Score"]
GOOD = ["https://a.example/", "https://shop.example/", "lamp", "A", "true", "2026-01-02", "2026-03-04", "7"]
LIMIT = 1 << 20
"""A cell over 1 MiB rejects its row."""


@dataclass(frozen=True)
class Plan:
    """A plan as `plan_exports` makes them, with another encoding or delimiter than the file that it was made of."""

    plan: str
    vendor: str = "semrush"


@cache
def plan_for(encoding: str, delimiter: str) -> Plan:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "audit.csv"
        UTF8.write(path, (), [HEADER, GOOD])
        (made,) = plan_exports([str(path)], as_of=AS_OF.date().isoformat())
    plan = json.loads(made.plan) | {"encoding": encoding, "delimiter": delimiter}
    return Plan(json.dumps(plan))


def read_bytes(data: bytes, encoding: str = "utf-8", delimiter: str = ",") -> Found:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "audit.csv"
        path.write_bytes(data)
        (folder / "segment").mkdir()
        return read_plan(plan_for(encoding, delimiter), path, folder / "segment")


def rows_of(text: str, delimiter: str = ",") -> list[tuple[int, list[str]]]:
    """The rows of a text with the line that each begins on, by the standard library; empty lines are no rows."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows, line = [], 1
    for row in reader:
        if row:
            rows.append((line, row))
        line = reader.line_num + 1
    return rows


def well_told(row: list[str]) -> bool:
    return len(row) == len(HEADER) and row[0].startswith("https://") and row[1].startswith("https://") and row != HEADER


def first_ones(rows: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """Without those that equal an earlier one."""
    seen: set[tuple[str, ...]] = set()
    kept = []
    for line, row in rows:
        if tuple(row) not in seen:
            kept.append((line, row))
        seen.add(tuple(row))
    return kept


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufeff"), max_size=30) | st.sampled_from(
    ['"', '""', 'say "lamp"', "a\nb", "a\r\nb", "a\rb", "a,b;c\td", "=1+1", "+1", "-1", "@a", "'=x", "\0"]
)
SOURCES = st.integers(0, 30).map(lambda n: f"https://s{n}.example/{n}")
TARGETS = st.integers(0, 5).map(lambda n: f"https://shop.example/{n}")
NO_ADDRESSES = st.sampled_from(["", "ftp://a.example/", "mailto:me@a.example", "lamp", "https://", "https://a b/", "#"])
FULL_ROWS = st.tuples(
    SOURCES | SOURCES | NO_ADDRESSES, TARGETS | TARGETS | NO_ADDRESSES, TEXTS, TEXTS,
    st.sampled_from(["true", "false", "", "perhaps"]), st.sampled_from(["2026-01-02", "", "2026-13-45", "yesterday"]),
    st.sampled_from(["2026-03-04", ""]), st.sampled_from(["7", "1,240", "x", ""]),
).map(list)  # fmt: skip
ROWS = FULL_ROWS | FULL_ROWS | FULL_ROWS | st.just(HEADER) | st.lists(TEXTS, max_size=12)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])


def written(rows: list[list[str]], ends: list[str], delimiter: str) -> str:
    made = io.StringIO(newline="")
    for row, end in zip(rows, ends, strict=True):
        one = io.StringIO(newline="")
        csv.writer(one, delimiter=delimiter, lineterminator="\r\n").writerow(row)
        made.write(one.getvalue().removesuffix("\r\n") + end)
    return made.getvalue()


@st.composite
def files(draw: st.DrawFn) -> tuple[str, str]:
    """A well-formed file: any cells, any ends of lines, quoted where need be."""
    delimiter = draw(st.sampled_from([",", ";", "\t"]))
    rows = [HEADER, *draw(st.lists(ROWS, max_size=12))]
    ends = draw(st.lists(ENDS, min_size=len(rows), max_size=len(rows)))
    return written(rows, ends, delimiter), delimiter


ENCODINGS = {"utf-8": b"", "utf-16le": b"\xff\xfe", "utf-16be": b"\xfe\xff"}
SLOW = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])


@given(file=files(), encoding=st.sampled_from(sorted(ENCODINGS)))
@SLOW
def test_what_the_standard_library_reads_is_what_is_read(file: tuple[str, str], encoding: str) -> None:
    text, delimiter = file
    found = read_bytes(ENCODINGS[encoding] + text.encode(encoding), encoding, delimiter)
    rows = rows_of(text, delimiter)[1:]
    assert found.report["read"] == len(rows)
    expected = first_ones([(line, row) for line, row in rows if well_told(row) and is_web(row)])
    assert [claim["line"] for claim in found.claims] == [line for line, _ in expected]
    for claim, (number, (_, row)) in zip(found.claims, enumerate(expected), strict=True):
        assert (claim["source_url"], claim["target_url"]) == (row[0], row[1])
        assert words(claim["anchor"]) == words(row[2])
        link = found.link(number)
        assert words(link["title"] or "") == words(row[3])
        assert link["nofollow"] is {"true": True, "false": False}.get(row[4])
        assert link["first_seen"] == (datetime(2026, 1, 2, tzinfo=UTC) if row[5] == "2026-01-02" else None)
    accepted = {line for line, _ in expected}
    assert {reject["line"] for reject in found.rejects} <= {line for line, _ in rows} - accepted


def is_web(row: list[str]) -> bool:
    return all(cell.count("/") == 3 and " " not in cell for cell in row[:2])


def words(text: str) -> list[str]:
    """The visible words of a text: how white space and controls are kept is not this test's to say."""
    return "".join(char if char.isprintable() else " " for char in text).split()


@given(file=files())
@SLOW
def test_the_head_of_a_file_is_what_the_standard_library_reads(file: tuple[str, str]) -> None:
    text, delimiter = file
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.csv"
        path.write_bytes(text.encode())
        try:
            head = _core.export_head(str(path))
        except ValueError as error:
            check_named(error, path)
            return
    if head["delimiter"] == delimiter and head["encoding"] == "utf-8":
        rows = rows_of(text, delimiter)[:30]
        assert list(zip(head["lines"], head["rows"], strict=True)) == rows


def check_named(error: ValueError, path: Path) -> None:
    """A refusal names the file."""
    assert path.name in str(error)


PIECES = st.sampled_from([
    b'"', b'""', b",", b";", b"\t", b"\n", b"\r", b"\r\n", b"\0", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\xe2\x80",
    b"=cmd()", b"https://a.example/", b"https://shop.example/", b"true", b"2026-01-02", "größe".encode("cp1252"),
    ",".join(HEADER).encode(), ",".join(GOOD).encode(),
]) | st.binary(max_size=40)  # fmt: skip


@given(pieces=st.lists(PIECES, max_size=60), encoding=st.sampled_from(["utf-8", "utf-16le", "windows-1252"]))
@example([b'"' + b"x" * 3000, b"\n"], "utf-8")
@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
def test_no_bytes_break_it_and_the_sums_add_up(pieces: list[bytes], encoding: str) -> None:
    """`read_plan` asserts that accepted, rejected and duplicate rows are all rows, each reject with line and reason."""
    try:
        found = read_bytes(",".join(HEADER).encode() + b"\n" + b"".join(pieces), encoding)
    except ValueError as error:
        check_named(error, Path("audit.csv"))
        return
    lines = [claim["line"] for claim in found.claims]
    assert lines == sorted(set(lines))


@given(data=st.binary(max_size=400), name=st.sampled_from(["links.csv", "links.xlsx", "links.json"]))
@settings(deadline=None, max_examples=300)
@example(b"PK\x03\x04" + b"\0" * 60, "links.xlsx")
@example(b"[" * 400, "links.json")
@example(b'{"a":' * 80, "links.json")
@example(b"", "links.csv")
@example(b"\xff\xfe", "links.csv")
def test_what_is_no_export_is_refused_with_its_name(data: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        with pytest.raises(ValueError, match=name):
            plan_exports([str(path)], property=PROPERTY)


# --- cases of their own ----------------------------------------------------------------------------------------------


def text_of(*rows: list[str]) -> bytes:
    made = io.StringIO(newline="")
    csv.writer(made).writerows([HEADER, *rows])
    return made.getvalue().encode()


def other(number: int, **cells: str) -> list[str]:
    row = dict(zip(HEADER, GOOD, strict=True)) | {"Source url": f"https://a.example/{number}"}
    return list((row | cells).values())


def test_a_header_that_comes_again_is_rejected_and_named() -> None:
    found = read_bytes(text_of(other(1), HEADER, other(2), HEADER))
    assert [claim["line"] for claim in found.claims] == [2, 4]
    (first, *_) = found.rejects
    assert (first["line"], first["reason"]) == (3, "the header again")


def test_a_cell_of_ten_megabytes_rejects_its_row_and_no_other() -> None:
    found = read_bytes(text_of(other(1), other(2, Anchor="x" * (10 * LIMIT)), other(3)))
    assert [claim["line"] for claim in found.claims] == [2, 4]
    (reject,) = found.rejects
    assert (reject["line"], len(reject["text"]) <= 200) == (3, True)


def test_a_quote_that_never_closes_does_not_swallow_the_file() -> None:
    rows = [other(number) for number in range(2000)]
    lines = text_of(*rows).decode().split("\r\n")
    lines[100] = lines[100].replace("lamp", '"lamp')
    found = read_bytes("\r\n".join(lines).encode())
    assert found.report["accepted"] > 1900
    assert found.report["rejected"] >= 1


def test_short_and_long_rows_are_rejected_with_their_lines() -> None:
    found = read_bytes(text_of(other(1), GOOD[:3], [*GOOD, "more", "and more"], other(2)))
    assert [claim["line"] for claim in found.claims] == [2, 5]
    assert [reject["line"] for reject in found.rejects] == [3, 4]
    assert len({reject["reason"] for reject in found.rejects}) == 2


def test_nul_bytes_reject_an_address_and_stay_harmless_elsewhere() -> None:
    found = read_bytes(text_of(other(1, Anchor="a\0b"), other(2, **{"Target url": "https://shop.example/\0"})))
    assert [claim["line"] for claim in found.claims] == [2]
    assert [reject["line"] for reject in found.rejects] == [3]


def test_bytes_of_another_encoding_are_replaced_outside_addresses() -> None:
    rows = text_of(other(1, Anchor="gr@@e"), other(2, **{"Source url": "https://a.example/gr@@e"}))
    found = read_bytes(rows.replace(b"@@", b"\xf6\xdf"))
    assert [(claim["line"], claim["anchor"]) for claim in found.claims] == [(2, "gr\ufffd\ufffde")]
    assert [reject["line"] for reject in found.rejects] == [3]


def test_an_odd_byte_at_the_end_of_a_utf16_file_is_no_crash() -> None:
    found = read_bytes(b"\xff\xfe" + text_of(other(1), other(2)).decode().encode("utf-16-le") + b"x", "utf-16le")
    assert [claim["line"] for claim in found.claims][:2] == [2, 3]


def test_formulas_are_texts() -> None:
    hostile = ['=HYPERLINK("https://evil.example","x")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1", "'=1"]
    found = read_bytes(text_of(*(other(n, Anchor=text) for n, text in enumerate(hostile))))
    assert [words(claim["anchor"]) for claim in found.claims] == [words(text) for text in hostile]


def test_the_same_row_twice_counts_once() -> None:
    found = read_bytes(text_of(other(1), other(2), other(1), other(1)))
    assert (found.report["accepted"], found.report["duplicates"], found.report["rejected"]) == (2, 2, 0)


def test_a_table_of_many_rows_is_whole(tmp_path: Path) -> None:
    """More rows than one batch of any size; shuffled, so that order is kept and nothing is dropped between batches."""
    numbers = list(range(70_000))
    random.Random(4).shuffle(numbers)  # noqa: S311 - no secret
    path = tmp_path / "audit.csv"
    UTF8.write(path, (), [HEADER, *(other(number) for number in numbers)])
    (plan,) = plan_exports([str(path)], as_of=AS_OF.date().isoformat())
    (tmp_path / "segment").mkdir()
    found = read_plan(plan, path, tmp_path / "segment")
    assert [claim["source_url"] for claim in found.claims] == [f"https://a.example/{number}" for number in numbers]
    assert [claim["line"] for claim in found.claims] == list(range(2, 70_002))


def sheet(rows: list[list[Any]], path: Path, form: str | None = None) -> None:
    write_xlsx(path, rows)
    if form is not None:
        book = openpyxl.load_workbook(path)
        for row in book.worksheets[0].iter_rows(min_row=2, min_col=6, max_col=7):
            for cell in row:
                cell.number_format = form
        book.save(path)


@pytest.mark.parametrize("form", [None, "yyyy-mm-dd hh:mm", "dd/mm/yyyy", "[$-409]d-mmm-yy"])
def test_dates_of_a_spreadsheet_are_numbers_of_days(tmp_path: Path, form: str | None) -> None:
    """2026-01-02 is day 46024 of Excel's count (ECMA-376, part 1, 18.17.4.1), noon a half more."""
    row: list[Any] = [*GOOD[:5], 46024, 46024.5, 7]
    path = tmp_path / "audit.xlsx"
    sheet([list(HEADER), row], path, form)
    found = read_file(path, tmp_path / "segment", AS_OF)
    told = found.link(0)
    assert told["first_seen"] == datetime(2026, 1, 2, tzinfo=UTC)
    assert told["last_seen"] == datetime(2026, 1, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9])
def test_a_spreadsheet_that_is_cut_is_an_error_that_names_it(tmp_path: Path, kept: float) -> None:
    path = tmp_path / "audit.xlsx"
    sheet([list(HEADER), *(other(n) for n in range(50))], path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * kept)])
    with pytest.raises(ValueError, match=r"audit\.xlsx"):
        read_file(path, tmp_path / "segment", AS_OF)


def test_an_export_with_nothing_but_its_header_ends_no_link_and_is_no_error(tmp_path: Path) -> None:
    """Search Console showed near-zero links for thousands of sites in May 2026 (rule 10)."""
    path = tmp_path / f"{PROPERTY}-Latest links-2026-05-18.csv"
    path.write_text("Linking page,Last crawled\n", encoding="utf-8")
    found = read_file(path, tmp_path / "segment", AS_OF)
    assert (found.report["read"], found.claims) == (0, [])
