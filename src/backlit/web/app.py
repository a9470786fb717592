"""The app: an index in, an ASGI application out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.responses import PlainTextResponse, Response

from backlit.web import api
from backlit.web.assets import read_assets
from backlit.web.house import House, house
from backlit.web.pages import backlinks

if TYPE_CHECKING:
    from starlette.requests import Request

    from backlit.index import Index

YEAR = "public, max-age=31536000, immutable"


def create_app(index: Index) -> FastAPI:
    """The pages and the API over an index."""
    app = FastAPI(title="Backlit", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.house = House(index, read_assets())
    app.add_api_route("/static/{name}", _static, include_in_schema=False)
    app.include_router(backlinks.router, include_in_schema=False)
    app.mount(api.PREFIX, api.create_api(app.state.house))
    return app


def _static(request: Request, name: str) -> Response:
    asset = house(request).assets.named(name)
    if asset is None:
        return PlainTextResponse("There is no such file in this version of the app.", 404)
    return Response(asset.content, media_type=asset.media_type, headers={"Cache-Control": YEAR})
