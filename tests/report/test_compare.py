"""Targets side by side."""

from __future__ import annotations

from typing import Any

import pytest
from tests.report.told import at, link, view_of

from backlit.report.compare import COLUMNS, TARGETS, compare
from backlit.report.query import QueryError, build_query

LINKS = [
    link("https://a.example/1", "https://one.test/", "warc", "2026-01-01", "2026-03-02"),
    link("https://a.example/2", "https://one.test/x", "warc", "2026-03-05", "2026-03-06", followed=False),
    link("https://b.example/", "https://one.test/", "warc", "2026-01-02", "2026-03-03"),
    link("https://c.example/", "https://one.test/", "ahrefs", "2026-01-02", "2026-03-03"),
    link("https://a.example/1", "https://two.test/", "warc", "2026-01-03", "2026-03-04"),
    link("https://d.example/", "https://two.test/", "warc", "2026-01-03", "2026-03-04"),
    link("https://b.example/", "https://two.test/", "warc", "2026-01-03", "2026-02-04", state="lost",
         lost_at=at("2026-03-10"), lost_reason="removed_from_html"),
]  # fmt: skip


def ask(*targets: str, claims: Any = None, **options: Any) -> Any:
    return compare(view_of(LINKS, claims), [build_query(one, **options) for one in targets])


def of(report: Any, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in report]


def test_each_target_has_its_totals() -> None:
    found = ask("one.test", "two.test", "nothere.test")
    assert of(found, "target", "backlinks", "referring_domains", "new_in_window", "lost_in_window") == [
        ("one.test", 4, 3, 1, 0),
        ("two.test", 2, 2, 0, 1),
        ("nothere.test", 0, 0, 0, 0),
    ]
    # Of the link that only an export tells nobody knows whether it is followed.
    assert of(found, "followed_share") == [(pytest.approx(2 / 3),), (1.0,), (None,)]
    assert of(found, "first_seen", "last_seen") == [
        (at("2026-01-01"), at("2026-03-06")),
        (at("2026-01-03"), at("2026-03-04")),
        (None, None),
    ]
    assert found.table.column_names == [column.name for column in COLUMNS]


def test_what_is_shared_is_counted_against_the_first() -> None:
    names = ("shared_referring_domains", "shared_share")
    assert of(ask("one.test", "two.test"), *names) == [(3, 1.0), (1, pytest.approx(1 / 3))]
    # The lost link of b counts where all links do.
    assert of(ask("two.test", "one.test", history="all"), *names) == [(3, 1.0), (2, pytest.approx(2 / 3))]
    assert of(ask("nothere.test", "one.test"), *names) == [(0, None), (0, None)]


def test_filters_and_the_window_hold_for_all() -> None:
    found = ask("one.test", "two.test", filters=["source.domain=a.example"], since="2026-01-02", until="2026-01-31")
    assert of(found, "backlinks", "new_in_window") == [(2, 0), (1, 1)]
    assert found.facts["since"] == at("2026-01-02")


def test_notes_name_their_target() -> None:
    notes = ask("one.test", "nothere.test", claims=[]).notes
    assert any(note.startswith("one.test: 1 of 4 links (25%) are only reported") for note in notes)
    assert any(note.startswith("nothere.test: The index has no page") for note in notes)


def test_what_it_cannot_be_asked() -> None:
    with pytest.raises(QueryError, match="11 targets are too many") as refused:
        ask(*(f"{n}.test" for n in range(TARGETS + 1)))
    assert refused.value.field == "others"
    with pytest.raises(QueryError, match=r"one\.test is named twice"):
        ask("one.test", "two.test", "https://www.one.test/")
    for options in ({"history": "new"}, {"sort": "target"}, {"limit": 3}, {"group": "similar"}, {"metrics": ["moz"]}):
        with pytest.raises(QueryError):
            ask("one.test", "two.test", **options)


def test_filters_of_which_any_may_fit() -> None:
    either = ["source.domain=b.example", "source.domain=d.example"]
    assert of(ask("one.test", "two.test", filters=either), "backlinks") == [(0,), (0,)]
    assert of(ask("one.test", "two.test", filters=either, match="any"), "backlinks") == [(1,), (1,)]
