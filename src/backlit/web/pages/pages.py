"""Pages by links: the target's own pages, those that most domains link to first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotations at run time
from starlette.responses import Response

from backlit.web.behind import domains_behind, of_links
from backlit.web.pages.listing import listing
from backlit.web.switches import switches
from backlit.web.tables import Spec

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from backlit.web.question import Question

    Row = Mapping[str, Any]

router = APIRouter()

STATES = (
    ("Broken", ("page.status>=400",)),
    ("Redirecting", ("page.status>=300", "page.status<400")),
    ("Never looked at", ("page.fetched_at=null",)),
)
"""What pages are often asked for."""


def _links(*conditions: str) -> Callable[[Row, Question], str]:
    """The address of the links to a page that fit more conditions."""

    def behind(row: Row, question: Question) -> str:
        return replace(of_links(question), target=row["url"]).behind(*conditions, scope="exact")

    return behind


def _domains(row: Row, question: Question) -> str:
    return domains_behind(replace(of_links(question), target=row["url"]), scope="exact")


def _internal(row: Row, question: Question) -> str:
    """The address of the internal links to a page: all that stand, whatever the question filters."""
    return replace(question, report="internal", target=row["url"], words=(("scope", "exact"), ("by", "link"))).address()


SPEC = Spec(
    columns=(
        "url",
        "page_rating",
        "referring_domains",
        "backlinks",
        "followed",
        "internal_links",
        "status",
        "first_seen",
        "last_seen",
        "fetched_at",
    ),
    key=("url",),
    noun=("page", "pages"),
    behind={
        "backlinks": _links(),
        "referring_domains": _domains,
        "followed": _links("rel=followed"),
        "internal_links": _internal,
    },
)


@router.get("/pages", response_class=Response)
def pages(request: Request) -> Response:
    """The page."""
    return listing(
        request, "pages", SPEC, template="switched.html", said="Pages that are", switches=switches, offered=STATES
    )
