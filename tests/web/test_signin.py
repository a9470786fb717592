"""Signing in and out, and how often it may be tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.web.guarded import HERE, PAGE, PASSWORD, SAME, cheap_passwords, client, guarded_app, sign_in

from backlit.state import Users, memory_state
from backlit.web.buckets import Buckets
from backlit.web.pages.signin import WRONG

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI

    from backlit.state import State


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    cheap_passwords(monkeypatch)


@pytest.fixture
def state() -> State:
    made = memory_state()
    made.users.add("ann", PASSWORD, "write")
    return made


class Ticking:
    """A clock in seconds that stands still until the test moves it."""

    def __init__(self) -> None:
        self.time = 1_000.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def ticking() -> Ticking:
    return Ticking()


@pytest.fixture
def app(tmp_path: Path, state: State, ticking: Ticking) -> FastAPI:
    made = guarded_app(tmp_path / "data", state)
    attempts = made.state.house.attempts
    for name in ("names", "addresses"):
        buckets = getattr(attempts, name)
        setattr(attempts, name, Buckets(buckets.size, buckets.rate, ticking))
    return made


def test_the_form_and_the_way_back_to_what_was_asked(app: FastAPI) -> None:
    visitor = client(app)
    page = visitor.get("/signin?to=%2Fbacklinks%3Ftarget%3Da.test", headers=PAGE | SAME)
    assert page.status_code == 200
    assert 'name="to" value="/backlinks?target=a.test"' in page.text
    assert "refresh" not in page.headers
    answer = sign_in(visitor, "ann")
    assert (answer.status_code, answer.headers["location"]) == (303, "/page")
    assert visitor.get("/page").status_code == 200
    assert visitor.get("/signin?to=%2Fpage", headers=PAGE | SAME).headers["location"] == "/page"


def test_the_flags_of_the_cookie(app: FastAPI) -> None:
    given = sign_in(client(app), "ann").headers["set-cookie"]
    flags = {part.strip().lower() for part in given.split(";")[1:]}
    assert flags == {"httponly", "path=/", "samesite=strict", "max-age=34560000"}
    over_tls = client(app, base="https://backlit.example")
    assert "secure" in sign_in(over_tls, "ann").headers["set-cookie"].lower()
    behind = client(app, base="http://backlit.example")
    assert "secure" in sign_in(behind, "ann", Origin="https://backlit.example").headers["set-cookie"].lower()


def test_the_session_of_before_ends_where_another_begins(app: FastAPI, state: State) -> None:
    visitor = client(app)
    sign_in(visitor, "ann")
    first = visitor.cookies["backlit_session"]
    sign_in(visitor, "ann")
    assert visitor.cookies["backlit_session"] != first
    assert state.sessions.user_of(first) is None


def test_a_cookie_from_elsewhere_is_never_taken_up(app: FastAPI) -> None:
    visitor = client(app, cookies={"backlit_session": "chosen-by-somebody"})
    sign_in(visitor, "ann")
    assert client(app, cookies={"backlit_session": "chosen-by-somebody"}).get("/who").status_code == 401


@pytest.mark.parametrize(
    "to",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\r\nX: y", "", "page"],
)
def test_signing_in_leads_nowhere_else(app: FastAPI, to: str) -> None:
    form = {"name": "ann", "password": PASSWORD, "to": to}
    assert client(app).post("/signin", data=form, headers=SAME | PAGE).headers["location"] == "/"
    page = client(app).get("/signin", params={"to": to}, headers=PAGE | SAME)
    assert 'name="to" value="/"' in page.text


def test_a_wrong_name_and_a_wrong_password_are_answered_alike(app: FastAPI) -> None:
    known, unknown = sign_in(client(app), "ann", "wrong password"), sign_in(client(app), "eve", "wrong password")
    assert known.status_code == unknown.status_code == 403
    assert WRONG in known.text
    assert known.text.replace('value="ann"', 'value="eve"') == unknown.text
    assert {*known.headers} == {*unknown.headers}
    assert "set-cookie" not in known.headers


def test_what_was_typed_is_escaped_and_the_password_not_given_back(app: FastAPI) -> None:
    page = sign_in(client(app), '"><script>alert(1)</script>', "a secret of mine")
    assert "<script>alert" not in page.text
    assert "a secret of mine" not in page.text


def test_a_form_that_is_no_form_signs_nobody_in(app: FastAPI) -> None:
    files = client(app).post("/signin", files={"name": ("ann", b"ann")}, headers=SAME | PAGE)
    assert files.status_code == 400
    for content, kind in ((b"{}", "application/json"), (b"\xff=\xff&name=%00", "application/x-www-form-urlencoded")):
        answer = client(app).post("/signin", content=content, headers=SAME | PAGE | {"Content-Type": kind})
        assert answer.status_code == 403
    long = sign_in(client(app), "ann" + "x" * 100_000)
    assert (long.status_code, len(long.text) < 5_000) == (403, True)


def test_another_site_cannot_sign_anyone_in(app: FastAPI) -> None:
    form = {"name": "ann", "password": PASSWORD}
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}):
        answer = client(app).post("/signin", data=form, headers=headers)
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers
    assert client(app).post("/signin", data=form, headers={"Origin": HERE}).status_code == 303


def test_signing_out_ends_the_session(app: FastAPI, state: State) -> None:
    visitor = client(app)
    sign_in(visitor, "ann")
    secret = visitor.cookies["backlit_session"]
    page = visitor.get("/signout", headers=PAGE | SAME)
    assert "signed in as <strong>ann</strong>, with the scope write" in page.text
    assert visitor.post("/signout").status_code == 403
    assert visitor.get("/who").status_code == 200
    answer = visitor.post("/signout", headers=SAME)
    assert (answer.status_code, answer.headers["location"]) == (303, "/signin")
    assert "max-age=0" in answer.headers["set-cookie"].lower()
    assert state.sessions.user_of(secret) is None


def test_who_is_not_signed_in_need_not_sign_out(app: FastAPI, state: State) -> None:
    assert client(app).get("/signout", headers=PAGE | SAME).headers["location"] == "/signin?to=%2Fsignout"
    state.users.remove("ann")
    assert client(app).get("/signout", headers=PAGE | SAME).headers["location"] == "/"


def test_a_link_of_another_site_gets_the_cookie_by_asking_again(app: FastAPI) -> None:
    link = PAGE | {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    visitor = client(app)
    sent = visitor.get("/backlinks?target=a.test", headers=link).headers["location"]
    page = visitor.get(sent, headers=link)
    assert page.headers["refresh"] == "0; url=/signin?to=%2Fbacklinks%3Ftarget%3Da.test&again=1"
    again = visitor.get("/signin?to=%2Fbacklinks%3Ftarget%3Da.test&again=1", headers=link)
    assert "refresh" not in again.headers


def test_attempts_for_a_name_are_slowed_whether_there_is_such_a_user_or_not(app: FastAPI, ticking: Ticking) -> None:
    for name in ("ann", "eve"):
        statuses = [sign_in(visitor_at(app, n), name, f"wrong password {n}").status_code for n in range(12)]
        assert statuses == [403] * 10 + [429] * 2
        slowed = sign_in(visitor_at(app, 99), name, PASSWORD)
        assert (slowed.status_code, slowed.headers["retry-after"]) == (429, "30")
        assert "30 seconds" in slowed.text
    ticking.time += 29
    assert sign_in(visitor_at(app, 99), "ann").status_code == 429
    ticking.time += 1
    assert sign_in(visitor_at(app, 99), "ann").status_code == 303


def test_attempts_from_an_address_are_slowed_whatever_the_name(app: FastAPI, ticking: Ticking) -> None:
    statuses = [sign_in(visitor_at(app, 1), f"user{n}", "wrong password").status_code for n in range(22)]
    assert statuses == [403] * 20 + [429] * 2
    assert sign_in(visitor_at(app, 1), "ann").status_code == 429
    assert sign_in(visitor_at(app, 2), "ann").status_code == 303
    ticking.time += 6
    assert sign_in(visitor_at(app, 1), "ann").status_code == 303


def test_what_is_slowed_costs_no_hashing(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at = []
    check = Users.check
    monkeypatch.setattr(Users, "check", lambda self, *given: looked_at.append(given) or check(self, *given))
    for n in range(15):
        sign_in(visitor_at(app, n), "ann", "wrong password")
    assert len(looked_at) == 10


def test_whoever_signs_in_has_the_attempts_of_the_name_again(app: FastAPI) -> None:
    for n in range(9):
        sign_in(visitor_at(app, n), "ann", "wrong password")
    assert sign_in(visitor_at(app, 10), "ann").status_code == 303
    assert [sign_in(visitor_at(app, 20 + n), "ann", "wrong").status_code for n in range(10)] == [403] * 10


def test_a_network_of_ipv6_is_one_address(app: FastAPI) -> None:
    statuses = [
        sign_in(client(app, client=(f"2001:db8::{n:x}", 5)), f"u{n}", "wrong password").status_code for n in range(21)
    ]
    assert statuses == [403] * 20 + [429]
    assert sign_in(client(app, client=("2001:db8:0:1::1", 5)), "ann").status_code == 303


def visitor_at(app: FastAPI, n: int) -> object:
    return client(app, client=(f"192.0.2.{n}", 5))
