"""Killed at any moment, by the clock and at every step on the disk: the next run ends as if nothing had been.

While the writer works and dies, a reader in another process reads the whole index over and over: each time it must
see one of the versions that there are, in full.
"""

import queue
import random
import signal
import time

import pytest
from tests.store.exports import link_rows, write_export
from tests.store.jobs import (
    bring_in,
    bring_in_export,
    die_in_the_index,
    fingerprint,
    fold,
    read_on,
    take_back,
    work,
    work_until,
)

from backlit import store
from backlit.store.manifest import read_manifest

MOMENTS = {bring_in: 50, fold: 50, bring_in_export: 15, take_back: 15}
"""How often each job is killed by the clock; the last two have few steps of their own, which are died at below."""
STEPS_ON_DISK = {("rename", "replace", "mkdir", "rmdir"): 1, ("fsync", "unlink"): 17}
"""Calls that change the disk, and each how many-th of them is died at: there are one or two a file of the last kind."""


class Reader:
    """A reader at work in another process."""

    def __init__(self, processes, path):
        self.stop, self.seen = processes.Event(), processes.Queue()
        ready = processes.Event()
        self.process = processes.Process(target=read_on, args=(path, ready, self.stop, self.seen))
        self.process.start()
        assert ready.wait(60)

    def end(self):
        self.stop.set()
        found = self.seen.get(timeout=60)
        self.process.join()
        return found


@pytest.fixture(params=["import", "export", "undo", "fold"])
def job(request, home_with, crawl_files, tmp_path):
    """A job, how many crawls its home holds before, and what readers may see: the version before and the one after."""
    file = crawl_files[1]
    if request.param == "export":
        plan = write_export(tmp_path / "export.csv", link_rows(200, "site3.example"))
        after = home_with(1, "after")
        store.import_exports(after, [plan])
        return bring_in_export, 1, plan, [fingerprint(home_with(1, "before")), fingerprint(after)]
    if request.param == "undo":
        after = home_with(2, "after")
        store.undo(after, ["0001"])
        return take_back, 2, "0001", [fingerprint(home_with(2, "before")), fingerprint(after)]
    if request.param == "import":
        return bring_in, 1, file, [fingerprint(home_with(1, "before")), fingerprint(home_with(2, "after"))]
    return fold, 3, file, [fingerprint(home_with(3, "before"))]


def assert_mended(home, run, file, versions):
    """The next run ends as one that was never killed."""
    run(home.path, file)
    assert fingerprint(home) == versions[-1]
    assert store.verify(home).sound
    assert {folder.name for folder in home.index.iterdir()} == {part.name for part in read_manifest(home).parts}
    assert len(list(home.segments.iterdir())) == len(read_manifest(home).imports)
    assert not home.tmp.exists()


def test_killed_at_random_moments(job, home_with, processes):
    run, count, file, versions = job
    chance = random.Random(50)  # noqa: S311 (no secret)
    length = 1.0
    unfinished = 0
    moments = MOMENTS[run]
    for moment in range(moments):
        share = (moment + chance.random()) / moments
        for attempt in range(10):
            home = home_with(count, f"{moment}-{attempt}")
            reader = Reader(processes, home.path)
            begun, ended = processes.SimpleQueue(), processes.Queue()
            writer = processes.Process(target=work, args=(run, home.path, file, begun, ended))
            writer.start()
            start = begun.get()
            time.sleep(max(0, start + share * length - time.monotonic()))
            writer.kill()
            writer.join()
            if writer.exitcode == -signal.SIGKILL:
                unfinished += read_manifest(home).generation == count
                assert_mended(home, run, file, versions)
            seen = reader.end()
            assert seen <= set(versions)
            assert seen
            if writer.exitcode == -signal.SIGKILL:
                break
            # It was through before the moment came: now its length is known.
            length = ended.get(timeout=60) - start
        else:
            pytest.fail("the writer was never caught at work")
    assert unfinished > 0


@pytest.mark.parametrize("calls", STEPS_ON_DISK, ids="-".join)
def test_killed_before_steps_on_the_disk(job, calls, home_with, processes):
    run, count, file, versions = job
    for step in range(0, 1000, STEPS_ON_DISK[calls]):
        home = home_with(count, f"step-{step}")
        survived = processes.Queue()
        writer = processes.Process(target=work_until, args=(step, calls, run, (home.path, file), survived))
        writer.start()
        writer.join()
        if writer.exitcode == 0:
            break
        assert writer.exitcode == -signal.SIGKILL
        assert fingerprint(home) in versions
        assert_mended(home, run, file, versions)
    assert survived.get(timeout=60)
    assert step >= 3
    with pytest.raises(queue.Empty):
        survived.get(block=False)


def test_the_next_writer_finishes_what_was_written_whole(home_with, crawl_files, processes):
    """A segment that was in its place is not read again: the killed import is indexed by whoever writes next."""
    reference = fingerprint(home_with(2, "reference"))
    for finish in (
        lambda home: store.import_files(home, [crawl_files[1]]),
        lambda home: store.import_files(home, []),
        store.compact,
        lambda home: store.compact(home, rebuild=True),
    ):
        home = home_with(1, f"killed-{id(finish)}")
        writer = processes.Process(target=die_in_the_index, args=(home.path, crawl_files[1]))
        writer.start()
        writer.join()
        assert writer.exitcode == -signal.SIGKILL
        assert len(read_manifest(home).imports) == 1
        finish(home)
        assert fingerprint(home) == reference
        assert store.import_files(home, [crawl_files[1]]).known == ("crawl-2.warc.gz",)
