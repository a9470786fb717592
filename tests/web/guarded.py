"""A small app behind the guards, with a route of each kind, and clients of each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotations at run time
from starlette.responses import HTMLResponse, StreamingResponse
from starlette.testclient import TestClient

import backlit
from backlit.state import passwords
from backlit.web import create_app
from backlit.web.access import Caller, caller, require
from backlit.web.house import Settings

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from fastapi import FastAPI

    from backlit.state import State

PASSWORD = "correct horse battery"  # noqa: S105 - of nobody
HERE = "http://127.0.0.1:8321"
PAGE = {"Accept": "text/html,application/xhtml+xml"}
SAME = {"Sec-Fetch-Site": "same-origin"}


def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "COST", passwords.Cost(n=16, r=1, p=1))


def guarded_app(home: Path, state: State, **settings: Any) -> FastAPI:
    app = create_app(backlit.open(home), state, Settings(**settings))

    @app.get("/who")
    def who(request: Request) -> dict[str, str]:
        found = caller(request)
        return {"name": found.name, "scope": found.scope, "how": found.how}

    @app.get("/page")
    def page() -> HTMLResponse:
        return HTMLResponse("<!doctype html><title>x</title>")

    @app.get("/stream")
    def stream() -> StreamingResponse:
        return StreamingResponse(iter([b"a,b\r\n", b"1,2\r\n"]), media_type="text/csv")

    @app.get("/broken")
    def broken() -> None:
        raise ZeroDivisionError

    @app.post("/write")
    def write(found: Annotated[Caller, Depends(require("write"))]) -> dict[str, str]:
        return {"name": found.name}

    @app.post("/admin", dependencies=[Depends(require("admin"))])
    def admin() -> dict[str, str]:
        return {}

    @app.post("/body")
    async def body(request: Request) -> dict[str, int]:
        return {"bytes": len(await request.body())}

    return app


def client(app: FastAPI, base: str = HERE, **options: Any) -> TestClient:
    return TestClient(app, base_url=base, raise_server_exceptions=False, follow_redirects=False, **options)


def sign_in(visitor: TestClient, name: str, password: str = PASSWORD, **headers: str) -> Any:
    form = {"name": name, "password": password, "to": "/page"}
    return visitor.post("/signin", data=form, headers=SAME | PAGE | headers)
