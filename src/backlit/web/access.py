"""Who may change something: a seam until the rules of access are there."""

from __future__ import annotations

from fastapi import HTTPException
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotations at run time


def writes(request: Request) -> None:
    """Refuses what a page of another site sends."""
    if request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        raise HTTPException(403, "Only this app may change the index.")
