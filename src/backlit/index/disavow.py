"""Disavow files of a project: written from decisions, compared with what is uploaded, checked and tried.

Nothing is sent to a search engine: a person uploads the file, and tells with `disavow_import` what is uploaded.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from backlit import assess as judgement
from backlit.assess import disavow as format_of
from backlit.assess.composing import ADVICE, Composed, Uploaded, compose, text_of
from backlit.assess.platforms import platforms
from backlit.index.projects import Deciding
from backlit.report import disavow as disavow_report
from backlit.report.result import Rows
from backlit.state import LOCAL
from backlit.store import NoIndexError
from backlit.urls import Target, domain_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from backlit.assess.disavow import File, Listed, Problem
    from backlit.assess.subjects import Subject
    from backlit.model.judgement import Project
    from backlit.report.result import Report

FACTS = 3
"""Findings that the comments tell of a domain or page, the heaviest."""


@dataclass(frozen=True)
class Checked:
    """What was found of a disavow file: a row a line that is an entry or is wrong."""

    rows: Rows
    facts: dict[str, Any]
    """Lines, entries, errors and warnings; with a project what all of it would take, and the rating now and then."""
    notes: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether search engines would read it as it was meant."""
        return not self.facts["errors"]


class Disavowing(Deciding):
    """What concerns disavow files."""

    def disavow(self, project: str, **options: Any) -> Report:
        """The entries that the disavow file of a project has, with what each takes from the target and its rating.

        They come from decisions, and from the uploaded list as far as nobody decided to keep their links. Options:
        `filters` and `sort` on the report's columns, `match`, `limit`, `after`, `columns`.
        """
        known = self.project(project)
        report, table = disavow_report.disavow, disavow_report.TABLE
        return self._project_report(report, known, options, table, self._composed(known))

    def disavow_file(self, project: str) -> str:
        """The disavow file of a project as text, in Google's format, with the reasons as comments.

        Raises DisavowError (a ValueError) where it is longer than search engines take.
        """
        known = self.project(project)
        return text_of(known, self._composed(known, evidence=self._evidence(known)), datetime.now(UTC))

    def disavow_notes(self, project: str) -> tuple[str, ...]:
        """What whoever uploads `disavow_file` should know: what was left out and why, what search engines advise."""
        made = self._composed(self.project(project))
        none = () if made.entries else ("Nobody decided to disavow anything: the file has no entry.",)
        return (*none, *(f"Left out: {told}" for told in made.left_out), ADVICE)

    def disavow_import(self, project: str, data: bytes | str, *, file: str = "disavow.txt", by: str = LOCAL) -> Checked:
        """Tell what is uploaded at the search engine; it takes the place of what was told before, as an upload does.

        Its lines are kept. Those that are no entries are told in the answer. Raises DisavowError for what search
        engines would not take: no text, another encoding, too long.
        """
        known = self.project(project)
        read = format_of.read(data)
        wrong = [problem.told for problem in read.problems if problem.line == 0 and problem.level == "error"]
        if wrong:
            raise format_of.DisavowError(f"Search engines do not take such a file: {' '.join(wrong)}")
        text = "".join(f"{line.text}\n" for line in read.lines).replace("\0", "\ufffd")  # no database keeps NUL
        self.state.uploads.add(known.name, file, text, by)
        return self._checked(read, known)

    def disavow_uploads(self, project: str) -> Rows:
        """The lists that were told to be uploaded, newest first: number, file, lines, entries, by, at, text."""
        told = reversed(self.state.uploads.all(self.project(project).name))
        rows = []
        for one in told:
            read = format_of.read(one.text)
            row = {"number": one.number, "file": one.file, "lines": len(read.lines), "entries": len(read.entries)}
            rows.append(row | {"by": one.by, "at": one.at.replace(microsecond=0), "text": one.text})
        kinds = {"number": pa.uint64(), "lines": pa.uint64(), "entries": pa.uint64(), "at": pa.timestamp("s", "UTC")}
        names = ("number", "file", "lines", "entries", "by", "at", "text")
        schema = pa.schema([(name, kinds.get(name, pa.string())) for name in names])
        return Rows("disavow-uploads", pa.Table.from_pylist(rows, schema=schema))

    def disavow_check(self, data: bytes | str, project: str | None = None) -> Checked:
        """What is wrong with a disavow file, line by line; with a project also what each entry would take.

        Raises DisavowError where it cannot be read at all.
        """
        return self._checked(format_of.read(data), None if project is None else self.project(project))

    def disavow_diff(
        self, project: str, *, old: bytes | str | None = None, new: bytes | str | None = None, **options: Any
    ) -> Report:
        """What an upload would change: entries added, removed and kept, with the links that each takes.

        `old` is the text of a file, by default what is uploaded, `new` that of another, by default what decisions
        make (`disavow_file`). Options: `disavow`.
        """
        known = self.project(project)
        notes = []
        if old is None and self.state.uploads.newest(known.name) is None:
            notes.append(f"Nothing was told to be uploaded: `backlit disavow import {known.name} FILE` does it.")
        first = self._uploaded_entries(known) if old is None else format_of.read(old).entries
        if new is None:
            made = self._composed(known, evidence=self._evidence(known))
            second: Mapping[Subject, Listed] = {entry.subject: entry.listed for entry in made.entries}
            notes += [f"Left out: {told}" for told in made.left_out]
        else:
            second = format_of.read(new).entries
        words = (disavow_report.Files(tuple(first.values()), tuple(second.values())), *notes)
        return self._project_report(disavow_report.difference, known, options, disavow_report.DIFFERENCE, *words)

    # --- within ------------------------------------------------------------------------------------------------------

    def _composed(self, project: Project, evidence: Mapping[str, Sequence[str]] | None = None) -> Composed:
        own = Target(project.scope, project.target).domain
        decisions, uploaded = self.standing(project), self._uploaded(project)
        return compose(decisions, uploaded, own=own, platforms=platforms(), evidence=evidence)

    def _uploaded(self, project: Project) -> Uploaded | None:
        newest = self.state.uploads.newest(project.name)
        return None if newest is None else Uploaded(format_of.read(newest.text), newest.by, newest.at)

    def _uploaded_entries(self, project: Project) -> Mapping[Subject, Listed]:
        uploaded = self._uploaded(project)
        return {} if uploaded is None else uploaded.file.entries

    def _evidence(self, project: Project) -> dict[str, list[str]]:
        """The heaviest findings of each domain and page that is to be disavowed, as sentences, one a signal."""
        found = judgement.open_judgement(self._home, project)
        wanted = {one.subject for one in self.standing(project) if one.decision == "disavow"}
        if found is None or not wanted:
            return {}
        names = ("source_domain", "source_url", "signal", "fact", "weight")
        rows = found.read("findings").select(names).sort_by([("weight", "descending"), ("signal", "ascending")])
        told: dict[str, dict[str, str]] = {}
        for row in rows.to_pylist():
            for subject in wanted.intersection((row["source_domain"], row["source_url"])):
                told.setdefault(subject, {}).setdefault(row["signal"], f"{row['signal']}: {row['fact']}")
        return {subject: list(facts.values())[:FACTS] for subject, facts in told.items()}

    def _checked(self, file: File, project: Project | None) -> Checked:
        problems: list[Problem] = list(file.problems)
        own = None if project is None else Target(project.scope, project.target).domain
        rivals = () if project is None else [domain_of(one) for one in project.competitors]
        problems += format_of.examine(file, own=own, rivals=rivals, platforms=platforms())
        try:
            view = None if project is None else self._view()
        except NoIndexError:
            view = None
        table, facts, notes = disavow_report.checked(view, project, file, problems)
        return Checked(Rows("disavow-check", table), facts, tuple(notes))
