"""What the same questions take in DuckDB alone: no server, no page, no contexts, a table sorted by target."""

from __future__ import annotations

import itertools
import time
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_LOAD = """
    create table links as
    with rows as (from read_parquet('{0}/*.parquet') where source_domain <> target_domain),
        rating as (select target_domain as domain, count(distinct source_domain) as rating from rows group by 1)
    select rows.*, not coalesce(regexp_matches(rel, 'nofollow|ugc|sponsored'), false) as followed,
        coalesce(rating.rating, 0) as rating
    from rows left join rating on rating.domain = rows.source_domain order by target_domain, target_url"""


def loaded(flat: Path, file: Path) -> duckdb.DuckDBPyConnection:
    """The links as a table of DuckDB, loaded once."""
    if not file.exists():
        with duckdb.connect(file) as duck:
            duck.execute("set memory_limit = '8GB'")
            duck.execute(_LOAD.format(flat))
    return duckdb.connect(file, read_only=True)


def seconds(
    duck: duckdb.DuckDBPyConnection,
    target: str,
    rounds: int,
    *,
    deep: int,
    placements: Iterable[str],
    words: Iterable[str],
) -> dict[str, list[float]]:
    """Wall seconds of each kind of question, for a page of fifty rows with all columns that the table has."""
    rels = ("followed", "contains(rel, 'nofollow')", "contains(rel, 'ugc')", "contains(rel, 'sponsored')")
    filters = [f"{rel} and placement = '{place}'" for rel, place in itertools.product(rels, placements)]
    filters += [f"anchor ilike '%{word}%'" for word in words]
    sorts = [
        f"{column} {way}"
        for column in ("seen", "anchor", "source_domain", "target_url", "kind")
        for way in ("asc", "desc")
    ]
    best = "rating desc, source_url"
    asked = {
        "filter": [f"and {one} order by {best} limit 50" for one in filters],
        "sort": [f"order by {one}, {best} limit 50" for one in sorts],
        "next page": [f"order by {best} limit 50 offset {50 * n}" for n in range(1, rounds + 1)],
        "deep": [f"order by {best} limit 50 offset {deep + 50 * n}" for n in range(rounds // 4)],
    }
    return {kind: [_one(duck, target, tail) for tail in tails[:rounds]] for kind, tails in asked.items()}


def _one(duck: duckdb.DuckDBPyConnection, target: str, tail: str) -> float:
    start = time.perf_counter()
    duck.execute(f"select * from links where target_domain = ? {tail}", [target]).fetchall()
    return time.perf_counter() - start
