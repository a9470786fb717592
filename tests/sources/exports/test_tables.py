"""The tables of the vendors: each is sound in itself, and each header is told from all others."""

from __future__ import annotations

import itertools

import pytest

from backlit.model import KINDS, PLACEMENTS
from backlit.sources.exports import generic, words
from backlit.sources.exports.headers import language_of
from backlit.sources.exports.headers.screaming_frog import SCREAMING_FROG
from backlit.sources.exports.headers.search_console import SEARCH_CONSOLE
from backlit.sources.exports.layout import FIELDS, OWN_SUBJECT, SUBJECTS, Layout, key_of, metric_name
from backlit.sources.exports.mapping import map_columns
from backlit.sources.exports.recognising import VENDORS, recognise

LAYOUTS = [layout for layouts in VENDORS.values() for layout in layouts]
ALL = [*LAYOUTS, *generic.LAYOUTS]
LANGUAGES = {"en", "de", "fr", "es", "it", "pt", "nl", "pl", "he", "ja"}


def header_of(layout: Layout, n: int = 0) -> list[str]:
    """The header of a file with all columns, each by its n-th name."""
    names = [column.names[min(n, len(column.names) - 1)] for column in layout.columns]
    return list(dict.fromkeys(names))


@pytest.mark.parametrize("layout", ALL, ids=str)
def test_fields_metrics_and_words_are_those_that_there_are(layout: Layout) -> None:
    assert layout.record in OWN_SUBJECT
    for column in layout.columns:
        assert not (column.field and column.metric)
        assert column.field is None or column.field in FIELDS
        if column.metric is not None:
            subject, _, name = column.metric.partition(".")
            assert subject in SUBJECTS
            assert name == metric_name(name)
        meanings = set((column.words or {}).values())
        known = {"kind": set(KINDS), "placement": set(PLACEMENTS)}.get(column.field or "", {"yes", "no"})
        assert meanings <= known, column
        assert all(word == word.lower() for word in (*(column.words or {}), *column.only))


@pytest.mark.parametrize("layout", ALL, ids=str)
def test_no_metric_stands_for_two_columns(layout: Layout) -> None:
    metrics = [column.metric for column in layout.columns if column.metric]
    assert len(metrics) == len(set(metrics))
    assert [column for column in layout.columns if column.required] or layout.any_of


@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
def test_a_whole_header_is_recognised_by_every_name_of_its_columns(layout: Layout) -> None:
    for n in range(max(len(column.names) for column in layout.columns)):
        header = header_of(layout, n)
        match = recognise([header], None, {}, is_json=layout.only_json)
        assert match is not None, header
        assert (str(match.layout), match.row) == (str(layout), 0), header


@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
def test_no_two_layouts_fit_a_header_alike(layout: Layout) -> None:
    match = recognise([header_of(layout)], None, {}, is_json=layout.only_json)
    assert match is not None
    assert match.doubt == layout.doubt


@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
def test_required_columns_alone_are_enough_and_none_may_lack(layout: Layout) -> None:
    required = [column.names[0] for column in layout.columns if column.required]
    extra = [column.names[0] for column in layout.columns if column.keys & layout.any_of][:1]
    match = recognise([[*required, *extra]], layout.vendor, {}, is_json=layout.only_json)
    assert match is not None
    assert str(match.layout) == str(layout)
    for lacking in required:
        rest = [name for name in header_of(layout) if key_of(name) != key_of(lacking)]
        other = recognise([rest], layout.vendor, {}, is_json=layout.only_json)
        assert other is None or str(other.layout) != str(layout), lacking


@pytest.mark.parametrize("layout", ALL, ids=str)
def test_every_column_of_a_file_becomes_something(layout: Layout) -> None:
    header = header_of(layout)
    mapped = map_columns(layout, [*header, "a column of its own"], {})
    assert {one.index for one in mapped} == set(range(len(header) + 1))
    assert mapped[-1].becomes == "kept"
    claimed = [column for column in layout.columns if column.field or column.metric]
    found = [one.column for one in mapped if one.column is not None]
    assert {column.field or column.metric for column in found} == {c.field or c.metric for c in claimed}


@pytest.mark.parametrize("table", [SEARCH_CONSOLE, SCREAMING_FROG], ids=["search_console", "screaming_frog"])
def test_each_column_has_a_name_in_each_language(table: dict[str, dict[str, tuple[str, ...]]]) -> None:
    for column, names in table.items():
        assert set(names) == LANGUAGES, column
        assert all(key_of(name) for listed in names.values() for name in listed)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("Häufigste Seiten,Klicks,Impressionen,CTR,Position", "de"),
        ("Date,Clics,Impressions,CTR,Position", "fr"),
        ("Type,Source,Destination,Alt Text,Anchor,Status Code", "en"),
        ("סוג,מקור,יעד", "he"),
        ("Rel", None),
        ("nothing,of,it", None),
    ],
)
def test_the_language_of_a_header(header: str, language: str | None) -> None:
    assert language_of(header.split(",")) == language


def test_no_word_means_two_things() -> None:
    yes = {word for word, meaning in words.FLAGS.items() if meaning == "yes"}
    assert len(words.FLAGS) == len(yes) + sum(meaning == "no" for meaning in words.FLAGS.values())
    assert set(words.KINDS.values()) == set(KINDS)
    assert set(words.PLACEMENTS.values()) == set(PLACEMENTS) - {"unknown"}


def test_names_are_compared_without_case_blanks_and_punctuation() -> None:
    spellings = ("Referring page URL", "referring_page_url", " REFERRING-PAGE url ", "ReferringPageURL")
    assert len({key_of(name) for name in spellings}) == 1
    assert key_of("#") == "#"
    assert key_of("Trafﬁc ") == "traffic"
    assert metric_name("Sitewide \N{EN DASH} # of links") == "sitewide_of_links"


def test_pairs_of_vendors_share_no_name() -> None:
    for one, other in itertools.combinations(LAYOUTS, 2):
        assert str(one) != str(other)
