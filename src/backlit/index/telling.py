"""How far a job is and what it has come to, in words: the same on the command line and in the app, whoever ran it."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING

from backlit.assess import AssessReport
from backlit.graph.rank import RankReport
from backlit.store import ExportReport, ImportReport, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from backlit.sources.exports import DryRun
    from backlit.store import Import
    from backlit.store.journal import ReadFile
    from backlit.store.progress import Progress


STAGES = {
    "digest": "Comparing files",
    "extract": "Reading links",
    "rows": "Reading rows",
    "index": "Indexing",
    "fold": "Folding",
    "verify": "Checking",
    "rank": "Rating",
    "assess": "Judging",
}
"""What is being done, in words."""
IN_BYTES = ("digest", "extract", "rows", "verify")


def told_progress(step: Progress) -> str:
    """How far a stage is, in the units that people know."""
    if step.stage in IN_BYTES:
        line = f"{step.done / 1e6:,.0f} of {step.total / 1e6:,.0f} MB"
        if step.rows:
            return f"{line}, {step.rows:,} rows"
        return f"{line}, {step.pages:,} pages, {step.links:,} links" if step.pages else line
    line = f"{step.done:,} of {step.total:,}"
    return f"{line}: {step.what}" if step.what else line


@singledispatch
def told(done: object) -> list[str]:
    """The lines that say what was done; of what has no words of its own, its text."""
    return [] if done is None else [str(done)]


@told.register
def told_import(done: ImportReport) -> list[str]:
    """What an import of archives and pages came to."""
    if done.import_id is None:
        return [_nothing(done.known)]
    line = f"Import {done.import_id}: {counted(done.files, 'file')}, {done.records:,} records, "
    line += f"{done.pages:,} looks at pages, {counted(done.links, 'link')}{_left_out(done.known)}."
    damage = f"{counted(len(done.damage), 'damaged place')} left out:"
    return [line, damage] if done.damage else [line]


@told.register
def told_exports(done: ExportReport) -> list[str]:
    """What an import of exports came to."""
    if done.import_id is None:
        return [_nothing(done.known)]
    lines = [f"Import {done.import_id}: {counted(len(done.files), 'file')}, {rows(done)}{_left_out(done.known)}."]
    lines += [
        f"{file.name}: {file.export.vendor}, {file.export.layout}; {_rows_of(file)}"
        for file in done.files
        if file.export is not None
    ]
    return [*lines, *reasons(done.reasons)]


@told.register
def told_rating(done: RankReport) -> list[str]:
    """What a rating came to."""
    passes, seconds = done.passes, done.seconds
    domains = f"{done.domains:,} domains, {done.domain_arcs:,} arcs between {done.linked_domains:,} of them: "
    domains += f"{passes['domain_worth']:.1f} passes, trust {passes['domain_trust']:.1f}."
    pages = f"{done.pages:,} pages, {done.page_arcs:,} arcs between {done.linked_pages:,} of them: "
    pages += f"{passes['page_worth']:.1f} passes, trust {passes['page_trust']:.1f}."
    found = f"{done.seeds_found:,} of {done.seeds:,} seeds are in the index; "
    found += f"trust reaches {done.coverage:.1%} of all worth."
    steps = ", ".join(f"{step.replace('_', ' ')} {time:.2f}" for step, time in seconds.items())
    return [domains, pages, found, f"{sum(seconds.values()):.2f} seconds: {steps}."]


@told.register
def told_assessment(done: AssessReport) -> list[str]:
    """What a judgement came to."""
    if done.fresh:
        return [f"{done.project}: nothing has changed since it was judged."]
    line = f"{done.project}: {counted(done.links, 'link')} from {counted(done.domains, 'domain')} judged; "
    line += f"{counted(done.queued_links, 'link')} of {counted(done.queued_domains, 'domain')} in the review queue"
    return [f"{line}, {counted(done.groups, 'group')}. {done.seconds:.2f} seconds, rules {done.rules}."]


def told_list(done: list[object]) -> list[str]:
    """What each of several came to."""
    return [line for one in done for line in told(one)]


told.register(list, told_list)


def told_undo(gone: tuple[Import, ...]) -> list[str]:
    """Which imports are undone."""
    return [f"Import {one.id} is undone: {counted(one.files, 'file')}." for one in gone]


told.register(tuple, told_undo)


def told_judging(done: list[AssessReport]) -> list[str]:
    """What judging came to, a line a project."""
    return [_judged(one) for one in done] or ["There is no project yet: `backlit project add NAME --target URL`."]


told.register(list, told_judging)


def _judged(done: AssessReport) -> str:
    if done.fresh:
        return f"{done.project}: nothing new; {counted(done.links, 'link')} were judged before."
    line = f"{done.project}: {counted(done.links, 'link')} from {counted(done.domains, 'domain')} judged, "
    line += f"{done.queued_links:,} from {counted(done.queued_domains, 'domain')} in the review queue"
    groups = f", {counted(done.groups, 'group')} of domains" if done.groups else ""
    return f"{line}{groups}. Rules {done.rules}, {done.seconds:.1f} seconds."


@told.register
def told_verdict(done: Verdict) -> list[str]:
    """What is wrong with an index, and how much was checked."""
    checked = f"{done.checked_files:,} files, {done.checked_bytes:,} bytes checked"
    lines = [f"{problem.place}: {problem.what}. Mend: {problem.mend}." for problem in done.problems]
    return [*lines, f"{checked}: sound." if done.sound else f"{checked}: {len(done.problems):,} problems."]


def rows(done: ExportReport | DryRun) -> str:
    """What became of the rows of exports."""
    line = f"{counted(done.read, 'row')}: {done.accepted:,} accepted ({_accepted(done)}), {done.rejected:,} refused, "
    return f"{line}{counted(done.duplicates, 'duplicate')}"


def reasons(found: Mapping[str, int]) -> Iterable[str]:
    """Why rows were refused, with the number of each."""
    return (f"  {counted(count, 'row')}: {reason}" for reason, count in found.items())


def counted(number: int, what: str) -> str:
    """A number of things: `1 file`, `2 files`."""
    return f"{number:,} {what}{'s' * (number != 1)}"


def _accepted(done: ExportReport | DryRun) -> str:
    """What accepted rows say."""
    parts = [counted(done.links, "link")]
    if done.lost:
        parts.append(f"{done.lost:,} of them lost")
    if done.mentions:
        parts.append(counted(done.mentions, "mention"))
    return ", ".join(parts)


def _rows_of(file: ReadFile) -> str:
    if file.export is None:
        return ""
    line = f"{counted(file.records, 'row')}: {file.export.accepted:,} accepted, {file.export.rejected:,} refused, "
    return f"{line}{counted(file.export.duplicates, 'duplicate')}"


def _nothing(known: tuple[str, ...]) -> str:
    return f"Nothing new: {counted(len(known), 'known file')} left out." if known else "Nothing to import."


def _left_out(known: tuple[str, ...]) -> str:
    return f"; {counted(len(known), 'known file')} left out" if known else ""
