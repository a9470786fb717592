"""All ratings of the sample web against the oracle, which has them from SQL rows by the definitions alone."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import networkx as nx
import pytest
from tests.graph import oracle

from backlit.graph import surfer_table

if TYPE_CHECKING:
    from tests.graph.conftest import Ranked

EXACT = 1e-8
SINGLE = 1e-6
"""Weights of links between pages are kept as 32-bit floats, so the worth of pages has about seven digits."""


@pytest.fixture(scope="module")
def arcs(ranked: Ranked) -> oracle.Arcs:
    return oracle.domain_arcs(ranked.pages, ranked.links)


def test_the_graph_of_domains_is_that_of_the_rows(ranked: Ranked, arcs: oracle.Arcs) -> None:
    assert ranked.report.domain_arcs == sum(map(len, arcs.values()))
    assert ranked.report.linked_domains == len(oracle.with_arcs(arcs))
    assert ranked.report.domains == len(arcs) == len(ranked.domains)


def test_worth_of_domains(ranked: Ranked, arcs: oracle.Arcs) -> None:
    stored = {name: 10 ** (row["domain_rating"] * 6 / 100) for name, row in ranked.domains.items()}
    assert stored == pytest.approx(oracle.worth(arcs), rel=EXACT)


def test_worth_over_its_sum_is_the_pagerank_of_networkx(ranked: Ranked, arcs: oracle.Arcs) -> None:
    graph = nx.DiGraph()
    graph.add_nodes_from(arcs)
    graph.add_edges_from((source, target) for source, targets in arcs.items() for target in targets)
    ranks = nx.pagerank(graph, alpha=0.85, tol=1e-15, max_iter=1000)
    stored = {name: 10 ** (row["domain_rating"] * 6 / 100) for name, row in ranked.domains.items()}
    total = sum(stored.values())
    assert {name: worth / total for name, worth in stored.items()} == pytest.approx(ranks, rel=EXACT)


def test_harmonic_centrality_is_that_of_networkx(ranked: Ranked, arcs: oracle.Arcs) -> None:
    graph = nx.DiGraph()
    graph.add_nodes_from(arcs)
    graph.add_edges_from((source, target) for source, targets in arcs.items() for target in targets)
    harmonic = {name: row["harmonic"] for name, row in ranked.domains.items()}
    assert harmonic == pytest.approx(nx.harmonic_centrality(graph), rel=EXACT)


def test_places_of_domains(ranked: Ranked, arcs: oracle.Arcs) -> None:
    worths = oracle.worth(arcs)
    for name, row in ranked.domains.items():
        above = sum(worth > worths[name] * (1 + EXACT) for worth in worths.values())
        equal = sum(abs(worth - worths[name]) <= EXACT * worths[name] for worth in worths.values())
        assert above < row["rank"] <= above + equal


def test_trust_of_domains(ranked: Ranked, arcs: oracle.Arcs) -> None:
    trusts = oracle.trust(arcs, ranked.seeds)
    shown = {name: oracle.shown_trust(trust) for name, trust in trusts.items()}
    assert {name: row["trust"] for name, row in ranked.domains.items()} == pytest.approx(shown, rel=EXACT)


def test_spam_mass_and_coverage(ranked: Ranked, arcs: oracle.Arcs) -> None:
    worths, trusts = oracle.worth(arcs), oracle.trust(arcs, ranked.seeds)
    assert ranked.report.seeds_found == len(ranked.seeds) >= 3
    assert ranked.report.coverage == pytest.approx(oracle.coverage(arcs, worths, trusts), rel=EXACT)
    assert ranked.report.coverage >= 0.1
    factor = oracle.good_per_trust(arcs, ranked.seeds)
    for name, row in ranked.domains.items():
        if worths[name] == 1:
            assert row["spam_mass"] is None, name
        else:
            mass = min(max(1 - factor * trusts[name] / worths[name], 0), 1)
            assert row["spam_mass"] == pytest.approx(mass, abs=EXACT), name


def test_pages_have_the_rating_of_the_page_that_they_count_for(ranked: Ranked) -> None:
    ratings = {page["url"]: page["page_rating"] for page in ranked.pages}
    final = oracle.final_pages(ranked.pages, ranked.links)
    moved = {url: end for url, end in final.items() if url != end}
    assert len(moved) > 20  # the sample has old domains, moved pages and canonicals
    assert {url: ratings[url] for url in moved} == {url: ratings[end] for url, end in moved.items()}


def test_worth_of_pages(ranked: Ranked) -> None:
    worths = oracle.page_worth(ranked.pages, ranked.links, surfer_table())
    stored = {page["url"]: 10 ** (page["page_rating"] * 7 / 100) for page in ranked.pages}
    assert stored == pytest.approx(worths, rel=SINGLE)
    assert math.fsum(worths.values()) > 2 * len(worths)  # there is something to compare


def test_trust_of_pages(ranked: Ranked) -> None:
    trusts = oracle.page_trust(ranked.pages, ranked.links, surfer_table(), ranked.seeds)
    shown = {url: oracle.shown_trust(trust) for url, trust in trusts.items()}
    assert {page["url"]: page["page_trust"] for page in ranked.pages} == pytest.approx(shown, rel=SINGLE, abs=SINGLE)
