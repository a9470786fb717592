"""Every layout of links in every writing: what is read is what the truth says; what a file cannot tell is null."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from tests.exports.claimed import LINK, Found, plain, read_file
from tests.exports.layout import Either, Layout
from tests.exports.layouts import LAYOUTS
from tests.exports.truth import AS_OF, PROPERTY, SAYINGS, Saying
from tests.exports.writing import WRITINGS, Cell, Writing, write_json, write_xlsx

if TYPE_CHECKING:
    from pathlib import Path

    from tests.exports.claimed import Row

TOLD = (
    *LINK, "source_url", "title", "language", "status", "context_left", "context_right", "target_assumed", "record",
    "first_seen", "last_seen", "lost_at",
)  # fmt: skip
TABLES = [layout for layout in LAYOUTS if layout.wrap is None]
DOCUMENTS = [layout for layout in LAYOUTS if layout.wrap is not None]


def expected(layout: Layout, saying: Saying) -> Row:
    """What a layout tells of a saying: all else is unknown, never a default."""
    unknown: Row = dict.fromkeys(TOLD)
    unknown |= {"record": "link", "target_assumed": False, "anchor_from": Either((None, "text", "alt"))}
    return unknown | {name: plain(told(saying)) for name, told in layout.told.items()}


def check(layout: Layout, sayings: list[Saying], found: Found) -> None:
    assert found.plan.vendor == layout.vendor
    assert [(reject["line"], reject["reason"]) for reject in found.rejects] == []
    assert found.report["accepted"] == len(sayings)
    for number, (saying, claim) in enumerate(zip(sayings, found.claims, strict=True)):
        told = expected(layout, saying)
        assert claim["source_url"] == told["source_url"]
        assert (claim["vendor"], claim["target_url"]) == (layout.vendor, told["target_url"])
        if saying.mention:
            assert (claim["record"], claim["page"]) == ("mention", None)
        else:
            link = {name: plain(value) for name, value in found.link(number).items()}
            assert {name: link[name] for name in TOLD} == {name: told[name] for name in TOLD}, (
                f"{layout.name}, saying {saying.n}"
            )
            check_looks(found, number, told)
        check_metrics(layout, saying, found.metrics(number))


def check_looks(found: Found, number: int, told: Row) -> None:
    """The looks that a claim makes: seen first and last, and seen lost."""
    claim, number_of_file = found.claims[number], found.numbers[number]
    page = found.looks[number_of_file, claim["page"]][0]
    newest = told.get("last_seen") or told.get("first_seen")
    lost = told["lost_at"] or told.get("gone")
    if newest is None and lost is not None:
        assert page["look"] == "reported_lost"
        return
    assert (page["look"], plain(page["fetched_at"])) == ("reported", newest or AS_OF)
    first = told.get("first_seen")
    assert plain(page["refers_to_date"]) == (first if first and first < newest else None)
    assert (page["source"], page["archive_offset"]) == (found.plan.vendor, claim["line"])
    assert page["redirect_url"] == ("assumed" if told["target_assumed"] else None)
    if lost is not None:
        gone = found.looks[number_of_file, claim["page"] + 1]
        assert (gone[0]["look"], gone[0]["url"], plain(gone[0]["fetched_at"])) == ("reported_lost", page["url"], lost)
        assert gone[1]["target_url"] == told["target_url"]


def check_metrics(layout: Layout, saying: Saying, metrics: Row) -> None:
    """A column that no field claims is there once, under a name of its own, with its value."""
    for column, value in layout.own(saying).items():
        named = [name for name, kept in metrics.items() if same(kept, value)]
        assert len(named) == 1, f"{layout.name}: column {column!r} with {value!r} among {metrics}"
        subject, _, name = named[0].partition(".")
        assert subject in SUBJECTS
        assert name.replace("_", "").isalnum()
        assert name == name.lower()


SUBJECTS = ("source_page", "source_domain", "target_page", "target_domain", "link", "domain", "anchor", "page")


def same(kept: Any, value: Cell) -> bool:
    if isinstance(kept, str) and isinstance(value, float):
        return kept.replace(",", ".") == str(value)
    return bool(kept == value)


def file_of(layout: Layout, writing: Writing, path: Path) -> tuple[list[Saying], list[int]]:
    """Writes those sayings that layout and encoding can hold."""
    sayings, rows = [], []
    for saying in SAYINGS:
        row = [layout.text(cell, writing.decimal) for cell in layout.row(saying)]
        # Where there is one column there is no delimiter to be told by: it is taken for a comma.
        doubtful = len(row) == 1 and "," in row[0] and writing.delimiter != ","
        if layout.holds(saying) and writing.holds("".join(row)) and not doubtful:
            sayings.append(saying)
            rows.append(row)
    lines = writing.write(path, layout.preamble, [list(layout.header), *rows])
    return sayings, lines[1:]


@pytest.mark.parametrize("writing", WRITINGS, ids=lambda writing: writing.name)
@pytest.mark.parametrize("layout", TABLES, ids=lambda layout: layout.name)
def test_a_layout_is_read_in_every_encoding_and_with_every_delimiter(
    layout: Layout, writing: Writing, tmp_path: Path
) -> None:
    path = tmp_path / f"{layout.file}.csv"
    sayings, lines = file_of(layout, writing, path)
    assert len(sayings) >= 6
    found = read_file(path, tmp_path / "segment", AS_OF, property=PROPERTY)
    check(layout, sayings, found)
    assert [claim["line"] for claim in found.claims] == lines


@pytest.mark.parametrize("layout", TABLES, ids=lambda layout: layout.name)
def test_a_layout_is_read_from_a_spreadsheet(layout: Layout, tmp_path: Path) -> None:
    """Numbers and dates are cells of their own kind there; the ending of the name says nothing."""
    path = tmp_path / f"{layout.file}.csv"
    sayings = [saying for saying in SAYINGS if layout.holds(saying)]
    rows = [[sheet_cell(layout, cell) for cell in layout.row(saying)] for saying in sayings]
    preamble: list[list[Cell]] = [[line] for line in layout.preamble]
    write_xlsx(tmp_path / "made.xlsx", [*preamble, list(layout.header), *rows])
    (tmp_path / "made.xlsx").rename(path)
    found = read_file(path, tmp_path / "segment", AS_OF, property=PROPERTY)
    check(layout, sayings, found)
    assert [claim["line"] for claim in found.claims] == list(range(len(preamble) + 2, len(preamble) + 2 + len(rows)))


def sheet_cell(layout: Layout, cell: Cell) -> Cell:
    if isinstance(cell, datetime):
        return cell if "%H" in layout.dates else cell.replace(hour=0, minute=0, second=0)
    return layout.text(cell) if isinstance(cell, bool) else cell


@pytest.mark.parametrize("layout", DOCUMENTS, ids=lambda layout: layout.name)
def test_a_layout_is_read_from_the_answer_of_an_api(layout: Layout, tmp_path: Path) -> None:
    path = tmp_path / "answer.json"
    sayings = [saying for saying in SAYINGS if layout.holds(saying)]
    rows = [dict(zip(layout.header, map(of_json(layout), layout.row(saying)), strict=True)) for saying in sayings]
    assert layout.wrap is not None
    write_json(path, rows, layout.wrap)
    check(layout, sayings, read_file(path, tmp_path / "segment", AS_OF, property=PROPERTY))


def of_json(layout: Layout) -> Any:
    return lambda cell: cell.strftime(layout.dates) if isinstance(cell, datetime) else cell


@pytest.mark.parametrize("layout", TABLES, ids=lambda layout: layout.name)
def test_headers_are_told_without_regard_to_case_blanks_and_punctuation(layout: Layout, tmp_path: Path) -> None:
    """`Referring page URL` = `referring_page_url`, and trailing blanks occur (rule 3)."""
    path = tmp_path / f"{layout.file}.csv"
    spelled = [spelling(name, number) for number, name in enumerate(layout.header)]
    sayings = [saying for saying in SAYINGS if layout.holds(saying)]
    rows = [[layout.text(cell) for cell in layout.row(saying)] for saying in sayings]
    layout.native.write(path, layout.preamble, [spelled, *rows])
    found = read_file(path, tmp_path / "segment", AS_OF, property=PROPERTY)
    assert found.plan.vendor == layout.vendor
    assert [claim["source_url"] for claim in found.claims] == [saying.url for saying in sayings]
    told = [expected(layout, saying) for saying in sayings]
    assert [claim["last_seen"] for claim in found.claims] == [one["last_seen"] for one in told]


def spelling(name: str, number: int) -> str:
    return (name.upper() + " ", name.lower().replace(" ", "_"), f" {name} ")[number % 3]
