"""Nearly the same text on several domains, with the same outlinks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.assess.webs import link, page, subjects, words

if TYPE_CHECKING:
    from tests.assess.signals.conftest import Ask

LAMPS = "https://lamps.example/"
COVER = ("https://ministry.example/", "https://radio.example/", "https://wiki.example/")
SITES = ("https://a.example/", "https://b.example/", "https://c.example/")


def article(seed: str, outlinks: tuple[str, ...] = COVER, note: str = "") -> str:
    return page(f"<p>{words(seed, 300)} {link(LAMPS)} {note}</p><p>{' '.join(map(link, outlinks))}</p>")


def test_one_text_on_three_domains(ask: Ask) -> None:
    found = ask("mirror_page", {site: article("one text", note=f"Copied {n}") for n, site in enumerate(SITES)})
    assert subjects(found) == sorted(SITES)
    assert all(row["count"] == 2 for row in found)
    assert found[0]["rows"] == [SITES[1], SITES[2]]
    assert "links to 3 of the 3 other domains" in found[0]["fact"]


def test_other_texts_with_the_same_outlinks(ask: Ask) -> None:
    assert ask("mirror_page", {site: article(site) for site in SITES}) == []


def test_one_text_with_other_outlinks_is_syndicated(ask: Ask) -> None:
    own = (("https://d.example/", "https://e.example/"), ("https://f.example/", "https://g.example/"))
    assert ask("mirror_page", {site: article("news", outs) for site, outs in zip(SITES, own, strict=False)}) == []


def test_a_press_release_is_meant_to_be_copied(ask: Ask) -> None:
    released = "SELECT link, 'press_release' AS type FROM links"
    assert ask("mirror_page", {site: article("a release") for site in SITES}, types=released) == []


def test_copies_of_one_site_are_no_mirrors(ask: Ask) -> None:
    assert ask("mirror_page", {f"https://a.example/{n}": article("one text") for n in range(3)}) == []


def test_a_bucket_of_many_pages_is_still_compared(ask: Ask) -> None:
    pages = {f"https://site-{n}.example/": article("everywhere") for n in range(150)}
    found = ask("mirror_page", pages)
    assert len(subjects(found)) == 150
    assert max(row["count"] for row in found) < 150  # not each with each
