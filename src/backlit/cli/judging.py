"""The commands of judgement: judge what is new, and show what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Group, Parameter

from backlit.cli import progress
from backlit.cli.options import Home, open_index

if TYPE_CHECKING:
    from collections.abc import Callable


def assess(*projects: Annotated[str, Parameter(name="PROJECT")], home: Home) -> None:
    """Judge everything that is new: what each link is, how good it is, what speaks against it.

    A project is judged again where the index, its ratings, the rules or its own words have changed. Nothing is
    decided: `risk` lists what people should look at.

    Parameters
    ----------
    projects
        Projects, by name or target. Default: all.

    """
    from backlit.index.telling import told

    with progress.bars() as listener:
        done = open_index(home).assess(projects, listener=listener)
    for line in told(done):
        print(line)


def register(app: App) -> None:
    """Adds the commands."""
    group = Group("Judgement", sort_key=4)
    commands: tuple[Callable[..., None], ...] = (assess,)
    for command in commands:
        app.command(command, group=group)
