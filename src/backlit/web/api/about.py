"""What is in the index: totals, imports and their rows, the tables of SQL, and SQL itself."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from inspect import Parameter
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path
from pydantic import StringConstraints
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

import backlit
from backlit.index import LISTS, schema_rows
from backlit.web.access import require
from backlit.web.api.forms import FORMS
from backlit.web.api.schemas import QUESTION, Schema, answers, problems, rows_schema
from backlit.web.api.sending import KEPT, form_of, is_known, not_modified, not_too_many, tag_of, whole
from backlit.web.api.words import LARGEST, MOST_ROWS, ROWS, Word, form_word, only, signature
from backlit.web.house import house
from backlit.web.problems import ProblemError

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlit.index import Index, Rows

TAG = "The index"
STATEMENT = 20_000
"""Characters of an SQL statement at most."""
ImportId = Annotated[str, Path(description="the number of an import", pattern="^[0-9]{4,9}$", examples=["0001"])]

_REQUEST = Parameter("request", Parameter.KEYWORD_ONLY, annotation=Request)
_IMPORT = Parameter("import_id", Parameter.KEYWORD_ONLY, annotation=ImportId)
_LIMIT = Word(
    "limit",
    f"rows at most. In JSON no more than {MOST_ROWS:,}, and {ROWS} without it; the other forms give all rows",
    int,
    "limit",
    examples=(ROWS,),
    bounds={"ge": 1, "le": LARGEST},
)
_TABLE = Word("table", "one table only", Literal[tuple(table.name for table in backlit.schema())], examples=("links",))
_STATEMENT = Word(
    "statement",
    "one SELECT of DuckDB's SQL over the tables that /schema tells",
    Annotated[str, StringConstraints(min_length=1, max_length=STATEMENT)],
    default=Parameter.empty,
    examples=("SELECT target_domain, count(*) AS links FROM links GROUP BY ALL ORDER BY links DESC LIMIT 10",),
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A resource of rows that are no report's."""

    path: str
    name: str
    meaning: str
    rows: str
    """What the index calls such rows (`backlit.index.LISTS`)."""
    asked: Callable[[Index, dict[str, Any]], Rows]
    words: tuple[Word, ...] = ()
    versioned: bool = True
    """Whether it tells of a version of the index."""
    guards: tuple[Any, ...] = ()
    """Who may ask, where not everybody may who may read."""

    @property
    def of_import(self) -> bool:
        """Whether it is about one import."""
        return "{import_id}" in self.path

    @property
    def all_words(self) -> tuple[Word, ...]:
        """Its words, with that for the form."""
        return (*self.words, form_word(tuple(FORMS)))

    @property
    def responses(self) -> dict[int | str, dict[str, Any]]:
        """Its described answers."""
        table = LISTS[self.rows]
        found = answers(rows_schema(table.columns, table.row), FORMS, f"Rows: {table.row}.")
        kinds = ["not-acceptable", "parameter", "format"]
        kinds += ["no-index"] * self.versioned + ["not-found"] * self.of_import
        return found | problems(*kinds)


LISTED = (
    Listed(
        "/segments",
        "segments",
        "The imports, oldest first: records, looks, links, claims, damage, dates.",
        "segments",
        lambda index, _: index.segments(),
    ),
    Listed(
        "/imports",
        "imports",
        "The files that were imported, with what became of their rows.",
        "imports",
        lambda index, _: index.imports(),
    ),
    Listed(
        "/imports/{import_id}",
        "import_files",
        "The files of one import.",
        "imports",
        lambda index, values: index.imports(values["import_id"]),
    ),
    Listed(
        "/imports/{import_id}/rejects",
        "rejects",
        "The rows of exports that an import rejected, with reasons.",
        "rejects",
        lambda index, values: index.rejects(values["import_id"], limit=values["limit"] or 0),
        (_LIMIT,),
    ),
    Listed(
        "/projects",
        "projects",
        "The projects, with what their newest judgement says.",
        "projects",
        lambda index, _: index.projects(),
        versioned=False,
    ),
    Listed(
        "/schema",
        "schema",
        "The tables and columns that SQL offers, with types and meanings.",
        "schema",
        lambda _, values: schema_rows(values["table"]),
        (_TABLE,),
        versioned=False,
    ),
)


def router() -> APIRouter:
    """The resources about the index."""
    made = APIRouter(tags=[TAG])
    made.add_api_route(
        "/status",
        _status,
        dependencies=[only()],
        operation_id="status",
        summary="status",
        description="What is in the index: totals, dates, sizes. Dates that there are not are null.",
        response_class=Response,
        responses={200: _described_status(), **problems("no-index", "parameter")},
    )
    for one in LISTED:
        _add(made, one, one.responses)
    guards = (Depends(require("admin")),)
    sql = Listed(
        "/sql", "sql", _SQL, "", lambda index, values: index.sql(values["statement"]), (_STATEMENT,), guards=guards
    )
    _add(made, sql, answers(_SQL_ROWS, FORMS, "The rows of the statement.") | problems(*QUESTION, "sql", "format"))
    return made


