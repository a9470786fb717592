"""Projects and what people decided about their links: the part of the index that writes to the state.

A project is named by its name, or by its target where only one has it. No rule decides anything: what nobody decided
about is kept.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING, Any, Self

import pyarrow as pa

from backlit import assess as judgement
from backlit.assess.composing import ADVICE
from backlit.assess.platforms import platforms
from backlit.assess.subjects import Subject, SubjectError, is_own, parse_subject, shared
from backlit.index.reports import Reports, _bytes
from backlit.model import arrow_schema
from backlit.model.judgement import PROJECTS
from backlit.report import decisions as decisions_report
from backlit.report.covering import which_link
from backlit.report.query import QueryError, build_query
from backlit.report.result import Rows
from backlit.state import LOCAL, open_state
from backlit.state.decisions import all_told
from backlit.store import NoIndexError
from backlit.urls import Target, TargetError, domain_of, parse_target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from backlit import model
    from backlit.model.judgement import Decision, Project
    from backlit.report.result import Report
    from backlit.report.view import View
    from backlit.state import Belongings, State
    from backlit.store import Home


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What was decided, and what the person who did should know."""

    decisions: tuple[Decision, ...]
    notes: tuple[str, ...] = ()


class _Opened:
    """A state that is opened when it is first asked for; threads may share it."""

    def __init__(self, home: Home, state: State | None) -> None:
        self._home, self._state, self._lock = home, state, Lock()

    def __call__(self) -> State:
        with self._lock:
            if self._state is None:
                self._state = open_state(self._home.path)
            return self._state


