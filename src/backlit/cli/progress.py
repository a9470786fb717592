"""Progress bars on standard error, and only where that is a terminal."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def bars() -> Iterator[Callable[[Any], None]]:
    """Gives the listener of a long job: one bar a stage; silent where standard error is no terminal."""
    if not sys.stderr.isatty():
        yield _silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    from backlit.index.telling import STAGES, told_progress

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TextColumn("{task.fields[told]}"))
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as progress:
        tasks: dict[str, TaskID] = {}

        def listen(step: Any) -> None:
            if step.stage not in tasks:
                tasks[step.stage] = progress.add_task(STAGES[step.stage], total=step.total or None, told="")
            progress.update(tasks[step.stage], completed=step.done, total=step.total or None, told=told_progress(step))

        yield listen


def _silent(step: Any) -> None:
    """Tells nobody."""
