"""`backlit diagnose`: the five reasons as a table and in the machine forms."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.warc_by_hand import Command


def test_the_reasons_of_a_page(run: Command) -> None:
    done = run("diagnose", "https://shop.test/lamps", columns=200)
    assert done.code == 0
    for reason in ("thin_or_outdated", "intent_mismatch", "weak_links", "few_internal_links", "stronger_competitors"):
        assert reason in done.out
    assert "No project covers the page" in done.out


def test_in_json(run: Command) -> None:
    done = run("diagnose", "https://shop.test/lamps", "--format", "json")
    rows = json.loads(done.out)["rows"]
    assert {row["holds"] for row in rows} <= {"yes", "no", "unknown"}
    assert all(row["evidence"] and row["advice"] for row in rows)


def test_a_project_that_is_not_there(run: Command) -> None:
    done = run("diagnose", "https://shop.test/lamps", "--project", "nothing")
    assert done.code == 2
    assert "There is no project 'nothing'" in done.err
