"""Judging a million links against importing their pages, and the first pages of what came of it against DuckDB.

The pages are made once (`bench.judged_web`) and imported, rated and judged in the same run, in one process each as the
command line does it. DuckDB has the same judged rows as one Parquet file, best first: what a good engineer would write.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow.parquet as pq

import backlit
from bench.index import CACHE
from bench.judged_web import TARGET, written
from bench.measure import Claim, claims_table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LINKS = int(os.environ.get("BACKLIT_BENCH_JUDGED", "1_000_000"))
ROUNDS = 5
PAGE = 50
WITHIN = 0.5
SHOWN = (
    "source_url", "source_domain", "source_title", "target_url", "anchor", "quality", "type", "anchor_class",
    "relevance", "related_topic", "in_main_content", "natural_anchor", "editorial_page", "trusted_site", "risk",
    "signals", "first_seen",
)  # fmt: skip
QUALITY: dict[str, dict[str, Any]] = {
    "first page": {},
    "filter": {"filters": ["placement=main", "rel=followed"]},
    "filter by words": {"filters": ["anchor~lamp"]},
    "order": {"sort": "first_seen:desc"},
    "order of a filter": {"sort": "source_domain_rating:desc", "filters": ["quality>=20"]},
}
RISK: dict[str, dict[str, Any]] = {
    "first page": {},
    "filter": {"filters": ["links>=10"]},
    "order": {"sort": "links:desc"},
}
PEER = {
    "first page": "ORDER BY quality DESC, source_url, target_url",
    "filter": "WHERE placement = 'main' AND followed ORDER BY quality DESC, source_url, target_url",
    "filter by words": "WHERE contains(lower(anchor), 'lamp') ORDER BY quality DESC, source_url, target_url",
    "order": "ORDER BY first_seen DESC, quality DESC, source_url, target_url",
    "order of a filter": "WHERE quality >= 20 ORDER BY source_domain_rating DESC NULLS LAST, quality DESC, source_url",
}
WORK = """
import json, resource, sys, time
import backlit
index = backlit.open(sys.argv[1])
wall, cpu = time.perf_counter(), time.process_time()
if sys.argv[2] == "import":
    index.import_files(sys.argv[3:])
elif sys.argv[2] == "rank":
    index.rank(seeds=sys.argv[3:])
else:
    index.assess()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([time.perf_counter() - wall, time.process_time() - cpu, peak]))
"""


def _work(home: Path, what: str, *words: str) -> tuple[float, float, float]:
    """Wall seconds, CPU seconds and the largest MiB of a job in a process of its own."""
    command = [sys.executable, "-c", WORK, str(home), what, *words]
    told = subprocess.run(command, check=True, capture_output=True, text=True)
    wall, cpu, peak = json.loads(told.stdout)
    return wall, cpu, peak


def _seconds(home: Path, ask: Callable[[backlit.Index], object]) -> float:
    """The median of asking for the first time: each index is opened anew, so nothing is kept of an answer."""
    times = []
    for _ in range(ROUNDS):
        index = backlit.open(home)
        start = time.perf_counter()
        ask(index)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def _peer(file: Path, statement: str) -> float:
    """The same by DuckDB, whose process is warm too."""
    times = []
    with duckdb.connect() as duck:
        for _ in range(ROUNDS):
            start = time.perf_counter()
            duck.execute(f"SELECT {', '.join(SHOWN)} FROM '{file}' {statement} LIMIT {PAGE}").fetchall()
            times.append(time.perf_counter() - start)
    return statistics.median(times)


def run() -> str:
    """Measure; give the section of RESULTS.md."""
    files, home = written(CACHE / f"judged-web-{LINKS}", LINKS), CACHE / "judged-index"
    shutil.rmtree(home, ignore_errors=True)
    imported = _work(home, "import", *(str(file) for file in files))
    _work(home, "rank", TARGET)
    index = backlit.open(home)
    index.add_project("lamps", TARGET, brands=["Lamps"], terms=["desk lamp"])
    judged = _work(home, "assess")
    held = index.judged("lamps").judgement
    peer = CACHE / "judged.parquet"
    pq.write_table(held.read("judged"), peer, compression="zstd")
    claims = [
        Claim("assessing over importing the pages, wall", "at most 2", f"{judged[0] / imported[0]:.2f}",
              judged[0] <= 2 * imported[0]),
        Claim("the same, CPU seconds", "at most 2", f"{judged[1] / imported[1]:.2f}", judged[1] <= 2 * imported[1]),
    ]  # fmt: skip
    rows = []
    for report, asked in (("quality", QUALITY), ("risk", RISK)):
        for name, options in asked.items():
            ours = _seconds(home, lambda one, r=report, o=options: one.ask(r, "lamps", limit=PAGE, **o))  # type: ignore[misc]
            theirs = f"{1000 * _peer(peer, PEER[name]):.0f}" if report == "quality" else ""
            rows.append(f"| {report}, {name} | {1000 * ours:.0f} | {theirs} |")
            claims.append(Claim(f"{report}, {name}", "within 500 ms", f"{1000 * ours:.0f} ms", ours <= WITHIN))
    told = held.counts
    bytes_held = sum(file.stat().st_size for file in (home / "judged").rglob("*") if file.is_file())
    return f"""## Judging

{told["links"]:,} links from {told["domains"]:,} domains to one target, by pages of about 30 kB of generated HTML. Importing the pages took
{imported[0]:.0f} s ({imported[1]:.0f} CPU s), judging the links {judged[0]:.0f} s ({judged[1]:.0f} CPU s) and {judged[2]:,.0f} MiB of memory at most; what was judged takes
{bytes_held / told["links"]:.0f} bytes a link. {told["queued_links"]:,} links are in the review queue; the pages are made up, so that says nothing of the rules.

{claims_table(claims)}

Milliseconds of the first {PAGE} rows, asked for the first time of an index just opened, in a process that has asked others before. DuckDB {duckdb.__version__}
reads the same judged rows from Parquet, {len(SHOWN)} columns of them; it gives no count of all rows and no evidence.

| question | ours, ms | DuckDB, ms |
| --- | ---: | ---: |
{chr(10).join(rows)}
"""
