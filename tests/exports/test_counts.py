"""Counts by domain, anchor and page, traffic, and the columns of Ahrefs' Link Intersect: claims that are no links."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from tests.exports.claimed import Found, plain, read_file
from tests.exports.counts import COUNTS, Counts
from tests.exports.layout import columns
from tests.exports.truth import AS_OF, PROPERTY, SAYINGS
from tests.exports.writing import UTF16, WRITINGS, Writing

if TYPE_CHECKING:
    from pathlib import Path

RENAMED = {"top_dr": ("top_dr", "top_domain_rating"), "count": ("count", "links")}
"""Names under which a vendor's metric may be known beside that of its header."""
SUBJECTS = {"domain": "domain", "anchor": "anchor", "page": "page", "traffic_page": "page", "traffic_day": "day"}


def check(counts: Counts, found: Found) -> None:
    assert (found.plan.vendor, found.plan.record) == (counts.vendor, counts.record)
    assert found.looks == {}, "counts are no list of links: no source page is invented"
    assert len(found.claims) == len(counts.rows)
    for number, ((_, told), claim) in enumerate(zip(counts.rows, found.claims, strict=True)):
        assert (claim["record"], claim["vendor"], claim["source_url"]) == (counts.record, counts.vendor, None)
        assert claim["property"] in (PROPERTY, f"https://{PROPERTY}/")
        metrics = found.metrics(number)
        for name, value in told.items():
            if name in ("subject", "day", "first_seen", "last_seen", "lost_at"):
                assert plain(claim[name]) == value, name
            else:
                names = [f"{SUBJECTS[counts.record]}.{one}" for one in RENAMED.get(name, (name,))]
                assert [metrics[one] for one in names if one in metrics] == [value], (name, metrics)


@pytest.mark.parametrize("writing", WRITINGS, ids=lambda writing: writing.name)
@pytest.mark.parametrize("counts", [one for one in COUNTS if one.document is None], ids=lambda counts: counts.name)
def test_counts_are_observations_of_what_they_count(counts: Counts, writing: Writing, tmp_path: Path) -> None:
    rows = [list(cells) for cells, _ in counts.rows]
    if writing.decimal == ",":  # a file with decimal commas has points between the thousands
        rows = [[swapped(cell, name) for cell, name in zip(row, counts.header, strict=True)] for row in rows]
    if not writing.holds("".join("".join(row) for row in rows)):
        pytest.skip("the encoding lacks the characters")
    path = tmp_path / f"{counts.file}.csv"
    writing.write(path, (), [list(counts.header), *rows])
    check(counts, read_file(path, tmp_path / "segment", AS_OF, property=counts.about))


NUMBERS = (
    "CTR",
    "Position",
    "Clicks",
    "Impressions",
    "Linking pages",
    "Incoming links",
    "Links to target",
    "Backlinks",
)


def swapped(cell: str, name: str) -> str:
    return cell.translate(str.maketrans(",.", ".,")) if name in NUMBERS else cell


@pytest.mark.parametrize("counts", [one for one in COUNTS if one.document], ids=lambda counts: counts.name)
def test_counts_of_an_api_are_read(counts: Counts, tmp_path: Path) -> None:
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(counts.document), encoding="utf-8")
    check(counts, read_file(path, tmp_path / "segment", AS_OF, property=counts.about))


INTERSECT = columns(
    "Referring page title | Referring page URL | Language | Platform | Type | Author | Redirect Code | Domain rating |"
    "UR | Domain traffic | Referring domains | Page traffic | Intersect | shop.example/ | other.example/ |"
    "www.third.example/lamps/"
)


@pytest.mark.parametrize("writing", WRITINGS, ids=lambda writing: writing.name)
def test_link_intersect_says_a_link_for_each_target_that_the_page_links_to(writing: Writing, tmp_path: Path) -> None:
    """One column for each compared target: a number where the page links to it, empty or 0 where it does not."""
    first, second = SAYINGS[0], SAYINGS[5]
    told = ["en", "wordpress", "Text", "", "", "70", "11", "100", "12", "13"]
    rows = [
        [first.title, first.source, *told, "2", "1", "0", "3"],
        [second.title, second.source, *told, "1", "", "1", ""],
    ]
    path = tmp_path / "link-intersect_2026-07-18_12-00-00.csv"
    writing.write(path, (), [list(INTERSECT), *rows])
    found = read_file(path, tmp_path / "segment", AS_OF)
    assert found.plan.vendor == "ahrefs"
    links = [found.link(number) for number in range(len(found.claims))]
    assert [(link["source_url"], link["target_url"], link["target_assumed"], link["title"]) for link in links] == [
        (first.source, "https://shop.example/", True, first.title),
        (first.source, "https://www.third.example/lamps/", True, first.title),
        (second.source, "https://other.example/", True, second.title),
    ]
    assert {name for link in links for name in ("anchor", "followed", "nofollow", "rel") if link[name] is not None} == (
        set()
    )


def test_a_utf16_file_of_counts_is_not_taken_for_links(tmp_path: Path) -> None:
    """A count of links per site never becomes a link (rule 5), even where the header names a first and a last sight."""
    path = tmp_path / f"{PROPERTY}-refdomains_2026-07-18_15-44-46.csv"
    header = ["Domain", "DR", "Links to target", "First seen", "Last seen"]
    UTF16.write(path, (), [header, ["news.example", "70", "12", "2025-01-01 00:00:00", "2026-01-01 00:00:00"]])
    found = read_file(path, tmp_path / "segment", AS_OF, property=PROPERTY)
    assert (found.looks, [claim["record"] for claim in found.claims]) == ({}, ["domain"])
