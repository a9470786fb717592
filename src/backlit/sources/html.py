"""The address of a page that lies in a file.

A mirror has one by its place (the base address and the path), a page saved by a browser tells it itself: in the comment
`saved from url`, in `<link rel=canonical>`, or in `og:url` (<https://ogp.me/#metadata>).
"""

import re
from html import unescape
from pathlib import Path
from urllib.parse import quote

from backlit import _core

START = 64 * 1024
"""How much of a file is searched for its address: the head of a page."""

_SAVED = re.compile(rb"<!--\s*saved from url=\(\d+\)(\S+)", re.IGNORECASE)
_TAG = re.compile(rb"<(?:link|meta)\b[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"""([a-z:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)


def checked_base(base: str) -> str | None:
    """Return the address of a folder, normalised and with a slash at its end; None where it is no web address."""
    url = _web_address(base)
    if url is None:
        return None
    url = url.partition("#")[0].partition("?")[0]
    return url if url.endswith("/") else url + "/"


def address(name: str, folder: str) -> str:
    """Return the address of the file `name` (with slashes) below `folder`. An `index.html` stands for its folder."""
    path, _, last = name.rpartition("/")
    if last.lower() in {"index.html", "index.htm"}:
        last = ""
    return folder + quote(f"{path}/{last}" if path else last)


def own_address(path: Path) -> str | None:
    """Return the address that a page tells of itself; None where it tells none."""
    with path.open("rb") as file:
        start = file.read(START)
    saved = _SAVED.search(start)
    if saved and (url := _web_address(saved.group(1).decode("utf-8", "replace"))):
        return url
    tags = [_attributes(tag) for tag in _TAG.findall(start)]
    for tag in tags:
        if "canonical" in tag.get("rel", "").lower().split() and (url := _web_address(tag.get("href", ""))):
            return url
    for tag in tags:
        if tag.get("property", "").lower() == "og:url" and (url := _web_address(tag.get("content", ""))):
            return url
    return None


def _attributes(tag: bytes) -> dict[str, str]:
    return {
        name.decode("ascii").lower(): unescape((double or single or bare).decode("utf-8", "replace"))
        for name, double, single, bare in _ATTRIBUTE.findall(tag)
    }


def _web_address(text: str) -> str | None:
    url = _core.parse_url(text.strip())
    return url if url is not None and url.startswith(("http://", "https://")) else None
