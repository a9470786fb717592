"""Overview: the profile of a target on one page, each number with how it changed and the rows behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotations at run time
from starlette.responses import HTMLResponse, Response

from backlit.web import charts, figures
from backlit.web.access import caller
from backlit.web.behind import domains_behind
from backlit.web.house import house
from backlit.web.pages.asking import asking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from markupsafe import Markup

    from backlit.index import Index, Report
    from backlit.web.question import Question

    Row = Mapping[str, Any]

router = APIRouter()

YEAR = timedelta(weeks=charts.WEEKS)
DISTRIBUTIONS = ("rating", "placement", "kind", "rel", "tld", "language")
_MORE = {"anchor": "anchors", "page": "pages", "referring_domain": "referring-domains"}
_STATES = (
    ("live", "live", "state=live"),
    ("unseen", "unseen", "state=unseen"),
    ("follow_unknown", "rel unknown", "rel=unknown"),
)
"""Totals of links that stand in a row below the cards, each with the filter that asks for them."""


@dataclass(frozen=True, slots=True)
class Change:
    """How a number went since the window began; `tone` is good, bad, or empty."""

    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A number with its change, the line of how it went, and the address of the rows behind it."""

    label: str
    value: str
    href: str
    change: Change
    line: Markup | None = None


@router.get("/overview", response_class=HTMLResponse)
def overview(request: Request) -> Response:
    """The page."""
    return asking(
        request,
        "overview",
        "overview.html",
        lambda index, question: made(index, question) | {"visit": since_last_visit(request, index, question)},
    )


def made(index: Index, question: Question) -> dict[str, Any]:
    """What the page shows."""
    report = index.ask("overview", question.target, **question.options())
    sections = _sections(report)
    shown: dict[str, Any] = {"report": report, "since": report.facts["since"], "drawn": None}
    if not report.facts["backlinks"] and not report.facts["lost"]:
        return shown
    grown = index.ask("growth", question.target, **_growing(question))
    growth, by = list(grown), grown.facts["by"]
    return shown | {
        "drawn": True,
        "cards": _cards(report, question, growth),
        "others": _others(report, question),
        "lines": [_line(growth, metric, question, by) for metric in ("referring_domains", "links")],
        "calendar": _calendar(index, question, growth, by),
        "lists": [_list(sections, name, question) for name in figures.LISTS],
        "distributions": [
            figures.distribution(sections[name], name, question) for name in DISTRIBUTIONS if name in sections
        ],
    }


@dataclass(frozen=True, slots=True)
class Since:
    """What came in since the visit before this one; `start` is the earliest look of it."""

    visit: datetime
    imports: int
    start: datetime
    new: int = 0
    lost: int = 0
    new_href: str = ""
    lost_href: str = ""
    all_href: str = ""


def since_last_visit(request: Request, index: Index, question: Question) -> Since | None:
    """Remembers the visit, and tells what changed since the one before; None where there was none.

    What an import brings in was seen before it was imported: the window begins with its earliest look.
    """
    before = house(request).state.visits.record(caller(request).name, question.target).before
    if before is None:
        return None
    imports = [row for row in index.segments() if row["imported_at"] > before]
    if not imports:
        return Since(before, 0, before)
    start = min([before, *(row["first_look"] for row in imports if row["first_look"] is not None)])
    since = f"{start:%Y-%m-%dT%H:%M:%S}"
    facts = index.ask("changes", question.target, **_growing(question), since=since, limit=1).facts
    every = question.behind(report="changes", history="live", since=since, until="")
    return Since(before, len(imports), start, facts["new"], facts["lost"],
                 question.behind(history="new", since=since, until=""),
                 question.behind(f"lost_at>={since}", history="all", since="", until=""), every)  # fmt: skip


def _growing(question: Question, **more: str) -> dict[str, Any]:
    """The options of the question for `growth`: which links, and not of what window or how many rows."""
    kept = {name: value for name, value in question.options().items() if name in ("scope", "filters", "match")}
    return kept | more


def _sections(report: Report) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in report:
        found.setdefault(row["section"], []).append(row)
    return found


