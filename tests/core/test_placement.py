"""Where links stand, end to end through the extractor, against people's labels on real pages.

The trees of the core were learned from these very labels, so what is measured here is that the core decides what was
learned, no measure of its worth on other pages: for that see the cross-validation in docs/placement.md.
"""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from backlit import _core

DATA = Path(__file__).parents[3] / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the shared data folder is not beside the repository")


def pages(path: Path) -> Iterator[tuple[str, bytes]]:
    """Address and body of each response of a WARC whose bodies are not encoded."""
    with gzip.open(path) as archive:
        while line := archive.readline():
            headers: dict[bytes, bytes] = {}
            while line := archive.readline().strip():
                name, _, value = line.partition(b":")
                headers[name.lower()] = value.strip()
            block = archive.read(int(headers[b"content-length"]))
            archive.read(4)
            if headers[b"warc-type"] == b"response":
                yield headers[b"warc-target-uri"].decode(), block.partition(b"\r\n\r\n")[2]


def placed(body: bytes, url: str) -> list[str]:
    """Placements of the page's `<a href>` in their order."""
    links = pa.table(_core.extract_page(body, url)[1])
    kinds, placements = links["kind"].to_pylist(), links["placement"].to_pylist()
    return [placement for kind, placement in zip(kinds, placements, strict=True) if kind in ("text", "image")]


@needs_data
def test_main_is_told_from_the_rest_on_labelled_pages() -> None:
    found = {url: placed(body, url) for url, body in pages(DATA / "placement" / "pages.warc.gz")}
    right = wrong = missed = 0
    for row in pq.read_table(DATA / "placement" / "labels.parquet").to_pylist():
        # The labels count the `a` elements with an href of a tree, which clones an unclosed `a` now and then.
        page = found[row["page_url"].strip()]
        said_main = row["a_index"] < len(page) and page[row["a_index"]] == "main"
        is_main = row["label"] == "main"
        right += said_main and is_main
        wrong += said_main and not is_main
        missed += is_main and not said_main
    assert 2 * right / (2 * right + wrong + missed) >= 0.90


@needs_data
def test_links_in_landmarks_of_documentation_are_not_main() -> None:
    truth: dict[str, list[str]] = {}
    columns = ["source_url", "position", "tag", "region_chain"]
    for row in pq.read_table(DATA / "pydocs" / "links.parquet", columns=columns).to_pylist():
        if row["tag"] == "a":
            truth.setdefault(row["source_url"], []).append(row["region_chain"] or "")
    in_nav = main_in_nav = in_main = main_in_main = 0
    for number, (url, body) in enumerate(pages(DATA / "pydocs" / "pages.warc.gz")):
        if number % 10:
            continue
        found = placed(body, url)
        chains = truth.get(url, [])
        if len(found) != len(chains):
            continue
        for placement, chain in zip(found, chains, strict=True):
            if "nav" in chain:
                in_nav += 1
                main_in_nav += placement == "main"
            elif "main" in chain or "article" in chain:
                in_main += 1
                main_in_main += placement == "main"
    assert in_nav > 1000
    assert main_in_nav / in_nav < 0.01
    assert main_in_main / in_main > 0.5
