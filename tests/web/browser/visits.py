"""A visit: a browser's context that notes every fault, and what the tests ask of a page."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request, Response

TARGET = "harbourlight.example"
BESIEGED = "besieged.example"
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error("content security policy", event.effectiveDirective, event.blockedURI, event.sourceFile));
"""
ROWS = """() => [...document.querySelectorAll("main tbody tr")]
  .map((row) => row.textContent.replace(/\\s+/g, " ").trim())"""
"""The text of all rows of all tables, those behind charts included."""
WIDER = """() => document.documentElement.scrollWidth - document.documentElement.clientWidth"""
"""By how many pixels the document is wider than the window."""
STICKS_OUT = """() => {
  const wide = document.documentElement.clientWidth;
  return [...document.querySelectorAll("body *")]
    .filter((element) => element.getBoundingClientRect().right > wide + 1)
    .slice(0, 5).map((element) => `${element.tagName}.${element.className} ${element.textContent.slice(0, 40)}`);
}"""
SIZES = {"phone": (390, 844), "desk": (1280, 800), "wall": (2560, 1300)}


class Visit:
    """One person's visit: its own cookies and cache, and a list of whatever went wrong."""

    def __init__(self, browser: Browser, server: str, *, refused: bool = False, **options: Any) -> None:
        """`refused` says that answers with a status of 400 to 499 are expected."""
        width, height = SIZES["desk"]
        options.setdefault("viewport", {"width": width, "height": height})
        self.server = server
        self.refused = refused
        self.faults: list[str] = []
        self.requests: list[Request] = []
        self.context = browser.new_context(**options)
        self.context.set_default_timeout(15_000)
        self.context.add_init_script(REPORT_VIOLATIONS)
        self.context.on("console", self._console)
        self.context.on("weberror", lambda error: self.faults.append(f"error: {error.error}"))
        self.context.on("dialog", self._dialog)
        self.context.on("request", self._request)
        self.context.on("response", self._response)
        self.page: Page = self.context.new_page()

    def go(self, address: str) -> Page:
        """Opens an address of the app and waits until all of it is there."""
        self.page.goto(self.server + address, wait_until="load")
        return self.page

    def rows(self) -> list[str]:
        """The text of the rows of all tables of the page."""
        found: list[str] = self.page.evaluate(ROWS)
        return found

    def size(self, name: str) -> None:
        """Gives the window another size."""
        width, height = SIZES[name]
        self.page.set_viewport_size({"width": width, "height": height})

    def overflow(self) -> list[str]:
        """What makes the document wider than the window; nothing where it is not."""
        if self.page.evaluate(WIDER) <= 0:
            return []
        return [f"{self.page.url} is {self.page.evaluate(WIDER)} px too wide", *self.page.evaluate(STICKS_OUT)]

    def barriers(self) -> list[str]:
        """What axe finds: the rule, how grave, and where."""
        self.page.evaluate(_axe())
        found = self.page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{rule['id']} ({rule['impact']}): {'; '.join(node['html'][:200] for node in rule['nodes'][:3])}"
            for rule in found["violations"]
        ]

    def _console(self, message: ConsoleMessage) -> None:
        expected = self.refused and "the server responded with a status of 4" in message.text
        if message.type in ("error", "warning") and not expected:
            self.faults.append(f"console at {self.page.url}: {message.text}")

    def _dialog(self, dialog: Dialog) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        self.requests.append(request)
        if not request.url.startswith((self.server, "data:", "blob:")):
            self.faults.append(f"request to {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 500 or (response.status >= 400 and not self.refused):
            self.faults.append(f"{response.status} {response.url}")


@cache
def _axe() -> str:
    """The source of axe, as axe-playwright-python brings it along."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
