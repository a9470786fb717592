"""Strangers' text made safe to show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlit.report.text import UNSAFE, cut_end, cut_middle, display_width, spreadsheet_cell, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("a\x1b[31mred", "a\\x1b[31mred"),
        ("line\nbreak\ttab\x00\x7f\x9b", "line\\x0abreak\\x09tab\\x00\\x7f\\x9b"),
        ("gro\u202ecod.exe", "gro\\u202ecod.exe"),
        ("\u2066x\u2069\u200f\u061c", "\\u2066x\\u2069\\u200f\\u061c"),
        ("a\u200bb\ufeff", "a\\u200bb\\ufeff"),
        ("\U000e0041", "\\U000e0041"),
        ("\ud800", "\\ud800"),
        ("می‌خواهم", "می‌خواهم"),
        ("[bold]x[/bold]", "[bold]x[/bold]"),
    ],
)
def test_what_is_hidden_is_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text())
def test_nothing_unsafe_is_left(text: str) -> None:
    assert UNSAFE.search(visible(text)) is None
    assert visible(text).isprintable() or any(char.isspace() or not char.isprintable() for char in text)


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_formulas_are_disarmed(first: str) -> None:
    assert spreadsheet_cell(f"{first}1") == f"'{first}1"
    assert spreadsheet_cell("a=1") == "a=1"
    assert spreadsheet_cell("") == ""
    assert spreadsheet_cell(f"'{first}1") == f"''{first}1"
    assert spreadsheet_cell("'tis") == "'tis"


@given(st.text(alphabet="'=+-@\t\r\nab", max_size=6))
def test_a_disarmed_cell_reads_back(text: str) -> None:
    cell = spreadsheet_cell(text)
    # The rule as docs/reference.md tells it to readers of a file.
    marked = cell.lstrip("'") != cell and cell.lstrip("'").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert (cell[1:] if marked else cell) == text
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@given(st.text(max_size=60), st.integers(0, 40))
def test_cut_texts_fit(text: str, width: int) -> None:
    for cut in (cut_end(text, width), cut_middle(text, width)):
        assert display_width(cut) <= width
        if display_width(text) <= width:
            assert cut == text


def test_an_address_keeps_its_host_and_its_end() -> None:
    cut = cut_middle("https://news.example/2026/03/a-very-long-path/of-a-page.html", 30)
    assert cut == "https://news.exampl…-page.html"
    assert display_width("日本") == 4
    assert cut_end("日本語", 5) == "日本…"
