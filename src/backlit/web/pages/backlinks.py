"""Backlinks: who links to the target, one row a link."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotations at run time
from starlette.responses import Response

from backlit.web.pages.listing import listing
from backlit.web.tables import Spec

router = APIRouter()

SPEC = Spec(
    columns=(
        "links",
        "source_url",
        "source_domain_rating",
        "source_page_rating",
        "source_trust",
        "anchor",
        "followed",
        "source_referring_domains",
        "first_seen",
        "last_seen",
    ),
    key=("source_url", "target_url", "kind", "anchor"),
    noun=("link", "links"),
)


@router.get("/backlinks", response_class=Response)
def backlinks(request: Request) -> Response:
    """The page."""
    return listing(request, "backlinks", SPEC)
