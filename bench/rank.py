"""From an index of 10 million links to all ratings: the share of time in each step."""

from __future__ import annotations

import json
import shutil
import time
from typing import TYPE_CHECKING

from backlit import _core, graph
from backlit.graph.rank import settings
from bench.generate import generate
from bench.index import CACHE, MEMORY, _tell

if TYPE_CHECKING:
    from pathlib import Path

LINKS = 10_000_000


def run() -> str:
    """Measure; give the section of RESULTS.md."""
    web = generate(CACHE / f"web-{LINKS}", LINKS, contexts=False)
    part = web.folder / "part-1"
    if not (part / "part.json").exists():
        shutil.rmtree(part, ignore_errors=True)
        _core.build_part([(1, str(web.segment))], [], str(part), MEMORY, _tell)
    told, seconds, cpu = _rank(part, web.folder / "ratings", str(web.segment))
    steps = told["seconds"]
    rows = [
        f"| {step.replace('_', ' ')} | {took:.2f} | {took / sum(steps.values()):.0%} |" for step, took in steps.items()
    ]
    passes = ", ".join(f"{name.replace('_', ' ')} {count:.1f}" for name, count in told["passes"].items())
    return f"""## Ratings of an index

{LINKS:,} generated links: {told["domains"]:,} domains with {told["domain_arcs"]:,} arcs, {told["pages"]:,} pages with
{told["page_arcs"]:,} arcs; the graphs are read from the arrays of the index. One thread, precision 1e-10, harmonic
centrality included: {seconds:.1f} s, {cpu:.1f} s of CPU. Passes: {passes}. The seeds are three domains of the web.

| step | seconds | share |
| --- | ---: | ---: |
{chr(10).join(rows)}
"""


def _rank(part: Path, folder: Path, segment: str) -> tuple[dict[str, dict[str, float]], float, float]:
    """All ratings once, files warm: what the core tells, seconds, and seconds of CPU."""
    snapshot = _core.Snapshot([str(part)], [(1, segment)], None)
    seeds = ["huge.example", "medium.example", "small.example"]
    shutil.rmtree(folder, ignore_errors=True)
    start, cpu = time.perf_counter(), time.process_time()
    told = _core.rank(snapshot, str(folder), json.dumps(settings()), graph.check_seeds(tuple(seeds)), 1, _tell)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    shutil.rmtree(folder)
    return told, seconds, cpu
