"""Classes of anchors against comparable targets: shares, ranges and over-optimised anchors, worked out by hand."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest
from tests.assess.webs import crawled, link, page

from backlit.assess import read_rules
from backlit.model.judgement import ANCHOR_CLASSES

if TYPE_CHECKING:
    from pathlib import Path

    import backlit
    from backlit.sample import SampleWeb


def quantile(values: list[float], share: float) -> float:
    """By linear interpolation between the nearest two."""
    values, place = sorted(values), share * (len(values) - 1)
    low = math.floor(place)
    return values[low] + (place - low) * (values[min(low + 1, len(values) - 1)] - values[low])


@pytest.mark.parametrize("project", ["lamps", "buyer", "lantern"])
def test_shares_are_of_referring_domains(assessed: backlit.Index, project: str) -> None:
    links = assessed.judged(project).judgement.read("judged").to_pylist()
    domains = {one["source_domain"] for one in links}
    rows = {row["anchor_class"]: row for row in assessed.anchor_classes(project)}
    assert rows.keys() == ANCHOR_CLASSES.keys()
    for name, row in rows.items():
        own = [one for one in links if one["anchor_class"] == name]
        assert row["links"] == len(own)
        assert row["referring_domains"] == len({one["source_domain"] for one in own})
        assert row["share"] == row["referring_domains"] / len(domains)
        assert set(row["top_anchors"]) <= {one["anchor"] for one in own}
        assert len(row["top_anchors"]) <= 5


def test_ranges_are_quantiles_of_what_comparable_targets_have(assessed: backlit.Index) -> None:
    held = assessed.judged("buyer").judgement.read("comparables").to_pylist()
    rule = read_rules()["profile"]
    for row in assessed.anchor_classes("buyer"):
        values = [one["value"] for one in held if one["aspect"] == f"anchor_mix.{row['anchor_class']}"]
        if not values:
            assert row["anchor_class"] in ("exact_match", "partial_match", "other")
            assert (row["low"], row["high"], row["verdict"]) == (None, None, "unknown")
            continue
        assert row["comparables"] == len(values) >= rule["least"]
        assert row["low"] == pytest.approx(quantile(values, rule["low"]))
        assert row["high"] == pytest.approx(quantile(values, rule["high"]))
        one = 1 / assessed.anchor_classes("buyer").facts["domains"]
        outside = "below" if row["share"] < row["low"] - one else "above" if row["share"] > row["high"] + one else ""
        assert row["verdict"] == (outside or "usual")


def test_comparable_are_targets_of_like_size(assessed: backlit.Index) -> None:
    counts = {
        row["target_domain"]: row["n"]
        for row in assessed.sql(
            "SELECT target_domain, count(DISTINCT source_domain) AS n FROM links "
            "WHERE source_domain <> target_domain AND state <> 'lost' GROUP BY 1"
        )
    }
    own = counts.pop("bestcheaplamps.test")
    wanted = {name for name, n in counts.items() if max(10, own / 3) <= n <= own * 3}
    assert set(assessed.anchor_classes("buyer").facts["comparables"]) == wanted


def test_naked_addresses_of_a_comparable_target(assessed: backlit.Index) -> None:
    held = assessed.judged("lamps").judgement.read("comparables").to_pylist()
    (told,) = [
        row["value"]
        for row in held
        if (row["target"], row["aspect"]) == ("brightspoke.example", "anchor_mix.naked_address")
    ]
    (row,) = assessed.sql(
        "SELECT count(DISTINCT source_domain) FILTER (anchor LIKE '%.example%' AND anchor NOT LIKE '% %') "
        "/ count(DISTINCT source_domain) AS share FROM links "
        "WHERE target_domain = 'brightspoke.example' AND source_domain <> target_domain AND state <> 'lost'"
    )
    assert told == pytest.approx(row["share"])
    assert told > 0


def test_the_bought_anchor_is_named_with_its_links(assessed: backlit.Index, sample: SampleWeb) -> None:
    found = assessed.anchor_classes("buyer")
    (named,) = found.facts["over_optimised"]
    assert named["anchor"] == "cheap bike lights"
    assert named["share"] > named["high"]
    links = assessed.quality("buyer", filters=named["filters"])
    assert links.total == named["links"]
    assert len(set(links.table.column("source_domain").to_pylist())) == named["referring_domains"]
    assert set(named["rows"]) <= set(links.table.column("source_url").to_pylist())
    assert any("“cheap bike lights”" in note for note in found.notes)
    arranged = {
        row["source_url"]
        for row in sample.truth.links.to_pylist()
        if row["acquisition"] in ("paid", "exchange", "outreach")
        or row["type"] in ("private_network", "link_farm", "hacked")
    }
    assert set(named["rows"]) <= arranged


def test_an_honest_profile_has_no_such_anchor(assessed: backlit.Index) -> None:
    assert assessed.anchor_classes("lamps").facts["over_optimised"] == []


def test_filters_and_orders(assessed: backlit.Index) -> None:
    found = assessed.anchor_classes("lamps", filters=["verdict=usual", "share>0"], sort="share", columns=["share"])
    shares = found.table.column("share").to_pylist()
    assert shares == sorted(shares)
    assert 0 < len(shares) < len(ANCHOR_CLASSES)


def test_a_project_without_links(assessed: backlit.Index) -> None:
    rows: list[dict[str, Any]] = list(assessed.anchor_classes("nobody"))
    assert [row["links"] for row in rows] == [0] * len(ANCHOR_CLASSES)
    assert {row["share"] for row in rows} == {None}
    assert {row["verdict"] for row in rows} == {"unknown"}


def test_too_few_comparable_targets_tell_no_range(tmp_path: Path) -> None:
    pages = {
        f"https://site{n}.example/": page(link("https://lamps.example/", "cheap lamps"), title=f"Site {n}")
        for n in range(12)
    }
    index = crawled(tmp_path, pages)
    index.add_project("lamps", "lamps.example", terms=["cheap lamps"])
    index.assess("lamps")
    found = index.anchor_classes("lamps")
    assert {row["verdict"] for row in found} == {"unknown"}
    assert {row["low"] for row in found} == {None}
    assert found.facts["over_optimised"] == []
    assert any("Only 0 domains of this index can be compared" in note for note in found.notes)


def test_hostile_anchors(besieged: backlit.Index) -> None:
    rows = list(besieged.anchor_classes("besieged"))
    assert sum(row["links"] for row in rows) == besieged.backlinks("besieged.example").total
