"""Inputs made to hurt: each must be read to its end in bounded memory. A hang is the suite's timeout."""

import gzip
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of memory is read from /proc")

# Runs in a process of its own. getrusage would not do: a child begins with the peak of its parent.
PEAK = """
import re, sys
from pathlib import Path
from backlit import _core
def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]) // 1024
"""
EXTRACT = """
import pyarrow as pa
html = Path(sys.argv[1]).read_bytes()
before = peak()
links = pa.table(_core.extract_page(html, "https://example.com/a/b")[1])
grown = peak() - before
print(links.num_rows, max(links["target_url"].to_pylist(), default=None), grown)
"""
IMPORT = """
before = peak()
[result] = _core.extract_files([(sys.argv[1], "a", None, None)], sys.argv[2], 1, lambda *_: True)
print(result["links"], peak() - before)
"""
LINK = b"<a href='/end'>end</a>"
MIB = 1 << 20

PAGES = {
    "deep nesting": b"<div>" * MIB + LINK,
    "deep nesting of every kind": b"<table><tr><td><ul><li><p><b><svg><math>" * 100_000 + LINK,
    "a million attributes": b"<p " + b" ".join(b"a%d=1" % n for n in range(MIB)) + b">" + LINK,
    "a million attributes on a link": b"<a href='/end' " + b"b=c " * MIB + b">end</a>",
    "one attribute of 16 MiB": b"<p class='" + b"x " * (8 * MIB) + b"'>" + LINK,
    "NULs": b"\0" * (8 * MIB) + b"<\0a href=no>" + LINK,
    "broken UTF-8": b"\xff\xc3(\xe2\x82\xf0\x9f" * MIB + LINK,
    "end tags without start tags": b"</p></a></table></b>" * 300_000 + LINK,
    "links in links": b"<a>" * MIB + LINK,
    "comments that look like ends": b"<!-- -- -! >" * 500_000 + b"-->" + LINK,
    "character references": b"&notin&#x110000;&CounterClockwiseContourIntegral" * 200_000 + LINK,
    "open brackets": b"<" * (8 * MIB) + LINK,
}


def run(script: str, *arguments: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", PEAK + script, *map(str, arguments)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.split()


@pytest.mark.parametrize("name", PAGES)
def test_pages(name: str, tmp_path: Path) -> None:
    path = tmp_path / "page"
    path.write_bytes(PAGES[name])
    _, last, mib = run(EXTRACT, path)
    assert last == "https://example.com/end"
    assert int(mib) < 100 + 10 * len(PAGES[name]) // MIB


def test_a_long_base_before_many_links_does_not_multiply(tmp_path: Path) -> None:
    path = tmp_path / "page"
    path.write_bytes(b"<base href='/" + b"x" * 8000 + b"/'>" + b"<a href=y>" * 200_000)
    rows, _, mib = run(EXTRACT, path)
    assert 0 < int(rows) < 200_000
    assert int(mib) < 500


def record(block: bytes, length: int | None = None) -> bytes:
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://example.com/\r\nWARC-Date: 2026-01-01T00:00:00Z\r\n"
        f"Content-Type: application/http\r\nContent-Length: {len(block) if length is None else length}\r\n\r\n"
    )
    return head.encode() + block


def squeezed(start: bytes, form: str) -> bytes:
    """`start` and 1 GiB of zeros as gzip or zlib. One block of zeros is compressed and stands there 1,024 times."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    head = deflate.compress(start) + deflate.flush(zlib.Z_FULL_FLUSH)
    block = deflate.compress(ZEROS) + deflate.flush(zlib.Z_FULL_FLUSH)
    body = head + block * 1024 + deflate.flush()
    if form == "zlib":
        return b"\x78\xda" + body + struct.pack(">I", checksum(zlib.adler32, start))
    length = (len(start) + 1024 * MIB) & 0xFFFFFFFF
    return b"\x1f\x8b\x08" + bytes(7) + body + struct.pack("<II", checksum(zlib.crc32, start), length)


def checksum(algorithm: Callable[[bytes, int], int], start: bytes) -> int:
    value = algorithm(start, 1 if algorithm is zlib.adler32 else 0)
    for _ in range(1024):
        value = algorithm(ZEROS, value)
    return value


ZEROS = bytes(MIB)
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
BOMBS: dict[str, Callable[[], bytes]] = {
    "a record": lambda: squeezed(record(ANSWER + b"\r\n", 1024 * MIB + len(ANSWER) + 2), "gzip"),
    "a member that is no record": lambda: squeezed(record(ANSWER + b"\r\n") + b"\r\n\r\n", "gzip"),
    "a header": lambda: squeezed(record(ANSWER + b"X: ", 1024 * MIB), "gzip"),
    "a body": lambda: gzip.compress(record(ANSWER + b"Content-Encoding: gzip\r\n\r\n" + squeezed(b"<p>", "gzip"))),
    "a body in a body": lambda: gzip.compress(
        record(ANSWER + b"Content-Encoding: gzip, gzip\r\n\r\n" + gzip.compress(squeezed(b"<p>", "gzip")))
    ),
    "a deflated body": lambda: gzip.compress(
        record(ANSWER + b"Content-Encoding: deflate\r\n\r\n" + squeezed(b"<p>", "zlib"))
    ),
}


def test_the_bombs_are_what_they_say() -> None:
    inflate = zlib.decompressobj(31)
    rest, size = squeezed(b"<p>", "gzip"), 0
    while not inflate.eof:
        size += len(inflate.decompress(rest, 8 * MIB))
        rest = inflate.unconsumed_tail
    assert size == 1024 * MIB + 3


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_of_1_gib(name: str, tmp_path: Path) -> None:
    path = tmp_path / "bomb.warc.gz"
    path.write_bytes(BOMBS[name]() + gzip.compress(record(ANSWER + b"\r\n" + LINK) + b"\r\n\r\n"))
    links, mib = run(IMPORT, path, tmp_path)
    assert links == "1", "the record behind the bomb is read"
    assert int(mib) < 256
