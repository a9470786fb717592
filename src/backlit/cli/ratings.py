"""The commands about ratings: what a target is rated, why, what is like it, and what is around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Group, Parameter

from backlit.cli import output
from backlit.cli.options import PRINTED, Home, Output, UsageError, open_index

if TYPE_CHECKING:
    from collections.abc import Callable

TARGET = Annotated[str, Parameter(name="TARGET")]
Limit = Annotated[int | None, Parameter(show_default=False)]


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Drawing(Output):
    """How a graph is given."""

    format: Annotated[
        Literal["table", "json", "jsonl", "csv", "xlsx", "parquet", "arrow", "graphml"] | None,
        Parameter(name="--format", show_default=False),
    ] = None  # type: ignore[assignment]
    """How to print: a table (default), a machine form, or graphml and json for drawing. With -o the default is the
    ending of the file's name."""


DRAWN = Drawing()


def rating(
    *targets: TARGET,
    explain: bool = False,
    scope: Literal["exact", "prefix", "host", "domain"] = "domain",
    limit: Limit = None,
    home: Home,
    how: Output = PRINTED,
) -> None:
    """Show the ratings of targets: Domain Rating, Page Rating, trust, spam mass, place among all.

    With --explain: the domains (with --scope exact: the pages) that contribute most, what each passes and about what
    the rating would be without it; and those whose links do not count, why, and about what it would be if they did.
    The base, what counts and all others add up to the whole.

    Parameters
    ----------
    targets
        Sites or pages: example.com, https://www.example.com/blog/
    explain
        Take the rating apart.
    scope
        What of the target is meant; exact is about the page, all others are about the domain and its best rated page.
    limit
        Contributions to list, of those that count and of those that do not. Default: 20.

    """
    if not targets:
        raise UsageError("Name what to rate: backlit rating example.com")
    found = open_index(home).rating(targets, explain=explain, scope=scope, limit=limit or 0)
    output.deliver(found, how)


def similar(target: TARGET, /, *, limit: Limit = None, home: Home, how: Output = PRINTED) -> None:
    """List the domains that the same domains link to, most alike first.

    By the cosine of the sets of referring domains, over the links that count for Domain Rating.

    Parameters
    ----------
    target
        A site: example.com
    limit
        Rows at most; 0 is all. Default: 50.

    """
    output.deliver(open_index(home).similar(target, limit=50 if limit is None else limit), how)


def neighbours(target: TARGET, /, *, depth: int = 2, limit: Limit = None, home: Home, how: Drawing = DRAWN) -> None:
    """Show the neighbourhood of a domain: who links to whom around it, both ways, to read or to draw.

    Example: backlit neighbours example.com -o around.graphml

    Parameters
    ----------
    target
        A site: example.com
    depth
        How many links away, 1 to 6. At most 500 domains are taken, the nearest and best rated.
    limit
        Rows at most; 0 is all. Default: 50 in a table, all in the machine forms.

    """
    table = output.chosen_format(how) == "table"
    shown = (50 if table else 0) if limit is None else limit
    output.deliver(open_index(home).neighbours(target, depth=depth, limit=shown), how)


def network(target: TARGET, /, *, nodes: int = 300, depth: int = 2, home: Home, how: Output = PRINTED) -> None:
    """Show the domains around a domain as a drawing: the place of each, and in JSON who links to whom.

    What links to each other lies near. The places are from 0 to 1,000; the same index gives the same drawing. For
    other tools neighbours writes graphml.

    Parameters
    ----------
    target
        A site: example.com
    nodes
        Domains at most, 1 to 2000: the nearest and best rated.
    depth
        How many links away, 1 to 6.

    """
    output.deliver(open_index(home).network(target, nodes=nodes, depth=depth), how)


def register(app: App) -> None:
    """Adds the commands."""
    group = Group("Ratings", sort_key=2)
    commands: tuple[Callable[..., None], ...] = (rating, similar, neighbours, network)
    for command in commands:
        app.command(command, group=group)