class Deciding(Reports):
    """Projects, reviews, and the reports on them."""

    def __init__(self, home: Home, state: State | None = None) -> None:
        super().__init__(home)
        self._open = _Opened(home, state)
        self._holding: dict[str, tuple[str, tuple[Decision, ...]]] = {}

    @property
    def state(self) -> State:
        """What people decided: opened when it is first asked for, beside the index or where BACKLIT_STATE says."""
        return self._open()

    def sharing(self, state: State) -> Self:
        """The same index with a state that is open already: what a server asks and what it writes are then one."""
        made = copy(self)
        made._open, made._holding = _Opened(self._home, state), {}  # noqa: SLF001 - it is one of us
        return made

    @property
    def version(self) -> str:
        """A word that changes with the index, with projects and decisions, and with each judgement.

        Raises NoIndexError where nothing was imported yet.
        """
        return self._dated().version

    # --- projects ----------------------------------------------------------------------------------------------------

    def add_project(
        self,
        name: str,
        target: str,
        *,
        scope: str = "domain",
        brands: Iterable[str] = (),
        terms: Iterable[str] = (),
        competitors: Iterable[str] = (),
        country: str | None = None,
    ) -> Project:
        """Keep a new project. Raises ValueError (TargetError) or StateUsageError for what cannot be."""
        from backlit.model.judgement import Project

        told = _checked(target=target, scope=scope, brands=brands, terms=terms, competitors=competitors)
        return self.state.projects.add(Project(name, country=country, **told))

    def change_project(self, project: str, /, **told: Any) -> Project:
        """Give fields of a project new values: target, scope, brands, terms, competitors, country.

        A list replaces the one before. Raises as `add_project` does.
        """
        known = self.project(project)
        if "scope" in told and "target" not in told:
            told["target"] = known.target
        if "target" in told:
            told.setdefault("scope", known.scope)
        changed = self.state.projects.change(known.name, **_checked(**told))
        if (changed.target, changed.scope) != (known.target, known.scope):
            judgement.forget(self._home, known)
        return changed

    def remove_project(self, name: str, *, with_decisions: bool = False) -> Belongings:
        """Forget a project, by its name alone; tells what went with it.

        Its decisions and uploaded disavow lists go too: where it has any, StateUsageError says so unless
        `with_decisions`.
        """
        known = self.state.projects.get(name)
        gone = self.state.projects.remove(name, with_belongings=with_decisions)
        judgement.forget(self._home, known)
        return gone

    def project(self, named: str) -> Project:
        """The project of a name, or the only one with this target. Raises StateUsageError where there is none."""
        known = self.state.projects.all()
        for project in known:
            if project.name == named:
                return project
        having = [project for project in known if _is_target(project, named)]
        if len(having) == 1:
            return having[0]
        if having:
            names = ", ".join(project.name for project in having)
            raise QueryError(f"{named} is the target of several projects: name one of {names}.", "project")
        return self.state.projects.get(named)

    def projects(self) -> Rows:
        """The projects, one row each: what is told of them, and what their newest judgement says."""
        rows = [self._told(project) for project in self.state.projects.all()]
        return Rows("projects", pa.Table.from_pylist(rows, schema=_nullable(PROJECTS)))

    def _told(self, project: Project) -> dict[str, Any]:
        row: dict[str, Any] = {
            name: getattr(project, name)
            for name in ("name", "target", "scope", "brands", "terms", "competitors", "country", "created")
        }
        found = judgement.open_judgement(self._home, project)
        if found is None:
            return row
        try:
            now = judgement.identity(self._current(), project, judgement.read_rules(), found.embedding)
            fresh = now == found.identity
        except NoIndexError:
            fresh = False
        links, queued = found.counts["links"], found.counts["queued_domains"]
        return row | {"judged_at": found.made, "links": links, "queued_domains": queued, "fresh": fresh}

    # --- decisions ---------------------------------------------------------------------------------------------------

    def review(
        self, project: str, decision: str, subjects: Iterable[str], note: str | None = None, by: str = LOCAL
    ) -> Reviewed:
        """Decide about domains, hosts (each with all below it) or addresses of pages: keep, remove or disavow.

        All of them or none. Raises QueryError that names each subject that cannot be: what is the target's own, and
        what many sites share where it would be disavowed as a whole; StateUsageError for a wrong decision or note.
        """
        known = self.project(project)
        found = self._subjects(known, decision, [subjects] if isinstance(subjects, str) else list(subjects))
        pairs = [(one.kind, one.text) for one in found]
        decided = self.state.decisions.decide(known.name, decision, pairs, note, by)
        return Reviewed(tuple(decided), tuple(self._remarks(known, decision, found)))

    def undo_review(
        self, project: str, subjects: Iterable[str] = (), *, numbers: Iterable[int] = (), by: str = LOCAL
    ) -> Reviewed:
        """Undo what holds about these subjects, and decisions by their numbers: all of them or none.

        What was decided about a subject before holds again. Gives what was undone. Raises as `review` does.
        """
        known = self.project(project)
        named = [subjects] if isinstance(subjects, str) else list(subjects)
        pairs = [(one.kind, one.text) for one in _parsed(named)]
        return Reviewed(tuple(self.state.decisions.undo(known.name, list(numbers), pairs, by)))

    def decisions(self, project: str, **options: Any) -> Report:
        """What was decided about the links of a project, newest first, also what was undone.

        Options: `filters` and `sort` on the report's columns, `match`, `limit`, `after`, `columns`.
        """
        known = self.project(project)
        log = self.state.decisions.all(known.name)
        return self._project_report(decisions_report.decisions, known, options, decisions_report.TABLE, tuple(log))

    def standing(self, project: Project) -> tuple[Decision, ...]:
        """The decisions that hold, one a subject, oldest first."""
        revision = self.state.revision()
        kept = self._holding.get(project.name)
        if kept is None or kept[0] != revision:
            kept = revision, self.state.decisions.standing(project.name)
            self._holding[project.name] = kept
        return kept[1]

    # --- within ------------------------------------------------------------------------------------------------------

    def _project_report(
        self,
        made: Callable[..., Report],
        project: Project,
        options: dict[str, Any],
        fields: model.Table,
        *words: Any,
    ) -> Report:
        """The report that a function makes of the view, the query, the project and these words."""
        query = build_query(project.target, scope=project.scope, fields=fields, **options)
        view = self._dated()
        key = (made, view.version, project, query, words)
        return view.shelf.one(key, lambda: made(view, query, project, *words), _bytes)

    def _dated(self) -> View:
        """The index as it is now, with a version that changes with decisions too: cursors rest on it."""
        view = self._view()
        parts = view.version, self.state.revision(), judgement.revision(self._home)
        return replace(view, version="-".join(parts))

    def _subjects(self, project: Project, decision: str, typed: Sequence[str]) -> list[Subject]:
        """What was named, checked for a project."""
        own = Target(project.scope, project.target).domain
        known = platforms()

        def refusal(subject: Subject) -> str | None:
            if is_own(subject.host, own):
                return f"is the project's own: links between pages of {own} are internal, and no backlinks"
            reason = shared(subject.text, known) if subject.kind == "domain" and decision == "disavow" else None
            told = "name the one site below it, or the address of the page"
            return None if reason is None else f"cannot be disavowed as a whole: {reason}; {told}"

        return _parsed(typed, refusal)

    def _remarks(self, project: Project, decision: str, subjects: Sequence[Subject]) -> list[str]:
        """What is no error, and yet to be known."""
        notes = []
        rivals = {domain_of(one) for one in project.competitors}
        named = sorted({one.text for one in subjects if domain_of(one.host) in rivals})
        if named and decision == "disavow":
            notes.append(f"A competitor of the project is among them: {_few(named)}.")
        try:
            linking = which_link(self._view(), Target(project.scope, project.target), subjects)
        except NoIndexError:
            return notes
        idle = [one.text for one in subjects if one not in linking]
        if idle:
            notes.append(f"No link that is not lost leads from {_few(idle)} to {project.target}.")
        if decision == "disavow":
            notes.append(ADVICE)
        return notes


