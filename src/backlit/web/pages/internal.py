"""Internal links: how the target's own pages link to each other, how deep each lies, and which are orphans."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotations at run time
from starlette.responses import Response

from backlit.web.behind import of_links
from backlit.web.filtering import equal
from backlit.web.pages import backlinks
from backlit.web.pages.listing import listing
from backlit.web.switches import switches
from backlit.web.tables import Spec

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from backlit.web.question import Question

    Row = Mapping[str, Any]

router = APIRouter()

SHOWN = (
    ("Orphans", ("orphan=yes",)),
    ("Deep: 4 and more", ("depth>=4",)),
    ("Out of reach", ("depth=null",)),
    ("One link only", ("linking_pages=1",)),
)
"""What pages are often asked for."""


def _inward(*conditions: str) -> Callable[[Row, Question], str]:
    """The address of the internal links to a page that fit more conditions."""

    def behind(row: Row, question: Question) -> str:
        page = replace(of_links(question), target=row["url"])
        return page.behind(*conditions, report="internal", scope="exact", by="link")

    return behind


def _outward(row: Row, question: Question) -> str:
    """The address of the internal links on a page."""
    return of_links(question).behind(equal("source_url", row["url"]), report="internal", by="link")


PAGES = Spec(
    columns=(
        "url",
        "depth",
        "orphan",
        "internal_links",
        "linking_pages",
        "followed",
        "links_out",
        "page_rating",
        "status",
        "fetched_at",
    ),
    key=("url",),
    noun=("page", "pages"),
    behind={
        "internal_links": _inward(),
        "linking_pages": _inward(),
        "followed": _inward("rel=followed"),
        "links_out": _outward,
    },
)
LINKS = replace(backlinks.SPEC, columns=backlinks.SPEC.columns[1:])


@router.get("/internal", response_class=Response)
def internal(request: Request) -> Response:
    """The page: a row a page of the target, or a row a link behind one of its numbers."""
    if request.query_params.get("by") == "link":
        return listing(request, "internal", LINKS)
    return listing(request, "internal", PAGES, template="internal.html", switches=switches, said="Pages", offered=SHOWN)
