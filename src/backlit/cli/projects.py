"""The commands about projects and what people decide about their links: project, review, decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import App, Parameter

from backlit.cli import output
from backlit.cli.options import ASKED_LISTED, PRINTED, Home, Listed, Output, UsageError, open_index

if TYPE_CHECKING:
    from backlit.index import Reviewed
    from backlit.model.judgement import Project

NAME = Annotated[str, Parameter(name="NAME")]
PROJECT = Annotated[str, Parameter(name="PROJECT")]
Scope = Literal["exact", "prefix", "host", "domain"]
Target = Annotated[str, Parameter(name="--target")]
Brands = Annotated[tuple[str, ...] | None, Parameter(name="--brand", negative="--no-brand", show_default=False)]
Terms = Annotated[tuple[str, ...] | None, Parameter(name="--term", negative="--no-term", show_default=False)]
Rivals = Annotated[
    tuple[str, ...] | None, Parameter(name="--competitor", negative="--no-competitor", show_default=False)
]
Country = Annotated[str | None, Parameter(name="--country", show_default=False)]
Flag = Annotated[bool, Parameter(negative="", show_default=False)]


def project_add(
    name: NAME,
    /,
    *,
    target: Target,
    scope: Scope = "domain",
    brand: Brands = None,
    term: Terms = None,
    competitor: Rivals = None,
    country: Country = None,
    home: Home,
) -> None:
    """Add a project: what is judged, and what only its owner knows of it.

    Example: backlit project add lamps --target harbourlight.example --brand Harbourlight --term "bicycle lamps"

    Parameters
    ----------
    name
        Small letters, digits, '.', '_' and '-', 64 at most.
    target
        The site or page whose backlinks are judged.
    scope
        What of the target is meant: the one address, all addresses that begin with it, its host, or its registrable
        domain with all subdomains.
    brand
        A name that the target goes by; repeat it for more.
    term
        A word or phrase that the target wants to be found for; repeat it for more.
    competitor
        A site that it is compared with; repeat it for more.
    country
        Where its readers are: two letters of ISO 3166, such as de. Default: anywhere.

    """
    lists = {"brands": brand or (), "terms": term or (), "competitors": competitor or ()}
    made = open_index(home).add_project(name, target, scope=scope, country=country, **lists)
    output.lines([f"Project {made.name}: {made.target}. `backlit assess {made.name}` judges its links."])


def project_list(*, home: Home, how: Output = PRINTED) -> None:
    """List the projects, with what their newest judgement says."""
    output.table(open_index(home).projects(), how)


def project_show(name: PROJECT, /, *, home: Home, how: Output = PRINTED) -> None:
    """Show all that a project is told of.

    Parameters
    ----------
    name
        A project, by its name or its target.

    """
    index = open_index(home)
    known = index.project(name)
    row = next(row for row in index.projects() if row["name"] == known.name)
    output.facts("project", list(row.items()), how)


def project_change(
    name: PROJECT,
    /,
    *,
    target: Annotated[str | None, Parameter(show_default=False)] = None,
    scope: Annotated[Scope | None, Parameter(show_default=False)] = None,
    brand: Brands = None,
    term: Terms = None,
    competitor: Rivals = None,
    country: Country = None,
    home: Home,
) -> None:
    """Change what is told of a project. A list that is given takes the place of the one before.

    Parameters
    ----------
    name
        A project, by its name or its target. The name itself stays.
    target
        Another site or page.
    scope
        What of the target is meant.
    brand
        All names that the target goes by, repeated; --no-brand takes them away.
    term
        All terms, repeated; --no-term takes them away.
    competitor
        All competitors, repeated; --no-competitor takes them away.
    country
        Where its readers are; '' is anywhere.

    """
    told: dict[str, Any] = {
        "target": target, "scope": scope, "brands": brand, "terms": term, "competitors": competitor, "country": country,
    }  # fmt: skip
    asked = {field: value for field, value in told.items() if value is not None}
    if not asked:
        raise UsageError("Nothing was told to change: `backlit project change --help` has the options.")
    changed = open_index(home).change_project(name, **asked)
    output.lines([f"Project {changed.name} is changed{_again(changed)}"])


def project_remove(name: NAME, /, *, yes: Flag = False, home: Home) -> None:
    """Remove a project. Its decisions and disavow lists go with it, and cannot be had back.

    Parameters
    ----------
    name
        The project, by its name.
    yes
        Remove it also where decisions or disavow lists go with it.

    """
    gone = open_index(home).remove_project(name, with_decisions=yes)
    output.lines([f"Project {name} is removed" + (f", and with it {gone}." if gone else ".")])


def review(
    project: PROJECT,
    /,
    *subjects: Annotated[str, Parameter(name="DOMAIN|URL")],
    keep: Flag = False,
    remove: Flag = False,
    disavow: Flag = False,
    undo: Flag = False,
    number: Annotated[tuple[int, ...], Parameter(negative="", show_default=False)] = (),
    note: Annotated[str | None, Parameter(show_default=False)] = None,
    home: Home,
) -> None:
    """Decide about domains or pages that link to a project's target. What nobody decided about is kept.

    A domain or host stands for all below it, an address for one page. All are decided, or none if one cannot be.
    Example: backlit review lamps --remove spam.example https://blog.example/post --note "asked by mail"

    Parameters
    ----------
    project
        A project, by its name or its target.
    subjects
        Domains, hosts, or addresses of pages with http:// or https://.
    keep
        The links stay; an entry of an uploaded disavow list is taken out of the next one.
    remove
        The site is to be asked to take them away.
    disavow
        They go into the disavow file. Search engines advise against it outside of a manual action.
    undo
        Undo what is decided about these; what was decided before holds again.
    number
        With --undo: the number of a decision, as `backlit decisions` shows it; repeat it for more.
    note
        Why: kept with the decision, and written into the disavow file.

    """
    chosen = [verb for verb, told in {"keep": keep, "remove": remove, "disavow": disavow, "undo": undo}.items() if told]
    if len(chosen) != 1:
        raise UsageError("Say what is decided: one of --keep, --remove, --disavow or --undo.")
    index = open_index(home)
    if undo:
        if note is not None:
            raise UsageError("A decision that is undone has no new note: leave --note out.")
        _told("Undone", index.undo_review(project, subjects, numbers=number, by=person()))
        return
    if number:
        raise UsageError("A number names a decision to undo: add --undo, or leave --number out.")
    _told("Decided", index.review(project, chosen[0], subjects, note, person()))


def decisions(project: PROJECT, /, *, home: Home, question: Listed = ASKED_LISTED) -> None:
    """List what was decided about the links of a project, newest first, with who and when, and what was undone.

    What holds now: backlit decisions PROJECT --filter holds=yes

    Parameters
    ----------
    project
        A project, by its name or its target.

    """
    output.deliver(open_index(home).decisions(project, **question.options()), question)


def _told(what: str, done: Reviewed) -> None:
    for one in done.decisions:
        output.lines([f"{what}: {one.decision} {one.subject} (number {one.number})"])
    for note in done.notes:
        output.warn(note)


def _again(project: Project) -> str:
    return f": `backlit assess {project.name}` judges its links again."


def person() -> str:
    """The name of whoever runs the command."""
    from getpass import getuser

    from backlit.state import LOCAL

    try:
        return getuser()
    except (KeyError, OSError):  # no name in the environment, and none for the number
        return LOCAL


def register(app: App) -> None:
    """Adds the commands."""
    group = "Judgement"  # of `judging`, which stands before
    project = App(name="project", help="What is judged, under a name: add, list, show, change, remove.", group=group)
    project.command(project_add, name="add")
    project.command(project_list, name="list")
    project.command(project_show, name="show")
    project.command(project_change, name="change")
    project.command(project_remove, name="remove")
    app.command(project)
    app.command(review, group=group)
    app.command(decisions, group=group)
