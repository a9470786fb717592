"""The sample web imported and ranked, with every second trusted site of the truth as a seed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

import backlit

if TYPE_CHECKING:
    from backlit.graph import RankReport
    from backlit.sample import SampleWeb


@dataclass(frozen=True)
class Ranked:
    """The sample web after `rank`, as SQL and the truth tell it."""

    index: backlit.Index
    report: RankReport
    seeds: list[str]
    pages: list[dict[str, Any]]
    """In the order of the index."""
    links: list[dict[str, Any]]
    domains: dict[str, dict[str, Any]]
    sites: dict[str, dict[str, Any]]
    """The table of sites of the truth."""
    truth: dict[str, list[dict[str, Any]]]
    """The table of links of the truth, by target domain."""


@pytest.fixture(scope="session")
def ranked(sample: SampleWeb, tmp_path_factory: pytest.TempPathFactory) -> Ranked:
    index = backlit.open(tmp_path_factory.mktemp("home") / "index")
    index.import_files(sample.crawls)
    sites = {site["domain"]: site for site in sample.truth.sites.to_pylist()}
    seeds = sorted(domain for domain, site in sites.items() if site["trusted"])[::2]
    report = index.rank(seeds=seeds, precision=1e-13)
    rows = {table: index.sql(f"SELECT * FROM {table}").table.to_pylist() for table in ("pages", "links", "domains")}
    domains = {row["domain"]: row for row in rows["domains"]}
    truth: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for link in sample.truth.links.to_pylist():
        truth[link["target_domain"]].append(link)
    return Ranked(index, report, seeds, rows["pages"], rows["links"], domains, sites, truth)
