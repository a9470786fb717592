"""Undo: the index is as if the import had never been, wherever the writer dies, and for readers at work meanwhile."""

import dataclasses
import signal

import pyarrow as pa
import pytest
from tests.store.crawls import rows
from tests.store.exports import link_rows, write_export
from tests.store.jobs import fingerprint, take_back, work_until

from backlit import graph, store
from backlit.store.manifest import read_manifest
from backlit.store.progress import silent


def test_the_newest_import_undone_is_the_version_before(home_with):
    home, before = home_with(3), home_with(2, "before")
    (gone,) = store.undo(home, ["0003"])
    assert (gone.id, gone.files) == ("0003", 1)
    assert rows(home) == rows(before)
    # Its delta held nothing else: what stands was not built again.
    assert read_manifest(home).parts == read_manifest(before).parts
    assert store.verify(home, deep=True).sound


@pytest.mark.parametrize("fold", [False, True])
def test_an_import_undone_was_never_there(home_with, crawl_files, tmp_path, fold):
    home = home_with(3)
    if fold:
        store.compact(home)
    store.undo(home, ["2"])
    never = store.open_home(tmp_path / "never")
    for file in (crawl_files[0], crawl_files[2]):
        store.import_files(never, [file])
    # Ids go on: the third import is 0003 here and 0002 there.
    assert rows(home, leave_out=["import_id"]) == rows(never, leave_out=["import_id"])
    assert store.verify(home, deep=True).sound


def test_an_undone_import_leaves_its_segment_aside_and_its_number(home_with, crawl_files):
    home = home_with(2)
    before = rows(home, leave_out=["import_id"])
    files = {file.name: file.read_bytes() for file in home.segment("0002").iterdir()}
    store.undo(home, ["0002"])
    assert not home.segment("0002").exists()
    assert {file.name: file.read_bytes() for file in home.undone_segment("0002").iterdir()} == files
    status = store.status(home)
    assert (status.imports, status.undone, status.undone_bytes) == (1, 1, sum(map(len, files.values())))
    assert store.import_files(home, [crawl_files[1]]).import_id == "0003"
    assert rows(home, leave_out=["import_id"]) == before


def test_all_imports_undone_leave_an_empty_index(home_with):
    home = home_with(2)
    store.undo(home, ["0001", "0002", "0001"])
    assert read_manifest(home).parts == ()
    assert store.status(home).links == 0
    assert store.verify(home, deep=True).sound
    store.compact(home, rebuild=True)
    assert store.status(home).imports == 0
    assert read_manifest(home).next_id() == "0003"


def test_an_export_can_be_undone_and_imported_again(home_with, tmp_path):
    home = home_with(1)
    before = rows(home)
    plan = write_export(tmp_path / "one.csv", link_rows(8))
    store.import_exports(home, [plan])
    store.undo(home, ["0002"])
    assert rows(home) == before
    assert store.status(home).claims == 0
    again = store.import_exports(home, [plan])
    assert (again.import_id, again.accepted, again.known) == ("0003", 8, ())


def claimed(home):
    """Links of a home as rows of an export that saw them long before, and every fourth of them gone."""
    core = store.snapshot(home).core
    links = pa.table(core.link_columns(core.links("all", core.pages("all")), ["source_url", "target_url", "anchor"]))
    dates = {"first_seen": "2025-01-02", "last_seen": "2026-09-15"}
    return [{**row, **dates, "lost_at": "" if n % 4 else "2026-10-15"} for n, row in enumerate(links.to_pylist()[::5])]


@pytest.mark.parametrize("fold", [False, True])
def test_claims_on_links_of_a_crawl_are_taken_back(home_with, tmp_path, fold):
    """What an export changed in the history of links that were looked at is as it was; so is its order with crawls."""
    home = home_with(2)
    before = rows(home)
    store.import_exports(home, [write_export(tmp_path / "one.csv", claimed(home))])
    assert rows(home) != before
    if fold:
        store.compact(home)
    store.undo(home, ["0003"])
    assert rows(home) == before
    assert store.verify(home, deep=True).sound


def test_an_import_without_a_part_is_undone_without_a_build(home_with, tmp_path):
    home = home_with(2)
    parts = read_manifest(home).parts
    traffic = {"subject": "https://example.com/a", "page.clicks": 3}
    store.import_exports(home, [write_export(tmp_path / "a.csv", [traffic], record="traffic_page")])
    store.undo(home, ["0003"])
    assert read_manifest(home).parts == parts


