"""Judgement: what was judged of the links of a project, beside what people decided about them.

Reports on judgements read the newest one that was made by `assess`, and say so where it is no longer of the current
index.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from backlit import assess as judgement
from backlit import model
from backlit.index.disavow import Disavowing
from backlit.index.reports import _bytes
from backlit.model import SCOPES
from backlit.report import anchor_classes as anchor_classes_report
from backlit.report import diagnose as diagnose_report
from backlit.report import findings as findings_report
from backlit.report import profile as profile_report
from backlit.report import quality as quality_report
from backlit.report import risk as risk_report
from backlit.report import types as types_report
from backlit.report.case import covers
from backlit.report.judged import Judged
from backlit.report.link import link
from backlit.report.query import QueryError, build_query
from backlit.store.looks import looks_at
from backlit.store.progress import Listener, silent
from backlit.urls import parse_target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from backlit.model.judgement import Project
    from backlit.report.result import Report
    from backlit.urls import Target


class Judging(Disavowing):
    """What needs a project, and a judgement of its links."""

    # --- judgement ---------------------------------------------------------------------------------------------------

    def assess(
        self,
        projects: str | Iterable[str] = (),
        *,
        embedding: str | Path | None = None,
        listener: Listener = silent,
    ) -> list[judgement.AssessReport]:
        """Judge everything that is new: the links of these projects, by default of all.

        A project of which nothing changed since it was last judged (index, ratings, rules, its own words) is left
        alone, and of one that was removed the judgement goes. `embedding` is the folder of a model that compares topics
        in the place of shared words (docs/scoring.md, "Embeddings"). Raises StateUsageError for an unknown project,
        EmbeddingError, NoIndexError, LockedError, DiskFullError; what was judged before then stands.
        """
        named = [projects] if isinstance(projects, str) else list(projects)
        known = self.state.projects.all()
        chosen = list(dict.fromkeys(self.project(name) for name in named)) if named else known
        model = None if embedding is None else judgement.open_embedding(embedding)
        names = [project.name for project in known]
        return judgement.assess(self._home, chosen, names, embedding=model, listener=listener)

    def quality(self, project: str, **options: Any) -> Report:
        """Backlinks with the seven answers, each with its evidence, and a quality that is the sum of named parts.

        Options: `filters` and `sort` on the report's columns, `match`, `limit`, `after`, `columns`.
        """
        return self._judged_report(quality_report.quality, project, options, quality_report.TABLE)

    def types(self, project: str, **options: Any) -> Report:
        """The types of the backlinks, each with its share of the referring domains. Options: `quality`."""
        return self._judged_report(types_report.types, project, options, types_report.TABLE)

    def anchor_classes(self, project: str, **options: Any) -> Report:
        """The classes of the anchors, each with its share of the referring domains and what comparable targets have.

        `facts["over_optimised"]` names the anchors that more domains use than comparable targets have of any. Options:
        `quality`.
        """
        return self._judged_report(anchor_classes_report.anchor_classes, project, options, anchor_classes_report.TABLE)

    def profile(self, project: str, **options: Any) -> Report:
        """Whether the backlinks look natural: a row an aspect, against comparable targets of the index.

        Options: `quality`.
        """
        return self._judged_report(profile_report.profile, project, options, profile_report.TABLE)

    def risk(self, project: str, *, show: str = "queue", **options: Any) -> Report:
        """The review queue: referring domains with the signals that fired, worst first.

        `show` is queue (what nobody decided about yet), all (every referring domain) or decided. Options: `quality`.
        """
        if show not in risk_report.SHOW:
            raise QueryError(model.unknown_name("show", show, risk_report.SHOW), "show")
        return self._judged_report(risk_report.risk, project, options, risk_report.TABLE, show)

    def findings(self, project: str, **options: Any) -> Report:
        """The evidence behind `risk`: each signal that fired, for which domain, page or link. Options: `quality`."""
        return self._judged_report(findings_report.findings, project, options, findings_report.TABLE)

    def diagnose(self, target: str, *, project: str | None = None, columns: Iterable[str] = ()) -> Report:
        """Why a page with links may not move: five reasons, each yes, no or unknown with evidence and advice.

        `target` is the address of the page. `project` names the terms and competitors; default: the one whose target
        the page belongs to. `facts["blockers"]` is what stops the page whatever its links. Raises StateUsageError for
        an unknown project.
        """
        query = build_query(target, scope="exact", columns=columns)
        known = self.project(project) if project else self._covering(query.target)
        judged = None if known is None else self._judged_or_none(known)
        view = self._dated()
        identity = None if judged is None else (judged.judgement.identity, judged.fresh)
        key = (diagnose_report.diagnose, view.version, query, known, identity)
        return view.shelf.one(key, lambda: diagnose_report.diagnose(view, query, known, judged), _bytes)

    def link(self, source: str, target: str, *, columns: Iterable[str] = ()) -> Report:
        """The links of one page to another, a row each, with every look at the page and where each fact comes from.

        Both are addresses of pages. `facts["looks"]` are the looks of ours at the source and the reports of exports on
        these links, oldest first; `facts["from"]` says of each row what each column comes from. `facts["judged"]` says
        of each row what is judged of it with the evidence: by the newest judgement of a project that the target
        belongs to, else by itself; null where it is lost or within a domain.
        """
        query = build_query(target, scope="exact", history="all", columns=columns)
        projects = self._all_covering(query.target)
        judged = sorted(filter(None, map(self._judged_or_none, projects)), key=lambda one: one.judgement.made)
        looks = partial(looks_at, self._current())
        project = self._covering(query.target)
        page = parse_target(source, "exact")
        return link(self._dated(), query, page, looks, covering=judged[::-1], project=project)

    # --- within ------------------------------------------------------------------------------------------------------

    def _covering(self, page: Target) -> Project | None:
        """The project whose target a page belongs to; of several the narrowest."""
        having = self._all_covering(page)
        return max(having, key=lambda one: (SCOPES.index(one.scope) * -1, len(one.target), one.name), default=None)

    def _all_covering(self, page: Target) -> list[Project]:
        """The projects whose targets a page belongs to."""
        return [one for one in self.state.projects.all() if covers(parse_target(one.target, one.scope), page)]

    def _judged_or_none(self, project: Project) -> Judged | None:
        """The newest judgement of a project; None where there is none."""
        try:
            return self.judged(project.name)
        except judgement.NotAssessedError:
            return None

    def _still(self) -> Judging:
        """The reports of the current version, whatever becomes of the index."""
        self._view()
        still = Judging(self._home, self.state)
        still._kept, still._stands = self._kept, True
        return still

    def _judged_report(
        self, made: Callable[..., Report], named: str, options: dict[str, Any], fields: model.Table, *words: Any
    ) -> Report:
        """The report that a function makes of the view, the query, the judgement and these words."""
        judged = self.judged(named)
        project = judged.project
        query = build_query(project.target, scope=project.scope, fields=fields, **options)
        view = self._dated()
        key = (made, view.version, words, query, judged.judgement.identity, judged.fresh)
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
        now = judgement.identity(self._current(), project, rules, found.embedding)
        return Judged(project, found, self.standing(project), now == found.identity)
