"""Quality of backlinks: a sum of named parts, seven answers each with its evidence, filters on what was judged."""

from __future__ import annotations

import pytest

import backlit
from backlit.assess import read_rules
from backlit.assess.answers import evidence
from backlit.model.judgement import ANSWERS, QUALITY_PARTS, QUESTIONS


def test_a_quality_is_the_sum_of_its_parts(assessed: backlit.Index) -> None:
    rows = list(assessed.quality("lamps"))
    points = read_rules()["quality"]["points"]
    assert [row["quality"] for row in rows] == sorted((row["quality"] for row in rows), reverse=True)
    for row in rows:
        parts = {name: row[f"quality_{name}"] for name in QUALITY_PARTS}
        assert row["quality"] == pytest.approx(sum(parts.values()), abs=1e-3)
        assert all(0 <= parts[name] <= points[name] for name in parts)


def test_each_answer_tells_what_it_rests_on(assessed: backlit.Index) -> None:
    judged = assessed.judged("buyer").judgement.read("judged").to_pylist()
    rows = list(assessed.quality("buyer"))
    assert len(rows) == len(judged) == assessed.backlinks("bestcheaplamps.test").total
    for row, link in zip(rows, judged, strict=True):
        assert row["source_url"] == link["source_url"]
        for name, told in evidence(link).items():
            assert row[name] in ANSWERS
            assert row[f"{name}_because"] == told
            assert told


def test_filters_on_answers_parts_and_types(assessed: backlit.Index) -> None:
    every = list(assessed.quality("lamps"))
    for text, fits in {
        "in_main_content=yes": lambda row: row["in_main_content"] == "yes",
        "quality<40": lambda row: row["quality"] < 40,
        "type=news,review": lambda row: row["type"] in ("news", "review"),
        "relevance=null": lambda row: row["relevance"] is None,
        "anchor_class=brand": lambda row: row["anchor_class"] == "brand",
        "queued=yes": lambda row: row["queued"],
    }.items():
        found = assessed.quality("lamps", filters=[text])
        assert list(found) == [row for row in every if fits(row)]
        assert found.total == len(found)


def test_pages_give_every_row_once(assessed: backlit.Index) -> None:
    every = assessed.quality("lamps", sort="source_title:desc").table.column("source_title").to_pylist()
    found, after = [], None
    while True:
        page = assessed.quality("lamps", sort="source_title:desc", limit=100, after=after, columns=["source_title"])
        found += page.table.column("source_title").to_pylist()
        after = page.next
        if after is None:
            break
    assert found == every


def test_every_form_has_all_of_it(assessed: backlit.Index) -> None:
    text = b"".join(assessed.export("quality", "lamps", "jsonl")).decode()
    assert len(text.splitlines()) == assessed.quality("lamps").total
    assert all(f'"{name}_because":' in text.splitlines()[0] for name in QUESTIONS)


def test_a_project_by_its_target_and_one_that_is_not_there(assessed: backlit.Index) -> None:
    assert assessed.quality("harbourlight.example").total == assessed.quality("lamps").total
    with pytest.raises(backlit.StateUsageError, match="no project"):
        assessed.quality("thewheelpost.example")


def test_hostile_texts_and_no_ratings(besieged: backlit.Index) -> None:
    rows = list(besieged.quality("besieged"))
    assert len(rows) == besieged.backlinks("besieged.example").total > 50
    assert {row["trusted_site"] for row in rows} <= {"unknown", "no"}
    assert all(row["source_domain_rating"] is None for row in rows)
    assert not len(besieged.quality("besieged", filters=["anchor=there is no such anchor"]))