@pytest.mark.parametrize(("asked", "told"), [("0009", "no import '0009'"), ("word", "no import 'word'"), ("-1", "-1")])
def test_what_is_not_there_cannot_be_undone(home_with, asked, told):
    home = home_with(1)
    before = home.manifest.read_bytes()
    with pytest.raises(store.StoreError, match=told):
        store.undo(home, ["0001", asked])
    assert home.manifest.read_bytes() == before


def test_what_was_undone_cannot_be_undone_again(home_with):
    home = home_with(2)
    store.undo(home, ["0002"])
    with pytest.raises(store.StoreError, match="was undone before"):
        store.undo(home, ["0002"])


def test_nothing_to_undo_without_an_index(tmp_path):
    with pytest.raises(store.NoIndexError):
        store.undo(store.open_home(tmp_path / "home"), ["0001"])
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(
    ("rated_before", "undone", "outdated"), [(3, "0003", True), (3, "0001", True), (2, "0003", False)]
)
def test_ratings_are_carried_and_outdated_if_they_know_what_was_undone(
    home_with, crawl_files, rated_before, undone, outdated
):
    home = home_with(rated_before)
    graph.rank(home, seeds=["site1.example"], listener=silent)
    if rated_before == 2:
        store.import_files(home, [crawl_files[2]])
    store.undo(home, [undone])
    assert store.status(home).ratings_outdated is outdated
    assert store.snapshot(home).core.rated() is not None
    assert store.verify(home).sound
    graph.rank(home, seeds=["site1.example"], listener=silent)
    assert store.status(home).ratings_outdated is False


def test_a_reader_of_the_version_before_keeps_reading(home_with):
    """The texts of links are read from the segments: also after these were moved aside."""
    home = home_with(2)
    version = store.snapshot(home)
    core = version.core
    links = core.links("all", core.pages("all"))
    before = core.link_columns(links, ["source_url", "context_left", "import_id"])
    store.undo(home, ["0002"])
    after = core.link_columns(links, ["source_url", "context_left", "import_id"])
    told = [pa.table(table).to_pylist() for table in (before, after)]
    assert told[0] == told[1]
    assert {row["import_id"] for row in told[0]} == {"0001", "0002"}


@pytest.mark.parametrize("calls", [("rename", "replace", "mkdir", "rmdir"), ("fsync", "unlink")], ids="-".join)
@pytest.mark.parametrize("undone", ["0001", "0002"])
def test_killed_before_steps_on_the_disk(calls, undone, home_with, processes):
    """Readers see the version before or the one after; the next undo, import or fold ends as one never killed."""
    left = {"0001": "0002", "0002": "0001"}[undone]
    whole = home_with(2, "whole")
    versions = [fingerprint(whole)]
    store.undo(whole, [undone])
    versions.append(fingerprint(whole))
    died = 0
    for step in range(0, 1000, 1 if "rename" in calls else 13):
        home = home_with(2, f"step-{step}")
        survived = processes.Queue()
        writer = processes.Process(target=work_until, args=(step, calls, take_back, (home.path, undone), survived))
        writer.start()
        writer.join()
        assert fingerprint(home) in versions
        if writer.exitcode == 0:
            break
        assert writer.exitcode == -signal.SIGKILL
        died += 1
        was_done = undone in read_manifest(home).undone_ids()
        store.import_files(home, [])
        assert home.undone_segment(undone).exists() is was_done is not home.segment(undone).exists()
        if not was_done:
            store.undo(home, [undone])
        assert fingerprint(home) == versions[-1]
        assert store.verify(home, deep=True).sound
        assert [folder.name for folder in home.segments.iterdir()] == [left]
        assert {folder.name for folder in home.index.iterdir()} == {part.name for part in read_manifest(home).parts}
        assert not home.tmp.exists()
    assert died >= 3


def test_a_segment_left_by_a_killed_undo_is_no_killed_import(home_with):
    """However late the next writer comes, and if it builds all anew from the segments."""
    home = home_with(2)
    store.undo(home, ["0002"])
    expected = fingerprint(home)
    home.undone_segment("0002").rename(home.segment("0002"))
    assert fingerprint(home) == expected
    store.compact(home, rebuild=True)
    assert fingerprint(home) == expected
    assert home.undone_segment("0002").is_dir()
    assert not home.segment("0002").exists()


def test_an_undone_import_is_told_by_the_manifest(home_with):
    home = home_with(2)
    before = read_manifest(home)
    store.undo(home, ["0001"])
    manifest = read_manifest(home)
    (undone,) = manifest.undone
    assert undone.imported == before.imports[0]
    assert manifest.imports == before.imports[1:]
    assert dataclasses.replace(manifest, undone=()).next_id() == "0003"
