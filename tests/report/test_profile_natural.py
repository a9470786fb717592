"""Whether a profile looks natural: each aspect by hand, with its rows, and against comparable targets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from backlit.report.aspects import any_of, listing, told
from backlit.report.filters import parse_filter
from backlit.report.profile import TABLE
from backlit.report.quality import TABLE as QUALITY

if TYPE_CHECKING:
    import backlit

LIVE = "source_domain <> target_domain AND state <> 'lost'"
BY_HAND = {
    "followed_share": "count(DISTINCT source_domain) FILTER (followed) "
    "/ count(DISTINCT source_domain) FILTER (followed IS NOT NULL)",
    "placement_mix.footer": "count(DISTINCT source_domain) FILTER (placement = 'footer') "
    "/ count(DISTINCT source_domain) FILTER (placement <> 'unknown')",
    "placement_mix.main": "count(DISTINCT source_domain) FILTER (placement = 'main') "
    "/ count(DISTINCT source_domain) FILTER (placement <> 'unknown')",
    "tld_mix.test": "count(DISTINCT source_domain) FILTER (source_domain LIKE '%.test') "
    "/ count(DISTINCT source_domain)",
    "language_mix.en": "count(DISTINCT source_domain) FILTER (source_language ILIKE 'en%') "
    "/ count(DISTINCT source_domain) FILTER (source_language IS NOT NULL AND source_language <> '')",
    "diversity.hosts": "count(DISTINCT source_host) / count(DISTINCT source_domain)",
    "diversity.domains": "count(DISTINCT source_domain) / count(*)",
}


def values(index: backlit.Index, target: str) -> dict[str, Any]:
    counts = ", ".join(f'{sql} AS "{name}"' for name, sql in BY_HAND.items())
    (row,) = index.sql(f"SELECT {counts} FROM links WHERE target_domain = '{target}' AND {LIVE}")
    return row


@pytest.mark.parametrize(("project", "target"), [("lamps", "harbourlight.example"), ("buyer", "bestcheaplamps.test")])
def test_values_are_those_of_the_links(assessed: backlit.Index, project: str, target: str) -> None:
    found = {row["aspect"]: row["value"] for row in assessed.profile(project)}
    by_hand = values(assessed, target)
    for name in BY_HAND.keys() & found.keys():
        assert found[name] == pytest.approx(by_hand[name]), name
    assert len(BY_HAND.keys() & found.keys()) >= 6


def test_comparable_targets_are_measured_alike(assessed: backlit.Index) -> None:
    held = assessed.judged("lamps").judgement.read("comparables").to_pylist()
    by_hand = values(assessed, "brightspoke.example")
    own = {row["aspect"]: row["value"] for row in held if row["target"] == "brightspoke.example"}
    for name in BY_HAND.keys() & own.keys():
        assert own[name] == pytest.approx(by_hand[name]), name


def test_anchors_and_concentration(assessed: backlit.Index) -> None:
    import math
    from collections import Counter

    links = assessed.judged("buyer").judgement.read("judged").to_pylist()
    found = {row["aspect"]: row for row in assessed.profile("buyer")}
    heaviest = Counter(link["source_domain"] for link in links).most_common(10)
    assert found["concentration"]["value"] == pytest.approx(sum(n for _, n in heaviest) / len(links))
    pairs = {((link["anchor"] or "").strip().lower(), link["source_domain"]) for link in links}
    used = Counter(anchor for anchor, _ in pairs)
    bits = -sum(n / len(pairs) * math.log2(n / len(pairs)) for n in used.values())
    domains = len({link["source_domain"] for link in links})
    assert found["diversity.anchors"]["value"] == pytest.approx(bits / math.log2(domains))


@pytest.mark.parametrize("project", ["lamps", "buyer", "lantern"])
def test_each_finding_has_its_links(assessed: backlit.Index, project: str) -> None:
    for row in assessed.profile(project):
        links = assessed.ask(row["report"], project, filters=row["filters"])
        urls = set(links.table.column("source_url").to_pylist())
        assert set(row["rows"]) <= urls
        assert len(row["rows"]) <= 10
        if row["aspect"].split(".")[0].endswith(("_mix", "followed_share")) or row["aspect"] == "concentration":
            assert links.total == row["links"], row["aspect"]
            domains = set(links.table.column("source_domain").to_pylist())
            assert len(domains) == row["referring_domains"], row["aspect"]


def test_a_burst_is_named_with_its_day_and_anchor(assessed: backlit.Index) -> None:
    (row,) = assessed.profile("lantern", filters=["aspect=bursts"])
    assert row["value"] >= 1
    assert "“free spins”" in row["told"]
    assert "2026-04-" in row["told"]
    anchors = assessed.quality("lantern", filters=row["filters"]).table.column("anchor").to_pylist()
    assert set(anchors) == {"free spins"}
    (honest,) = assessed.profile("lamps", filters=["aspect=bursts"])
    assert honest["value"] == 0


def test_the_notes_count_what_is_outside(assessed: backlit.Index) -> None:
    found = assessed.profile("buyer")
    outside = [row["aspect"] for row in found if row["verdict"] in ("above", "below")]
    known = [row["aspect"] for row in found if row["verdict"] != "unknown"]
    assert sorted(found.facts["outside"]) == sorted(outside)
    assert "anchor_mix.most_used" in outside
    assert found.notes[0].startswith(f"{len(outside)} of {len(known)} aspects are outside")
    assert [row["aspect"] for row in found][: len(outside)] == sorted(outside)
    for row in found:
        if row["verdict"] == "above":
            assert row["value"] > row["high"]
        if row["verdict"] == "below":
            assert row["value"] < row["low"]


def test_no_links_and_too_few_to_compare(assessed: backlit.Index, besieged: backlit.Index) -> None:
    nobody = assessed.profile("nobody")
    assert len(nobody) == 0
    assert nobody.notes[-1] == "The project has no links: there is nothing to compare."
    found = besieged.profile("besieged")
    assert {row["verdict"] for row in found} == {"unknown"}
    assert all(row["told"].endswith(".") for row in found)


@pytest.mark.parametrize("anchor", ['say "hi", all', "/pattern/", "null", "=cmd()", " spaced ", "a\nb", "x" * 10_000])
def test_any_anchor_makes_a_filter_that_means_it(anchor: str) -> None:
    found = any_of("anchor", [anchor])
    if len(anchor) > 2_000:
        assert found == []
        return
    (text,) = found
    read = parse_filter(text, QUALITY)
    assert not read.regex
    assert read.values == (anchor,)


def test_sentences_of_every_aspect() -> None:
    row = {"value": 0.5, "low": 0.1, "high": 0.25, "verdict": "above", "named": 5, "told": 10, "found": 7, "words": []}
    shares = told(row | {"aspect": "placement_mix.footer"})
    assert shares == "5 of 10 referring domains (50%) link from the place footer; comparable targets have 10% to 25%."
    assert told(row | {"aspect": "velocity", "value": None, "verdict": "unknown"}) == "Nothing is known of velocity."
    assert listing(row | {"aspect": "velocity"}) == []
    assert {"aspect", "value", "low", "high", "verdict", "told", "rows", "filters"} <= set(TABLE.names)
