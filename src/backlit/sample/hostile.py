"""The hostile part of the sample web: pages that hold every trick, in an archive of their own beside the two crawls.

Each text stands where strangers can put text: in a title, an anchor, an alternative text, and the words on both sides.
The pages are made here, without skeletons; they were looked at once, in the hours of the second crawl.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from html import escape
from urllib.parse import quote

import pyarrow as pa

from backlit.sample.catalogue import Site
from backlit.sample.crawl import STARTS, Look
from backlit.sample.pages import Answer, Page
from backlit.sample.tricks import ADDRESSES, LANGUAGES, RELS, TARGET, TEXTS

DOMAINS = ("hostile-words.example", "hostile-words.test", "xn--bsieged-7gg.example", "evil.test")
"""Where the texts stand, in turn; the third is the target's name with a Cyrillic letter in it."""
SHELF = "hostile-addresses.example"
"""Where the addresses stand."""
ODD = "a={{7*7}}&b=%3Cscript%3E&c=[bold]&d=$(touch+harmed)&e=%0d%0a%1b%5b31m&f=%E2%80%AE"
"""What their own addresses end with: signs that the WHATWG standard leaves as they are in a query."""
LONG = 10_000
"""Longer texts stand in titles and anchors alone."""
START = STARTS["2"] + timedelta(hours=3)
COLUMNS = pa.schema(
    [
        pa.field(name, pa.string())
        for name in ("trick", "page_url", "title", "language", "written", "target_url", "kind", "anchor", "rel")
    ]
)
"""One row a link, with its texts as they were planned. docs/sample-web.md tells each column."""


@dataclass(frozen=True, slots=True)
class Planted:
    """A link of a hostile page."""

    trick: str
    written: str
    target: str | None
    anchor: str
    kind: str = "text"
    rel: str | None = None

    @property
    def html(self) -> str:
        """The link as it stands in the page."""
        rel = "" if self.rel is None else f' rel="{escape(self.rel)}"'
        inside = escape(self.anchor, quote=False)
        if self.kind == "image":
            inside = f'<img src="/lamp.png" alt="{escape(self.anchor)}">'
        return f'<a href="{escape(self.written)}"{rel}>{inside}</a>'


def hostile() -> tuple[list[Look], pa.Table]:
    """The looks at the hostile pages in the order of time, and the truth about their links."""
    looks: list[Look] = []
    rows = []
    for number, (page, links) in enumerate(_pages()):
        looks.append(Look(page, "2a", START + timedelta(seconds=5 * number)))
        rows += [
            {
                "trick": link.trick, "page_url": page.url, "title": page.title, "language": page.language,
                "written": link.written, "target_url": link.target, "kind": link.kind, "anchor": link.anchor,
                "rel": link.rel,
            }
            for link in links
        ]  # fmt: skip
    return looks, pa.Table.from_pylist(rows, COLUMNS)


def _pages() -> Iterator[tuple[Page, list[Planted]]]:
    names = list(TEXTS)
    for number, name in enumerate(names):
        yield _page_of_text(DOMAINS[number % len(DOMAINS)], name)
    for name, (written, target) in ADDRESSES.items():
        yield _page_of_address(name, Planted(name, written, target, f"address: {name}"))
    yield _besieged(names)


def _page_of_text(domain: str, name: str) -> tuple[Page, list[Planted]]:
    """A page that has one text everywhere."""
    text, rel = TEXTS[name], RELS.get(name)
    planted = [Planted(name, f"https://{TARGET}/{name}", f"https://{TARGET}/{name}", text, rel=rel)]
    around = "lamps"
    if len(text) < LONG:
        around = escape(text, quote=False)
        asked = f"https://{TARGET}/search?q={quote(text, safe='')}"
        planted += [
            Planted(name, asked, asked, text, "image"),
            Planted(name, f"//{TARGET}/", f"https://{TARGET}/", text),
        ]
    body = "".join(f"<p>{around} {link.html} {around}</p>\n" for link in planted)
    return _page(domain, f"/{name}", text, LANGUAGES.get(name, "en"), body), planted


def _page_of_address(name: str, link: Planted) -> tuple[Page, list[Planted]]:
    return _page(SHELF, f"/{name}?{ODD}", f"Address: {name}", "en", f"<p>{link.html}</p>\n"), [link]


def _besieged(names: list[str]) -> tuple[Page, list[Planted]]:
    """The target's own home: it links to itself and back in the same words, so that every report of it has them."""
    planted = [
        Planted(name, to, to, TEXTS[name][:LONG])
        for name in names
        for to in (f"https://{TARGET}/{name}", f"https://{DOMAINS[0]}/{name}")
    ]
    body = "<ul>\n" + "".join(f"<li>{link.html}</li>\n" for link in planted) + "</ul>\n"
    return _page(TARGET, "/", TEXTS["end-of-elements"], "en", body), planted


def _page(domain: str, path: str, title: str, language: str, body: str) -> Page:
    site = Site(domain, domain, "", "hostile", "en", "", "", 0)
    page = Page(site, f"https://{domain}{path}", title, "hostile", language)
    page.answers = {"2a": Answer()}
    page.written = (
        f'<!doctype html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(title, quote=False)}</title>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )
    return page
