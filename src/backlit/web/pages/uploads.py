"""Uploads: files come in, are shown as an import would read them, and are imported or discarded.

What is shown is what the commands show: `backlit import`, and the dry run of `backlit import-export`. Nothing is stored
before someone has seen it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Form
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotations at run time
from starlette.responses import RedirectResponse, Response

import backlit
from backlit.index import VENDORS
from backlit.index.telling import reasons, rows
from backlit.web.house import house
from backlit.web.pages.data import WRITES, begin, trouble
from backlit.web.rendering import render
from backlit.web.uploads import UploadError, Uploads

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from backlit.index import DryRun, Index, Listener
    from backlit.web.uploads import Upload

FIELDS = {"archives": ("base", "as_of"), "exports": ("vendor", "property", "as_of", "columns")}
"""What can be said of files, by the command that brings them in."""
REJECTS = 20
"""Rejected rows of a file that are shown before it is imported."""
GONE = "This upload is not here any more: it was imported or discarded, or it waited for more than a day."

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Asked:
    """What is said of the files of an upload: `kind` is archives or exports, `said` its fields."""

    kind: str
    said: dict[str, str]

    @property
    def options(self) -> dict[str, Any]:
        """The options of the index, without what is left out."""
        told: dict[str, Any] = {name: text for name, text in self.said.items() if text}
        if "columns" in told:
            told["columns"] = [line.strip() for line in told["columns"].splitlines() if line.strip()]
        return told


@dataclass(frozen=True, slots=True)
class Tried:
    """What an import would do with an export, and the fields of its first rows."""

    run: DryRun
    fields: tuple[tuple[str, tuple[str, ...]], ...]


@router.post("/data/uploads", dependencies=[WRITES])
async def receive(request: Request) -> Response:
    """Takes files in, and leads to where they can be looked at."""
    try:
        upload = await _uploads(request).receive(request)
    except UploadError as error:
        return trouble(request, error, error.status)
    return RedirectResponse(f"/data/uploads/{upload.id}", 303)


@router.get("/data/uploads/{upload_id}")
def look(request: Request, upload_id: str) -> Response:
    """Shows what an import would take; the words of the address say more of the files than was said with them."""
    upload = _uploads(request).get(upload_id)
    if upload is None:
        return trouble(request, UploadError(GONE), 404)
    asked = _asked(upload, dict(request.query_params))
    shown: dict[str, Any] = {"files": (), "tries": (), "error": "", "rows": rows, "reasons": reasons}
    try:
        shown |= _tried(house(request).index, upload, asked)
    except (ValueError, OSError) as error:
        shown["error"] = upload.told(str(error))
    status = 400 if shown["error"] else 200
    found = {"upload": upload, "asked": asked, "most_rejects": REJECTS, "vendors": VENDORS}
    return render(request, "data_upload.html", status, title="Look before you import", **found, **shown)


@router.post("/data/uploads/{upload_id}/import", dependencies=[WRITES])
def take(  # noqa: PLR0917 - one a field of the form
    request: Request,
    upload_id: str,
    base: Annotated[str, Form()] = "",
    as_of: Annotated[str, Form()] = "",
    vendor: Annotated[str, Form()] = "",
    property: Annotated[str, Form()] = "",  # noqa: A002 - the word of Search Console
    columns: Annotated[str, Form()] = "",
) -> Response:
    """Imports an upload."""
    upload = _uploads(request).get(upload_id)
    if upload is None:
        return trouble(request, UploadError(GONE), 404)
    told = {"base": base, "as_of": as_of, "vendor": vendor, "property": property, "columns": columns}
    asked = _asked(upload, told)
    kind = "import" if asked.kind == "archives" else "import-export"
    return begin(request, kind, upload.name, _import(house(request).index, upload, asked), after=upload.remove)


@router.post("/data/uploads/{upload_id}/discard", dependencies=[WRITES])
def discard(request: Request, upload_id: str) -> Response:
    """Removes an upload."""
    upload = _uploads(request).get(upload_id)
    if upload is not None:
        upload.remove()
    return RedirectResponse("/data", 303)


def _uploads(request: Request) -> Uploads:
    return Uploads(house(request).index.path, house(request).settings.upload_bytes)


def _asked(upload: Upload, told: dict[str, str]) -> Asked:
    """What is said of the files: with them, and now."""
    kind = "exports" if upload.fields.get("kind") == "exports" else "archives"
    return Asked(kind, {name: told.get(name, upload.fields.get(name, "")).strip() for name in FIELDS[kind]})


def _tried(index: Index, upload: Upload, asked: Asked) -> dict[str, Any]:
    """What an import would read. Raises ValueError for what it would refuse."""
    if asked.kind == "archives":
        return {"files": index.try_files(upload.files, base=asked.options.get("base"))}
    return {"tries": [Tried(done, _fields(done.sample)) for done in index.try_exports(upload.files, **asked.options)]}


def _fields(sample: Sequence[Mapping[str, str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The fields of sample rows, each with its text in every row, without those that all leave empty."""
    names = dict.fromkeys(name for row in sample for name, text in row.items() if text)
    return tuple((name, tuple(row.get(name, "") for row in sample)) for name in names)


def _import(index: Index, upload: Upload, asked: Asked) -> Callable[[Listener], Any]:
    """The import as a job, whose errors name the files as they were called."""

    def run(listener: Listener) -> Any:
        method = index.import_files if asked.kind == "archives" else index.import_exports
        try:
            return method(upload.files, listener=listener, **asked.options)
        except backlit.SourceError as error:
            raise backlit.SourceError(upload.told(str(error))) from error

    return run
