"""The screenshots of docs/screens, made from the sample web: `make docs`.

Builds the sample web with its crawls, ratings and exports in a folder that is thrown away, serves it with
`backlit serve`, and takes each page of the app in Debian's chromium, driven by Playwright.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

import backlit
from backlit.sample import build

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

SCREENS = Path(__file__).parent / "screens"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SERVE = "import sys; from backlit.cli import main; sys.exit(main())"
SITE = "harbourlight.example"
RIVALS = ["brightspoke.example", "lumenwheel.example"]
WIDE, TALL = 1280, 680
PHONE = 390
MOST_BYTES = 4_200_000
"""What all pictures may weigh together."""


@dataclass(frozen=True)
class Shot:
    """A picture: of an address, in a theme, after clicks if need be."""

    name: str
    address: str
    theme: str = "light"
    width: int = WIDE
    height: int = TALL
    clicks: tuple[str, ...] = ()


SHOTS = (
    Shot("home", "/"),
    Shot("overview", f"/overview?target={SITE}", height=1300),
    Shot("overview-dark", f"/overview?target={SITE}", "dark"),
    Shot("backlinks", f"/backlinks?target={SITE}"),
    Shot("backlinks-dark", f"/backlinks?target={SITE}", "dark"),
    Shot("backlinks-phone", f"/backlinks?target={SITE}", width=PHONE, height=844),
    Shot("backlinks-row", f"/backlinks?target={SITE}&filter=placement%3Dmain", clicks=(".rows .more a",)),
    Shot("backlinks-group", f"/backlinks?target={SITE}&group=one_per_domain", clicks=(".rows a.group",)),
    Shot("backlinks-empty", f"/backlinks?target={SITE}&filter=anchor~casino"),
    Shot("referring-domains", f"/referring-domains?target={SITE}"),
    Shot("anchors", f"/anchors?target={SITE}"),
    Shot("changes", f"/changes?target={SITE}"),
    Shot("pages", f"/pages?target={SITE}"),
    Shot("outlinks", f"/outlinks?target={SITE}"),
    Shot("internal", f"/internal?target={SITE}"),
    Shot("compare", f"/compare?target={SITE}&others=brightspoke.example&others=lumenwheel.example"),
    Shot("sources", f"/sources?target={SITE}"),
    Shot("network", f"/network?target={SITE}"),
    Shot("quality-row", f"/quality?target={SITE}&limit=25", height=1100, clicks=(".rows .more a",)),
    Shot("risk", "/risk?target=cheap", height=1000),
    Shot("profile", "/profile?target=cheap", height=900),
    Shot("disavow", "/disavow?target=cheap"),
    Shot("diagnose", f"/diagnose?target=https://www.{SITE}/"),
    Shot("data", "/data"),
    Shot("reference", "/reference"),
    Shot("hostile", "/backlinks?target=besieged.example"),
)
"""Every page of the app."""


def main() -> int:
    """Takes all pictures, or those that the command line names; the exit code."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        print("No chromium: run tests/web/browser/install, or `apt-get install chromium`.", file=sys.stderr)
        return 1
    wanted = sys.argv[1:]
    SCREENS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as made, serving(index_in(Path(made))) as server, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program)
        for shot in SHOTS:
            if not wanted or shot.name in wanted:
                take(browser, server, shot)
        browser.close()
    weight = sum(path.stat().st_size for path in SCREENS.glob("*.png"))
    print(f"{len(list(SCREENS.glob('*.png')))} pictures, {weight / 1000:,.0f} kB")
    return int(weight > MOST_BYTES)


def index_in(folder: Path) -> Path:
    """The home of an index of the whole sample web."""
    sample = build(folder / "sample")
    index = backlit.open(folder / "backlit-data")
    for archive in (*sample.crawls, sample.hostile):
        index.import_files([archive])
    index.import_exports(list(sample.exports))
    trusted = sorted(site["domain"] for site in sample.truth.sites.to_pylist() if site["trusted"])
    index.rank(seeds=trusted[::2])
    index.add_project("lamps", SITE, brands=["Harbourlight"], terms=["bicycle lamp", "hub dynamo"], competitors=RIVALS)
    index.add_project("cheap", "bestcheaplamps.test", brands=["Best Cheap Lamps"], terms=["cheap bike lights"])
    index.assess()
    index.review("cheap", "disavow", ["linkgarden2.test"], "paid for, the shop says", by="maud")
    return index.path


@contextmanager
def serving(home: Path) -> Iterator[str]:
    """The address of a server over an index."""
    command = [sys.executable, "-u", "-c", SERVE, "--home", str(home), "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own program
        assert process.stdout is not None  # noqa: S101 - said for the type checker
        try:
            found = re.search(r"http://[\d.]+:\d+", process.stdout.readline())
            if found is None:
                raise RuntimeError("the server did not start")
            yield found.group()
        finally:
            process.terminate()


def take(browser: Browser, server: str, shot: Shot) -> None:
    """Takes one picture."""
    context = browser.new_context(
        viewport={"width": shot.width, "height": shot.height},
        color_scheme="dark" if shot.theme == "dark" else "light",
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="UTC",
    )
    page = context.new_page()
    answer = page.goto(server + shot.address, wait_until="networkidle")
    for selector in shot.clicks:
        page.locator(selector).first.click()
        page.locator("main:not(.busy)").wait_for()
        page.wait_for_load_state("networkidle")
    page.screenshot(path=SCREENS / f"{shot.name}.png", animations="disabled", caret="hide")
    print(shot.name, answer.status if answer else "")
    context.close()


if __name__ == "__main__":
    sys.exit(main())
