import pytest
from tests.web.charts.reading import HOSTILE, assert_safe, of_class, read, rows, texts

from backlit.web.charts import Bar, bars


def test_bars_are_as_long_as_their_numbers_and_stand_in_their_table() -> None:
    items = [Bar("text", 282, "/backlinks?filter=kind%3Dtext", 0.9724, 48, "/r"), Bar(None, 6, None, 0.0207, 1)]
    tree = read(bars(items, label="Kinds", of="Kind", unit="links", beside="domains"))
    assert rows(tree) == [["text", "", "282", "97%", "48"], ["not known", "", "6", "2.1%", "1"]]
    widths = [float(bar.get("width", "")) for bar in of_class(tree, "c-fill")]
    assert widths == pytest.approx([100, 6 / 282 * 100], abs=0.05)
    assert [one.get("href") for one in tree.iter("a")] == ["/backlinks?filter=kind%3Dtext", "/r"]
    assert [texts(head) for head in tree.iter("th") if head.get("scope") == "col"] == [
        "Kind",
        "links",
        "share",
        "domains",
    ]


def test_a_small_number_is_seen_and_none_at_all_is_not() -> None:
    tree = read(bars([Bar("a", 1_000_000), Bar("b", 1), Bar("c", 0)], label="Bands", of="Band", unit="links"))
    assert [bar.get("width") for bar in of_class(tree, "c-fill")] == ["100", "0.6", "0"]


def test_all_zero_and_nothing_at_all() -> None:
    assert rows(read(bars([Bar("a", 0)], label="Bands", of="Band", unit="links"))) == [["a", "", "0"]]
    assert texts(read(bars([], label="Anchors", of="Anchor", unit="links"))) == "Anchors: nothing to count."


def test_a_long_name_is_cut() -> None:
    (row,) = rows(read(bars([Bar("x" * 100_000, 1)], label="Anchors", of="Anchor", unit="links")))
    assert row[0] == "x" * 300 + "\u2026"


def test_hostile_names_are_shown_as_escapes() -> None:
    assert_safe(bars([Bar(HOSTILE, 1, "/backlinks?a=1&b=2")], label="Anchors", of="Anchor", unit="links"))
