"""Quality: each backlink of a project with the seven answers, and the parts of which its quality is the sum."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotations at run time
from starlette.responses import Response

from backlit.model.judgement import QUALITY_PARTS, QUESTIONS
from backlit.web.judged import TONES
from backlit.web.pages.evidence import evidence
from backlit.web.pages.listing import listing
from backlit.web.switches import switches
from backlit.web.tables import Spec

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from backlit.index import Index
    from backlit.web.question import Question

    Row = Mapping[str, Any]

router = APIRouter()

OFFERED = (
    ("In the queue", ("queued=yes",)),
    ("70 and more", ("quality>=70",)),
    ("40 to 70", ("quality>=40", "quality<70")),
    ("under 40", ("quality<40",)),
)
"""Switches above the table, with the filters that each is."""
SPEC = Spec(
    columns=("source_url", "anchor", "type", "quality", "related_topic", "risk", "first_seen"),
    key=("source_url", "target_url", "kind", "anchor"),
    noun=("link", "links"),
)


@router.get("/quality", response_class=Response)
def quality(request: Request) -> Response:
    """The page."""
    return listing(
        request,
        "quality",
        SPEC,
        template="quality.html",
        pane=facts,
        said="Quality",
        switches=switches,
        offered=OFFERED,
        questions=QUESTIONS,
        parts=[(name, TONES[name], meaning) for name, meaning in QUALITY_PARTS.items()],
    )


def facts(index: Index, question: Question, row: Row) -> Mapping[str, Any]:
    """The pane of a row: what is judged of the link, then all that is known of it."""
    return evidence(index, question, row, SPEC.key)
