"""The commands about disavow files: export, import, check, diff, and what is in them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from backlit.cli import output
from backlit.cli.data import REJECTED
from backlit.cli.options import ASKED_LISTED, PRINTED, Home, Listed, Output, UsageError, open_index
from backlit.cli.projects import PROJECT, person

if TYPE_CHECKING:
    from collections.abc import Sequence

FAILED = 1
TOLD = 50
"""Lines that are told of beside the table."""
FILE = Annotated[str, Parameter(name="FILE")]


def export(
    project: PROJECT,
    /,
    *,
    file: Annotated[str | None, Parameter(name=["-o", "--output"], show_default=False)] = None,
    home: Home,
) -> None:
    """Write the disavow file of a project, in Google's format, with the reasons as comments.

    In it is what was decided with `backlit review PROJECT --disavow`, and what `backlit disavow import` told to be
    uploaded, unless it was decided to keep it since. Nothing is sent to a search engine.

    Parameters
    ----------
    project
        A project, by its name or its target.
    file
        File to write to, instead of standard output; its name ends in .txt.

    """
    if file is not None and not file.lower().endswith(".txt"):
        raise UsageError(f"Search engines take files whose names end in .txt: name it {Path(file).stem}.txt.")
    index = open_index(home)
    text = index.disavow_file(project)
    if file is None:
        output.lines(text.removesuffix("\n").split("\n"))
    else:
        Path(file).write_text(text, encoding="utf-8", newline="\n")
    for told in index.disavow_notes(project):
        output.warn(told)


def import_(project: PROJECT, file: FILE, /, *, home: Home) -> int | None:
    """Tell which disavow file is uploaded at the search engine. It takes the place of the one before.

    Its entries and their comments are part of the next export. What search engines would not read is listed.

    Parameters
    ----------
    project
        A project, by its name or its target.
    file
        The file as it was uploaded.

    """
    found = open_index(home).disavow_import(project, _bytes(file), file=Path(file).name, by=person())
    output.lines([f"Entries that stand as uploaded: {found.facts['entries']:,}, of {Path(file).name}."])
    wrong = [row for row in found.rows if row["verdict"] == "error"]
    _lines(wrong)
    return REJECTED if wrong else None


def check(
    file: FILE, /, *, project: Annotated[str | None, Parameter(show_default=False)] = None, home: Home,
    how: Output = PRINTED,
) -> int | None:  # fmt: skip
    """Check a disavow file line by line: what search engines would not read, or read as something else.

    With a project also its own domain, and what each entry would take from its links and its rating. Exit code 1 where
    a line is wrong.

    Parameters
    ----------
    file
        The file.
    project
        A project, by its name or its target.

    """
    found = open_index(home).disavow_check(_bytes(file), project)
    output.table(found.rows, how)
    _lines([row for row in found.rows if row["verdict"] != "good"])
    told = found.facts
    wrong = f"{told['errors']:,} wrong, {told['warnings']:,} to look at"
    output.warn(f"{told['lines']:,} lines, {told['entries']:,} entries: {wrong}.")
    if told.get("links") is not None:
        output.warn(_taken(told))
    for note in found.notes:
        output.warn(note)
    return None if found.sound else FAILED


def diff(
    project: PROJECT,
    file: Annotated[str | None, Parameter(name="FILE", show_default=False)] = None,
    other: Annotated[str | None, Parameter(name="OTHER", show_default=False)] = None,
    /,
    *,
    home: Home,
    question: Listed = ASKED_LISTED,
) -> None:
    """Show what an upload would change: entries added, removed and kept, with the links that each takes.

    Without a file: from what is uploaded to what `backlit disavow export` writes.

    Parameters
    ----------
    project
        A project, by its name or its target.
    file
        The file to begin from, in place of what is uploaded.
    other
        The file to compare it with, in place of what would be written.

    """
    old, new = (None if one is None else _bytes(one) for one in (file, other))
    output.deliver(open_index(home).disavow_diff(project, old=old, new=new, **question.options()), question)


def list_(project: PROJECT, /, *, home: Home, question: Listed = ASKED_LISTED) -> None:
    """List the entries that the disavow file of a project has: why, since when, and what each would take.

    Parameters
    ----------
    project
        A project, by its name or its target.

    """
    output.deliver(open_index(home).disavow(project, **question.options()), question)


def uploads(project: PROJECT, /, *, home: Home, how: Output = PRINTED) -> None:
    """List the files that were told to be uploaded, newest first; the machine forms have their texts.

    Parameters
    ----------
    project
        A project, by its name or its target.

    """
    output.table(open_index(home).disavow_uploads(project), how)


def _bytes(file: str) -> bytes:
    return Path(file).read_bytes()


def _lines(rows: Sequence[dict[str, Any]]) -> None:
    """Tells what is wrong with lines, as far as there is room."""
    for row in rows[:TOLD]:
        where = f"line {row['line']}: {row['text'][:120]}: " if row["line"] else ""
        output.warn(f"{where}{row['told']}")
    if len(rows) > TOLD:
        output.warn(f"{len(rows) - TOLD:,} more lines: --format csv has all.")


def _taken(told: dict[str, Any]) -> str:
    domains = f"{told['links']:,} links of {told['referring_domains']:,} referring domains would be taken"
    if told["rating_now"] is None:
        return f"{domains}."
    return f"{domains}; the rating would go from {told['rating_now']:.1f} to about {told['rating_then']:.1f}."


def register(app: App) -> None:
    """Adds the commands."""
    group = "Judgement"  # of `judging`, which stands before
    told = "The disavow file of a project: export, import what is uploaded, check, diff, list, uploads."
    disavow = App(name="disavow", help=told, group=group)
    disavow.command(export, name="export")
    disavow.command(import_, name="import")
    disavow.command(check, name="check")
    disavow.command(diff, name="diff")
    disavow.command(list_, name="list")
    disavow.command(uploads, name="uploads")
    app.command(disavow)
