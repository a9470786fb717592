"""All ratings once more, from the rows that SQL gives, by the definitions of docs/scoring.md and nothing of the core.

Dictionaries, sets and plain power iteration: slow, short, and written without a look at how the core does it. The
tests compare what `rank` stores with what comes out here.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

Row = dict[str, Any]
Arcs = dict[str, set[str]]
"""For each domain the domains that it has arcs to; a domain without arcs has an empty set."""

HOPS = 10
"""Redirects and canonicals that are followed, in all."""
KINDS = frozenset({"text", "image", "area"})
NOT_EDITORIAL = frozenset({"navigation", "footer", "comments"})
THIN = 0.1
"""Coverage below which spam mass is unknown."""


def final_pages(pages: Iterable[Row], links: Iterable[Row]) -> dict[str, str]:
    """For each page the page that it counts for: where redirects and canonicals lead; itself where they go round."""
    known = {page["url"]: page for page in pages}
    redirects = {
        link["source_url"]: link["target_url"] for link in links if link["kind"] == "redirect" and not_lost(link)
    }
    steps = {}
    for url, page in known.items():
        to = redirects.get(url) if page["look"] == "redirect" else page["canonical"]
        if to is not None and (to := to.partition("#")[0]) != url and to in known:
            steps[url] = to
    return {url: _end(url, steps) for url in known}


def _end(url: str, steps: Mapping[str, str]) -> str:
    at, seen = url, {url}
    for _ in range(HOPS):
        if at not in steps:
            return at
        at = steps[at]
        if at in seen:
            return url
        seen.add(at)
    return at


def not_lost(link: Row) -> bool:
    """Whether the link counts: live, or unseen since."""
    return bool(link["state"] != "lost")


def is_editorial(link: Row) -> bool:
    """Whether a link makes an arc between domains; what is unknown does not speak against it."""
    return (
        not_lost(link)
        and link["followed"]
        and link["hidden"] is not True
        and link["kind"] in KINDS
        and link["placement"] not in NOT_EDITORIAL
    )


def domain_arcs(pages: list[Row], links: list[Row]) -> Arcs:
    """The domain graph: an arc for each pair of domains with an editorial link, its target consolidated."""
    domain_of = {page["url"]: page["domain"] for page in pages}
    final = final_pages(pages, links)
    arcs: Arcs = {domain: set() for domain in domain_of.values()}
    for link in filter(is_editorial, links):
        target = domain_of[final[link["target_url"]]]
        if target != link["source_domain"]:
            arcs[link["source_domain"]].add(target)
    return arcs


def flow(arcs: Arcs, jump: Mapping[str, float], damping: float) -> dict[str, float]:
    """`x = jump + damping · Σ x_u / splits_u` by power iteration, until nothing moves by 1e-14."""
    incoming: dict[str, list[str]] = defaultdict(list)
    for source, targets in arcs.items():
        for target in targets:
            incoming[target].append(source)
    ranks = dict(jump)
    while True:
        moved = {node: jump[node] + damping * sum(ranks[u] / len(arcs[u]) for u in incoming[node]) for node in arcs}
        if all(abs(moved[node] - ranks[node]) <= 1e-14 * moved[node] for node in arcs):
            return moved
        ranks = moved


def worth(arcs: Arcs, damping: float = 0.85) -> dict[str, float]:
    """Worth of each domain."""
    return flow(arcs, dict.fromkeys(arcs, 1.0), damping)


def trust(arcs: Arcs, seeds: Collection[str], damping: float = 0.85) -> dict[str, float]:
    """Trust of each domain, in seeds."""
    return flow(arcs, {domain: float(domain in seeds) for domain in arcs}, damping)


def with_arcs(arcs: Arcs) -> set[str]:
    """Domains that have any arc, in or out."""
    return {domain for domain, targets in arcs.items() if targets} | set().union(*arcs.values())


def coverage(arcs: Arcs, worths: Mapping[str, float], trusts: Mapping[str, float]) -> float:
    """Share of the worth of all domains with arcs that lies where trust arrives."""
    linked = with_arcs(arcs)
    return sum(worths[d] for d in linked if trusts[d] > 0) / sum(worths[d] for d in linked)


def good_per_trust(arcs: Arcs, seeds: Collection[str], gamma: float = 0.85) -> float:
    """What trust is multiplied with to be the good part of worth."""
    return gamma * len(with_arcs(arcs)) / len(seeds)
