"""Signals of ids, of the graph and of time: each in a web where it fires, and in the one that its caution tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.assess.made import LATER, TARGET, fired, material, page
from tests.segments import Link

if TYPE_CHECKING:
    from pathlib import Path

    from tests.segments import Look


# --- shared_ids -----------------------------------------------------------------------------------------------------


def test_two_domains_of_one_account_are_found(tmp_path: Path) -> None:
    looks = [
        page("one.test", TARGET, analytics_ids=["UA-77-1"]),
        page("two.test", TARGET, analytics_ids=["UA-77-2"]),
        page("ads.test", TARGET, ads_ids=["ca-pub-9"]),
        page("more-ads.test", TARGET, ads_ids=["ca-pub-9"]),
        page("alone.test", TARGET, analytics_ids=["G-ALONE"]),
    ]
    found = fired(material(tmp_path, looks), "shared_ids")
    assert set(found) == {"one.test", "two.test", "ads.test", "more-ads.test"}
    assert found["one.test"]["rows"] == ["two.test"]
    assert "UA-77" in found["one.test"]["fact"]


def test_an_id_of_very_many_domains_is_an_agencys(tmp_path: Path) -> None:
    looks = [page(f"client{n}.test", TARGET, analytics_ids=["G-AGENCY"]) for n in range(100)]
    assert not fired(material(tmp_path, looks), "shared_ids")


def test_a_tag_manager_says_half_and_the_targets_own_id_nothing(tmp_path: Path) -> None:
    looks = [
        page("one.test", TARGET, analytics_ids=["GTM-AA", "G-OWN"]),
        page("two.test", TARGET, analytics_ids=["GTM-AA"]),
        page("sister.test", TARGET, analytics_ids=["G-OWN"]),
        page("shop.test", analytics_ids=["G-OWN"]),
    ]
    found = fired(material(tmp_path, looks), "shared_ids")
    assert set(found) == {"one.test", "two.test"}
    assert found["one.test"]["strength"] == 0.5


# --- identical_profile ----------------------------------------------------------------------------------------------


def clique(names: list[str]) -> list[Look]:
    return [page(name, TARGET, *(f"https://{other}/" for other in names if other != name)) for name in names]


def test_a_clique_has_one_profile(tmp_path: Path) -> None:
    names = [f"member{n}.test" for n in range(5)]
    found = fired(material(tmp_path, [*clique(names), page("other.test", TARGET)]), "identical_profile")
    assert set(found) == set(names)
    assert found["member0.test"]["rows"] == names[1:]


def test_domains_with_the_same_many_referrers_are_twins(tmp_path: Path) -> None:
    twins = ["https://left.test/", "https://right.test/"]
    looks = [page(f"from{n}.test", *twins) for n in range(12)]
    looks += [page("left.test", TARGET), page("right.test", TARGET)]
    found = fired(material(tmp_path, looks), "identical_profile")
    assert set(found) == {"left.test", "right.test"}


def test_domains_that_nobody_or_the_same_few_link_to_are_no_twins(tmp_path: Path) -> None:
    known = [f"https://site{n}.test/" for n in range(6)]
    looks = [page("directory.test", *known), page("wiki.test", *known), page("news.test", *known)]
    looks += [page(f"site{n}.test", TARGET) for n in range(6)] + [page(f"unknown{n}.test", TARGET) for n in range(6)]
    assert not fired(material(tmp_path, looks), "identical_profile")


def test_fame_makes_no_twins(tmp_path: Path) -> None:
    famous = ["https://left.test/", "https://right.test/"]
    looks = [page(f"from{n}.test", *famous) for n in range(30)]
    looks += [page("left.test", TARGET), page("right.test", TARGET)]
    assert not fired(material(tmp_path, looks), "identical_profile")


# --- spam_mass ------------------------------------------------------------------------------------------------------

SEEDS = ("museum.test", "library.test", "ministry.test")


def trusted_web() -> list[Look]:
    """Three seeds that carry most of what the index has, and a clique that no seed leads to."""
    looks = [page(seed, *(f"https://good{n}.test/" for n in range(6))) for seed in SEEDS]
    looks += [page(f"good{n}.test", TARGET, f"https://{SEEDS[n % 3]}/") for n in range(6)]
    return looks + clique([f"member{n}.test" for n in range(5)])


def test_authority_without_trust_fires_with_its_coverage(tmp_path: Path) -> None:
    found = fired(material(tmp_path, trusted_web(), seeds=SEEDS), "spam_mass")
    assert set(found) == {f"member{n}.test" for n in range(5)}
    assert "the seeds reach" in found["member0.test"]["fact"]


def test_a_site_that_trust_reaches_is_none(tmp_path: Path) -> None:
    looks = [*trusted_web(), page(SEEDS[0], "https://member0.test/", path="/links")]
    assert "member0.test" not in fired(material(tmp_path, looks, seeds=SEEDS), "spam_mass")


def test_unknown_spam_mass_is_no_finding(tmp_path: Path) -> None:
    assert not fired(material(tmp_path / "unrated", trusted_web()), "spam_mass")
    assert not fired(material(tmp_path / "one seed", trusted_web(), seeds=SEEDS[:1]), "spam_mass")


# --- reciprocal, three_way, partner_page ----------------------------------------------------------------------------


def exchange(given: int, back: int, others: int, title: str = "A page") -> list[Look]:
    """A target that links to `given` sites; `back` of these link back, and `others` that it does not link to."""
    looks = [page("shop.test", *(f"https://friend{n}.test/" for n in range(given)))]
    looks += [page(f"friend{n}.test", TARGET, title=title, links_external=9) for n in range(back)]
    return looks + [page(f"reader{n}.test", TARGET) for n in range(others)]


def test_a_target_that_trades_links_is_told(tmp_path: Path) -> None:
    found = fired(material(tmp_path, exchange(given=8, back=8, others=8)), "reciprocal")
    assert set(found) == {f"friend{n}.test" for n in range(8)}
    assert "50 %" in found["friend0.test"]["fact"]


def test_links_back_are_normal_in_a_niche_and_for_who_links_to_much(tmp_path: Path) -> None:
    assert not fired(material(tmp_path / "niche", exchange(given=6, back=6, others=40)), "reciprocal")
    assert not fired(material(tmp_path / "wiki", exchange(given=60, back=8, others=8)), "reciprocal")


def test_a_partner_page_needs_the_link_back(tmp_path: Path) -> None:
    looks = exchange(given=2, back=2, others=0, title="Unsere Partner | Club")
    looks += [page("supplier.test", TARGET, title="Our partners", links_external=9)]
    looks += [page("friend1.test", TARGET, path="/essay", title="The partnership of lamps", links_external=9)]
    assert set(fired(material(tmp_path, looks), "partner_page")) == {"https://friend0.test/", "https://friend1.test/"}


def test_a_ring_of_three(tmp_path: Path) -> None:
    looks = [
        page("shop.test", "https://middle.test/"),
        page("middle.test", "https://last.test/"),
        page("last.test", TARGET),
        page("reader.test", TARGET),
    ]
    found = fired(material(tmp_path, looks), "three_way")
    assert set(found) == {"last.test"}
    assert found["last.test"]["rows"] == ["middle.test"]


def test_rings_among_who_links_to_much_and_links_that_go_back_are_none(tmp_path: Path) -> None:
    much = [f"https://elsewhere{n}.test/" for n in range(30)]
    looks = [
        page("shop.test", "https://middle.test/", "https://portal.test/"),
        page("middle.test", "https://last.test/", TARGET),
        page("last.test", TARGET),
        page("portal.test", *much, "https://blog.test/"),
        page("blog.test", TARGET),
    ]
    assert not fired(material(tmp_path, looks), "three_way")


# --- burst ----------------------------------------------------------------------------------------------------------


def recrawl(
    spammed: int, pages: int = 20, domains: int = 4, known: bool = True, anchor: str = "free spins"
) -> list[Look]:
    """Blogs looked at in March without a link, if `known`, and in April: then `spammed` pages of each have one."""
    addresses = [(f"blog{d}.test", f"/post/{n}") for d in range(domains) for n in range(pages)]
    looks = [page(domain, path=path) for domain, path in addresses] if known else []
    for domain, path in addresses:
        has = int(path.rsplit("/", 1)[1]) < spammed
        looks.append(page(domain, *([Link(TARGET, anchor, placement="comments")] if has else []), path=path, at=LATER))
    return looks


def test_a_robots_night_is_a_burst(tmp_path: Path) -> None:
    found = fired(material(tmp_path, recrawl(spammed=5)), "burst")
    assert len(found) == 20
    fact = found["https://blog0.test/post/0"]["fact"]
    assert "20 links" in fact
    assert "4 domains" in fact
    assert "20 of 80 pages" in fact


def test_a_first_crawl_is_no_burst_nor_is_a_template_nor_the_brand_in_the_news(tmp_path: Path) -> None:
    assert not fired(material(tmp_path / "first", recrawl(spammed=5, known=False)), "burst")
    assert not fired(material(tmp_path / "template", recrawl(spammed=20, domains=1)), "burst")
    brand = material(tmp_path / "brand", recrawl(spammed=5, anchor="Shop"), {"Shop": "brand"})
    assert not fired(brand, "burst")


def test_few_links_of_a_large_crawl_are_no_burst(tmp_path: Path) -> None:
    assert not fired(material(tmp_path, recrawl(spammed=4, pages=150)), "burst")
