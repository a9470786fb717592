"""The web app over a target of a million links: bytes, requests, milliseconds, and fifty users at once.

The server is the real one, `backlit serve`, in a process of its own on this machine; who asks is another process, so
both share the cores. Milliseconds are wall time from sending a request to having read all of the answer.
"""

from __future__ import annotations

import gzip
import http.client
import itertools
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import duckdb

import backlit
from backlit import store
from backlit.store.files import publish, written_files
from backlit.store.importing import index as index_segment
from backlit.store.journal import Journal, ReadFile, looks, write_journal
from backlit.store.progress import silent
from backlit.store.writing import writing
from bench.generate import SPECIAL, Web, generate
from bench.index import CACHE
from bench.measure import Claim, claims_table
from bench.web_peer import loaded, seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LINKS = 2_000_000
TARGET = SPECIAL[0]
USERS = 50
SECONDS = int(os.environ.get("BACKLIT_BENCH_SECONDS", "60"))
ROUNDS = 40
DEEP = 900_000
WORDS = ("tech", "shop", "blog", "news", "web", "data", "home", "auto", "med", "eco", "click", "here", "read", "more")
PLACEMENTS = ("main", "navigation", "footer", "sidebar", "comments")
RELS = ("followed", "nofollow", "ugc", "sponsored")
SORTS = ("first_seen", "last_seen", "anchor", "source_domain", "source_page_rating", "target_url", "kind", "placement")
OTHERS = ("referring-domains", "anchors", "pages", "overview", "changes")


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: bytes
    wire: int
    seconds: float

    @property
    def text(self) -> str:
        """The page."""
        return (gzip.decompress(self.body) if self.body[:2] == b"\x1f\x8b" else self.body).decode()

    @property
    def next(self) -> str | None:
        """The address of the next page."""
        found = re.search(r'<a [^>]*rel="next"[^>]*>', self.text)
        address = re.search(r'href="([^"]*)"', found.group()) if found else None
        return unescape(address.group(1)) if address else None


