"""Ratings of the sample web against its truth: who is a farm, who an institution, who links to whom and why.

All expectations come from the tables of the truth. Half of the trusted sites are seeds; what is said of institutions
here is said of the other half. The line at one half means: more of a domain's worth comes from elsewhere than from
where the seeds lead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.graph.conftest import Ranked


def members(ranked: Ranked, role: str) -> list[str]:
    return [domain for domain, site in ranked.sites.items() if site["role"] == role]


def institutions(ranked: Ranked) -> list[str]:
    """Trusted sites that are no seeds."""
    return [domain for domain, site in ranked.sites.items() if site["trusted"] and domain not in ranked.seeds]


def test_institutions_that_are_no_seeds_have_trust_and_little_spam_mass(ranked: Ranked) -> None:
    assert len(institutions(ranked)) >= 4
    for name in institutions(ranked):
        assert ranked.domains[name]["spam_mass"] < 0.5, name


@pytest.mark.parametrize("role", ["farm", "network"])
def test_farm_and_network_have_less_trust_than_any_institution(ranked: Ranked, role: str) -> None:
    least = min(ranked.domains[name]["trust"] for name in institutions(ranked))
    assert len(members(ranked, role)) >= 4
    for name in members(ranked, role):
        assert ranked.domains[name]["trust"] < least / 2, name


def test_the_farm_has_a_high_spam_mass(ranked: Ranked) -> None:
    for name in members(ranked, "farm"):
        assert ranked.domains[name]["spam_mass"] > 0.5, name


def test_the_network_has_hardly_a_link_and_is_never_said_to_be_good(ranked: Ranked) -> None:
    """Its blogs link and are not linked to: at most the directory does, so there is no profile to take a share of."""
    for name in members(ranked, "network"):
        assert len(referring(ranked, name)) <= 1
        mass = ranked.domains[name]["spam_mass"]
        assert mass is None or mass > 0.5, name


def test_spam_sites_stand_above_all_institutions_in_spam_mass(ranked: Ranked) -> None:
    spam = {name: ranked.domains[name]["spam_mass"] for name, site in ranked.sites.items() if site["spam"]}
    known = {name: mass for name, mass in spam.items() if mass is not None}
    assert len(known) > len(spam) / 3
    most = max(ranked.domains[name]["spam_mass"] for name in institutions(ranked))
    assert min(known.values()) > most


def referring(ranked: Ranked, domain: str) -> set[str]:
    """By the truth: domains with a followed, visible link to it in running text or in a list of links."""
    return {
        link["source_domain"]
        for link in ranked.truth[domain]
        if link["relation"] == "external"
        and link["state"] != "lost"
        and link["followed"]
        and not link["hidden"]
        and link["kind"] in ("text", "image", "area")
        and link["placement"] not in ("navigation", "footer", "comments")
    }


def test_ratings_fall_with_the_number_of_followed_referring_domains(ranked: Ranked) -> None:
    """A domain's own links are most of what it has to be rated by; who they come from moves it within that order."""
    names = [name for name, site in ranked.sites.items() if site["pages"]]
    counts = [len(referring(ranked, name)) for name in names]
    ratings = [ranked.domains[name]["domain_rating"] for name in names]
    assert spearman(counts, ratings) > 0.8


def test_who_leads_in_worth_is_linked_by_many_and_who_trails_by_few(ranked: Ranked) -> None:
    by_rating = sorted((n for n, s in ranked.sites.items() if s["pages"]), key=lambda n: ranked.domains[n]["rank"])
    sixth = len(by_rating) // 6
    leaders, trailers = by_rating[:sixth], by_rating[-sixth:]
    assert min(len(referring(ranked, n)) for n in leaders) > max(len(referring(ranked, n)) for n in trailers)
    assert not any(ranked.sites[name]["spam"] for name in leaders)


def test_the_moved_brand_gives_its_links_to_the_brand(ranked: Ranked) -> None:
    """`saltmerelamps.example` only redirects: links to it count for the brand, and nothing stays."""
    old, new = ranked.domains["saltmerelamps.example"], ranked.domains["harbourlight.example"]
    assert referring(ranked, "saltmerelamps.example")
    assert old["domain_rating"] == 0 < new["domain_rating"]


def spearman(one: list[int], other: list[float]) -> float:
    """Rank correlation; equal values have the mean of their places."""
    a, b = places(one), places(other)
    mean = (len(a) + 1) / 2
    together = sum((x - mean) * (y - mean) for x, y in zip(a, b, strict=True))
    return float(together / (sum((x - mean) ** 2 for x in a) * sum((y - mean) ** 2 for y in b)) ** 0.5)


def places(values: list[int] | list[float]) -> list[float]:
    ordered = sorted(values)
    return [ordered.index(value) + (ordered.count(value) + 1) / 2 for value in values]
