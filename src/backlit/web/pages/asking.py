"""The pages that are more than a list: read the question, make what the page shows, say what cannot be asked.

What a page shows is made by a function of its own; this one knows what to do where there is no target, no index, or a
question that the reports refuse.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import backlit
from backlit.web import filtering
from backlit.web.house import house
from backlit.web.navigation import PAGES
from backlit.web.pages.listing import refused
from backlit.web.question import Question, read_question
from backlit.web.rendering import render

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from backlit.index import Index

    Making = Callable[[Index, Question], dict[str, Any]]


def asking(request: Request, report: str, template: str, making: Making) -> Response:
    """The page of a report by its template, with what `making` gives it."""
    question = read_question(report, request.query_params.multi_items())
    title = next(page.title for page in PAGES if page.report == report)
    shared: dict[str, Any] = {"question": question, "title": title, "refusal": None, "report": None}
    if not question.target:
        return render(request, "target.html", **shared)
    try:
        made = making(house(request).index, question)
    except backlit.NoIndexError:
        return render(request, "import.html", **shared)
    except (backlit.TargetError, backlit.FilterError, backlit.QueryError) as error:
        refusal = refused(error)
        wrong = refusal.message if refusal.part == "filter" else ""
        return render(request, template, 400, **shared | {"refusal": refusal} | _filters(question, wrong))
    return render(request, template, **shared | _filters(question) | made)


def _filters(question: Question, wrong: str = "") -> dict[str, Any]:
    """The filters as chips; `wrong` is what was said to one of them."""
    if not question.heeds("filter"):
        return {}
    return {"conditions": filtering.conditions(question, wrong), "quick": filtering.quick(question)}
