"""The app: an index in, an ASGI application out."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from anyio import to_thread
from fastapi import FastAPI
from starlette.responses import PlainTextResponse, Response

from backlit.web.assets import read_assets
from backlit.web.house import House, house
from backlit.web.pages import backlinks, data, uploads

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

    from backlit.index import Index

YEAR = "public, max-age=31536000, immutable"


def create_app(index: Index) -> FastAPI:
    """The pages and the API over an index."""
    app = FastAPI(title="Backlit", docs_url=None, redoc_url=None, openapi_url=None, lifespan=_lifespan)
    app.state.house = House(index, read_assets())
    app.add_api_route("/static/{name}", _static, include_in_schema=False)
    for page in (backlinks, data, uploads):
        app.include_router(page.router, include_in_schema=False)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """At the end the jobs that run are stopped, so that none is cut off."""
    yield
    await to_thread.run_sync(app.state.house.jobs.close)


def _static(request: Request, name: str) -> Response:
    asset = house(request).assets.named(name)
    if asset is None:
        return PlainTextResponse("There is no such file in this version of the app.", 404)
    return Response(asset.content, media_type=asset.media_type, headers={"Cache-Control": YEAR})
