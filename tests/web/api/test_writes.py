"""What changes the index begins a job, needs a scope, and checks what the commands check."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
from tests.warc_by_hand import APRIL, write_warc

import backlit

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.testclient import TestClient

Tokens = dict[str, dict[str, str]]
SITE = "harbourlight.example"
CSV = (
    b"Referring page URL,Target URL,Anchor,First seen,Last seen,Domain rating\n"
    b"https://new.example/a,https://harbourlight.example/,lamps,2026-04-01,2026-04-18,12\n"
)
WRITES = [("POST", "/imports"), ("DELETE", "/imports/0001"), ("POST", "/rank"), ("DELETE", "/jobs/1")]


def done(program: TestClient, answer: Any) -> Any:
    """The job that an answer leads to, when it has ended."""
    assert answer.status_code == 202, answer.text
    for _ in range(600):
        job = program.get(answer.headers["location"]).json()
        if job["finished"]:
            return job
        time.sleep(0.05)
    raise AssertionError(job)


def problem(answer: Any, status: int, kind: str) -> Any:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == f"/reference#problem-{kind}"
    return answer.json()


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_a_write_needs_the_scope(program: TestClient, tokens: Tokens, method: str, path: str) -> None:
    address = f"/api/v1{path}"
    problem(program.request(method, address), 403, "forbidden")
    problem(program.request(method, address, headers=tokens["read"]), 403, "forbidden")
    problem(program.request(method, address, headers={"Authorization": "Bearer blt_none"}), 401, "unauthenticated")
    found = program.request(method, address, headers=tokens["write"])
    assert found.status_code not in (401, 403)


def test_sql_needs_admin(program: TestClient, tokens: Tokens) -> None:
    words = {"statement": "SELECT count(*) AS links FROM links"}
    problem(program.get("/api/v1/sql", params=words, headers=tokens["write"]), 403, "forbidden")
    found = program.get("/api/v1/sql", params=words, headers=tokens["admin"])
    assert found.json()["rows"][0]["links"] > 1000


def test_what_no_form_holds_is_text_or_told(program: TestClient, tokens: Tokens) -> None:
    words = {"statement": "SELECT 'nan'::DOUBLE AS a, '-inf'::DOUBLE AS b, 1.5 AS c"}
    found = program.get("/api/v1/sql", params=words, headers=tokens["admin"])
    assert found.json()["rows"] == [{"a": "nan", "b": "-inf", "c": 1.5}]
    far = {"statement": "SELECT DATE 'infinity' AS far"}
    problem(program.get("/api/v1/sql", params=far, headers=tokens["admin"]), 422, "format")


def test_an_upload_is_imported_as_the_command_would(program: TestClient, tokens: Tokens, own_home: Path) -> None:
    files = {"files": ("harbourlight.example-backlinks_2026-04-18.csv", CSV)}
    said = {"vendor": "some_tool", "property": SITE, "columns": "Referring page URL=source_url"}
    tried = program.post("/api/v1/imports", params={"dry_run": "true"}, files=files, data=said, headers=tokens["write"])
    assert tried.status_code == 200, tried.text
    assert tried.json()["kind"] == "export"
    assert tried.json()["files"][0]["accepted"] == 1
    assert len(backlit.open(own_home).segments()) == 3
    job = done(program, program.post("/api/v1/imports", files=files, data=said, headers=tokens["write"]))
    assert job["state"] == "done", job
    assert "1 accepted" in job["result"][0]
    found = program.get("/api/v1/backlinks", params={"target": SITE, "filter": "source.domain=new.example"})
    assert [row["source_url"] for row in found.json()["rows"]] == ["https://new.example/a"]
    assert not list((own_home / "uploads").iterdir())
    rows = program.get("/api/v1/imports/0004").json()["rows"]
    assert [row["vendor"] for row in rows] == ["some_tool"]


def test_an_archive_is_known_by_its_content(program: TestClient, tokens: Tokens, tmp_path: Path) -> None:
    archive = write_warc(tmp_path / "april.warc", APRIL, "2026-04-01T10:00:00Z")
    files = {"files": ("no-ending", archive.read_bytes())}
    job = done(program, program.post("/api/v1/imports", files=files, headers=tokens["write"]))
    assert job["state"] == "done", job
    assert "looks at pages" in job["result"][0]
    undone = done(program, program.delete("/api/v1/imports/0004", headers=tokens["write"]))
    assert undone["result"] == ["Import 0004 is undone: 1 file."]
    assert len(program.get("/api/v1/segments").json()["rows"]) == 3


@pytest.mark.parametrize(
    ("name", "content", "said", "kind", "field"),
    [
        ("picture.png", b"\x89PNG\r\n", {}, "upload", "files"),
        ("table.csv", b"a,b\n1,2\n", {"kind": "export"}, "upload", "files"),
        ("table.csv", CSV, {"kind": "exports"}, "parameter", "kind"),
        ("table.csv", CSV, {"propperty": SITE}, "parameter", "propperty"),
        ("table.csv", CSV, {"kind": "export", "base": "https://a.example/"}, "parameter", "base"),
    ],
)
def test_what_cannot_be_imported_is_told_at_once(  # noqa: PLR0917
    program: TestClient,
    tokens: Tokens,
    own_home: Path,
    name: str,
    content: bytes,
    said: dict[str, str],
    kind: str,
    field: str,
) -> None:
    answer = program.post("/api/v1/imports", files={"files": (name, content)}, data=said, headers=tokens["write"])
    told = problem(answer, 422, kind)
    assert told["errors"][0]["field"] == field
    assert str(own_home) not in answer.text
    assert not list((own_home / "uploads").iterdir())


def test_a_body_that_is_no_form(program: TestClient, tokens: Tokens) -> None:
    problem(program.post("/api/v1/imports", content=b"x", headers=tokens["write"]), 415, "media-type")
    broken = tokens["write"] | {"Content-Type": "multipart/form-data; boundary=x"}
    problem(program.post("/api/v1/imports", content=b"nothing", headers=broken), 400, "malformed")
    told = problem(program.post("/api/v1/rank", content=b"{", headers=tokens["write"]), 422, "parameter")
    assert told["errors"]


def test_ratings_are_computed_anew(program: TestClient, tokens: Tokens) -> None:
    asked = {"target": SITE, "columns": "source_domain,trust"}
    before = program.get("/api/v1/referring-domains", params=asked)
    job = done(program, program.post("/api/v1/rank", json={"seeds": [SITE]}, headers=tokens["write"]))
    assert job["state"] == "done", job
    known = {"If-None-Match": before.headers["etag"]}
    after = program.get("/api/v1/referring-domains", params=asked, headers=known)
    assert after.status_code == 200
    assert [row["trust"] for row in after.json()["rows"]] != [row["trust"] for row in before.json()["rows"]]
    told = problem(program.post("/api/v1/rank", json={"damping": 2}, headers=tokens["write"]), 422, "parameter")
    assert told["errors"][0]["field"] == "damping"


def test_jobs_are_listed_and_unknown_ones_are_not_there(program: TestClient, tokens: Tokens) -> None:
    done(program, program.post("/api/v1/rank", headers=tokens["write"]))
    assert [job["kind"] for job in program.get("/api/v1/jobs").json()["rows"]] == ["rank"]
    problem(program.get("/api/v1/jobs/99"), 404, "not-found")
    problem(program.delete("/api/v1/imports/0099", headers=tokens["write"]), 404, "not-found")
