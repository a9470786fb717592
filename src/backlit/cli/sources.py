"""The commands about what exports say: which source saw what, traffic beside links, unlinked mentions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Group, Parameter

from backlit.cli import output
from backlit.cli.options import ASKED, PRINTED, Home, Output, Question, open_index

if TYPE_CHECKING:
    from collections.abc import Callable

TARGET = Annotated[str, Parameter(name="TARGET")]
Filters = Annotated[tuple[str, ...], Parameter(name="--filter", negative="", show_default=False)]


def sources(
    target: TARGET,
    /,
    *,
    scope: Literal["exact", "prefix", "host", "domain"] = "domain",
    filter: Filters = (),  # noqa: A002 - as the option is called
    home: Home,
    how: Output = PRINTED,
) -> None:
    """Show which source saw which links and referring domains, lost ones too.

    Of each source (a vendor's exports, or our crawl): links, referring domains and pages, and what only it knows; of
    each pair what both know; of each vendor how many of its links looks of ours found live, lost, never there, or could
    not check. The notes tell the commands that list what stands behind a figure.

    Parameters
    ----------
    target
        A site or page: example.com, https://www.example.com/blog/
    scope
        What of the target is meant.
    filter
        A condition on links; repeat it for more: rel=followed, target_url~blog

    """
    output.deliver(open_index(home).sources(target, scope=scope, filters=filter), how)


def traffic(
    target: TARGET,
    /,
    *,
    by: Literal["page", "month", "day"] = "page",
    home: Home,
    question: Question = ASKED,
) -> None:
    """Show a target's pages with clicks, impressions, position, sessions and conversions, beside their links.

    The figures come from imported exports of Search Console, Bing or any analytics. Pages with links and no traffic:
    --filter standing=links_no_traffic; with traffic and no links: standing=traffic_no_links. With --by month: how
    referring domains and traffic went over time.

    Parameters
    ----------
    target
        A site or page: example.com, https://www.example.com/blog/
    by
        What a row is: a page, or a month or day of referring domains and traffic.

    """
    output.deliver(open_index(home).traffic(target, by=by, **question.options()), question)


def mentions(target: TARGET, /, *, home: Home, question: Question = ASKED) -> None:
    """List pages that mention a target without a link, as exports tell, and whether they link to it by now.

    Filters are on the columns of the report: --filter linked=no, text~lamps, vendors=majestic, last_seen>=2026-01-01

    Parameters
    ----------
    target
        A site or page: example.com, https://www.example.com/blog/

    """
    output.deliver(open_index(home).mentions(target, **question.options()), question)


def register(app: App) -> None:
    """Adds the commands."""
    group = Group("What exports say", sort_key=3)
    commands: tuple[Callable[..., None], ...] = (sources, traffic, mentions)
    for command in commands:
        app.command(command, group=group)
