"""The truth's tables against the plan's own promises: what each change must look like, and that every kind is there."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from backlit.sample import SampleWeb

SECOND = datetime(2026, 4, 10, 2, 0, tzinfo=UTC)
Row = dict[str, Any]


@pytest.fixture(scope="module")
def links(sample: SampleWeb) -> list[Row]:
    rows: list[Row] = sample.truth.links.to_pylist()
    return rows


@pytest.fixture(scope="module")
def looks(sample: SampleWeb) -> list[Row]:
    rows: list[Row] = sample.truth.looks.to_pylist()
    return rows


def test_it_is_as_large_as_it_says(sample: SampleWeb, looks: list[Row]) -> None:
    assert sample.truth.sites.num_rows == 65
    assert len({look["url"] for look in looks if look["status"] == 200}) == 2000
    pages = sum(site["pages"] for site in sample.truth.sites.to_pylist())
    assert pages == 2000


def test_the_crawls_are_a_month_apart_and_last_some_hours(looks: list[Row]) -> None:
    for crawl, start in ((1, datetime(2026, 3, 10, 2, tzinfo=UTC)), (2, SECOND)):
        times = [look["fetched_at"] for look in looks if look["crawl"] == crawl]
        assert start <= min(times)
        assert max(times) - start < timedelta(hours=6)
    assert len({(look["url"], look["fetched_at"]) for look in looks}) == len(looks)


def test_every_type_of_link_is_there(links: list[Row]) -> None:
    wanted = {
        "editorial", "guest_post", "resource_page", "directory", "news", "review", "podcast", "comment", "sponsored",
        "press_release", "social_profile", "partner", "widget", "image_credit", "private_network", "link_farm",
        "hacked", "internal", "canonical", "alternate", "feed", "redirect", "form",
    }  # fmt: skip
    assert {row["type"] for row in links} == wanted
    assert {row["kind"] for row in links} == {
        "text", "image", "area", "frame", "form", "redirect", "canonical", "alternate", "rss",
    }  # fmt: skip
    assert {row["placement"] for row in links} == {
        "main", "navigation", "header", "footer", "sidebar", "comments", "unknown",
    }  # fmt: skip
    external = [row for row in links if row["relation"] == "external" and row["kind"] in ("text", "image", "area")]
    assert {row["acquisition"] for row in external} == {"natural", "outreach", "paid", "exchange", "self_made"}
    assert min(Counter(row["type"] for row in external).values()) >= 10


EXPECTED = {
    "removed": ("lost", "removed_from_html", None),
    "added": ("live", None, "link_found"),
    "restored": ("live", "removed_from_html", "link_restored"),
    "nofollowed": ("live", None, None),
    "marked_sponsored": ("live", None, None),
    "page_added": ("live", None, "page_found"),
    "page_not_found": ("lost", "page_not_found", None),
    "page_gone_for_good": ("lost", "page_not_found", None),
    "page_error": ("lost", "page_error", None),
    "page_noindex": ("lost", "noindex", None),
    "page_unseen": ("unseen", None, None),
    "page_truncated": ("live", None, None),
    "page_down_and_back": ("live", "page_error", "link_restored"),
    "not_modified": ("live", None, None),
}
"""Change to state, why it was last lost, and why it is new: by the field's vocabulary, written down by hand."""


@pytest.mark.parametrize("change", EXPECTED)
def test_a_change_makes_the_state_that_the_vocabulary_says(links: list[Row], change: str) -> None:
    rows = [row for row in links if row["change"] == change]
    assert len(rows) >= 8
    assert {(row["state"], row["lost_reason"], row["new_reason"]) for row in rows} == {EXPECTED[change]}


def test_what_was_kept_is_live_and_not_new(links: list[Row]) -> None:
    rows = [row for row in links if row["change"] == "kept"]
    assert {(row["state"], row["new_reason"]) for row in rows} == {("live", None)}
    assert all(row["in_crawl_1"] and row["in_crawl_2"] for row in rows)


def test_pages_that_moved_lose_their_links_to_the_redirect(links: list[Row]) -> None:
    rows = [row for row in links if row["change"] == "page_redirected"]
    lost = [row for row in rows if row["kind"] != "redirect"]
    assert {(row["state"], row["lost_reason"]) for row in lost} == {("lost", "page_redirected")}
    fresh = [row for row in rows if row["kind"] == "redirect"]
    assert {(row["state"], row["new_reason"]) for row in fresh} == {("live", "link_found")}
    assert len(fresh) >= 20


