"""What columns become, by the layout and by what the user says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlit.sources import SourceError
from backlit.sources.exports import ahrefs, generic
from backlit.sources.exports.layout import key_of
from backlit.sources.exports.mapping import map_columns, parse_wishes, to_plan

LINKS = generic.LAYOUTS[0]


def becomes(header: list[str], *wishes: str) -> dict[str, str]:
    keyed = {key: wish for key, (_, wish) in parse_wishes(wishes).items()}
    return {one.name: one.becomes for one in map_columns(LINKS, header, keyed)}


def test_a_wish_goes_before_the_layout() -> None:
    header = ["Source", "Target", "To", "Notes"]
    assert becomes(header) == {"Source": "source_url", "Target": "target_url", "To": "kept", "Notes": "kept"}
    assert becomes(header, "To=target_url", "notes = anchor") == {
        "Source": "source_url", "Target": "kept", "To": "target_url", "Notes": "anchor",
    }  # fmt: skip
    assert becomes(header, "Notes=source_domain.Trust Score")["Notes"] == "source_domain.trust_score"


def test_a_column_name_may_hold_the_sign() -> None:
    assert parse_wishes(["a=b=anchor"]) == {key_of("a=b"): ("a=b", "anchor")}


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        ("Anchor", 'Write "COLUMN=FIELD"'),
        ("=anchor", 'Write "COLUMN=FIELD"'),
        ("Anchor=", 'Write "COLUMN=FIELD"'),
        ("Anchor=ancor", "no field 'ancor'. Did you mean anchor?"),
        ("DR=website.rating", "source_page, source_domain"),
        ("DR=link.", "no field 'link.'"),
    ],
)
def test_wishes_that_cannot_be(wish: str, message: str) -> None:
    with pytest.raises(SourceError) as caught:
        parse_wishes([wish])
    assert message in str(caught.value)


def test_two_columns_of_one_field_are_refused() -> None:
    with pytest.raises(SourceError, match="Two columns cannot both be anchor: 'A' and 'B'"):
        parse_wishes(["A=anchor", "B=anchor"])
    assert parse_wishes(["A=anchor", "a =anchor"]) == {"a": ("a", "anchor")}


@given(st.lists(st.text(max_size=12), max_size=12))
def test_any_header_is_mapped_whole(header: list[str]) -> None:
    mapped = map_columns(LINKS, header, {})
    assert sorted({one.index for one in mapped}) == list(range(len(header)))
    plan = to_plan(mapped, is_json=False)
    fields = [column["field"] for column in plan["columns"]]
    names = [metric["name"] for metric in plan["metrics"]]
    assert len(set(fields)) == len(fields)
    assert len(set(names)) == len(names)
    assert all(name.startswith("link.") and len(name) > len("link.") for name in names)


def test_columns_of_compared_sites_are_targets() -> None:
    header = ["Referring page URL", "Domain rating", "Intersect", "shop.example/", "*.other.example/*", "Notes", "e.g."]
    plan = to_plan(map_columns(ahrefs.INTERSECT, header, {}), is_json=False)
    assert plan["targets"] == [
        {"index": 3, "site": "https://shop.example/"},
        {"index": 4, "site": "https://other.example/"},
    ]
    assert [metric["name"] for metric in plan["metrics"]][-2:] == ["link.notes", "link.e_g"]


def test_one_column_can_tell_two_things() -> None:
    header = ["Referring page URL", "Domain rating", "Target URL", "Nofollow", "First seen", "Last seen", "Content"]
    plan = to_plan(map_columns(ahrefs.BACKLINKS, header, {}), is_json=False)
    assert [column["field"] for column in plan["columns"] if column["index"] == 6] == ["placement"]
    assert [metric["name"] for metric in plan["metrics"] if metric["index"] == 6] == ["link.content"]


def test_columns_of_json_are_named_by_their_keys() -> None:
    plan = to_plan(map_columns(LINKS, ["source", "more.of_it"], {}), is_json=True)
    assert plan["columns"][0]["key"] == "source"
    assert plan["metrics"] == [{"key": "more.of_it", "name": "link.more_of_it", "type": "text"}]
