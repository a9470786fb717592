"""Rules that hold for every importer, from file to index: what an export's silence means, and who is believed."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from tests.exports.ahrefs import LAYOUTS as AHREFS
from tests.exports.claimed import read_file
from tests.exports.truth import AS_OF, SAYINGS
from tests.exports.writing import UTF8, write_xlsx
from tests.warc_by_hand import write_warc

import backlit
from backlit.cli import main
from backlit.sources.exports import plan_exports

if TYPE_CHECKING:
    from pathlib import Path

    from tests.exports.truth import Saying

SITE = "shop.example"
KEPT, DROPPED = SAYINGS[0], SAYINGS[5]


def ahrefs(path: Path, *sayings: Saying) -> Path:
    layout = AHREFS[0]
    rows = [[layout.text(cell) for cell in layout.row(saying)] for saying in sayings]
    layout.native.write(path, (), [list(layout.header), *rows])
    return path


def take(home: Path, *words: str) -> None:
    assert main(["--home", str(home), *words]) == 0


def states(home: Path) -> dict[str, tuple[str, str | None]]:
    rows = backlit.open(home).backlinks(SITE, history="all")
    return {row["source_url"]: (row["state"], row["lost_reason"]) for row in rows}


def live(saying: Saying) -> dict[str, Any]:
    """A copy of a saying that does not say lost."""
    return {name: getattr(saying, name) for name in ("n", "source", "target", "anchor", "title")}


def test_a_link_that_a_newer_export_does_not_name_is_not_lost(tmp_path: Path) -> None:
    home, two = tmp_path / "home", type(KEPT)(**live(DROPPED))
    take(home, "import-export", str(ahrefs(tmp_path / f"{SITE}-backlinks_2026-07-01_10-00-00.csv", KEPT, two)))
    before = states(home)
    take(home, "import-export", str(ahrefs(tmp_path / f"{SITE}-backlinks_2026-09-01_10-00-00.csv", SAYINGS[1])))
    after = states(home)
    assert {url: after[url] for url in before} == before == dict.fromkeys(before, ("live", None))
    assert len(after) == len(before) + 1


@pytest.mark.parametrize("header", ["Linking page,Last crawled", "Linking page"])
def test_an_empty_export_ends_no_link(tmp_path: Path, header: str) -> None:
    home = tmp_path / "home"
    take(home, "import-export", str(ahrefs(tmp_path / "one.csv", KEPT)))
    empty = tmp_path / f"{SITE}-Latest links-2026-09-01.csv"
    empty.write_text(header + "\n", encoding="utf-8")
    take(home, "import-export", str(empty))
    assert states(home) == {KEPT.url: ("live", None)}


PAGE = f"<title>t</title><main><p>Some text of a page <a href='{DROPPED.target}'>{DROPPED.anchor}</a> and more.</p>"


@pytest.mark.parametrize(
    ("html", "when", "state"),
    [
        (PAGE, "2026-06-20T00:00:00Z", ("lost", "reported")),  # the vendor saw it gone after our look
        (PAGE, "2026-07-02T00:00:00Z", ("live", None)),  # our look came later and found it
        ("<p>Nothing here.", "2026-07-02T00:00:00Z", ("lost", "removed_from_html")),
        ("404", "2026-07-02T00:00:00Z", ("lost", "page_not_found")),
    ],
)
@pytest.mark.parametrize("crawl_first", [True, False])
def test_a_loss_that_a_vendor_reports_stands_until_a_look_of_ours_knows_better(
    tmp_path: Path, html: str, when: str, state: tuple[str, str | None], crawl_first: bool
) -> None:
    home = tmp_path / "home"
    steps = [
        ("import", str(write_warc(tmp_path / "crawl.warc", {DROPPED.url: html}, when))),
        ("import-export", str(ahrefs(tmp_path / "one.csv", DROPPED))),
    ]
    for step in steps if crawl_first else reversed(steps):
        take(home, *step)
    found = states(home)[DROPPED.url]
    assert (found[0], found[1] if found[0] == "lost" else None) == state


def test_a_look_of_ours_is_believed_over_a_vendor_who_still_sees_the_link(tmp_path: Path) -> None:
    home = tmp_path / "home"
    for date, html in (("2026-05-01T00:00:00Z", PAGE), ("2026-05-20T00:00:00Z", "<p>Nothing here.")):
        take(home, "import", str(write_warc(tmp_path / f"{date[:10]}.warc", {DROPPED.url: html}, date)))
    take(home, "import-export", str(ahrefs(tmp_path / "one.csv", type(KEPT)(**live(DROPPED)))))
    assert states(home) == {DROPPED.url: ("lost", "removed_from_html")}


@pytest.mark.parametrize(
    ("name", "property_", "target"),
    [
        ("shop.example-Latest links-2026-09-18.csv", "shop.example", "https://shop.example/"),
        ("https___www.shop.example_-Latest links-2026-09-18.csv", "https://www.shop.example/",
         "https://www.shop.example/"),
        ("http___shop.example_-Latest links-2026-09-18.csv", "http://shop.example/", "http://shop.example/"),
    ],
)  # fmt: skip
def test_the_name_of_a_file_tells_the_property_and_the_date(
    tmp_path: Path, name: str, property_: str, target: str
) -> None:
    path = tmp_path / name
    UTF8.write(path, (), [["Linking page"], ["https://news.example/a"]])
    (plan,) = plan_exports([str(path)])
    assert (plan.property, plan.as_of) == (property_, int(datetime(2026, 9, 18, tzinfo=UTC).timestamp()) * 1_000_000)
    found = read_file(path, tmp_path / "segment", AS_OF)
    assert (found.claims[0]["target_url"], found.claims[0]["target_assumed"]) == (target, True)


def test_without_a_property_a_file_without_targets_is_refused_with_the_mend(tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    UTF8.write(path, (), [["Linking page"], ["https://news.example/a"]])
    with pytest.raises(ValueError, match="--property"):
        plan_exports([str(path)])


def test_a_zip_of_search_console_is_its_files(tmp_path: Path) -> None:
    """The Performance report comes as a ZIP: pages and days are taken, queries and the like have nothing for us."""
    path = tmp_path / f"https___{SITE}_-Performance-on-Search-2026-09-18.zip"
    numbers = "Clicks,Impressions,CTR,Position"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("Pages.csv", f"Top pages,{numbers}\nhttps://{SITE}/,5,50,10%,3\n")
        made.writestr("Chart.csv", f"Date,{numbers}\n2026-09-01,5,50,10%,3\n")
        made.writestr("Queries.csv", f"Top queries,{numbers}\nlamp,5,50,10%,3\n")
        made.writestr("Filters.csv", "Filter,Value\nSearch type,Web\n")
    home = tmp_path / "home"
    take(home, "import-export", str(path))
    records = "SELECT record, count(*) FROM claims GROUP BY ALL ORDER BY ALL"
    rows = backlit.open(home).sql(records).arrow().to_pylist()
    assert [tuple(row.values()) for row in rows] == [("traffic_day", 1), ("traffic_page", 1)]


def test_a_spreadsheet_of_another_name_and_a_text_with_its_ending_are_told_by_their_bytes(tmp_path: Path) -> None:
    header, row = ["Source URL", "Target URL", "Anchor text"], ["https://a.example/", f"https://{SITE}/", "x"]
    write_xlsx(tmp_path / "links.xlsx", [header, row])
    (tmp_path / "links.xlsx").rename(tmp_path / "one.txt")
    UTF8.write(tmp_path / "two.xlsx", (), [header, row])
    told = [read_file(tmp_path / name, tmp_path / f"{name}.segment", AS_OF).claims for name in ("one.txt", "two.xlsx")]
    assert [[claim["source_url"] for claim in claims] for claims in told] == [["https://a.example/"]] * 2
