"""Types of links against the truth of the sample web. It is ours, so that it proves little.

Links of private networks, of link farms, hidden ones in pages broken into, forms and redirects have no type of their
own in the truth, and are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pytest

import backlit
from backlit.assess import Material, read_rules, types
from backlit.model.judgement import Project
from backlit.sample import build

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMES = {"comment": "forum_or_comment", "social_profile": "social", "widget": "widget_or_footer"}
NO_TYPES = ("private_network", "link_farm", "hacked", "form", "redirect", "internal", "canonical", "alternate", "feed")


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    """The true type and the judged one of every external link of the sample web that was not lost."""
    folder = tmp_path_factory.mktemp("types-truth")
    sample = build(folder / "sample")
    index = backlit.open(folder / "home")
    index.import_files([str(path) for path in sample.crawls])
    snapshot = index._current().core
    links = snapshot.links("backlinks", snapshot.pages("all"), "live")
    material = Material(snapshot, Project("all", "harbourlight.example"), read_rules(), links)
    connection = duckdb.connect()
    connection.register("found", types.classify(material))
    connection.register("named", pa.table(snapshot.link_columns(links, ["source_url", "target_url", "kind", "anchor"])))
    connection.register("truth", sample.truth.links)
    rows = connection.sql("""
        WITH told AS (
            SELECT source_url, target_url, kind, coalesce(anchor, '') AS anchor, any_value(type) AS type FROM truth
            GROUP BY ALL HAVING count(DISTINCT type) = 1),
        placed AS (SELECT *, row_number() OVER () - 1 AS link FROM named)
        SELECT told.type, found.type FROM placed JOIN found USING (link)
        JOIN told ON told.source_url = placed.source_url AND told.target_url = placed.target_url
            AND told.kind = placed.kind AND told.anchor = left(coalesce(placed.anchor, ''), 100)""").fetchall()
    material.close()
    return [(NAMES.get(true, true), got) for true, got in rows if true not in NO_TYPES]


def f1(rows: Sequence[tuple[str, str]], name: str) -> float:
    right = sum(true == got == name for true, got in rows)
    return 2 * right / (sum(true == name for true, _ in rows) + sum(got == name for _, got in rows))


def test_macro_f1_of_the_fourteen_types(judged: list[tuple[str, str]]) -> None:
    names = sorted({true for true, _ in judged})
    assert len(names) == 14
    assert len(judged) > 4_000
    scores = {name: round(f1(judged, name), 3) for name in names}
    assert sum(scores.values()) / len(scores) >= 0.9, scores


def test_comments_are_told_from_texts(judged: list[tuple[str, str]]) -> None:
    assert f1(judged, "forum_or_comment") >= 0.98
