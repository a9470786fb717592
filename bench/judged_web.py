"""A web to judge: pages that link to one target, written as a crawler would bring them home, in WARC.

300,000 pages of some ten thousand domains with a million links to the target between them: articles in six languages
and many topics, pages of links, comment threads, credits in the footers of whole sites, and domains whose pages are
alike but for the name. Every page has a title, paragraphs, navigation of thirty links, scripts and styles, about 30 kB:
a third of what the real pages of the placement benchmark have in the median (91 kB), so that importing is not
flattered. The words are made of syllables: what is measured is time, and no rule is judged by these pages.
"""

from __future__ import annotations

import random
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TARGET = "lamps.example"
PAGES_A_DOMAIN = 6
LINKS_A_PAGE = 10 / 3
LANGUAGES = ("en", "en", "en", "de", "fr", "es", "it", "pl")
SUFFIXES = (".com", ".org", ".net", ".de", ".fr", ".example", ".info", ".co.uk", ".io", ".shop")
SYLLABLES = ("la", "mor", "ti", "ken", "sa", "ru", "vel", "o", "pin", "der", "mi", "cas", "no", "ber", "ul", "ga")
ANCHORS = ("Lamps", "Lamps", "Lamps", "lamps.example", "https://lamps.example/", "desk lamp", "best desk lamps", "here")
OWN_LINKS = 30
HEAD_BYTES = 23_000
"""Of scripts and styles."""
FILE_PAGES = 50_000


def written(folder: Path, links: int) -> list[Path]:
    """The files of a web with about `links` links to the target; nothing is done where they lie already."""
    pages = int(links / LINKS_A_PAGE)
    files = [folder / f"{number:02}.warc.gz" for number in range(-(-pages // FILE_PAGES))]
    if not (folder / "done").exists():
        folder.mkdir(parents=True, exist_ok=True)
        made = _pages(pages)
        for file in files:
            with file.open("wb") as out:
                for _, (url, html) in zip(range(FILE_PAGES), made, strict=False):
                    out.write(_record(url, html))
        (folder / "done").touch()
    return files


def _record(url: str, html: str) -> bytes:
    body = html.encode()
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
    day = 1 + zlib.crc32(url.encode()) % 28
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-03-{day:02}T10:00:00Z\r\n"
        f"WARC-Record-ID: <urn:x:{zlib.crc32(url.encode())}>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    return packer.compress(head.encode() + answer + b"\r\n\r\n") + packer.flush()


def _pages(count: int) -> Iterator[tuple[str, str]]:
    chance = random.Random(6)  # noqa: S311 - which words stand where, no secret
    topics = [_Topic(number) for number in range(60)]
    domains = max(count // PAGES_A_DOMAIN, 1)
    names = [f"{_word(chance, 3)}{number}{chance.choice(SUFFIXES)}" for number in range(domains)]
    made = domain = 0
    while made < count:
        # Few sites have many pages that link, most have one or two; a hundredth has its link on every page.
        size = min(int(1 + 3 * chance.paretovariate(1.2)), 400, count - made)
        yield from _site(chance, topics, names, domain % domains, size)
        made, domain = made + size, domain + 1


class _Topic:
    """Sentences of a topic."""

    def __init__(self, number: int) -> None:
        chance = random.Random(number)  # noqa: S311 - as above
        self.language = LANGUAGES[number % len(LANGUAGES)]
        self.words = [_word(chance, 2 + chance.randrange(2)) for _ in range(400)]
        styles = [f".{word}{{margin:{n}px;color:#{n:03x}}}" for n, word in enumerate(self.words)]
        scripts = [f'var {word}=function(a,b){{return a+"{word}"+b}};' for word in self.words]
        self.style, self.script = "".join(styles)[: HEAD_BYTES // 2], "".join(scripts)[: HEAD_BYTES // 2]
        self.sentences = [" ".join(chance.choices(self.words, k=14)).capitalize() + "." for _ in range(300)]


def _word(chance: random.Random, syllables: int) -> str:
    return "".join(chance.choices(SYLLABLES, k=syllables))


def _site(
    chance: random.Random, topics: list[_Topic], names: list[str], domain: int, size: int
) -> Iterator[tuple[str, str]]:
    name, topic, kind = names[domain], chance.choice(topics), chance.random()
    alike = topics[0].sentences[:40] if kind < 0.03 else None
    tag = f"UA-{1_000_000 + (0 if alike else domain)}-1"
    for number in range(size):
        url = f"https://www.{name}/{chance.choice(topic.words)}/{chance.choice(topic.words)}-{number}"
        text = alike or chance.sample(topic.sentences, 24)
        title = " ".join(chance.choices(topic.words, k=6)).capitalize() + f" | {name}" if not alike else "Welcome"
        others = [f'<a href="https://{chance.choice(names)}/">{chance.choice(topic.words)}</a>' for _ in range(6)]
        own = [
            f'<li class="menu-item menu-item-type-post {word}"><a class="menu-link" href="/{word}/">{word}</a></li>'
            for word in topic.words[:OWN_LINKS]
        ]
        links = [_link(chance, topic, kind) for _ in range(1 + (chance.random() < 0.5) + chance.randrange(4))]
        footer = f'<p>Made by <a href="https://{TARGET}/">Lamps</a></p>' if 0.03 <= kind < 0.04 else ""
        yield url, _html(topic, _Page(title, text, others, own, links, tag, footer))


def _link(chance: random.Random, topic: _Topic, kind: float) -> str:
    rel = ' rel="nofollow ugc"' if kind > 0.9 else ' rel="sponsored"' if 0.88 < kind <= 0.9 else ""
    named = chance.choice(ANCHORS) if chance.random() < 0.6 else " ".join(chance.choices(topic.words, k=4))
    return f'<a href="https://{TARGET}/p/{int(chance.paretovariate(0.6)) % 2000}"{rel}>{named}</a>'


@dataclass(frozen=True)
class _Page:
    """What a page is made of."""

    title: str
    text: list[str]
    others: list[str]
    own: list[str]
    links: list[str]
    tag: str
    footer: str


def _html(topic: _Topic, page: _Page) -> str:
    text, links, others = page.text, page.links, page.others
    third = len(text) // 3
    first, second, last = (" ".join(text[n * third : (n + 1) * third]) for n in range(3))
    places = " and ".join(links)
    comments = f'<section id="comments"><div class="comment"><p>{text[1]} {links[0]}</p></div></section>'
    return (
        f'<!DOCTYPE html><html lang="{topic.language}"><head><title>{page.title}</title>'
        f'<script async src="https://www.googletagmanager.com/gtag/js?id={page.tag}"></script>'
        f"<style>{topic.style}</style><script>{topic.script}</script></head><body>"
        f'<header><nav><ul class="menu">{"".join(page.own)}</ul></nav></header><main><article><h1>{page.title}</h1><p>{first}</p>'
        f"<p>{text[2]} {places} {text[3]}</p><p>{second} {others[0]} {others[1]}</p><p>{last}</p></article>"
        f'{comments if len(links) > 3 else ""}</main><aside class="side"><p>{" ".join(others[2:])}</p></aside>'
        f"<footer>{page.footer}<p>{text[-1]}</p></footer></body></html>"
    )
