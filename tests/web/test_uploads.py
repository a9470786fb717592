"""Uploads: what a browser sends lies whole in a folder of ours, and what is too much or torn leaves nothing."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, Any

import pytest
from starlette.requests import Request

from backlit.web import uploads as room
from backlit.web.uploads import Upload, UploadError, Uploads, label

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

BOUNDARY = "xXx"
TYPE = f"multipart/form-data; boundary={BOUNDARY}"


def part(name: str, content: bytes, filename: str | None = None) -> bytes:
    told = f'form-data; name="{name}"' + ("" if filename is None else f'; filename="{filename}"')
    return f"--{BOUNDARY}\r\nContent-Disposition: {told}\r\n\r\n".encode() + content + b"\r\n"


def form(*parts: bytes) -> bytes:
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def send(uploads: Uploads, body: bytes, content_type: str = TYPE, pieces: int = 7, length: int | None = None) -> Upload:
    """What becomes of a request with this body, which comes in pieces."""
    left: list[dict[str, Any]] = [
        {"type": "http.request", "body": body[n : n + pieces], "more_body": n + pieces < len(body)}
        for n in range(0, len(body), pieces)
    ] or [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> dict[str, Any]:
        return left.pop(0)

    headers = [(b"content-type", content_type.encode())]
    headers += [] if length is None else [(b"content-length", str(length).encode())]
    request = Request({"type": "http", "method": "POST", "headers": headers}, receive)
    return asyncio.run(uploads.receive(request))


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    return Uploads(tmp_path / "home")


def lying(uploads: Uploads) -> list[str]:
    return sorted(path.name for path in uploads.folder.iterdir())


@pytest.mark.parametrize("pieces", [1, 7, 1 << 16])
def test_files_and_fields_come_as_they_were_sent(uploads: Uploads, pieces: int) -> None:
    content = bytes(range(256)) * 9 + f"\r\n--{BOUNDARY}".encode()[:-1]
    sent = form(
        part("base", b" https://site.example/ "),
        part("files", content, "crawl.warc.gz"),
        part("files", b"", "empty.html"),
        part("more", b"", ""),
    )
    upload = send(uploads, sent, pieces=pieces)
    assert dict(upload.fields) == {"base": "https://site.example/"}
    assert [file.name for file in upload.files] == ["crawl.warc.gz", "empty.html"]
    assert [file.path.read_bytes() for file in upload.files] == [content, b""]
    assert uploads.get(upload.id) == upload
    assert upload.bytes == len(content)
    assert upload.folder.stat().st_mode & 0o077 == 0
    upload.remove()
    assert uploads.get(upload.id) is None


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "..\\..\\passwd", "C:\\x\\passwd"])
def test_a_name_is_a_label_and_never_a_path(uploads: Uploads, name: str) -> None:
    upload = send(uploads, form(part("files", b"x", name.replace("\\", "\\\\"))))
    assert upload.files[0].name == "passwd"
    assert upload.files[0].path.parent.parent == uploads.folder
    assert upload.files[0].path.name == "0"


@pytest.mark.parametrize(("name", "kept"), [("", "unnamed"), ("..", ".."), ("a\0b", "ab"), ("x" * 999, "x" * 200)])
def test_labels(name: str, kept: str) -> None:
    assert label(name) == kept


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (form(part("base", b"x")), TYPE, 400),  # no file
        (b"", TYPE, 400),
        (b"a=b", "application/x-www-form-urlencoded", 415),
        (b"x", "multipart/form-data", 415),
        (b"no form at all", TYPE, 400),
        (part("files", b"torn", "a.html"), TYPE, 400),
        (form(*(part(f"f{n}", b"x") for n in range(room.FIELDS + 1))), TYPE, 400),
        (form(*(part("files", b"x", "a") for _ in range(room.FILES + 1))), TYPE, 413),
        (form(part("base", b"x" * (room.FIELD_BYTES + 1)), part("files", b"x", "a")), TYPE, 400),
        (form(part("x" * (room.FIELD_BYTES + 1), b"x", "a")), TYPE, 400),
    ],
)
def test_what_cannot_be_taken_leaves_nothing(uploads: Uploads, body: bytes, content_type: str, status: int) -> None:
    with pytest.raises(UploadError) as refused:
        send(uploads, body, content_type)
    assert refused.value.status == status
    assert lying(uploads) == []


def test_too_many_bytes(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path, most=1000)
    with pytest.raises(UploadError, match="backlit import") as refused:
        send(uploads, form(part("files", b"x" * 1000, "a")))
    assert refused.value.status == 413
    with pytest.raises(UploadError):
        send(uploads, b"", length=1001)
    assert lying(uploads) == []
    assert send(uploads, form(part("files", b"x" * 100, "a"))).bytes == 100


def test_more_than_the_disk_has(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path, most=1 << 70)
    with pytest.raises(UploadError, match="no room") as refused:
        send(uploads, b"", length=1 << 69)
    assert refused.value.status == 507


def test_what_nobody_came_back_for_is_removed(uploads: Uploads, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "PENDING", 2)
    body = form(part("files", b"x", "a"))
    first, second = send(uploads, body), send(uploads, body)
    with pytest.raises(UploadError) as refused:
        send(uploads, body)
    assert refused.value.status == 429
    os.utime(first.folder, (0, 0))
    third = send(uploads, body)
    assert lying(uploads) == sorted([second.id, third.id])


@pytest.mark.parametrize("upload_id", ["..", "", "0" * 31, "0" * 32, "../uploads", "G" * 32])
def test_an_id_that_is_none(uploads: Uploads, upload_id: str) -> None:
    assert uploads.get(upload_id) is None


def test_messages_name_the_file_and_not_its_place(uploads: Uploads) -> None:
    files: Iterable[bytes] = (part("files", b"x", f"file {n}.csv") for n in range(11))
    upload = send(uploads, form(*files))
    paths = " ".join(str(file.path) for file in upload.files)
    assert upload.told(paths) == " ".join(file.name for file in upload.files)
    assert upload.name == "file 0.csv, file 1.csv, file 2.csv and 8 more"
