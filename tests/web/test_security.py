"""The headers of every kind of answer: pages, files, errors, and what is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.responses import StreamingResponse
from starlette.testclient import TestClient

import backlit
from backlit.web import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fastapi import FastAPI

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
}


@pytest.fixture
def app(tmp_path: Path) -> FastAPI:
    made = create_app(backlit.open(tmp_path / "data"))

    @made.get("/broken")
    def broken() -> None:
        raise ZeroDivisionError

    @made.get("/plain")
    def plain() -> dict[str, str]:
        return {}

    @made.get("/stream")
    def stream() -> StreamingResponse:
        return StreamingResponse(iter([b"a", b"b"]), media_type="text/csv", headers={"Cache-Control": "no-store"})

    return made


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://127.0.0.1:8321", raise_server_exceptions=False) as made:
        yield made


@pytest.mark.parametrize(
    ("path", "status"),
    [("/static/{css}", 200), ("/static/no.css", 404), ("/nowhere", 404), ("/broken", 500), ("/stream", 200)],
)
def test_every_answer_has_the_headers(app: FastAPI, client: TestClient, path: str, status: int) -> None:
    answer = client.get(path.format(css=app.state.house.assets.css.name))
    assert answer.status_code == status
    told = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    assert told == POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in answer.headers["permissions-policy"]
    assert "server" not in answer.headers


def test_what_a_browser_may_keep(app: FastAPI, client: TestClient) -> None:
    assert "immutable" in client.get(f"/static/{app.state.house.assets.css.name}").headers["cache-control"]
    assert client.get("/stream").headers["cache-control"] == "no-store"
    assert client.get("/plain").headers["cache-control"] == "private, no-cache"
