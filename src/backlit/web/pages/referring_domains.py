"""Referring domains: who links, a row a domain.

With the histories new and lost a row is a domain that is new or gone as a whole, and its counts are of all its links:
so the rows behind them are asked for with the history all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotations at run time
from starlette.responses import Response

from backlit.web.filtering import equal
from backlit.web.pages.listing import listing
from backlit.web.switches import switches
from backlit.web.tables import Spec

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from backlit.web.question import Question

    Row = Mapping[str, Any]

router = APIRouter()

RANGES = (
    ("70 and more", ("domain_rating>=70",)),
    ("40 to 70", ("domain_rating>=40", "domain_rating<70")),
    ("20 to 40", ("domain_rating>=20", "domain_rating<40")),
    ("under 20", ("domain_rating<20",)),
    ("unrated", ("domain_rating=null",)),
)
"""Ranges of Domain Rating, as switches above the table, with the filters that each is."""


def _links(*conditions: str, report: str = "backlinks") -> Callable[[Row, Question], str]:
    """The address of the links of a domain that fit more conditions."""

    def behind(row: Row, question: Question) -> str:
        whole = {"history": "all", "since": "", "until": ""} if question.one("history") in ("new", "lost") else {}
        return question.behind(equal("source_domain", row["source_domain"]), *conditions, report=report, **whole)

    return behind


SPEC = Spec(
    columns=(
        "source_domain",
        "domain_rating",
        "trust",
        "links",
        "followed",
        "referring_pages",
        "target_pages",
        "source_referring_domains",
        "linked_domains",
        "first_seen",
        "last_seen",
    ),
    key=("source_domain",),
    noun=("domain", "domains"),
    behind={
        "links": _links(),
        "followed": _links("rel=followed"),
        "referring_pages": _links(),
        "target_pages": _links(report="pages"),
    },
)


@router.get("/referring-domains", response_class=Response)
def referring_domains(request: Request) -> Response:
    """The page."""
    return listing(
        request,
        "referring-domains",
        SPEC,
        template="switched.html",
        said="Domain Rating",
        switches=switches,
        offered=RANGES,
    )
