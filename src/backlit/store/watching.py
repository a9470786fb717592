"""How far the writer is, for whoever looks from another process.

The writer keeps its progress in a small file in `tmp`, where it goes with all else that a writer has begun. It is
written a few times a second at most and never brought to the disk: it is worth nothing once the writer is gone. One
that a killed writer left is known by the number of its process.
"""

from __future__ import annotations

import json
import os
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from backlit.store.progress import Progress

if TYPE_CHECKING:
    from backlit.store.home import Home
    from backlit.store.progress import Listener

NAME = "progress.json"
EVERY = 0.25
"""Seconds between two writings, at least."""


@dataclass(frozen=True, slots=True)
class Running:
    """A writer at work: the number of its process, since when (seconds since 1970, UTC), and how far it is."""

    process: int
    started: int
    progress: Progress | None


def heard_by_others(home: Home, listener: Listener) -> Listener:
    """A listener that also lets other processes know; for the writer of a home folder, once its `tmp` is there."""
    started = int(time.time())
    due = time.monotonic() + EVERY

    def listen(progress: Progress) -> None:
        nonlocal due
        listener(progress)
        if time.monotonic() >= due:
            _write(home, started, progress)
            due = time.monotonic() + EVERY

    _write(home, started, None)
    return listen


def running(home: Home) -> Running | None:
    """The writer at work in a home folder; None where nobody writes."""
    try:
        told = json.loads((home.tmp / NAME).read_text(encoding="ascii"))
        progress = told["progress"]
        found = Running(told["process"], told["started"], None if progress is None else Progress(**progress))
        return found if _is_alive(found.process) else None
    except (OSError, ValueError, KeyError, TypeError, OverflowError):
        return None


def _write(home: Home, started: int, progress: Progress | None) -> None:
    told = asdict(Running(os.getpid(), started, progress))
    aside = home.tmp / f"{NAME}.part"
    # A disk that is full is told by the work itself; that others cannot look is no reason to end it.
    with suppress(OSError):
        aside.write_text(json.dumps(told), encoding="ascii")
        aside.replace(home.tmp / NAME)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
