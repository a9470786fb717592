"""Disavow: the file that decisions make, what it would take, how it differs from what is uploaded, and checks of files.

Nothing is sent to a search engine: a person takes the file there, and tells here what is uploaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotations at run time
from starlette.responses import Response

import backlit
from backlit.web.access import Caller, require
from backlit.web.filtering import equal
from backlit.web.house import house
from backlit.web.pages.listing import listing
from backlit.web.rendering import render
from backlit.web.tables import Spec
from backlit.web.uploads import UploadError, Uploads

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from backlit.index import Index
    from backlit.web.question import Question

    Row = Mapping[str, Any]

router = APIRouter()

UPLOADS = 5
"""Lists that were told to be uploaded which the page shows."""
FILE_BYTES = 20_000_000
"""Bytes of an upload at most; the index says which of these no search engine takes."""
_Writer = Annotated[Caller, Depends(require("write"))]


def _links(row: Row, question: Question) -> str:
    """The address of the backlinks that an entry is about."""
    name = row["entry"].removeprefix("domain:")
    field = "source_domain" if row["kind"] == "domain" else "source_url"
    return question.of("backlinks").having(filter=[equal(field, name)]).address()


ENTRIES = Spec(
    columns=("entry", "links", "referring_domains", "equity", "reason", "from", "by", "at"),
    key=("entry", "kind"),
    noun=("entry", "entries"),
    behind={"links": _links, "referring_domains": _links},
)
CHANGES = Spec(
    columns=("change", "entry", "links", "referring_domains", "equity", "reason"),
    key=("entry", "kind"),
    noun=("entry", "entries"),
    behind={"links": _links, "referring_domains": _links},
)


@router.get("/disavow", response_class=Response)
def disavow(request: Request) -> Response:
    """The entries that the file has."""
    index = house(request).index
    return listing(request, "disavow", ENTRIES, template="disavow.html", uploads=lambda of: _uploads(index, of))


@router.get("/disavow-diff", response_class=Response)
def difference(request: Request) -> Response:
    """How the file differs from what is uploaded."""
    index = house(request).index
    return listing(request, "disavow-diff", CHANGES, template="disavow.html", uploads=lambda of: _uploads(index, of))


@router.get("/disavow.txt", response_class=Response)
def file(request: Request, target: str = "") -> Response:
    """The file itself."""
    index = house(request).index
    try:
        name, text = index.project(target).name, index.disavow_file(target)
    except backlit.StateUsageError as error:
        raise HTTPException(404, str(error)) from error
    except ValueError as error:
        raise HTTPException(400, str(error)) from error
    headers = {
        "Content-Disposition": f'attachment; filename="disavow-{name}.txt"',
        "Cache-Control": "private, no-cache",
    }
    return Response(text, media_type="text/plain; charset=utf-8", headers=headers)


@router.post("/disavow/import", response_class=Response)
async def take(request: Request, writer: _Writer) -> Response:
    """Tells which list is uploaded at the search engine."""
    return await _with_file(request, writer, keep=True)


@router.post("/disavow/check", response_class=Response)
async def check(request: Request, writer: _Writer) -> Response:
    """Says what is wrong with a file, line by line."""
    return await _with_file(request, writer, keep=False)


async def _with_file(request: Request, writer: Caller, *, keep: bool) -> Response:
    uploads = Uploads(house(request).index.path, min(FILE_BYTES, house(request).settings.upload_bytes))
    try:
        upload = await uploads.receive(request)
    except UploadError as error:
        raise HTTPException(error.status, str(error)) from error
    try:
        return await to_thread.run_sync(_read, request, upload, writer, keep)
    finally:
        await to_thread.run_sync(upload.remove)


def _read(request: Request, upload: Any, writer: Caller, keep: bool) -> Response:
    """What a file has, and what is wrong with it."""
    index, target = house(request).index, upload.fields.get("target", "")
    named, data = upload.files[0].name, upload.files[0].path.read_bytes()
    try:
        project = index.project(target)
        if keep:
            found = index.disavow_import(project.name, data, file=named, by=writer.name)
        else:
            found = index.disavow_check(data, project.name)
    except (backlit.StateUsageError, ValueError) as error:
        raise HTTPException(400, str(error)) from error
    title = "This list is uploaded" if keep else "A check of a disavow file"
    return render(request, "disavow_checked.html", title=title, found=found, file=named, project=project, kept=keep)


def _uploads(index: Index, question: Question) -> Sequence[Row]:
    return list(index.disavow_uploads(question.target))[:UPLOADS]
