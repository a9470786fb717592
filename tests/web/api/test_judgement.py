"""Projects, reviews and disavow files over the API: what the commands do, with the same checks and words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.web.api.test_writes import done, problem

if TYPE_CHECKING:
    from starlette.testclient import TestClient

Tokens = dict[str, dict[str, str]]
CHEAP = "bestcheaplamps.test"
NEW = {"name": "cheap", "target": f"https://{CHEAP}/", "scope": "domain", "brands": ["Best Cheap Lamps"]}
WRITES = [
    ("POST", "/projects"), ("PATCH", "/projects/lamps"), ("DELETE", "/projects/nobody"), ("POST", "/assess"),
    ("POST", "/review"), ("POST", "/review/undo"), ("POST", "/disavow/import"), ("POST", "/disavow/check"),
]  # fmt: skip
FILE = {"files": ("mine.txt", b"domain:linkgarden1.test\nnot an entry\n")}


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_a_write_needs_the_scope(program: TestClient, tokens: Tokens, method: str, path: str) -> None:
    problem(program.request(method, f"/api/v1{path}", headers=tokens["read"]), 403, "forbidden")
    assert program.request(method, f"/api/v1{path}", headers=tokens["write"]).status_code not in (401, 403)


def test_a_project_from_its_making_to_its_end(program: TestClient, tokens: Tokens) -> None:
    write = tokens["write"]
    made = program.post("/api/v1/projects", json=NEW, headers=write)
    assert made.status_code == 201, made.text
    assert made.headers["location"] == "/api/v1/projects/cheap"
    assert (made.json()["target"], made.json()["brands"]) == (CHEAP, ["Best Cheap Lamps"])
    problem(program.get("/api/v1/risk", params={"target": "cheap"}), 409, "not-assessed")
    changed = program.patch("/api/v1/projects/cheap", json={"terms": ["cheap lamps"]}, headers=write).json()
    assert (changed["terms"], changed["brands"]) == (["cheap lamps"], ["Best Cheap Lamps"])
    job = done(program, program.post("/api/v1/assess", json={"projects": ["cheap"]}, headers=write))
    assert (job["kind"], job["state"]) == ("assess", "done"), job
    listed = {row["name"]: row for row in program.get("/api/v1/projects").json()["rows"]}
    assert listed["cheap"]["fresh"] is True
    assert listed["cheap"]["links"] == program.get("/api/v1/quality", params={"target": "cheap"}).json()["total"]

    risk = {"target": "cheap", "limit": 3, "columns": "source_domain,decision"}
    before = program.get("/api/v1/risk", params=risk)
    worst = before.json()["rows"][0]["source_domain"]
    asked = {"target": CHEAP, "decision": "disavow", "subjects": [worst], "note": "bought"}
    told = program.post("/api/v1/review", json=asked, headers=write).json()
    (decision,) = told["decisions"]
    assert (decision["subject"], decision["by"], decision["note"]) == (worst, "token:write", "bought")
    assert told["notes"]
    # What was decided is seen at once: the tag of the answer before does not hold any more.
    after = program.get("/api/v1/risk", params=risk, headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    assert worst not in {row["source_domain"] for row in after.json()["rows"]}
    same = program.get("/api/v1/risk", params=risk, headers={"If-None-Match": after.headers["etag"]})
    assert same.status_code == 304
    file = program.get("/api/v1/disavow/file", params={"target": "cheap"})
    assert file.headers["content-type"] == "text/plain; charset=utf-8"
    assert f"domain:{worst}" in file.text.splitlines()
    assert "bought" in file.text
    problem(program.delete("/api/v1/projects/cheap", headers=write), 422, "project")

    undone = program.post(
        "/api/v1/review/undo", json={"target": "cheap", "numbers": [decision["number"]]}, headers=write
    )
    assert [one["subject"] for one in undone.json()["decisions"]] == [worst]
    assert program.get("/api/v1/risk", params=risk).json()["rows"][0]["source_domain"] == worst
    gone = program.delete("/api/v1/projects/cheap", params={"with_decisions": "true"}, headers=write)
    assert gone.json() == {"name": "cheap", "decisions": 1, "disavow_lists": 0}
    problem(program.delete("/api/v1/projects/cheap", headers=write), 404, "not-found")


def test_disavow_files(program: TestClient, tokens: Tokens) -> None:
    where = {"params": {"target": "lamps"}, "headers": tokens["write"]}
    checked = program.post("/api/v1/disavow/check", files=FILE, **where).json()
    assert [(row["line"], row["verdict"]) for row in checked["rows"]][-1] == (2, "error")
    assert checked["facts"]["entries"] == 1
    told = program.post("/api/v1/disavow/import", files=FILE, **where).json()
    assert told["rows"] == checked["rows"]
    rows = program.get("/api/v1/disavow", params={"target": "lamps"}).json()["rows"]
    assert [(row["entry"], row["from"]) for row in rows] == [("domain:linkgarden1.test", "imported")]
    problem(program.post("/api/v1/disavow/check", content=b"x", **where), 415, "media-type")
    bad = {"files": ("x", b"\xff\xfe\x00\xd8")}
    assert problem(program.post("/api/v1/disavow/import", files=bad, **where), 422, "upload")["errors"]


@pytest.mark.parametrize(
    ("path", "body", "kind", "field"),
    [
        ("/projects", NEW | {"name": "Big Shop"}, "project", "name"),
        ("/projects", NEW | {"target": "two words"}, "target", "target"),
        ("/projects", NEW | {"colour": "red"}, "parameter", "colour"),
        ("/projects", {"target": CHEAP}, "parameter", "name"),
        ("/assess", {"projects": ["nobody"]}, "project", "target"),
        ("/review", {"target": "nobody", "decision": "keep", "subjects": ["a.example"]}, "project", "target"),
        ("/review", {"target": "lamps", "decision": "burn", "subjects": ["a.example"]}, "parameter", "decision"),
        ("/review", {"target": "lamps", "decision": "keep", "subjects": []}, "parameter", "subjects"),
        ("/review", {"target": "lamps", "decision": "keep", "subjects": ["a b"]}, "query", "subjects"),
        ("/review/undo", {"target": "lamps"}, "parameter", "subjects"),
    ],
)
def test_what_cannot_be_names_the_field(  # noqa: PLR0917
    program: TestClient, tokens: Tokens, path: str, body: dict[str, Any], kind: str, field: str
) -> None:
    told = problem(program.post(f"/api/v1{path}", json=body, headers=tokens["write"]), 422, kind)
    assert told["errors"][0]["field"] == field
