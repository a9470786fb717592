"""Files of what a page shows: the whole answer, streamed and without a bound, or the rows that were selected."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotations at run time
from starlette.responses import Response, StreamingResponse

import backlit
from backlit.index import REPORTS
from backlit.web.house import house
from backlit.web.question import read_question
from backlit.web.tables import keys

if TYPE_CHECKING:
    from backlit.index import Index, Report
    from backlit.web.question import Question

router = APIRouter()

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8; header=present",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "jsonl": "application/jsonl",
    "parquet": "application/vnd.apache.parquet",
    "arrow": "application/vnd.apache.arrow.stream",
}
MOST_SELECTED = 500
"""Rows of a selection: as many as a page has at most."""


@router.get("/export/{report}.{ending}", response_class=Response)
def export(request: Request, report: str, ending: str) -> Response:
    """The answer to a question as a file; with `only` those of its rows that were selected on a page."""
    if report not in REPORTS or ending not in MEDIA_TYPES:
        raise HTTPException(404)
    question = read_question(report, request.query_params.multi_items())
    index = house(request).index
    headers = {"Content-Disposition": f'attachment; filename="{_name(question)}.{ending}"'}
    try:
        if only := set(question.many("only")):
            content = _selected(index, question, only, ending)
            return Response(content, media_type=MEDIA_TYPES[ending], headers=headers)
        options = {name: value for name, value in question.options().items() if name not in ("limit", "after")}
        chunks = index.export(question.report, question.target, ending, **options)
    except (backlit.TargetError, backlit.FilterError, backlit.QueryError, backlit.FormatError) as error:
        raise HTTPException(400, str(error)) from error
    except backlit.NoIndexError as error:
        raise HTTPException(404, str(error)) from error
    return StreamingResponse(chunks, media_type=MEDIA_TYPES[ending], headers=headers)


def _selected(index: Index, question: Question, only: set[str], ending: str) -> bytes:
    """The page's own question once more, and of its rows those that were selected.

    A row is known by the name that the page gave it, so that a selection means the same rows in whatever version of
    the index; where they are there no more it says so, rather than to give others.
    """
    if len(only) > MOST_SELECTED:
        raise HTTPException(400, f"{len(only):,} rows are selected; a page has {MOST_SELECTED} at most.")
    picks = question.one("pick")
    known_by = [
        name
        for name in question.listed("pick" if picks else "key")
        if name in {column.name for column in question.columns}
    ]
    named = question.listed("columns")
    options: dict[str, Any] = question.options() | {"limit": question.rows()}
    if named:
        options["columns"] = tuple(dict.fromkeys([*named, *known_by]))
    report = index.ask(question.report, question.target, **options)
    named_by = [row[picks] for row in report] if known_by and picks else keys(list(report), known_by)
    chosen = [key in only for key in named_by]
    if sum(chosen) < len(only):
        raise HTTPException(409, "The index has changed since these rows were selected: go back and select them again.")
    table = report.table.filter(pa.array(chosen))
    if named:
        table = table.select([name for name in table.column_names if name in named or "." in name])
    columns = tuple(column for column in report.columns if column.name in table.column_names)
    return _written(replace(report, table=table, columns=columns, total=len(table)), ending)


def _written(report: Report, ending: str) -> bytes:
    file = io.BytesIO()
    report.write_to(file, ending)
    return file.getvalue()


def _name(question: Question) -> str:
    """A name for the file: what it is, and about whom, in letters that every system takes."""
    return re.sub(r"[^A-Za-z0-9.]+", "-", f"{question.report}-{question.target}")[:80].strip("-.")
