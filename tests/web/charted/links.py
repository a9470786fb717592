"""The links of a page with their texts, read by the parser of the standard library."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from backlit.web.question import read_question

if TYPE_CHECKING:
    import backlit
    from backlit.index import Report


class _Reader(HTMLParser):
    """Links within the main part, where the frame is left out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._href: str | None = None
        self._text = ""
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "main":
            self._inside = True
        elif tag == "a" and self._inside:
            self._href, self._text = dict(attrs).get("href"), ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._href is not None:
            self.found.append((self._text.strip(), self._href))
            self._href = None

    def handle_data(self, data: str) -> None:
        self._text += data


def links(page: str) -> list[tuple[str, str]]:
    """The text and the address of each link of the page's own part."""
    reader = _Reader()
    reader.feed(page)
    return reader.found


def numbers(page: str) -> list[tuple[int, str]]:
    """The whole numbers that are links, with their addresses."""
    found = [(text.replace(",", ""), href) for text, href in links(page)]
    return [(int(text), href) for text, href in found if text.isdecimal()]


def asked(index: backlit.Index, address: str) -> Report:
    """What the page at an address is about."""
    split = urlsplit(address)
    question = read_question(split.path.strip("/"), parse_qsl(split.query))
    return index.ask(question.report, question.target, **question.options())
