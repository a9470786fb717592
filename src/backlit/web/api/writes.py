"""What changes the index: uploads to import, imports to undo, ratings. Each begins a job and leads to it.

Files come as `multipart/form-data` (RFC 7578), go to a folder of the home under numbers of ours, and are imported by
the functions of the commands `backlit import` and `backlit import-export`, with the same checks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

from anyio import to_thread
from fastapi import APIRouter, Body, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotations at run time
from starlette.responses import JSONResponse, Response

import backlit
from backlit import model
from backlit.web.api.about import ImportId, check_import
from backlit.web.api.description import SIGNED
from backlit.web.api.jobs import BEGUN, FRESH, WRITES, begin
from backlit.web.api.schemas import DRY_RUN, Schema, problems
from backlit.web.api.words import Word, only
from backlit.web.house import house
from backlit.web.problems import ProblemError, kind_of, kind_of_status
from backlit.web.uploads import UploadError, Uploads

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlit.index import Index, Listener
    from backlit.web.uploads import Upload

TAG = "Changes"
FIELDS: dict[str, tuple[str, ...]] = {
    "archive": ("base", "as_of"),
    "export": ("vendor", "property", "as_of", "columns"),
}
"""What can be said of files, by their kind."""
Kind = Literal["auto", "archive", "export"]
DryRun = Annotated[
    Literal["false", "true"],
    Query(description="true: tell what an import would do with each file, and store nothing"),
]
_DRY_RUN = Word("dry_run", "", DryRun)
_FORM: Schema = {
    "type": "object",
    "properties": {
        "files": {
            "type": "array",
            "items": {"type": "string", "contentMediaType": "application/octet-stream"},
            "minItems": 1,
            "description": "WARC, ARC, WAT or HTML files, or exports of other tools; their names tell what names tell",
        },
        "kind": {
            "type": "string",
            "enum": list(get_args(Kind)),
            "default": "auto",
            "description": "what the files are; auto looks into them",
        },
        "base": {"type": "string", "description": "archives: the address of the HTML files"},
        "as_of": {"type": "string", "description": "the date of what has none of its own: 2026-01-31"},
        "vendor": {"type": "string", "description": "exports: who made them, where no header tells"},
        "property": {"type": "string", "description": "exports: the site that they are about"},
        "columns": {"type": "string", "description": "exports: what a column is, COLUMN=FIELD, one a line"},
    },
    "required": ["files"],
}


class Ranking(BaseModel):
    """How ratings are computed."""

    model_config = ConfigDict(extra="forbid")

    seeds: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=300)]] | None,
        Field(description="the domains where trust begins; null: those that ship with Backlit", max_length=100_000),
    ] = None
    damping: Annotated[float, Field(description="the share of its rating that a page passes on", gt=0, lt=1)] = 0.85
    precision: Annotated[
        float, Field(description="the largest error, as a share of the sum of all ratings", gt=1e-14, lt=1e-2)
    ] = 1e-10


def router() -> APIRouter:
    """The resources that change the index."""
    made = APIRouter(tags=[TAG], dependencies=[WRITES])
    made.add_api_route(
        "/imports",
        _import,
        methods=["POST"],
        dependencies=[only((_DRY_RUN,))],
        operation_id="import",
        summary="imports",
        description="Import archives of the web, pages, or exports of other tools, with the checks of the commands.",
        response_class=Response,
        responses={
            200: {
                "description": "With dry_run: what an import would do with each file.",
                "content": {"application/json": {"schema": DRY_RUN}},
            },
            **BEGUN,
            **problems("malformed", "parameter", "upload", "too-large", "media-type", "slow", "disk-full"),
        },
        openapi_extra={
            **SIGNED,
            "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": _FORM}}},
        },
    )
    made.add_api_route(
        "/imports/{import_id}",
        _undo,
        methods=["DELETE"],
        dependencies=[only()],
        operation_id="undo",
        summary="imports/{import_id}",
        description="Undo an import: the index is then as if it had never been.",
        response_class=Response,
        responses=BEGUN | problems("parameter", "not-found", "no-index"),
        openapi_extra=SIGNED,
    )
    made.add_api_route(
        "/rank",
        _rank,
        methods=["POST"],
        dependencies=[only()],
        operation_id="rank",
        summary="rank",
        description="Compute all ratings anew: Domain Rating, Page Rating, trust, spam mass.",
        response_class=Response,
        responses=BEGUN | problems("malformed", "parameter", "query", "too-large", "slow", "no-index"),
        openapi_extra=SIGNED,
    )
    return made


async def _import(request: Request, dry_run: DryRun = "false") -> Response:
    uploads = Uploads(house(request).index.path, house(request).settings.upload_bytes)
    try:
        upload = await uploads.receive(request)
    except UploadError as error:
        raise ProblemError(kind_of_status(error.status), str(error), "files") from error
    index = house(request).index
    try:
        kind, options = _said(upload)
        found = await to_thread.run_sync(_look, index, upload, kind, options, dry_run == "true")
        if dry_run == "true":
            return JSONResponse(found, headers=FRESH)
        name = "import" if found["kind"] == "archive" else "import-export"
        run = _importing(index, upload, found["kind"], options)
        answer = begin(request, name, upload.name, run, after=upload.remove)
    except (ValueError, OSError) as error:
        raise _wrong_upload(upload, error) from error
    except ProblemError:
        upload.remove()
        raise
    else:
        return answer
    finally:
        if dry_run == "true":
            upload.remove()


def _wrong_upload(upload: Upload, error: Exception) -> ProblemError:
    """The problem of files that cannot be imported; they are gone then."""
    upload.remove()
    kind, field = kind_of(error) if isinstance(error, ValueError) else ("upload", "files")
    return ProblemError(kind, upload.told(str(error)), field)


def _said(upload: Upload) -> tuple[str, dict[str, Any]]:
    """The kind and the options of the fields of a form. Raises ProblemError for a field that there is not."""
    kind = upload.fields.get("kind") or "auto"
    if kind not in get_args(Kind):
        raise ProblemError("parameter", model.unknown_name("kind", kind, get_args(Kind)), "kind")
    options: dict[str, Any] = {name: text for name, text in upload.fields.items() if text and name != "kind"}
    known = sorted({name for names in FIELDS.values() for name in names})
    for name in options:
        if name not in known:
            raise ProblemError("parameter", model.unknown_name("field", name, known), name)
    if "columns" in options:
        options["columns"] = [line.strip() for line in options["columns"].splitlines() if line.strip()]
    return kind, options


def _look(index: Index, upload: Upload, kind: str, options: dict[str, Any], dry_run: bool) -> dict[str, Any]:
    """What the files are, and with `dry_run` what an import would do with them. Raises SourceError for others."""
    archives: list[Any] = []
    if kind != "export":
        try:
            archives = index.try_files(upload.files, base=options.get("base"))
        except backlit.SourceUsageError:
            # One of them is an export.
            if kind == "archive":
                raise
    found = "archive" if archives else "export"
    for name in options:
        if name not in FIELDS[found]:
            raise ProblemError("parameter", f"The files are of the kind {found}, which has no {name}.", name)
    if archives:
        files = [{"file": one.name, "kind": one.kind, "base": one.base} for one in archives]
        return {"name": "dry-run", "kind": found, "files": files}
    tries = index.try_exports(upload.files, **options)
    return {"name": "dry-run", "kind": found, "files": [_tried(one) for one in tries] if dry_run else []}


def _tried(done: Any) -> dict[str, Any]:
    """A dry run of an export as values of JSON."""
    plan = done.plan
    counts = ("read", "accepted", "rejected", "duplicates", "links", "lost", "mentions")
    return {
        "file": plan.name,
        "kind": "export",
        "vendor": plan.vendor,
        "layout": plan.layout,
        "property": plan.property,
        "columns": [{"column": column, "becomes": becomes} for column, becomes in plan.mapping],
        "notes": list(plan.notes),
        **{name: getattr(done, name) for name in counts},
        "reasons": dict(done.reasons),
        "rejects": [{"line": line, "reason": reason, "text": text} for line, reason, text in done.rejects],
        "sample": [dict(row) for row in done.sample],
    }


def _importing(index: Index, upload: Upload, kind: str, options: dict[str, Any]) -> Callable[[Listener], Any]:
    """The import as a job, whose errors name the files as they were called."""

    def run(listener: Listener) -> Any:
        method = index.import_files if kind == "archive" else index.import_exports
        try:
            return method(upload.files, listener=listener, **options)
        except backlit.SourceError as error:
            raise backlit.SourceError(upload.told(str(error))) from error

    return run


def _undo(request: Request, import_id: ImportId) -> Response:
    index = house(request).index
    check_import(index, import_id)
    return begin(request, "undo", f"Import {import_id}", lambda listener: index.undo(import_id, listener=listener))


def _rank(request: Request, ranking: Annotated[Ranking | None, Body()] = None) -> Response:
    index, asked = house(request).index, ranking or Ranking()
    index.version  # noqa: B018 - where there is no index, that is told at once and not by the job
    return begin(request, "rank", "", lambda listener: index.rank(**asked.model_dump(), listener=listener))
