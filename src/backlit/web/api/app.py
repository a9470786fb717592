"""The API as an app: its resources, its errors and its description."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotations at run time
from starlette.responses import JSONResponse

from backlit.web import problems
from backlit.web.api import about, deciding, jobs, projects, reports, writes
from backlit.web.api.description import describe

if TYPE_CHECKING:
    from backlit.web.house import House


def create_api(shared: House) -> FastAPI:
    """The API over the index of a house."""
    api = FastAPI(
        title="Backlit",
        version=version("backlit"),
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    api.state.house = shared
    problems.install(api)
    for part in (reports, about, jobs, writes, projects, deciding):
        api.include_router(part.router())
    api.add_api_route("/openapi.json", _described, include_in_schema=False)
    return api


def _described(request: Request) -> JSONResponse:
    return JSONResponse(describe(request.app), headers={"Cache-Control": "private, no-cache"})
