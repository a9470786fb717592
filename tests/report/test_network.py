"""The domains around a target as a drawing."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlit.report.network import MOST_NODES, SHEET, layout
from backlit.report.query import QueryError

if TYPE_CHECKING:
    import backlit

BRAND = "harbourlight.example"


@pytest.fixture(scope="module")
def index(rated: backlit.Index) -> backlit.Index:
    return rated


def test_it_has_the_domains_and_arcs_of_neighbours(index: backlit.Index) -> None:
    found, around = index.network(BRAND), index.neighbours(BRAND)
    names = [row["domain"] for row in found]
    assert names == [node["domain"] for node in around.nodes]
    arcs = {(names[source], names[target]) for source, target in found.facts["arcs"]}
    assert arcs == {(row["source_domain"], row["target_domain"]) for row in around}
    assert found.facts["target"] == names[0] == BRAND
    rows = {row["domain"]: row for row in found}
    for name, row in rows.items():
        assert row["links_to_target"] == ((name, BRAND) in arcs)
        assert row["linked_by_target"] == ((BRAND, name) in arcs)
        assert row["links_in"] == sum(target == name for _, target in arcs)
        assert row["links_out"] == sum(source == name for source, _ in arcs)
    ratings = {row["domain"]: row for row in index.sql("SELECT domain, domain_rating, trust, spam_mass FROM domains")}
    for name, row in rows.items():
        assert {key: row[key] for key in ratings[name]} == ratings[name]


def test_places_lie_on_the_sheet_and_are_the_same_each_time(index: backlit.Index) -> None:
    found = index.network(BRAND)
    assert found.table.equals(index.network(BRAND).table)
    places = [(row["x"], row["y"]) for row in found]
    assert all(0 <= at <= SHEET for place in places for at in place)
    assert len(set(places)) == len(places)
    # As large as the sheet allows, in one direction at least.
    assert max(max(one) - min(one) for one in zip(*places, strict=True)) == pytest.approx(SHEET, abs=0.02)


def test_fewer_domains_and_columns(index: backlit.Index) -> None:
    found = index.network(BRAND, nodes=5, columns=["domain", "distance"])
    assert len(found) == found.facts["domains"] == 5
    assert found.table.column_names == ["domain", "distance"]
    assert found.facts["left_out"] > 0
    assert "Cut at 5 domains" in found.notes[0]
    assert all(place < 5 for arc in found.facts["arcs"] for place in arc)
    assert all(row["distance"] <= 1 for row in index.network(BRAND, depth=1))


def test_a_domain_alone_stands_in_the_middle(index: backlit.Index) -> None:
    assert layout(1, []) == [(SHEET / 2, SHEET / 2)]
    assert layout(0, []) == []
    nothing = index.network("nothere.example")
    assert (len(nothing), nothing.facts["arcs"]) == (0, [])
    assert "no page of nothere.example" in nothing.notes[0]


def test_what_links_to_each_other_lies_near() -> None:
    """Two circles of ten, with one arc between them: the middles are farther apart than a circle is wide."""
    arcs = [(a, b) for a in range(10) for b in range(10) if a != b]
    arcs += [(a + 10, b + 10) for a, b in arcs] + [(0, 10)]
    places = layout(20, arcs)
    middles = [tuple(sum(axis) / 10 for axis in zip(*part, strict=True)) for part in (places[:10], places[10:])]
    radius = max(math.dist(place, middles[n // 10]) for n, place in enumerate(places))
    assert math.dist(*middles) > 2 * radius


arc = st.tuples(st.integers(0, 14), st.integers(0, 14))


@settings(max_examples=40, deadline=None)
@given(st.lists(arc, max_size=40))
def test_any_arcs_give_places_on_the_sheet(arcs: list[tuple[int, int]]) -> None:
    places = layout(15, arcs)
    assert len(places) == 15
    assert all(0 <= at <= SHEET and math.isfinite(at) for place in places for at in place)
    assert places == layout(15, arcs[::-1])


def test_what_it_cannot_be_asked(index: backlit.Index) -> None:
    for nodes in (0, MOST_NODES + 1):
        with pytest.raises(QueryError, match="from 1 to 2,000"):
            index.network(BRAND, nodes=nodes)
    with pytest.raises(QueryError, match="from 1 to 6"):
        index.network(BRAND, depth=7)
    for options in ({"limit": 5}, {"filters": ["rel=followed"]}, {"sort": "x"}, {"history": "all"}):
        with pytest.raises(QueryError, match="network"):
            index.network(BRAND, **options)
