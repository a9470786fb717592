"""The app: an index in, an ASGI application out."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from anyio import to_thread
from fastapi import FastAPI
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotations at run time
from starlette.responses import PlainTextResponse, Response

from backlit.state import memory_state
from backlit.web import api, refusing
from backlit.web.access import Access
from backlit.web.assets import read_assets
from backlit.web.house import House, Settings, house
from backlit.web.limits import Limits
from backlit.web.pages import (
    anchors,
    backlinks,
    changes,
    compare,
    data,
    disavow,
    export,
    frame,
    home,
    internal,
    judgement,
    network,
    outlinks,
    overview,
    pages,
    projects,
    quality,
    reference,
    referring_domains,
    risk,
    saved,
    signin,
    sources,
    uploads,
)
from backlit.web.security import Security

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import ASGIApp

    from backlit.index import Index
    from backlit.state import State

PAGES = (
    signin, frame, home, overview, backlinks, export, saved, referring_domains, anchors, changes, pages, outlinks,
    internal, compare, sources, network, quality, risk, judgement, disavow, projects, data, reference, uploads,
)  # fmt: skip
"""The modules that have pages."""
YEAR = "public, max-age=31536000, immutable"


class Guarded(FastAPI):
    """FastAPI with our guards outside of all else, so that also the answer to a fault of ours passes through them."""

    def build_middleware_stack(self) -> ASGIApp:
        """What a request passes through, outermost first."""
        return Security(super().build_middleware_stack())


def create_app(index: Index, state: State | None = None, settings: Settings | None = None) -> FastAPI:
    """The pages and the API over an index.

    `state` holds what people decide: users, tokens, views, projects, decisions; without one it is held in memory and
    ends with the app. The index that the app asks has the same one.
    """
    settings, state = settings or Settings(), state or memory_state()
    app = Guarded(title="Backlit", docs_url=None, redoc_url=None, openapi_url=None, lifespan=_lifespan)
    app.state.house = House(index.sharing(state), read_assets(), state, settings)
    app.add_middleware(Limits, settings=settings)
    app.add_middleware(Access)
    refusing.register(app)
    app.add_api_route("/static/{name}", _static, include_in_schema=False)
    for page in PAGES:
        app.include_router(page.router, include_in_schema=False)
    app.state.api = api.create_api(app.state.house)
    app.mount(api.PREFIX, app.state.api)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Bounds the threads of requests while the server runs; at its end the jobs are stopped, none is cut off."""
    to_thread.current_default_thread_limiter().total_tokens = app.state.house.settings.threads
    yield
    await to_thread.run_sync(app.state.house.jobs.close)


def _static(request: Request, name: str) -> Response:
    asset = house(request).assets.named(name)
    if asset is None:
        return PlainTextResponse("There is no such file in this version of the app.", 404)
    headers = {"Cache-Control": YEAR, "Vary": "Accept-Encoding"}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(asset.content, media_type=asset.media_type, headers=headers)
    return Response(asset.packed, media_type=asset.media_type, headers=headers | {"Content-Encoding": "gzip"})
