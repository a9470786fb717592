"""Risk: the review queue of a project, domain by domain with what fired, and what a person decides about it.

Nothing here decides by itself: what nobody decided about is kept. A decision is a POST of the page's one form: the
selected rows, or the row of the button.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Form
from starlette.exceptions import HTTPException
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotations at run time
from starlette.responses import RedirectResponse, Response

import backlit
from backlit.state import is_own_address
from backlit.web.access import Caller, caller, require
from backlit.web.filtering import equal
from backlit.web.house import house
from backlit.web.judged import VERBS, decision_cell, review_cell
from backlit.web.pages.listing import listing
from backlit.web.question import Question
from backlit.web.rendering import render
from backlit.web.tables import Composed, Spec

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from backlit.index import Index

    Row = Mapping[str, Any]

router = APIRouter()

LATEST = 5
"""Decisions that the page shows; a page of their own lists all."""
FIRED = 100
"""Findings that the pane of a domain shows."""
_Text = Annotated[str, Form()]
_Writer = Annotated[Caller, Depends(require("write"))]
_DECIDED = ("decided_by", "decided_at", "note")


def _links(report: str, *conditions: str) -> Callable[[Row, Question], str]:
    def behind(row: Row, question: Question) -> str:
        asked = [equal("source_domain", row["source_domain"]), *conditions]
        return question.of(report).having(filter=asked).address()

    return behind


SPEC = Spec(
    columns=("source_domain", "risk", "signals", "queued_links", "links", "group", "decision"),
    key=("source_domain",),
    noun=("domain", "domains"),
    behind={
        "links": _links("quality"),
        "queued_links": _links("quality", "queued=yes"),
        "risk": _links("findings"),
        "group": lambda row, question: question.having(filter=[equal("group", row["group"])], show="all").address(),
    },
    picks="source_domain",
    shows={"decision": Composed(decision_cell("decided_by", "decided_at"), _DECIDED, "chips")},
)


@router.get("/risk", response_class=Response)
def risk(request: Request) -> Response:
    """The page."""
    may = caller(request).scope != "read"
    spec = replace(SPEC, shows={"decision": Composed(review_cell, _DECIDED, "chips")}) if may else SPEC
    return listing(request, "risk", spec, template="risk.html", pane=facts, latest=_latest(request), verbs=VERBS)


def _latest(request: Request) -> Callable[[Question], list[Row]]:
    """Gives the newest decisions of the project."""
    index = house(request).index
    return lambda question: list(index.ask("decisions", question.target, limit=LATEST))


def facts(index: Index, question: Question, row: Row) -> Mapping[str, Any]:
    """The pane of a domain: all that is known of it, and every finding with the rows that it came from."""
    of = [equal("source_domain", row["source_domain"])]
    whole = list(index.ask("risk", question.target, filters=of, show="all"))
    fired = index.ask("findings", question.target, filters=of, limit=FIRED)
    address = {name: question.of(name).having(filter=of).address() for name in ("quality", "findings")}
    address["backlinks"] = question.of("backlinks").having(filter=of).address()
    told: dict[tuple[str, str], list[Row]] = {}
    for each in fired:
        told.setdefault((each["signal"], each["fact"]), []).append(each)
    found = [{**same[0], "times": len(same)} for same in told.values()]
    return {"row": whole[0] if whole else row, "findings": found, "fired": fired.total, "address": address}


@router.post("/risk", response_class=Response)
def review(  # noqa: PLR0917 - one a field of the form
    request: Request,
    writer: _Writer,
    target: _Text = "",
    decision: _Text = "",
    only: Annotated[list[str] | None, Form()] = None,
    keep: _Text = "",
    remove: _Text = "",
    disavow: _Text = "",
    note: _Text = "",
    back: _Text = "",
) -> Response:
    """Decides about the domain of the button, or about the selected ones."""
    of_row = next(((verb, name) for verb, name in zip(VERBS, (keep, remove, disavow), strict=True) if name), None)
    verb, subjects = (of_row[0], [of_row[1]]) if of_row else (decision, only or [])
    if not subjects:
        raise HTTPException(400, "No domain is selected: tick the boxes of those that the decision is about.")
    try:
        done = house(request).index.review(target, verb, subjects, note.strip() or None, by=writer.name)
    except (backlit.StateUsageError, backlit.QueryError) as error:
        raise HTTPException(400, str(error)) from error
    to = back if is_own_address(back) else Question("risk", target).address()
    if not done.notes:
        return RedirectResponse(to, 303)
    return render(request, "decided.html", title="Decided", done=done, target=target, back=to, verb=VERBS[verb])


@router.post("/risk/undo", response_class=Response)
def undo(
    request: Request,
    writer: _Writer,
    target: _Text = "",
    number: Annotated[list[int] | None, Form()] = None,
    to: _Text = "",
) -> Response:
    """Undoes decisions by their numbers; `to` is the page that it goes back to."""
    try:
        house(request).index.undo_review(target, numbers=number or [], by=writer.name)
    except (backlit.StateUsageError, backlit.QueryError) as error:
        raise HTTPException(400, str(error)) from error
    return RedirectResponse(Question("decisions" if to == "decisions" else "risk", target).address(), 303)
