"""Jobs: what was begun by a call that changes the index, and how far it is."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Path
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotations at run time
from starlette.responses import JSONResponse, Response

from backlit.web.access import require
from backlit.web.api.description import PREFIX, SIGNED
from backlit.web.api.schemas import JOB, problems
from backlit.web.api.words import only
from backlit.web.house import house
from backlit.web.jobs import TooManyJobsError
from backlit.web.problems import ProblemError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from backlit.index import Listener
    from backlit.web.jobs import Job

TAG = "Jobs"
FRESH = {"Cache-Control": "no-store"}
WRITES = Depends(require("write"))
JobId = Annotated[str, Path(description="the number of a job", pattern="^[0-9]{1,9}$", examples=["1"])]

_ONE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The job as it stands.", "content": {"application/json": {"schema": JOB}}}
}
_ALL: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The jobs, newest first.",
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "properties": {"name": {"const": "jobs"}, "rows": {"type": "array", "items": JOB}},
                    "required": ["name", "rows"],
                }
            }
        },
    }
}
BEGUN: dict[int | str, dict[str, Any]] = {
    202: {
        "description": "The job is begun; Location is where it can be watched.",
        "content": {"application/json": {"schema": JOB}},
        "headers": {"Location": {"schema": {"type": "string"}, "required": True, "description": "the job's address"}},
    }
}
"""The described answer of a call that begins a job."""


def router() -> APIRouter:
    """The resources of jobs."""
    made = APIRouter(tags=[TAG])
    made.add_api_route(
        "/jobs",
        _list,
        dependencies=[only()],
        operation_id="jobs",
        summary="jobs",
        description="The jobs of the server, newest first: all that wait or run, and the last of those that ended.",
        response_class=Response,
        responses=_ALL | problems("parameter"),
    )
    made.add_api_route(
        "/jobs/{job_id}",
        _get,
        dependencies=[only()],
        operation_id="job",
        summary="jobs/{job_id}",
        description="One job: what it does, how far it is, and what it came to.",
        response_class=Response,
        responses=_ONE | problems("parameter", "not-found"),
    )
    made.add_api_route(
        "/jobs/{job_id}",
        _stop,
        methods=["DELETE"],
        dependencies=[WRITES, only()],
        operation_id="stop_job",
        summary="jobs/{job_id}",
        description="Stop a job at its next step; the index is then as it was before. One that has ended stays so.",
        response_class=Response,
        responses=_ONE | problems("parameter", "not-found"),
        openapi_extra=SIGNED,
    )
    return made


def begin(
    request: Request, kind: str, name: str, run: Callable[[Listener], Any], after: Callable[[], None] | None = None
) -> Response:
    """Begin a job and say where it can be watched. Raises ProblemError where too many wait."""
    try:
        job = house(request).jobs.start(kind, name, run, after=after)
    except TooManyJobsError as error:
        raise ProblemError("rate-limit", str(error)) from error
    return JSONResponse(plain(job), 202, FRESH | {"Location": f"{PREFIX}/jobs/{job.id}"})


def plain(job: Job) -> dict[str, Any]:
    """A job as values of JSON."""
    return {
        "id": job.id,
        "kind": job.kind,
        "name": job.name,
        "state": job.state,
        "started": _time(job.started),
        "finished": _time(job.finished),
        "progress": None if job.progress is None else asdict(job.progress),
        "result": job.result.splitlines(),
        "error": job.error or None,
    }


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _list(request: Request) -> Response:
    rows = [plain(job) for job in house(request).jobs.list()]
    return JSONResponse({"name": "jobs", "rows": rows}, headers=FRESH)


def _get(request: Request, job_id: JobId) -> Response:
    return JSONResponse(plain(_known(request, job_id)), headers=FRESH)


def _stop(request: Request, job_id: JobId) -> Response:
    _known(request, job_id)
    house(request).jobs.stop(job_id)
    return JSONResponse(plain(_known(request, job_id)), headers=FRESH)


def _known(request: Request, job_id: str) -> Job:
    job = house(request).jobs.get(job_id)
    if job is None:
        raise ProblemError("not-found", f"There is no job {job_id}, or it ended long ago.", "job_id")
    return job
