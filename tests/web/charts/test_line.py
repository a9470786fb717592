from datetime import date

import pytest
from tests.web.charts.reading import HOSTILE, assert_safe, of_class, read, rows, texts

from backlit.web.charts import Point, Series, line, spark

DAYS = [date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 5), date(2026, 3, 11)]


def series(*values: float | None, name: str = "shop.test") -> Series:
    return Series(name, [Point(at, value, f"/changes?at={at}") for at, value in zip(DAYS, values, strict=False)])


def test_positions_are_those_of_dates_and_values() -> None:
    tree = read(line([series(0, 5, 10, 20)], label="Referring domains", unit="domains"))
    (path,) = of_class(tree, "c-line")
    # Ten days wide, the top tick is 20: a tenth along and three quarters down, and so on.
    assert path.get("d") == "M0 1000L1000 750L4000 500L10000 0"


def test_a_gap_is_a_gap_and_a_lonely_point_a_dot() -> None:
    tree = read(line([series(4, 8, None, 8)], label="Links", unit="links"))
    (path,) = of_class(tree, "c-line")
    (dot,) = of_class(tree, "c-dot")
    assert path.get("d") == "M0 500L1000 0"
    assert (dot.get("cx"), dot.get("cy")) == ("100%", "0%")


def test_the_table_behind_has_every_number_and_leads_to_the_rows() -> None:
    tree = read(line([series(1, 2, 3, 4000), series(7, None, name="other.test")], label="Links", unit="links"))
    assert rows(tree) == [
        ["2026-03-11", "4,000", "not known"],
        ["2026-03-05", "3", "not known"],
        ["2026-03-02", "2", "not known"],
        ["2026-03-01", "1", "7"],
    ]
    hrefs = [one.get("href") for one in tree.iter("a")]
    assert hrefs[0] == "/changes?at=2026-03-11"
    assert len(hrefs) == 5


def test_columns_name_the_row_behind_them_and_cover_the_drawing() -> None:
    tree = read(line([series(1, 2, 3, 4)], label="Links", unit="links"))
    hits, behind = of_class(tree, "c-hit"), rows(tree)
    for hit in hits:
        told = texts(hit)
        row = behind[int(hit.get("data-row", ""))]
        assert told.startswith(row[0])
        assert told.endswith(f"{row[1]} links")
    widths = [float(hit.get("width", "").rstrip("%")) for hit in hits]
    assert sum(widths) == pytest.approx(100)


def test_it_is_one_image_with_a_label_and_its_unit() -> None:
    tree = read(line([series(1, 2, 3, 4)], label="Links", unit="links of all kinds"))
    (image,) = [one for one in tree.iter("svg") if one.get("role") == "img"]
    assert image.get("aria-label") == "Links over time: 1 on 2026-03-01, 4 on 2026-03-11"
    assert not list(image.iter("a"))
    assert "links of all kinds" in texts(next(tree.iter("figcaption")))


def test_lines_have_a_legend_only_where_there_are_several() -> None:
    one = read(line([series(1, 2)], label="Links", unit="links"))
    two = read(line([series(1, 2), series(3, 4, name="b.test")], label="Links", unit="links"))
    assert not of_class(one, "c-legend")
    assert [texts(item).strip() for item in of_class(two, "c-legend")[0]] == ["shop.test 2", "b.test 4"]


def test_nothing_known_is_said() -> None:
    assert texts(read(line([series(None, None)], label="Links", unit="links"))) == "Links: nothing is known yet."


def test_one_date_alone_is_drawn_in_the_middle() -> None:
    (dot,) = of_class(read(line([series(3)], label="Links", unit="links")), "c-dot")
    assert dot.get("cx") == "50%"


def test_more_lines_than_can_be_told_apart_are_refused() -> None:
    with pytest.raises(ValueError, match="10 can be told apart"):
        line([series(1)] * 11, label="Links", unit="links")


def test_hostile_names_are_shown_as_escapes() -> None:
    names = line([series(1, name=HOSTILE), series(2, name=HOSTILE)], label="Links", unit="links")
    assert "\\u202e" in names
    assert_safe(names)


def test_a_spark_tells_first_and_last() -> None:
    tree = read(spark([2, None, 8], label="links"))
    assert tree.get("aria-label") == "links: from 2 to 8"
    assert tree[0].get("d") == "M0.0 23.0L100.0 2.0"
    assert not list(read(spark([3], label="links")))
