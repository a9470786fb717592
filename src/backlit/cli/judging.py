"""The commands on judgements: what the links of a project are, and how good."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Cyclopts reads the annotation
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import App, Group, Parameter

from backlit.cli import output, progress
from backlit.cli.options import (
    ASKED_BESIDE,
    ASKED_LISTED,
    PRINTED,
    Beside,
    Home,
    Listed,
    Output,
    UsageError,
    open_index,
)

if TYPE_CHECKING:
    from collections.abc import Callable

PROJECT = Annotated[str, Parameter(name="PROJECT")]
_KEPT = ("filters", "match", "sort", "limit", "after", "columns")


def assess(*projects: PROJECT, embedding: Path | None = None, home: Home) -> None:
    """Judge everything that is new: what each link is, how good it is, what speaks against it.

    A project is judged again where the index, its ratings, the rules or its own words have changed. Nothing is
    decided: risk lists what people should look at.

    Parameters
    ----------
    projects
        Projects, by name or target. Default: all.
    embedding
        Folder of a model2vec model that compares topics in the place of shared words; needs backlit[embedding].

    """
    from backlit.index.telling import told

    with progress.bars() as listener:
        done = open_index(home).assess(projects, embedding=embedding, listener=listener)
    for line in told(done):
        print(line)


def quality(project: PROJECT, /, *, home: Home, question: Listed = ASKED_LISTED) -> None:
    """List the backlinks of a project with the answers to seven questions, best first.

    Each answer is yes, no or unknown, and has its evidence in the column of its name with _because; the quality is the
    sum of the columns quality_NAME. Example: backlit quality lamps --filter related_topic=no --filter quality<40

    Parameters
    ----------
    project
        A project, by its name or its target.

    """
    output.deliver(open_index(home).quality(project, **question.options()), question)


def types(project: PROJECT, /, *, home: Home, question: Listed = ASKED_LISTED) -> None:
    """Show of what types the backlinks of a project are: editorial, guest post, directory, sponsored and so on.

    The links of a type: backlit quality PROJECT --filter type=guest_post

    Parameters
    ----------
    project
        A project, by its name or its target.

    """
    output.deliver(open_index(home).types(project, **question.options()), question)


def profile(project: PROJECT, /, *, home: Home, question: Listed = ASKED_LISTED) -> None:
    """Show whether the backlinks of a project look natural, aspect by aspect, against comparable targets of the index.

    A range is what nine of ten comparable targets have; outside of it is a reason to look, not a fault. In the machine
    forms each finding has its rows, and the report and filters that list them all.

    Parameters
    ----------
    project
        A project, by its name or its target.

    """
    output.deliver(open_index(home).profile(project, **question.options()), question)


def risk(
    project: PROJECT,
    /,
    *,
    show: Literal["queue", "all", "decided"] = "queue",
    home: Home,
    question: Listed = ASKED_LISTED,
) -> None:
    """List the review queue of a project: referring domains with the signals that fired, worst first.

    A domain is in it where two independent signals at least fired for one of its links. Nothing is decided: what nobody
    decides about is kept. The evidence of a domain: backlit findings PROJECT --filter source_domain=example.com

    Parameters
    ----------
    project
        A project, by its name or its target.
    show
        Those in the queue that nobody decided about, all that link, or those that somebody decided about.

    """
    output.deliver(open_index(home).risk(project, show=show, **question.options()), question)


def findings(project: PROJECT, /, *, home: Home, question: Listed = ASKED_LISTED) -> None:
    """List the risk signals that fired for the links of a project, each with its fact, domain by domain.

    Example: backlit findings lamps --filter source_domain=spam.example --filter signal=hidden_link

    Parameters
    ----------
    project
        A project, by its name or its target.

    """
    output.deliver(open_index(home).findings(project, **question.options()), question)


def diagnose(
    url: Annotated[str, Parameter(name="URL")],
    /,
    *,
    project: Annotated[str | None, Parameter(show_default=False)] = None,
    home: Home,
    how: Output = PRINTED,
) -> None:
    """Tell why a page with links may not move: five reasons, each tested on the data at hand.

    The page is thin or outdated; it does not match what people look for; its links are weak or unrelated; few internal
    links support it; competitors are stronger. Each is yes, no or unknown, with its numbers and what to do or to
    import. What stops the page outright, such as noindex, stands below.

    Parameters
    ----------
    url
        The address of the page.
    project
        The project whose terms and competitors count. Default: the one whose target the page belongs to.

    """
    output.deliver(open_index(home).diagnose(url, project=project), how)


def of_classes(by: str, question: Beside) -> dict[str, Any]:
    """What is asked of classes of anchors. Raises UsageError for options that they do not have."""
    asked, default = question.options(), ASKED_BESIDE.options()
    others = [name for name, value in asked.items() if name not in _KEPT and value != default[name]]
    if by != "anchor":
        others.insert(0, "by")
    if others:
        raise UsageError(f"Classes are of the links of a project that are not lost: leave out --{others[0]}.")
    return {name: asked[name] for name in _KEPT}


def register(app: App) -> None:
    """Adds the commands."""
    group = Group("Judgement", sort_key=2)
    commands: tuple[Callable[..., None], ...] = (assess, quality, types, profile, risk, findings, diagnose)
    for command in commands:
        app.command(command, group=group)
