"""Each report is a resource with the words that it can heed; each word does what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from backlit.index import REPORTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.testclient import TestClient

    import backlit

SITE = "harbourlight.example"
OF_OPTION = {"filters": "filter"}
"""Options of reports that have another word in addresses."""


@pytest.mark.parametrize("name", [name for name in REPORTS if name != "link"])
def test_a_resource_gives_what_the_index_gives(name: str, index: backlit.Index, get: Callable[..., Any]) -> None:
    found = get(f"/{name}", target=SITE)
    report = index.ask(name, SITE)
    assert found["name"] == name
    assert found["target"].removesuffix("/") == SITE  # a page has a path
    assert found["total"] == report.total
    rows = list(report)[: len(found["rows"])]
    assert len(found["rows"]) == min(report.total, 100) or "after" not in REPORTS[name].takes
    for told, row in zip(found["rows"], rows, strict=True):
        assert list(told) == list(row)
        same = [column for column, value in row.items() if isinstance(value, str | int | bool | type(None))]
        assert {column: told[column] for column in same} == {column: row[column] for column in same}


@pytest.mark.parametrize("name", REPORTS)
def test_the_words_are_those_that_the_catalogue_tells(name: str, client: TestClient) -> None:
    operation = client.get("/api/v1/openapi.json").json()["paths"][f"/{name}"]["get"]
    words = [parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "query"]
    offered = REPORTS[name]
    told = {OF_OPTION.get(option, option) for option in offered.takes} | {one.name for one in offered.settings}
    assert set(words) - {"target", "format"} == told
    assert len(words) == len(set(words))
    assert all(parameter["description"] for parameter in operation["parameters"])


def test_filters_choose_rows_and_may_be_repeated(get: Callable[..., Any]) -> None:
    found = get("/backlinks", target=SITE, filter=["rel=followed", "placement=main"])
    assert found["rows"]
    assert {(row["followed"], row["placement"]) for row in found["rows"]} == {(True, "main")}
    assert found["filters"] == ["rel=followed", "placement=main"]


def test_a_history_a_window_and_a_scope(get: Callable[..., Any]) -> None:
    lost = get("/backlinks", target=SITE, history="lost", since="2026-04-01")
    assert lost["rows"]
    assert {row["state"] for row in lost["rows"]} == {"lost"}
    assert all(row["lost_at"] >= "2026-04-01T00:00:00Z" for row in lost["rows"])
    page = lost["rows"][0]["target_url"]
    one = get("/backlinks", target=page, scope="exact", history="lost")
    assert {row["target_url"] for row in one["rows"]} == {page}


def test_an_order_a_length_and_columns(get: Callable[..., Any]) -> None:
    found = get("/backlinks", target=SITE, sort="first_seen:desc", limit=7, columns="first_seen,anchor")
    seen = [row["first_seen"] for row in found["rows"]]
    assert len(seen) == 7
    assert seen == sorted(seen, reverse=True)
    assert list(found["rows"][0]) == ["first_seen", "anchor"]
    repeated = get("/backlinks", target=SITE, sort="first_seen:desc", limit=7, columns=["first_seen", "anchor"])
    assert repeated["rows"] == found["rows"]


def test_groups_and_metrics(get: Callable[..., Any]) -> None:
    found = get("/backlinks", target=SITE, group="one_per_domain", metrics="ahrefs.domain_rating")
    domains = [row["source_domain"] for row in found["rows"]]
    assert len(domains) == len(set(domains))
    assert all("ahrefs.domain_rating" in row and row["links"] >= 1 for row in found["rows"])


def test_settings_of_one_report(get: Callable[..., Any]) -> None:
    assert "target_url" in get("/outlinks", target=SITE, by="page")["rows"][0]
    assert get("/rating", target=SITE, explain="true")["total"] > get("/rating", target=SITE, explain="false")["total"]
    assert get("/neighbours", target=SITE, depth=1)["facts"]["depth"] == 1


def test_times_are_in_utc_and_nulls_stay_nulls(get: Callable[..., Any]) -> None:
    rows = get("/backlinks", target=SITE, filter="first_seen>=2026-01-01", limit=500)["rows"]
    assert rows
    assert None in {row["rel"] for row in rows}
    assert all(row["last_seen"].endswith("Z") for row in rows)


def test_a_target_that_nobody_knows_has_an_answer_too(get: Callable[..., Any]) -> None:
    of_projects = {offered.name for offered in REPORTS.values() if offered.subject == "project"}
    for name in REPORTS.keys() - {"link", "rating", "neighbours", "network"} - of_projects:
        assert get(f"/{name}", target="nobody-knows.example")["target"].removesuffix("/") == "nobody-knows.example"
