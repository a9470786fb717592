"""Imports of exports: what they say adds up, what is known adds nothing, what is damaged costs its own file alone."""

import dataclasses
import json
import os
import shutil
from datetime import UTC, datetime

import pyarrow.parquet as pq
import pytest
from tests.store.crawls import rows
from tests.store.exports import link_rows, write_export

from backlit import store
from backlit.store.journal import read_journal, write_journal
from backlit.store.manifest import read_manifest


@pytest.fixture
def home(tmp_path):
    return store.open_home(tmp_path / "home")


def bad_rows():
    """Six links, one of them twice, and two rows without an address."""
    told = link_rows(6)
    return [*told, told[1], {**told[0], "source_url": "nowhere"}, {**told[2], "source_url": ""}]


def test_an_import_of_exports_adds_up(home, tmp_path):
    plans = [
        write_export(tmp_path / "one.csv", bad_rows()),
        write_export(tmp_path / "two.csv", link_rows(4), vendor="moz"),
    ]
    report = store.import_exports(home, plans)
    assert (report.import_id, report.read, report.accepted, report.rejected, report.duplicates) == (
        "0001",
        13,
        10,
        2,
        1,
    )
    assert (report.links, report.lost, report.known, report.damage) == (10, 3, (), ())
    assert [(row.file, row.line, bool(row.reason)) for row in report.rejects] == [
        ("one.csv", 9, True), ("one.csv", 10, True),
    ]  # fmt: skip
    assert sum(report.reasons.values()) == 2
    one, two = read_journal(home, "0001").files
    assert one.records == one.export.accepted + one.export.rejected + one.export.duplicates == 9
    assert (two.export.vendor, two.export.property) == ("moz", "example.com")
    assert one.export.next_number == two.export.first_number
    (imported,) = read_manifest(home).imports
    assert (imported.kind, imported.first_look, imported.last_look) == ("export", None, None)
    assert (imported.claims, imported.claimed_links, imported.pages, imported.links) == (10, 10, 0, 0)
    assert store.verify(home, deep=True).sound
    assert not home.tmp.exists()


def test_an_export_that_is_known_adds_nothing(home, tmp_path):
    plan = write_export(tmp_path / "one.csv", link_rows(5))
    store.import_exports(home, [plan])
    before = home.manifest.read_bytes()
    again = store.import_exports(home, [plan, dataclasses.replace(plan, name="other name.csv")])
    assert (again.import_id, again.known, again.read) == (None, ("one.csv", "other name.csv"), 0)
    assert home.manifest.read_bytes() == before


@pytest.mark.parametrize("other", [{"vendor": "moz"}, {"property": "https://example.com/"}, {"layout": "else"}])
def test_the_same_bytes_read_otherwise_are_another_file(home, tmp_path, other):
    plan = write_export(tmp_path / "one.csv", link_rows(5))
    report = store.import_exports(home, [plan, dataclasses.replace(plan, **other)])
    assert (len(report.files), report.known) == (2, ())


def test_a_copy_with_another_time_is_the_same_file(home, tmp_path):
    """Where nothing but the file's own time tells its date; a date that was told makes another file."""
    original = write_export(tmp_path / "one.csv", link_rows(5))
    copy = dataclasses.replace(original, path=shutil.copy(original.path, tmp_path / "copy.csv"))
    plans = []
    for plan, seconds in ((original, 1_790_000_000), (copy, 1_790_086_400)):
        os.utime(plan.path, (seconds, seconds))
        plans.append(dataclasses.replace(plan, as_of=seconds * 1_000_000))
    assert store.import_exports(home, [plans[0]]).accepted == 5
    assert store.import_exports(home, [plans[1]]).known == ("one.csv",)
    assert store.import_exports(home, [copy]).accepted == 5


def test_an_export_without_an_accepted_row_is_known_afterwards(home, tmp_path):
    plan = write_export(tmp_path / "bad.csv", bad_rows()[-2:])
    report = store.import_exports(home, [plan])
    assert (report.accepted, report.rejected) == (0, 2)
    assert store.import_exports(home, [plan]).known == ("bad.csv",)
    assert store.verify(home, deep=True).sound
    assert store.status(home).links == 0


def test_an_export_that_cannot_be_read_costs_its_own_file_alone(home, tmp_path):
    torn = dataclasses.replace(write_export(tmp_path / "torn.csv", link_rows(9)), name="torn.csv")
    # What the head of the file promised is no longer so: the core refuses the whole file.
    torn.path.write_bytes(b"PK\x03\x04\0damaged")
    torn = dataclasses.replace(torn, plan=json.dumps({**json.loads(torn.plan), "format": "xlsx"}))
    report = store.import_exports(home, [torn, write_export(tmp_path / "good.csv", link_rows(3), vendor="moz")])
    assert (report.accepted, [place.file for place in report.damage]) == (3, ["torn.csv"])
    verdict = store.verify(home)
    assert verdict.sound
    assert [place.file for place in verdict.damage] == ["torn.csv"]
    assert store.import_exports(home, [torn]).known == ("torn.csv",)


