"""The form of an answer is chosen by a word or by Accept; an answer that still holds is not sent again."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.testclient import TestClient

SITE = "harbourlight.example"
COLUMNS = "source_url,anchor,first_seen,followed"


def read_csv(body: bytes) -> list[str]:
    return [row["source_url"] for row in csv.DictReader(io.StringIO(body.decode()))]


def read_xlsx(body: bytes) -> list[str]:
    sheet = load_workbook(io.BytesIO(body)).active
    return [str(row[0]) for row in list(sheet.values)[1:]]


READERS: dict[str, tuple[str, Callable[[bytes], list[str]]]] = {
    "csv": ("text/csv", read_csv),
    "jsonl": ("application/x-ndjson", lambda body: [json.loads(line)["source_url"] for line in body.splitlines()]),
    "arrow": (
        "application/vnd.apache.arrow.stream",
        lambda body: pa.ipc.open_stream(body).read_all().column("source_url").to_pylist(),
    ),
    "parquet": (
        "application/vnd.apache.parquet",
        lambda body: pq.read_table(io.BytesIO(body)).column("source_url").to_pylist(),
    ),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", read_xlsx),
}


@pytest.mark.parametrize("form", READERS)
def test_all_rows_in_every_form(client: TestClient, get: Callable[..., Any], form: str) -> None:
    total = get("/backlinks", target=SITE, limit=1)["total"]
    media_type, read = READERS[form]
    words = {"target": SITE, "columns": COLUMNS}
    by_word = client.get("/api/v1/backlinks", params=words | {"format": form})
    by_header = client.get("/api/v1/backlinks", params=words, headers={"Accept": media_type})
    for answer in (by_word, by_header):
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(media_type)
        assert f'filename="backlinks-{SITE}.{form}"' in answer.headers["content-disposition"]
        assert len(read(answer.content)) == total > 100
    few = client.get("/api/v1/backlinks", params=words | {"format": form, "limit": "7"})
    rows = get("/backlinks", target=SITE, limit=7)["rows"]
    assert read(few.content) == [row["source_url"] for row in rows]


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "application/json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/json"),
        ("text/*", "text/csv"),
        ("application/json;q=0.5, text/csv", "text/csv"),
        ("text/csv;q=0, */*", "application/json"),
        ("application/jsonl", "application/x-ndjson"),
        ("TEXT/CSV; charset=utf-8", "text/csv"),
        ("", "application/json"),
    ],
)
def test_accept_chooses(client: TestClient, accept: str, media_type: str) -> None:
    answer = client.get("/api/v1/similar", params={"target": SITE}, headers={"Accept": accept})
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize("accept", ["text/html", "image/*", "application/json;q=0", "text/csv;q=x"])
def test_what_nobody_can_give_is_not_acceptable(wrong: Callable[..., Any], accept: str) -> None:
    told = wrong("/backlinks", 406, headers={"Accept": accept}, target=SITE)
    assert "text/csv" in told["detail"]


def test_errors_come_before_a_stream_begins(wrong: Callable[..., Any]) -> None:
    told = wrong("/backlinks", target=SITE, format="csv", filter="ancor=x")
    assert told["type"] == "/reference#problem-filter"


def test_what_is_known_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/api/v1/anchors", params={"target": SITE})
    tag = first.headers["etag"]
    for known in (tag, f'"x", {tag}', "*", tag.removeprefix("W/")):
        again = client.get("/api/v1/anchors", params={"target": SITE}, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    other = client.get("/api/v1/anchors", params={"target": SITE, "limit": "3"}, headers={"If-None-Match": tag})
    assert other.status_code == 200
    form = client.get("/api/v1/anchors", params={"target": SITE, "format": "csv"}, headers={"If-None-Match": tag})
    assert form.status_code == 200


def test_pages_are_walked_by_the_link_header(client: TestClient, get: Callable[..., Any]) -> None:
    whole = [row["row"] for row in get("/backlinks", target=SITE, limit=1000, filter="first_seen>=2026-01-01")["rows"]]
    address = f"/api/v1/backlinks?target={SITE}&limit=60&filter=first_seen%3E%3D2026-01-01"
    walked: list[int] = []
    while address:
        answer = client.get(address)
        found = answer.json()
        walked += [row["row"] for row in found["rows"]]
        address = answer.links.get("next", {}).get("url", "")
        assert bool(address) == (found["next"] is not None)
    assert walked == whole
    assert len(walked) == len(set(walked)) == found["total"]


def test_a_cursor_of_another_order_is_refused(get: Callable[..., Any], wrong: Callable[..., Any]) -> None:
    cursor = get("/backlinks", target=SITE, limit=5)["next"]
    assert wrong("/anchors", target=SITE, after=cursor)["errors"][0]["field"] == "after"
    assert wrong("/backlinks", target=SITE, after="nonsense")["errors"][0]["field"] == "after"


def test_any_of_the_filters(get: Callable[..., Any]) -> None:
    words = {"target": SITE, "filter": ["rel=ugc", "placement=footer"], "limit": 1}
    both = get("/backlinks", **words, match="all")["total"]
    any_of_them = get("/backlinks", **words, match="any")["total"]
    each = [get("/backlinks", target=SITE, filter=one, limit=1)["total"] for one in words["filter"]]
    assert any_of_them == sum(each) - both
