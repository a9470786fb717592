"""What went wrong, as problem documents (RFC 9457): a stable type, a title, the status, what to do, and which field.

The types are fragments of the reference page, where each is told. Nothing of how the server works inside is ever in a
problem: what is not the caller's to mend is told in one sentence, and the rest goes to the server's log.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

import backlit
from backlit import model

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fastapi import FastAPI
    from starlette.requests import Request

MEDIA_TYPE = "application/problem+json"
REFERENCE = "/reference"
"""The page that tells the types."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem."""

    status: int
    title: str
    meaning: str


KINDS: dict[str, Kind] = {
    "parameter": Kind(422, "A word of the call is wrong", "A word is unknown, missing, or not what it may be."),
    "target": Kind(422, "The target is not understood", "The target is no domain, host or address of the web."),
    "project": Kind(422, "There is no such project", "The project is unknown, or cannot be as it was told."),
    "filter": Kind(422, "A filter is not understood", "A filter names no field, or says of it what cannot be."),
    "query": Kind(422, "The question cannot be asked", "The words are right each, but not for this report."),
    "format": Kind(422, "The form cannot hold the answer", "The form has too little room: a spreadsheet has an end."),
    "sql": Kind(422, "The statement is refused", "It is no single SELECT, or DuckDB refuses it; the message says why."),
    "upload": Kind(422, "A file cannot be imported", "It is nothing that is known, or tells too little of itself."),
    "malformed": Kind(400, "The request is malformed", "It cannot be read as HTTP or as the type that it says."),
    "unauthenticated": Kind(401, "Who is calling?", "The call needs a token or a session, and has none that holds."),
    "forbidden": Kind(403, "This is not allowed", "The token or session does not reach that far, or the call is from "
                      "another site."),
    "not-found": Kind(404, "There is no such thing", "No resource has this address, or no import or job this number."),
    "method": Kind(405, "Not with this method", "The resource knows other methods: the header Allow names them."),
    "not-acceptable": Kind(406, "There is no such form", "The header Accept names no form that there is."),
    "no-index": Kind(409, "The index is empty", "Nothing was imported yet: import something and ask again."),
    "unrated": Kind(409, "There are no ratings yet", "The report is about ratings, and none were computed yet."),
    "not-assessed": Kind(409, "Nothing was judged yet", "Its links were not judged yet: POST /assess does it."),
    "locked": Kind(409, "The index is being written", "An import or a rating is at work: wait for it and try again."),
    "slow": Kind(408, "Nothing came", "The rest of the body did not come in time."),
    "too-large": Kind(413, "That is too much", "The body is larger than this server takes; the message says how much."),
    "media-type": Kind(415, "Not this type of body", "The body is of a type that the resource does not read."),
    "rate-limit": Kind(429, "Too many calls", "The header Retry-After says how many seconds to wait."),
    "internal": Kind(500, "The server failed", "A fault of the server or of the files of its index; its log has more."),
    "unavailable": Kind(503, "Not now", "The server cannot answer now; the message says why."),
    "disk-full": Kind(507, "The disk is full", "There is no room to write; the index is as it was before."),
}  # fmt: skip
"""Every kind of problem by the name in its type."""

_BY_STATUS = {
    400: "malformed", 401: "unauthenticated", 403: "forbidden", 404: "not-found", 405: "method",
    406: "not-acceptable", 408: "slow", 413: "too-large", 415: "media-type", 422: "parameter",
    429: "rate-limit", 503: "unavailable", 507: "disk-full",
}  # fmt: skip


class ProblemError(Exception):
    """A problem found by the API itself."""

    def __init__(self, kind: str, detail: str, field: str | None = None) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.field = field


def type_of(kind: str) -> str:
    """The type of a kind of problem: an address that tells it."""
    return f"{REFERENCE}#problem-{kind}"


