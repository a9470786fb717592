"""Sources: which import or crawl saw what of the target's links, what two share, and what a crawl found of the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotations at run time
from starlette.responses import Response

from backlit.index import REPORTS
from backlit.model import SOURCES
from backlit.web.pages.listing import listing
from backlit.web.tables import Spec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backlit.index import Report
    from backlit.web.question import Question

    Row = Mapping[str, Any]

router = APIRouter()

SPEC = Spec(
    columns=tuple(column.name for column in REPORTS["sources"].columns),
    key=("section", "source", "other"),
    noun=("row", "rows"),
)
VERDICTS = (("live", "good"), ("lost", "warn"), ("never_there", "bad"), ("unchecked", ""))
"""What looks of ours can say to a link that others report, and how that sounds."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What two sources both know: links with the address of them, and the share of the one that has fewer."""

    links: int
    address: str
    share: float | None
    domains: int
    domains_share: float | None


@router.get("/sources", response_class=Response)
def sources(request: Request) -> Response:
    """The page."""
    made: dict[str, Any] = {"known": known, "shared": shared, "judged": judged, "kinds": SOURCES, "verdicts": VERDICTS}
    return listing(request, "sources", SPEC, template="sources.html", **made)


def known(report: Report, question: Question) -> list[dict[str, Any]]:
    """What each source knows, with the addresses of what it knows."""
    found = []
    for row in _section(report, "source"):
        name = row["source"]
        seen = question.behind(f"witnesses={name}", history="all")
        alone = "" if name in SOURCES else question.behind(f"only_witness={name}", history="all")
        domains = question.behind(f"witnesses={name}", report="referring-domains", history="all")
        found.append({**row, "seen": seen, "alone": alone, "domains": domains})
    return found


def shared(report: Report, question: Question) -> tuple[list[str], dict[tuple[str, str], Shared]]:
    """The names of the sources, and for two of them what both know."""
    names: dict[str, None] = {}
    found: dict[tuple[str, str], Shared] = {}
    for row in _section(report, "overlap"):
        one, other = row["source"], row["other"]
        names |= {one: None, other: None}
        address = question.behind(f"witnesses={one}", f"witnesses={other}", history="all")
        both = Shared(row["links"], address, row["share_of_links"], row["referring_domains"], row["share_of_domains"])
        found[one, other] = found[other, one] = both
    return list(names), found


def judged(report: Report, question: Question) -> list[dict[str, Any]]:
    """What looks of ours say to the links of each vendor, with the addresses of these links."""
    return [
        {
            **row,
            "behind": {
                verdict: question.behind(f"witnesses={row['source']}", f"verdict={verdict}", history="all")
                for verdict, _ in VERDICTS
            },
        }
        for row in _section(report, "verdict")
    ]


def _section(report: Report, name: str) -> list[Row]:
    return [row for row in report if row["section"] == name]
