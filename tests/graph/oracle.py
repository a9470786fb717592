"""All ratings once more, from the rows that SQL gives, by the definitions of docs/scoring.md and nothing of the core.

Dictionaries, sets and plain power iteration: slow, short, and written without a look at how the core does it. The
tests compare what `rank` stores with what comes out here.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

Row = dict[str, Any]
Arcs = dict[str, set[str]]
"""For each domain the domains that it has arcs to; a domain without arcs has an empty set."""
Shares = dict[tuple[str, str], float]
"""For each arc the share of its source that it passes."""

HOPS = 10
"""Redirects and canonicals that are followed, in all."""
KINDS = frozenset({"text", "image", "area"})
NOT_EDITORIAL = frozenset({"navigation", "footer", "comments"})


def final_pages(pages: Iterable[Row], links: Iterable[Row]) -> dict[str, str]:
    """For each page the page that it counts for: where redirects and canonicals lead; itself where they do not end."""
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
    at = url
    for _ in range(HOPS):
        at = steps.get(at, at)
    return url if at in steps else at


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


def flow(shares: Shares, jump: Mapping[str, float], damping: float) -> dict[str, float]:
    """`x = jump + damping · Σ x_u · share(u, v)` by power iteration, until nothing moves by 1e-14."""
    incoming: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for (source, target), share in shares.items():
        incoming[target].append((source, share))
    ranks = dict(jump)
    while True:
        moved = {node: jump[node] + damping * sum(ranks[u] * share for u, share in incoming[node]) for node in jump}
        if all(abs(moved[node] - ranks[node]) <= 1e-14 * moved[node] for node in jump):
            return moved
        ranks = moved


def equal(arcs: Arcs) -> Shares:
    """Each domain's worth is split equally among those that it has arcs to."""
    return {(source, target): 1 / len(targets) for source, targets in arcs.items() for target in targets}


def worth(arcs: Arcs, damping: float = 0.85) -> dict[str, float]:
    """Worth of each domain."""
    return flow(equal(arcs), dict.fromkeys(arcs, 1.0), damping)


def trust(arcs: Arcs, seeds: Collection[str], damping: float = 0.85) -> dict[str, float]:
    """Trust of each domain, in seeds."""
    return flow(equal(arcs), {domain: float(domain in seeds) for domain in arcs}, damping)


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


def surfer_weight(link: Row, table: Mapping[str, Any]) -> float:
    """How likely a visitor takes the link, by the reasonable surfer's table."""
    least, half = table["position"]["least"], table["position"]["half"]
    along = least + (1 - least) * half / (half + link["position"])
    seen = table["hidden"] if link["hidden"] is True else 1.0
    placement = table["placement"][link["placement"] or "unknown"]
    return float(placement * table["kind"].get(link["kind"], 0.0) * seen * along)


def passes(link: Row, table: Mapping[str, Any]) -> float:
    """The share of its weight that rel lets the link pass: the least of what its words allow."""
    words = [word for word in ("nofollow", "sponsored", "ugc") if link[word]]
    if not words:
        words = ["followed" if link["followed"] else "nofollow"]
    return float(min(table["pass"][word] for word in words))


def page_shares(pages: list[Row], links: list[Row], table: Mapping[str, Any]) -> Shares:
    """The page graph: each arc with its share. Rows of `pages` come in the order of the index."""
    final, domain_of = final_pages(pages, links), {page["url"]: page["domain"] for page in pages}
    between: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for link in filter(not_lost, links):
        arc = final[link["source_url"]], final[link["target_url"]]
        weight = surfer_weight(link, table)
        if arc[0] != arc[1] and weight > 0:
            between[arc].append((weight, weight * passes(link, table)))
    sums: dict[str, float] = defaultdict(float)
    passing: Shares = {}
    for (source, target), links_of in between.items():
        repeated = [
            (weight * table["repetition"] ** n, passed * table["repetition"] ** n)
            for n, (weight, passed) in enumerate(sorted(links_of, reverse=True))
        ]
        sums[source] += sum(weight for weight, _ in repeated)
        passed = sum(passed for _, passed in repeated)
        if passed > 0:
            passing[source, target] = passed
    alike = Counter((domain_of[source], target) for source, target in passing)
    for source, target in list(passing):
        if (home := domain_of[source]) != domain_of[target]:
            count = alike[home, target]
            passing[source, target] *= sum(table["repetition"] ** n for n in range(count)) / count
    return {(source, target): passed / sums[source] for (source, target), passed in passing.items()}


def page_worth(pages: list[Row], links: list[Row], table: Mapping[str, Any], damping: float = 0.85) -> dict[str, float]:
    """Worth of each page; that of a page which counts for another is the other's."""
    final = final_pages(pages, links)
    worths = flow(page_shares(pages, links, table), dict.fromkeys(final, 1.0), damping)
    return {url: worths[end] for url, end in final.items()}


def page_trust(
    pages: list[Row], links: list[Row], table: Mapping[str, Any], seeds: Collection[str], damping: float = 0.85
) -> dict[str, float]:
    """Trust of each page, in seeds: a seed is spread evenly over those of its pages that count for themselves."""
    final, domain_of = final_pages(pages, links), {page["url"]: page["domain"] for page in pages}
    own = Counter(domain_of[url] for url, end in final.items() if url == end)
    jump = {
        url: 1 / own[domain_of[url]] if url == end and domain_of[url] in seeds else 0.0 for url, end in final.items()
    }
    trusts = flow(page_shares(pages, links, table), jump, damping)
    return {url: trusts[end] for url, end in final.items()}


def shown_trust(trust: float) -> float:
    """Trust on 0 to 100: a whole seed is 100."""
    return min(max(100 * (1 + math.log10(trust) / 6), 0.0), 100.0) if trust > 0 else 0.0
