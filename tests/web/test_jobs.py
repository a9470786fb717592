"""Jobs of the server: one at a time, each with its progress and its end, and none that leaves something half done."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from tests.warc_by_hand import MARCH, write_warc

import backlit
from backlit.index import Progress
from backlit.web import jobs as room
from backlit.web.jobs import Job, Jobs, TooManyJobsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from backlit.index import Listener

SECONDS = 30
"""The longest that a test waits for what must come."""


class Gate:
    """A job that begins, tells of progress, and goes on when it is let."""

    def __init__(self, end: object = "done so") -> None:
        self.begun, self.open = threading.Event(), threading.Event()
        self.end = end

    def __call__(self, listener: Listener) -> object:
        listener(Progress("extract", 1, 4, 2, 3))
        self.begun.set()
        assert self.open.wait(SECONDS)
        listener(Progress("index", 1, 1))
        if isinstance(self.end, Exception):
            raise self.end
        return self.end


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.close()


def run(jobs: Jobs, work: Callable[[Listener], Any], kind: str = "import") -> Job:
    """A job that has ended."""
    ended = threading.Event()
    job = jobs.start(kind, "a file", work, after=ended.set)
    assert ended.wait(SECONDS)
    found = jobs.get(job.id)
    assert found is not None
    return found


def test_a_job_tells_how_far_it_is_and_what_it_came_to(jobs: Jobs) -> None:
    gate, ended = Gate(), threading.Event()
    job = jobs.start("import", "crawl.warc.gz", gate, after=ended.set)
    assert (job.kind, job.name, job.state, job.finished) == ("import", "crawl.warc.gz", "waiting", None)
    assert gate.begun.wait(SECONDS)
    running = jobs.get(job.id)
    assert running is not None
    assert running.state == "running"
    assert running.progress == Progress("extract", 1, 4, 2, 3)
    gate.open.set()
    assert ended.wait(SECONDS)
    done = jobs.get(job.id)
    assert done is not None
    assert (done.state, done.result, done.error) == ("done", "done so", "")
    assert done.finished is not None
    assert done.finished >= done.started


def test_jobs_run_one_after_the_other_and_are_listed_newest_first(jobs: Jobs) -> None:
    first, second = Gate(), Gate()
    ids = [jobs.start("import", name, gate).id for name, gate in (("one", first), ("two", second))]
    assert first.begun.wait(SECONDS)
    assert [(job.name, job.state) for job in jobs.list()] == [("two", "waiting"), ("one", "running")]
    assert not second.begun.is_set()
    first.open.set()
    assert second.begun.wait(SECONDS)
    assert [job.id for job in jobs.list()] == ids[::-1]
    second.open.set()


def test_a_job_that_cannot_be_done_tells_why(jobs: Jobs) -> None:
    gate = Gate(backlit.SourceError("There is no file."))
    gate.open.set()
    failed = run(jobs, gate)
    assert (failed.state, failed.error) == ("failed", "There is no file.")
    assert run(jobs, lambda _: "the next one runs").state == "done"


def test_a_fault_of_ours_ends_the_job_and_not_the_queue(jobs: Jobs, caplog: pytest.LogCaptureFixture) -> None:
    gate = Gate(KeyError("secret"))
    gate.open.set()
    failed = run(jobs, gate)
    assert failed.state == "failed"
    assert "KeyError" in failed.error
    assert "secret" not in failed.error
    assert "secret" in caplog.text
    assert run(jobs, lambda _: None).state == "done"


def test_a_stopped_job_ends_at_its_next_step(jobs: Jobs) -> None:
    gate, ended = Gate(), threading.Event()
    job = jobs.start("import", "one", gate, after=ended.set)
    assert gate.begun.wait(SECONDS)
    jobs.stop(job.id)
    gate.open.set()
    assert ended.wait(SECONDS)
    found = jobs.get(job.id)
    assert found is not None
    assert found.state == "stopped"
    jobs.stop(job.id)
    jobs.stop("no such")


def test_closing_stops_what_runs_and_what_waits() -> None:
    jobs, gate, begun = Jobs(), Gate(), threading.Event()
    jobs.start("import", "one", gate)
    jobs.start("import", "two", lambda _: begun.set())
    assert gate.begun.wait(SECONDS)
    threading.Timer(0.05, gate.open.set).start()
    jobs.close()
    assert [job.state for job in jobs.list()] == ["stopped", "stopped"]
    assert not begun.is_set()


def test_the_queue_has_an_end(jobs: Jobs) -> None:
    gate = Gate()
    for n in range(room.WAITING):
        jobs.start("import", f"{n}", gate)
    with pytest.raises(TooManyJobsError, match="20 jobs wait"):
        jobs.start("import", "one more", gate)
    gate.open.set()


def test_only_the_last_jobs_that_ended_are_kept(jobs: Jobs) -> None:
    first = run(jobs, lambda _: "first")
    for _ in range(room.KEPT):
        run(jobs, lambda _: "another")
    assert len(jobs.list()) == room.KEPT
    assert jobs.get(first.id) is None


def test_a_job_waits_for_the_writer_of_another_process(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "PATIENCE", 0.01)
    seen: list[Job | None] = []

    def work(_: Listener) -> str:
        seen.append(jobs.get("1"))
        if len(seen) < 3:
            raise backlit.LockedError("Process 7 is writing")
        return "in the end"

    found = run(jobs, work)
    assert (found.state, found.result, found.error) == ("done", "in the end", "")
    assert len(seen) == 3


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return write_warc(tmp_path / "march.warc", MARCH, "2026-03-01T10:00:00Z")


def test_an_import_says_what_the_command_says(
    jobs: Jobs, archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from backlit.cli import main

    index = backlit.open(tmp_path / "one")
    found = run(jobs, lambda listener: index.import_files([archive], listener=listener))
    assert main(["--home", str(tmp_path / "two"), "import", str(archive)]) == 0
    assert found.result == capsys.readouterr().out.strip()
    assert found.result.startswith("Import 0001: 1 file, ")


def test_an_import_that_is_stopped_leaves_the_index_as_it_was(jobs: Jobs, archive: Path, tmp_path: Path) -> None:
    index = backlit.open(tmp_path / "one")
    stages: list[str] = []

    def work(listener: Listener) -> object:
        def heard(progress: Progress) -> None:
            stages.append(progress.stage)
            if progress.stage == "index":
                jobs.stop("1")
            listener(progress)

        return index.import_files([archive], listener=heard)

    assert run(jobs, work).state == "stopped"
    assert "index" in stages
    with pytest.raises(backlit.NoIndexError):
        index.status()
    assert not list((tmp_path / "one" / "segments").iterdir())
    assert run(jobs, lambda listener: index.import_files([archive], listener=listener)).state == "done"
    assert index.status().imports == 1
