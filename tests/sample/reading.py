"""A reader of WARC files of the tests' own: the standard library only, each rule of the records asserted."""

import zlib
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Record:
    """One WARC record as this reader understands the standard: nothing of the package is used to read it."""

    headers: dict[str, str]
    raw_head: bytes
    block: bytes
    http: dict[str, str]
    status: int
    body: bytes


def read_warc(path: Path) -> list[Record]:
    found = []
    data = path.read_bytes()
    while data:
        member = zlib.decompressobj(wbits=31)
        record = member.decompress(data)
        assert member.eof, "a gzip member is cut short"
        data = member.unused_data
        head, _, rest = record.partition(b"\r\n\r\n")
        version, *lines = head.decode("utf-8").split("\r\n")
        assert version == "WARC/1.1"
        headers = dict(line.split(": ", 1) for line in lines)
        size = int(headers["Content-Length"])
        assert rest[size:] == b"\r\n\r\n"
        block = rest[:size]
        http: dict[str, str] = {}
        status, body = 0, b""
        if headers["WARC-Type"] in ("response", "revisit"):
            http_head, _, body = block.partition(b"\r\n\r\n")
            first, *http_lines = http_head.decode("ascii").split("\r\n")
            status = int(first.split()[1])
            http = dict(line.split(": ", 1) for line in http_lines)
        found.append(Record(headers, head, block, http, status, body))
    return found
