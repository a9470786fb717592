"""Search Console and Screaming Frog in ten languages: the same file in each gives the same claims."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.exports.claimed import read_file
from tests.exports.truth import AS_OF, PROPERTY
from tests.exports.writing import UTF8

TABLES = tomllib.loads(Path(__file__).with_name("languages.toml").read_text(encoding="utf-8"))
LATEST_LINKS, PAGES, DAYS, INLINKS = (TABLES[name] for name in ("latest_links", "pages", "days", "inlinks"))


def cases(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(language, header) for language, headers in table.items() for header in headers]


def test_each_table_has_the_ten_languages() -> None:
    ten = {"en", "de", "fr", "es", "it", "pt", "nl", "pl", "he", "ja"}
    assert all(set(table) == ten for table in (LATEST_LINKS, PAGES, DAYS, INLINKS))


@pytest.mark.parametrize(("language", "header"), cases(LATEST_LINKS))
def test_latest_links(language: str, header: str, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    crawled = "2026-09-28" if language == "en" else "28/09/2026"
    UTF8.write(path, (), [header.split(","), ["https://news.example/lamps", crawled]])
    found = read_file(path, tmp_path / "segment", AS_OF, property=PROPERTY)
    assert found.plan.vendor == "search_console"
    assert found.claims[0]["last_seen"] == datetime(2026, 9, 28, tzinfo=UTC)
    assert found.link(0)["target_assumed"]


@pytest.mark.parametrize(("language", "header"), cases(LATEST_LINKS))
def test_more_sample_links(language: str, header: str, tmp_path: Path) -> None:
    path = tmp_path / f"{language}.csv"
    UTF8.write(
        path, (), [[header.split(",", maxsplit=1)[0]], ["https://news.example/lamps"], ["https://news.example/more"]]
    )
    found = read_file(path, tmp_path / "segment", AS_OF, property=PROPERTY)
    assert found.plan.vendor == "search_console"
    assert [claim["source_url"] for claim in found.claims] == [
        "https://news.example/lamps",
        "https://news.example/more",
    ]


@pytest.mark.parametrize(("language", "header"), cases(PAGES))
def test_performance_by_page(language: str, header: str, tmp_path: Path) -> None:
    path = tmp_path / f"{language}.csv"
    numbers = ["1204", "20000", "6.02%", "7.5"]
    UTF8.write(path, (), [header.split(","), ["https://shop.example/lamp", *numbers]])
    found = read_file(path, tmp_path / "segment", AS_OF, property=PROPERTY)
    assert (found.plan.vendor, found.plan.record) == ("search_console", "traffic_page")
    metrics = found.metrics(0)
    assert (metrics["page.clicks"], metrics["page.impressions"]) == (1204, 20000)
    assert "page.ctr" in metrics
    assert "page.position" in metrics


@pytest.mark.parametrize("language", ["de", "fr", "es", "it", "pt", "nl", "pl"])
def test_decimal_commas_and_points_between_thousands(language: str, tmp_path: Path) -> None:
    """`1.240` clicks and position `7,5` where the language writes them so: never 1.24 clicks."""
    path = tmp_path / f"{language}.csv"
    rows = [
        ["https://shop.example/a", "1.240", "20.000", "6,02%", "7,5"],
        ["https://shop.example/b", "3", "40", "0%", "9"],
    ]
    UTF8.write(path, (), [PAGES[language][0].split(","), *rows])
    found = read_file(path, tmp_path / "segment", AS_OF, property=PROPERTY)
    metrics = found.metrics(0)
    assert (metrics["page.clicks"], metrics["page.impressions"], metrics["page.position"]) == (1240, 20000, 7.5)


@pytest.mark.parametrize(("language", "header"), cases(DAYS))
def test_performance_by_day(language: str, header: str, tmp_path: Path) -> None:
    path = tmp_path / f"{language}.csv"
    UTF8.write(
        path, (), [header.split(","), ["2026-07-01", "10", "200", "5%", "8"], ["2026-07-02", "9", "99", "9%", "7"]]
    )
    found = read_file(path, tmp_path / "segment", AS_OF, property=PROPERTY)
    assert (found.plan.vendor, found.plan.record) == ("search_console", "traffic_day")
    assert [claim["day"] for claim in found.claims] == [date(2026, 7, 1), date(2026, 7, 2)]
    assert found.metrics(0)["day.clicks"] == 10


@pytest.mark.parametrize("language", INLINKS)
def test_all_inlinks(language: str, tmp_path: Path) -> None:
    header, link = INLINKS[language]
    row = [link, "https://news.example/a", "https://shop.example/", "", "lamp", "200", "OK", "true", "", "Content"]
    path = tmp_path / "all_inlinks.csv"
    UTF8.write(path, (), [header.split(","), row])
    found = read_file(path, tmp_path / "segment", AS_OF)
    assert found.plan.vendor == "screaming_frog"
    told = found.link(0)
    assert (told["source_url"], told["target_url"], told["anchor"]) == (row[1], row[2], "lamp")
    assert (told["followed"], told["nofollow"]) == (True, False)