def _parsed(typed: Sequence[str], refusal: Callable[[Subject], str | None] = lambda _subject: None) -> list[Subject]:
    """The subjects that were typed; raises QueryError that names each that is none."""
    found, wrong = [], []
    for text in typed:
        try:
            subject = parse_subject(text)
        except SubjectError as error:
            wrong.append(f"{text[:200]!r} {error}.")
            continue
        reason = refusal(subject)
        if reason is None:
            found.append(subject)
        else:
            wrong.append(f"{text[:200]!r} {reason}.")
    if wrong:
        raise QueryError(all_told(wrong, "Nothing was written."), "subjects")
    return list(dict.fromkeys(found))


def _is_target(project: Project, typed: str) -> bool:
    try:
        return parse_target(typed, project.scope).text == project.target
    except TargetError:
        return False


def _checked(**told: Any) -> dict[str, Any]:
    """Fields of a project with targets as `backlit.urls` writes them."""
    if "target" in told:
        parsed = parse_target(told["target"], told.get("scope", "domain"))
        told |= {"target": parsed.text, "scope": parsed.scope}
    for name in ("brands", "terms", "competitors"):
        if isinstance(told.get(name), str):
            raise QueryError(f"{name} is a list: write [{told[name]!r}].", name)
    if "competitors" in told:
        found = dict.fromkeys(parse_target(one, "domain").text for one in told["competitors"])
        own = domain_of(told["target"]) if "target" in told else None
        if own in found:
            raise QueryError(f"{own} is the project's own domain: it is no competitor.", "competitors")
        told["competitors"] = tuple(found)
    return told | {name: tuple(told[name]) for name in ("brands", "terms") if name in told}


def _nullable(table: model.Table) -> pa.Schema:
    return pa.schema([field.with_nullable(True) for field in arrow_schema(table.columns)])


def _few(names: Sequence[str], most: int = 5) -> str:
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
