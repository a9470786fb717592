"""Strangers' text in cells: nothing of it becomes markup, what is hidden is seen, what is long is cut."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.web.reading import read

from backlit.model import LINKS
from backlit.web.cells import (
    FARTHEST,
    LONGEST,
    address_html,
    cut,
    fact,
    href,
    link_chips,
    rating_cell,
    text_html,
    value_html,
)
from backlit.web.composed import anchor_cell, domain_html, page_cell
from backlit.web.filtering import quoted

NASTY = st.text(alphabet=st.sampled_from(list("<>&\"'`=/ :jsonclick\u202e\u200b\x1b\x00\n")), max_size=40)


@given(NASTY, NASTY, NASTY)
def test_no_text_becomes_markup(anchor: str, left: str, title: str) -> None:
    row = {"anchor": anchor, "context_left": left, "context_right": anchor, "source_title": title,
           "source_url": "https://a.example/" + anchor, "target_url": "https://b.example/?" + left}  # fmt: skip
    for made in (
        anchor_cell(row, frozenset()),
        page_cell("source_title", "source_url")(row, frozenset()),
        text_html(anchor),
        domain_html(anchor),
        fact(LINKS["anchor"], anchor),
    ):
        for element in read(made).all():
            assert element.tag in {"span", "b", "bdi", "a"}
            assert set(element.attributes) <= {"class", "href", "target", "rel", "title"}
        assert not set(made) & {"\u202e", "\u200b", "\x1b", "\x00"}


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "mailto:a@b", " http://x", "HTTP"]
)
def test_only_addresses_of_the_web_are_links(address: str) -> None:
    assert href(address) == ""
    assert not read(address_html(address)).all("a")


def test_an_address_too_long_for_any_server_is_text() -> None:
    assert not read(address_html("https://a.example/" + "x" * FARTHEST)).all("a")


def test_a_long_text_is_cut_in_the_table_and_told_in_the_pane() -> None:
    text = "x" * 1_000_000
    assert len(text_html(text)) < LONGEST + 50
    assert "996,000 more of 1,000,000 characters" in fact(LINKS["anchor"], text)
    assert len(fact(LINKS["anchor"], text)) < 5_000
    assert cut("x" * LONGEST) == "x" * LONGEST


def test_null_is_unknown_and_never_no() -> None:
    for kind in ("bool", "text", "word", "texts", "time", "uint32", "float64"):
        assert read(value_html("any", kind, None)).one("span", "unknown").text == "–"  # noqa: RUF001
    assert read(value_html("any", "bool", False)).text == "no"


def test_a_meter_follows_its_rating() -> None:
    assert [read(rating_cell(value)).one("i").attributes["class"] for value in (0, 2.4, 2.6, 52, 100)] == [
        "meter m0", "meter m0", "meter m5", "meter m50", "meter m100"]  # fmt: skip


def test_chips_say_what_a_link_is_worth() -> None:
    def chips(**row: object) -> list[str]:
        return [chip.text for chip in read(link_chips(row)).all("span", "chip")]

    assert chips(followed=True, kind="text", placement="main") == ["followed", "text", "main"]
    assert chips(followed=False, nofollow=True, sponsored=True, ugc=False, kind="image") == [
        "sponsored",
        "nofollow",
        "image",
    ]
    assert chips(followed=False, nofollow=False, kind="text") == ["nofollow", "text"]  # its page says so
    assert chips(followed=None, kind=None, reported=True) == ["rel unknown", "reported"]


def test_times_in_the_pane_have_their_hour() -> None:
    assert read(fact(LINKS["first_seen"], datetime(2026, 3, 1, 8, 0, 5, tzinfo=UTC))).text == "2026-03-01 08:00:05 UTC"


@given(st.text())
def test_a_quoted_value_is_read_as_it_is(text: str) -> None:
    import backlit
    from backlit.report.filters import parse_filter

    try:
        read_again = parse_filter(f"anchor={quoted(text)}")
    except backlit.FilterError:
        raise AssertionError(text) from None
    assert read_again.values == (text,)
    assert not read_again.regex
