"""Network: the domains around a target as the server has laid them out, coloured by trust."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotations at run time
from starlette.responses import HTMLResponse, Response

from backlit.report.text import visible
from backlit.web import charts
from backlit.web.filtering import equal
from backlit.web.pages.asking import asking
from backlit.web.question import Question

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backlit.index import Index

    Row = Mapping[str, Any]

router = APIRouter()

SIZES = ("100", "300", "1000", "2000")
"""How many domains may be chosen from."""
DEPTHS = ("1", "2", "3")


@router.get("/network", response_class=HTMLResponse)
def network(request: Request) -> Response:
    """The page."""
    return asking(request, "network", "network.html", made)


def made(index: Index, question: Question) -> dict[str, Any]:
    """What the page shows."""
    report = index.ask("network", question.target, **question.options())
    nodes = [node(row, question) for row in report]
    return {
        "report": report,
        "drawing": charts.network(nodes, report.facts["arcs"], label=f"Domains around {visible(question.target)}"),
        "legend": charts.legend(),
        "domains": len(nodes),
        "arcs": len(report.facts["arcs"]),
        "sizes": _choices(question, "nodes", SIZES),
        "depths": _choices(question, "depth", DEPTHS),
    }


def node(row: Row, question: Question) -> charts.Node:
    """A row of the report as it is drawn."""
    behind = question.of("backlinks").having(filter=[equal("source_domain", row["domain"])]).address()
    return charts.Node(
        row["domain"], row["x"], row["y"], row["domain_rating"], row["trust"], row["spam_mass"], row["distance"],
        Question("overview", row["domain"]).address(), behind if row["links_to_target"] else None,
    )  # fmt: skip


def _choices(question: Question, word: str, values: tuple[str, ...]) -> list[tuple[str, str, bool]]:
    """Values to choose from, each with its address and whether it is chosen."""
    default = next(setting.default for setting in question.offered.settings if setting.name == word)
    chosen = question.one(word) or default
    return [(value, question.having(**{word: value}).address(), value == chosen) for value in values]
