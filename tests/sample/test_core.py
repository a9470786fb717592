"""The core on the sample web: what it reads from the archives is what the plan says stands there."""

from collections import Counter, defaultdict
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from backlit import _core
from backlit.sample import SampleWeb

Row = dict[str, Any]
FIELDS = ("target_url", "kind", "anchor", "anchor_from", "rel", "followed", "hidden")


@pytest.fixture(scope="module")
def extracted(sample: SampleWeb, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Row, list[Row]]]:
    """Each look with its links, as the core writes them."""
    folder = tmp_path_factory.mktemp("segment")
    files = [(str(path), path.name, None, None) for path in sample.crawls]
    results = _core.extract_files(files, str(folder), 1, lambda *_: True)
    assert [result["damage"] for result in results] == [[], []]
    return [look for path in sorted(folder.glob("pages-*.parquet")) for look in looks_of(path)]


def looks_of(path: Path) -> list[tuple[Row, list[Row]]]:
    links = iter(pq.read_table(path.with_name(path.name.replace("pages", "links"))).to_pylist())
    return [(page, list(islice(links, page["links"]))) for page in pq.read_table(path).to_pylist()]


def test_every_look_is_read_as_it_was_planned(sample: SampleWeb, extracted: list[tuple[Row, list[Row]]]) -> None:
    columns = ("look", "status", "truncated", "noindex", "canonical", "title", "language")
    expected = {(row["url"], row["fetched_at"]): row for row in sample.truth.looks.to_pylist()}
    assert len(extracted) == len(expected)
    for page, links in extracted:
        look = expected[page["url"], page["fetched_at"]]
        if look["look"] == "content":
            assert {name: page[name] for name in columns} == {name: look[name] for name in columns}
            assert len(links) == look["links"]
        else:
            assert (page["look"], page["status"]) == (look["look"], look["status"])
            assert look["look"] != "redirect" or page["redirect_url"] == look["location"]


def test_every_link_is_read_as_it_was_planned(sample: SampleWeb, extracted: list[tuple[Row, list[Row]]]) -> None:
    last = {}
    for page, links in sorted(extracted, key=lambda look: look[0]["fetched_at"]):
        if page["look"] in ("content", "redirect"):
            last[page["url"]] = (page["fetched_at"], links)
    truth: defaultdict[str, Counter[tuple[Any, ...]]] = defaultdict(Counter)
    for row in sample.truth.links.to_pylist():
        if row["source_url"] in last and row["last_seen"] >= last[row["source_url"]][0]:
            truth[row["source_url"]][tuple(row[name] for name in FIELDS)] += 1
    for url, (_, links) in last.items():
        assert Counter(tuple(link[name] for name in FIELDS) for link in links) == truth[url], url


def test_shared_ids_of_networks_are_read(sample: SampleWeb, extracted: list[tuple[Row, list[Row]]]) -> None:
    groups = {site["domain"]: site["group"] for site in sample.truth.sites.to_pylist()}
    ids: defaultdict[str, set[str]] = defaultdict(set)
    for page, _ in extracted:
        group = groups.get(page["url"].split("/")[2])
        if group in ("network-1", "farm-1") and page["look"] == "content":
            ids[group] |= {*page["analytics_ids"], *page["ads_ids"]}
    assert ids == {"network-1": {"G-7Q2L0PBN41"}, "farm-1": {"ca-pub-4400123456789012"}}
