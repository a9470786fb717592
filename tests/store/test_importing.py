"""Imports: what is known adds nothing, their order does not matter, and an end at any step leaves all sound."""

import itertools
import json
import shutil

import pytest
from tests.store.crawls import FIRST, File, rows, write_crawl

from backlit import store
from backlit.store.journal import read_journal
from backlit.store.manifest import read_manifest
from backlit.store.progress import Progress


def contents(home):
    """Every file of a home but the lock, with its bytes."""
    return {
        str(file.relative_to(home.path)): file.read_bytes()
        for file in sorted(home.path.rglob("*"))
        if file.is_file() and file != home.lock
    }


def test_an_import_says_what_it_brought(tmp_path, crawl_files):
    home = store.open_home(tmp_path / "home")
    report = store.import_files(home, crawl_files[:1])
    assert (report.import_id, report.files, report.pages, report.known, report.damage) == ("0001", 1, 60, (), ())
    assert report.links > 0
    assert report.bytes == crawl_files[0].path.stat().st_size
    journal = read_journal(home, "0001")
    assert [(file.name, file.kind, file.pages) for file in journal.files] == [("crawl-1.warc.gz", "warc", 60)]
    assert {file.name for file in journal.segment} == {f"{t}-0000.parquet" for t in ("pages", "links", "texts")}
    assert not home.tmp.exists()


def test_the_same_file_twice_adds_nothing(home_with, crawl_files, tmp_path):
    home = home_with(1)
    before = contents(home)
    renamed = tmp_path / "other name.warc.gz"
    shutil.copy(crawl_files[0].path, renamed)
    for file in (crawl_files[0], File(renamed)):
        report = store.import_files(home, [file])
        assert (report.import_id, report.files, report.known) == (None, 0, (file.path.name,))
        assert contents(home) == before


def test_the_same_file_twice_in_one_call_is_read_once(tmp_path, crawl_files):
    home = store.open_home(tmp_path / "home")
    report = store.import_files(home, [crawl_files[0], crawl_files[1], crawl_files[0]])
    assert (report.files, report.pages, report.known) == (2, 120, ("crawl-1.warc.gz",))


def test_the_same_bytes_at_another_address_are_another_page(tmp_path):
    page = tmp_path / "page.html"
    page.write_text('<title>A page</title><a href="https://other.example/">other</a>')
    home = store.open_home(tmp_path / "home")
    first = File(page, "html", "https://one.example/page.html")
    second = File(page, "html", "https://two.example/page.html")
    assert store.import_files(home, [first, second]).pages == 2
    assert store.import_files(home, [second]).import_id is None


def test_only_what_is_new_of_several_files_is_read(home_with, crawl_files):
    home = home_with(1)
    report = store.import_files(home, crawl_files)
    assert (report.import_id, report.files, report.known) == ("0002", 2, ("crawl-1.warc.gz",))


def test_the_order_of_imports_does_not_matter(tmp_path, crawl_files):
    told = []
    for order in itertools.permutations(crawl_files):
        home = store.open_home(tmp_path / "-".join(file.path.name for file in order))
        for file in order:
            store.import_files(home, [file])
        told.append(rows(home, leave_out=["import_id"]))
        store.compact(home)
        assert rows(home, leave_out=["import_id"]) == told[-1]
    links, pages = told[0]
    assert links
    assert pages
    assert all(one == told[0] for one in told)


def test_one_import_of_all_files_says_the_same_as_one_each(tmp_path, crawl_files, homes_made):
    home = store.open_home(tmp_path / "home")
    store.import_files(home, crawl_files)
    # The rule of the horizon goes by imports: three crawls in one import are one crawl.
    without = ["import_id", "state"]
    assert rows(home, leave_out=without) == rows(homes_made[2], leave_out=without)


def test_a_fold_changes_no_row(home_with):
    home = home_with(3)
    before = rows(home)
    assert len(read_manifest(home).parts) == 3
    store.compact(home)
    assert len(read_manifest(home).parts) == 1
    assert rows(home) == before
    assert [folder.name for folder in home.index.iterdir()] == [read_manifest(home).parts[0].name]


def test_an_index_built_anew_says_the_same(home_with):
    home = home_with(3)
    before = rows(home)
    store.compact(home, rebuild=True)
    assert rows(home) == before


def test_many_small_imports_are_folded(tmp_path):
    home = store.open_home(tmp_path / "home")
    for number in range(11):
        store.import_files(home, [write_crawl(tmp_path / f"{number}.warc.gz", FIRST, number, pages=3, links=2)])
    assert 1 <= len(read_manifest(home).parts) <= 9
    assert len(read_manifest(home).imports) == 11


def test_progress_tells_every_stage(tmp_path, crawl_files):
    seen = []
    home = store.open_home(tmp_path / "home")
    store.import_files(home, crawl_files, listener=seen.append)
    assert [stage for stage, _ in itertools.groupby(step.stage for step in seen)] == ["digest", "extract", "index"]
    assert all(isinstance(step, Progress) and 0 <= step.done <= step.total for step in seen)


@pytest.mark.parametrize("stage", ["digest", "extract", "index"])
def test_ctrl_c_leaves_all_as_it_was(home_with, crawl_files, stage):
    home = home_with(1)
    before = contents(home)

    def stop(progress):
        if progress.stage == stage:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.import_files(home, [crawl_files[1]], listener=stop)
    assert contents(home) == before
    assert store.import_files(home, [crawl_files[1]]).import_id == "0002"


def test_ctrl_c_in_a_fold_leaves_all_as_it_was(home_with):
    home = home_with(3)
    before = contents(home)

    def stop(_progress):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.compact(home, listener=stop)
    assert contents(home) == before


def test_a_file_without_pages_is_kept_in_mind(tmp_path):
    home = store.open_home(tmp_path / "home")
    empty = write_crawl(tmp_path / "none.warc.gz", FIRST, 1, pages=0)
    empty.path.write_bytes(b"WARC/1.1\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n")
    report = store.import_files(home, [empty])
    assert (report.import_id, report.pages, report.links) == ("0001", 0, 0)
    assert store.import_files(home, [empty]).import_id is None
    assert store.status(home).links == 0


def test_a_reader_keeps_its_version(home_with, crawl_files):
    home = home_with(2)
    version = store.snapshot(home)
    before = version.core.counts()
    store.import_files(home, [crawl_files[2]])
    store.compact(home)
    assert not version.is_current
    assert version.core.counts() == before
    assert store.snapshot(home).manifest.generation > version.manifest.generation


def test_nothing_to_fold_without_an_index(tmp_path):
    home = store.open_home(tmp_path / "home")
    with pytest.raises(store.NoIndexError):
        store.compact(home)
    assert not home.path.exists()


def test_the_journal_is_json_that_people_can_read(homes_made):
    value = json.loads((homes_made[0].segment("0001") / "import.json").read_text())
    assert value["files"][0]["name"] == "crawl-1.warc.gz"
    assert value["files"][0]["damage"] == []


def test_the_order_of_imports_does_not_change_a_byte_of_the_folded_index(tmp_path, crawl_files):
    """But for the files that point into segments, and the description that names the imports by number."""
    found = []
    for order in itertools.permutations(crawl_files[:2]):
        home = store.open_home(tmp_path / order[0].path.name)
        for file in order:
            store.import_files(home, [file])
        store.compact(home)
        found.append(
            {
                file.name: file.digest
                for part in read_manifest(home).parts
                for file in part.files
                if "where" not in file.name and file.name != "part.json"
            }
        )
    assert len(found[0]) > 10
    assert found[0] == found[1]
