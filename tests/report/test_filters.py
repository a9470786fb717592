"""The filter language: what is understood, what it means on rows, and what is refused with which words."""

from __future__ import annotations

from datetime import UTC, datetime

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlit import model
from backlit.report.filters import OPERATORS, Filter, FilterError, fields, needs, parse_filter, parse_time, where
from backlit.report.view import select

ROWS = [
    {"n": 0, "anchor": "Red lamps", "rel": None, "followed": True, "placement": "main"},
    {"n": 1, "anchor": "a, b", "rel": "Sponsored, nofollow", "followed": False, "placement": "sidebar"},
    {"n": 2, "anchor": "100% /x/", "rel": "noopener", "followed": True, "placement": None},
    {"n": 3, "anchor": "null", "rel": "ugc", "followed": False, "placement": "footer"},
    {"n": 4, "anchor": "", "rel": "", "followed": True, "placement": "main"},
]
LATER = {
    "source_domain": ["xn--bcher-kva.example", "news.example", "news.example", "b.example", "c.example"],
    "link_density": [0.5, 0.25, None, 1.0, 0.0],
    "first_seen": [datetime(2026, 1, day, 23, 59, 59, tzinfo=UTC) for day in (1, 2, 3, 4, 5)],
    "position": [0, 1, 2, 3, 4],
    "hidden": [True, False, None, False, False],
}


def held() -> pa.Table:
    table = pa.Table.from_pylist(ROWS)
    words = [set(str(row["rel"] or "").lower().replace(",", " ").split()) for row in ROWS]
    for name in ("nofollow", "sponsored", "ugc"):
        table = table.append_column(name, pa.array([name in own for own in words]))
    table = table.append_column("reported", pa.array([False] * len(ROWS)))
    for name, values in LATER.items():
        table = table.append_column(name, pa.array(values, model.arrow_type(model.LINKS[name])))
    return table


def rows(*texts: str) -> list[int]:
    condition, values = where(tuple(parse_filter(text) for text in texts))
    return select(f"SELECT n FROM held WHERE {condition} ORDER BY n", values, held=held()).column("n").to_pylist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rel=followed", [0, 2, 4]),
        ("rel!=followed", [1, 3]),
        ("rel=nofollow", [1]),
        ("rel!=nofollow", [0, 2, 3, 4]),
        ("rel=ugc,sponsored", [1, 3]),
        ("rel=noopener", [2]),
        ("rel=null", [0]),
        ("rel!=null", [1, 2, 3, 4]),
        ("rel~OPEN", [2]),
        ("placement=main", [0, 4]),
        ("placement=main,sidebar", [0, 1, 4]),
        ("placement!=main", [1, 3]),
        ("placement=null", [2]),
        ("placement=footer,null", [2, 3]),
        ("placement!=main,null", [1, 3]),
        ("anchor~LAMP", [0]),
        ("anchor!~lamp", [1, 2, 3, 4]),
        ("anchor=/^(Red|100)/", [0, 2]),
        ("anchor!=/[a-z]/", [4]),
        ('anchor="a, b"', [1]),
        ("anchor=a,b", []),
        ('anchor="null"', [3]),
        ("anchor=", [4]),
        ("anchor~%", [2]),
        ("anchor~/x/", [2]),
        ("source.domain=news.example", [1, 2]),
        ("source_domain=www.bücher.example", [0]),
        ("SOURCE.DOMAIN!=news.example", [0, 3, 4]),
        ("link_density>=0.5", [0, 3]),
        ("link_density<0.5", [1, 4]),
        ("link_density=null", [2]),
        ("position>2", [3, 4]),
        ("position=0,4", [0, 4]),
        ("first_seen=2026-01-02", [1]),
        ("first_seen!=2026-01-02", [0, 2, 3, 4]),
        ("first_seen>=2026-01-04", [3, 4]),
        ("first_seen>2026-01-04", [4]),
        ("first_seen<=2026-01-02", [0, 1]),
        ("first_seen<2026-01-02", [0]),
        ("first_seen=2026-01-02T23:59:59", [1]),
        ("first_seen>2026-01-02T23:59:59", [2, 3, 4]),
        ("first_seen=2026-01-03T00:59:59+01:00", [1]),
        ("hidden=yes", [0]),
        ("hidden=false", [1, 3, 4]),
        ("hidden!=true", [1, 3, 4]),
    ],
)
def test_what_a_filter_means(text: str, expected: list[int]) -> None:
    assert rows(text) == expected


def test_all_filters_must_hold() -> None:
    assert rows("rel=followed", "placement=main") == [0, 4]
    assert rows() == [0, 1, 2, 3, 4]


