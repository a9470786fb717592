"""Backlinks: who links to the target, one row a link."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotations at run time
from starlette.responses import HTMLResponse

from backlit.web.house import house
from backlit.web.question import PAGE_ROWS, read_question
from backlit.web.rendering import render

router = APIRouter()


@router.get("/backlinks", response_class=HTMLResponse)
def backlinks(request: Request) -> HTMLResponse:
    """The page."""
    question = read_question("backlinks", request.query_params.multi_items())
    report = house(request).index.ask("backlinks", question.target, **{"limit": PAGE_ROWS} | question.options())
    return render(request, "backlinks.html", question=question, report=report, title="Backlinks")
