"""The API over the sample web: both crawls, four vendors' exports, and ratings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

import backlit
from backlit.sample import build
from backlit.web import create_app

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SITE = "harbourlight.example"


@pytest.fixture(scope="session")
def api_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("api")
    sample = build(folder / "sample")
    index = backlit.open(folder / "data")
    for crawl in sample.crawls:
        index.import_files([crawl])
    index.rank(seeds=[site["domain"] for site in sample.truth.sites.to_pylist() if site["trusted"]][::2])
    index.import_exports(sample.exports)
    return folder / "data"


@pytest.fixture(scope="session")
def index(api_home: Path) -> backlit.Index:
    return backlit.open(api_home)


@pytest.fixture(scope="session")
def client(index: backlit.Index) -> TestClient:
    return TestClient(create_app(index), base_url="http://127.0.0.1:8321")


@pytest.fixture(scope="session")
def get(client: TestClient) -> Callable[..., Any]:
    """Asks a resource; gives its JSON, which is right only with the status 200."""

    def ask(path: str, **words: Any) -> Any:
        answer = client.get(f"/api/v1{path}", params=words)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return ask


@pytest.fixture(scope="session")
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
