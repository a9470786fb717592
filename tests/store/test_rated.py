"""What past ranks said: kept by date through everything but an undo, found again, and never half there."""

import dataclasses
import signal
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.store.crawls import FIRST, SECOND, THIRD
from tests.store.jobs import rate, work_until

from backlit import store
from backlit.store.home import DamagedError
from backlit.store.manifest import read_manifest
from backlit.store.rated import rating_before

DOMAINS = [f"site{n}.example" for n in range(17)]
LATER = datetime(2030, 1, 1, tzinfo=UTC)


def ratings(home):
    """The current ratings, rounded as they are kept."""
    found = pa.table(store.snapshot(home).core.domain_columns(["domain", "domain_rating", "trust"]))
    small = [found.column(name).cast(pa.float32()).to_pylist() for name in ("domain_rating", "trust")]
    return dict(zip(found.column("domain").to_pylist(), zip(*small, strict=True), strict=True))


def before(home, moment=LATER):
    found = {name: rating_before(store.snapshot(home), name, moment) for name in DOMAINS}
    return {name: past and (past.domain_rating, past.trust) for name, past in found.items()}


@pytest.fixture
def ranked_twice(home_with, crawl_files):
    """A home with two crawls, ranked after each; also what each rank said."""
    home = home_with(1)
    said = []
    for file in (None, crawl_files[1]):
        if file is not None:
            store.import_files(home, [file], jobs=1)
        rate(home.path, None)
        said.append(ratings(home))
    return home, said


def test_each_rank_is_kept_with_the_newest_look_that_it_knew(ranked_twice):
    home, (first, second) = ranked_twice
    assert first != second
    # FIRST and SECOND are the times of all looks of a crawl.
    assert before(home, FIRST) == dict.fromkeys(DOMAINS)
    assert before(home, FIRST + timedelta(seconds=1)) == {name: first[name] for name in DOMAINS}
    assert before(home, SECOND) == {name: first[name] for name in DOMAINS}
    assert before(home, THIRD) == {name: second[name] for name in DOMAINS}
    past = rating_before(store.snapshot(home), "site1.example", THIRD)
    assert past.as_of == SECOND
    assert past.computed_at <= datetime.now(UTC)
    unknown = rating_before(store.snapshot(home), "nothere.example", THIRD)
    assert (unknown.domain_rating, unknown.trust) == (None, None)


def test_of_two_ranks_of_the_same_looks_the_later_counts(ranked_twice):
    home, _ = ranked_twice
    manifest = read_manifest(home)
    older = dataclasses.replace(manifest.rated[1], computed_at=manifest.rated[1].computed_at - 10)
    twice = dataclasses.replace(store.snapshot(home), manifest=manifest.with_rated((manifest.rated[1], older)))
    assert rating_before(twice, "site1.example", THIRD).computed_at.timestamp() == manifest.rated[1].computed_at


def test_a_fold_and_a_rebuild_leave_them_alone(ranked_twice):
    home, (first, second) = ranked_twice
    held = {file.name: file.read_bytes() for file in home.rated.iterdir()}
    for rebuild in (False, True):
        store.compact(home, rebuild=rebuild)
        assert {file.name: file.read_bytes() for file in home.rated.iterdir()} == held
        assert before(home, SECOND) == {name: first[name] for name in DOMAINS}
        assert before(home) == {name: second[name] for name in DOMAINS}
    assert store.verify(home, deep=True).sound


def test_an_undo_drops_what_knows_the_import(ranked_twice):
    home, (first, _) = ranked_twice
    store.undo(home, ["0002"])
    assert before(home) == {name: first[name] for name in DOMAINS}
    assert [file.name for file in home.rated.iterdir()] == [one.file.name for one in read_manifest(home).rated]
    store.undo(home, ["0001"])
    assert before(home) == dict.fromkeys(DOMAINS)
    assert list(home.rated.iterdir()) == []


def test_the_file_is_small_and_others_can_read_it(ranked_twice):
    home, (_, second) = ranked_twice
    path = home.rated / read_manifest(home).rated[-1].file.name
    table = pq.read_table(path)
    assert table.schema.names == ["domain", "domain_rating", "trust"]
    assert table.column("domain").to_pylist() == sorted(second)
    encodings = pq.ParquetFile(path).metadata.row_group(0).column(0)
    assert "DELTA_BYTE_ARRAY" in encodings.encodings
    assert encodings.compression == "ZSTD"


@pytest.mark.parametrize("harm", ["cut", "gone"])
def test_damage_is_found_told_and_left_out_by_the_next_rank(ranked_twice, harm):
    home, (first, _) = ranked_twice
    path = home.rated / read_manifest(home).rated[0].file.name
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(DamagedError, match=path.name):
        before(home, SECOND)
    (problem,) = store.verify(home).problems
    assert problem.place == f"rated/{path.name}"
    assert "backlit rank" in problem.mend
    rate(home.path, None)
    assert store.verify(home).sound
    assert before(home, SECOND) == dict.fromkeys(DOMAINS)
    assert first


def test_a_manifest_of_before_has_none(home_with):
    home = home_with(1)
    assert read_manifest(home).rated == ()
    assert '"rated"' not in home.manifest.read_text("utf-8")
    assert rating_before(store.snapshot(home), "site1.example", LATER) is None


@pytest.mark.parametrize("calls", [("rename", "replace", "mkdir", "rmdir"), ("fsync", "unlink")], ids="-".join)
def test_a_rank_that_is_killed_leaves_the_version_before_or_the_one_after(ranked_twice, tmp_path, processes, calls):
    import shutil

    whole, _ = ranked_twice
    already = read_manifest(whole).generation
    step, ended = 0, False
    while not ended:
        home = store.open_home(shutil.copytree(whole.path, tmp_path / f"step-{step}"))
        survived = processes.Queue()
        writer = processes.Process(target=work_until, args=(step, calls, rate, (home.path, None), survived))
        writer.start()
        writer.join()
        ended = writer.exitcode == 0
        assert ended or writer.exitcode == -signal.SIGKILL
        manifest = read_manifest(home)
        assert len(manifest.rated) == 2 + (manifest.generation > already)
        assert store.verify(home).sound
        assert before(home) == {name: ratings(home)[name] for name in DOMAINS}
        rate(home.path, None)
        named = {one.file.name for one in read_manifest(home).rated}
        assert {file.name for file in home.rated.iterdir()} == named
        assert store.verify(home).sound
        assert not home.tmp.exists()
        step += 1 if "rename" in calls else 5
    assert step > 3
