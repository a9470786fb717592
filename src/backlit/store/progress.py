"""How a long job tells how far it is.

A job calls a function with a `Progress` now and then, from the thread that it was called from. Whatever that
function raises (KeyboardInterrupt of Ctrl-C above all) ends the job and leaves the index as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Stage = Literal["digest", "extract", "rows", "index", "fold", "verify", "rank", "assess"]
"""What is being done: comparing files with those known, reading links, reading rows of exports, indexing, folding,
checking, rating, judging."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage is. `done` and `total` are bytes (digest, extract, rows, verify) or steps (the others)."""

    stage: Stage
    done: int
    total: int
    pages: int = 0
    links: int = 0
    rows: int = 0
    what: str = ""
    """Of judging: the project and the step."""


Listener = Callable[[Progress], None]
"""Is told of progress."""


def silent(progress: Progress) -> None:
    """Tell nobody."""


def steps(stage: Stage, listener: Listener) -> Callable[[int, int], bool]:
    """The callback that the core takes for indexing and folding."""

    def step(done: int, total: int) -> bool:
        listener(Progress(stage, done, total))
        return True

    return step
