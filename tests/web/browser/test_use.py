"""What people do on the pages: filter, sort, page, open groups and rows, with and without scripts, by keys alone."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

from tests.web.browser.visits import TARGET

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page
    from tests.web.browser.visits import Visit

BACKLINKS = f"/backlinks?target={TARGET}&limit=25"
REQUESTS = 8
BYTES = 40_000
"""What a first visit to Backlinks may cost, by the issue."""


def click(page: Page, selector: str, url: str) -> None:
    """Clicks and waits until the address says what was clicked."""
    page.locator(selector).first.click()
    page.wait_for_url(re.compile(url))
    page.locator("main:not(.busy)").wait_for()


def add_filter(page: Page, text: str) -> None:
    """Adds a filter that is written whole."""
    page.locator("#field").select_option("")
    page.locator("#value").fill(text)
    click(page, "form.add button", "filter=")


def used(visit: Visit) -> list[tuple[str, list[str]]]:
    """Address and rows after each step of a walk through what Backlinks can do."""
    page = visit.go(BACKLINKS)
    seen = [(page.url, visit.rows())]
    steps: list[Callable[[], None]] = [
        lambda: add_filter(page, "anchor~Harbour"),
        lambda: click(page, "#s-source_url", "sort=source_url"),
        lambda: click(page, "#next", "after="),
        lambda: click(page, "#first", "limit=25[^#]*$"),
        lambda: click(page, "a.away", r"^(?!.*filter=)"),
        lambda: click(page, "#group-one_per_domain", "group=one_per_domain"),
        lambda: click(page, ".rows a.group", "open="),
        lambda: click(page, ".rows .more a", "row="),
    ]
    for step in steps:
        step()
        seen.append((page.url, visit.rows()))
    return seen


def test_everything_works_without_scripts_and_is_the_same(visit: Callable[..., Visit]) -> None:
    with_scripts, without = visit(), visit(java_script_enabled=False)
    told = used(with_scripts)
    assert used(without) == told
    first, filtered, ordered, second, again, unfiltered, grouped, opened, chosen = (rows for _, rows in told)
    assert len(first) == len(unfiltered) == 25
    assert filtered != first
    assert all("harbour" in row.lower() for row in filtered)
    assert again == ordered != filtered
    assert not set(second) & set(ordered)
    assert grouped != unfiltered
    assert len(opened) > len(grouped)
    assert len(chosen) >= len(opened) - 1
    assert without.page.locator("#pane dt").count() > 15
    assert with_scripts.barriers() == []
    for url, rows in told[-3:]:
        other = visit()
        other.go(url.removeprefix(other.server))
        assert other.rows() == rows


def test_back_and_forward_walk_through_filters(visit: Callable[..., Visit]) -> None:
    walker = visit()
    told = used(walker)[:4]
    page = walker.page
    for url, rows in reversed(told):
        while page.url != url:
            page.go_back()
            page.locator("main:not(.busy)").wait_for()
        page.wait_for_timeout(50)
        assert walker.rows() == rows


def test_keys(visit: Callable[..., Visit]) -> None:
    walker = visit()
    page = walker.go(BACKLINKS)
    focused = "document.activeElement.id"

    def row() -> int:
        found: int = page.evaluate("[...document.querySelectorAll('.rows tbody tr')].indexOf(document.activeElement)")
        return found

    page.keyboard.press("/")
    assert page.evaluate(focused) == "target"
    page.keyboard.press("Escape")
    page.keyboard.press("f")
    assert page.evaluate(focused) == "value"
    page.keyboard.press("Escape")
    places = []
    for key in "jjjk":
        page.keyboard.press(key)
        places.append(row())
    assert places == [0, 1, 2, 1]
    page.keyboard.press("x")
    assert page.locator(".rows tbody input:checked").count() == 1
    page.keyboard.press("o")
    page.wait_for_url("**row=**")
    page.locator("#pane").wait_for()
    page.keyboard.press("Escape")
    page.locator("#pane").wait_for(state="detached")
    page.keyboard.press("e")
    assert page.locator("#exports").get_attribute("open") is not None
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.locator("dialog[open]").wait_for()
    assert walker.barriers() == []
    page.keyboard.press("?")
    page.locator("dialog[open]").wait_for(state="detached")
    page.keyboard.press("g")
    page.keyboard.press("d")
    page.wait_for_url("**/data")


def test_a_theme_is_kept(visit: Callable[..., Visit]) -> None:
    walker = visit(color_scheme="light")
    page = walker.go(BACKLINKS)
    colour = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(colour)
    page.get_by_role("button", name="Dark theme").click()
    dark = page.evaluate(colour)
    assert dark != light
    page.reload()
    assert page.evaluate(colour) == dark
    page.get_by_role("button", name="System theme").click()
    assert page.evaluate(colour) == light


def test_all_rows_can_be_taken_along(visit: Callable[..., Visit], tmp_path: Path) -> None:
    walker = visit()
    page = walker.go(BACKLINKS)
    page.keyboard.press("e")
    with page.expect_download() as begun:
        page.locator('#exports a[data-export="csv"]').click()
    begun.value.save_as(tmp_path / "links.csv")
    with (tmp_path / "links.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert f"{len(rows):,}" == page.locator(".total b").inner_text()


def test_the_policy_is_in_force(visit: Callable[..., Visit]) -> None:
    """Trusted Types: no markup is made of text, and nothing is fetched from elsewhere."""
    walker = visit()
    page = walker.go(BACKLINKS)
    policy = page.request.get(page.url).headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    attempts = {
        "document.body.innerHTML = '<b>x</b>'": "TypeError",
        "new DOMParser().parseFromString('<b>x</b>', 'text/html')": "TypeError",
        "document.createElement('script').src = '/static/x.js'": "TypeError",
        "window.trustedTypes.createPolicy('mine', {})": "TypeError",
    }
    for attempt, error in attempts.items():
        name = page.evaluate(
            f"() => {{ try {{ {attempt}; return 'allowed'; }} catch (error) {{ return error.name; }} }}"
        )
        assert name == error, attempt
    told = page.evaluate("""() => new Promise((done) => {
      const made = document.createElement("img");
      made.onload = () => done("loaded");
      made.onerror = () => done("refused");
      made.src = "https://evil.example/x.png";
    })""")
    assert told == "refused"
    assert any("content security policy" in fault for fault in walker.faults), "nobody would hear of a violation"
    walker.faults.clear()


def test_the_first_load_of_backlinks_is_light(visit: Callable[..., Visit]) -> None:
    walker = visit()
    session = walker.context.new_cdp_session(walker.page)
    session.send("Network.enable")
    taken: list[float] = []
    session.on("Network.loadingFinished", lambda event: taken.append(event["encodedDataLength"]))
    walker.go(f"/backlinks?target={TARGET}")
    walker.page.wait_for_load_state("networkidle")
    fetched = [request.url for request in walker.requests if not request.url.startswith("data:")]
    assert len(fetched) <= REQUESTS, fetched
    assert 0 < sum(taken) <= BYTES
