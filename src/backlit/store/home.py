"""The home folder: where what lies, who may write, and the errors that tell what is wrong with it.

One writer at a time holds an advisory lock (flock(2)) on `lock`; the system releases it however the writer ends, so
there is no stale lock to clear by hand. Readers take no lock at all: they read the manifest, which is replaced
atomically, and map the files that it names.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class StoreError(Exception):
    """Something is wrong with the home folder; the message names the thing, the place and the mend."""


class NoIndexError(StoreError):
    """There is no index in this folder yet."""


class LockedError(StoreError):
    """Another process is writing into this home folder."""


class DamagedError(StoreError):
    """A file that the manifest names is missing or is not what was written."""


class DiskFullError(StoreError):
    """A file could not be written for want of room; the index is as it was before."""


NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@dataclass(frozen=True, slots=True)
class Home:
    """A home folder. Nothing is read or made before it is asked for."""

    path: Path

    @property
    def manifest(self) -> Path:
        """The file that names the current version of the index."""
        return self.path / "manifest.json"

    @property
    def lock(self) -> Path:
        """The file that the writer locks; it holds the number of the writer's process."""
        return self.path / "lock"

    @property
    def segments(self) -> Path:
        """One folder an import: the observations as they came."""
        return self.path / "segments"

    @property
    def index(self) -> Path:
        """One folder a part: what is derived from the segments."""
        return self.path / "index"

    @property
    def ratings(self) -> Path:
        """One folder, of the ratings that the manifest names: what was computed from the index."""
        return self.path / "ratings"

    @property
    def rated(self) -> Path:
        """One file a rank: what it said of each domain."""
        return self.path / "rated"

    @property
    def tmp(self) -> Path:
        """What a writer has begun. The next writer clears what a killed one left."""
        return self.path / "tmp"

    @property
    def undone(self) -> Path:
        """One folder an import that was undone: its segment, which nothing reads any more."""
        return self.path / "undone"

    @property
    def judged(self) -> Path:
        """One folder a project: what was judged of its links."""
        return self.path / "judged"

    @property
    def uploads(self) -> Path:
        """One folder an upload of the app, until it is imported."""
        return self.path / "uploads"

    def segment(self, import_id: str) -> Path:
        """The folder of an import."""
        return self.segments / import_id

    def undone_segment(self, import_id: str) -> Path:
        """The folder of an import after it was undone."""
        return self.undone / import_id

    def standing_segment(self, import_id: str) -> Path:
        """The folder of an import wherever it is now: a reader of the version before may still ask for one undone."""
        segment = self.segment(import_id)
        undone = self.undone_segment(import_id)
        return undone if not segment.is_dir() and undone.is_dir() else segment

    def part(self, name: str) -> Path:
        """The folder of a part of the index."""
        return self.index / name

    def rating(self, name: str) -> Path:
        """The folder of ratings."""
        return self.ratings / name


CONTENTS = frozenset(
    {"judged", "manifest.json", "lock", "segments", "index", "prior", "rated", "ratings", "tmp", "undone", "uploads"}
    | {"state.db", "state.db-shm", "state.db-wal"}
)
"""What may lie in a home folder that has no index yet; users may be added before the first import."""


def open_home(path: str | os.PathLike[str]) -> Home:
    """The home folder at `path`, which need not exist yet: the first import makes it.

    Raises StoreError where `path` is a file, or a folder that holds other things and no manifest.
    """
    home = Home(Path(path).absolute())
    if home.path.exists() and not home.path.is_dir():
        raise StoreError(f"{home.path} is a file: give a folder with --home DIR, or BACKLIT_HOME.")
    if home.path.is_dir() and not home.manifest.exists():
        strangers = sorted(entry.name for entry in home.path.iterdir() if entry.name not in CONTENTS)
        if strangers:
            raise StoreError(
                f"{home.path} holds other files ({', '.join(strangers[:3])}) and no index: "
                "give an empty or new folder with --home DIR, or BACKLIT_HOME."
            )
    return home


@contextmanager
def locked(home: Home) -> Iterator[None]:
    """Hold the writer's lock of a home folder, which is made if need be.

    Raises LockedError at once where another process holds it: an import can last for hours.
    """
    with room(home):
        home.path.mkdir(parents=True, exist_ok=True)
        handle = os.open(home.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            writer = os.read(handle, 32).decode("ascii", "replace").strip() or "unknown"
            raise LockedError(
                f"Process {writer} is writing to {home.path}: wait until it is done, then run this again. "
                "Reading is possible meanwhile."
            ) from None
        with room(home):
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)


def error_number(error: OSError) -> int | None:
    """The system's number of an error; the core tells it in the text alone."""
    if error.errno is not None:
        return error.errno
    found = re.search(r"\(os error (\d+)\)", str(error))
    return int(found[1]) if found else None


@contextmanager
def room(home: Home) -> Iterator[None]:
    """Turn the system's "no room" (disk, quota, file size) into a DiskFullError that names the folder."""
    try:
        yield
    except OSError as error:
        if error_number(error) not in NO_ROOM:
            raise
        existing = next(folder for folder in (home.path, *home.path.parents) if folder.exists())
        free = shutil.disk_usage(existing).free
        begun = folder_bytes(home.tmp)
        raise DiskFullError(
            f"No room to write in {home.path} ({error}): {begun:,} bytes of this run were written, {free:,} bytes "
            "are free on the disk. The index is as it was before: make room (more than the bytes written), or move "
            "the folder to a larger disk, then run this again."
        ) from error


def folder_bytes(folder: Path, pattern: str = "*") -> int:
    """Bytes of the files below a folder whose names match; 0 where there is no folder."""
    return sum(file.stat().st_size for file in folder.rglob(pattern) if file.is_file())