def _cards(report: Report, question: Question, growth: Sequence[Row]) -> list[Card]:
    facts, before = report.facts, report.facts.get("before") or {}
    domains = domains_behind(question)
    told = facts["backlinks"] - facts["follow_unknown"]
    followed = facts["followed"] / told if told else None

    def line(metric: str) -> Markup:
        return charts.spark([row[metric] for row in growth], label=figures.METRICS[metric][0])

    return [
        Card("Domain Rating", _told(facts["domain_rating"], _rating), domains,
             change(facts["domain_rating"], before.get("domain_rating"), _rating)),
        Card("Trust", _told(facts["trust"], _rating), domains, change(facts["trust"], before.get("trust"), _rating)),
        Card("Backlinks", f"{facts['backlinks']:,}", question.behind(),
             change(facts["backlinks"], before.get("backlinks"), _count), line("links")),
        Card("Referring domains", f"{facts['referring_domains']:,}", domains,
             change(facts["referring_domains"], before.get("referring_domains"), _count), line("referring_domains")),
        Card("Followed", _told(followed, _share), question.behind("rel=followed"),
             change(followed, before.get("followed_share"), _share, unit=" points", times=100)),
    ]  # fmt: skip


def change(
    now: float | None, before: float | None, form: Callable[[float], str], *, unit: str = "", times: float = 1
) -> Change:
    """How a number went: what rises is good, what falls is bad. Without both ends it is not known."""
    if now is None or before is None:
        return Change("change not known")
    difference = now - before
    text = form(abs(difference)) if not unit else f"{abs(difference) * times:.1f}{unit}"
    if not any(digit in text for digit in "123456789"):
        return Change("no change")
    sign, tone = ("+", "good") if difference > 0 else ("\u2212", "bad")
    return Change(f"{sign}{text}", tone)


def _told(value: float | None, form: Callable[[float], str]) -> str:
    return "not known" if value is None else form(value)


def _rating(value: float) -> str:
    return f"{value:.1f}"


def _count(value: float) -> str:
    return f"{value:,.0f}"


def _share(value: float) -> str:
    return f"{value:.1%}"


def _others(report: Report, question: Question) -> list[tuple[str, int, str]]:
    """The totals below the cards: what each is called, the number, and the address of its rows."""
    since = report.facts["since"]
    start = f"{since:%Y-%m-%dT%H:%M:%S}"
    until = question.one("until")
    lost = [f"lost_at>={start}", *([f"lost_at<={until}"] if until else [])]
    plain = question.one("history") == "live" and not question.many("filter")
    linked = question.behind("page.backlinks>=1", report="pages") if plain else question.behind(report="pages")
    return [
        ("referring hosts", report.facts["referring_hosts"], question.behind(sort="source_host")),
        ("referring pages", report.facts["referring_pages"], question.behind(sort="source_url")),
        ("linked pages", report.facts["linked_pages"], linked),
        *((label, report.facts[name], question.behind(condition)) for name, label, condition in _STATES),
        ("lost", report.facts["lost"], question.behind(history="lost", since="", until="")),
        ("new in the window", report.facts["new_in_window"], question.behind(history="new", since=start)),
        (
            "lost in the window",
            report.facts["lost_in_window"],
            question.behind(*lost, history="all", since="", until=""),
        ),
    ]


def _line(growth: Sequence[Row], metric: str, question: Question, by: str) -> Markup:
    label = figures.METRICS[metric][0]
    series = charts.Series(label, figures.points(growth, metric, question))
    return charts.line([series], label=label, unit=figures.told_unit(metric, by))


def _calendar(index: Index, question: Question, growth: Sequence[Row], by: str) -> Markup:
    """The days of the last year that anything is known of."""
    rows: Iterable[Row] = growth
    if by != "day":
        start = figures.as_date(growth[-1]["period"]) - YEAR
        rows = index.ask("growth", question.target, **_growing(question, by="day", since=f"{start}"))
    return charts.calendar(figures.days(rows, question), label="New and lost by day")


def _list(sections: Mapping[str, list[Row]], name: str, question: Question) -> tuple[Markup, str, str]:
    """A list of tops, with the address and the name of the report that has all."""
    more = _MORE[name]
    return figures.distribution(sections.get(name, []), name, question), question.behind(report=more), more
