"""Who is let in, where, and to do what."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import product
from typing import TYPE_CHECKING

import pytest
from fastapi import Depends, FastAPI
from fastapi.routing import iter_route_contexts
from starlette.routing import Mount
from tests.web.guarded import HERE, PAGE, PASSWORD, SAME, cheap_passwords, client, guarded_app, sign_in

from backlit.state import memory_state, open_state
from backlit.state.schema import now
from backlit.web.access import require

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from starlette.routing import BaseRoute

    from backlit.state import State


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    cheap_passwords(monkeypatch)


@pytest.fixture
def state() -> State:
    return memory_state()


@pytest.fixture
def app(tmp_path: Path, state: State) -> FastAPI:
    return guarded_app(tmp_path / "data", state)


# --- this machine, without users -------------------------------------------------------------------------------------


def test_whoever_sits_at_this_machine_may_do_all_while_there_are_no_users(app: FastAPI) -> None:
    for host in ("127.0.0.1:8321", "localhost:8321", "LOCALHOST", "[::1]:8321", "127.1.2.3", "a.localhost"):
        found = client(app).get("/who", headers={"Host": host})
        assert found.json() == {"name": "local", "scope": "admin", "how": "local"}


REBOUND = (
    "evil.example",
    "evil.example:8321",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "192.168.1.5",
    "",
    "[::2]",
)


@pytest.mark.parametrize(("method", "path"), [("GET", "/who"), ("POST", "/write")])
def test_a_name_that_was_made_to_mean_this_machine_is_refused(app: FastAPI, method: str, path: str) -> None:
    visitor = client(app)
    visitor.get("/page")
    for host in REBOUND:
        answer = visitor.request(method, path, headers=SAME | {"Host": host})
        assert answer.status_code == 403
        assert answer.headers["content-type"] == "application/problem+json"
        assert "localhost" in answer.json()["detail"]
        assert "set-cookie" not in answer.headers


def test_a_proxy_does_not_make_the_world_this_machine(app: FastAPI) -> None:
    for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via", "X-Forwarded-Host"):
        answer = client(app).get("/who", headers={name: "127.0.0.1"})
        assert answer.status_code == 403
        assert "backlit user add" in answer.json()["detail"]


def test_the_cookie_comes_with_the_first_page_and_with_nothing_else(app: FastAPI) -> None:
    visitor = client(app)
    for path in ("/who", "/stream", "/nowhere"):
        assert "set-cookie" not in visitor.get(path).headers
    given = visitor.get("/page").headers["set-cookie"]
    assert given.startswith("backlit_session=")
    assert {part.strip() for part in given.split(";")[1:]} == {"Path=/", "HttpOnly", "SameSite=Strict"}
    assert "set-cookie" not in visitor.get("/page").headers


def test_a_change_on_this_machine_needs_the_cookie_and_this_origin(app: FastAPI) -> None:
    visitor = client(app)
    refused = visitor.post("/write", headers=SAME)
    assert refused.status_code == 403
    assert "load the page again" in refused.json()["detail"]
    visitor.get("/page")
    assert visitor.post("/write", headers=SAME).json() == {"name": "local"}
    assert visitor.post("/write").status_code == 403
    assert client(app, cookies={"backlit_session": "guessed"}).post("/write", headers=SAME).status_code == 403
    assert client(app, cookies={"backlit_session": ""}).post("/write", headers=SAME).status_code == 403


def test_the_cookie_of_one_server_is_nothing_to_another(tmp_path: Path, app: FastAPI) -> None:
    visitor = client(app)
    visitor.get("/page")
    other = client(guarded_app(tmp_path / "data", memory_state()), cookies=dict(visitor.cookies))
    assert other.post("/write", headers=SAME).status_code == 403


# --- where a request comes from ---------------------------------------------------------------------------------------

SITES = (None, "same-origin", "same-site", "cross-site", "none", "nonsense")
ORIGINS = (
    None,
    HERE,
    "null",
    "https://evil.example",
    "http://127.0.0.1:9999",
    "http://localhost:8321",
    "http://[",
    "file://127.0.0.1:8321",
)


def test_a_change_comes_from_this_app(app: FastAPI) -> None:
    visitor = client(app)
    visitor.get("/page")
    for site, origin in product(SITES, ORIGINS):
        told = {"Sec-Fetch-Site": site, "Origin": origin}
        answer = visitor.post("/write", headers={name: value for name, value in told.items() if value is not None})
        good = site == "same-origin" or (site is None and origin == HERE)
        assert answer.status_code == (200 if good else 403), told


def test_every_other_method_is_a_change(app: FastAPI) -> None:
    visitor = client(app)
    visitor.get("/page")
    for method in ("PUT", "PATCH", "DELETE", "BREW"):
        assert visitor.request(method, "/write", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
        assert visitor.request(method, "/write", headers=SAME).status_code == 405


def test_another_site_may_link_here_and_nothing_else(app: FastAPI) -> None:
    visitor = client(app)
    modes, uses = (None, "navigate", "cors", "no-cors"), (None, "document", "iframe", "image", "object")
    for site, mode, dest in product(SITES, modes, uses):
        told = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": dest}
        answer = visitor.get("/who", headers={name: value for name, value in told.items() if value is not None})
        good = site in (None, "same-origin", "none") or (mode, dest) == ("navigate", "document")
        assert answer.status_code == (200 if good else 403), told


# --- tokens -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scope", ["read", "write", "admin"])
@pytest.mark.parametrize("users", [False, True])
def test_a_token_may_do_what_its_scope_says(app: FastAPI, state: State, scope: str, users: bool) -> None:
    if users:
        state.users.add("ann", PASSWORD, "admin")
    _, secret = state.tokens.add("ci", scope)
    program = client(app, headers={"Authorization": f"Bearer {secret}"})
    assert program.get("/who").json() == {"name": "token:ci", "scope": scope, "how": "token"}
    assert program.post("/write").status_code == (403 if scope == "read" else 200)
    assert program.post("/admin").status_code == (200 if scope == "admin" else 403)


def test_a_missing_scope_is_named_to_programs_and_people(app: FastAPI, state: State) -> None:
    _, secret = state.tokens.add("ci", "read")
    bearer = {"Authorization": f"bearer {secret}"}
    told = client(app).post("/write", headers=bearer)
    assert told.headers["content-type"] == "application/problem+json"
    assert told.json()["status"] == told.status_code == 403
    assert told.json()["detail"] == "This needs the scope write; token:ci has the scope read."
    page = client(app).post("/write", headers=bearer | PAGE)
    assert page.headers["content-type"].startswith("text/html")
    assert "This needs the scope write" in page.text


@pytest.mark.parametrize("users", [False, True])
def test_a_token_that_is_not_good_is_refused_everywhere(app: FastAPI, state: State, users: bool) -> None:
    if users:
        state.users.add("ann", PASSWORD, "admin")
    _, revoked = state.tokens.add("old", "admin")
    state.tokens.revoke("old")
    for secret in (revoked, "blt_x", "", "\u00e4"):
        answer = client(app).get("/who", headers={"Authorization": f"Bearer {secret}".encode()})
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Bearer ")
        assert "content-security-policy" in answer.headers


def test_an_expired_token(tmp_path: Path) -> None:
    times = [now() - timedelta(days=2)]
    state = memory_state(lambda: times[0])
    _, secret = state.tokens.add("ci", "read", 1)
    program = client(guarded_app(tmp_path / "data", state), headers={"Authorization": f"Bearer {secret}"})
    assert program.get("/who").status_code == 200
    times[0] = now()
    assert program.get("/who").status_code == 401


def test_the_authorization_of_a_proxy_is_not_a_token(app: FastAPI) -> None:
    assert client(app).get("/who", headers={"Authorization": "Basic YTpi"}).json()["how"] == "local"


# --- users ------------------------------------------------------------------------------------------------------------


def test_with_the_first_user_everyone_has_to_sign_in(app: FastAPI, state: State) -> None:
    visitor = client(app)
    visitor.get("/page")
    state.users.add("ann", PASSWORD, "write")
    for path in ("/who", "/page", "/stream", "/nowhere", "/api/v1/backlinks"):
        assert visitor.get(path).status_code == 401
    assert visitor.post("/write", headers=SAME).status_code == 401
    assert visitor.get("/page", headers=PAGE | {"Sec-Fetch-Site": "none"}).headers["location"] == "/signin?to=%2Fpage"
    asked = visitor.get("/backlinks?target=a.test&filter=x%26y", headers=PAGE)
    assert asked.headers["location"] == "/signin?to=%2Fbacklinks%3Ftarget%3Da.test%26filter%3Dx%2526y"
    assert visitor.get("/", headers=PAGE).headers["location"] == "/signin"
    assert visitor.get("/api/v1/backlinks", headers=PAGE).status_code == 401
    state.users.remove("ann")
    assert visitor.get("/who").json()["how"] == "local"


@pytest.mark.parametrize("name", ["::", "192.168.1.5", "backlit.example"])
def test_a_server_that_others_reach_lets_nobody_in_unasked(tmp_path: Path, state: State, name: str) -> None:
    visitor = client(guarded_app(tmp_path / "data", state, host=name))
    assert visitor.get("/who").status_code == 401
    _, secret = state.tokens.add("ci", "read")
    assert visitor.get("/who", headers={"Authorization": f"Bearer {secret}"}).status_code == 200


def test_whoever_has_signed_in_may_do_what_the_scope_says(app: FastAPI, state: State) -> None:
    for scope in ("read", "write", "admin"):
        state.users.add(f"user-{scope}", PASSWORD, scope)
    for scope in ("read", "write", "admin"):
        visitor = client(app)
        assert sign_in(visitor, f"user-{scope}").status_code == 303
        assert visitor.get("/who").json() == {"name": f"user-{scope}", "scope": scope, "how": "session"}
        assert visitor.post("/write", headers=SAME).status_code == (403 if scope == "read" else 200)
        assert visitor.post("/admin", headers=SAME).status_code == (200 if scope == "admin" else 403)
        assert visitor.post("/admin", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
        assert visitor.post("/admin").status_code == 403


def test_a_user_who_is_removed_is_out_at_once(app: FastAPI, state: State) -> None:
    state.users.add("ann", PASSWORD, "write")
    state.users.add("bob", PASSWORD, "write")
    visitor = client(app)
    sign_in(visitor, "ann")
    assert visitor.get("/who").json()["name"] == "ann"
    state.users.remove("ann")
    assert visitor.get("/who").status_code == 401


def test_any_name_will_do_where_everyone_signs_in(app: FastAPI, state: State) -> None:
    state.users.add("ann", PASSWORD, "read")
    visitor = client(app, base="https://backlit.example")
    assert sign_in(visitor, "ann", **{"X-Forwarded-For": "192.0.2.1"}).status_code == 303
    assert visitor.get("/who").json()["name"] == "ann"


def test_files_of_the_app_are_for_everyone(app: FastAPI, state: State) -> None:
    state.users.add("ann", PASSWORD, "read")
    assert client(app).get(f"/static/{app.state.house.assets.css.name}").status_code == 200


OWN = {"/signin", "/signout", "/theme", "/saved", "/saved/remove"}
"""What whoever may read may do: it concerns nobody else."""


def changes(routes: Sequence[BaseRoute], before: str = "") -> Iterator[tuple[str, str]]:
    """The methods and paths that may change something, those of apps within the app too."""
    for context in iter_route_contexts(routes):
        route = context.original_route
        if isinstance(route, Mount):
            yield from changes(route.routes, before + route.path)
        for method in set(getattr(route, "methods", None) or ()) - {"GET", "HEAD", "OPTIONS"}:
            yield method, f"{before}{context.path}"


def test_no_route_changes_anything_for_a_caller_who_may_only_read(app: FastAPI, state: State) -> None:
    inner = FastAPI()
    inner.add_api_route("/{id}/deep", lambda: None, methods=["PUT"], dependencies=[Depends(require("write"))])
    app.mount("/inner", inner)
    _, secret = state.tokens.add("ci", "read")
    program = client(app, headers={"Authorization": f"Bearer {secret}"})
    asked = set()
    for method, path in changes(app.routes):
        asked.add(path)
        if path not in OWN | {"/body"}:
            answer = program.request(method, re.sub(r"{[^}]*}", "1", path))
            assert (answer.status_code, "scope" in answer.text) == (403, True), f"{method} {path}"
    assert asked >= {"/signin", "/signout", "/write", "/admin", "/body", "/inner/{id}/deep"}


# --- where the state cannot be used -----------------------------------------------------------------------------------


def test_without_the_state_nobody_is_let_in(tmp_path: Path) -> None:
    state = open_state(tmp_path)
    state.users.add("ann", PASSWORD, "read")
    app = guarded_app(tmp_path / "data", state)
    state.close()
    (tmp_path / "state.db").write_bytes(b"something else entirely" * 1_000)
    for headers in (PAGE, {}, {"Authorization": "Bearer blt_x"}):
        answer = client(app).get("/who", headers=headers)
        assert answer.status_code == 503
        assert "damaged" in answer.text
        assert "content-security-policy" in answer.headers
