"""Internal links: how the target's own pages link to each other, how deep each lies, and which are orphans."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotations at run time
from starlette.responses import Response

from backlit.web.pages.listing import listing
from backlit.web.switches import switches
from backlit.web.tables import Spec

router = APIRouter()

SHOWN = (
    ("Orphans", ("orphan=yes",)),
    ("Deep: 4 and more", ("depth>=4",)),
    ("Out of reach", ("depth=null",)),
    ("One link only", ("linking_pages=1",)),
)
"""What pages are often asked for."""
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
    return listing(request, "internal", SPEC, template="internal.html", switches=switches, said="Pages", offered=SHOWN)
