"""Files that come through the browser or the API: streamed to a folder in the home, bounded, gone when they are used.

Nothing of an upload is trusted. Files lie under numbers of ours in a folder with a random name; the names that they
come with are labels, which importers read as the command line reads the names of files. What is never imported is
removed after a day. The form is `multipart/form-data` (RFC 7578).
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, Any

from anyio import to_thread
from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header

from backlit.index import NamedFile

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from starlette.requests import Request

BYTES = 4_000_000_000
"""Bytes of one upload, at most, where nothing else is said."""
FILES = 100
"""Files of one upload, at most."""
FIELDS = 20
FIELD_BYTES = 16 << 10
"""Bytes of a field that is no file, and of the head of a part, at most."""
PENDING = 20
"""Uploads that may lie there, waiting to be imported."""
KEPT = 24 * 3600
"""Seconds that an upload waits to be imported."""
NAME_LENGTH = 200
SUMMARY = "upload.json"

_ID = re.compile(r"[0-9a-f]{32}")


class UploadError(ValueError):
    """What was sent cannot be taken; the message says why, `status` is that of the answer."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Upload:
    """Files that were sent, and the fields that came with them."""

    id: str
    folder: Path
    files: tuple[NamedFile, ...]
    fields: Mapping[str, str]

    @property
    def name(self) -> str:
        """The names of its files, as people say them."""
        first = ", ".join(file.name for file in self.files[:3])
        return f"{first} and {len(self.files) - 3:,} more" if len(self.files) > 3 else first

    @property
    def bytes(self) -> int:
        """The bytes of its files."""
        return sum(file.path.stat().st_size for file in self.files)

    def told(self, message: str) -> str:
        """A message with the names of the files in place of where they lie."""
        for file in reversed(self.files):
            message = message.replace(str(file.path), file.name)
        return message

    def remove(self) -> None:
        """Remove its folder."""
        shutil.rmtree(self.folder, ignore_errors=True)


