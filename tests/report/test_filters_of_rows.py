"""Filters on what a report makes of links: they choose among its rows, and change none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from backlit.report import changes, internal
from backlit.report.query import QueryError, build_query

if TYPE_CHECKING:
    from typing import Any

    from backlit.report.result import Report
    from backlit.report.view import View


def changed(view: View, *filters: str, **options: Any) -> Report:
    return changes.changes(view, build_query("shop.test", filters=filters, fields=changes.FIELDS, **options))


def linked(view: View, *filters: str, **options: Any) -> Report:
    return internal.internal(view, build_query("shop.test", filters=filters, fields=internal.FIELDS, **options))


def rows(report: Report) -> list[dict[str, Any]]:
    return list(report)


@pytest.mark.parametrize("change", ["new", "lost", "unseen"])
def test_changes_by_what_happened(view: View, change: str) -> None:
    every = changed(view)
    wanted = [row for row in rows(every) if row["change"] == change]
    assert wanted
    found = changed(view, f"change={change}")
    assert rows(found) == wanted
    assert found.total == len(wanted) == every.facts[change]
    assert found.facts == every.facts


def test_changes_by_reason_and_by_day(view: View) -> None:
    every = rows(changed(view))
    assert rows(changed(view, "reason=page_not_found")) == [r for r in every if r["reason"] == "page_not_found"]
    assert rows(changed(view, "reason=null")) == [r for r in every if r["reason"] is None]
    day = [row for row in every if f"{row['at']:%Y-%m-%d}" == "2026-04-01"]
    assert day
    assert rows(changed(view, "at>=2026-04-01", "at<2026-04-02")) == day


def test_filters_on_links_and_on_changes_both_choose(view: View) -> None:
    followed = rows(changed(view, "rel=followed"))
    found = changed(view, "rel=followed", "change=new")
    assert rows(found) == [row for row in followed if row["change"] == "new"]
    assert found.facts == changed(view, "rel=followed").facts
    assert rows(changed(view, "change=new", "change=lost", match="any")) == [
        row for row in rows(changed(view)) if row["change"] in ("new", "lost")
    ]
    with pytest.raises(QueryError, match="cannot be joined by any"):
        changed(view, "rel=followed", "change=new", match="any")


def test_pages_by_what_their_internal_links_make_of_them(view: View) -> None:
    every = linked(view)
    orphans = linked(view, "orphan=yes")
    assert [row["url"] for row in orphans] == ["https://shop.test/island"]
    assert orphans.facts == every.facts
    assert rows(linked(view, "depth>=1")) == [row for row in rows(every) if (row["depth"] or 0) >= 1]
    assert rows(linked(view, "depth=null")) == [row for row in rows(every) if row["depth"] is None]
    assert linked(view, "internal_links=0", "status=404", match="any").total == sum(
        row["internal_links"] == 0 or row["status"] == 404 for row in rows(every)
    )


def test_a_filter_on_pages_takes_no_link_away(view: View) -> None:
    """The home page makes the depth of others, though the filter does not show it."""
    assert [row["depth"] for row in linked(view, "url~deep")] == [
        row["depth"] for row in linked(view) if "deep" in row["url"]
    ]
