"""Archives made by tests, and what the core makes of archives."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from backlit import _core


class Segment:
    """What came of some files."""

    def __init__(self, folder: Path, files: list[Path], threads: int = 1, as_of: int | None = None) -> None:
        folder.mkdir()
        self.folder = folder
        inputs = [(str(path), path.name, None, as_of) for path in files]
        self.results = _core.extract_files(inputs, str(folder), threads, lambda *_: True)

    def table(self, name: str) -> pa.Table:
        return pa.concat_tables(pq.read_table(path) for path in sorted(self.folder.glob(f"{name}-*.parquet")))

    def pages(self) -> list[dict[str, Any]]:
        return self.table("pages").to_pylist()

    def links(self) -> list[dict[str, Any]]:
        """Links with the address of their page."""
        pages = self.table("pages")["url"].to_pylist()
        return [row | {"source": pages[row["page"]]} for row in self.table("links").to_pylist()]

    def damage(self) -> list[tuple[int, str]]:
        return [damage for result in self.results for damage in result["damage"]]


def warc(
    kind: str, url: str, block: bytes, *, media: str = "application/http; msgtype=response", more: str = ""
) -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-01-15T00:00:00Z\r\n{more}"
        f"Content-Type: {media}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def page(url: str, body: bytes, head: str = "") -> bytes:
    """The record of an HTML page."""
    return warc("response", url, f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{head}\r\n".encode() + body)
