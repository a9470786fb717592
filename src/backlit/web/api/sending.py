"""Sending rows: JSON as a whole, the other forms as a stream; the tag that tells whether an answer still holds."""

from __future__ import annotations

import hashlib
import json
import re
from io import BytesIO
from itertools import chain
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.responses import Response, StreamingResponse

from backlit.web.api.forms import choose
from backlit.web.house import house
from backlit.web.problems import ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from starlette.requests import Request

    from backlit.index import Rows
    from backlit.web.api.forms import Form

KEPT = {"Cache-Control": "private, no-cache", "Vary": "Accept, Authorization, Cookie"}
"""A caller may keep an answer, and asks whether it still holds each time."""


def form_of(request: Request, word: str | None, offered: Sequence[str]) -> Form:
    """The form that a call asks for."""
    return choose(word, request.headers.get("accept"), offered)


def tag_of(request: Request, form: Form) -> str:
    """The tag of an answer: of the version of the index, the question and the form.

    Weak, because equal rows may be other bytes (a spreadsheet has the time of its making). Raises NoIndexError.
    """
    words = sorted(request.query_params.multi_items())
    asked = repr((house(request).index.version, request.url.path, words, form.name, request.app.version))
    return f'W/"{hashlib.sha256(asked.encode()).hexdigest()[:32]}"'


def is_known(request: Request, tag: str) -> bool:
    """Whether the caller has the answer of this tag (RFC 9110, 13.1.2)."""
    known = ",".join(request.headers.getlist("if-none-match"))
    return known.strip() == "*" or tag.removeprefix("W/") in re.findall(r'"[^"]*"', known)


def not_modified(tag: str) -> Response:
    """The answer to a caller who has the answer."""
    return Response(status_code=304, headers=KEPT | {"ETag": tag})


def whole(rows: Rows, form: Form, headers: dict[str, str]) -> Response:
    """Rows as one body."""
    body = BytesIO()
    rows.write_to(body, form.name)
    return Response(body.getvalue(), headers=KEPT | headers, media_type=form.content_type)


def plain_rows(rows: Rows) -> list[dict[str, Any]]:
    """Rows as values of JSON."""
    body = BytesIO()
    rows.write_to(body, "jsonl")
    return [json.loads(line) for line in body.getvalue().splitlines()]


def streamed(chunks: Iterator[bytes], form: Form, name: str, headers: dict[str, str]) -> Response:
    """A form piece by piece. The first piece is made before the answer begins, so that errors can still be told."""
    first = next(chunks, b"")
    kept = KEPT | headers | {"Content-Disposition": f'attachment; filename="{_file_name(name)}.{form.name}"'}
    return StreamingResponse(chain((first,), chunks), headers=kept, media_type=form.content_type)


def next_page(request: Request, cursor: str | None) -> dict[str, str]:
    """The Link header (RFC 8288) to the next page, where there is one."""
    if cursor is None:
        return {}
    words = [(name, value) for name, value in request.query_params.multi_items() if name != "after"]
    return {"Link": f'<{request.url.path}?{urlencode([*words, ("after", cursor)])}>; rel="next"'}


def not_too_many(limit: int | None, most: int) -> None:
    """Refuses more rows than one answer in JSON may have."""
    if limit is not None and limit > most:
        raise ProblemError(
            "parameter",
            f"The limit is {limit:,}, and an answer in JSON has {most:,} rows at most: go on with `next`, or take "
            "format=jsonl, csv, arrow, parquet or xlsx, which have no cap.",
            "limit",
        )


def _file_name(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9.-]+", "-", text).strip("-.")[:120] or "rows"
