"""ZIP files of exports, as Search Console's "Download CSV" gives them: a few tables, unpacked aside.

A ZIP may pretend: what comes out of it is counted while it comes, and there is an end to it.
"""

from __future__ import annotations

import lzma
import shutil
import tempfile
import weakref
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from backlit.sources.files import Candidate, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

MEMBERS = 100
"""Files in a ZIP, at most."""
UNPACKED = 2 << 30
"""Bytes that may come out of one ZIP."""
PIECE = 1 << 20

ENCRYPTED = 0x1
"""The bit of a file's flags in a ZIP (PKWARE's APPNOTE, 4.4.4)."""
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError)
"""What reading a damaged ZIP, or one packed in a way that is not known here, raises."""


class Unpacked:
    """The files of a ZIP in a folder of their own, which goes with the last that holds this."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="backlit-"))
        self._removed = weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)


def is_zip(path: Path) -> bool:
    """Whether a file is a ZIP of other files: a spreadsheet (XLSX) is none, though it is written as one."""
    with path.open("rb") as file:
        if file.read(4) != b"PK\x03\x04":
            return False
    try:
        with zipfile.ZipFile(path) as archive:
            return not any(name.startswith("xl/") for name in archive.namelist())
    except _BROKEN:
        return False


def unpack(candidate: Candidate, held: Unpacked) -> Iterator[Candidate]:
    """Unpacks the files of a ZIP; names are those of the ZIP and the file in it.

    Raises SourceError where it holds too much, or is damaged or encrypted.
    """
    left = UNPACKED
    try:
        with zipfile.ZipFile(candidate.path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir() and _wanted(member.filename)]
            if len(members) > MEMBERS:
                raise SourceError(f"{candidate.path} holds {len(members):,} files. Unpack it, and name what you need.")
            if any(member.flag_bits & ENCRYPTED for member in members):
                raise SourceError(f"{candidate.path} is an encrypted ZIP. Unpack it, and name what you need.")
            for n, member in enumerate(members):
                path = held.folder / f"{n}.{PurePosixPath(member.filename).suffix.lstrip('.') or 'csv'}"
                with archive.open(member) as packed, path.open("wb") as file:
                    while piece := packed.read(PIECE):
                        left -= len(piece)
                        if left < 0:
                            raise SourceError(
                                f"{candidate.path} holds more than {UNPACKED >> 30} GiB. Unpack it first."
                            )
                        file.write(piece)
                yield Candidate(path, f"{candidate.name}/{member.filename}", named=False)
    except _BROKEN as error:
        raise SourceError(f"{candidate.path} is a ZIP that cannot be unpacked: {error}") from error


def _wanted(name: str) -> bool:
    """Neither hidden nor what macOS adds."""
    return not any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts)