def test_pages_whose_canonical_moved_lose_their_links(links: list[Row]) -> None:
    rows = [row for row in links if row["change"] == "canonical_moved"]
    lost = {row["lost_reason"] for row in rows if row["kind"] != "canonical"}
    assert lost == {"not_canonical"}
    canonicals = Counter(row["state"] for row in rows if row["kind"] == "canonical" and row["relation"] != "self")
    assert canonicals == {"live": 12}


def test_a_changed_anchor_is_a_link_lost_and_a_link_found(links: list[Row]) -> None:
    rows = [row for row in links if row["change"] == "anchor_changed"]
    pairs = defaultdict(list)
    for row in rows:
        pairs[row["source_url"], row["target_url"]].append(row)
    for pair in pairs.values():
        old, new = sorted(pair, key=lambda row: row["first_seen"])
        assert (old["state"], old["lost_reason"]) == ("lost", "removed_from_html")
        assert (new["state"], new["new_reason"]) == ("live", "link_found")
        assert old["anchor"] != new["anchor"]
    assert len(pairs) == 24


def test_a_redirect_that_leads_elsewhere_loses_its_old_target(links: list[Row]) -> None:
    rows = [row for row in links if row["change"] == "redirect_moved"]
    assert Counter((row["state"], row["lost_reason"], row["target_domain"]) for row in rows) == {
        ("lost", "redirect_lost", "harbourlight.example"): 2,
        ("live", None, "bestcheaplamps.test"): 2,
    }


def test_followed_is_what_rel_and_robots_say(links: list[Row]) -> None:
    for row in links:
        hinted = any(word in (row["rel"] or "") for word in ("nofollow", "sponsored", "ugc"))
        assert not (row["followed"] and hinted)
    turned = [row for row in links if row["change"] in ("nofollowed", "marked_sponsored")]
    assert len(turned) == 38
    assert not any(row["followed"] for row in turned)
    by_page = [row for row in links if not row["followed"] and row["rel"] is None]
    assert {row["source_domain"] for row in by_page} == {"localtradeslist.test"}


def test_the_network_shows_what_gives_networks_away(links: list[Row], sample: SampleWeb, looks: list[Row]) -> None:
    members = [site["domain"] for site in sample.truth.sites.to_pylist() if site["group"] == "network-1"]
    assert len(members) == 5
    paths = [{look["url"].split("/", 3)[3] for look in looks if f"//{domain}/" in look["url"]} for domain in members]
    assert len(set.intersection(*paths)) >= 8
    money = [row for row in links if row["source_domain"] in members and row["target_domain"] == "bestcheaplamps.test"]
    share = sum(row["anchor"] == "cheap bike lights" for row in money) / len(money)
    assert share > 0.5
    addresses = {
        site["ip_address"].rpartition(".")[0] for site in sample.truth.sites.to_pylist() if site["group"] == "network-1"
    }
    assert addresses == {"192.0.2"}


def test_exchanges_go_both_ways_or_round(links: list[Row]) -> None:
    pairs = {
        (row["source_domain"], row["target_domain"])
        for row in links
        if row["acquisition"] == "exchange" and row["type"] == "partner"
    }
    assert len({pair for pair in pairs if pair[::-1] in pairs}) == 14
    ring = ["weekendquays.example", "tidytables.example", "slowwheelspodcast.example", "weekendquays.example"]
    assert set(pairwise(ring)) <= pairs


def test_the_burst_is_one_anchor_to_one_target_between_the_crawls(links: list[Row]) -> None:
    rows = [row for row in links if row["type"] == "comment" and row["anchor"] == "free spins"]
    assert len(rows) >= 50
    assert {row["target_url"] for row in rows} == {"http://luckylantern.test/"}
    assert all(row["first_seen"] >= SECOND for row in rows)


def test_trusted_sites_are_linked_from_many_domains(links: list[Row], sample: SampleWeb) -> None:
    referring = defaultdict(set)
    for row in links:
        if row["relation"] == "external" and row["acquisition"] == "natural":
            referring[row["target_domain"]].add(row["source_domain"])
    sites = sample.truth.sites.to_pylist()
    for site in sites:
        if site["group"] == "institution" and site["language"] == "en":
            assert len(referring[site["domain"]]) >= 20, site["domain"]
        if site["spam"] and site["role"] != "directory":
            assert not referring[site["domain"]], site["domain"]


def test_a_link_is_one_row(links: list[Row]) -> None:
    keys = Counter(
        (row["source_url"], row["target_url"].partition("#")[0], row["kind"], row["anchor"], row["occurrence"])
        for row in links
    )
    assert max(keys.values()) == 1
