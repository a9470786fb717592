"""The site that all tricks are aimed at, in a real browser: nothing of theirs runs, and the layout holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.web.browser.visits import BESIEGED

from backlit.web.navigation import PAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.web.browser.visits import Visit

REPORTS = [page.report for page in PAGES if page.about_target] + ["findings", "decisions", "disavow-diff"]
HIGHEST = 220
"""Pixels that a row may be high at the desk: a few lines of whatever it says."""
STRANGE = """() => {
  const faults = [];
  for (const element of document.querySelectorAll("*")) {
    const name = element.localName;
    if (name === "script" && !element.src.startsWith(location.origin + "/static/")) faults.push("script");
    if (["iframe", "object", "embed", "base", "math", "audio", "video", "style"].includes(name)) faults.push(name);
    for (const { name: attribute, value } of element.attributes) {
      if (/^on|^style$|^srcdoc$/.test(attribute)) faults.push(`${name} ${attribute}`);
      if (!/^(href|src|action|formaction|xlink:href)$/.test(attribute) || value === "data:,") continue;
      const url = new URL(value, location);
      const free = url.origin === location.origin || name !== "a" || /noopener/.test(element.rel);
      if (!["http:", "https:"].includes(url.protocol) || !free) faults.push(`${name} ${attribute}=${value}`);
    }
  }
  return faults;
}"""
UNSHOWN = """() => [document.body, ...document.querySelectorAll("[title]")].map((one) => one.title || one.textContent)
  .join("").match(/[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069\\u200b\\ufeff]/g)"""
"""Characters that are never shown as they are."""
HEIGHTS = """() => [...document.querySelectorAll(".rows tbody tr")].map((row) => row.getBoundingClientRect().height)"""


def unharmed(walker: Visit) -> None:
    """Nothing ran, no element is theirs, and everything has its place."""
    page = walker.page
    assert page.evaluate("typeof window.__xss") == "undefined"
    assert page.evaluate(STRANGE) == []
    assert page.evaluate(UNSHOWN) is None
    assert page.locator("h1").count() == 1
    assert page.locator("header.bar").is_visible()
    for size in ("phone", "desk"):
        walker.size(size)
        assert walker.overflow() == []
    assert max(page.evaluate(HEIGHTS), default=0) <= HIGHEST


@pytest.mark.parametrize("report", REPORTS)
def test_a_page_about_the_besieged_site(visit: Callable[..., Visit], report: str) -> None:
    walker = visit()
    walker.go(f"/{report}?target={BESIEGED}&limit=250")
    unharmed(walker)


@pytest.mark.parametrize("trick", ["end-of-elements", "attribute-double", "megabyte-word", "stacked-marks", "controls"])
def test_all_facts_of_a_row_that_does_harm(visit: Callable[..., Visit], trick: str) -> None:
    walker = visit()
    page = walker.go(f"/backlinks?target={BESIEGED}&filter=source_url~/{trick}&limit=10")
    page.locator(".rows .more a").first.click()
    page.locator("#pane dt").first.wait_for()
    assert "row=" in page.url
    unharmed(walker)


def test_words_of_the_address_itself_do_no_harm(visit: Callable[..., Visit]) -> None:
    walker = visit(refused=True)
    bad = "%22%3E%3Cscript%3Ewindow.__xss%3D1%3C/script%3E%E2%80%AE%1b"
    for address in (
        f"/backlinks?target={bad}",
        f"/backlinks?target={BESIEGED}&filter=anchor~{bad}&sort={bad}&group={bad}&columns={bad}",
        f"/backlinks?target={BESIEGED}&filter={bad}",
        f"/backlinks?target={BESIEGED}&after={bad}&row={bad}&open={bad}",
        f"/{bad}",
        f"/static/{bad}",
        f"/api/v1/backlinks?target={bad}",
    ):
        page = walker.go(address)
        assert page.evaluate("typeof window.__xss") == "undefined"
        assert page.evaluate(STRANGE) == []
