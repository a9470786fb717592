"""The command for files of other backlink tools: import-export, and its dry run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from backlit.cli import output
from backlit.cli.data import REJECTED
from backlit.cli.options import Home, UsageError, open_index

if TYPE_CHECKING:
    from collections.abc import Iterable

REJECTS_SHOWN = 20
"""Rejected rows that an import lists."""
CELL_SHOWN = 80
"""Characters of a value that a dry run shows."""


def import_export(
    *files: Annotated[str, Parameter(name="FILE")],
    vendor: Annotated[str | None, Parameter(show_default=False)] = None,
    property_: Annotated[str | None, Parameter(name="--property", show_default=False)] = None,
    as_of: Annotated[str | None, Parameter(show_default=False)] = None,
    map_: Annotated[tuple[str, ...], Parameter(name="--map", negative="", show_default=False)] = (),
    dry_run: Annotated[bool, Parameter(negative="")] = False,
    home: Home,
) -> int:
    """Bring files of other backlink tools into the index: links, counts, mentions and traffic.

    Exports of Ahrefs, Majestic, Semrush, Moz, Google Search Console, Bing, Screaming Frog, DataForSEO, BuzzStream and
    Backlit itself, and tables with columns that are known or mapped: CSV, TSV, XLSX, JSON, or a ZIP of them. What a
    file is, is told by its header. What they say is kept as said by them: a crawl of yours outranks it, and no link is
    lost because a file does not have it. A file that was imported before adds nothing. Rows that are refused are
    listed, and the exit code is then 3.

    Parameters
    ----------
    files
        Files, folders, or patterns in quotes: 'exports/*.csv'
    vendor
        Who made them, where the header does not tell: a vendor's name, or one of your own, as in some_tool
    property_
        The site that they are about: example.com, or https://example.com/blog/. Default: as the files' names tell.
    as_of
        When they were made: 2026-01-31. Default: as the files' names tell, else the time of the file.
    map_
        What a column is, as COLUMN=FIELD; repeat it for more: --map "Linking URL=source_url"
    dry_run
        Show what each file is, what becomes of its columns, the first rows, and what would be refused; store nothing.

    """
    from backlit.cli.progress import bars
    from backlit.index.telling import told_exports

    if not files:
        raise UsageError("Name what to import: backlit import-export backlinks.csv")
    told: dict[str, Any] = {"vendor": vendor, "property": property_, "as_of": as_of, "columns": map_}
    if dry_run:
        return _dry_run(open_index(home).try_exports(files, **told))
    with bars() as listener:
        done = open_index(home).import_exports(files, **told, listener=listener)
    output.lines(told_exports(done))
    for row in done.rejects[:REJECTS_SHOWN]:
        output.warn(f"{row.file} line {row.line:,}: {row.reason}")
    shown = min(len(done.rejects), REJECTS_SHOWN)
    if done.rejected > shown:
        output.warn(f"… and {done.rejected - shown:,} more rows; `backlit imports {done.import_id}` lists all.")
    for place in done.damage:
        output.warn(f"{place.file}: {place.reason}")
    return REJECTED if done.rejected or done.damage else 0


def _dry_run(tried: Iterable[Any]) -> int:
    """Shows each file as it would be imported."""
    from backlit.index.telling import reasons, rows

    rejected = 0
    for n, done in enumerate(tried):
        output.lines([""] * (n > 0))
        output.lines(_plan_lines(done.plan))
        output.lines(_sample_lines(done))
        output.lines([f"{rows(done)}. Nothing was stored.", *reasons(done.reasons)])
        output.lines(f"  line {line:,}: {reason}" for line, reason, _ in done.rejects[:REJECTS_SHOWN])
        rejected += done.rejected
    return REJECTED if rejected else 0


def _plan_lines(plan: Any) -> Iterable[str]:
    """What a file is, and what becomes of each column."""
    form = [_DELIMITERS[plan.delimiter] if plan.format == "delimited" else plan.format]
    if plan.format != "xlsx" and plan.encoding:
        form.insert(0, plan.encoding)
    yield f"{plan.name}: {plan.vendor}, {plan.layout} ({plan.record}), {', '.join(form)}"
    yield from (f"  {note}" for note in plan.notes)
    wide = max((len(name) for name, _ in plan.mapping), default=0)
    yield from (f"  {name:<{wide}}  {becomes}" for name, becomes in plan.mapping)


_DELIMITERS = {"\t": "tabs", ",": "commas", ";": "semicolons", None: "one column"}


def _sample_lines(done: Any) -> Iterable[str]:
    """The first rows as they were understood, without what they leave empty."""
    for n, row in enumerate(done.sample, 1):
        yield f"  row {n}"
        yield from (f"    {name}: {_cut(text)}" for name, text in row.items() if text)


def _cut(value: Any) -> str:
    text = str(value)
    return text if len(text) <= CELL_SHOWN else f"{text[: CELL_SHOWN - 1]}…"


def register(app: App) -> None:
    """Adds the command."""
    app.command(import_export, name="import-export", group=app["import"].group)
