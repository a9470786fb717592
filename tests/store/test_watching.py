"""How far a writer is can be seen from another process while it works, and no longer."""

import json
import os
import subprocess
import sys
from dataclasses import asdict

import pytest

from backlit import store
from backlit.store import watching
from backlit.store.progress import Progress
from backlit.store.watching import NAME, Running, running

SEEN_BY_ANOTHER = """
import sys
from dataclasses import astuple
from backlit import store
print(astuple(store.running(store.open_home(sys.argv[1]))))
"""


def test_another_process_sees_how_far_the_writer_is(home_with, crawl_files, monkeypatch):
    monkeypatch.setattr(watching, "EVERY", 0)
    home = home_with(1, "home")
    seen = []

    def listen(progress):
        # What is told now was not yet written: others see the step before.
        if progress.stage == "index" and not seen:
            seen.append(running(home))
            command = [sys.executable, "-c", SEEN_BY_ANOTHER, str(home.path)]
            seen.append(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

    store.import_files(home, [crawl_files[1]], jobs=1, listener=listen)
    own, other = seen
    assert own.process == os.getpid()
    assert own.progress.stage == "extract"
    assert own.progress.links > 0
    assert f"({own.process}, {own.started}, ('extract', " in other
    assert running(home) is None


def test_nobody_writes(tmp_path):
    assert running(store.open_home(tmp_path / "none")) is None


@pytest.fixture
def left(tmp_path):
    """Leaves the file of a writer."""
    home = store.open_home(tmp_path / "home")
    home.tmp.mkdir(parents=True)

    def leave(text):
        (home.tmp / NAME).write_text(text)
        return home

    return leave


def test_a_killed_writer_is_not_taken_for_one_at_work(left):
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    told = asdict(Running(dead.pid, 0, Progress("index", 1, 2)))
    home = left(json.dumps(told))
    assert running(home) is None
    left(json.dumps(told | {"process": os.getpid()}))
    assert running(home) == Running(os.getpid(), 0, Progress("index", 1, 2))


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "3", '{"process": 1}', '{"process": "x", "started": 0, "progress": null}']
)
def test_a_file_that_makes_no_sense_is_nobody_at_work(left, text):
    assert running(left(text)) is None


def test_it_is_written_a_few_times_a_second_at_most(tmp_path, monkeypatch):
    now = [100.0]
    monkeypatch.setattr(watching.time, "monotonic", lambda: now[0])
    home = store.open_home(tmp_path / "home")
    home.tmp.mkdir(parents=True)
    heard, written = [], []
    listen = watching.heard_by_others(home, heard.append)
    for n in range(100):
        now[0] += 0.01
        listen(Progress("rows", n, 100))
        if (found := running(home)) and found.progress and found.progress.done not in written:
            written.append(found.progress.done)
    assert len(heard) == 100
    assert 3 <= len(written) <= 4


def test_a_disk_that_is_full_does_not_end_the_work(tmp_path):
    home = store.open_home(tmp_path / "home")  # without `tmp` nothing can be written there
    heard = []
    watching.heard_by_others(home, heard.append)(Progress("rows", 1, 2))
    assert heard == [Progress("rows", 1, 2)]
