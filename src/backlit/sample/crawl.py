"""The two crawls: when each page is looked at, and the WARC files that a crawler would have written.

WARC 1.1 (ISO 28500:2017): one gzip member a record; a warcinfo, then a request and a response (or revisit) for each
look. Record ids, dates and digests are made from the plan, so that the records are the same everywhere; only the
compressed bytes may differ between versions of zlib.
"""

import base64
import gzip
import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zlib import crc32

from backlit.sample.layout import dice_for
from backlit.sample.markup import html
from backlit.sample.pages import VISITS, Answer, Page, Web

STARTS = {"1": datetime(2026, 3, 10, 2, 0, tzinfo=UTC), "2": datetime(2026, 4, 10, 2, 0, tzinfo=UTC)}
"""When the crawls begin."""
SECOND_LOOKS = timedelta(hours=4, minutes=30)
"""How long after the start the second looks begin."""
AGENT = "backlit-sample/1.0"
REASONS = {
    200: "OK", 301: "Moved Permanently", 302: "Found", 308: "Permanent Redirect", 404: "Not Found", 410: "Gone",
    500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """One look at one page."""

    page: Page
    visit: str
    at: datetime
    revisit_of: datetime | None = None
    """The time of the look whose content a revisit refers to."""

    @property
    def answer(self) -> Answer:
        """What the server says."""
        return self.page.answers[self.visit]

    @property
    def crawl(self) -> int:
        """1 or 2."""
        return int(self.visit[0])


def schedule(web: Web) -> list[Look]:
    """All looks in the order of time: a page every seven seconds or so, second looks at the end of a crawl."""
    looks: list[Look] = []
    last: dict[str, datetime] = {}
    for visit in VISITS:
        dice = dice_for("schedule", visit)
        pages = [page for page in web.pages if visit in page.answers]
        dice.shuffle(pages)
        start = STARTS[visit[0]] + (SECOND_LOOKS if visit[1] == "b" else timedelta())
        for number, page in enumerate(pages):
            at = start + timedelta(seconds=7 * number + dice.randint(0, 5))
            looks.append(Look(page, visit, at, last.get(page.url) if page.answers[visit].revisit else None))
            last[page.url] = at
    return looks


def write_crawl(looks: list[Look], path: Path) -> None:
    """Writes the looks of one crawl as a `.warc.gz` file."""
    with path.open("wb") as file:
        for record in records(looks, path.name):
            file.write(gzip.compress(record, 6, mtime=0))


def records(looks: list[Look], name: str) -> Iterator[bytes]:
    """The records of one crawl, uncompressed."""
    about = f"software: {AGENT}\r\nformat: WARC File Format 1.1\r\ndescription: sample web, crawl {looks[0].crawl}\r\n"
    filename = [("WARC-Filename", name)]
    yield _record("warcinfo", looks[0].at, name, about.encode(), media="application/warc-fields", headers=filename)
    for look in looks:
        parts = urlsplit(look.page.url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        asked = (
            f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nUser-Agent: {AGENT}\r\nAccept: text/html\r\n\r\n".encode()
        )
        target = ("WARC-Target-URI", look.page.url)
        response = _id("response", look)
        address = ("WARC-IP-Address", ip_address(look.page))
        yield _response(look, [target, address])
        extra = [target, address, ("WARC-Concurrent-To", response)]
        yield _record("request", look.at, _key(look), asked, media="application/http; msgtype=request", headers=extra)


def ip_address(page: Page) -> str:
    """An address of the documentation ranges (RFC 5737); the networks and farms share one /24."""
    site = page.site
    last = crc32(site.domain.encode()) % 250 + 1
    if site.role in ("network", "farm", "money"):
        return f"192.0.2.{last}"
    return f"{'198.51.100' if last % 2 else '203.0.113'}.{last}"


def _response(look: Look, headers: list[tuple[str, str]]) -> bytes:
    answer = look.answer
    body = html(look.page, look.visit) if answer.status == 200 else _message(answer)
    head = _http_head(look, body)
    digest = ("WARC-Payload-Digest", _digest(body))
    kind = "application/http; msgtype=response"
    if look.revisit_of:
        profile = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
        headers = [
            *headers, digest, ("WARC-Profile", profile), ("WARC-Refers-To-Target-URI", look.page.url),
            ("WARC-Refers-To-Date", _time(look.revisit_of)),
        ]  # fmt: skip
        return _record("revisit", look.at, _key(look), head, media=kind, headers=headers)
    if answer.truncated:
        headers = [*headers, ("WARC-Truncated", "length")]
    return _record("response", look.at, _key(look), head + body, media=kind, headers=[*headers, digest])


def _message(answer: Answer) -> bytes:
    """What a server sends where there is no page: plain text, so that there is no link in it."""
    return f"{answer.status} {REASONS[answer.status]}\n".encode()


def _http_head(look: Look, body: bytes) -> bytes:
    site, answer = look.page.site, look.answer
    charset = f"; charset={site.encoding}" if site.declared == "header" else ""
    media = f"text/html{charset}" if answer.status == 200 else "text/plain"
    lines = [
        f"HTTP/1.1 {answer.status} {REASONS[answer.status]}",
        f"Date: {look.at:%a, %d %b %Y %H:%M:%S} GMT",
        f"Server: {('nginx', 'Apache', 'Caddy')[crc32(site.name.encode()) % 3]}",
        f"Content-Type: {media}",
        f"Content-Length: {len(body)}",
    ]
    if answer.location:
        lines.append(f"Location: {answer.location}")
    if answer.status == 200 and not look.page.written:
        lines.append(f"Content-Language: {look.page.language}")
    if look.visit in look.page.noindex and look.page.robots_header:
        lines.append("X-Robots-Tag: noindex")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _record(kind: str, at: datetime, key: str, block: bytes, *, media: str, headers: list[tuple[str, str]]) -> bytes:
    """One record: its head, the block, two empty lines. Id and digest come from what is in it."""
    fields = [
        ("WARC-Type", kind),
        ("WARC-Record-ID", _urn(kind, key)),
        ("WARC-Date", _time(at)),
        *headers,
        ("WARC-Block-Digest", _digest(block)),
        ("Content-Type", media),
        ("Content-Length", str(len(block))),
    ]
    head = "WARC/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in fields)
    return head.encode() + b"\r\n" + block + b"\r\n\r\n"


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}Z"


def _key(look: Look) -> str:
    return f"{look.visit} {look.page.url}"


def _id(kind: str, look: Look) -> str:
    return _urn("revisit" if look.revisit_of else kind, _key(look))


def _urn(kind: str, key: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{kind} {key}')}>"


def _digest(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()
