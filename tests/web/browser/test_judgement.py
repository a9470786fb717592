"""The review queue as people use it: with the keyboard and the pointer, and without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.web.browser.visits import Visit

QUEUE = "/risk?target=cheap"
DOMAINS = """() => [...document.querySelectorAll(".rows td.domain")].map((cell) => cell.textContent.trim())"""


@pytest.mark.parametrize("scripts", [True, False])
def test_the_selected_domains_are_decided_and_come_back(visit: Callable[..., Visit], scripts: bool) -> None:
    walker = visit(java_script_enabled=scripts)
    page = walker.go(QUEUE)
    before = page.evaluate(DOMAINS)
    assert len(before) > 2
    for box in page.locator(".rows input[name=only]").all()[:2]:
        box.check()
    page.locator("textarea[name=note]").fill(f"asked by mail, scripts {scripts}")
    page.get_by_role("button", name="Ask for removal", exact=True).click()
    page.wait_for_url("**/risk?target=cheap*")
    assert page.evaluate(DOMAINS) == before[2:]
    assert page.locator(f"text=asked by mail, scripts {scripts}").count() == 2
    # axe is a script itself.
    assert not scripts or walker.barriers() == []
    for _ in range(2):
        page.locator("section button[name=number]").first.click()
        page.wait_for_url("**/risk?target=cheap*")
    assert page.evaluate(DOMAINS) == before


def test_one_row_by_its_button(visit: Callable[..., Visit]) -> None:
    walker = visit()
    page = walker.go(QUEUE)
    first, *left = page.evaluate(DOMAINS)
    page.get_by_role("button", name=f"Disavow: {first}").click()
    assert page.locator(".notes li").count() >= 1
    assert walker.barriers() == []
    page.get_by_role("link", name="Go on").click()
    page.wait_for_url("**/risk?target=cheap*")
    assert page.evaluate(DOMAINS) == left
    walker.go("/disavow?target=cheap")
    assert f"domain:{first}" in " ".join(walker.rows())
    walker.go(QUEUE)
    page.locator("section button[name=number]").first.click()
    page.wait_for_url("**/risk?target=cheap*")
    assert page.evaluate(DOMAINS) == [first, *left]


def test_the_keys_of_the_queue(visit: Callable[..., Visit]) -> None:
    page = visit().go(QUEUE)
    page.keyboard.press("g")
    page.keyboard.press("q")
    page.wait_for_url("**/quality?target=cheap")
    page.keyboard.press("g")
    page.keyboard.press("k")
    page.wait_for_url("**/risk?target=cheap")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.locator(".rows input[name=only]").first.is_checked()
    page.keyboard.press("o")
    page.locator("#pane").wait_for()
    assert "What fired" in page.locator("#pane").inner_text()
