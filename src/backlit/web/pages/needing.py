"""What a page about a project needs before it can be asked: the project, and that its links were judged.

Where there is none, the page says how to get it, by the forms that the page of projects has.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import backlit
from backlit.web.house import house
from backlit.web.question import Question
from backlit.web.rendering import render

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

FIELDS = ("name", "target", "scope", "brands", "terms", "competitors", "country")
"""What a project is told by; those of LISTS are lines."""
LISTS = ("brands", "terms", "competitors")
_NO_NAME = re.compile(r"[^a-z0-9-]+")


def with_project(request: Request, question: Question, title: str) -> Question | Response:
    """The question with what its project is about; a page that asks for one where there is none, or several."""
    index = house(request).index
    try:
        project = index.project(question.target)
    except (backlit.StateUsageError, backlit.QueryError) as error:
        several = isinstance(error, backlit.QueryError)
        known = [(each, Question(question.report, each.name).address()) for each in index.state.projects.all()]
        shown: dict[str, Any] = {"known": known, "several": str(error) if several else "", "error": ""}
        shown |= {"said": suggested(question), "back": question.address()}
        return render(request, "project.html", title=title, question=question, **shown)
    return replace(question, about=(project.target, project.scope))


def lacking(request: Request, question: Question, title: str) -> Response:
    """The page where there is no index yet, or where nobody judged the links of a project."""
    index = house(request).index
    try:
        index.version  # noqa: B018 - raises where nothing was imported
    except backlit.NoIndexError:
        return render(request, "import.html", title=title, question=question)
    return render(request, "assess.html", title=title, question=question, project=index.project(question.target))


def suggested(question: Question) -> dict[str, str]:
    """The fields of a project that would be about what a question asks for."""
    host = re.sub(r"^[a-z]+://|[/:?#].*$", "", question.target.strip().lower()).removeprefix("www.")
    name = _NO_NAME.sub("-", host.partition(".")[0]).strip("-")[:64]
    told = {"name": name, "target": question.target, "scope": question.one("scope")}
    return dict.fromkeys(FIELDS, "") | told
