"""`sources` and `traffic` on the sample web, judged by what is known of its vendors: their lies above all."""

from __future__ import annotations

import json
import shutil
import sys
from collections import Counter, defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest

import backlit
from backlit.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from backlit.sample import SampleWeb

Row = dict[str, Any]
Link = tuple[str, str, str]
SITE = "harbourlight.example"
NAMING = ("ahrefs", "majestic", "semrush")
"""The vendors that name target and anchor: which link they mean is known."""
VENDORS = (*NAMING, "search_console")
VERDICTS = ("live", "lost", "never_there", "unchecked")


@pytest.fixture(scope="module")
def known(sample: SampleWeb) -> dict[str, set[Link]]:
    """The links that each source saw, `crawl` among them."""
    found: defaultdict[str, set[Link]] = defaultdict(set)
    for claim in sample.truth.exports.to_pylist():
        if claim["vendor"] in NAMING:
            found[claim["vendor"]].add((claim["source_url"], claim["target_url"], claim["anchor"]))
    for link in ours(sample):
        found["crawl"].add((link["source_url"], link["target_url"].partition("#")[0], link["anchor"]))
    return found


def ours(sample: SampleWeb) -> list[Row]:
    rows = sample.truth.links.to_pylist()
    return [row for row in rows if row["target_domain"] == SITE and row["relation"] == "external"]


@pytest.fixture(scope="module")
def sources(told: Path) -> list[Row]:
    return list(backlit.open(told).sources(SITE).arrow().to_pylist())


def section(rows: list[Row], name: str) -> dict[Any, Row]:
    picked = [row for row in rows if row["section"] == name]
    key = (lambda row: frozenset((row["source"], row["other"]))) if name == "overlap" else lambda row: row["source"]
    return {key(row): row for row in picked}


def test_every_claim_of_the_exports_is_a_link_with_its_witness(sample: SampleWeb, sources: list[Row]) -> None:
    claims = Counter(claim["vendor"] for claim in sample.truth.exports.to_pylist())
    listed = section(sources, "source")
    assert {vendor: listed[vendor]["links"] for vendor in VENDORS} == claims
    assert listed["crawl"]["links"] == listed["warc"]["links"] == len(ours(sample))


def test_the_verdicts_are_those_of_the_known_lies(sample: SampleWeb, sources: list[Row]) -> None:
    expected = {vendor: dict.fromkeys(VERDICTS, 0) for vendor in VENDORS}
    for claim in sample.truth.exports.to_pylist():
        expected[claim["vendor"]][claim["verdict"]] += 1
    verdicts = section(sources, "verdict")
    assert {vendor: {name: verdicts[vendor][name] for name in VERDICTS} for vendor in VENDORS} == expected


def test_what_two_sources_share_is_what_both_were_made_to_know(known: dict[str, set[Link]], sources: list[Row]) -> None:
    overlap = section(sources, "overlap")
    for one, other in combinations((*NAMING, "crawl"), 2):
        both = known[one] & known[other]
        row = overlap[frozenset((one, other))]
        assert row["links"] == len(both), (one, other)
        # The crawl knows three pages with two links in the same words, which no vendor lists: the smaller is a vendor.
        assert row["share_of_links"] == pytest.approx(len(both) / min(len(known[one]), len(known[other])))


def test_what_only_one_source_knows(sample: SampleWeb, known: dict[str, set[Link]], sources: list[Row]) -> None:
    pages = {claim["source_url"] for claim in sample.truth.exports.to_pylist() if claim["vendor"] == "search_console"}
    listed = section(sources, "source")
    for name in NAMING:
        elsewhere = set().union(*(links for other, links in known.items() if other != name))
        # A page of Search Console may mean any link of that page: of those the vendors alone know each has one.
        only = {link for link in known[name] - elsewhere if link[0] not in pages}
        assert listed[name]["only_links"] == len(only)
    all_pages = {link[0] for links in known.values() for link in links}
    assert listed["search_console"]["only_links"] == len(pages - all_pages)


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("verdict", VERDICTS)
def test_the_links_behind_a_verdict_can_be_listed(sample: SampleWeb, told: Path, vendor: str, verdict: str) -> None:
    report = backlit.open(told).backlinks(
        SITE, history="all", filters=[f"witnesses={vendor}", f"verdict={verdict}"], columns=["source_url"]
    )
    expected = Counter(
        claim["source_url"]
        for claim in sample.truth.exports.to_pylist()
        if (claim["vendor"], claim["verdict"]) == (vendor, verdict)
    )
    assert Counter(row["source_url"] for row in report) == expected


def test_the_crawl_is_told_as_it_was_before_the_exports(crawled: Path, told: Path) -> None:
    """A crawl outranks: state, losses and attributes of its links do not change; only witnesses and sights are more.

    But a link may be first seen earlier, or last seen later, than any look of ours.
    """
    columns = [
        "source_url", "target_url", "kind", "anchor", "rel", "followed", "placement", "hidden", "state", "lost_reason",
        "lost_at",
    ]  # fmt: skip
    asked = f"SELECT {', '.join(columns)} FROM links {{}} ORDER BY ALL"
    before = backlit.open(crawled).sql(asked.format("")).arrow().to_pylist()
    after = backlit.open(told).sql(asked.format("WHERE NOT reported")).arrow().to_pylist()
    differing = [(one, other) for one, other in zip(before, after, strict=True) if one != other]
    assert differing == []


