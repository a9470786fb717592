"""Links on every page of a site, and links in footers and comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.assess.webs import link, page, subjects, words

if TYPE_CHECKING:
    from tests.assess.signals.conftest import Ask

LAMPS = "https://lamps.example/"
BRANDED = "SELECT link, 'brand' AS anchor_class FROM links"
OTHER = "SELECT link, 'other' AS anchor_class FROM links"


def site(outside: str, linking: int = 6, others: int = 0) -> dict[str, str]:
    pages = {f"https://a.example/{n}": page(f"<p>{words(str(n))}</p>", outside=outside) for n in range(linking)}
    return pages | {f"https://a.example/more/{n}": page(f"<p>{words(str(-n))}</p>") for n in range(others)}


def test_the_same_link_on_every_page(ask: Ask) -> None:
    found = ask("sitewide_placement", site(f"<aside>{link(LAMPS, 'cheap lamps')}</aside>"), anchors=OTHER)
    assert len(subjects(found)) == 6
    assert found[0]["fact"] == "The same link stands on 6 of the 6 pages of its site that were looked at."
    assert found[0]["count"] == 6


def test_the_credit_of_the_maker(ask: Ask) -> None:
    credit = f"<footer>Made by {link(LAMPS, 'Lamps')}</footer>"
    assert ask("sitewide_placement", site(credit), anchors=BRANDED) == []


def test_links_on_few_pages_of_a_large_site(ask: Ask) -> None:
    pages = site(f"<aside>{link(LAMPS, 'cheap lamps')}</aside>", linking=6, others=20)
    assert ask("sitewide_placement", pages, anchors=OTHER) == []


def test_a_footer(ask: Ask) -> None:
    footer = f"<footer>{link(LAMPS, 'cheap lamps')}</footer>"
    found = ask("sitewide_placement", site(footer, 1, 3), anchors=OTHER)
    assert [row["fact"] for row in found] == ["The link stands in the footer of the page."]


def test_references_in_the_footer_of_a_trusted_site(ask: Ask) -> None:
    footer = f"<footer>{link(LAMPS, 'cheap lamps')}</footer>"
    assert ask("sitewide_placement", site(footer, 1, 3), seeds=["a.example"], anchors=OTHER) == []


def comments(attributes: str) -> str:
    return (
        f"<section id='comments' class='comments'><p>Nice post {link(LAMPS, 'cheap lamps', attributes)}</p></section>"
    )


def test_a_comment(ask: Ask) -> None:
    found = ask("sitewide_placement", site(comments(""), 1, 3), anchors=OTHER)
    assert [row["fact"] for row in found] == ["The link stands in the comments of the page."]


def test_a_comment_that_its_site_marks(ask: Ask) -> None:
    assert ask("sitewide_placement", site(comments("rel=ugc"), 1, 3), anchors=OTHER) == []


def test_a_link_in_the_text(ask: Ask) -> None:
    pages = {"https://a.example/": page(f"<p>{words('text')} {link(LAMPS)}</p>")}
    assert ask("sitewide_placement", pages, anchors=OTHER) == []
