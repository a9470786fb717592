"""Home: where to begin, what was looked at before, and what the index holds, honest about what it does not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotations at run time
from starlette.responses import HTMLResponse, Response

import backlit
from backlit.web.access import caller
from backlit.web.house import house
from backlit.web.question import Question
from backlit.web.rendering import render

if TYPE_CHECKING:
    from backlit.index import Index

router = APIRouter()

IMPORTS = 10
"""Imports listed: the newest."""
MISSING = "not known"
HONEST = (
    "The index holds what was imported, not the web: a site that no crawl and no export has seen has no links here. "
    "Counts are of what was seen, so a larger crawl finds more without anything having changed."
)


@dataclass(frozen=True, slots=True)
class Recent:
    """A target that was looked at, with the address of its overview."""

    target: str
    at: datetime
    address: str


@router.get("/", response_class=HTMLResponse)
def home(request: Request) -> Response:
    """The page."""
    kept, person = house(request).state, caller(request).name
    recent = [Recent(one.target, one.at, Question("overview", one.target).address())
              for one in kept.visits.recent(person)]  # fmt: skip
    shown: dict[str, Any] = {"title": "Home", "recent": recent, "views": kept.views.all(person), "held": None}
    try:
        return render(request, "home.html", **shown | of_index(house(request).index))
    except backlit.NoIndexError:
        return render(request, "home.html", **shown)


def of_index(index: Index) -> dict[str, Any]:
    """What the page tells of the index."""
    status = index.status()
    imports = list(index.segments())
    stale = ""
    if status.ratings_computed_at is None:
        stale = "No ratings yet: run backlit rank"
    elif status.ratings_outdated:
        stale = "Imports came after the last ratings: run backlit rank"
    return {
        "held": status,
        "sizes": [(label, f"{count:,}") for label, count in (
            ("links ever seen", status.links), ("pages", status.pages), ("hosts", status.hosts),
            ("domains", status.domains), ("imports", status.imports))],
        "facts": [
            ("Looks at pages", f"{status.looks:,}, from {_day(status.first_look)} to {_day(status.last_look)}"),
            ("Newest crawl began", f"{_day(status.newest_crawl)}; what was not looked at since then is called unseen"),
            ("Reports of other tools", _reports(status)),
            ("Ratings", "none" if status.ratings_computed_at is None else f"of {_day(status.ratings_computed_at)}"),
            ("On the disk", f"{_size(status.index_bytes)} of index, {_size(status.segment_bytes)} of imports"),
            ("Damage", f"{status.damaged:,} places could not be read" if status.damaged else "none"),
        ],
        "honest": HONEST,
        "stale": stale,
        "imports": imports[::-1][:IMPORTS],
    }  # fmt: skip


def _reports(status: Any) -> str:
    if not status.exports:
        return "none"
    imports = "1 import" if status.exports == 1 else f"{status.exports:,} imports"
    return f"{status.claims:,} rows of {imports}, about {status.claimed_links:,} links"


def _day(seconds: int | None) -> str:
    return MISSING if seconds is None else f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d}"


def _size(size: float) -> str:
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000 or unit == "GB":
            return f"{size:,.0f} {unit}" if unit == "bytes" else f"{size:,.1f} {unit}"
        size /= 1000
    raise AssertionError(size)
