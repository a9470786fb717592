"""One resource a report, made from the catalogue: the words that it can heed, its rows, and what can go wrong."""

from __future__ import annotations

from dataclasses import replace
from inspect import Parameter
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from backlit.index import REPORTS
from backlit.web.api.forms import FORMS
from backlit.web.api.schemas import QUESTION, answers, problems, report_schema
from backlit.web.api.sending import (
    form_of,
    is_known,
    next_page,
    not_modified,
    not_too_many,
    streamed,
    tag_of,
    whole,
)
from backlit.web.api.words import MOST_ROWS, ROWS, only, options_of, signature, words_of
from backlit.web.house import house

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from backlit.index import Offered, Report
    from backlit.web.api.words import Word

REQUEST = Parameter("request", Parameter.KEYWORD_ONLY, annotation=Request)
TAG = "Reports"


def router() -> APIRouter:
    """The resources of all reports."""
    made = APIRouter(tags=[TAG])
    for offered in REPORTS.values():
        words = words_of(offered, tuple(FORMS))
        made.add_api_route(
            f"/{offered.name}",
            endpoint_of(offered, words),
            dependencies=[only(words)],
            methods=["GET"],
            operation_id=offered.method,
            summary=offered.name,
            description=offered.meaning,
            response_class=Response,
            responses=_responses(offered),
        )
    return made


def endpoint_of(offered: Offered, words: Sequence[Word]) -> Callable[..., Response]:
    """The function behind a report's resource; its signature is made of the report's words."""

    def endpoint(*, request: Request, target: str, **values: Any) -> Response:
        return _answer(request, offered, words, target, values)

    endpoint.__name__ = offered.method
    endpoint.__doc__ = offered.meaning
    endpoint.__signature__ = signature(words, REQUEST)  # type: ignore[attr-defined]
    return endpoint


def _answer(request: Request, offered: Offered, words: Sequence[Word], target: str, values: dict[str, Any]) -> Response:
    form = form_of(request, values["format"], tuple(FORMS))
    options = options_of(words, values)
    if form.name == "json":
        not_too_many(options.get("limit"), MOST_ROWS)
    tag = tag_of(request, form)
    if is_known(request, tag):
        return not_modified(tag)
    index = house(request).index
    if form.name != "json":
        chunks = index.export(offered.name, target, form.name, **options)
        return streamed(chunks, form, f"{offered.name}-{target}", {"ETag": tag})
    if "after" in offered.takes:
        options.setdefault("limit", ROWS)
    report = index.ask(offered.name, target, **options)
    if "limit" in offered.takes and len(report) > MOST_ROWS:
        report = _first(report)
    return whole(report, form, {"ETag": tag} | next_page(request, report.next))


def _first(report: Report) -> Report:
    """The first rows of a report that has no pages."""
    note = f"The first {MOST_ROWS:,} of {len(report):,} rows: the other forms, such as format=jsonl, give all."
    return replace(report, table=report.table.slice(0, MOST_ROWS), notes=(*report.notes, note))


def _responses(offered: Offered) -> dict[int | str, dict[str, Any]]:
    described = answers(report_schema(offered), FORMS, "The rows, in the form that the call asks for.")
    of_projects = ("project", "not-assessed") if offered.subject == "project" else ()
    return described | problems(*QUESTION, "target", "filter", "query", "format", "unrated", *of_projects)
