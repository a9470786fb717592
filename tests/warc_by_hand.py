"""Two small crawls written by hand as WARC files, and what a command of the command line gives."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

MARCH = {
    "https://news.example/story": """<html lang=en><title>A story</title><main><p>Read about
        <a href="https://shop.test/">the best lamps</a> and <a rel="sponsored nofollow" href="https://shop.test/lamps#r">red
        lamps</a> and <a href="https://www.shop.test/old">an old page</a> and more text of a story.</p></main>""",
    "https://blog.example/post": """<title>A post</title><main><p>Text before
        <a href="https://shop.test/lamps">=HYPERLINK(1)</a> text after, and much of it.</p></main>""",
    "https://evil.example/": "<title>[bold]x[/bold]</title><p>hello <a href='https://shop.test/'>gro\u202ecod\x7f</a>",
    "https://shop.test/": "<title>Shop</title><p>Welcome to <a href='/lamps'>Lamps</a></p>",
    "https://shop.test/lamps": "<title>Lamps</title><p>Back to <a href='/'>Home</a></p>",
}
APRIL = {
    "https://news.example/story": MARCH["https://news.example/story"].replace("https://www.shop.test/old", "/about"),
    "https://fresh.example/": "<title>Fresh</title><main><p>We like <a href='https://shop.test/'>this shop</a></p></main>",
    "https://blog.example/post": "404",
}


def write_warc(path: Path, pages: dict[str, str], date: str) -> Path:
    """A plain WARC/1.1 with one response a page; "404" is an answer without a page."""
    with path.open("wb") as file:
        for url, html in pages.items():
            status = "404 Not Found" if html == "404" else "200 OK"
            body = html.encode()
            head = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
            block = head.encode() + body
            file.write(
                f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n"
                f"WARC-Record-ID: <urn:uuid:{abs(hash((url, date)))}>\r\n"
                f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n".encode()
            )
            file.write(block + b"\r\n\r\n")
    return path


class Run(NamedTuple):
    """What a command gave."""

    code: int
    out: str
    err: str


Command = Callable[..., Run]
