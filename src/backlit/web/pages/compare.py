"""Compare: up to ten targets on one chart, and a row each with what the index knows of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotations at run time
from starlette.responses import HTMLResponse, RedirectResponse, Response

from backlit.web import charts, figures
from backlit.web.behind import domains_behind
from backlit.web.pages.asking import asking
from backlit.web.question import Question, read_question
from backlit.web.tables import Spec, made_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

    from backlit.index import Index, Report

    Row = Mapping[str, Any]

router = APIRouter()

MOST = charts.SERIES
"""Targets that one chart can show."""
COLUMNS = (
    "target", "domain_rating", "trust", "backlinks", "referring_domains", "followed_share", "shared_referring_domains",
    "shared_share", "new_in_window", "lost_in_window",
)  # fmt: skip
"""The columns of the table."""
PERIODS = ("day", "week", "month")
"""How long a period may be, the shortest first."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A target of the comparison: its overview, and the address of the comparison without it (nothing for the last)."""

    target: str
    overview: str
    without: str


@router.get("/compare", response_class=HTMLResponse)
def compare(request: Request) -> Response:
    """The page; `other`, the field of its form, is one more of the `others`."""
    question = read_question("compare", request.query_params.multi_items())
    if added := question.many("other"):
        joined = question.having(other=None, others=[*question.many("others"), *added])
        return RedirectResponse(joined.address(), 303)
    return asking(request, "compare", "compare.html", made)


def made(index: Index, question: Question) -> dict[str, Any]:
    """What the page shows."""
    targets = compared(question)
    metric = question.one("metric") if question.one("metric") in figures.METRICS else "referring_domains"
    report = index.ask("compare", targets[0], **question.options() | {"others": targets[1:]})
    return {
        "report": report,
        "chosen": _chosen(question, targets),
        "room": MOST - len(targets),
        "metrics": [(label, question.having(metric=name).address(), name == metric) for name, (label, _) in
                    figures.METRICS.items()],
        "chart": _chart(index, question, targets, metric),
        "table": made_table(report, question, spec(report)),
    }  # fmt: skip


def compared(question: Question) -> list[str]:
    """The targets, each once, the first being that of the bar. What is beyond the tenth is left to the report."""
    return list(dict.fromkeys([question.target, *(other.strip() for other in question.many("others"))]))


def _chosen(question: Question, targets: Sequence[str]) -> list[Chosen]:
    found = []
    for target in targets:
        left = [other for other in targets if other != target]
        without = replace(question, target=left[0]).having(others=left[1:]).address() if left else ""
        found.append(Chosen(target, _about(question, target).of("overview").address(), without))
    return found


def _about(question: Question, target: str) -> Question:
    """The question about one of the targets alone."""
    return replace(question, target=target).having(others=None, metric=None)


def _chart(index: Index, question: Question, targets: Sequence[str], metric: str) -> Markup:
    label = figures.METRICS[metric][0]
    grown = {target: _growth(index, _about(question, target)) for target in targets}
    # Lines can be read beside each other only over equal periods.
    longest = max((PERIODS.index(report.facts["by"]) for report in grown.values() if len(report)), default=0)
    by = PERIODS[longest]
    series = []
    for target, report in grown.items():
        about = _about(question, target)
        rows = report if report.facts["by"] == by else _growth(index, about, by=by)
        series.append(charts.Series(target, figures.points(list(rows), metric, about)))
    return charts.line(series, label=label, unit=figures.told_unit(metric, by))


def _growth(index: Index, question: Question, **more: str) -> Report:
    kept = {name: value for name, value in question.options().items() if name in ("scope", "filters", "match")}
    return index.ask("growth", question.target, **kept, **more)


def spec(report: Report) -> Spec:
    """The columns of the table, with the rows behind each count."""
    since = f"{report.facts['since']:%Y-%m-%dT%H:%M:%S}"

    def about(row: Row, question: Question) -> Question:
        return _about(question, row["target"])

    return Spec(
        columns=COLUMNS,
        key=("target",),
        noun=("target", "targets"),
        behind={
            "target": lambda row, question: about(row, question).of("overview").address(),
            "backlinks": lambda row, question: about(row, question).behind(),
            "referring_domains": lambda row, question: domains_behind(about(row, question)),
            "new_in_window": lambda row, question: about(row, question).behind(history="new", since=since),
            "lost_in_window": lambda row, question: about(row, question).behind(
                f"lost_at>={since}", history="all", since="", until=""
            ),
        },
        facts=False,
    )
