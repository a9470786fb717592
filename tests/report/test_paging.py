"""Paging: all pages together are the whole list, and a cursor outlives the version that gave it."""

from __future__ import annotations

import base64
import json
import random
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.oracle import Oracle
from tests.report.conftest import APRIL, MARCH, view_of
from tests.report.projects import with_project
from tests.segments import tables

import backlit
from backlit.index.catalogue import REPORTS
from backlit.report import paging
from backlit.report import rows as choosing
from backlit.report.backlinks import backlinks
from backlit.report.filters import FilterError
from backlit.report.query import Query, QueryError, Sort, build_query
from backlit.report.view import View
from backlit.urls import parse_target

if TYPE_CHECKING:
    from pathlib import Path

TARGET = "harbourlight.example"
LISTED = [name for name, one in REPORTS.items() if "after" in one.takes]


@pytest.fixture(scope="module")
def index(rated: backlit.Index, tmp_path_factory: pytest.TempPathFactory) -> backlit.Index:
    """The sample web in two crawls, rated, with a project; a copy, which a test writes to."""
    return with_project(backlit.open(shutil.copytree(rated.path, tmp_path_factory.mktemp("paged") / "home")))


def walk(index: backlit.Index, name: str, limit: int, **options: Any) -> list[dict[str, Any]]:
    """All rows, page by page."""
    rows: list[dict[str, Any]] = []
    after = None
    while True:
        report = index.ask(name, TARGET, limit=limit, after=after, **options)
        assert len(report) == limit or report.next is None
        rows += list(report)
        after = report.next
        if after is None:
            assert len(rows) == report.total
            return rows


def settings() -> list[tuple[str, dict[str, Any]]]:
    found: list[tuple[str, dict[str, Any]]] = []
    for name in LISTED:
        words = [{setting.name: word} for setting in REPORTS[name].settings for word in setting.words] or [{}]
        groups = [{"group": g} for g in ("one_per_domain", "similar")] if "group" in REPORTS[name].takes else []
        histories = [{"history": h} for h in ("lost", "new", "all")] if "history" in REPORTS[name].takes else []
        if name == "traffic":
            histories = []
        found += [(name, more) for more in (*words, *groups, *histories)]
    return found


