"""Ratings taken apart: the parts must add up to what the solver found."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from tests.report.rated import domains

import backlit

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def index(rated: backlit.Index) -> backlit.Index:
    return rated


def test_the_parts_of_every_domain_add_up(index: backlit.Index) -> None:
    names = domains(index)
    worth = {row["domain"]: row["worth"] for row in index.rating(names)}
    assert len(worth) == len(names) > 60
    for name in names:
        # A limit below the number of contributors: what is not listed is in "all others".
        for limit in (2, 1000):
            parts = [row for row in index.rating(name, explain=True, limit=limit) if row["part"] != "not counted"]
            assert sum(row["equity"] for row in parts) == pytest.approx(worth[name], rel=1e-9)
            assert sum(row["share"] for row in parts) == pytest.approx(1, rel=1e-9)


def test_equity_is_what_the_source_splits_equally(index: backlit.Index) -> None:
    worth = {row["domain"]: row["worth"] for row in index.rating(domains(index))}
    counted = [
        row for row in index.rating("harbourlight.example", explain=True, limit=1000) if row["part"] == "counted"
    ]
    assert counted
    for row in counted:
        assert row["equity"] == pytest.approx(0.85 * worth[row["source"]] / row["splits"], rel=1e-12)
        rest = worth["harbourlight.example"] - row["equity"]
        assert row["rating_if"] == pytest.approx(100 * math.log10(rest) / 6)


def test_the_parts_of_pages_add_up(index: backlit.Index) -> None:
    addresses = [row["page"] for row in index.rating(domains(index))]
    worth = {row["page"]: row["page_worth"] for row in index.rating(addresses, scope="exact")}
    for address in addresses[::6]:
        parts = [row for row in index.rating(address, scope="exact", explain=True) if row["part"] != "not counted"]
        assert sum(row["equity"] for row in parts) == pytest.approx(worth[address], rel=1e-8)


def test_what_does_not_count_has_no_link_that_counts(index: backlit.Index) -> None:
    """Every domain is in one list only, by the links themselves."""
    target = "harbourlight.example"
    rows = list(index.rating(target, explain=True, limit=1000))
    editorial = """
        SELECT source_domain, bool_or(followed AND kind IN ('text', 'image', 'area') AND hidden IS DISTINCT FROM true
            AND coalesce(placement, 'unknown') NOT IN ('navigation', 'footer', 'comments')) AS counts
        FROM links WHERE target_domain = 'harbourlight.example' AND source_domain <> target_domain
            AND state <> 'lost' GROUP BY 1"""
    expected = {row["source_domain"]: row["counts"] for row in index.sql(editorial)}
    assert {row["source"] for row in rows if row["part"] == "counted"} >= {
        name for name, yes in expected.items() if yes
    }
    assert {row["source"] for row in rows if row["part"] == "not counted"} <= {
        n for n, yes in expected.items() if not yes
    }
    assert all(row["reasons"] for row in rows if row["part"] == "not counted")


def test_without_ratings_it_says_what_to_run(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text('<a href="https://b.example/">b</a>')
    index = backlit.open(tmp_path / "home")
    index.import_files([page], base="https://a.example/")
    for asked in (lambda: index.rating("a.example"), lambda: index.similar("a.example")):
        with pytest.raises(ValueError, match="No ratings yet: run `backlit rank`"):
            asked()


def test_an_unknown_target_is_told(index: backlit.Index) -> None:
    report = index.rating("nowhere.example")
    assert len(report) == 0
    assert "no page of nowhere.example" in report.notes[0]
