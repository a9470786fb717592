"""Types of the backlinks of a project: counted by hand over what was judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import backlit
from backlit.model.judgement import LINK_TYPES

if TYPE_CHECKING:
    from backlit.sample import SampleWeb


def judged(index: backlit.Index, project: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = index.judged(project).judgement.read("judged").to_pylist()
    return rows


@pytest.mark.parametrize("project", ["lamps", "buyer", "lantern"])
def test_types_are_counted_over_all_links(assessed: backlit.Index, project: str) -> None:
    links = judged(assessed, project)
    domains = {link["source_domain"] for link in links}
    found = {row["type"]: row for row in assessed.types(project)}
    assert found.keys() == {link["type"] for link in links}
    for name, row in found.items():
        own = [link for link in links if link["type"] == name]
        assert row["meaning"] == LINK_TYPES[name]
        assert row["links"] == len(own)
        assert row["referring_domains"] == len({link["source_domain"] for link in own})
        assert row["share"] == row["referring_domains"] / len(domains)
        assert row["followed"] == sum(link["followed"] is True for link in own)
        assert row["queued"] == sum(link["queued"] for link in own)
        best = max(link["quality"] for link in own)
        assert row["example_url"] in {link["source_url"] for link in own if link["quality"] == best}


def test_all_backlinks_are_of_some_type(assessed: backlit.Index, sample: SampleWeb) -> None:
    assert sum(row["links"] for row in assessed.types("lamps")) == assessed.backlinks("harbourlight.example").total
    truth = {row["source_url"] for row in sample.truth.links.to_pylist() if row["type"] == "comment"}
    comments = assessed.quality("lantern", filters=["type=forum_or_comment"]).table.column("source_url").to_pylist()
    assert set(comments) <= truth
    assert len(comments) > 10


def test_filters_orders_pages_and_columns(assessed: backlit.Index) -> None:
    every = assessed.types("lamps").table.column("type").to_pylist()
    rows = list(assessed.types("lamps", sort="links", filters=["links>=5"], columns=["links", "type"]))
    assert [row["links"] for row in rows] == sorted(row["links"] for row in rows)
    assert all(list(row) == ["links", "type"] and row["links"] >= 5 for row in rows)
    first = assessed.types("lamps", limit=2)
    second = assessed.types("lamps", limit=2, after=first.next)
    assert [row["type"] for report in (first, second) for row in report] == every[:4]
    with pytest.raises(backlit.FilterError, match="There is no field 'anchor'"):
        assessed.types("lamps", filters=["anchor=x"])


def test_a_project_without_links(assessed: backlit.Index) -> None:
    found = assessed.types("nobody")
    assert len(found) == found.total == found.facts["links"] == 0