_SQL = (
    "One SELECT over the tables of the index, reading only: no files, no network, no settings. Needs the scope admin."
)
_SQL_ROWS: Schema = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "rows": {
            "type": "array",
            "items": {"type": "object", "description": "the columns of the statement", "additionalProperties": True},
        },
    },
    "required": ["name", "rows"],
}


def _add(made: APIRouter, listed: Listed, responses: dict[int | str, dict[str, Any]]) -> None:
    made.add_api_route(
        listed.path,
        _endpoint(listed),
        dependencies=[*listed.guards, only(listed.all_words)],
        operation_id=listed.name,
        summary=listed.path.removeprefix("/"),
        description=listed.meaning,
        response_class=Response,
        responses=responses,
        openapi_extra={"x-scope": "admin"} if listed.guards else None,
    )


def _endpoint(listed: Listed) -> Callable[..., Response]:
    def endpoint(*, request: Request, **values: Any) -> Response:
        form = form_of(request, values["format"], tuple(FORMS))
        if form.name == "json" and "limit" in values:
            not_too_many(values["limit"], MOST_ROWS)
            values["limit"] = values["limit"] or ROWS
        tag = {"ETag": tag_of(request, form)} if listed.versioned else {}
        if tag and is_known(request, tag["ETag"]):
            return not_modified(tag["ETag"])
        index = house(request).index
        if listed.of_import:
            check_import(index, values["import_id"])
        return whole(listed.asked(index, values), form, tag)

    endpoint.__name__ = listed.name
    endpoint.__doc__ = listed.meaning
    others = (_REQUEST, _IMPORT) if listed.of_import else (_REQUEST,)
    endpoint.__signature__ = signature(listed.all_words, *others)  # type: ignore[attr-defined]
    return endpoint


def check_import(index: Index, import_id: str) -> None:
    """Raises ProblemError (404) where there is no such import."""
    known = index.segments().table.column("import_id").to_pylist()
    if import_id not in known:
        newest = f" The newest is {known[-1]}." if known else ""
        raise ProblemError("not-found", f"There is no import {import_id}.{newest}", "import_id")


# --- status ----------------------------------------------------------------------------------------------------------

TIMES = ("first_look", "last_look", "newest_crawl", "ratings_computed_at")
"""What of the status is a time."""
INSIDE = ("path",)
"""What of the status is the server's own business."""


def _status(request: Request) -> Response:
    found = asdict(house(request).index.status())
    for name in TIMES:
        if found[name] is not None:
            found[name] = datetime.fromtimestamp(found[name], UTC).isoformat().replace("+00:00", "Z")
    return JSONResponse({name: value for name, value in found.items() if name not in INSIDE}, headers=KEPT)


COUNTS = {
    "generation": "versions of the index so far",
    "imports": "imports",
    "records": "records that imports of archives and pages read",
    "looks": "looks at pages",
    "observations": "links that stood on them",
    "exports": "imports of exports",
    "rows": "rows that they read",
    "claims": "rows that were accepted",
    "claimed_links": "links among these",
    "rejected": "rows that were rejected",
    "duplicates": "rows that were equal to an earlier one of their file",
    "damaged": "places that could not be read",
    "links": "links that were ever seen",
    "pages": "pages",
    "hosts": "hosts",
    "domains": "domains",
    "deltas": "parts of the index that are not folded yet",
    "index_bytes": "bytes of the index",
    "segment_bytes": "bytes of what was observed",
    "text_bytes": "bytes of texts among these",
    "undone": "imports that were undone",
    "undone_bytes": "bytes that their segments still take",
}
"""The counts of the status, with their meanings."""
_TIMES = {
    "first_look": "first look at a page",
    "last_look": "last look at a page",
    "newest_crawl": "start of the newest crawl",
    "ratings_computed_at": "when the ratings were computed; null: never",
}


def _described_status() -> dict[str, Any]:
    counts = {n: {"type": "integer", "minimum": 0, "description": told} for n, told in COUNTS.items()}
    times = {n: {"type": ["string", "null"], "format": "date-time", "description": t} for n, t in _TIMES.items()}
    outdated = {"type": ["boolean", "null"], "description": "an import came after the ratings, or one was undone"}
    named: dict[str, Any] = counts | times | {"ratings_outdated": outdated}
    schema: Schema = {"type": "object", "properties": named, "required": list(named), "additionalProperties": False}
    return {"description": "The totals.", "content": {"application/json": {"schema": schema}}}