UNKNOWN = [
    # ours without rel; ours with nofollow; a vendor told nothing; a vendor told only nofollow=false; nofollow=true
    {"n": 0, "rel": None, "reported": False, "followed": True, "nofollow": False, "sponsored": False, "ugc": False},
    {"n": 1, "rel": "nofollow", "reported": False, "followed": False, "nofollow": True, "sponsored": False,
     "ugc": False},
    {"n": 2, "rel": None, "reported": True, "followed": None, "nofollow": None, "sponsored": None, "ugc": None},
    {"n": 3, "rel": None, "reported": True, "followed": None, "nofollow": False, "sponsored": None, "ugc": None},
    {"n": 4, "rel": None, "reported": True, "followed": False, "nofollow": True, "sponsored": None, "ugc": None},
]  # fmt: skip
"""What nobody told is neither yes nor no."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rel=followed", [0]),
        ("rel!=followed", [1, 4]),
        ("rel=unknown", [2, 3]),
        ("rel!=unknown", [0, 1, 4]),
        ("rel=nofollow", [1, 4]),
        ("rel!=nofollow", [0, 3]),
        ("rel!=sponsored", [0, 1]),
        ("rel!=noopener", [0, 1]),
        ("rel=unknown,followed", [0, 2, 3]),
        ("followed=unknown", [2, 3]),
        ("followed!=unknown,yes", [1, 4]),
        ("nofollow=no", [0, 3]),
        ("kind=unknown", [2, 3, 4]),
        ("kind!=unknown", [0, 1]),
        ("kind!=image", [0, 1]),
        ("anchor=null", [2, 4]),
        ("anchor=unknown", [3]),
        ("placement=unknown", [1]),
    ],
)
def test_what_nobody_told_is_neither_yes_nor_no(text: str, expected: list[int]) -> None:
    table = pa.Table.from_pylist(UNKNOWN)
    table = table.append_column("kind", pa.array(["text", "text", None, None, None]))
    table = table.append_column("placement", pa.array(["main", "unknown", None, None, None]))
    table = table.append_column("anchor", pa.array(["a", "b", None, "unknown", None]))
    condition, values = where((parse_filter(text),))
    assert select(f"SELECT n FROM t WHERE {condition} ORDER BY n", values, t=table).column("n").to_pylist() == expected


@pytest.mark.parametrize(
    "text", ["ancor=x", "nonsense", "=x", "anchor", "anchor x", "", "source..domain=x", "position=>1x"]
)
def test_what_is_no_filter_is_refused_with_the_list(text: str) -> None:
    with pytest.raises(FilterError) as refused:
        parse_filter(text)
    assert "Operators: = != ~ !~ >= <= > <" in str(refused.value) or "position" in str(refused.value)


def test_an_unknown_field_is_answered_with_all_fields_and_the_nearest() -> None:
    with pytest.raises(FilterError) as refused:
        parse_filter("ancor=x")
    message = str(refused.value)
    assert "Did you mean anchor?" in message
    assert all(name in message for name in fields())
    assert all(operator in message for operator in OPERATORS)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("anchor>x", "has no order"),
        ("kind>=text", "has no order"),
        ("position~1", "holds none"),
        ("position=/1/", "holds none"),
        ("position=one", "a number"),
        ("position=1.5", "a number"),
        ("first_seen=yesterday", "2026-01-31"),
        ("first_seen>=2026-13-01", "2026-01-31"),
        ("placement=man", "Did you mean main"),
        ("followed=perhaps", "true or false"),
        ("anchor=/(/", "regular expression"),
        ('anchor="a', "quotation mark"),
    ],
)
def test_what_a_field_cannot_be_asked(text: str, says: str) -> None:
    with pytest.raises(FilterError, match=says):
        parse_filter(text)


def test_only_the_columns_that_are_read_are_asked_for() -> None:
    assert needs((parse_filter("anchor~x"), parse_filter("placement=main"))) == {"anchor", "placement"}
    assert {"followed", "nofollow", "sponsored", "ugc", "rel", "reported"} == needs((parse_filter("rel=followed"),))
    assert {"state", "reported", "lost_reason"} == needs((parse_filter("verdict=lost"),))


@given(st.text(max_size=30))
def test_values_are_bound_and_never_read_as_sql(value: str) -> None:
    quoted = value.replace('"', '""')
    found = parse_filter(f'anchor="{quoted}"')
    assert found.values == (value,)
    condition, values = where((found,))
    assert values == [value]
    assert value not in condition or len(value) < 12


@given(st.text(max_size=40))
def test_any_text_is_a_filter_or_refused(text: str) -> None:
    try:
        found = parse_filter(text)
    except FilterError:
        return
    assert parse_filter(str(found)) == found


def test_a_filter_reads_as_it_is_written() -> None:
    for text in ("rel!=nofollow,ugc", "anchor=/a,b/", 'anchor="a, b"', "placement=main,null"):
        assert str(parse_filter(text)) == text
    assert str(Filter("anchor", "=", ("null",))) == 'anchor="null"'


def test_a_date_is_its_whole_day() -> None:
    assert parse_time("2026-01-31") == (datetime(2026, 1, 31, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC))
    start, end = parse_time("2026-01-31T12:00")
    assert (end - start).seconds == 1


@pytest.mark.parametrize("wrong", ["", "rel", "foo=1", "rel>3", "anchor=/[/", "followed=perhaps", "placement=maim"])
def test_every_refusal_lists_fields_and_operators(wrong: str) -> None:
    with pytest.raises(FilterError, match=r"Fields: source_url, .*Operators: = != ~"):
        parse_filter(wrong)
