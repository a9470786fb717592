"""Long jobs of a running server: imports, ratings, checks, one after the other, and how far each one is.

The index has one writer, so jobs wait in a queue. One that finds another process writing waits for it. A job is ended
by its listener: what that raises leaves the index as it was (`store.progress`), so a server can stop at any time.
"""

from __future__ import annotations

import itertools
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

import backlit
from backlit.index.telling import told

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future

    from backlit.index import Listener, Progress

State = Literal["waiting", "running", "done", "failed", "stopped"]
"""What can become of a job. A waiting job that has an `error` waits for a writer of another process."""
KEPT = 50
"""Jobs that ended, kept to be looked at."""
WAITING = 20
"""Jobs that may wait; each may have an upload that takes room."""
PATIENCE = 1.0
"""Seconds between two tries where another process writes."""

_LOG = logging.getLogger(__name__)


class TooManyJobsError(Exception):
    """So many jobs wait already that no other is taken."""


class _StoppedError(Exception):
    """Ends a job from its listener."""


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it stood when it was asked for."""

    id: str
    kind: str
    """What is done: import, import-export, undo, rank, verify, compact."""
    name: str
    """What it is done with, such as the names of files. Strangers may have written it."""
    started: datetime
    """When it was asked for."""
    finished: datetime | None = None
    state: State = "waiting"
    progress: Progress | None = None
    result: str = ""
    """What it came to, in the words of the command line; lines."""
    error: str = ""
    """Why it failed, or what it waits for."""
    import_id: str | None = None
    """The import that it made, if it made one."""

    @property
    def ended(self) -> bool:
        """Whether nothing more will become of it."""
        return self.finished is not None


class Jobs:
    """The jobs of a server. Its methods may be called from any thread."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._stopped: dict[str, threading.Event] = {}
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._worker: ThreadPoolExecutor | None = None

    def start(
        self, kind: str, name: str, run: Callable[[Listener], Any], *, after: Callable[[], None] | None = None
    ) -> Job:
        """Queue a job: `run` is called with a listener, and what it gives is told in `result`.

        `after` is called when it has ended, however it did: to clear away what it was done with. Raises
        TooManyJobsError where the queue is full.
        """
        with self._lock:
            if sum(not job.ended for job in self._jobs.values()) >= WAITING:
                raise TooManyJobsError(f"{WAITING} jobs wait already: try again when some of them are done.")
            job = Job(f"{next(self._numbers)}", kind, name, datetime.now(UTC))
            stopped = threading.Event()
            self._jobs[job.id], self._stopped[job.id] = job, stopped
            if self._worker is None:
                self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="backlit-job")
            worker = self._worker
        future = worker.submit(self._work, job.id, run, stopped)
        future.add_done_callback(lambda done: self._ended(job.id, done, after))
        return job

    def list(self) -> Sequence[Job]:
        """The jobs, newest first: all that wait or run, and the last of those that ended."""
        with self._lock:
            return tuple(reversed(self._jobs.values()))

    def get(self, job_id: str) -> Job | None:
        """The job of an id; None where there is none, or it ended long ago."""
        with self._lock:
            return self._jobs.get(job_id)

    def stop(self, job_id: str) -> None:
        """End a job at its next step; the index is then as it was before. Nothing happens where it has ended."""
        with self._lock:
            stopped = self._stopped.get(job_id)
        if stopped is not None:
            stopped.set()

    def close(self) -> None:
        """Stop all jobs, and wait until the one that runs has put away what it began."""
        with self._lock:
            worker, self._worker = self._worker, None
            for stopped in self._stopped.values():
                stopped.set()
        if worker is not None:
            worker.shutdown()

    def _work(self, job_id: str, run: Callable[[Listener], Any], stopped: threading.Event) -> Any:
        """Do a job in the thread of the jobs."""

        def listen(progress: Progress) -> None:
            if stopped.is_set():
                raise _StoppedError
            self._change(job_id, progress=progress)

        while not stopped.is_set():
            self._change(job_id, state="running")
            try:
                return run(listen)
            except backlit.LockedError as error:
                self._change(job_id, state="waiting", progress=None, error=str(error))
                stopped.wait(PATIENCE)
        raise _StoppedError

    def _ended(self, job_id: str, future: Future[Any], after: Callable[[], None] | None) -> None:
        error = future.exception()
        now = datetime.now(UTC)
        if error is None:
            done = future.result()
            made, result = getattr(done, "import_id", None), "\n".join(told(done))
            self._change(job_id, state="done", finished=now, result=result, error="", import_id=made)
        elif isinstance(error, _StoppedError):
            self._change(job_id, state="stopped", finished=now, error="Stopped. The index is as it was before.")
        elif isinstance(error, backlit.StoreError | ValueError | OSError):
            self._change(job_id, state="failed", finished=now, error=str(error))
        else:
            _LOG.error("the job %s failed", job_id, exc_info=error)
            self._change(job_id, state="failed", finished=now, error=f"A fault of Backlit: {type(error).__name__}.")
        self._forget()
        if after is not None:
            after()

    def _change(self, job_id: str, **changes: Any) -> None:
        with self._lock:
            job = self._jobs[job_id]
            if job.state == "waiting" and changes.get("state") == "running":
                changes["error"] = ""
            self._jobs[job_id] = replace(job, **changes)

    def _forget(self) -> None:
        with self._lock:
            ended = [job.id for job in self._jobs.values() if job.ended]
            for job_id in ended:
                self._stopped.pop(job_id, None)
            for job_id in ended[:-KEPT]:
                del self._jobs[job_id]
