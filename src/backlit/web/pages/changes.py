"""New and lost: which links came and went and why, and which nobody looked at again.

The counts above the table are those of the report, and its tabs: each lists the changes that it counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotations at run time
from starlette.responses import Response

from backlit.web import charts
from backlit.web.pages.listing import listing
from backlit.web.tables import Spec

if TYPE_CHECKING:
    from markupsafe import Markup

    from backlit.index import Report
    from backlit.web.question import Question

router = APIRouter()

CHANGES = ("new", "lost", "unseen")
WINDOWS = (("7 days", 7), ("30 days", 30), ("90 days", 90), ("a year", 365))
"""Windows at hand, in days before the last look of all."""
SPEC = Spec(
    columns=("change", "at", "source_url", "source_domain_rating", "anchor", "followed"),
    key=("change", "source_url", "target_url", "kind", "anchor"),
    noun=("change", "changes"),
)


_WHAT = re.compile(r"\s*(change|reason|at)\b(?!_)")
"""The start of a filter on what happened, not on the link."""


@dataclass(frozen=True, slots=True)
class Count:
    """A number of changes, what it counts, the address that lists them, and whether these are listed now."""

    name: str
    number: int
    address: str
    on: bool
    reasons: tuple[Count, ...] = ()


@router.get("/changes", response_class=Response)
def changes(request: Request) -> Response:
    """The page."""
    made: dict[str, Any] = {"counts": counts, "calendar": calendar, "windows": windows}
    return listing(request, "changes", SPEC, template="changes.html", **made)


def counts(report: Report, question: Question) -> list[Count]:
    """New, lost and unseen, each with its reasons."""
    by_reason: dict[str, list[Count]] = {change: [] for change in CHANGES}
    for row in report.facts["by_reason"]:
        reason = "null" if row["reason"] is None else row["reason"]
        name = row["reason"] or "found, and restored later"
        by_reason[row["change"]].append(
            _count(question, name, row["links"], f"change={row['change']}", f"reason={reason}")
        )
    return [
        replace(_count(question, change, report.facts[change], f"change={change}"), reasons=tuple(by_reason[change]))
        for change in CHANGES
    ]


def _count(question: Question, name: str, number: int, *conditions: str) -> Count:
    return Count(name, number, _listing(question, *conditions), set(_split(question)[1]) == set(conditions))


def _listing(question: Question, *conditions: str) -> str:
    """The address that lists these changes; nothing where filters of which any may fit cannot be joined with more."""
    of_links, _ = _split(question)
    if question.one("match") == "any" and len(of_links) > 1:
        return ""
    return question.having(filter=[*of_links, *conditions], match=None).address()


def _split(question: Question) -> tuple[list[str], list[str]]:
    """The filters on links, and those on what happened to them."""
    texts = question.many("filter")
    of_changes = [text for text in texts if _WHAT.match(text)]
    return [text for text in texts if text not in of_changes], of_changes


def calendar(report: Report, question: Question) -> Markup:
    """The days of the window as a calendar, each leading to its changes."""
    return charts.calendar(days(report, question), label="New and lost by day")


def days(report: Report, question: Question) -> list[charts.Day]:
    """The days of the window, with the addresses of their changes."""
    found = []
    for row in report.facts["by_day"]:
        at = (f"at>={row['day']}", f"at<{row['day'] + timedelta(days=1)}")
        new, lost = (_listing(question, f"change={change}", *at) for change in ("new", "lost"))
        found.append(charts.Day(row["day"], row["new"], row["lost"], new or None, lost or None))
    return found


def windows(report: Report, question: Question) -> list[tuple[str, str, bool]]:
    """Windows at hand, counted back from the last look: the name of each, its address, and whether it is asked for."""
    last: datetime | None = report.facts["newest_look"]
    found = [("Since the newest crawl", question.having(since=None, until=None).address(), not question.one("since"))]
    if last is not None:
        starts = [(name, f"{last - timedelta(days=days):%Y-%m-%d}") for name, days in WINDOWS]
        found += [
            (name, question.having(since=since, until=None).address(), question.one("since") == since)
            for name, since in starts
        ]
    return found
