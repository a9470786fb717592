"""The index on the sample web: two crawls imported, every link's history as the plan says."""

from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import backlit
from backlit import store
from backlit.sample import SampleWeb

FIELDS = (
    "source_url", "target_url", "kind", "anchor", "rel", "followed", "hidden", "state", "lost_reason", "lost_at",
    "first_seen", "last_seen",
)  # fmt: skip


@pytest.fixture(scope="module")
def links(sample: SampleWeb, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    home = tmp_path_factory.mktemp("home") / "index"
    index = backlit.open(home)
    for crawl in sample.crawls:
        index.import_files([crawl])
    return all_links(home)


def all_links(home: Path) -> list[dict[str, Any]]:
    core = store.snapshot(store.open_home(home)).core
    rows: list[dict[str, Any]] = pa.table(
        core.link_columns(core.links("all", core.pages("all"), "all"), FIELDS)
    ).to_pylist()
    return rows


def told(rows: list[dict[str, Any]]) -> Counter[tuple[Any, ...]]:
    """The rows as a multiset: targets are pages, without fragments; times to the second."""
    return Counter(
        tuple(
            row[name].partition("#")[0]
            if name == "target_url"
            else row[name].isoformat()[:19]
            if is_time(row[name])
            else row[name]
            for name in FIELDS
        )
        for row in rows
    )


def is_time(value: object) -> bool:
    return hasattr(value, "isoformat")


def test_every_link_has_the_history_that_was_planned(sample: SampleWeb, links: list[dict[str, Any]]) -> None:
    planned = [row for row in sample.truth.links.to_pylist() if row["relation"] in ("external", "internal")]
    assert told(links) == told(planned)
