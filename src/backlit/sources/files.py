"""Files, folders and patterns, as users name them, to a list of files that can be read."""

import glob
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from backlit import _core
from backlit.sources import html

ACCEPTED = "WARC, ARC or WAT files (plain, .gz, .zst, .lz4) and HTML files"


class SourceError(ValueError):
    """A file that cannot be imported; the message names it, what it looks like, and what is accepted."""


class SourceUsageError(SourceError):
    """A file given to the wrong command, or something said of files that cannot be; the message says what to type."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to import."""

    path: Path
    """Where it lies."""
    name: str
    """The name that is kept of it: its own, or below a folder its path from there."""
    kind: str
    """What it is by its first bytes: warc, arc, wat or html."""
    base: str | None = None
    """The address of the page that an HTML file holds; None for archives, which tell addresses themselves."""


@dataclass(frozen=True, slots=True)
class NamedFile(os.PathLike[str]):
    """A file that lies under another name than its own, such as an upload: what its name tells is read from `name`."""

    path: Path
    name: str

    def __fspath__(self) -> str:
        """Where it lies."""
        return str(self.path)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that a pattern means, before anyone looked into it."""

    path: Path
    name: str
    """As in `SourceFile`."""
    named: bool
    """The user named this very file: then it must be readable."""


def find_files(patterns: Sequence[str | NamedFile], base: str | None = None) -> list[SourceFile]:
    """Find the files that `patterns` mean: files, folders (with all below them) and globs, in this order, each once.

    `base` is the web address of the folder that HTML files lie in: `site/blog/a.html` of the folder `site` with the
    base `https://example.com/` is `https://example.com/blog/a.html`. Without it an HTML file must tell its address.
    Files in folders and globs that are something else (images, style sheets) are passed over.

    Raises:
        SourceError: a pattern that matches nothing, a named file that is not readable or not accepted, an HTML file
            without an address, a base that is no web address.

    """
    folder = None if base is None else html.checked_base(base)
    if folder is None and base is not None:
        raise SourceError(f"The base {base!r} is no web address. Write it whole: --base https://example.com/")
    found: list[SourceFile] = []
    seen: set[Path] = set()
    for pattern in patterns:
        recognised = False
        for candidate in expand(pattern):
            where = candidate.path.resolve()
            file = None if where in seen else _recognise(candidate, folder)
            recognised |= where in seen or file is not None
            if file is not None:
                seen.add(where)
                found.append(file)
        if not recognised:
            raise SourceError(f"Nothing to import in {str(pattern)!r}: no {ACCEPTED} there.")
    return found


def expand(pattern: str | NamedFile) -> Iterator[Candidate]:
    """The files that one pattern means. Raises SourceError where there is no such file or folder."""
    if isinstance(pattern, NamedFile):
        yield Candidate(pattern.path, pattern.name, named=True)
        return
    path = Path(pattern)
    if path.is_dir():
        yield from _below(path)
    elif path.exists():
        yield Candidate(path, path.name, named=True)
    elif glob.has_magic(pattern):
        for match in sorted(glob.glob(pattern, recursive=True)):  # noqa: PTH207 (patterns may be absolute)
            if Path(match).is_dir():
                yield from _below(Path(match))
            else:
                yield Candidate(Path(match), Path(match).name, named=False)
    else:
        raise SourceError(f"There is no file or folder {pattern!r}.")


def _below(folder: Path) -> Iterator[Candidate]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield Candidate(path, path.relative_to(folder).as_posix(), named=False)


def _recognise(candidate: Candidate, folder: str | None) -> SourceFile | None:
    path = candidate.path
    try:
        kind = _core.sniff(str(path))
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror or error}.") from error
    if kind is None:
        if candidate.named:
            _refuse(path)
        return None
    if kind != "html":
        return SourceFile(path, candidate.name, kind)
    address = html.address(candidate.name, folder) if folder is not None else html.own_address(path)
    if address is None:
        raise SourceError(
            f"{path} is an HTML file that does not tell its address. "
            "Name the address of its folder: --base https://example.com/"
        )
    return SourceFile(path, candidate.name, kind, address)


def _refuse(path: Path) -> NoReturn:
    """Raises the error for a named file that is no archive and no page."""
    from backlit.sources.exports import is_export  # which in turn needs this module

    if is_export(path):
        raise SourceUsageError(
            f"{path} is an export of a backlink tool. Bring it in with: backlit import-export {path}"
        )
    raise SourceError(f"{path} cannot be imported: {_looks_like(path)}. Accepted are {ACCEPTED}.")


def _looks_like(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(16)
    if not start:
        return "it is empty"
    if start.startswith((b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18")):
        return "it is compressed, but holds no archive of the web"
    return f"it begins with {start!r}"
