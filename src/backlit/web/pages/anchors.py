"""Anchors: with which words the web links to the target, a row an anchor, or a row a single word of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from markupsafe import Markup
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotations at run time
from starlette.responses import Response

from backlit.web import charts
from backlit.web.behind import domains_behind
from backlit.web.filtering import equal
from backlit.web.pages.listing import listing
from backlit.web.tables import Spec

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from backlit.index import Report
    from backlit.web.question import Question

    Row = Mapping[str, Any]

router = APIRouter()

CHARTED = 8
"""Rows that the chart above the table shows."""
_LETTER = r"\p{L}\p{M}\p{N}_"
"""What a word is made of, as `report.words` has it."""


def _condition(row: Row) -> str:
    """The filter that a link is one of those that a row counts."""
    if "word" in row:
        return rf"anchor=/(?i)(^|[^{_LETTER}]){row['word']}($|[^{_LETTER}])/"
    return equal("anchor", row["anchor"])


def _links(*conditions: str, report: str = "backlinks") -> Callable[[Row, Question], str]:
    def behind(row: Row, question: Question) -> str:
        return question.behind(_condition(row), *conditions, report=report)

    return behind


BEHIND = {
    "links": _links(),
    "referring_domains": lambda row, question: domains_behind(question, _condition(row)),
    "referring_pages": _links(),
    "followed": _links("rel=followed"),
    "images": _links("kind=image"),
    "target_pages": _links(report="pages"),
    "anchors": _links(report="anchors"),
}
ANCHORS = Spec(
    columns=(
        "anchor",
        "referring_domains",
        "links",
        "followed",
        "domain_rating",
        "images",
        "referring_pages",
        "target_pages",
        "first_seen",
        "last_seen",
    ),
    key=("anchor",),
    noun=("anchor", "anchors"),
    behind=BEHIND,
)
WORDS = Spec(
    columns=("word", "referring_domains", "links", "followed", "anchors", "domain_rating", "first_seen", "last_seen"),
    key=("word",),
    noun=("word", "words"),
    behind=BEHIND,
)


@router.get("/anchors", response_class=Response)
def anchors(request: Request) -> Response:
    """The page."""
    spec = WORDS if request.query_params.get("by") == "word" else ANCHORS
    return listing(request, "anchors", spec, template="anchors.html", bars=bars)


def bars(report: Report, question: Question) -> Markup:
    """The first rows as bars; nothing where the page begins later or there is nothing to compare."""
    rows = list(report)[:CHARTED]
    key = "word" if "word" in report.table.column_names else "anchor"
    if len(rows) < 2 or question.one("after") or question.one("sort") or "referring_domains" not in rows[0]:
        return Markup("")
    items = [
        charts.Bar(
            row[key] if row[key] != "" else "(empty)",
            row["referring_domains"],
            BEHIND["referring_domains"](row, question) or None,
            beside=row["links"],
            beside_href=BEHIND["links"](row, question) or None,
        )
        for row in rows
        if "links" in row
    ]
    return charts.bars(items, label=f"Most used {key}s", of=key, unit="domains", beside="links")
