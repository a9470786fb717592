"""Rates, sizes and patience, and that answers say so."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from tests.web.guarded import HERE, PAGE, PASSWORD, SAME, cheap_passwords, client, guarded_app, sign_in

from backlit.state import memory_state
from backlit.web import buckets
from backlit.web.buckets import Buckets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fastapi import FastAPI

    from backlit.state import State


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    cheap_passwords(monkeypatch)


@pytest.fixture
def state() -> State:
    return memory_state()


@pytest.fixture
def app(tmp_path: Path, state: State) -> FastAPI:
    return guarded_app(
        tmp_path / "data", state, burst=5, requests_a_minute=6, body_bytes=100, upload_bytes=2_000, body_seconds=0.05
    )


def test_a_bucket_is_taken_from_and_fills_again() -> None:
    time = [50.0]
    bucket = Buckets(size=3, rate=0.5, clock=lambda: time[0])
    for left in (2, 1, 0):
        assert bucket.wait("a") == 0
        bucket.take("a")
        assert bucket.level("a") == left
    assert bucket.wait("a") == 2
    assert bucket.wait("b") == 0
    time[0] += 1.5
    assert (bucket.level("a"), bucket.wait("a")) == (0.75, 0.5)
    time[0] += 100
    assert bucket.level("a") == 3
    bucket.take("a")
    bucket.fill("a")
    assert bucket.level("a") == 3


def test_there_are_never_more_buckets_than_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buckets, "KEPT", 3)
    bucket = Buckets(size=2, rate=1e-9)
    for key in "abcad":
        bucket.take(key)
    assert bucket.level("b") == 2  # the one used longest ago is forgotten
    assert bucket.level("a") == pytest.approx(0)


def test_a_program_that_asks_too_much_is_told_when_to_come_again(app: FastAPI, state: State) -> None:
    _, secret = state.tokens.add("ci", "read")
    _, other = state.tokens.add("other", "read")
    program = client(app, headers={"Authorization": f"Bearer {secret}"})
    answers = [program.get("/who") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert [answer.headers["ratelimit"] for answer in answers[:2]] == ['"default";r=4;t=10', '"default";r=3;t=20']
    assert {answer.headers["ratelimit-policy"] for answer in answers} == {'"default";q=5;w=50'}
    refused = answers[-1]
    assert refused.headers["content-type"] == "application/problem+json"
    assert 8 <= int(refused.headers["retry-after"]) <= 10
    assert refused.headers["ratelimit"].startswith('"default";r=0')
    told = refused.json()
    assert told["status"] == 429
    assert "at most 5 at once and 6 a minute" in told["detail"]
    assert refused.headers["content-security-policy"]
    assert client(app, headers={"Authorization": f"Bearer {other}"}).get("/who").status_code == 200


def test_the_person_at_this_machine_may_ask_for_any_number(app: FastAPI) -> None:
    visitor = client(app)
    answers = [visitor.get("/who") for _ in range(12)]
    assert {answer.status_code for answer in answers} == {200}
    assert "ratelimit" not in answers[0].headers


def test_a_user_has_one_bucket_in_all_browsers_and_a_stranger_one_an_address(app: FastAPI, state: State) -> None:
    state.users.add("ann", PASSWORD, "read")
    one, other = client(app), client(app, client=("192.0.2.7", 5))
    sign_in(one, "ann")
    sign_in(other, "ann")
    statuses = [visitor.get("/who").status_code for _ in range(3) for visitor in (one, other)]
    assert statuses == [200] * 5 + [429]
    stranger = client(app, client=("192.0.2.8", 5))
    statuses = [stranger.get("/signin", headers=PAGE | SAME).status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]
    page = stranger.get("/signin", headers=PAGE | SAME)
    assert page.headers["content-type"].startswith("text/html")
    assert "Wait" in page.text


def chunks(number: int, size: int) -> Iterator[bytes]:
    for _ in range(number):
        yield b"x" * size


def test_a_body_has_a_size_whether_it_is_told_or_not(app: FastAPI) -> None:
    visitor = client(app)
    visitor.get("/page")
    assert visitor.post("/body", content=b"x" * 100, headers=SAME).json() == {"bytes": 100}
    assert visitor.post("/body", content=chunks(10, 10), headers=SAME).json() == {"bytes": 100}
    for content in (b"x" * 101, chunks(11, 10)):
        answer = visitor.post("/body", content=content, headers=SAME)
        assert answer.status_code == 413
        assert answer.headers["content-type"] == "application/problem+json"
        assert "at most 100 bytes" in answer.json()["detail"]


def test_only_who_may_write_may_upload_much(app: FastAPI, state: State) -> None:
    form = {"Content-Type": "multipart/form-data; boundary=x"}
    secrets = {scope: state.tokens.add(scope, scope)[1] for scope in ("read", "write")}
    for scope, most in (("read", 100), ("write", 2_000)):
        program = client(app, headers={"Authorization": f"Bearer {secrets[scope]}"} | form)
        assert program.post("/body", content=b"x" * most).status_code == 200
        assert program.post("/body", content=b"x" * (most + 1)).status_code == 413


async def dripping(app: FastAPI, parts: list[dict[str, Any]], cookie: str) -> list[dict[str, Any]]:
    """What the app sends to a client that sends parts of a body, and then nothing more."""
    sent: list[dict[str, Any]] = []
    left = iter(parts)

    async def receive() -> dict[str, Any]:
        for message in left:
            return message
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Any) -> None:
        sent.append(message)

    headers = {"host": "127.0.0.1:8321", "origin": HERE, "cookie": f"backlit_session={cookie}"}
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": "/body", "raw_path": b"/body", "query_string": b"", "root_path": "", "client": ("127.0.0.1", 5),
        "server": ("127.0.0.1", 8321), "headers": [(k.encode(), v.encode()) for k, v in headers.items()],
    }  # fmt: skip
    await app(scope, receive, send)
    return sent


def test_whoever_sends_too_slowly_is_not_waited_for(app: FastAPI) -> None:
    visitor = client(app)
    visitor.get("/page")
    cookie = visitor.cookies["backlit_session"]
    part = {"type": "http.request", "body": b"x", "more_body": True}
    last = {"type": "http.request", "body": b"x", "more_body": False}
    good = asyncio.run(dripping(app, [part] * 8 + [last], cookie))
    assert (good[0]["status"], good[1]["body"]) == (200, b'{"bytes":9}')
    slow = asyncio.run(dripping(app, [part], cookie))
    assert slow[0]["status"] == 408
    assert b"Nothing came for 0.05 seconds" in slow[1]["body"]