class User:
    """One browser, with a connection that is kept."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def get(self, address: str) -> Answer:
        """The answer to one request."""
        start = time.perf_counter()
        self._connection.request("GET", address, headers={"Accept-Encoding": "gzip"})
        response = self._connection.getresponse()
        body = response.read()
        return Answer(response.status, body, len(body), time.perf_counter() - start)


def page(report: str = "backlinks", **words: str | list[str]) -> str:
    """The address of a page about the target."""
    return f"/{report}?{urlencode({'target': TARGET, **words}, doseq=True)}"


def built() -> Path:
    """The home folder of an index with a million links to one domain, rated; built once."""
    home = CACHE / "web-index"
    if (home / "rated").exists():
        return home
    shutil.rmtree(home, ignore_errors=True)
    web = generate(CACHE / "web-target", LINKS, contexts=True, huge=2)
    with writing(store.open_home(home), silent) as writer:
        journal = _segment(writer.home.tmp / "segment", writer.manifest.next_id(), web)
        publish(writer.home.tmp / "segment", writer.home.segment(journal.id))
        index_segment(writer, journal)
    backlit.open(home).rank(seeds=list(SPECIAL[1:]))
    (home / "rated").touch()
    return home


def _segment(folder: Path, import_id: str, web: Web) -> Journal:
    shutil.copytree(web.segment, folder)
    first, last = looks(folder) or (None, None)
    read = ReadFile("generated", "warc", 0, "0" * 64, None, None, 0, web.links // 8, web.links, ())
    journal = Journal(import_id, int(time.time()), first, last, (read,), written_files(folder))
    write_journal(folder, journal)
    return journal


@contextmanager
def served(home: Path) -> Iterator[tuple[int, Callable[[], float]]]:
    """The server over an index: its port, and what tells the memory that it has resident, in MiB."""
    command = [str(Path(sys.executable).parent / "backlit"), "--home", str(home), "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        told = re.search(r":(\d+)/", server.stdout.readline())
        assert told is not None

        def resident() -> float:
            status = Path(f"/proc/{server.pid}/status").read_text()
            return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024  # type: ignore[union-attr]

        try:
            yield int(told.group(1)), resident
        finally:
            server.terminate()


def _cold(user: User) -> tuple[int, int, float]:
    """Bytes and requests of the first page in a browser that has nothing yet, and its seconds."""
    first = user.get(page())
    assert first.status == 200, first.text
    assets = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', first.text))
    return first.wire + sum(user.get(asset).wire for asset in assets), 1 + len(assets), first.seconds


def _first_row(user: User, home: Path) -> tuple[float, float]:
    """Medians of the first page over HTTP and of the query alone, of lengths that nobody asked for before."""
    index, columns = backlit.open(home), ("source_url", "source_title", "source_domain_rating", "source_page_rating", "source_trust",
        "anchor", "context_left", "context_right", "target_url", "kind", "rel", "placement", "followed", "nofollow", "sponsored", "ugc",
        "first_seen", "last_seen", "state", "source_domain")  # fmt: skip
    index.backlinks(TARGET, limit=1)
    ours, query = [], []
    for limit in range(41, 61):
        start = time.perf_counter()
        index.backlinks(TARGET, limit=limit, columns=columns)
        query.append(time.perf_counter() - start)
        ours.append(user.get(page(limit=str(limit))).seconds)
    return statistics.median(ours), statistics.median(query)


def _questions(kind: str) -> Iterator[str]:
    """Different questions of a kind, none twice."""
    if kind == "filter":
        for rel, placement in itertools.product(RELS, PLACEMENTS):
            yield page(filter=[f"rel={rel}", f"placement={placement}"])
        for word in WORDS:
            yield page(filter=f"anchor~{word}")
        for rating in range(30):
            yield page(filter=f"source_domain_rating>={rating}")
    for sort in SORTS:
        yield page(sort=sort)
        yield page(sort=f"{sort}:desc")
    for sort, rel in itertools.product(SORTS, RELS):
        yield page(sort=sort, filter=f"rel={rel}")


def _timed(user: User, addresses: Iterator[str]) -> list[float]:
    found = []
    for address in itertools.islice(addresses, ROUNDS):
        answer = user.get(address)
        assert answer.status == 200, answer.text
        found.append(answer.seconds)
    return found


def _walked(user: User, address: str, pages: int) -> list[float]:
    found = []
    answer = user.get(address)
    for _ in range(pages):
        assert answer.next is not None
        answer = user.get(answer.next)
        assert answer.status == 200, answer.text
        found.append(answer.seconds)
    return found


@dataclass
class Hammered:
    """What fifty users saw."""

    seconds: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def _hammer(port: int) -> Hammered:
    seen, lock, end = Hammered(), threading.Lock(), time.perf_counter() + SECONDS

    def use(number: int) -> None:
        chance, user, following = random.Random(number), User(port), None  # noqa: S311 - which question comes next, no secret
        filters, sorts = list(_questions("filter")), list(_questions("sort"))
        while time.perf_counter() < end:
            kind = chance.random()
            if kind < 0.35 and following:
                address = following
            elif kind < 0.6:
                address = chance.choice(filters)
            elif kind < 0.8:
                address = chance.choice(sorts)
            elif kind < 0.9:
                address = page(chance.choice(OTHERS))
            else:
                address = "/api/v1" + page(limit="50", filter=f"placement={chance.choice(PLACEMENTS)}")
            try:
                answer = user.get(address)
            except (OSError, http.client.HTTPException) as error:
                with lock:
                    seen.failed.append(repr(error))
                user = User(port)
                continue
            if answer.status == 200 and not address.startswith("/api"):
                following = answer.next or following
            with lock:
                seen.seconds.append(answer.seconds)
                if answer.status != 200:
                    seen.failed.append(f"{answer.status} {address}")

    users = [threading.Thread(target=use, args=(number,)) for number in range(USERS)]
    for one in users:
        one.start()
    for one in users:
        one.join()
    return seen


def _share(values: list[float], share: float) -> float:
    """A quantile in milliseconds."""
    return 1000 * sorted(values)[min(int(len(values) * share), len(values) - 1)]


def run() -> str:
    """Measure; give the section of RESULTS.md."""
    home = built()
    claims: list[Claim] = []
    rows: list[str] = []
    web = generate(CACHE / "web-target", LINKS, contexts=True, huge=2)
    with loaded(web.flat, web.folder / "web-peer.duckdb") as duck:
        theirs = seconds(duck, TARGET, ROUNDS, deep=DEEP, placements=PLACEMENTS, words=WORDS)

    def told(name: str, values: list[float], peer: str, most: float = 150) -> None:
        duck_median, duck_p95 = (f"{_share(theirs[peer], share):.0f}" for share in (0.5, 0.95))
        rows.append(
            f"| {name} | {len(values)} | {_share(values, 0.5):.0f} | {_share(values, 0.95):.0f} | {duck_median} | {duck_p95} |"
        )
        p95 = _share(values, 0.95)
        claims.append(Claim(f"{name}, p95, one user", f"at most {most:.0f} ms", f"{p95:.0f} ms", p95 <= most))

    with served(home) as (port, resident):
        user, start = User(port), resident()
        size, requests, cold = _cold(user)
        claims.append(Claim("cold Backlinks page, gzip", "at most 40 kB", f"{size / 1000:.1f} kB", size <= 40_000))
        claims.append(Claim("requests of it", "at most 8", str(requests), requests <= 8))
        time.sleep(5)
        user = User(port)  # the server closes a connection that nobody used for so long
        shown, query = _first_row(user, home)
        ratio = shown / query
        text = f"{ratio:.2f} ({1000 * shown:.0f} against {1000 * query:.0f} ms)"
        claims.append(Claim("first row over the query itself", "at most 1.5 times", text, ratio <= 1.5))
        told("filter", _timed(user, _questions("filter")), "filter")
        told("sort", _timed(user, _questions("sort")), "sort")
        told("next page", _walked(user, page(), ROUNDS), "next page")
        after = backlit.open(home).backlinks(TARGET, limit=DEEP, columns=["source_url"]).next or ""
        user = User(port)
        deep = _walked(user, page(after=after), ROUNDS)
        told(f"next page after {DEEP:,} rows", deep, "deep")
        first = _share(_timed(user, iter([page(limit=str(n)) for n in range(61, 101)])), 0.5)
        claims.append(Claim("a deep page over a first page, medians", "no slower", f"{_share(deep, 0.5) / first:.2f}",
                            _share(deep, 0.5) <= 1.1 * first))  # fmt: skip
        before = resident()
        seen = _hammer(port)
        within = sum(second < 1 for second in seen.seconds) / max(len(seen.seconds), 1)
        many = f"{within:.1%} of {len(seen.seconds):,}"
        claims.append(
            Claim(f"{USERS} users for {SECONDS} s, answered within a second", "at least 95 %", many, within >= 0.95)
        )
        claims.append(Claim("of these failed", "0", str(len(seen.failed)), not seen.failed))
        end = resident()
        claims.append(Claim("memory of the server", "bounded: below 2,048 MiB", f"{end:.0f} MiB", end < 2048))
        rows.append(
            f"| {USERS} users at once | {len(seen.seconds)} | {_share(seen.seconds, 0.5):.0f} | {_share(seen.seconds, 0.95):.0f} | | |"
        )
    for failure in seen.failed[:5]:
        print(failure, file=sys.stderr)
    return f"""## The web app

An index of {LINKS:,} generated links, 1,000,000 of them to one domain; the server and those who ask share {os.cpu_count()} cores. The first answer of a
server that has just started took {1000 * cold:.0f} ms. Memory resident: {start:.0f} MiB at the start, {before:.0f} before the users came, {end:.0f} after them.

{claims_table(claims)}

| question | asked | median, ms | p95, ms | DuckDB, median | DuckDB, p95 |
| --- | ---: | ---: | ---: | ---: | ---: |
{chr(10).join(rows)}

Filters and orders are each asked for the first time. The users take a next page, a filter, an order, another report or the REST API, at random, as
fast as they are answered. DuckDB {duckdb.__version__} is asked in a process of its own with both cores, the query alone: no HTTP, no page, no texts
around links; it has no cursor, so it counts rows off. A deep page costs more than a first one by the texts around its links, which lie
scattered in the segment: without them both take about 2 ms.
"""
