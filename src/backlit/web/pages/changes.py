"""New and lost: which links came and went and why, and which nobody looked at again.

The counts above the table are those of the report; each leads to the links behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
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

WINDOWS = (("7 days", 7), ("30 days", 30), ("90 days", 90), ("a year", 365))
"""Windows at hand, in days before the last look of all."""
SPEC = Spec(
    columns=("change", "at", "source_url", "source_domain_rating", "anchor", "followed"),
    key=("change", "source_url", "target_url", "kind", "anchor"),
    noun=("change", "changes"),
)


@dataclass(frozen=True, slots=True)
class Count:
    """A number of links, what it counts, and the address of the links."""

    name: str
    number: int
    address: str
    reasons: tuple[Count, ...] = ()


@router.get("/changes", response_class=Response)
def changes(request: Request) -> Response:
    """The page."""
    made: dict[str, Any] = {"counts": counts, "calendar": calendar, "windows": windows}
    return listing(request, "changes", SPEC, template="changes.html", **made)


def counts(report: Report, question: Question) -> list[Count]:
    """New, lost and unseen, each with its reasons."""
    span = _span(report)
    by_reason: dict[str, list[Count]] = {"new": [], "lost": []}
    for row in report.facts["by_reason"]:
        address = _reason(question, row["change"], row["reason"], span)
        by_reason[row["change"]].append(Count(row["reason"] or "found, and restored later", row["links"], address))
    ways = {
        "new": _new(question, span),
        "lost": question.behind(*_inside("lost_at", span), history="all", **ANY_TIME),
        "unseen": question.behind("state=unseen", history="all", **ANY_TIME),
    }
    return [Count(name, report.facts[name], ways[name], tuple(by_reason.get(name, ()))) for name in ways]


ANY_TIME = {"since": "", "until": ""}
Span = tuple[datetime | None, datetime | None]
"""The window of a report: its first moment, and the one after its last."""


def _span(report: Report) -> Span:
    return report.facts["since"], report.facts["until"]


def _new(question: Question, span: Span) -> str:
    return question.behind(history="new", **_window(span))


def _reason(question: Question, change: str, reason: str | None, span: Span) -> str:
    """The address of the links of a reason; nothing where no filter asks for them."""
    if change == "lost":
        return question.behind(*_inside("lost_at", span), f"lost_reason={reason}", history="all", **ANY_TIME)
    if reason == "link_restored":
        return question.behind(*_inside("restored_at", span), history="all", **ANY_TIME)
    if reason is None:
        return ""
    return question.behind(f"new_reason={reason}", history="new", **_window(span))


def _window(span: Span) -> dict[str, str]:
    """The window as words of an address; its end is the last second that is in it."""
    start, end = span
    return {
        "since": "" if start is None else _written(start),
        "until": "" if end is None else _written(end - timedelta(seconds=1)),
    }


def _inside(column: str, span: Span) -> tuple[str, ...]:
    """The filters that a time lies in the window."""
    start, end = span
    return tuple(
        f"{column}{sign}{_written(moment)}" for sign, moment in ((">=", start), ("<", end)) if moment is not None
    )


def _written(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"


def calendar(report: Report, question: Question) -> Markup:
    """The days of the window as a calendar, each leading to its links."""
    return charts.calendar(days(report, question), label="New and lost by day")


def days(report: Report, question: Question) -> list[charts.Day]:
    """The days of the window, with the addresses of their links.

    A link that was found and came back later is new on the day when it came back alone: where there are such, no
    filter asks for the new links of one day.
    """
    plain = all(row["reason"] != "link_restored" for row in report.facts["by_reason"])
    found = []
    for row in report.facts["by_day"]:
        start = datetime(row["day"].year, row["day"].month, row["day"].day, tzinfo=UTC)
        span = (start, start + timedelta(days=1))
        lost = question.behind(*_inside("lost_at", span), history="all", **ANY_TIME)
        new = _new(question, span) if plain else None
        found.append(charts.Day(row["day"], row["new"], row["lost"], new, lost))
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
