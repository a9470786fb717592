"""What the processes of the tests do: import, fold, read, and die on the way. No pytest here: they must start fast."""

import hashlib
import os
import resource
import signal
import time

from tests.store.crawls import rows

from backlit import graph, store
from backlit.store.manifest import read_manifest
from backlit.store.progress import silent


def fingerprint(home):
    return hashlib.sha256(repr(rows(home)).encode()).hexdigest()


def bring_in(path, file):
    store.import_files(store.open_home(path), [file], jobs=1)


def bring_in_export(path, plan):
    store.import_exports(store.open_home(path), [plan])


def fold(path, _file):
    store.compact(store.open_home(path))


def take_back(path, import_id):
    """Undo an import, if that is not done already; the next writer does the rest in any case."""
    home = store.open_home(path)
    if import_id in read_manifest(home).undone_ids():
        store.import_files(home, [])
    else:
        store.undo(home, [import_id])


def work(job, path, file, begun, ended):
    begun.put(time.monotonic())
    job(path, file)
    ended.put(time.monotonic())


def work_until(step, calls, job, where, survived):
    """Do a job and die by SIGKILL just before the `step`-th of some calls that change the disk."""
    left = step

    def dying(call):
        def counted(*args, **options):
            nonlocal left
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1
            return call(*args, **options)

        return counted

    for name in calls:
        setattr(os, name, dying(getattr(os, name)))
    job(*where)
    survived.put(True)


def read_on(path, ready, stop, seen):
    """Read the index over and over, and hand over what was seen; an error is an answer that no version gives.

    Errors of the store and of the core are told by name; any other ends this process, which the test sees too.
    """
    home = store.open_home(path)
    found = set()
    try:
        while not stop.is_set():
            found.add(fingerprint(home))
            ready.set()
    except (store.StoreError, OSError, ValueError, ArithmeticError, LookupError) as error:
        found.add(f"{type(error).__name__}: {error}")
        ready.set()
    seen.put(found)


def die_in_the_index(path, file):
    """Import, and die by SIGKILL when the segment is in its place and the index is not."""
    store.import_files(store.open_home(path), [file], jobs=1, listener=_die_in_the_index)


def _die_in_the_index(progress):
    if progress.stage == "index":
        os.kill(os.getpid(), signal.SIGKILL)


def limited(job, path, file, limit, told):
    """Do a job with files limited to so many bytes: what a full disk says, without one."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        job(path, file)
        told.put(("done", ""))
    except store.DiskFullError as error:
        told.put(("full", str(error)))


def rate(path, _file):
    graph.rank(store.open_home(path), seeds=["site1.example"], jobs=1, listener=silent)
