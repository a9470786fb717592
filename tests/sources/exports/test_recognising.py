"""Telling a file by its header, in and out of doubt."""

from __future__ import annotations

import pytest

from backlit.sources.exports.layout import Layout, need
from backlit.sources.exports.recognising import VENDORS, recognise

MOZ = [
    "URL", "Title", "Anchor Text", "Spam Score", "Page Authority", "Domain Authority", "Target URL", "Link Equity",
]  # fmt: skip


def test_a_header_may_stand_below_lines_of_the_tool() -> None:
    rows = [["Open Site Explorer"], ["Inbound links to shop.example"], ["Filters: all"], MOZ]
    match = recognise(rows, None, {}, is_json=False)
    assert match is not None
    assert (match.layout.name, match.row) == ("inbound links (Open Site Explorer)", 3)


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("Linking page,Last crawled", "search_console latest links"),
        ("Linking page", "search_console more sample links"),
        # The same names among others are no export of Search Console.
        ("Linking page,Anchor,Last crawled", "other links"),
        ("Source URL,Target URL,Anchor text", "bing backlinks"),
        ("Source URL,Target URL,Anchor text,DA", "moz links"),
        ("Source URL,Target URL,Anchor text,My notes", "other links"),
        ("url_from,url_to,anchor", "dataforseo backlinks"),
        ("Page,Sessions,Key events", "analytics traffic of pages"),
        ("Date,Sessions", "analytics traffic of days"),
        ("Page,Date,Clicks", "analytics traffic of pages"),
        ("Root domain,Backlinks", "other referring domains"),
        ("Anchor text,Backlinks", "other anchors"),
        ("URL,Backlinks", "other target pages"),
        ("URL,Link to,Rel", "other links"),
        ("Domain,Referring page,Target", "other links"),
    ],
)
def test_headers(header: str, found: str) -> None:
    match = recognise([header.split(",")], None, {}, is_json=False)
    assert match is not None
    assert str(match.layout) == found


@pytest.mark.parametrize("header", ["", "Name,Value", "URL,Title", "hello world"])
def test_headers_that_say_nothing(header: str) -> None:
    assert recognise([header.split(",")], None, {}, is_json=False) is None


def test_what_the_user_says_counts_as_the_column_that_a_layout_asks_for() -> None:
    header = [["Seite", "Verweis auf", "x"]]
    assert recognise(header, None, {}, is_json=False) is None
    match = recognise(header, None, {"seite": "source_url", "verweisauf": "target_url"}, is_json=False)
    assert match is not None
    assert match.layout.record == "link"
    match = recognise(header, None, {"seite": "subject", "x": "sessions"}, is_json=False)
    assert match is not None
    assert match.layout.record == "traffic_page"
    match = recognise([["Domain", "Linking page"]], None, {"linkingpage": "domain.note"}, is_json=False)
    assert match is not None
    assert match.layout.record == "domain"


def test_a_vendor_that_the_user_names_goes_before_a_better_match() -> None:
    header = [["Source URL", "Target URL", "Anchor text", "DA"]]
    assert str(getattr(recognise(header, "moz", {}, is_json=False), "layout", None)) == "moz links"
    match = recognise(header, "majestic", {}, is_json=False)
    assert match is not None
    assert str(match.layout) == "other links"
    # Of a vendor that nobody knows the header is told as ever.
    match = recognise(header, "some_tool", {}, is_json=False)
    assert match is not None
    assert str(match.layout) == "moz links"


def test_two_layouts_that_fit_alike_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = (need("P", field="source_url"), need("Q", field="target_url"))
    twins = {name: (Layout(name, "links", "link", columns),) for name in ("one", "two")}
    for name, layouts in twins.items():
        monkeypatch.setitem(VENDORS, name, layouts)  # type: ignore[arg-type]
    match = recognise([["P", "Q"]], None, {}, is_json=False)
    assert match is not None
    assert match.doubt == "it may as well be two links; name the vendor with --vendor"


def test_layouts_of_json_are_only_looked_for_there() -> None:
    rows = [["Url", "Count"]]
    assert recognise(rows, "bing", {}, is_json=True) is not None
    assert recognise(rows, "bing", {}, is_json=False) is None
