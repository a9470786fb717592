"""Data: what is in the index and where it comes from, what is being brought in, what was damaged, and what to undo.

What changes the index is asked for by a form of this page, by POST, and done as a job (`web.jobs`).
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotations at run time
from starlette.responses import RedirectResponse, Response

import backlit
from backlit.index import VENDORS
from backlit.index.telling import STAGES, told_progress
from backlit.web.access import require
from backlit.web.house import house
from backlit.web.jobs import TooManyJobsError
from backlit.web.rendering import render

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlit.index import Index, Listener

WRITES = Depends(require("write"))
"""Of every request that changes something."""
IMPORTS = 50
"""Imports that the page shows at a time."""
REJECTS = 200
"""Rejected rows of an import that are shown; the API gives all."""
JOBS = 6
"""Jobs that ended which are shown."""
KINDS = {
    "import": "Import",
    "import-export": "Import of exports",
    "undo": "Undo",
    "rank": "Ratings",
    "assess": "Judgement",
    "verify": "Check of the index",
    "compact": "Compaction",
}
"""Kinds of jobs, as people say them."""

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Imported:
    """An import, and what its files are."""

    row: dict[str, Any]
    sources: tuple[str, ...]
    """Vendors of exports, or the kinds of archives."""
    names: tuple[str, ...]


@router.get("/data")
def data(request: Request, before: str = "") -> Response:
    """The page; `before` is the number of an import, to list older ones."""
    index = house(request).index
    shown: dict[str, Any] = {
        "held": None,
        "imports": (),
        "older": "",
        "before": before,
        "vendors": VENDORS,
        **_jobs(request),
    }
    with suppress(backlit.NoIndexError):
        shown |= {"held": index.status(), **_imports(index, before)}
    return render(request, "data.html", title="Data", **shown)


@router.get("/data/jobs")
def jobs(request: Request) -> Response:
    """What runs, waits and has ended: what the script of the page asks for while something runs."""
    return render(request, "data_jobs.html", title="Jobs", **_jobs(request))


@router.get("/data/imports/{import_id}")
def imported(request: Request, import_id: str) -> Response:
    """One import: its files, the rows that were rejected, the places that were damaged."""
    index = house(request).index
    try:
        row, files = _import_of(index, import_id), index.imports(import_id)
    except backlit.StoreError as error:
        return trouble(request, error, 404)
    rejects = index.rejects(import_id, limit=REJECTS) if row["rejected"] else ()
    damage = index.damage(import_id) if row["damaged"] else ()
    title = f"Import {row['import_id']}"
    return render(request, "data_import.html", title=title, row=row, files=files, rejects=rejects, damage=damage)


@router.get("/data/imports/{import_id}/undo")
def ask_undo(request: Request, import_id: str) -> Response:
    """Asks whether to undo an import, and says what that means."""
    index = house(request).index
    try:
        row, files = _import_of(index, import_id), index.imports(import_id)
    except backlit.StoreError as error:
        return trouble(request, error, 404)
    return render(request, "data_undo.html", title=f"Undo import {row['import_id']}?", row=row, files=files)


@router.post("/data/imports/{import_id}/undo", dependencies=[WRITES])
def undo(request: Request, import_id: str) -> Response:
    """Undoes an import."""
    index = house(request).index
    try:
        known = _import_of(index, import_id)["import_id"]
    except backlit.StoreError as error:
        return trouble(request, error, 404)
    return begin(request, "undo", f"Import {known}", lambda listener: index.undo(known, listener=listener))


@router.post("/data/rank", dependencies=[WRITES])
def rank(request: Request) -> Response:
    """Computes all ratings anew."""
    index = house(request).index
    return begin(request, "rank", "", lambda listener: index.rank(listener=listener))


@router.post("/data/verify", dependencies=[WRITES])
def verify(request: Request, deep: Annotated[bool, Form()] = False) -> Response:
    """Checks every file of the index."""
    index = house(request).index
    return begin(request, "verify", "", lambda listener: index.verify(deep=deep, listener=listener))


@router.post("/data/jobs/{job_id}/stop", dependencies=[WRITES])
def stop(request: Request, job_id: str) -> Response:
    """Stops a job."""
    house(request).jobs.stop(job_id)
    return to_jobs()


def begin(
    request: Request,
    kind: str,
    name: str,
    run: Callable[[Listener], Any],
    after: Callable[[], None] | None = None,
) -> Response:
    """Start a job, and lead to where it can be watched."""
    try:
        house(request).jobs.start(kind, name, run, after=after)
    except TooManyJobsError as error:
        return trouble(request, error, 429)
    return to_jobs()


def to_jobs() -> Response:
    """Leads to the jobs."""
    return RedirectResponse("/data#jobs", 303)


def trouble(request: Request, error: Exception, status: int) -> Response:
    """A page that says what went wrong."""
    return render(request, "data_trouble.html", status, title="Data", message=str(error))


def _import_of(index: Index, import_id: str) -> dict[str, Any]:
    """The row of an import. Raises StoreError where there is none of this number."""
    files = index.imports(import_id)
    full = next(iter(files))["import_id"] if len(files) else import_id
    return next(row for row in index.segments() if row["import_id"] == full)


def _imports(index: Index, before: str) -> dict[str, Any]:
    """The imports, newest first, from the one below a number on."""
    rows = sorted(index.segments(), key=lambda row: int(row["import_id"]), reverse=True)
    if before.isdecimal():
        rows = [row for row in rows if int(row["import_id"]) < int(before)]
    shown = [_with_files(index, row) for row in rows[:IMPORTS]]
    older = f"/data?{urlencode({'before': shown[-1].row['import_id']})}#imports" if len(rows) > IMPORTS else ""
    return {"imports": shown, "older": older}


def _with_files(index: Index, row: dict[str, Any]) -> Imported:
    files = list(index.imports(row["import_id"]))
    return Imported(
        row,
        tuple(dict.fromkeys(file["vendor"] or file["kind"] for file in files)),
        tuple(file["file"] for file in files),
    )


def _jobs(request: Request) -> dict[str, Any]:
    """The jobs of this server, and the writer of another process if there is one."""
    index, jobs = house(request).index, house(request).jobs.list()
    going = [job for job in jobs if not job.ended]
    checked = next((job for job in jobs if job.kind == "verify" and job.state == "done"), None)
    ended = [job for job in jobs if job.ended][:JOBS]
    other = index.running()
    if other is not None and other.process == os.getpid():
        other = None
    words = {"job_kinds": KINDS, "stages": STAGES, "how_far": told_progress}
    return {"going": going, "ended": ended, "other": other, "checked": checked, "version": _version(index), **words}


def _version(index: Index) -> str:
    """Changes with the index, so that the script knows when to ask for the rest of the page."""
    try:
        return index.version
    except backlit.NoIndexError:
        return "none"