def test_ratings_do_not_hear_of_exports(crawled: Path, told: Path, tmp_path: Path) -> None:
    """What vendors report is a sample around one's own site: it moves no rating of any domain."""
    import shutil

    rated = []
    for number, home in enumerate((crawled, told)):
        copy = shutil.copytree(home, tmp_path / str(number))
        index = backlit.open(copy)
        index.rank()
        asked = "SELECT domain, domain_rating, trust, harmonic FROM domains WHERE pages_looked_at > 0 ORDER BY domain"
        rated.append(index.sql(asked).arrow().to_pylist())
    assert rated[0] == rated[1]


def test_traffic_stands_beside_the_links_of_each_page(sample: SampleWeb, told: Path) -> None:
    rows = {key(row["url"]): row for row in backlit.open(told).traffic(SITE)}
    expected = {key(row["page"]): row for row in sample.truth.traffic.to_pylist()}
    assert len(expected) == sample.truth.traffic.num_rows
    links: Counter[str] = Counter(
        key(link["target_url"].partition("#")[0]) for link in ours(sample) if link["state"] != "lost"
    )
    for page, row in expected.items():
        if page not in rows:  # shown in results, never clicked, never linked: no row
            assert (row["clicks"], links[page]) == (0, 0)
            continue
        assert (rows[page]["clicks"], rows[page]["impressions"]) == (row["clicks"], row["impressions"]), page
        assert rows[page]["position"] == pytest.approx(row["hundredths"] / 100)
    claims = sample.truth.exports.to_pylist()
    doubtful = {key(claim["target_url"] or f"https://{SITE}/") for claim in claims if claim["verdict"] == "unchecked"}
    for page in (rows.keys() | links.keys()) - doubtful:
        row = rows[page]
        assert row["backlinks"] == links[page], page
        clicks = expected[page]["clicks"] if page in expected else 0
        assert row["standing"] == {(True, True): "both", (True, False): "links_no_traffic"}.get(
            (links[page] > 0, clicks > 0), "traffic_no_links"
        )
    assert {row["standing"] for row in rows.values()} == {"both", "links_no_traffic", "traffic_no_links"}


def key(url: str) -> str:
    """A page without scheme and without a slash at its end, as the report joins them."""
    return url.partition("://")[2].removesuffix("/")


def test_the_series_of_days_is_that_of_the_file(sample: SampleWeb, told: Path) -> None:
    rows = (sample.folder / sample.exports[5].name).read_text(encoding="utf-8").splitlines()[1:]
    expected = {row.split(",")[0]: tuple(map(float, row.split(",")[1:3])) for row in rows}
    series = backlit.open(told).traffic(SITE, by="day").arrow().to_pylist()
    days = {str(row[next(iter(row))])[:10]: (row["clicks"], row["impressions"]) for row in series}
    assert {day: figures for day, figures in days.items() if figures[0] is not None} == expected


def test_ratings_of_a_vendor_stand_beside_ours_and_never_in_them(sample: SampleWeb, told: Path) -> None:
    import csv
    import io

    text = sample.exports[0].read_bytes().decode("utf-16")
    expected = {
        row["Referring page URL"]: float(row["Domain rating"])
        for row in csv.DictReader(io.StringIO(text, newline=""), delimiter="\t")
    }
    report = backlit.open(told).backlinks(
        SITE, history="all", metrics=["ahrefs.domain_rating"], filters=["witnesses=ahrefs"]
    )
    assert len(report) == len([c for c in sample.truth.exports.to_pylist() if c["vendor"] == "ahrefs"])
    for row in report:
        assert row["ahrefs.domain_rating"] == expected[row["source_url"]]
        assert row["ahrefs.as_of"].isoformat().startswith("2026-04-18")
        assert row["source_domain_rating"] is None, "nothing was rated here"


def test_the_journals_of_the_exports_add_up(sample: SampleWeb, told: Path) -> None:
    files = backlit.open(told).imports().table.to_pylist()
    exports = {row["file"]: row for row in files if row.get("vendor")}
    claims = Counter(claim["file"] for claim in sample.truth.exports.to_pylist())
    assert set(exports) == {path.name for path in sample.exports}
    for name, row in exports.items():
        assert row["accepted"] + row["rejected"] + row["duplicates"] == row["read"]
        assert row["rejected"] == row["duplicates"] == 0
        assert claims.get(name, row["accepted"]) == row["accepted"]


def test_an_index_with_exports_is_verified(told: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--home", str(told), "verify", "--deep"]) == 0
    assert "sound" in capfd.readouterr().out
    assert json.loads((told / "manifest.json").read_text(encoding="utf-8"))["imports"][2]["first_look"] is None


def test_the_demonstration_runs_and_so_does_what_it_says_to_try_next(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    from backlit.sample.demo import NEXT, demo

    assert demo(tmp_path) == 0
    shown = capfd.readouterr().out
    assert "never_there" in shown
    assert "traffic_no_links" in shown
    assert shown.endswith(f" serve\n  http://127.0.0.1:8321/overview?target={SITE}\n\n")
    for _, step in NEXT:
        assert main(["--home", str(tmp_path / "backlit-data"), *step]) == 0
        assert len(capfd.readouterr().out.splitlines()) > 3


def test_on_a_terminal_the_demonstration_ends_with_the_app(
    sample: SampleWeb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from backlit.sample import demo

    shutil.copytree(sample.folder, tmp_path / "demo")
    typed: list[list[str]] = []
    monkeypatch.setattr(demo, "backlit", lambda words: typed.append(words) or 0)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert demo.demo(tmp_path / "demo") == 0
    assert typed[-1] == ["--home", str(tmp_path / "demo" / "backlit-data"), "serve"]
    assert [words[2] for words in typed].count("serve") == 1
    assert "http://127.0.0.1:8321/" in capfd.readouterr().out
