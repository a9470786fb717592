"""The sample web imported and ranked, with every second trusted site of the truth as a seed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

import backlit
from backlit.sample import SampleWeb, build

if TYPE_CHECKING:
    from backlit.graph import RankReport


@dataclass(frozen=True)
class Ranked:
    """The sample web after `rank`, as SQL and the truth tell it."""

    sample: SampleWeb
    index: backlit.Index
    report: RankReport
    seeds: list[str]
    pages: list[dict[str, Any]]
    """In the order of the index."""
    links: list[dict[str, Any]]
    domains: dict[str, dict[str, Any]]
    sites: dict[str, dict[str, Any]]
    """The table of sites of the truth."""


@pytest.fixture(scope="session")
def ranked(tmp_path_factory: pytest.TempPathFactory) -> Ranked:
    sample = build(tmp_path_factory.mktemp("sample"))
    index = backlit.open(tmp_path_factory.mktemp("home") / "index")
    index.import_files(sample.crawls)
    sites = {site["domain"]: site for site in sample.truth.sites.to_pylist()}
    seeds = sorted(domain for domain, site in sites.items() if site["trusted"])[::2]
    report = index.rank(seeds=seeds, precision=1e-13)
    rows = {table: index.sql(f"SELECT * FROM {table}").table.to_pylist() for table in ("pages", "links", "domains")}
    domains = {row["domain"]: row for row in rows["domains"]}
    return Ranked(sample, index, report, seeds, rows["pages"], rows["links"], domains, sites)