@pytest.mark.parametrize(("name", "more"), settings(), ids=str)
@pytest.mark.parametrize("part", [2, 5])
def test_all_pages_are_the_whole_list(index: backlit.Index, name: str, more: dict[str, Any], part: int) -> None:
    whole = index.ask(name, TARGET, **more)
    assert whole.next is None
    limit = max(1, whole.total // part)
    assert walk(index, name, limit, **more) == list(whole)


@pytest.mark.parametrize("name", LISTED)
def test_all_pages_are_the_whole_list_in_every_order(index: backlit.Index, name: str) -> None:
    columns = [column.name for column in index.ask(name, TARGET, limit=1).columns]
    columns = [name for name in columns if not name.endswith("_because")]  # told of the rows that are shown alone
    for n, column in enumerate(columns):
        sort = f"{column}:desc" if n % 2 else column
        whole = index.ask(name, TARGET, sort=sort, columns=columns[:2])
        assert walk(index, name, whole.total // 2 + 1, sort=sort, columns=columns[:2]) == list(whole), sort


@pytest.mark.parametrize(
    "more",
    [
        {"sort": "anchor:desc"},
        {"sort": "first_seen"},
        {"filters": ["rel=followed"]},
        {"history": "all", "sort": "kind"},
    ],
)
def test_orders_that_are_worked_out_only_as_far_as_they_are_read(
    rated: backlit.Index, monkeypatch: pytest.MonkeyPatch, more: dict[str, Any]
) -> None:
    monkeypatch.setattr(choosing, "DEPTHS", (20, 90))
    whole = backlit.open(rated.path).backlinks(TARGET, **more)
    assert whole.total > 180
    reading = backlit.open(rated.path)
    assert {reading.backlinks(TARGET, limit=limit, **more).total for limit in (3, 20, 50, 90, 100)} == {whole.total}
    assert walk(backlit.open(rated.path), "backlinks", 15, **more) == list(whole)
    after = backlit.open(rated.path).backlinks(TARGET, limit=120, **more).next
    assert list(backlit.open(rated.path).backlinks(TARGET, limit=10, after=after, **more)) == list(whole)[120:130]


def test_a_cursor_does_not_mind_the_columns_and_the_limit(index: backlit.Index) -> None:
    whole = list(index.backlinks(TARGET, columns=["anchor"]))
    first = index.backlinks(TARGET, limit=7)
    assert list(index.backlinks(TARGET, limit=5, columns=["anchor"], after=first.next)) == whole[7:12]
    assert list(index.backlinks(TARGET, columns=["anchor"], after=first.next)) == whole[7:]


def test_a_cursor_of_another_question_is_refused(index: backlit.Index) -> None:
    after = index.backlinks(TARGET, limit=5).next
    for name, target, more in (
        ("changes", TARGET, {}),
        ("backlinks", "brightspoke.example", {}),
        ("backlinks", TARGET, {"sort": "anchor"}),
        ("backlinks", TARGET, {"filters": ["rel=followed"]}),
        ("backlinks", TARGET, {"group": "similar"}),
        ("backlinks", TARGET, {"history": "all"}),
    ):
        with pytest.raises(QueryError, match="another question"):
            index.ask(name, target, limit=5, after=after, **more)


@pytest.mark.parametrize("name", ["overview", "sources"])
def test_what_has_no_pages_takes_no_cursor(index: backlit.Index, name: str) -> None:
    with pytest.raises(QueryError, match="no option of"):
        index.ask(name, TARGET, after="x")


@given(st.text() | st.binary(max_size=60).map(lambda raw: base64.urlsafe_b64encode(raw).decode().rstrip("=")))
def test_a_broken_cursor_is_told(text: str) -> None:
    with pytest.raises(QueryError, match="broken"):
        paging.read_cursor(text)


plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text()


@given(st.recursive(plain, lambda inner: st.lists(inner, max_size=7) | st.dictionaries(st.text(), inner)))
def test_json_that_is_no_cursor_is_told(value: Any) -> None:
    text = base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
    with pytest.raises(QueryError, match="broken"):
        paging.read_cursor(text)


@given(
    st.lists(st.integers(0, 1 << 70) | st.text(max_size=3), min_size=6, max_size=6), st.integers(0, 40), st.booleans()
)
def test_a_forged_cursor_gives_rows_or_is_refused(parts: list[Any], count: int, same: bool) -> None:
    view = View(Oracle([("0001", *tables(MARCH))]), None, version="1")  # type: ignore[arg-type]
    query = build_query("shop.test", limit=2)
    real = paging.read_cursor(backlinks(view, query).next or "")
    told: list[Any] = [real.question, "1" if same else "2", real.ratings, count, real.digest, list(real.values)]
    for forged in ([*told[:4], *parts[4:]], [*told[:3], parts[3], *told[4:]], [*told[:5], parts[:2]], told):
        text = base64.urlsafe_b64encode(json.dumps(forged).encode()).decode().rstrip("=")
        try:
            report = backlinks(view, replace(query, after=text))
        except QueryError:
            continue
        assert len(report) <= 2


# --- other versions ------------------------------------------------------------------------------------------------

LINK = ("source_url", "target_url", "kind", "anchor")


def rows_of(view: View, after: str | None, limit: int, **more: Any) -> tuple[list[tuple[Any, ...]], str | None]:
    report = backlinks(view, build_query("shop.test", history="all", limit=limit, after=after, **more))
    return [tuple(row[name] for name in LINK) for row in report], report.next


def first(view: View, more: dict[str, Any]) -> tuple[list[tuple[Any, ...]], str | None]:
    return rows_of(view, None, 3, **more)


@pytest.mark.parametrize("sort", [None, "anchor", "source_url:desc", "last_seen", "kind:desc", "source_domain"])
def test_a_new_version_leaves_nothing_out(sort: str | None) -> None:
    looks = [*MARCH, *APRIL]
    for seed in range(12):
        shuffled = random.Random(seed).sample(looks, len(looks))  # noqa: S311 - which looks come first, no secret
        half = len(shuffled) // 2
        old = replace(view_of(Oracle([("0001", *tables(shuffled[:half]))])), version="old")
        new = replace(view_of(Oracle([("0001", *tables(shuffled))])), version="new")
        for one, other in ((old, new), (new, old)):
            given_first, cursor = first(one, {"sort": sort})
            if cursor is None:
                continue
            both = set(rows_of(one, None, 0, sort=sort)[0]) & set(rows_of(other, None, 0, sort=sort)[0])
            seen = [*given_first]
            while cursor:
                rows, cursor = rows_of(other, cursor, 3, sort=sort)
                seen += rows
            assert both <= set(seen)


def test_where_the_same_rows_were_given_nothing_is_repeated() -> None:
    old = replace(view_of(Oracle([("0001", *tables(MARCH))])), version="old")
    whole = rows_of(old, None, 0)[0]
    rows, cursor = rows_of(old, None, 3)
    seen = rows
    for version in range(10):
        if cursor is None:
            break
        rows, cursor = rows_of(replace(old, version=str(version)), cursor, 2)
        seen += rows
    assert seen == whole


def test_imports_ranks_and_undos_between_pages(index: backlit.Index, tmp_path: Path) -> None:
    page = tmp_path / "new.html"
    links = "".join(f'<a href="https://{TARGET}/">lamp {n}</a>' for n in range(4))
    page.write_text(f"<title>New</title>{links}<a href='https://fresh.test/'>fresh</a>")
    steps = [
        lambda: index.import_files([page], base="https://a-new-source.test/page", as_of="2026-06-01"),
        lambda: index.rank(seeds=["fresh.test"]),
        index.compact,
        lambda: index.undo([row["import_id"] for row in index.segments()][-1:]),
        lambda: index.compact(rebuild=True),
    ]
    questions: list[tuple[str, dict[str, Any]]] = [
        ("backlinks", {}),
        ("backlinks", {"sort": "source_url:desc"}),
        ("backlinks", {"group": "one_per_domain"}),
        ("referring-domains", {}),
        ("anchors", {"sort": "anchor"}),
        ("pages", {}),
        ("outlinks", {"by": "page"}),
        ("internal", {}),
        ("changes", {}),
    ]
    for step in steps:
        before = {n: names(list(index.ask(name, TARGET, **more))) for n, (name, more) in enumerate(questions)}
        started = {n: index.ask(name, TARGET, limit=20, **more) for n, (name, more) in enumerate(questions)}
        step()
        for n, (name, more) in enumerate(questions):
            seen = names(list(started[n]))
            after = started[n].next
            while after:
                report = index.ask(name, TARGET, limit=60, after=after, **more)
                seen |= names(list(report))
                after = report.next
            now = names(list(index.ask(name, TARGET, **more)))
            assert before[n] & now <= seen, (name, more)


def names(rows: list[dict[str, Any]]) -> set[tuple[Any, ...]]:
    """What says which row each is."""
    keys = ("change", *LINK, "url", "target_domain", "source_domain")
    if rows and "links" in rows[0]:
        keys = ("source_domain", "target_url", "target_domain") if "anchor" not in rows[0] else ("anchor",)
        keys = ("source_domain",) if "source_url" in rows[0] else keys
    return {tuple(row.get(key) for key in keys) for row in rows}


@given(
    st.lists(st.tuples(st.none() | st.integers(0, 3), st.none() | st.sampled_from("abc")), max_size=25),
    st.lists(st.tuples(st.none() | st.integers(0, 3), st.none() | st.sampled_from("abc")), max_size=12),
    st.integers(1, 6),
    st.tuples(st.booleans(), st.booleans()),
    st.randoms(use_true_random=False),
)
def test_random_orders_with_nulls_and_ties(
    rows: list[tuple[Any, ...]],
    more: list[tuple[Any, ...]],
    limit: int,
    states: tuple[bool, bool],
    chance: random.Random,
) -> None:
    down, ranked = states
    order = (Sort("rating", descending=down), Sort("name"))
    query = Query(parse_target("shop.test"), limit=limit)
    one = [(*row, n) for n, row in enumerate(rows)]
    kept = [row for row in one if chance.random() < 0.7]
    if ranked:
        kept = [(chance.choice([None, 1, 2, 3]), *row[1:]) for row in kept]
    other = kept + [(*row, n + 100) for n, row in enumerate(more)]
    seen: list[int] = []
    after: str | None = None
    version = 0
    lists = [(one, "1"), (other, "2" if ranked else "1")]
    for _ in range(200):
        told, ratings = lists[min(version, 1)]
        view = View(None, None, version=str(min(version, 1)), ratings=ratings)  # type: ignore[arg-type]
        table = ordered(told, chance, down)
        found, after = paging.cut(
            view, replace(query, after=after), "t", table, ("id",), order=order, rated=frozenset({"rating"})
        )
        seen += found.column("id").to_pylist()
        if after is None:
            break
        version += chance.random() < 0.5
    assert after is None
    last = lists[min(version, 1)][0]
    common = {row[2] for row in one} & {row[2] for row in last}
    assert common <= set(seen)
    if version == 0:
        assert len(seen) == len(set(seen)) == len(one)


def ordered(rows: list[tuple[Any, ...]], chance: random.Random, down: bool) -> pa.Table:
    """Rows in their order; `id` decides ties in one version, and chance between versions."""
    seed = sum(row[2] for row in rows)
    ties = random.Random(seed).sample(range(1000), 1000)  # noqa: S311 - an order of ties, no secret
    del chance

    def key(row: tuple[Any, ...]) -> tuple[Any, ...]:
        rating, name, number = row
        return (rating is None, (-(rating or 0) if down else rating or 0), name is None, name or "", ties[number])

    listed = sorted(rows, key=key)
    types = (pa.int64(), pa.string(), pa.int64())
    return pa.table({
        name: pa.array([row[n] for row in listed], types[n]) for n, name in enumerate(("rating", "name", "id"))
    })  # fmt: skip


# --- any of the filters --------------------------------------------------------------------------------------------


CERTAIN = {
    "mentions": ("last_seen", "1990-01-01"), "decisions": ("number", "0"), "findings": ("weight", "0"),
    **dict.fromkeys(("disavow", "disavow-diff", "types", "anchor-classes", "profile"), ("links", "0")),
}  # fmt: skip
"""A field of reports without a first sight, and what none of its values is below."""


@pytest.mark.parametrize("name", [name for name in REPORTS if "match" in REPORTS[name].takes and name != "overview"])
def test_every_report_that_lists_takes_any(index: backlit.Index, name: str) -> None:
    field, least = CERTAIN.get(name, ("first_seen", "1990-01-01"))
    always, never = f"{field}>={least}", f"{field}<{least}"
    assert list(index.ask(name, TARGET, filters=[always, never], match="any")) == list(
        index.ask(name, TARGET, filters=[always])
    )
    assert list(index.ask(name, TARGET, filters=[always, never])) == list(index.ask(name, TARGET, filters=[never]))


def test_any_is_either(index: backlit.Index) -> None:
    def ids(*filters: str, **more: Any) -> set[tuple[Any, ...]]:
        return {tuple(row[name] for name in LINK) for row in index.backlinks(TARGET, filters=filters, **more)}

    one, other = ids("placement=footer"), ids("anchor~lamp")
    assert one
    assert other
    assert ids("placement=footer", "anchor~lamp", match="any") == one | other
    assert ids("placement=footer", "anchor~lamp") == one & other


def test_any_joins_filters_of_one_kind_only(index: backlit.Index) -> None:
    with pytest.raises(QueryError, match="joined by any"):
        index.pages(TARGET, filters=["page.status=404", "rel=followed"], match="any")
    with pytest.raises(QueryError, match="all, any"):
        index.pages(TARGET, match="some")
    with pytest.raises(FilterError):
        index.pages(TARGET, filters=["nonsense=1"], match="any")
