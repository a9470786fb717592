"""Internal links: how the target's own pages link to each other, how deep each lies, and which are orphans."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotations at run time
from starlette.responses import Response

from backlit.web.pages.listing import listing
from backlit.web.tables import Spec

router = APIRouter()

ORDERS = (
    ("Most linked", None),
    ("Orphans first", "orphan:desc"),
    ("Deepest first", "depth:desc"),
    ("Least linked", "internal_links"),
)
"""Orders that pages are looked at in, with the sort that each is."""
SPEC = Spec(
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
)


@router.get("/internal", response_class=Response)
def internal(request: Request) -> Response:
    """The page."""
    return listing(request, "internal", SPEC, template="internal.html", orders=ORDERS)
