"""Whatever is wrong comes as a problem document that names the field and what it may be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

import backlit
from backlit.web import create_app

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SITE = "harbourlight.example"
WRONG = [
    ({"target": "two words"}, "target", "target", "white space"),
    ({"target": SITE, "scope": "dmain"}, "parameter", "scope", "Did you mean domain?"),
    ({"target": SITE, "filter": "ancor~x"}, "filter", "filter", "Did you mean anchor?"),
    ({"target": SITE, "filter": "anchor=/(/"}, "filter", "filter", "regular expression"),
    ({"target": SITE, "filter": "first_seen>yesterday"}, "filter", "filter", "2026-01-31"),
    ({"target": SITE, "sort": "ancor"}, "query", "sort", "Did you mean anchor?"),
    ({"target": SITE, "sort": "anchor:down"}, "query", "sort", "column:desc"),
    ({"target": SITE, "columns": "anchor,ancor"}, "query", "columns", "Did you mean anchor?"),
    ({"target": SITE, "metrics": "nobody"}, "query", "metrics", "ahrefs"),
    ({"target": SITE, "since": "soon", "history": "new"}, "query", "since", "2026-01-31"),
    ({"target": SITE, "since": "2026-04-01"}, "query", "since", "history"),
    ({"target": SITE, "since": "2026-04-02", "until": "2026-04-01", "history": "new"}, "query", "until", "empty"),
    ({"target": SITE, "until": "9999-12-31", "history": "new"}, "query", "until", "2026-01-31"),
    ({"target": SITE, "filter": "first_seen<=9999-12-31"}, "filter", "filter", "2026-01-31"),
    ({"target": SITE, "columns": "anchor,anchor"}, "query", "columns", "twice"),
    ({"target": SITE, "limit": "many"}, "parameter", "limit", "integer"),
    ({"target": SITE, "limit": 0}, "parameter", "limit", "greater than or equal to 1"),
    ({"target": SITE, "limit": 1001}, "parameter", "limit", "1,000 rows"),
    ({"target": SITE, "format": "pdf"}, "parameter", "format", "xlsx"),
    ({"target": SITE, "filters": "rel=followed"}, "parameter", "filters", "Did you mean filter?"),
    ({"targt": SITE}, "parameter", "targt", "Did you mean target?"),
    ({"target": SITE, "group": ["all", "similar"]}, "parameter", "group", "twice"),
    ({"target": "x" * 3000}, "parameter", "target", "at most 2000"),
    ({}, "parameter", "target", "missing"),
]


@pytest.mark.parametrize(("words", "kind", "field", "said"), WRONG)
def test_a_problem_names_the_field(
    wrong: Callable[..., Any], words: dict[str, Any], kind: str, field: str, said: str
) -> None:
    told = wrong("/backlinks", **words)
    assert told["type"] == f"/reference#problem-{kind}"
    assert [one["field"] for one in told["errors"]] == [field]
    assert said in told["errors"][0]["message"]


def test_several_wrong_words_are_all_told(wrong: Callable[..., Any]) -> None:
    told = wrong("/backlinks", target=SITE, scope="all", limit="x", group="none")
    assert [one["field"] for one in told["errors"]] == ["scope", "group", "limit"]


def test_a_setting_out_of_its_bounds(wrong: Callable[..., Any]) -> None:
    assert wrong("/neighbours", target=SITE, depth=99)["errors"][0]["field"] == "depth"
    assert "page" in wrong("/outlinks", target=SITE, by="host")["errors"][0]["message"]


def test_what_is_nowhere(wrong: Callable[..., Any]) -> None:
    assert wrong("/backlink", 404)["type"] == "/reference#problem-not-found"
    assert wrong("/", 404)["errors"] == []


def test_a_method_that_is_none(program: TestClient, tokens: dict[str, dict[str, str]]) -> None:
    answer = program.put("/api/v1/backlinks", params={"target": SITE}, headers=tokens["write"])
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET"
    assert answer.json()["type"] == "/reference#problem-method"


def test_an_empty_home_says_what_to_do(tmp_path: Path) -> None:
    client = TestClient(create_app(backlit.open(tmp_path / "new")), base_url="http://127.0.0.1:8321")
    answer = client.get("/api/v1/backlinks", params={"target": SITE})
    assert answer.status_code == 409
    assert answer.json()["type"] == "/reference#problem-no-index"
    assert "import" in answer.json()["detail"]
    assert str(tmp_path) not in answer.text


def test_a_fault_of_ours_tells_nothing_of_the_inside(index: backlit.Index, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError("a secret of the inside")

    monkeypatch.setattr(index, "ask", fail)
    client = TestClient(create_app(index), base_url="http://127.0.0.1:8321", raise_server_exceptions=False)
    answer = client.get("/api/v1/backlinks", params={"target": SITE})
    assert answer.status_code == 500
    assert answer.json()["type"] == "/reference#problem-internal"
    assert "secret" not in answer.text


@pytest.mark.parametrize("columns", ["", " ", "source_url,", ",", "source_url,,anchor"])
def test_a_column_without_a_name(wrong: Callable[..., dict[str, Any]], columns: str) -> None:
    problem = wrong("/backlinks", target=SITE, columns=columns)
    assert [error["field"] for error in problem["errors"]] == ["columns"]
