"""What the main figures were before the window: against an index that knows only what was known by then."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from tests.report.told import at, link, view_of

import backlit
from backlit.report.overview import overview
from backlit.report.query import build_query
from backlit.sample import build
from backlit.store.home import DamagedError
from backlit.store.rated import Past

if TYPE_CHECKING:
    from pathlib import Path

BRANDS = ("harbourlight.example", "brightspoke.example", "bestcheaplamps.test", "openpedalwiki.example")
SHOP = "https://shop.test/"
LINKS = [
    link("https://a.example/1", SHOP, "warc", "2026-01-01", "2026-04-01"),
    link("https://a.example/2", SHOP, "warc", "2026-01-01", "2026-01-01", state="lost", lost_at=at("2026-02-01"),
         lost_reason="removed_from_html"),
    link("https://b.example/", SHOP, "warc", "2026-01-01", "2026-01-01", state="lost", lost_at=at("2026-03-01"),
         lost_reason="removed_from_html"),  # at the very start of the window it stands no more, just before it does
    link("https://c.example/", SHOP, "warc", "2026-01-01", "2026-04-01", followed=False, lost_at=at("2026-01-05"),
         restored_at=at("2026-02-05")),
    link("https://d.example/", SHOP, "warc", "2026-03-01", "2026-04-01"),
    link("https://e.example/", SHOP, "ahrefs", "2026-01-01", "2026-04-01"),
]  # fmt: skip
NOTHING = dict.fromkeys(
    ("backlinks", "referring_domains", "followed", "followed_share", "domain_rating", "trust", "rated_as_of")
)


def before(view: Any, **options: Any) -> dict[str, Any]:
    found: dict[str, Any] = overview(view, build_query("shop.test", **options)).facts["before"]
    return found


def test_what_stood_just_before_the_window() -> None:
    counts = {"backlinks": 4, "referring_domains": 4, "followed": 2, "followed_share": pytest.approx(2 / 3)}
    assert before(view_of(LINKS)) == NOTHING | counts
    early = before(view_of(LINKS), since="2026-01-20")
    assert (early["backlinks"], early["referring_domains"]) == (4, 3)
    assert before(view_of(LINKS), filters=["source.domain=a.example"])["backlinks"] == 1


def test_nothing_is_told_of_a_time_when_nobody_looked() -> None:
    assert before(view_of(LINKS), since="2025-12-31") == NOTHING
    for history in ("all", "lost", "new"):
        assert before(view_of(LINKS), history=history) == NOTHING
    # Somebody looked by then, and there was none.
    looked = replace(view_of(LINKS), first=datetime(2025, 6, 1, tzinfo=UTC))
    assert before(looked, since="2025-12-31") == NOTHING | {
        "backlinks": 0, "referring_domains": 0, "followed": 0,
    }  # fmt: skip


def test_ratings_come_of_the_last_rank_before_the_window() -> None:
    asked = []

    def past(domain: str, moment: datetime) -> Past:
        asked.append((domain, moment))
        return Past(at("2026-02-01"), at("2026-06-01"), 12.5, None)

    found = before(replace(view_of(LINKS), past_rating=past), since="2026-02-10")
    assert asked == [("shop.test", at("2026-02-10"))]
    assert (found["domain_rating"], found["trust"], found["rated_as_of"]) == (12.5, None, at("2026-02-01"))


def test_a_damaged_file_of_past_ratings_is_a_note() -> None:
    def broken(*_: object) -> Past:
        raise DamagedError("rated/000001.parquet is missing or damaged")

    report = overview(replace(view_of(LINKS), past_rating=broken), build_query("shop.test"))
    assert report.facts["before"]["domain_rating"] is None
    assert report.facts["before"]["backlinks"] == 4
    assert "rated/000001.parquet is missing or damaged" in report.notes


def test_the_window_of_an_overview_may_be_told_whatever_its_history() -> None:
    report = overview(view_of(LINKS), build_query("shop.test", since="2026-02-01", until="2026-02-28"))
    facts = report.facts
    assert (facts["backlinks"], facts["new_in_window"], facts["lost_in_window"]) == (4, 1, 1)
    assert report.facts["since"] == at("2026-02-01")


@pytest.fixture(scope="module")
def indexes(tmp_path_factory: pytest.TempPathFactory) -> tuple[backlit.Index, backlit.Index]:
    """The sample web as it was known after its first crawl, and after both; ranked after each."""
    folder: Path = tmp_path_factory.mktemp("sample")
    sample = build(folder)
    early, late = backlit.open(folder / "early"), backlit.open(folder / "late")
    for index, crawls in ((early, sample.crawls[:1]), (late, sample.crawls)):
        for crawl in crawls:
            index.import_files([crawl])
            index.rank(seeds=["openpedalwiki.example", "ministry-transport.example"])
    return early, late


@pytest.mark.parametrize("target", BRANDS)
def test_it_is_what_the_overview_said_then(indexes: tuple[backlit.Index, backlit.Index], target: str) -> None:
    early, late = indexes
    said, found = early.overview(target).facts, late.overview(target).facts["before"]
    assert (found["backlinks"], found["referring_domains"]) == (said["backlinks"], said["referring_domains"])
    assert found["domain_rating"] == pytest.approx(said["domain_rating"], rel=1e-6)
    assert found["trust"] == pytest.approx(said["trust"], rel=1e-6)
    assert found["rated_as_of"] == said["newest_look"]
    assert early.overview(target).facts["before"] == NOTHING


def test_growth_ends_where_the_overview_is(indexes: tuple[backlit.Index, backlit.Index]) -> None:
    for target in BRANDS:
        facts, last = indexes[1].overview(target).facts, list(indexes[1].growth(target, by="day"))[-1]
        assert (last["links"], last["referring_domains"]) == (facts["backlinks"], facts["referring_domains"])
        compared = next(iter(indexes[1].compare(target)))
        assert (compared["backlinks"], compared["referring_domains"]) == (last["links"], last["referring_domains"])
        assert compared["new_in_window"] == facts["new_in_window"]
        assert compared["domain_rating"] == facts["domain_rating"]
