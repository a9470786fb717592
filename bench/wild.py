"""Comments and sponsored links on pages of the wild web, against what their publishers said in `rel`.

`rel` is taken out of the pages, byte for byte, before anything reads them; then Backlit imports them and says what each
external link is, from wording, addresses, placement and markup alone. What the publishers had written is the truth.
"""

from __future__ import annotations

import re
import tempfile
from io import BytesIO
from pathlib import Path

import pyarrow as pa
from fastwarc.warc import ArchiveIterator, WarcRecordType

from backlit import _core, store
from backlit.assess import anchors, types
from backlit.assess.material import Material
from backlit.assess.rules import read_rules
from backlit.model.judgement import Project
from backlit.sources import find_files
from bench import DATA

PAGES = DATA / "placement" / "pages.warc.gz"
_TAG = re.compile(rb"""<(?:a|area|form)(?=[\s/])(?:[^>"']|"[^"]*"|'[^']*')*>""", re.IGNORECASE)
_LOOSE = re.compile(rb"<(?:a|area|form)(?=[\s/])[^>]*>", re.IGNORECASE)
_REL = re.compile(rb"""(?<=[\s"'/])rel\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]*)""", re.IGNORECASE)


def strip_rel(html: bytes) -> bytes:
    """A page without the `rel` of its links; everything else stays as it is."""
    for tag in (_TAG, _LOOSE):
        html = tag.sub(lambda found: _REL.sub(b"", found.group()), html)
    return html


def pages() -> list[tuple[str, str, bytes]]:
    """Address, content type and bytes of every page."""
    found = []
    with PAGES.open("rb") as file:
        for record in ArchiveIterator(file, record_types=WarcRecordType.response, parse_http=True):
            kind = record.http_headers.get("Content-Type", "text/html") if record.http_headers else "text/html"
            found.append((record.headers["WARC-Target-URI"], kind, record.reader.read()))
    return found


def imported(folder: Path) -> tuple[store.Home, list[tuple[str, int, str, str]]]:
    """An index of the stripped pages, and what publishers said of each link: (page, position, rel, target)."""
    told: list[tuple[str, int, str, str]] = []
    archive = folder / "stripped.warc"
    with archive.open("wb") as out:
        for number, (url, kind, html) in enumerate(pages()):
            address = _address(url, number)
            facts, links, _ = (pa.table(part) for part in _core.extract_page(html, address, content_type=kind))
            del facts
            rows = links.select(["position", "rel", "target_url"]).to_pydict()
            told += [
                (address, position, rel or "", target or "")
                for position, rel, target in zip(rows["position"], rows["rel"], rows["target_url"], strict=True)
            ]
            out.write(_record(address, kind, strip_rel(html)))
    home = store.open_home(folder / "home")
    store.import_files(home, find_files([str(archive)]), jobs=2)
    return home, told


def _address(url: str, number: int) -> str:
    """The address of a page; a made-up one for the few that were kept under the name of a file."""
    if url.startswith(("http://", "https://")):
        return url
    host = re.search(r"[\w.-]*?\.(?:com\.pa|gov\.jm|com|net|org|de|hn|vc|cu|pe|jm)(?=[.-]|$)", url.partition("::")[2])
    return f"http://{host.group() if host else 'unknown.test'}/{number}"


def _record(url: str, kind: str, html: bytes) -> bytes:
    body = b"HTTP/1.1 200 OK\r\nContent-Type: " + kind.encode() + b"\r\n\r\n" + html
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-01-01T00:00:00Z\r\n"
        f"Content-Type: application/http;msgtype=response\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"
