"""The lists of what is judged: types, classes of anchors, the profile, what fired, and what people decided.

A number of these lists counts judged links, and leads to those on the page Quality.
"""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotations at run time
from starlette.responses import Response

from backlit.web.access import caller
from backlit.web.cells import chip, flag_cell, text_html
from backlit.web.filtering import equal
from backlit.web.judged import decision_cell
from backlit.web.pages.listing import listing
from backlit.web.switches import switches
from backlit.web.tables import Composed, Spec

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from backlit.web.question import Question

    Row = Mapping[str, Any]

router = APIRouter()


def links_of(column: str, *conditions: str) -> Callable[[Row, Question], str]:
    """The address of the judged links that have a row's value of a column and fit more."""

    def behind(row: Row, question: Question) -> str:
        return question.of("quality").having(filter=[equal(column, row[column]), *conditions]).address()

    return behind


VERDICT = {"verdict": Composed(lambda row, _: chip(row["verdict"]), (), "flag", "Verdict")}
TYPES = Spec(
    columns=("type", "meaning", "referring_domains", "share", "links", "followed", "queued", "example_url"),
    key=("type",),
    noun=("type", "types"),
    behind={
        "links": links_of("type"),
        "referring_domains": links_of("type"),
        "followed": links_of("type", "followed=yes"),
        "queued": links_of("type", "queued=yes"),
    },
)
CLASSES = Spec(
    columns=("anchor_class", "meaning", "referring_domains", "share", "low", "verdict", "links", "top_anchors"),
    key=("anchor_class",),
    noun=("class", "classes"),
    behind={"links": links_of("anchor_class"), "referring_domains": links_of("anchor_class")},
    shows=VERDICT,
)
PROFILE = Spec(
    columns=("aspect", "verdict", "value", "low", "told", "links", "rows"),
    key=("aspect", "report", "filters"),
    noun=("aspect", "aspects"),
    behind={"links": lambda row, question: rows_of(question, row)},
    shows=VERDICT,
)
VERDICTS = (
    ("Outside", ("verdict=above,below",)),
    ("Usual", ("verdict=usual",)),
    ("Unknown", ("verdict=unknown",)),
)
HOLDS = {"yes": "bad", "no": "good", "unknown": ""}
"""The tone of an answer to a reason why a page does not move."""
EVIDENCE = 500
"""Characters of the evidence that the table shows."""
REASONS = Spec(
    columns=("meaning", "holds", "evidence", "advice", "rows"),
    key=("reason",),
    noun=("reason", "reasons"),
    shows={
        "meaning": Composed(lambda row, _: text_html(row["meaning"]), (), "text", "Reason"),
        "holds": Composed(lambda row, _: chip(row["holds"], HOLDS[row["holds"]]), (), "flag", "Holds"),
        "evidence": Composed(lambda row, _: text_html(row["evidence"], EVIDENCE), (), "anchor", "Evidence"),
    },
)
FINDINGS = Spec(
    columns=("signal", "family", "fact", "weight", "source_domain", "source_url", "rows", "count"),
    key=("signal", "level", "source_domain", "source_url", "link"),
    noun=("finding", "findings"),
)
DECISIONS = Spec(
    columns=("subject", "decision", "kind", "holds"),
    key=("number",),
    noun=("decision", "decisions"),
    shows={"decision": Composed(decision_cell("by", "at"), ("by", "at", "note"), "chips")},
)


def rows_of(question: Question, finding: Row) -> str:
    """The address of the rows that a finding is about."""
    return question.of(finding["report"]).having(filter=finding["filters"]).address()


@router.get("/types", response_class=Response)
def types(request: Request) -> Response:
    """What the links are by how they came about."""
    return listing(request, "types", TYPES)


@router.get("/anchor-classes", response_class=Response)
def anchor_classes(request: Request) -> Response:
    """What the words of the links say."""
    return listing(request, "anchor-classes", CLASSES, template="anchor_classes.html", rows_of=rows_of)


@router.get("/profile", response_class=Response)
def profile(request: Request) -> Response:
    """Whether the links look natural."""
    return listing(
        request,
        "profile",
        PROFILE,
        template="switched.html",
        said="Against comparable targets",
        switches=switches,
        offered=VERDICTS,
    )


@router.get("/diagnose", response_class=Response)
def diagnose(request: Request) -> Response:
    """Why a page with links may not move."""
    return listing(request, "diagnose", REASONS, template="diagnose.html")


@router.get("/findings", response_class=Response)
def findings(request: Request) -> Response:
    """What fired, and where."""
    return listing(request, "findings", FINDINGS)


@router.get("/decisions", response_class=Response)
def decisions(request: Request) -> Response:
    """What people decided, with who and when; whoever may write can undo it."""
    spec = DECISIONS
    if caller(request).scope != "read":
        holds = Composed(_undo(request.query_params.get("target", "")), ("number",), "chips", "Holds")
        spec = replace(spec, shows={**spec.shows, "holds": holds})
    return listing(request, "decisions", spec)


def _undo(target: str) -> Callable[[Row, frozenset[str]], str]:
    """Whether a decision holds, and the button that undoes it."""
    hidden = f'<input type="hidden" name="target" value="{escape(target)}">'
    hidden += '<input type="hidden" name="to" value="decisions">'

    def cell(row: Row, apart: frozenset[str]) -> str:  # noqa: ARG001 - cells have one form
        if not row["holds"]:
            return flag_cell(row["holds"])
        return (
            f'<form method="post" action="/risk/undo">{hidden}<button class="button" name="number" '
            f'value="{row["number"]}">Undo</button></form>'
        )

    return cell
