"""The peers of the extractor: what a good engineer would put together out of existing Python packages.

`selectolax_fields` collects the same fields as our core does, as fast as we could make it: address, anchor or alt,
rel, kind, placement (by landmarks alone, which is less than ours), 100 characters on both sides, title, canonical,
language, robots. It resolves addresses with `urllib.parse.urljoin` and a cache a page; it does not normalise them,
nor find registrable domains: the peer does less, which favours it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import pyarrow as pa
import pyarrow.parquet as pq
from fastwarc.warc import ArchiveIterator, WarcRecordType
from scrapy.http import HtmlResponse
from scrapy.linkextractors import LinkExtractor
from selectolax.lexbor import LexborHTMLParser
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

if TYPE_CHECKING:
    from pathlib import Path

UNSEEN = frozenset(["script", "style", "iframe", "textarea"])
REGIONS = {
    "nav": "navigation",
    "header": "header",
    "footer": "footer",
    "aside": "sidebar",
    "main": "main",
    "article": "main",
}
COLUMNS = (
    "source_url",
    "target_url",
    "target_raw",
    "anchor",
    "rel",
    "kind",
    "placement",
    "context_left",
    "context_right",
)
Columns = dict[str, list[Any]]


def _responses(path: Path) -> Any:
    return ArchiveIterator(str(path), record_types=WarcRecordType.response, parse_http=True, fsspec_args=False)


def warc_pages(path: Path) -> list[tuple[str, bytes]]:
    """Address and body of every response of a WARC file, in memory."""
    return [(record.headers["WARC-Target-URI"], record.reader.read()) for record in _responses(path)]


def inflate_only(path: Path) -> int:
    """Read and inflate a WARC file with fastwarc, looking at no byte of a page."""
    return sum(len(record.reader.read()) for record in _responses(path))


def bare_parse(pages: list[tuple[str, bytes]]) -> int:
    """Build lexbor's tree of every page and do nothing with it."""
    return sum(LexborHTMLParser(body).root is not None for _, body in pages)


def _regions(root: Any) -> dict[int, str]:
    """The nearest landmark of every link. Inner landmarks come later in the document, so they overwrite outer ones."""
    regions: dict[int, str] = {}
    for landmark in root.css("nav, header, footer, aside, main, article"):
        region = REGIONS[landmark.tag]
        for link in landmark.css("a[href]"):
            regions[link.mem_id] = region
    return regions


def _text_and_links(root: Any) -> tuple[str, list[tuple[Any, int]]]:
    """The visible text, and each link with the offset of its first character in it."""
    pieces: list[str] = []
    links: list[tuple[Any, int]] = []
    length, hidden = 0, False
    for node in root.traverse(include_text=True):
        tag = node.tag
        if tag == "-text":
            if hidden:
                hidden = False
                continue
            text = " ".join(node.text_content.split())
            if text:
                pieces.append(text)
                length += len(text) + 1
        elif tag == "a":
            links.append((node, length))
        else:
            # Raw text elements hold one text node, which comes next.
            hidden = tag in UNSEEN
    return " ".join(pieces), links


def _resolve(base_url: str, href: str) -> str:
    # `urljoin` costs 6 µs and more: the two commonest forms do without.
    if href.startswith(("https://", "http://")):
        return href
    if href.startswith("#"):
        return base_url.partition("#")[0] + href
    try:
        return urljoin(base_url, href)
    except ValueError:
        return ""


def selectolax_fields(url: str, body: bytes, out: Columns) -> dict[str, str | None]:
    """Every link of a page with all fields, appended to `out`; the page's facts."""
    tree = LexborHTMLParser(body)
    base = tree.css_first("base[href]")
    base_url = urljoin(url, base.attributes["href"] or "") if base is not None else url
    resolved: dict[str, str] = {}
    root = tree.body
    if root is not None:
        regions = _regions(root)
        page_text, links = _text_and_links(root)
        for node, start in links:
            attributes = node.attributes
            href = attributes.get("href")
            if href is None:
                continue
            target = resolved.get(href)
            if target is None:
                target = resolved[href] = _resolve(base_url, href.strip())
            anchor, kind = " ".join(node.text().split()), "text"
            end = start + len(anchor)
            if not anchor:
                image = node.css_first("img")
                if image is not None:
                    anchor, kind = image.attributes.get("alt") or "", "image"
            out["source_url"].append(url)
            out["target_url"].append(target)
            out["target_raw"].append(href)
            out["anchor"].append(anchor)
            out["rel"].append(attributes.get("rel"))
            out["kind"].append(kind)
            out["placement"].append(regions.get(node.mem_id, "unknown"))
            out["context_left"].append(page_text[max(0, start - 100) : start])
            out["context_right"].append(page_text[end : end + 100])
    title = tree.css_first("title")
    canonical = tree.css_first("link[rel=canonical]")
    robots = tree.css_first("meta[name=robots]")
    html = tree.css_first("html")
    return {
        "url": url,
        "title": title.text() if title is not None else None,
        "canonical": canonical.attributes.get("href") if canonical is not None else None,
        "robots": robots.attributes.get("content") if robots is not None else None,
        "language": html.attributes.get("lang") if html is not None else None,
    }


def selectolax_pages(pages: list[tuple[str, bytes]]) -> int:
    """All fields of all pages in memory."""
    out: Columns = {name: [] for name in COLUMNS}
    for url, body in pages:
        selectolax_fields(url, body, out)
    return len(out["anchor"])


def selectolax_to_parquet(path: Path, folder: Path) -> int:
    """`.warc.gz` to Parquet with fastwarc, selectolax and pyarrow."""
    out: Columns = {name: [] for name in COLUMNS}
    facts = [
        selectolax_fields(record.headers["WARC-Target-URI"], record.reader.read(), out) for record in _responses(path)
    ]
    pq.write_table(pa.table(out), folder / "peer-links.parquet", compression="lz4")
    pq.write_table(pa.Table.from_pylist(facts), folder / "peer-pages.parquet", compression="lz4")
    return len(out["anchor"])


def scrapy_links(path: Path) -> int:
    """`.warc.gz` to links (address, text, nofollow) with warcio and Scrapy's LinkExtractor."""
    extractor = LinkExtractor(unique=False)
    found = 0
    with path.open("rb") as stream:
        for record in WarcioIterator(stream):
            if record.rec_type == "response":
                body = record.content_stream().read()
                url = record.rec_headers.get_header("WARC-Target-URI")
                response = HtmlResponse(url, body=body, encoding="utf-8")
                found += len(extractor.extract_links(response))
    return found
