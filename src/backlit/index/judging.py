"""Projects and judgement: what the index knows beside what people decided.

A project is named by its name, or by its target where only one has it. Reports on judgements read the newest one that
was made by `assess`, and say so where it is no longer of the current index.
"""

from __future__ import annotations

from copy import copy
from threading import Lock
from typing import TYPE_CHECKING, Any, Self

from backlit import assess as judgement
from backlit.index.reports import Reports, _bytes
from backlit.model.judgement import Project
from backlit.report import quality as quality_report
from backlit.report.judged import Judged
from backlit.report.query import QueryError, build_query
from backlit.state import open_state
from backlit.store.progress import Listener, silent
from backlit.urls import parse_target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from backlit import model
    from backlit.report.result import Report
    from backlit.state import State
    from backlit.store import Home


class Judging(Reports):
    """What needs a project."""

    def __init__(self, home: Home, state: State | None = None) -> None:
        super().__init__(home)
        self._own_state = state
        self._opening = Lock()

    @property
    def state(self) -> State:
        """What people decided: opened when it is first asked for, beside the index or where BACKLIT_STATE says."""
        with self._opening:
            if self._own_state is None:
                self._own_state = open_state(self._home.path)
            return self._own_state

    def sharing(self, state: State) -> Self:
        """The same index with a state that is open already: what a server asks and what it writes are then one."""
        if self._own_state is state:
            return self
        made = copy(self)
        made._own_state = state  # noqa: SLF001 - it is one of us
        return made

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
        """Keep a new project. Raises ValueError (TargetError, StateUsageError) for what cannot be."""
        parsed = parse_target(target, scope)
        others = tuple(parse_target(one, "domain").text for one in competitors)
        return self.state.projects.add(
            Project(name, parsed.text, parsed.scope, tuple(brands), tuple(terms), others, country)
        )

    def project(self, named: str) -> Project:
        """The project of a name, or the only one with this target. Raises StateUsageError where there is none."""
        known = self.state.projects.all()
        for project in known:
            if project.name == named:
                return project
        having = [project for project in known if named.lower() in (project.target, project.target.lower())]
        if len(having) == 1:
            return having[0]
        if having:
            names = ", ".join(project.name for project in having)
            raise QueryError(f"{named} is the target of several projects: name one of {names}.", "project")
        return self.state.projects.get(named)

    # --- judgement ---------------------------------------------------------------------------------------------------

    def assess(
        self, projects: str | Iterable[str] = (), *, listener: Listener = silent
    ) -> list[judgement.AssessReport]:
        """Judge everything that is new: the links of these projects, by default of all.

        A project of which nothing changed since it was last judged (index, ratings, rules, its own words) is left
        alone. Raises StateUsageError for an unknown project, NoIndexError, DiskFullError.
        """
        named = [projects] if isinstance(projects, str) else list(projects)
        chosen = [self.project(name) for name in named] if named else self.state.projects.all()
        version, view = self._current(), self._view()
        return [
            judgement.assess(self._home, version, project, listener=listener, horizon=view.horizon)
            for project in chosen
        ]

    def quality(self, project: str, **options: Any) -> Report:
        """Backlinks with the seven answers, each with its evidence, and a quality that is the sum of named parts.

        Options: `filters` and `sort` on the report's columns, `match`, `limit`, `after`, `columns`.
        """
        return self._judged_report(quality_report.quality, project, options, quality_report.TABLE)

    # --- within ------------------------------------------------------------------------------------------------------

    def _judged_report(
        self, made: Callable[..., Report], named: str, options: dict[str, Any], fields: model.Table, *words: Any
    ) -> Report:
        """The report that a function makes of the view, the query, the judgement and these words."""
        judged = self.judged(named)
        project = judged.project
        query = build_query(project.target, scope=project.scope, fields=fields, **options)
        view = self._view()
        key = (made, words, query, judged.judgement.identity, judged.decisions, judged.fresh)
        return view.shelf.one(key, lambda: made(view, query, judged, *words), _bytes)

    def judged(self, named: str) -> Judged:
        """The newest judgement of a project. Raises NotAssessedError where there is none."""
        project = self.project(named)
        found = judgement.open_judgement(self._home, project)
        if found is None:
            raise judgement.NotAssessedError(
                f"The links of {project.name} were not judged yet: `backlit assess {project.name}` does it."
            )
        rules = judgement.read_rules()
        now = judgement.identity(self._current(), project, rules)
        return Judged(project, found, (), now == found.identity)
