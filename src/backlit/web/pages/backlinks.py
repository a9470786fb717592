"""Backlinks: who links to the target, one row a link."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.background import BackgroundTask
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotations at run time
from starlette.responses import Response

import backlit
from backlit.web.filtering import equal
from backlit.web.house import house
from backlit.web.pages.evidence import evidence
from backlit.web.pages.listing import listing
from backlit.web.question import read_question
from backlit.web.tables import Opened, Spec
from backlit.web.threads import Threads

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backlit.index import Index
    from backlit.web.question import Question

    Row = Mapping[str, Any]

router = APIRouter()

PREPARING = Threads("preparing", 1)
OK = 200

SPEC = Spec(
    columns=(
        "links",
        "source_url",
        "source_domain_rating",
        "source_page_rating",
        "source_trust",
        "anchor",
        "followed",
        "first_seen",
        "last_seen",
    ),
    key=("source_domain", "source_url", "target_url", "kind", "anchor"),
    noun=("link", "links"),
)
SAME = {"one_per_domain": ("source_domain",), "similar": ("source_domain", "target_url", "anchor")}
"""What the links of a group have in common."""
NOUNS = {"one_per_domain": ("referring domain", "referring domains"), "similar": ("group", "groups of links")}
"""What a row of a grouping is."""
ROWS_UNDER = 100
"""Links of a group that are shown under its row; an address of their own lists all."""


@router.get("/backlinks", response_class=Response)
def backlinks(request: Request) -> Response:
    """The page."""
    noun = NOUNS.get(request.query_params.get("group", ""), SPEC.noun)
    answer = listing(
        request,
        "backlinks",
        replace(SPEC, noun=noun),
        template="backlinks.html",
        under=group,
        pane=facts,
    )
    if answer.status_code == OK:
        answer.background = BackgroundTask(_prepare, request)
    return answer


async def _prepare(request: Request) -> None:
    """What the next click will need is worked out while the answer is read, in a thread that no answer waits for."""
    await PREPARING.run(_work_ahead, request)


def _work_ahead(request: Request) -> None:
    question = read_question("backlinks", request.query_params.multi_items())
    asked = {name: value for name, value in question.options().items() if name in ("scope", "history")}
    if question.target:
        with suppress(backlit.StoreError):  # the page has said what is the matter with the index
            house(request).index.prepare(question.target, **asked)


def facts(index: Index, question: Question, row: Row) -> Mapping[str, Any]:
    """The pane of a row."""
    return evidence(index, question, row, SPEC.key)


def group(index: Index, question: Question, row: Row) -> Opened:
    """The links of the group that a row stands for."""
    same = [equal(name, row[name]) for name in SAME.get(question.one("group"), ())]
    alone = question.having(group=None, limit=None, filter=[*question.many("filter"), *same])
    options = alone.options() | {"limit": ROWS_UNDER, "columns": (*SPEC.asked(alone), "row")}
    filters = question.many("filter")
    if question.one("match") == "any" and len(filters) > 1:
        return _any_of(index, question, options, same)
    found = index.ask(question.report, question.target, **options)
    return Opened(list(found), found.total, alone.address())


def _any_of(index: Index, question: Question, options: dict[str, Any], same: list[str]) -> Opened:
    """The links of a group of which any filter fits: what each gives, once. No address asks for these alone."""
    found: dict[int, Row] = {}
    for text in question.many("filter"):
        asked = options | {"filters": [text, *same], "match": "all"}
        found |= {row["row"]: row for row in index.ask(question.report, question.target, **asked)}
    return Opened(list(found.values())[:ROWS_UNDER], len(found), "")
