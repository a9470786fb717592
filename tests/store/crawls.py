"""Small crawls as WARC files, and what a home folder says after importing them.

Everything follows from a number, so two runs see the same bytes. A second crawl drops, adds and changes links, and
some of its pages are gone.
"""

from __future__ import annotations

import gzip
import random
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from backlit import model, store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FIRST = datetime(2026, 9, 1, tzinfo=UTC)
SECOND = datetime(2026, 10, 1, tzinfo=UTC)
THIRD = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass(frozen=True)
class File:
    """A file to import, as `backlit.sources` would find it."""

    path: Path
    kind: str = "warc"
    base: str | None = None

    @property
    def name(self) -> str:
        return self.path.name


def write_crawl(path: Path, when: datetime, seed: int, pages: int = 60, links: int = 12) -> File:
    """A crawl of `pages` pages on invented sites; a part of what they hold differs from seed to seed."""
    records = []
    for number in range(pages):
        url = f"http://site{number % 17}.example/page{number}"
        # Half of a page's links are the same in every crawl, half are this crawl's own.
        steady, own = random.Random(number), random.Random(seed * 1_000_003 + number)  # noqa: S311 (no secret)
        items = [anchor(steady if n % 2 else own, n, pages) for n in range(links)]
        gone = own.random() < 0.1
        body = "" if gone else f"<html><title>Page {number}</title><body><p>{' and '.join(items)}</p></body></html>"
        records.append(response(url, when, body.encode(), "404 Not Found" if gone else "200 OK"))
    path.write_bytes(b"".join(gzip.compress(record, 1, mtime=0) for record in records))
    return File(path)


def anchor(chance: random.Random, number: int, pages: int) -> str:
    target = f"http://site{chance.randrange(17)}.example/page{chance.randrange(pages)}"
    rel = ' rel="nofollow"' if chance.random() < 0.2 else ""
    return f'<a href="{target}"{rel}>link {number} of {chance.randrange(5)}</a>'


def response(url: str, when: datetime, body: bytes, status: str = "200 OK") -> bytes:
    """One WARC record of an HTTP answer."""
    http = (
        f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    )
    head = (
        f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: {when:%Y-%m-%dT%H:%M:%SZ}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http) + len(body)}\r\n\r\n"
    )
    return head.encode() + http + body + b"\r\n\r\n"


Rows = list[tuple[Any, ...]]


def rows(home: store.Home, leave_out: Sequence[str] = ()) -> tuple[Rows, Rows]:
    """Every link and every page of a home, in full: what two homes must agree on."""
    core = store.snapshot(home).core
    everything = core.pages("all")
    left_out = {"row", *leave_out}
    links = [name for name in model.LINKS.names if name not in left_out]
    pages = [name for name in model.PAGES.names if name not in left_out]
    return (
        _sorted(pa.table(core.link_columns(core.links("all", everything), links))),
        _sorted(pa.table(core.page_columns(everything, pages))),
    )


def _sorted(table: pa.Table) -> Rows:
    return sorted((tuple(row.values()) for row in table.to_pylist()), key=repr)
