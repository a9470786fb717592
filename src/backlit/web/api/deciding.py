"""What people decide about links: reviews and their undoing; disavow files read, checked and written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotations at run time
from starlette.responses import JSONResponse, Response

import backlit
from backlit.model.judgement import DECISIONS, Verb
from backlit.web.access import caller
from backlit.web.api.description import SIGNED
from backlit.web.api.jobs import FRESH, WRITES
from backlit.web.api.projects import TAG
from backlit.web.api.schemas import Schema, problems
from backlit.web.api.sending import plain_rows
from backlit.web.api.words import LONGEST, Word, only
from backlit.web.house import house
from backlit.web.problems import ProblemError, kind_of, kind_of_status
from backlit.web.uploads import UploadError, Uploads

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from backlit.model.judgement import Decision

SUBJECTS = 10_000
"""Subjects of a review at most."""
FILE_BYTES = 20_000_000
"""Bytes of a disavow file that is read at all."""
_Target = Annotated[
    str,
    Query(
        description="the project: its name, or its target where only one project has it",
        min_length=1,
        max_length=LONGEST,
        examples=["harbourlight.example"],
    ),
]
_TARGET = Word("target", "", _Target)
_Subject = Annotated[str, Field(min_length=1, max_length=LONGEST)]


class _OfProject(BaseModel):
    model_config = ConfigDict(extra="forbid")

    target: Annotated[str, Field(description="the project: its name, or its target", min_length=1, max_length=LONGEST)]


class Review(_OfProject):
    """What is decided about domains and pages."""

    decision: Annotated[Verb, Field(description="what is decided")]
    subjects: Annotated[
        list[_Subject],
        Field(
            description="domains, hosts (each with all below it) or addresses of pages",
            min_length=1,
            max_length=SUBJECTS,
        ),
    ]
    note: Annotated[str | None, Field(description="why", max_length=2_000)] = None


class Undo(_OfProject):
    """What is undone: what holds about subjects, and decisions by their numbers."""

    subjects: Annotated[list[_Subject], Field(max_length=SUBJECTS)] = []
    numbers: Annotated[list[Annotated[int, Field(ge=1, le=2**31 - 1)]], Field(max_length=SUBJECTS)] = []


_TEXT: Schema = {"type": "string"}
_MAYBE: Schema = {"type": ["string", "null"]}
_DECISION: Schema = {
    "type": "object",
    "properties": {
        "number": {"type": "integer", "minimum": 1, "description": "its number, rising with time"},
        "kind": {"type": "string", "enum": ["domain", "url"]},
        "subject": {"type": "string", "description": "the domain or host, or the address of the page"},
        "decision": {"type": "string", "enum": list(DECISIONS)},
        "note": _MAYBE,
        "by": {"type": "string", "description": "who decided"},
        "at": {"type": "string", "format": "date-time"},
    },
    "required": ["number", "kind", "subject", "decision", "note", "by", "at"],
}
_REVIEWED: Schema = {
    "type": "object",
    "properties": {
        "name": {"const": "review"},
        "decisions": {"type": "array", "items": _DECISION},
        "notes": {"type": "array", "items": _TEXT, "description": "what should be known of it"},
    },
    "required": ["name", "decisions", "notes"],
}
_CHECKED: Schema = {
    "type": "object",
    "properties": {
        "name": {"const": "disavow-check"},
        "facts": {"type": "object", "description": "lines, entries, errors, warnings; and what all of it would take"},
        "notes": {"type": "array", "items": _TEXT},
        "rows": {
            "type": "array",
            "description": "a line that is an entry or is wrong",
            "items": {
                "type": "object",
                "properties": {
                    "line": {"type": "integer", "minimum": 0, "description": "its number; 0 is the file"},
                    "text": _TEXT,
                    "entry": _MAYBE,
                    "verdict": {"type": "string", "enum": ["good", "warning", "error"]},
                    "told": _MAYBE,
                },
                "required": ["line", "verdict"],
            },
        },
    },
    "required": ["name", "facts", "notes", "rows"],
}
_FORM: Schema = {
    "type": "object",
    "properties": {
        "files": {
            "type": "array",
            "items": {"type": "string", "contentMediaType": "application/octet-stream"},
            "minItems": 1,
            "maxItems": 1,
            "description": "a disavow file in Google's format",
        }
    },
    "required": ["files"],
}
_WRONG = ("malformed", "parameter", "project", "query", "too-large", "slow")


def router() -> APIRouter:
    """The resources of decisions and disavow files."""
    made = APIRouter(tags=[TAG])
    endpoint: Callable[..., Any]
    for path, endpoint, told in (
        ("/review", _review, "Decide about domains or pages that link to a project's target: all of them or none."),
        ("/review/undo", _undo, "Undo decisions: what was decided about a subject before holds again."),
    ):
        made.add_api_route(
            path,
            endpoint,
            methods=["POST"],
            dependencies=[WRITES, only()],
            operation_id=path[1:].replace("/", "_"),
            summary=path[1:],
            description=told,
            response_class=Response,
            responses={
                200: {"description": "What was decided.", "content": {"application/json": {"schema": _REVIEWED}}},
                **problems(*_WRONG),
            },
            openapi_extra=SIGNED,
        )
    for path, endpoint, told in (
        (
            "/disavow/import",
            _import,
            "Tell which list is uploaded at the search engine, in place of the last.",
        ),
        ("/disavow/check", _check, "What is wrong with a disavow file, line by line, and what it would take."),
    ):
        made.add_api_route(
            path,
            endpoint,
            methods=["POST"],
            dependencies=[WRITES, only((_TARGET,))],
            operation_id=path[1:].replace("/", "_"),
            summary=path[1:],
            description=told,
            response_class=Response,
            responses={
                200: {"description": "Its lines.", "content": {"application/json": {"schema": _CHECKED}}},
                **problems(*_WRONG, "upload", "media-type", "disk-full"),
            },
            openapi_extra={
                **SIGNED,
                "x-file": "disavow.txt",
                "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": _FORM}}},
            },
        )
    made.add_api_route(
        "/disavow/file",
        _file,
        dependencies=[only((_TARGET,))],
        operation_id="disavow_file",
        summary="disavow/file",
        description="The disavow file of a project in Google's format, with the reasons as comments.",
        response_class=Response,
        responses={
            200: {"description": "The file.", "content": {"text/plain": {"schema": {"type": "string"}}}},
            **problems("parameter", "project", "query"),
        },
    )
    return made


def _review(request: Request, asked: Review) -> Response:
    index = house(request).index
    done = index.review(asked.target, asked.decision, asked.subjects, asked.note, by=caller(request).name)
    return _reviewed(done.decisions, done.notes)


def _undo(request: Request, asked: Undo) -> Response:
    if not asked.subjects and not asked.numbers:
        raise ProblemError("parameter", "Say what is undone: subjects, or numbers of decisions.", "subjects")
    done = house(request).index.undo_review(
        asked.target, asked.subjects, numbers=asked.numbers, by=caller(request).name
    )
    return _reviewed(done.decisions, done.notes)


def _reviewed(decisions: Sequence[Decision], notes: Sequence[str]) -> Response:
    rows = [
        {name: getattr(one, name) for name in ("number", "kind", "subject", "decision", "note", "by")}
        | {"at": one.at.isoformat(timespec="seconds").replace("+00:00", "Z")}
        for one in decisions
    ]
    return JSONResponse({"name": "review", "decisions": rows, "notes": list(notes)}, headers=FRESH)


async def _import(request: Request, target: _Target) -> Response:
    return await _with_file(request, target, keep=True)


async def _check(request: Request, target: _Target) -> Response:
    return await _with_file(request, target, keep=False)


async def _with_file(request: Request, target: str, *, keep: bool) -> Response:
    settings = house(request).settings
    uploads = Uploads(house(request).index.path, min(FILE_BYTES, settings.upload_bytes))
    try:
        upload = await uploads.receive(request)
    except UploadError as error:
        raise ProblemError(kind_of_status(error.status), str(error), "files") from error
    try:
        return await to_thread.run_sync(_read, request, upload, target, keep)
    finally:
        await to_thread.run_sync(upload.remove)


def _read(request: Request, upload: Any, target: str, keep: bool) -> Response:
    """What a file has, line by line."""
    index, data = house(request).index, upload.files[0].path.read_bytes()
    try:
        if keep:
            found = index.disavow_import(target, data, file=upload.files[0].name, by=caller(request).name)
        else:
            found = index.disavow_check(data, target)
    except ValueError as error:
        kind, field = kind_of(error)
        raise ProblemError("upload" if kind == "internal" else kind, str(error), field or "files") from error
    rows = plain_rows(found.rows)
    told = {"name": "disavow-check", "facts": found.facts, "notes": list(found.notes), "rows": rows}
    return JSONResponse(told, headers=FRESH)


def _file(request: Request, target: _Target) -> Response:
    index = house(request).index
    try:
        text = index.disavow_file(target)
    except backlit.QueryError:
        raise
    except ValueError as error:
        raise ProblemError("query", str(error), "target") from error
    return Response(text, media_type="text/plain; charset=utf-8", headers=FRESH)
