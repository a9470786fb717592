"""The review queue and its evidence, over the links of a site that spams; and what decisions take out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import backlit

if TYPE_CHECKING:
    from backlit.sample import SampleWeb

SPAMMER = "luckylantern.test"
FARM = "linkgarden1.test"
VICTIM = "backyardorchard.example"


@pytest.fixture(scope="module")
def judged(sample: SampleWeb, tmp_path_factory: pytest.TempPathFactory) -> backlit.Index:
    index = backlit.open(tmp_path_factory.mktemp("judged") / "home")
    for crawl in sample.crawls:
        index.import_files([crawl])
    index.rank(seeds=[site["domain"] for site in sample.truth.sites.to_pylist() if site["trusted"]])
    index.add_project("lantern", SPAMMER, brands=["Lucky Lantern"], terms=["free spins"])
    index.assess("lantern")
    return index


def test_the_queue_is_worst_first_and_tells_why(judged: backlit.Index) -> None:
    found = judged.risk("lantern")
    rows = list(found)
    assert [row["risk"] for row in rows] == sorted((row["risk"] for row in rows), reverse=True)
    farm = next(row for row in rows if row["source_domain"] == FARM)
    assert farm["queued"]
    assert farm["families"] >= 2
    assert farm["decision"] is None
    assert {fact.split(": ")[0] for fact in farm["facts"]} == set(farm["signals"])
    assert all(url.split("/")[2] == FARM for url in farm["examples"])
    assert found.facts["queued_domains"] == len(rows)


def test_a_trusted_site_is_told_to_be_the_victim(judged: backlit.Index) -> None:
    (row,) = judged.risk("lantern", filters=[f"source_domain={VICTIM}"])
    assert row["facts"][0].startswith("trusted: ")
    assert "rather than disavow" in row["facts"][0]


def test_all_and_filters_and_orders(judged: backlit.Index) -> None:
    everyone = {row["source_domain"] for row in judged.risk("lantern", show="all")}
    referring = {row["source_domain"] for row in judged.referring_domains(SPAMMER)}
    assert everyone == referring
    spun = judged.risk(SPAMMER, filters=["signals=burst"], sort="source_domain", columns=["source_domain", "facts"])
    assert spun.table.column_names == ["source_domain", "facts"]
    assert VICTIM in spun.table.column("source_domain").to_pylist()
    (row,) = judged.risk("lantern", filters=[f"source_domain={VICTIM}"])
    by_example = judged.risk("lantern", filters=[f"examples={row['examples'][0]}"])
    assert by_example.table.column("source_domain").to_pylist() == [VICTIM]
    with pytest.raises(backlit.QueryError, match="show"):
        judged.risk("lantern", show="most")


def test_pages_of_the_queue_follow_each_other(judged: backlit.Index) -> None:
    whole = [row["source_domain"] for row in judged.risk("lantern")]
    seen, after = [], None
    while True:
        part = judged.risk("lantern", limit=2, after=after)
        seen += [row["source_domain"] for row in part]
        after = part.next
        if after is None:
            break
    assert seen == whole


def test_findings_are_the_evidence(judged: backlit.Index) -> None:
    found = list(judged.findings("lantern", filters=[f"source_domain={FARM}"]))
    (row,) = judged.risk("lantern", filters=[f"source_domain={FARM}"])
    assert {one["signal"] for one in found} == set(row["signals"])
    assert all(one["weight"] > 0 and one["rows"] and one["fact"] for one in found)
    hidden = judged.findings("lantern", filters=["signal=hidden_link"])
    assert len(hidden) == 12


def test_decisions_take_domains_out_of_the_queue(judged: backlit.Index) -> None:
    judged.review("lantern", "disavow", [FARM], note="a farm", by="Ada")
    before = {row["source_domain"] for row in judged.risk("lantern")}
    assert FARM not in before
    (row,) = judged.risk("lantern", show="decided")
    assert (row["source_domain"], row["decision"], row["decided_by"]) == (FARM, "disavow", "Ada")
    assert row["note"] == "a farm"
    pages = {row["source_url"] for row in judged.findings("lantern", filters=["signal=burst"])}
    ours = sorted(url for url in pages if VICTIM in url)
    judged.review("lantern", "remove", ours[1:], by="Ada")
    assert VICTIM in {row["source_domain"] for row in judged.risk("lantern")}
    judged.review("lantern", "remove", ours[:1], by="Ada")
    assert VICTIM not in {row["source_domain"] for row in judged.risk("lantern")}
