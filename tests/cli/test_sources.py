"""The commands about what exports say, and the option for vendors' metrics, over an index told row by row."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from tests.report.told import at, link, view_of

import backlit

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.warc_by_hand import Command

SHOP = "https://shop.test/"
EVIL = "\x1b[31m=cmd\u202e"
LINKS = [
    link("https://a.example/", SHOP, "ahrefs warc", "2026-01-01", "2026-03-01"),
    link("https://b.example/", f"{SHOP}lamps", "ahrefs", "2026-01-02", "2026-02-01", anchor=EVIL),
    link("https://c.example/", f"{SHOP}lamps", "majestic", "2026-01-02", "2026-02-01", state="lost",
         lost_at=at("2026-03-01"), lost_reason="removed_from_html"),
]  # fmt: skip
CLAIMS: list[dict[str, Any]] = [
    {"record": "link", "vendor": "ahrefs", "property": "shop.test", "as_of": at("2026-03-01"), "target_url": SHOP,
     "source_url": "https://a.example/", "metric.source_domain.domain_rating": 50.0, "metric.link.x\x1b[31m": EVIL},
    {"record": "mention", "vendor": "majestic", "as_of": at("2026-03-01"), "source_url": "https://d.example/",
     "target_url": SHOP, "anchor": EVIL},
    {"record": "traffic_page", "vendor": "search_console", "as_of": at("2026-03-01"), "subject": SHOP,
     "metric.page.clicks": 1234567.0, "metric.page.impressions": 9876543.0, "metric.page.position": 1.5},
    {"record": "traffic_day", "vendor": "search_console", "property": "shop.test", "as_of": at("2026-03-01"),
     "day": date(2026, 2, 1), "metric.day.clicks": 5.0},
]  # fmt: skip
ROWS: dict[tuple[str, ...], int] = {
    ("sources",): 9, ("traffic",): 2, ("traffic", "--by", "month"): 3, ("mentions",): 1,
    ("backlinks", "--metrics", "ahrefs"): 2, ("growth", "--by", "month"): 3, ("anchors", "--by", "word"): 3,
    ("compare", "other.test"): 2,
}  # fmt: skip
COMMANDS = list(ROWS)


@pytest.fixture
def ask(run: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs a command over the told index."""
    monkeypatch.setattr(backlit.Index, "_view", lambda _: view_of(LINKS, CLAIMS))
    return run


@pytest.mark.parametrize("width", [40, 80, 120, 200])
@pytest.mark.parametrize("command", COMMANDS)
def test_a_table_fits_the_terminal(ask: Command, command: tuple[str, ...], width: int) -> None:
    done = ask(command[0], "shop.test", *command[1:], columns=width)
    assert done.code == 0, done.err
    assert max(len(line) for line in done.out.splitlines() if "backlit backlinks" not in line) <= width
    assert "\x1b" not in done.out
    assert "\u202e" not in done.out


@pytest.mark.parametrize("form", ["json", "jsonl", "csv"])
@pytest.mark.parametrize("command", COMMANDS)
def test_machine_forms_have_every_row_and_no_control(ask: Command, command: tuple[str, ...], form: str) -> None:
    done = ask(command[0], "shop.test", *command[1:], "--format", form)
    assert done.code == 0, done.err
    rows = {
        "json": lambda text: json.loads(text)["rows"],
        "jsonl": lambda text: [json.loads(line) for line in text.splitlines()],
        "csv": lambda text: list(csv.DictReader(io.StringIO(text, newline=""))),
    }[form](done.out)  # fmt: skip
    assert len(rows) == ROWS[command]
    if form != "csv":
        assert "\x1b" not in done.out


def test_sources_shows_three_sections_and_how_to_list_what_they_count(ask: Command) -> None:
    done = ask("sources", "shop.test", "--filter", "target_url~shop", columns=160)
    for title in ("Which source knows what", "What two sources both know", "What a crawl found of their links"):
        assert title in done.out
    assert "never_there" in done.out
    listed = "backlit backlinks shop.test --history all --filter 'target_url~shop' --filter only_witness=ahrefs"
    assert listed in done.out
    counted = ask(*listed.replace("'", "").split()[1:], "--format", "csv")
    assert len(counted.out.splitlines()) == 1 + 1


def test_traffic_tells_numbers_whole_and_standings(ask: Command) -> None:
    done = ask("traffic", "shop.test", columns=120)
    assert "1,234,567" in done.out
    assert "1 with traffic and links, 1 with links and no traffic" in done.out
    assert "sessions" not in done.out  # nobody told of them
    by_day = ask("traffic", "shop.test", "--by", "day", "--format", "csv", "--since", "2026-02-01", "--until",
                 "2026-02-01")  # fmt: skip
    assert by_day.out.splitlines()[1].startswith("2026-02-01,")


def test_metrics_of_a_vendor_are_named_and_unknown_ones_refused(ask: Command) -> None:
    told = ask("backlinks", "shop.test", "--metrics", "ahrefs.domain_rating", columns=120)
    assert "ahrefs.domain_rating" in told.out.splitlines()[0]
    wrong = ask("backlinks", "shop.test", "--metrics", "moz")
    assert wrong.code == 2
    assert "ahrefs.domain_rating" in wrong.err
    assert "\x1b" not in wrong.err
    assert ask("internal", "shop.test", "--metrics", "ahrefs").code == 2


def test_files_of_these_reports(ask: Command, tmp_path: Any) -> None:
    for name in ("a.xlsx", "a.parquet", "a.txt", "a.csv"):
        for command in COMMANDS:
            path = tmp_path / f"{command[0]}-{name}"
            assert ask(command[0], "shop.test", *command[1:], "-o", str(path)).code == 0
            assert path.stat().st_size > 20


def test_what_sources_cannot_be_asked(run: Callable[..., Any]) -> None:
    assert run("sources", "shop.test", "--history", "lost").code == 2
    assert run("traffic", "shop.test", "--by", "year").code == 2
    assert run("mentions", "shop.test", "--history", "lost").code == 2
