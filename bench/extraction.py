"""How fast links come out of pages: in memory, and from `.warc.gz` to Parquet."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from backlit import _core
from bench import DATA, peers
from bench.measure import Claim, claims_table, interleaved

if TYPE_CHECKING:
    from collections.abc import Callable

WILD = DATA / "placement" / "pages.warc.gz"
DOCS = DATA / "pydocs" / "pages.warc.gz"


def _to_parquet(path: Path, folder: Path, threads: int = 1) -> object:
    with tempfile.TemporaryDirectory(dir=folder) as out:
        return _core.extract_files([(str(path), path.name, None, None)], out, threads, lambda *_: True)


def _from_memory(name: str, path: Path, wanted: tuple[float, float], claims: list[Claim]) -> str:
    pages = peers.warc_pages(path)
    flipped = [(body, url) for url, body in pages]
    megabytes = sum(len(body) for _, body in pages) / 1e6
    times = interleaved(
        {
            "backlit, all fields": lambda: _core.extract_many(flipped),
            "selectolax (lexbor), bare parse": lambda: peers.bare_parse(pages),
            "selectolax (lexbor), same fields": lambda: peers.selectolax_pages(pages),
        },
        rounds=3,
    )
    ours, bare, same = times.values()
    for text, want, ratio in (
        (
            f"{name}: extractor from memory over selectolax with the same fields",
            wanted[0],
            ours.times_faster_than(same),
        ),
        (f"{name}: extractor from memory over selectolax's bare parse", wanted[1], ours.times_faster_than(bare)),
    ):
        claims.append(Claim(text, f"at least {want:g}", f"{ratio:.1f}", ratio >= want))
    return "\n".join(f"| {name} | {who} | {megabytes / t.median_cpu:,.0f} |" for who, t in times.items())


def _to_disk(name: str, path: Path, wanted: tuple[float, float], folder: Path, claims: list[Claim]) -> str:
    megabytes = sum(len(body) for _, body in peers.warc_pages(path)) / 1e6
    candidates: dict[str, Callable[[], object]] = {
        "backlit, to Parquet, all fields": lambda: _to_parquet(path, folder),
        "fastwarc, reading and inflating alone": lambda: peers.inflate_only(path),
        "fastwarc + selectolax + pyarrow, same fields": lambda: peers.selectolax_to_parquet(path, folder),
        "warcio + Scrapy LinkExtractor, fewer fields": lambda: peers.scrapy_links(path),
    }
    times = interleaved(candidates, rounds=3)
    ours, inflate, same, scrapy = times.values()
    for text, want, ratio in (
        (f"{name}: `.warc.gz` to Parquet over fastwarc + selectolax", wanted[0], ours.times_faster_than(same)),
        (f"{name}: `.warc.gz` to Parquet over warcio + Scrapy", wanted[1], ours.times_faster_than(scrapy)),
    ):
        claims.append(Claim(text, f"at least {want:g}", f"{ratio:.1f}", ratio >= want))
    if path == WILD:
        share = ours.times_faster_than(inflate)
        claims.append(
            Claim(
                f"{name}: share of the speed of reading and inflating alone",
                "at least 60 %",
                f"{share:.0%}",
                share >= 0.6,
            )
        )
    return "\n".join(f"| {name} | {who} | {megabytes / t.median_cpu:,.0f} |" for who, t in times.items())


def _two_threads(folder: Path, claims: list[Claim]) -> None:
    times = interleaved(
        {"one": lambda: _to_parquet(WILD, folder, 1), "two": lambda: _to_parquet(WILD, folder, 2)}, rounds=5
    )
    ratio = times["one"].median_wall / times["two"].median_wall
    claims.append(Claim("one big file, two threads over one (wall)", "at least 1.7", f"{ratio:.2f}", ratio >= 1.7))


def run() -> str:
    """Measure; give the section of RESULTS.md."""
    claims: list[Claim] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = [
            _from_memory("wild", WILD, (14, 4), claims),
            _from_memory("docs", DOCS, (18, 3), claims),
            _to_disk("wild", WILD, (6, 15), folder, claims),
            _to_disk("docs", DOCS, (9, 20), folder, claims),
        ]
        _two_threads(folder, claims)
    table = "\n".join(["| pages | candidate | MB of HTML a CPU second |", "| --- | --- | ---: |", *rows])
    return f"""## Extraction

One core, CPU seconds, medians of three interleaved rounds. "wild" is 846 pages of as many hosts, "docs" 3,371 pages of documentation, link-dense.

{claims_table(claims)}

{table}
"""
