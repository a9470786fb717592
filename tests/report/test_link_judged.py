"""What is judged of one link: as the project's judgement has it, else by itself; each with its evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from backlit.cli import evidence
from backlit.model.judgement import QUALITY_PARTS, QUESTIONS

if TYPE_CHECKING:
    import backlit


def some(index: backlit.Index, condition: str, count: int = 3) -> list[dict[str, Any]]:
    return list(index.sql(
        f"SELECT * FROM links WHERE {condition} ORDER BY hash(source_url || target_url) LIMIT {count}"
    ))  # fmt: skip


def test_a_link_says_what_the_judgement_of_its_project_has(assessed: backlit.Index) -> None:
    for wanted in (*assessed.quality("buyer", sort="risk:desc", limit=4), *assessed.quality("lamps", limit=4)):
        found = assessed.link(wanted["source_url"], wanted["target_url"])
        rows = [row for row in found if row["anchor"] == wanted["anchor"] and row["placement"] == wanted["placement"]]
        assert {row["quality"] for row in rows} >= {wanted["quality"]}
        for row, told in zip(found, found.facts["judged"], strict=True):
            assert told["project"] in ("buyer", "lamps")
            assert not told["alone"]
            assert told["type"]["value"] == row["type"]
            assert told["quality"]["value"] == row["quality"]
            parts = told["quality"]["parts"]
            assert [part["part"] for part in parts] == list(QUALITY_PARTS)
            assert sum(part["points"] for part in parts) == pytest.approx(row["quality"], abs=1e-3)
            assert all(part["because"] and part["points"] <= part["of"] for part in parts)
            assert {one["name"]: one["answer"] for one in told["answers"]} == {name: row[name] for name in QUESTIONS}
            assert all(one["because"] for one in told["answers"])


def test_findings_of_link_page_and_domain_are_told(assessed: backlit.Index) -> None:
    (wanted,) = assessed.quality("buyer", sort="risk:desc", limit=1)
    found = assessed.link(wanted["source_url"], wanted["target_url"])
    for row, told in zip(found, found.facts["judged"], strict=True):
        findings = told["risk"]["findings"]
        assert sorted({one["signal"] for one in findings}) == row["signals"]
        assert [one["weight"] for one in findings] == sorted((one["weight"] for one in findings), reverse=True)
        assert all(one["fact"] and one["rows"] and one["count"] >= len(one["rows"]) for one in findings)
        of_domain = assessed.findings("buyer", filters=[f"source_domain={row['source_domain']}", "level=domain"])
        assert {one["fact"] for one in of_domain} <= {one["fact"] for one in findings}


def test_a_link_to_no_project_is_judged_by_itself(assessed: backlit.Index) -> None:
    for wanted in assessed.backlinks("lumenwheel.example", limit=2):
        found = assessed.link(wanted["source_url"], wanted["target_url"])
        for row, told in zip(found, found.facts["judged"], strict=True):
            assert told["alone"]
            assert told["project"] is None
            assert row["type"] is not None
            assert 0 <= row["quality"] <= 100
        assert any(note.startswith("Judged by itself, as no project has this target") for note in found.notes)


def test_what_is_lost_or_within_a_site_is_not_judged(assessed: backlit.Index) -> None:
    for wanted in some(assessed, "target_domain = 'harbourlight.example' AND source_domain <> target_domain "
                       "AND state = 'lost'"):  # fmt: skip
        found = assessed.link(wanted["source_url"], wanted["target_url"])
        for row, told in zip(found, found.facts["judged"], strict=True):
            assert (told is None) == (row["state"] == "lost")
            assert (row["quality"] is None) == (row["state"] == "lost")
        assert "A link that is lost is not judged." in found.notes
    (wanted,) = some(assessed, "source_domain = target_domain", 1)
    found = assessed.link(wanted["source_url"], wanted["target_url"])
    assert set(found.facts["judged"]) == {None}
    assert "Links within a domain are not judged." in found.notes


def test_no_such_link(assessed: backlit.Index) -> None:
    found = assessed.link("https://thewheelpost.example/", "https://nobody-at-all.example/")
    assert len(found) == 0
    assert found.facts["judged"] == []


def test_hostile_links_are_told_and_shown_safely(besieged: backlit.Index) -> None:
    rows = list(besieged.quality("besieged", limit=200))
    for row in rows[::20]:
        found = besieged.link(row["source_url"], row["target_url"])
        assert any(told and told["project"] == "besieged" for told in found.facts["judged"])
        text = "\n".join(part for line in evidence.lines(found, 100) for part, _ in line)
        assert "Does the link stand in the main content?" in text
        assert not set(text) & {"\x1b", "\x00", "\x9b", "\u202e", "\u2066"}


def test_columns_of_what_is_judged(assessed: backlit.Index) -> None:
    (wanted,) = assessed.quality("lamps", limit=1)
    found = assessed.link(wanted["source_url"], wanted["target_url"], columns=["quality", "anchor", "signals"])
    assert found.table.column_names == ["quality", "anchor", "signals"]
