"""Single words of anchors."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.report.told import link, view_of

from backlit.report.anchors import anchors
from backlit.report.query import QueryError, build_query

SHOP = "https://shop.test/"


def linked(*told: tuple[str, str | None], **more: Any) -> list[dict[str, Any]]:
    return [
        link(f"https://{domain}.example/{n}", SHOP, "warc", "2026-01-01", "2026-03-01", anchor=anchor, **more)
        for n, (domain, anchor) in enumerate(told)
    ]


LINKS = linked(
    ("a", "The best lamps"), ("a", "lamps, lamps and LAMPS"), ("b", "Lamps"), ("b", "don't"), ("c", None), ("c", ""),
    ("d", "Größe 2026"), ("d", "--- !"), ("e", "自行车灯 lamps"), ("f", "Gro\u0308ße"),
)  # fmt: skip


def ask(links: Any = LINKS, **options: Any) -> Any:
    return anchors(view_of(links), build_query("shop.test", **options), "word")


def listed(report: Any, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in report]


def test_words_with_their_links_and_domains() -> None:
    assert listed(ask(), "word", "links", "referring_domains", "anchors") == [
        ("lamps", 4, 3, 4),  # a link counts once for a word that its anchor has three times
        ("größe", 2, 2, 2),
        ("2026", 1, 1, 1),
        ("and", 1, 1, 1),
        ("best", 1, 1, 1),
        ("don", 1, 1, 1),
        ("t", 1, 1, 1),
        ("the", 1, 1, 1),
        ("自行车灯", 1, 1, 1),
    ]


def test_filters_history_order_limit_columns() -> None:
    found = ask(filters=["source.domain=a.example"], sort="word:desc", limit=2, columns=["word", "links"])
    assert listed(found, "word", "links") == [("the", 1), ("lamps", 2)]
    assert found.total == 4
    assert found.table.column_names == ["word", "links"]
    assert len(ask(history="lost")) == 0
    assert len(ask([])) == 0


def test_what_it_cannot_be_asked() -> None:
    for options in ({"metrics": ["ahrefs"]}, {"group": "similar"}, {"sort": "anchor"}, {"since": "2026-01-01"}):
        with pytest.raises(QueryError):
            ask(**options)
    with pytest.raises(QueryError, match="Known: anchor, word"):
        anchors(view_of(LINKS), build_query("shop.test"), "letter")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.text("aBß é_1-'灯ा\u0301👍", max_size=12)), max_size=6))
def test_any_anchors_are_split_as_by_python(told: list[tuple[str, str]]) -> None:
    expected: dict[str, tuple[int, set[str]]] = {}
    for domain, anchor in told:
        text = unicodedata.normalize("NFC", anchor.lower())
        # Marks belong to words here, and Python's \w leaves some of them out.
        runs = "".join(c if re.match(r"\w", c) or unicodedata.category(c)[0] == "M" else " " for c in text)
        for word in set(runs.split()):
            links, domains = expected.get(word, (0, set()))
            expected[word] = (links + 1, domains | {domain})
    found = {row["word"]: (row["links"], row["referring_domains"]) for row in ask(linked(*told))}
    assert found == {word: (links, len(domains)) for word, (links, domains) in expected.items()}


def test_filters_of_which_any_may_fit_and_pages() -> None:
    either = ["source.domain=b.example", "source.domain=d.example"]
    found = ask(filters=either, match="any")
    assert {row["word"] for row in found} == {"lamps", "2026", "don", "größe", "t"}
    first = ask(filters=either, match="any", limit=2)
    rest = ask(filters=either, match="any", after=first.next)
    assert listed(first, "word") + listed(rest, "word") == listed(found, "word")
    assert (first.total, rest.next) == (5, None)