def test_an_export_that_is_not_there_leaves_all_as_it_was(home, tmp_path):
    store.import_exports(home, [write_export(tmp_path / "one.csv", link_rows(3))])
    before = home.manifest.read_bytes()
    gone = dataclasses.replace(write_export(tmp_path / "gone.csv", link_rows(3)), path=tmp_path / "nowhere.csv")
    with pytest.raises(FileNotFoundError):
        store.import_exports(home, [gone])
    assert home.manifest.read_bytes() == before
    assert [folder.name for folder in home.segments.iterdir()] == ["0001"]


def test_exports_never_move_the_newest_crawl(home_with, tmp_path):
    home = home_with(2)
    horizon = read_manifest(home).horizon()
    late = datetime(2026, 11, 20, tzinfo=UTC)
    store.import_exports(home, [write_export(tmp_path / "one.csv", link_rows(3), as_of=late)])
    assert read_manifest(home).horizon() == horizon
    assert store.status(home).newest_crawl == horizon


def test_mentions_counts_and_traffic_are_kept_without_a_part_of_the_index(home, tmp_path):
    mention = {"source_url": "https://a.example/", "target_url": "https://example.com/", "mention": "yes"}
    traffic = {"subject": "https://example.com/a", "page.clicks": 3}
    plans = [
        write_export(tmp_path / "mentions.csv", [mention], vendor="majestic"),
        write_export(tmp_path / "traffic.csv", [traffic], vendor="search_console", record="traffic_page"),
    ]
    report = store.import_exports(home, plans)
    assert (report.accepted, report.links, report.mentions) == (2, 0, 1)
    assert read_manifest(home).parts == ()
    assert store.verify(home, deep=True).sound
    store.compact(home, rebuild=True)
    assert store.status(home).claims == 2


def test_ctrl_c_while_rows_are_read_leaves_all_as_it_was(home, tmp_path):
    def stop(progress):
        if progress.stage == "rows":
            raise KeyboardInterrupt

    plan = write_export(tmp_path / "one.csv", link_rows(3))
    with pytest.raises(KeyboardInterrupt):
        store.import_exports(home, [plan], stop)
    assert not home.manifest.exists()
    assert not home.segments.exists() or not list(home.segments.iterdir())
    assert store.import_exports(home, [plan]).import_id == "0001"


def test_a_journal_that_does_not_add_up_is_never_written(home, tmp_path):
    store.import_exports(home, [write_export(tmp_path / "one.csv", link_rows(5))])
    journal = read_journal(home, "0001")
    wrong = dataclasses.replace(journal.files[0], records=6)
    with pytest.raises(ValueError, match=r"one\.csv: 5 rows accepted, .* 6 read"):
        write_journal(tmp_path, dataclasses.replace(journal, files=(wrong,)))
    assert not (tmp_path / "import.json").exists()


@pytest.mark.parametrize(("name", "what"), [("claims", "accepted rows"), ("rejects", "rejected rows")])
def test_verify_finds_rows_that_do_not_add_up(home, tmp_path, name, what):
    """Also where the digest fits, as of a segment that was written wrong."""
    store.import_exports(home, [write_export(tmp_path / "one.csv", bad_rows())])
    journal = read_journal(home, "0001")
    file = home.segment("0001") / f"{name}-0000.parquet"
    table = pq.read_table(file)
    pq.write_table(table.slice(1), file)
    written = store.files.written_files(home.segment("0001"))
    written = tuple(one for one in written if one.name.endswith(".parquet"))
    write_journal(home.segment("0001"), dataclasses.replace(journal, segment=written))
    assert any(what in problem.what for problem in store.verify(home).problems)


def test_a_journal_written_before_there_were_exports_is_read(home_with, crawl_files):
    home = home_with(1)
    path = home.segment("0001") / "import.json"
    value = json.loads(path.read_text())
    value.pop("kind")
    for file in value["files"]:
        file.pop("export")
    path.write_text(json.dumps(value))
    manifest = json.loads(home.manifest.read_text())
    for imported in manifest["imports"]:
        for name in ("kind", "claims", "claimed_links", "rejected", "duplicates"):
            imported.pop(name)
    home.manifest.write_text(json.dumps(manifest))
    assert store.import_files(home, crawl_files[:1]).known == ("crawl-1.warc.gz",)
    assert read_journal(home, "0001").kind == "crawl"
    assert store.verify(home, deep=True).sound


def test_the_order_of_crawl_and_export_does_not_matter(tmp_path, crawl_files):
    plan = write_export(tmp_path / "one.csv", link_rows(20, "site3.example"))
    told = []
    for order in ((0, 1), (1, 0)):
        home = store.open_home(tmp_path / f"{order}")
        steps = (
            lambda home=home: store.import_files(home, crawl_files[:1]),
            lambda home=home: store.import_exports(home, [plan]),
        )
        for step in order:
            steps[step]()
        told.append(rows(home, leave_out=["import_id"]))
    assert told[0] == told[1]