def problem(
    kind: str,
    detail: str,
    errors: Iterable[tuple[str, str]] = (),
    headers: Mapping[str, str] | None = None,
    status: int | None = None,
) -> Response:
    """A problem document; `errors` are fields with what is wrong with each."""
    found = KINDS[kind]
    told: dict[str, Any] = {
        "type": type_of(kind),
        "title": found.title,
        "status": status or found.status,
        "detail": detail,
        "errors": [{"field": field, "message": message} for field, message in errors],
    }
    kept = {"Cache-Control": "no-store", **(headers or {})}
    return Response(json.dumps(told, indent=1), told["status"], kept, media_type=MEDIA_TYPE)


def install(api: FastAPI) -> None:
    """Have every error of an app answered by a problem document."""
    api.add_exception_handler(ProblemError, _of_api)
    api.add_exception_handler(RequestValidationError, _of_words)
    api.add_exception_handler(HTTPException, _of_http)
    for error, _, _ in _ERRORS:
        api.add_exception_handler(error, _of_index)
    api.add_exception_handler(Exception, _of_server)


def _of_api(_: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)  # noqa: S101 - what the handler is installed for
    return problem(error.kind, error.detail, [(error.field, error.detail)] if error.field else ())


def _of_words(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - what the handler is installed for
    found = [_wrong_word(one) for one in error.errors()]
    return problem("parameter", " ".join(message for _, message in found), found)


def _wrong_word(one: dict[str, Any]) -> tuple[str, str]:
    """The field and the message of one finding of the validation."""
    place = [str(part) for part in one["loc"][1:] if not isinstance(part, int)]
    field = ".".join(place) or str(one["loc"][0])
    if one["type"] == "missing":
        return field, f"The word {field} is missing."
    if one["type"] == "literal_error":
        return field, model.unknown_name(field, str(one["input"]), re.findall(r"'([^']*)'", one["ctx"]["expected"]))
    given = str(one.get("input"))
    shown = f"{given[:80]}…" if len(given) > 80 else given
    return field, f"The word {field} is {shown!r}: {one['msg'][:1].lower()}{one['msg'][1:]}."


def _of_http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - what the handler is installed for
    return of_status(error.status_code, str(error.detail), error.headers)


def of_status(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """The problem document of what was refused with a status, here or by the guards around the app."""
    kind = kind_of_status(status)
    return problem(kind, KINDS[kind].meaning if detail in _STOCK else detail, headers=headers, status=status)


def kind_of_status(status: int) -> str:
    """The kind of problem that a status says."""
    return _BY_STATUS.get(status, "malformed" if status < 500 else "internal")


_STOCK = ("Not Found", "Method Not Allowed")
"""What Starlette says where nobody said anything."""


def _of_index(_: Request, error: Exception) -> Response:
    kind, field = kind_of(error)
    # Errors of the store and of the state name their places, which is nobody's business from afar.
    hidden = isinstance(error, backlit.StoreError) or kind == "unavailable"
    told = KINDS[kind].meaning if hidden else str(error)
    return problem(kind, told, [(field, told)] if field else ())


def _of_server(_: Request, error: Exception) -> Response:  # noqa: ARG001 - it is raised again for the server's log
    return problem("internal", KINDS["internal"].meaning)


def kind_of(error: BaseException) -> tuple[str, str | None]:
    """The kind of problem that an error of the index is, and the word of the call that it is about."""
    for types, kind, field in _ERRORS:
        if isinstance(error, types):
            return kind, getattr(error, "field", None) or field
    return "internal", None


_ERRORS: tuple[tuple[type[Exception], str, str | None], ...] = (
    (backlit.TargetError, "target", "target"),
    (backlit.FilterError, "filter", "filter"),
    (backlit.UnratedError, "unrated", None),
    (backlit.QueryError, "query", None),
    (backlit.NotAssessedError, "not-assessed", None),
    (backlit.StateUsageError, "project", "target"),
    (backlit.StateError, "unavailable", None),
    (backlit.FormatError, "format", "format"),
    (backlit.SqlError, "sql", "statement"),
    (backlit.SourceError, "upload", "files"),
    (backlit.SeedsError, "query", "seeds"),
    (backlit.RankError, "query", None),
    (backlit.NoIndexError, "no-index", None),
    (backlit.LockedError, "locked", None),
    (backlit.DiskFullError, "disk-full", None),
)
"""Errors of the index, the particular before the general."""