class Uploads:
    """The uploads in the home of an index."""

    def __init__(self, home: Path, most: int = BYTES) -> None:
        self.folder = home / "uploads"
        self.most = most

    async def receive(self, request: Request) -> Upload:
        """Take the files of a request. Raises UploadError where they cannot be taken; nothing of them is left then."""
        await to_thread.run_sync(self._make_room, request.headers.get("content-length", ""))
        folder = self.folder / secrets.token_hex(16)
        folder.mkdir(mode=0o700)
        form = _Form(folder, self.most)
        try:
            parser = _parser(request.headers.get("content-type", ""), form)
            async for chunk in request.stream():
                form.count(len(chunk))
                await to_thread.run_sync(parser.write, chunk)
            parser.finalize()
            if not form.whole:
                raise UploadError("The form ended before its end.")  # noqa: TRY301
            if not form.files:
                raise UploadError("No file was sent: choose one or more.")  # noqa: TRY301
            found = Upload(folder.name, folder, tuple(form.files), form.fields)
            _write_summary(found)
        except BaseException as error:
            form.close()
            shutil.rmtree(folder, ignore_errors=True)
            if isinstance(error, FormParserError):
                raise UploadError("The form cannot be read: it is no multipart/form-data.") from error
            raise
        return found

    def get(self, upload_id: str) -> Upload | None:
        """The upload of an id; None where there is none (any more)."""
        if not _ID.fullmatch(upload_id):
            return None
        folder = self.folder / upload_id
        try:
            summary: dict[str, Any] = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
        except OSError:
            return None
        files = tuple(NamedFile(folder / f"{n}", name) for n, name in enumerate(summary["names"]))
        return Upload(upload_id, folder, files, summary["fields"])

    def _make_room(self, length: str) -> None:
        """Remove what nobody came back for, and refuse what will not fit."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        standing = 0
        for folder in self.folder.iterdir():
            if time.time() - folder.stat().st_mtime > KEPT:
                shutil.rmtree(folder, ignore_errors=True)
            else:
                standing += 1
        if standing >= PENDING:
            raise UploadError(f"{PENDING} uploads wait to be imported: import or discard some first.", 429)
        announced = int(length) if length.isdecimal() else 0
        if announced > self.most:
            raise _too_large(self.most)
        free = shutil.disk_usage(self.folder).free
        if announced > free:
            raise UploadError(f"There is no room for the files: {free:,} bytes are free on the disk of the index.", 507)


def _too_large(most: int) -> UploadError:
    told = f"An upload has {most:,} bytes at most. Name larger files on the server itself: backlit import FILE"
    return UploadError(told, 413)


def _write_summary(upload: Upload) -> None:
    summary = {"names": [file.name for file in upload.files], "fields": dict(upload.fields)}
    (upload.folder / SUMMARY).write_text(json.dumps(summary), encoding="utf-8")


def _parser(content_type: str, form: _Form) -> MultipartParser:
    kind, options = parse_options_header(content_type)
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        raise UploadError("Files are sent as multipart/form-data.", 415)
    return MultipartParser(boundary, form.callbacks())


@dataclass
class _Part:
    """A part on its way: a file, or a field that is read whole."""

    disposition: bytes = b""
    name: str = ""
    is_field: bool = True
    file: IO[bytes] | None = None
    text: bytearray = field(default_factory=bytearray)


class _Form:
    """Writes the files of a form to a folder while it comes in, and keeps its fields."""

    def __init__(self, folder: Path, most: int) -> None:
        self.folder = folder
        self.files: list[NamedFile] = []
        self.fields: dict[str, str] = {}
        self.whole = False
        """Whether it came to its end."""
        self._most = most
        self._bytes = 0
        self._part = _Part()
        self._header = bytearray()
        self._value = bytearray()

    def callbacks(self) -> Any:
        """What the parser calls."""
        named: dict[str, Callable[..., None]] = {
            "on_part_begin": self._begin,
            "on_header_field": partial(self._gather, self._header),
            "on_header_value": partial(self._gather, self._value),
            "on_header_end": self._header_ended,
            "on_headers_finished": self._headers_ended,
            "on_part_data": self._data,
            "on_part_end": self._end,
            "on_end": self._ended,
        }
        return named

    def _ended(self) -> None:
        self.whole = True

    def count(self, more: int) -> None:
        """Count the bytes that came, and refuse what is more than may come."""
        self._bytes += more
        if self._bytes > self._most:
            raise _too_large(self._most)

    def close(self) -> None:
        """Close what is still open."""
        if self._part.file is not None:
            self._part.file.close()

    def _begin(self) -> None:
        self._part = _Part()

    @staticmethod
    def _gather(held: bytearray, data: bytes, start: int, end: int) -> None:
        held += data[start:end]
        if len(held) > FIELD_BYTES:
            raise UploadError("The head of a part of the form is too long.")

    def _header_ended(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._part.disposition = bytes(self._value)
        self._header.clear()
        self._value.clear()

    def _headers_ended(self) -> None:
        _, options = parse_options_header(self._part.disposition)
        self._part.name = options.get(b"name", b"").decode("utf-8", "replace")
        given = options.get(b"filename")
        self._part.is_field = given is None
        if given is None:
            if len(self.fields) >= FIELDS:
                raise UploadError(f"The form has more than {FIELDS} fields.")
        elif given:  # a choice of files that was left empty has an empty name
            if len(self.files) >= FILES:
                raise UploadError(f"An upload has {FILES} files at most. Put them into a folder on the server.", 413)
            path = self.folder / f"{len(self.files)}"
            self.files.append(NamedFile(path, label(given.decode("utf-8", "replace"))))
            self._part.file = path.open("xb")

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._part.file is not None:
            self._part.file.write(data[start:end])
        else:
            self._gather(self._part.text, data, start, end)

    def _end(self) -> None:
        if self._part.file is not None:
            self._part.file.close()
        elif self._part.is_field:
            self.fields[self._part.name] = self._part.text.decode("utf-8", "replace").strip()


def label(name: str) -> str:
    """The label of a file: the last part of the name that it came with, without what no name of a file may have."""
    last = PurePosixPath(name.replace("\\", "/")).name.replace("\x00", "")
    return last[-NAME_LENGTH:] or "unnamed"
