"""The page of a report that is a list: one function from the request to the answer, whatever the report.

It reads the question, asks, and renders; what cannot be asked is said where it was asked, with status 400, and an
index that is not there yet says how to make one. Whoever needs more than a table gives a template of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.responses import RedirectResponse, Response

import backlit
from backlit.web import filtering
from backlit.web.house import house
from backlit.web.navigation import PAGES
from backlit.web.pages.needing import lacking, with_project
from backlit.web.question import Question, of_projects, read_question
from backlit.web.rendering import render
from backlit.web.tables import Opened, Spec, choices, keys, made_table

if TYPE_CHECKING:
    from starlette.requests import Request

    from backlit.index import Index, Report

    Row = Mapping[str, Any]

Under = Callable[["Index", Question, "Row"], Opened]
"""Gives the rows that a row stands for, to show them under it."""
Pane = Callable[["Index", Question, "Row"], Mapping[str, Any]]
"""Gives what the pane of a chosen row shows: its `row`, and what the page's own template knows beside that."""


@dataclass(frozen=True)
class Refusal:
    """What is wrong with a question, and the part of it that is."""

    part: str
    message: str


def listing(
    request: Request,
    report: str,
    spec: Spec,
    *,
    template: str = "listing.html",
    under: Under | None = None,
    pane: Pane | None = None,
    **context: Any,
) -> Response:
    """The page of a report: its table with filters, order and pages, or what to do where there is none."""
    words = request.query_params.multi_items()
    question = read_question(report, words)
    if (tidied := _tidied(question, dict(words))) is not None:
        return RedirectResponse(tidied.address(), 303)
    title = next((page.title for page in PAGES if page.report == report), report.replace("-", " ").capitalize())
    if not question.target:
        return render(request, "target.html", title=title, question=question)
    if of_projects(report):
        found_one = with_project(request, question, title)
        if isinstance(found_one, Response):
            return found_one
        question = found_one
    shared: dict[str, Any] = {"question": question, "spec": spec, "title": title, "refusal": None, "report": None}
    shared |= context
    index = house(request).index
    try:
        found = ask(index, question, spec, whole=pane is None and bool(question.one("row")))
        opened = _opened(index, question, spec, found, under)
    except (backlit.NoIndexError, backlit.NotAssessedError):
        return lacking(request, question, title)
    except (backlit.TargetError, backlit.FilterError, backlit.QueryError) as error:
        refusal = refused(error)
        asked = filtering.conditions(question, refusal.message if refusal.part == "filter" else "")
        return render(
            request, template, 400, **shared | {"refusal": refusal, "conditions": asked} | _controls(question, spec)
        )
    shared |= {"nothing": nothing(question, found)}
    shared |= {"report": found, "table": made_table(found, question, spec, opened), "pane": None}
    shared |= {"conditions": filtering.conditions(question), "pager": pager(question, found)} | _controls(
        question, spec
    )
    if chosen := _chosen(question, spec, found, opened):
        shared["pane"] = pane(index, question, chosen) if pane else {"row": chosen}
    return render(request, template, **shared)


def ask(index: Index, question: Question, spec: Spec, *, whole: bool = False) -> Report:
    """What the page shows of the answer; `whole` with all columns, for the facts of a row."""
    options = question.options() | {"columns": () if whole else spec.asked(question)}
    if question.heeds("limit"):
        options["limit"] = question.rows()
    return index.ask(question.report, question.target, **options)


def refused(error: Exception) -> Refusal:
    """What an error of the report is about."""
    if isinstance(error, backlit.TargetError):
        return Refusal("target", str(error))
    if isinstance(error, backlit.FilterError):
        # The list of fields that ends the message stands on the page already, in the form.
        return Refusal("filter", str(error).partition(" Fields: ")[0])
    return Refusal(getattr(error, "field", None) or "question", str(error))


def nothing(question: Question, report: Report) -> Mapping[str, Any]:
    """What to say, and to do, where there are no rows."""
    if question.many("filter"):
        actions = [("Without filters", question.having(filter=None, match=None).address())]
        return {"title": "No row fits these filters", "text": "", "actions": actions}
    if question.one("after"):
        actions = [("First page", question.turning(after=None).address())]
        return {"title": "There is nothing after this", "text": "", "actions": actions}
    actions = []
    if question.one("scope") != "domain":
        actions.append(("The whole domain", question.having(scope=None).address()))
    if question.heeds("history") and question.one("history") != "all":
        actions.append(("All that was ever seen", question.having(history="all", since=None, until=None).address()))
    actions.append(("Import more", "/data"))
    text = "" if report.notes else "The index knows nothing of the kind. Another scope, or another import, may."
    return {"title": "Nothing here", "text": text, "actions": actions}


def pager(question: Question, report: Report) -> dict[str, Any]:
    """The first and last number of the rows on the page, and the addresses of the first page and the next."""
    nth = question.one("nth")
    first = int(nth) if nth.isdecimal() and len(nth) < 12 and question.one("after") else 1
    following = report.next
    last = first + len(report) - 1
    return {
        "first": first,
        "last": last,
        "start": question.turning(after=None).address() if question.one("after") else "",
        "next": question.turning(after=following, nth=str(last + 1)).address() if following else "",
        "lengths": [(n, question.having(limit=str(n)).address(), n == question.rows()) for n in (25, 50, 100, 250)],
    }


def _tidied(question: Question, words: Mapping[str, str]) -> Question | None:
    """The question that a form asks, where its fields are not yet words of the question."""
    dropped = {name: None for name in ("field", "operator", "value") if name in words}
    if dropped:
        told = words.get("value", "").strip() or words.get("operator") in ("known", "unknown")
        text = filtering.written(question, words.get("field", ""), words.get("operator", ""), words.get("value", ""))
        filters = dict.fromkeys([*question.many("filter"), *([text] if told else [])])
        return question.having(filter=filters, **dropped)
    if len(question.many("columns")) > 1:
        return question.having(columns=",".join(dict.fromkeys(question.listed("columns"))))
    return None


def _controls(question: Question, spec: Spec) -> dict[str, Any]:
    often, others = filtering.fields(question)
    return {
        "quick": filtering.quick(question),
        "often": often,
        "others": others,
        "lists": filtering.words_of([*often, *others]),
        "choices": choices(question, spec),
        "scope_of": question.one("scope"),
    }


def _opened(index: Index, question: Question, spec: Spec, report: Report, under: Under | None) -> dict[str, Opened]:
    """The rows of the groups that are open."""
    asked = set(question.many("open"))
    if under is None or not asked:
        return {}
    rows = list(report)
    return {
        key: under(index, question, row) for key, row in zip(keys(rows, spec.key), rows, strict=True) if key in asked
    }


def _chosen(question: Question, spec: Spec, report: Report, opened: Mapping[str, Opened]) -> Row | None:
    """The row whose facts are asked for, in the table or in one of the open groups."""
    wanted = question.one("row")
    if not wanted:
        return None
    listed: list[Row] = list(report)
    named = dict(zip(keys(listed, spec.key), listed, strict=True))
    for above, under in opened.items():
        named |= dict(zip(keys(under.rows, spec.key, above), under.rows, strict=True))
    return named.get(wanted)
