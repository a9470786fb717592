"""The description is OpenAPI 3.1 by its own schema, its examples run, and the reference page tells all of it."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

import pytest

from backlit.web.problems import KINDS

if TYPE_CHECKING:
    from starlette.testclient import TestClient


@pytest.fixture
def described(client: TestClient) -> Any:
    return client.get("/api/v1/openapi.json").json()


def operations(described: Any) -> list[tuple[str, str, Any]]:
    return [(path, method, one) for path, methods in described["paths"].items() for method, one in methods.items()]


def test_it_is_openapi_3_1(described: Any) -> None:
    assert described["openapi"].startswith("3.1.")
    assert described["servers"] == [{"url": "/api/v1"}]
    assert set(described["components"]["securitySchemes"]) == {"token", "session"}
    names = [one["operationId"] for _, _, one in operations(described)]
    assert len(names) == len(set(names)) > 20


def test_every_operation_tells_what_can_go_wrong(described: Any) -> None:
    for path, method, one in operations(described):
        assert one["description"], path
        assert {"401", "403", "422", "429"} <= set(one["responses"]), (method, path)
        for status, answer in one["responses"].items():
            if int(status) >= 400:
                assert list(answer["content"]) == ["application/problem+json"]
        if method != "get":
            assert {"token": []} in one["security"]
            assert {} not in one["security"]


def test_the_examples_of_reading_run(client: TestClient, described: Any) -> None:
    for path, method, one in operations(described):
        if method != "get" or "/jobs/" in path:
            continue
        curl, python = one["x-codeSamples"]
        words = shlex.split(curl["source"].replace("\\\n", " "))
        address = urlsplit(next(word for word in words if word.startswith("http"))).path
        asked = [tuple(words[n + 1].split("=", 1)) for n, word in enumerate(words) if word == "--data-urlencode"]
        answer = client.get(f"{address}?{urlencode(asked)}")
        assert answer.status_code == 200, (path, answer.text)
        compile(python["source"], path, "exec")


def test_the_page_tells_every_resource_word_column_and_problem(client: TestClient, described: Any) -> None:
    page = client.get("/reference")
    assert page.status_code == 200
    ids = re.findall(r' id="([^"]+)"', page.text)
    assert len(ids) == len(set(ids))
    assert {f"problem-{name}" for name in KINDS} <= set(ids)
    for path, method, one in operations(described):
        part = page.text.partition(f'id="{one["operationId"].replace("_", "-")}"')[2].partition("</section>")[0]
        assert f"{method.upper()} /api/v1{path}" in part
        for word in one.get("parameters", ()):
            assert f"<code>{word['name']}</code>" in part
        rows = one["responses"].get("200", {}).get("content", {}).get("application/json", {}).get("schema", {})
        for column in rows.get("properties", {}).get("rows", {}).get("items", {}).get("properties", {}):
            assert f"<code>{column}</code>" in part
        assert "<figcaption" in part
    assert "http://127.0.0.1:8321/api/v1/" in page.text
    assert not re.search(r"(?:src|href)=\"https?://", page.text)
