"""The commands that ask for a report: each is the method of the same name of `backlit.Index`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Group, Parameter

from backlit.cli import judging, output
from backlit.cli.options import ASKED, ASKED_BESIDE, PRINTED, Beside, Home, Output, Question, open_index

if TYPE_CHECKING:
    from collections.abc import Callable

TARGET = Annotated[str, Parameter(name="TARGET")]


def overview(target: TARGET, /, *, home: Home, question: Question = ASKED) -> None:
    """Show the profile of a target: totals, how the links are made, tops, dates.

    Backlinks, referring domains, hosts and pages, the followed share, links by kind, rel and placement; the first
    referring domains, anchors, pages and top-level domains; when it was looked at, and what is new and lost since the
    newest crawl began. --limit is the length of each list.

    Parameters
    ----------
    target
        A site or page: example.com, https://www.example.com/blog/

    """
    options = question.options()
    options["limit"] = question.limit or 0
    output.deliver(open_index(home).overview(target, **options), question)


def backlinks(target: TARGET, /, *, home: Home, question: Beside = ASKED_BESIDE) -> None:
    """List the links to a target from other domains, one row a link, best source first.

    The machine forms have every column of the model; a table has those that fit. Example: backlit backlinks
    example.com --filter rel=followed --filter placement=main --group one_per_domain. By who saw a link: --filter
    witnesses=ahrefs, only_witness=ahrefs, reported=no (a crawl saw it), verdict=never_there.

    Parameters
    ----------
    target
        A site or page: example.com, https://www.example.com/blog/

    """
    output.deliver(open_index(home).backlinks(target, **question.options()), question)


def referring_domains(target: TARGET, /, *, home: Home, question: Beside = ASKED_BESIDE) -> None:
    """List the domains that link to a target, best rated first.

    With --history lost: domains of which no link is left; with --history new: domains whose first link is new.

    Parameters
    ----------
    target
        A site or page: example.com, https://www.example.com/blog/

    """
    output.deliver(open_index(home).referring_domains(target, **question.options()), question)


def anchors(
    target: TARGET,
    /,
    *,
    by: Literal["anchor", "word"] = "anchor",
    classes: Annotated[bool, Parameter(negative="")] = False,
    home: Home,
    question: Beside = ASKED_BESIDE,
) -> None:
    """List the anchors of the links to a target, by the number of domains that use them.

    With --by word: their single words. A word is a run of letters and digits, in small letters; a run of Chinese or
    Japanese is one word. With --classes: what the anchors of a project's links say, with the share of each class
    against what comparable targets of the index have; filters are then on the columns of that report.

    Parameters
    ----------
    target
        A site or page: example.com, https://www.example.com/blog/
    by
        What a row is: an anchor, or a single word.
    classes
        What a row is: a class of anchors (brand, exact match, partial match, naked address, generic, image, empty,
        other). TARGET is then a project, by its name or its target.

    """
    if classes:
        output.deliver(open_index(home).anchor_classes(target, **judging.of_classes(by, question)), question)
        return
    output.deliver(open_index(home).anchors(target, by=by, **question.options()), question)


def pages(target: TARGET, /, *, home: Home, question: Beside = ASKED_BESIDE) -> None:
    """List the target's own pages by the links that they get ("best by links").

    Filters count only the links that fit; those that begin with page. are asked of the pages: --filter
    page.status=404 shows dead pages that still have links.

    Parameters
    ----------
    target
        A site or page: example.com, https://www.example.com/blog/

    """
    output.deliver(open_index(home).pages(target, **question.options()), question)


def outlinks(
    target: TARGET,
    /,
    *,
    by: Literal["domain", "page"] = "domain",
    home: Home,
    question: Question = ASKED,
) -> None:
    """List where a target links to, by linked domain or by linked page.

    Parameters
    ----------
    target
        A site or page: example.com, https://www.example.com/blog/
    by
        What a row is: a linked domain, or a linked page.

    """
    output.deliver(open_index(home).outlinks(target, by=by, **question.options()), question)


def internal(
    target: TARGET,
    /,
    *,
    by: Literal["page", "link"] = "page",
    home: Home,
    question: Question = ASKED,
) -> None:
    """List the internal links of a target: in-links of each page, orphans, depth from the home page.

    Depth is the least number of links from the home page; an orphan is a page that was looked at and that no other
    page of its domain links to. Filters choose the links that count: --filter rel=followed.

    Parameters
    ----------
    target
        A site or page: example.com, https://www.example.com/blog/
    by
        What a row is: a page of the target, or an internal link to one.

    """
    output.deliver(open_index(home).internal(target, by=by, **question.options()), question)


def changes(target: TARGET, /, *, home: Home, question: Question = ASKED) -> None:
    """Show what is new and what is lost, with reasons, and what nobody looked at again.

    The window is that of --since and --until; by default it begins with the newest crawl. A link is lost only when a
    later look at its page says so; unseen links are told apart and are no loss.

    Parameters
    ----------
    target
        A site or page: example.com, https://www.example.com/blog/

    """
    output.deliver(open_index(home).changes(target, **question.options()), question)


def growth(
    target: TARGET,
    /,
    *,
    by: Literal["auto", "day", "week", "month"] = "auto",
    home: Home,
    question: Question = ASKED,
) -> None:
    """Show how links and referring domains grew: what stood at the end of each period, what came and what went.

    From the first sight of a link to the last look; --since and --until choose the periods. A link stands from when it
    was first seen until a look says that it is gone.

    Parameters
    ----------
    target
        A site or page: example.com, https://www.example.com/blog/
    by
        What a period is. Auto: the shortest that gives at most 120.

    """
    output.deliver(open_index(home).growth(target, by=by, **question.options()), question)


def compare(
    target: TARGET,
    /,
    *others: Annotated[str, Parameter(name="OTHER")],
    home: Home,
    question: Question = ASKED,
) -> None:
    """Show targets side by side, ten at most: totals, ratings, what is new and lost, and shared referring domains.

    What is shared is counted against the first. Example: backlit compare example.com rival.example other.example

    Parameters
    ----------
    target
        A site or page: example.com, https://www.example.com/blog/
    others
        What to compare it with.

    """
    options = question.options()
    options["limit"] = question.limit or 0
    output.deliver(open_index(home).compare(target, others, **options), question)


def link(
    source: Annotated[str, Parameter(name="SOURCE")], target: TARGET, /, *, home: Home, how: Output = PRINTED
) -> None:
    """Show the links of one page to another with every fact, where it comes from, and every look at the page.

    Example: backlit link https://news.example/story https://example.com/

    Parameters
    ----------
    source
        The page that the links stand on.
    target
        The page that they lead to.

    """
    output.deliver(open_index(home).link(source, target), how)


def register(app: App) -> None:
    """Adds the commands."""
    group = Group("Reports", sort_key=1)
    commands: tuple[Callable[..., None], ...] = (
        overview, backlinks, referring_domains, anchors, pages, outlinks, internal, changes,
        growth, compare, link,
    )  # fmt: skip
    for command in commands:
        app.command(command, group=group)
