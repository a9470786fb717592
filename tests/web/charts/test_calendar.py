from datetime import date, timedelta
from itertools import pairwise

from tests.web.charts.reading import assert_safe, of_class, read, rows, texts

from backlit.web.charts import Day, calendar

DAYS = [
    Day(date(2026, 4, 10), 55, 36, "/n10", "/l10"),  # a Friday
    Day(date(2026, 4, 13), 1, 0, "/n13", "/l13"),  # the Monday after
    Day(date(2026, 4, 11), 0, 0),
]


def test_weeks_are_columns_and_monday_is_above() -> None:
    tree = read(calendar(DAYS, label="New and lost"))
    new = of_class(tree, "c-new")
    later, earlier = (hit for hit in of_class(tree, "c-hit"))
    assert len(new) == 3  # two days and the legend's
    assert float(later.get("x", "")) - float(earlier.get("x", "")) == 18
    assert float(earlier.get("y", "")) - float(later.get("y", "")) == 4 * 18


def test_new_grow_up_from_the_middle_and_lost_down() -> None:
    tree = read(calendar(DAYS[:1], label="New and lost"))
    (hit,) = of_class(tree, "c-hit")
    new, lost = of_class(tree, "c-new")[-1], of_class(tree, "c-lost")[-1]
    middle = int(hit.get("y", "")) + 8
    assert int(new.get("y", "")) + int(new.get("height", "")) == middle
    assert new.get("height") == "8"  # the largest day is the tallest
    assert int(lost.get("y", "")) == middle


def test_days_without_a_change_are_no_rows() -> None:
    tree = read(calendar(DAYS, label="New and lost"))
    assert rows(tree) == [["2026-04-13", "1", "0"], ["2026-04-10", "55", "36"]]
    assert [one.get("href") for one in tree.iter("a")] == ["/n13", "/l13", "/n10", "/l10"]
    for hit in of_class(tree, "c-hit"):
        row = rows(tree)[int(hit.get("data-row", ""))]
        assert texts(hit) == f"{row[0]}: {row[1]} new, {row[2]} lost"


def test_a_year_at_most() -> None:
    last = date(2026, 4, 13)
    tree = read(calendar([Day(last - timedelta(days=n * 7), 1, 0) for n in range(80)], label="New and lost"))
    assert len(rows(tree)) == 53


def test_it_ends_where_it_is_told_to() -> None:
    short = read(calendar(DAYS, label="New and lost", until=date(2026, 4, 20)))
    longer = read(calendar(DAYS, label="New and lost", until=date(2026, 5, 25)))
    wide = [int(of_class(tree, "c-days")[0].get("width", "")) for tree in (short, longer)]
    assert wide[1] - wide[0] == 5 * 18


def test_months_are_named_where_they_have_room() -> None:
    tree = read(calendar([Day(date(2025, 4, 1), 1, 0), Day(date(2026, 3, 31), 1, 0)], label="New and lost"))
    months = [one for one in of_class(tree, "c-tick") if texts(one)[:2] == "20"]
    places = [float(one.get("x", "")) for one in months]
    assert all(after - before >= 3 * 18 for before, after in pairwise(places))
    assert places[-1] + 3 * 18 <= float(of_class(tree, "c-days")[0].get("width", ""))
    assert [texts(one) for one in months][1:3] == ["2025-05", "2025-06"]


def test_no_change_is_said_and_all_is_safe() -> None:
    assert texts(read(calendar([], label="New and lost"))) == "New and lost: nothing is new or lost."
    assert_safe(calendar(DAYS, label="New and lost"))
