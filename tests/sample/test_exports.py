"""The exports of the sample web, read by the standard library: what each row says is in the truth, lies and all."""

import csv
import io
from collections import Counter, defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from backlit.sample import SampleWeb

Row = dict[str, Any]
SITE = "harbourlight.example"
COLUMNS = {
    "ahrefs": ("Referring page URL", "Target URL", "Anchor", "First seen", "Last seen", "Lost"),
    "majestic": ("SourceURL", "TargetURL", "AnchorText", "FirstIndexedDate", "LastSeenDate", "DateLost"),
    "semrush": ("Source url", "Target url", "Anchor", "First seen", "Last seen", ""),
    "search_console": ("Linking page", "", "", "", "Last crawled", ""),
}
TOLD = ("source_url", "target_url", "anchor", "first_seen", "last_seen", "lost_at")
KINDS = {"true", "old", "stale", "lost_too", "lost_wrongly", "never_there", "unlooked", "newer"}


def rows_of(path: Path) -> list[dict[str, str]]:
    data = path.read_bytes()
    text = data.decode("utf-16" if data.startswith(b"\xff\xfe") else "utf-8-sig")
    delimiter = "\t" if data.startswith(b"\xff\xfe") else ","
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


@pytest.fixture(scope="module")
def claims(sample: SampleWeb) -> list[Row]:
    return list(sample.truth.exports.to_pylist())


@pytest.mark.parametrize("vendor", COLUMNS)
def test_each_row_of_a_file_is_a_claim_of_the_truth(sample: SampleWeb, claims: list[Row], vendor: str) -> None:
    told = [claim for claim in claims if claim["vendor"] == vendor]
    (path,) = {sample.folder / claim["file"] for claim in told}
    assert path in sample.exports
    rows = rows_of(path)
    assert [claim["line"] for claim in told] == list(range(2, len(rows) + 2))
    for row, claim in zip(rows, told, strict=True):
        for column, name in zip(COLUMNS[vendor], TOLD, strict=True):
            if column:
                said = claim[name]
                assert row[column] == (written(said, row[column]) if isinstance(said, datetime) else said or "")
        if vendor == "semrush":
            assert (row["Lost link"] == "true") == (claim["lost_at"] is not None)


def written(moment: datetime, like: str) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"[: len(like)]


def test_what_a_claim_is_follows_from_the_links_and_looks(sample: SampleWeb, claims: list[Row]) -> None:
    """The words of each claim judged again: by the tables of links and of looks alone."""
    links: defaultdict[str, list[Row]] = defaultdict(list)
    for link in sample.truth.links.to_pylist():
        if link["target_domain"] == SITE and link["relation"] == "external":
            links[link["source_url"]].append(link)
    last: dict[str, Row] = {}
    for look in sorted(sample.truth.looks.to_pylist(), key=lambda look: look["fetched_at"]):
        last[look["url"]] = look
    assert {claim["claim"] for claim in claims} == KINDS
    for claim in claims:
        word, look = claim["claim"], last.get(claim["source_url"])
        found = [link for link in links[claim["source_url"]] if means(claim, link)]
        if word in ("never_there", "newer"):
            assert found == []
            assert look is not None
            assert (look["look"], look["truncated"]) == ("content", False)
            assert (claim["last_seen"] < look["fetched_at"]) == (word == "never_there")
        elif word == "unlooked":
            assert look is None
        else:
            lost = {link["state"] == "lost" for link in found}
            assert lost == {claim["verdict"] == "lost"}
            assert lost == {word in ("old", "stale", "lost_too")}
            assert (claim["lost_at"] is not None) == (word in ("lost_too", "lost_wrongly"))
        expected = {"never_there": "never_there", "newer": "unchecked", "unlooked": "unchecked"}
        assert expected.get(word, claim["verdict"]) == claim["verdict"]


def means(claim: Row, link: Row) -> bool:
    target = claim["target_url"] in (None, link["target_url"].partition("#")[0])
    return target and claim["anchor"] in (None, link["anchor"])


def test_each_vendor_knows_a_part_and_shares_some_of_it(claims: list[Row]) -> None:
    known = defaultdict(set)
    for claim in claims:
        if claim["target_url"]:
            known[claim["vendor"]].add((claim["source_url"], claim["target_url"], claim["anchor"]))
    told = Counter(claim["vendor"] for claim in claims if claim["target_url"])
    assert {vendor: len(links) for vendor, links in known.items()} == told, "no link is told twice in one file"
    one, two, three = known.values()
    for first, second in ((one, two), (two, three), (one, three)):
        assert min(len(first & second), len(first - second), len(second - first)) > 10


def test_the_files_of_traffic_add_up(sample: SampleWeb) -> None:
    pages, days = rows_of(sample.exports[4]), rows_of(sample.exports[5])
    told = [(row["page"], row["clicks"], row["impressions"]) for row in sample.truth.traffic.to_pylist()]
    assert [(row["Top pages"], int(row["Clicks"]), int(row["Impressions"])) for row in pages] == told
    assert [row["Date"] for row in days] == sorted({row["Date"] for row in days})
    for row in (*pages, *days):
        rate = 100 * int(row["Clicks"]) / max(int(row["Impressions"]), 1)
        assert float(row["CTR"].removesuffix("%")) == pytest.approx(rate, abs=0.006)
