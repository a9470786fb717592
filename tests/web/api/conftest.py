"""Asking the API over the sample web."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient
from tests.web.conftest import people

import backlit
from backlit.web import create_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from backlit.state import State

SCOPES = ("read", "write", "admin")


@pytest.fixture(scope="session")
def client(index: backlit.Index) -> TestClient:
    """A program on this machine: it sends no header that it is not told to."""
    return TestClient(create_app(index, index.state), base_url="http://127.0.0.1:8321")


@pytest.fixture
def get(client: TestClient) -> Callable[..., Any]:
    """Asks a resource; gives its JSON, which is right only with the status 200."""

    def ask(path: str, **words: Any) -> Any:
        answer = client.get(f"/api/v1{path}", params=words)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return ask


@pytest.fixture
def wrong(client: TestClient) -> Callable[..., Any]:
    """Asks what cannot be; gives the problem, after a look at its form."""

    def ask(path: str, status: int = 422, headers: dict[str, str] | None = None, **words: Any) -> Any:
        answer = client.get(f"/api/v1{path}", params=words, headers=headers)
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        told = json.loads(answer.text)
        assert told["status"] == status
        assert set(told) == {"type", "title", "status", "detail", "errors"}
        return told

    return ask


@pytest.fixture(scope="session")
def state() -> State:
    """A project, and tokens of three scopes: `tokens` has their secrets."""
    return people()


@pytest.fixture(scope="session")
def tokens(state: State) -> dict[str, dict[str, str]]:
    """The header of a call with a token, by scope."""
    return {scope: {"Authorization": f"Bearer {state.tokens.add(scope, scope)[1]}"} for scope in SCOPES}


@pytest.fixture
def own_home(sample_home: Path, tmp_path: Path) -> Path:
    """A copy of the sample's index, to write into."""
    return Path(shutil.copytree(sample_home, tmp_path / "backlit-data"))


@pytest.fixture
def program(own_home: Path, state: State) -> Iterator[TestClient]:
    """A client over an index that may be changed; it sends no token of its own."""
    app = create_app(backlit.open(own_home), state)
    with TestClient(app, base_url="http://127.0.0.1:8321") as made:
        yield made
