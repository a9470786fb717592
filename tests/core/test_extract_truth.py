"""The extractor against 299,801 links that an HTML5 tree (lexbor) found on 3,371 real pages."""

from __future__ import annotations

import gzip
import re
from collections import Counter, defaultdict
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from backlit import _core

DATA = Path(__file__).parents[2] / ".." / "shared" / "data" / "pydocs"
pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the pydocs pages are not at ../shared/data/pydocs")

Key = tuple[str | None, str, str]


def pages() -> list[tuple[str, bytes]]:
    """Address and body of every page; the file is plain enough for a reader of ten lines."""
    data = gzip.decompress((DATA / "pages.warc.gz").read_bytes())
    found, at = [], 0
    while (at := data.find(b"WARC/1.0\r\n", at)) >= 0:
        end = data.index(b"\r\n\r\n", at)
        headers = dict(line.split(": ", 1) for line in data[at:end].decode().split("\r\n")[1:])
        at = end + 4 + int(headers["Content-Length"])
        if headers["WARC-Type"] == "response":
            body = data[end + 4 : at]
            found.append((headers["WARC-Target-URI"], body[body.index(b"\r\n\r\n") + 4 :]))
    return found


def collapsed(text: str | None) -> str:
    return " ".join((text or "").split())


def style_texts(body: bytes) -> set[str]:
    """The texts of a page's style sheets: in a tree text of the link around them, to a reader nothing."""
    styles = re.findall(rb"<style[^>]*>(.*?)</style>", body, re.DOTALL)
    return {collapsed(style.decode("utf-8", "replace")) for style in styles}


def test_the_links_of_a_tree() -> None:
    truth: dict[str, list[Key]] = defaultdict(list)
    for row in pq.read_table(DATA / "links.parquet").to_pylist():
        truth[row["source_url"]].append((row["target_url"], collapsed(row["anchor"]), collapsed(row["rel"])))
    wrong: list[str] = []
    missing = invented = 0
    looked_at = pages()
    for url, body in looked_at:
        styles = style_texts(body)
        expected = [(target, "" if anchor in styles else anchor, rel) for target, anchor, rel in truth[url]]
        _, links, _ = _core.extract_page(body, url)
        found = [
            (
                row["target_url"],
                collapsed(row["anchor"]) if row["anchor_from"] == "text" else "",
                collapsed(row["rel"]),
            )
            for row in pa.table(links).to_pylist()
            if row["kind"] in {"text", "image", "area"}
        ]
        if set(found) != set(expected):
            wrong.append(f"{url}: {set(expected) ^ set(found)}")
        missing += len(set(expected) - set(found))
        # Repeated links count one by one: a tree may have a clone more, never a link less.
        invented += sum((Counter(link[0] for link in found) - Counter(link[0] for link in expected)).values())
    total = sum(map(len, truth.values()))
    assert len(looked_at) == 3371
    assert total == 299_801
    assert len(wrong) < len(looked_at) / 1000, "\n".join(wrong[:10])
    assert missing < total / 10_000
    assert invented == 0
