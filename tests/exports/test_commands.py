"""The new commands as people type them, over the sample web: each works, in each form, and errs with a mend."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from tests.exports.truth import SAYINGS
from tests.exports.writing import UTF8
from tests.warc_by_hand import Command, Run

import backlit
from backlit.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from backlit.sample import SampleWeb

SITE = "harbourlight.example"


@pytest.fixture
def run(told: Path, capfd: pytest.CaptureFixture[str]) -> Command:
    def command(*words: str, home: Path = told) -> Run:
        capfd.readouterr()
        code = main(["--home", str(home), *words])
        out, err = capfd.readouterr()
        return Run(code, out, err)

    return command


REPORTS = (
    ("sources", SITE), ("traffic", SITE), ("traffic", SITE, "--by", "month"), ("mentions", SITE), ("imports",),
    ("backlinks", SITE, "--metrics", "ahrefs"), ("referring-domains", SITE, "--metrics", "majestic.trust_flow"),
    ("backlinks", SITE, "--filter", "only_witness=ahrefs"), ("backlinks", SITE, "--filter", "reported=true"),
    ("overview", SITE), ("changes", SITE), ("status",), ("sql", "SELECT vendor, count(*) FROM claims GROUP BY ALL"),
    ("sql", "SELECT * FROM vendor_metrics LIMIT 3"), ("sql", "SELECT * FROM traffic LIMIT 3"),
    ("sql", "SELECT * FROM mentions LIMIT 3"),
)  # fmt: skip


@pytest.mark.parametrize("form", ["table", "csv", "json", "jsonl"])
@pytest.mark.parametrize("words", REPORTS, ids=" ".join)
def test_a_command_answers_in_every_form(run: Command, words: tuple[str, ...], form: str) -> None:
    """Notes on what the rows mean go to the error stream there, so that the rows can be piped."""
    done = run(*words, "--format", form)
    assert done.code == 0
    assert "rror" not in done.err
    if form == "json":
        json.loads(done.out)
    elif form == "jsonl":
        assert all(isinstance(json.loads(line), dict) for line in done.out.splitlines())


def test_the_python_interface_has_the_same_words(told: Path, sample: SampleWeb, tmp_path: Path) -> None:
    index = backlit.open(shutil.copytree(told, tmp_path / "home"))
    assert len(index.sources(SITE)) == len(index.sources(f"https://{SITE}/", scope="domain")) > 10
    assert index.traffic(SITE, limit=3).total > 3
    assert index.mentions(SITE).total == 0
    done = index.import_exports([str(sample.exports[0])])
    assert (done.import_id, len(done.known)) == (None, 1)
    assert [one.id for one in index.undo(["0003"])] == ["0003"]
    assert index.sources(SITE).total < 10


def test_a_dry_run_stores_nothing_and_tells_everything(run: Command, sample: SampleWeb, tmp_path: Path) -> None:
    home = tmp_path / "new"
    done = run("import-export", "--dry-run", str(sample.exports[0]), home=home)
    assert done.code == 0
    assert not home.exists()
    for told in ("ahrefs", "utf-16", "Domain rating", "source_domain.domain_rating", "Referring page URL"):
        assert told in done.out
    assert SAYINGS[0].source not in done.out


def test_a_file_of_unknown_columns_is_completed_by_map(run: Command, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    UTF8.write(path, (), [["Wo", "Wohin", "Was"], ["https://a.example/", "https://shop.example/", "Lampe"]])
    home = tmp_path / "home"
    refused = run("import-export", str(path), home=home)
    assert refused.code not in (0, 3)
    for told in ("Wo", "Wohin", "--map"):
        assert told in refused.err
    mapped = ("--map", "Wo=source_url", "--map", "Wohin=target_url", "--map", "Was=anchor", "--vendor", "my_list")
    assert run("import-export", str(path), *mapped, home=home).code == 0
    (row,) = backlit.open(home).backlinks("shop.example")
    assert (row["anchor"], row["witnesses"], row["reported"]) == ("Lampe", ["my_list"], True)
    assert (row["followed"], row["kind"], row["nofollow"]) == (None, None, None)


def test_an_analytics_file_becomes_traffic_by_map(run: Command, tmp_path: Path) -> None:
    path = tmp_path / "analytics.csv"
    rows = [["Landing page", "Visits", "Goals"], ["https://shop.example/lamp", "1,204", "17"]]
    UTF8.write(path, (), rows)
    words = ("--map", "Landing page=page", "--map", "Visits=sessions", "--map", "Goals=conversions")
    home = tmp_path / "home"
    assert run("import-export", str(path), *words, "--property", "shop.example", home=home).code == 0
    (row,) = backlit.open(home).traffic("shop.example")
    assert (row["sessions"], row["conversions"], row["standing"]) == (1204, 17, "traffic_no_links")


def test_mentions_are_told_with_the_link_that_came(run: Command, tmp_path: Path) -> None:
    from tests.exports.majestic import LAYOUTS

    home, path = tmp_path / "home", tmp_path / "majestic.csv"
    layout = LAYOUTS[0]
    rows = [[layout.text(cell) for cell in layout.row(saying)] for saying in SAYINGS]
    layout.native.write(path, (), [list(layout.header), *rows])
    assert run("import-export", str(path), home=home).code == 0
    index = backlit.open(home)
    (row,) = index.mentions("shop.example")
    assert SAYINGS[9].source in row.values()
    assert len(index.backlinks("shop.example", history="all")) == len(SAYINGS) - 1


def test_rejected_rows_are_listed_with_line_and_reason_and_the_exit_code_is_3(run: Command, tmp_path: Path) -> None:
    path = tmp_path / "shop.example-Latest links-2026-07-18.csv"
    good = ["https://a.example/", "2026-07-01"]
    UTF8.write(path, (), [["Linking page", "Last crawled"], good, ["nonsense", "2026-07-01"], good])
    home = tmp_path / "home"
    done = run("import-export", str(path), home=home)
    assert done.code == 3
    assert "line 3" in done.err
    listed = run("imports", "0001", home=home)
    assert "nonsense" in listed.out
    sums = [row for row in backlit.open(home).imports().table.to_pylist() if row["vendor"]]
    assert [(row["read"], row["accepted"], row["rejected"], row["duplicates"]) for row in sums] == [(3, 1, 1, 1)]


def test_each_kind_of_file_given_to_the_wrong_command_names_the_right_one(
    run: Command, sample: SampleWeb, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    archive = run("import-export", str(sample.crawls[0]), home=home)
    export = run("import", str(sample.exports[0]), home=home)
    assert (archive.code, "backlit import " in archive.err) == (2, True)
    assert (export.code, "import-export" in export.err) == (2, True)


def test_undo_names_what_there_is(run: Command, told: Path, tmp_path: Path) -> None:
    home = shutil.copytree(told, tmp_path / "home")
    wrong = run("undo", "0099", home=home)
    assert wrong.code not in (0, 3)
    assert "0099" in wrong.err
    assert run("undo", "0003", home=home).code == 0
    assert run("verify", home=home).code == 0
    assert "ahrefs" not in run("sources", SITE, home=home).out
