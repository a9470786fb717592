"""Every page in light and dark: no fault, no barrier, nothing sticks out; addresses can be shared and walked back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.web.browser.visits import TARGET

from backlit.web.navigation import PAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.web.browser.visits import Visit

WALK = {
    **{page.report: f"{page.path}?target={TARGET}&limit=15" if page.about_target else page.path for page in PAGES},
    "home": "/",
    "queue": "/risk?target=cheap",
    **{name: f"/{name}?target=cheap&limit=15" for name in ("findings", "decisions", "disavow-diff")},
    "without project": "/quality?target=brightspoke.example",
    "a change of a project": "/projects?change=lamps",
    "a removal of a project": "/projects/remove?name=lamps",
    "without target": "/backlinks",
    "filtered": f"/backlinks?target={TARGET}&filter=rel%3Dfollowed&filter=anchor~lamp&match=any&limit=15",
    "lost": f"/backlinks?target={TARGET}&history=lost&sort=source_url:asc&limit=15",
    "grouped": f"/backlinks?target={TARGET}&group=one_per_domain&limit=15",
    "prefix": f"/backlinks?target=https://www.{TARGET}/lamps/&scope=prefix",
    "empty": f"/backlinks?target={TARGET}&filter=anchor%3Dnobody-writes-this",
    "unknown target": "/overview?target=nobody.example",
    "help": "/help",
    "saved": "/saved",
    "import": "/data/imports/0001",
    "undo": "/data/imports/0001/undo",
    "sign in": "/signin",
}
BRIGHTNESS = (
    """() => Math.max(...getComputedStyle(document.documentElement).backgroundColor.match(/\\d+/g).map(Number))"""
)
"""How bright the page is, 0 to 255."""
WRONG = {
    "wrong filter": f"/backlinks?target={TARGET}&filter=colour%3Dred",
    "wrong target": "/overview?target=https://",
    "wrong page": "/nothing-here",
}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", [*WALK, *WRONG])
def test_a_page_is_whole(visit: Callable[..., Visit], name: str, theme: str) -> None:
    walker = visit(color_scheme=theme, refused=name in WRONG)
    page = walker.go((WALK | WRONG)[name])
    assert page.locator("h1").count() == 1
    assert (page.evaluate(BRIGHTNESS) < 128) == (theme == "dark")
    for size in ("phone", "wall", "desk"):
        walker.size(size)
        assert walker.overflow() == []
    # The reference is long, and its colours are those of all pages: axe reads it once.
    if (name, theme) != ("reference", "dark"):
        assert walker.barriers() == []


def test_back_and_forward(visit: Callable[..., Visit]) -> None:
    walker = visit()
    page = walker.go(WALK["backlinks"])
    seen = {page.url: walker.rows()}
    order = [page.url]
    for shown in [one for one in PAGES if one.report != "backlinks"][:3]:
        page.locator(f'nav.side a[href^="{shown.path}"]').click()
        page.wait_for_url(f"**{shown.path}*")
        order.append(page.url)
        seen[page.url] = walker.rows()
    for url in order[-2::-1]:
        page.go_back()
        assert (page.url, walker.rows()) == (url, seen[url])
    for url in order[1:]:
        page.go_forward()
        assert (page.url, walker.rows()) == (url, seen[url])


@pytest.mark.parametrize("name", WALK)
def test_a_shared_address_shows_the_same_to_everybody_and_without_scripts(
    visit: Callable[..., Visit], name: str
) -> None:
    mine, plain = visit(), visit(java_script_enabled=False)
    for one in (mine, plain):
        one.go(WALK[name])
    assert plain.page.url == mine.page.url
    assert plain.rows() == mine.rows()
