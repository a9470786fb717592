"""Writing that survives a crash: a name appears only when its bytes are on the disk.

The order is the classic one (write aside, fsync the file, rename, fsync the folder; see rename(2) and fsync(2), and
"All File Systems Are Not Created Equal", Pillai et al., OSDI 2014, for what happens without it).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file as it was written: its name, size and digest, to know it by when it is checked."""

    name: str
    bytes: int
    digest: str


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(folder: Path) -> None:
    """Bring every file below a folder, and their names, to the disk."""
    for file in folder.rglob("*"):
        if file.is_file():
            handle = os.open(file, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        else:
            sync_folder(file)
    sync_folder(folder)


def replace_json(path: Path, value: dict[str, Any], aside: Path) -> None:
    """Replace a file by the JSON of a value, atomically; `aside` is a path of the same disk to write at first."""
    with aside.open("w", encoding="utf-8") as file:
        json.dump(value, file, indent=1, ensure_ascii=False)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
    sync_folder(path.parent)


def publish(folder: Path, place: Path) -> None:
    """Move a finished folder to its place, where readers can find it, once all of it is on the disk."""
    sync_tree(folder)
    place.parent.mkdir(exist_ok=True)
    folder.rename(place)
    sync_folder(place.parent)


def publish_file(file: Path, place: Path) -> None:
    """The same of a file."""
    handle = os.open(file, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    place.parent.mkdir(exist_ok=True)
    file.rename(place)
    sync_folder(place.parent)


def clear(folder: Path) -> None:
    """Remove a folder and all in it, or a file; nothing happens where there is none."""
    if folder.is_dir() and not folder.is_symlink():
        shutil.rmtree(folder)
    else:
        folder.unlink(missing_ok=True)


def digest(path: Path, seen: Callable[[int], None] | None = None) -> str:
    """BLAKE2b of a file's bytes, 128 bits as hex; `seen` is told the bytes of each block as it is read."""
    state = hashlib.blake2b(digest_size=16)
    with path.open("rb", buffering=0) as file:
        while block := file.read(BLOCK):
            state.update(block)
            if seen is not None:
                seen(len(block))
    return state.hexdigest()


def written_files(folder: Path) -> tuple[WrittenFile, ...]:
    """The files of a folder with their sizes and digests, by name."""
    return tuple(
        WrittenFile(file.name, file.stat().st_size, digest(file)) for file in sorted(folder.iterdir()) if file.is_file()
    )


def difference(folder: Path, written: WrittenFile, seen: Callable[[int], None]) -> str | None:
    """What is wrong with a file of a folder; None if it is as it was written. For `seen` see `digest`."""
    path = folder / written.name
    if not path.is_file():
        return "is missing"
    size = path.stat().st_size
    if size != written.bytes:
        return f"has {size:,} bytes, was written with {written.bytes:,}"
    return None if digest(path, seen) == written.digest else "has other bytes than were written"
