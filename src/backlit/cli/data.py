"""The commands about the index itself: import, status, segments, compact, rank, verify, sql, schema."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Group, Parameter

from backlit.cli import output
from backlit.cli.options import PRINTED, Home, Output, UsageError, open_index

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

REJECTED = 3


def import_(
    *files: Annotated[str, Parameter(name="FILE")],
    base: Annotated[str | None, Parameter(show_default=False)] = None,
    as_of: Annotated[str | None, Parameter(show_default=False)] = None,
    jobs: Annotated[int | None, Parameter(show_default=False)] = None,
    home: Home,
) -> int:
    """Bring web archives and pages into the index.

    WARC, ARC and WAT files (plain, .gz, .zst, .lz4), HTML files, folders of them and patterns; what a file is, is told
    by its content. A file that was imported before adds nothing. What is damaged is left out and listed, and the exit
    code is then 3.

    Parameters
    ----------
    files
        Files, folders, or patterns in quotes: 'crawl/*.warc.gz'
    base
        Address of the HTML files; of a folder, that of its root.
    as_of
        Date (or time) of what has none of its own: 2026-01-31
    jobs
        Files read at a time. Default: one a processor.

    """
    from backlit.cli.progress import bars
    from backlit.index.telling import told_import

    if not files:
        raise UsageError("Name what to import: backlit import crawl.warc.gz")
    if jobs is not None and jobs < 1:
        raise UsageError(f"--jobs is {jobs}; it is a number of threads, 1 or more.")
    with bars() as listener:
        done = open_index(home).import_files(files, base=base, as_of=as_of, jobs=jobs, listener=listener)
    output.lines(told_import(done))
    for place in done.damage[:DAMAGE_SHOWN]:
        output.warn(f"{place.file} at byte {place.offset:,}: {place.reason}")
    if len(done.damage) > DAMAGE_SHOWN:
        output.warn(f"… and {len(done.damage) - DAMAGE_SHOWN:,} more places; `backlit verify` lists all.")
    return REJECTED if done.damage else 0


DAMAGE_SHOWN = 20
"""Damaged places that an import lists."""


def status(*, home: Home, how: Output = PRINTED) -> None:
    """Show what is in the index: totals, dates, sizes."""
    output.facts("status", _status(open_index(home).status()), how)


def _status(found: Any) -> list[tuple[str, Any]]:
    """Names and values, times as times."""
    times = ("first_look", "last_look", "newest_crawl", "ratings_computed_at")
    rows: list[tuple[str, Any]] = []
    for name in found.__dataclass_fields__:
        value = getattr(found, name)
        if name in times and value is not None:
            value = datetime.fromtimestamp(value, UTC)
        rows.append((name, value))
    return [*rows, ("index_bytes_per_link", found.index_bytes_per_link)]


def segments(*, home: Home, how: Output = PRINTED) -> None:
    """List the imports, oldest first: records, looks, links, claims, damage, dates; `backlit imports` lists files."""
    output.table(open_index(home).segments(), how)


def compact(*, home: Home, rebuild: bool = False) -> None:
    """Fold the index into one part, which makes it smaller and faster; no answer changes.

    Parameters
    ----------
    rebuild
        Make the index anew from the segments.

    """
    from backlit.cli.progress import bars

    with bars() as listener:
        open_index(home).compact(rebuild=rebuild, listener=listener)
    output.lines(["The index is one part."])


def rank(
    *,
    seeds: Annotated[str | None, Parameter(show_default=False)] = None,
    damping: float = 0.85,
    precision: float = 1e-10,
    home: Home,
) -> None:
    """Compute all ratings anew: Domain Rating, Page Rating, trust, spam mass.

    What is imported later is unrated until this is run again.

    Parameters
    ----------
    seeds
        File of the domains where trust begins, one a line; the line `+default` adds those that ship with Backlit.
        Default: those that ship.
    damping
        Share of its rating that a page or domain passes on.
    precision
        Largest error, as a share of the sum of all ratings.

    """
    from backlit.cli.progress import bars
    from backlit.index.telling import told_rating

    with bars() as listener:
        done = open_index(home).rank(seeds=seeds, damping=damping, precision=precision, listener=listener)
    output.lines(told_rating(done))


def verify(*, home: Home, deep: bool = False) -> int:
    """Check that every file of the index is there and as it was written, and list the damage of what was imported.

    The exit code is 1 where something is wrong with the index. Damage in files that were imported is listed, and is no
    fault of the index.

    Parameters
    ----------
    deep
        Also make the index anew from the segments, aside, and compare. Takes the room and the time of a rebuild.

    """
    from backlit.cli.progress import bars
    from backlit.index.telling import told_verdict

    with bars() as listener:
        found = open_index(home).verify(deep=deep, listener=listener)
    for place in found.damage:
        output.lines([f"{place.file} at byte {place.offset:,}: {place.reason}"])
    if found.damage:
        output.lines([f"{len(found.damage):,} places in files could not be read when they were imported."])
    for problem in found.problems:
        output.warn(f"{problem.place}: {problem.what}. Mend: {problem.mend}.")
    output.lines(told_verdict(found)[-1:])
    return 0 if found.sound else 1


def sql(
    statement: Annotated[str, Parameter(name="SELECT", allow_leading_hyphen=True)],
    /,
    *,
    home: Home,
    how: Output = PRINTED,
) -> None:
    """Ask the index in DuckDB's SQL: the tables links, pages, domains, claims and others; `backlit schema` tells all.

    Example: backlit sql "SELECT target_domain, count(*) AS n FROM links GROUP BY 1 ORDER BY n DESC LIMIT 10"

    Parameters
    ----------
    statement
        One SELECT statement; `-` reads it from standard input.

    """
    text = sys.stdin.read() if statement == "-" else statement
    output.table(open_index(home).sql(text), how)


def schema(table: Annotated[str | None, Parameter(name="TABLE")] = None, /, *, how: Output = PRINTED) -> None:
    """Print the tables and columns that SQL offers, with types and meanings.

    Parameters
    ----------
    table
        One table only: links, pages, domains, imports, claims, mentions, traffic or vendor_metrics.

    """
    from backlit.index import schema_rows

    output.table(schema_rows(table), how)


def register(app: App) -> None:
    """Adds the commands."""
    group = Group("The index", sort_key=0)
    app.command(import_, name="import", group=group)
    commands: Sequence[Callable[..., Any]] = (status, segments, compact, rank, verify, sql, schema)
    for command in commands:
        app.command(command, group=group)
