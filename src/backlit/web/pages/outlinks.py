"""Outlinks: where the target links to, a row a linked domain or a linked page.

The links that a row counts are backlinks of what is linked: so that is where the rows behind a number are.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotations at run time
from starlette.responses import Response

from backlit.index import parse_target
from backlit.web.filtering import equal
from backlit.web.pages.listing import listing
from backlit.web.tables import Spec

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from backlit.web.question import Question

    Row = Mapping[str, Any]

router = APIRouter()


def _from_target(question: Question) -> str:
    """The filter that a link stands on a page of the target."""
    target = parse_target(question.target, question.one("scope"))
    if target.scope == "domain":
        return equal("source_domain", target.text)
    if target.scope == "host":
        return equal("source_host", target.text)
    start = re.escape(target.text)
    if "://" not in target.text:
        start = f"https?://{start}"
    return f"source_url=/^{start}{'$' if target.scope == 'exact' else ''}/"


def _links(*conditions: str) -> Callable[[Row, Question], str]:
    """The address of the links to what a row is about that fit more conditions."""

    def behind(row: Row, question: Question) -> str:
        page = row.get("target_url")
        linked = replace(question, target=page or row["target_domain"])
        return linked.behind(_from_target(question), *conditions, scope="exact" if page else "domain")

    return behind


def _pages(row: Row, question: Question) -> str:
    """The linked pages of a domain."""
    texts = [*question.many("filter"), equal("target_domain", row["target_domain"])]
    return question.having(by="page", filter=texts, sort=None, columns=None).address()


BEHIND = {
    "links": _links(),
    "followed": _links("rel=followed"),
    "linking_pages": _links(),
}
COUNTS = ("links", "followed", "linking_pages", "first_seen", "last_seen")
DOMAINS = Spec(
    columns=("target_domain", "domain_rating", "trust", "linked_pages", *COUNTS),
    key=("target_domain",),
    noun=("domain", "domains"),
    behind=BEHIND | {"linked_pages": _pages},
)
PAGES = Spec(
    columns=("target_url", "page_rating", "domain_rating", "trust", *COUNTS),
    key=("target_url",),
    noun=("page", "pages"),
    behind=BEHIND,
)


@router.get("/outlinks", response_class=Response)
def outlinks(request: Request) -> Response:
    """The page."""
    return listing(request, "outlinks", PAGES if request.query_params.get("by") == "page" else DOMAINS)
