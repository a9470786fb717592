"""A reader beside a writer: how long answers take while another process imports, against an idle index.

The reader opens the current version anew for each answer, as a command line does: totals and the first page of backlinks of the most linked
domain. The writer imports the wild pages, with one thread, over an index of the link-dense ones; the reader runs until it is done.
"""

from __future__ import annotations

import multiprocessing
import statistics
import tempfile
import time
from pathlib import Path

import pyarrow as pa

from backlit import store
from backlit.sources import find_files
from bench import DATA
from bench.measure import Claim, claims_table

ANSWERS = 200
COLUMNS = ["source_url", "source_domain", "target_url", "anchor", "rel", "first_seen", "last_seen", "state"]


def _import(path: Path, file: Path) -> None:
    store.import_files(store.open_home(path), find_files([str(file)]), jobs=1)


def _answer(home: store.Home, domain: str) -> float:
    """Milliseconds of one answer."""
    start = time.perf_counter()
    core = store.snapshot(home).core
    pages = core.pages("domain", domain)
    core.totals(pages)
    best = core.top(core.links("backlinks", pages, "live"), 100)
    assert pa.table(core.link_columns(best, COLUMNS)).num_rows > 0
    return 1000 * (time.perf_counter() - start)


def _most_linked(home: store.Home) -> str:
    domains = pa.table(store.snapshot(home).core.domain_columns(["domain", "backlinks"]))
    return str(domains.sort_by([("backlinks", "descending")]).column("domain")[0].as_py())


def run() -> str:
    """The section of RESULTS.md."""
    with tempfile.TemporaryDirectory(prefix="backlit-bench-") as folder:
        home = store.open_home(Path(folder) / "home")
        _import(home.path, DATA / "pydocs" / "pages.warc.gz")
        domain = _most_linked(home)
        _answer(home, domain)
        idle = [_answer(home, domain) for _ in range(ANSWERS)]
        writer = multiprocessing.get_context("spawn").Process(
            target=_import, args=(home.path, DATA / "placement" / "pages.warc.gz")
        )
        writer.start()
        busy = []
        while writer.is_alive():
            busy.append(_answer(home, domain))
        writer.join()
        assert writer.exitcode == 0
        versions = store.snapshot(home).manifest.generation
    median, late = statistics.median(idle), statistics.quantiles(busy, n=20)[-1]
    claim = Claim(
        "a reader's p95 during an import, over its idle median", "at most 3", f"{late / median:.1f}", late <= 3 * median
    )
    return (
        f"## Readers\n\n{claims_table([claim])}\n\n"
        f"Idle: {len(idle)} answers about {domain}, median {median:.2f} ms. During the import: {len(busy)} answers, median "
        f"{statistics.median(busy):.2f} ms, p95 {late:.2f} ms, largest {max(busy):.1f} ms; the index went to version {versions}.\n"
    )
