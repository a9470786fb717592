"""The index against DuckDB: the same generated rows, flat and sorted by target, on one core.

DuckDB holds what a good engineer would put there without us: one table of the links with every name spelled out,
sorted by target domain and address, so that its zone maps skip what a question does not need, with the source's
rating as a column.
"""

from __future__ import annotations

import os
import shutil
import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from backlit import _core
from bench import ROOT
from bench.generate import SPECIAL, Web, generate, second_crawl
from bench.measure import Claim, claims_table

if TYPE_CHECKING:
    from collections.abc import Callable

CACHE = Path(os.environ.get("BACKLIT_BENCH_CACHE", ROOT / "bench" / ".cache"))
SIZES = [int(size) for size in os.environ.get("BACKLIT_BENCH_LINKS", "1_000_000,10_000_000").split(",")]
MEMORY = 6 << 30
FIRST_PAGE = 100
COLUMNS = [
    "source_url",
    "source_domain",
    "source_title",
    "target_url",
    "anchor",
    "rel",
    "followed",
    "kind",
    "placement",
    "first_seen",
    "last_seen",
]


def _tell(*_: int) -> bool:
    return True


def _bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _median(run: Callable[[], object], rounds: int = 7) -> float:
    """Median CPU milliseconds, after one run that is not counted."""
    run()
    times = []
    for _ in range(rounds):
        start = time.process_time()
        run()
        times.append(1000 * (time.process_time() - start))
    return statistics.median(times)


def _cpu(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


@dataclass
class Peers:
    """One web in both engines."""

    web: Web
    part: Path
    snapshot: _core.Snapshot
    duck: duckdb.DuckDBPyConnection
    build_seconds: float
    load_seconds: float


def _build(web: Web) -> tuple[Path, float]:
    part = web.folder / "part-1"
    shutil.rmtree(part, ignore_errors=True)
    return part, _cpu(lambda: _core.build_part([(1, str(web.segment))], [], str(part), MEMORY, _tell))


def _load(web: Web) -> tuple[Path, float]:
    file = web.folder / "peer.duckdb"
    file.unlink(missing_ok=True)
    with duckdb.connect(file) as duck:
        duck.execute("set threads = 1; set memory_limit = '8GB'; set preserve_insertion_order = true")
        rows = f"read_parquet('{web.flat}/*.parquet')"
        load = (
            "create table links as with rating as (select target_domain as domain, count(distinct source_domain) as rating "
            f"from {rows} where source_domain <> target_domain group by 1) "
            "select l.*, not coalesce(regexp_matches(rel, 'nofollow|ugc|sponsored'), false) as followed, coalesce(r.rating, 0) as rating "
            f"from {rows} l left join rating r on r.domain = l.source_domain where source_domain <> target_domain "
            "order by target_domain, target_url"
        )
        seconds = _cpu(lambda: duck.execute(load).execute("checkpoint"))
    return file, seconds


def _open(web: Web) -> Peers:
    part, build_seconds = _build(web)
    file, load_seconds = _load(web)
    duck = duckdb.connect(file, read_only=True)
    duck.execute("set threads = 1; set memory_limit = '8GB'")
    snapshot = _core.Snapshot([str(part)], [(1, str(web.segment))], None)
    return Peers(web, part, snapshot, duck, build_seconds, load_seconds)


def _totals(peers: Peers, domain: str) -> tuple[float, float, int]:
    sql = (
        "select count(*), count(distinct source_domain), count(distinct source_host), count(distinct source_url), "
        "count(*) filter (followed), min(seen), max(seen) from links where target_domain = ?"
    )
    pages = peers.snapshot.pages("domain", domain)
    ours = peers.snapshot.totals(pages)
    theirs = peers.duck.execute(sql, [domain]).fetchone()
    assert theirs is not None
    mine = (
        ours["backlinks"],
        ours["referring_domains"],
        ours["referring_hosts"],
        ours["referring_pages"],
        ours["followed"],
    )
    assert mine == theirs[:5], f"{domain}: {mine} against {theirs[:5]}"
    return (
        _median(lambda: peers.snapshot.totals(peers.snapshot.pages("domain", domain))),
        _median(lambda: peers.duck.execute(sql, [domain]).fetchall(), 3),
        int(theirs[0]),
    )


def _scanned(peers: Peers, domain: str) -> float:
    """Milliseconds of the totals counted afresh: of all pages of the domain but one, whose figures are not kept."""
    pages = peers.snapshot.pages("domain", domain)
    but_one = pages.slice(0, len(pages) - 1)
    return _median(lambda: peers.snapshot.totals(but_one))


def _first_page(peers: Peers, domain: str) -> tuple[float, float]:
    sql = (
        "select source_url, source_domain, source_title, target_url, anchor, rel, followed, kind, placement, seen, seen from links "
        f"where target_domain = ? order by rating desc, source_url limit {FIRST_PAGE}"
    )

    def ours() -> int:
        pages = peers.snapshot.pages("domain", domain)
        best = peers.snapshot.top(peers.snapshot.links("backlinks", pages, "live"), FIRST_PAGE)
        return len(list(_rows(peers.snapshot.link_columns(best, COLUMNS))))

    return _median(ours), _median(lambda: peers.duck.execute(sql, [domain]).fetchall(), 3)


def _rows(table: object) -> list[object]:
    import pyarrow as pa

    return list(pa.table(table).to_batches())


def _referring_domains(peers: Peers, claims: list[Claim]) -> None:
    sql = "select target_domain, count(distinct source_domain) from links group by 1"
    ours = _median(peers.snapshot.all_referring_domains, 3)
    theirs = _median(lambda: peers.duck.execute(sql).fetchall(), 1)
    ratio = theirs / ours
    claims.append(
        Claim(
            f"referring domains of all domains at {peers.web.links:,} links, over DuckDB's count(distinct)",
            "at least 20",
            f"{ratio:.0f}",
            ratio >= 20,
        )
    )


def _new_crawl(peers: Peers, claims: list[Claim]) -> None:
    segment, flat = second_crawl(peers.web, 125_000)
    delta = peers.web.folder / "part-2"
    shutil.rmtree(delta, ignore_errors=True)
    ours = _cpu(lambda: _core.build_part([(2, str(segment))], [str(peers.part)], str(delta), MEMORY, _tell))
    merged = peers.web.folder / "merge.duckdb"
    shutil.copy(peers.web.folder / "peer.duckdb", merged)
    with duckdb.connect(merged) as duck:
        duck.execute(
            "set threads = 1; set memory_limit = '8GB'; alter table links add column last_seen bigint; alter table links add column lost_at bigint"
        )
        merge = (
            f"merge into links l using (select distinct on (source_url, target_url, anchor, kind) * from read_parquet('{flat}') "
            "where source_domain <> target_domain) x on l.target_domain = x.target_domain and l.source_url = x.source_url and l.target_url = x.target_url "
            "and l.anchor = x.anchor and l.kind = x.kind when matched then update set last_seen = x.seen "
            "when not matched then insert (source_url, source_host, source_domain, target_url, target_host, target_domain, anchor, rel, kind, placement, "
            "position, link_density, seen, source_title) values (x.source_url, x.source_host, x.source_domain, x.target_url, x.target_host, "
            "x.target_domain, x.anchor, x.rel, x.kind, x.placement, x.position, x.link_density, x.seen, x.source_title)"
        )
        lose = (
            f"update links set lost_at = p.seen from (select source_url, max(seen) as seen from read_parquet('{flat}') group by 1) p "
            "where links.source_url = p.source_url and links.last_seen is null and links.seen < p.seen"
        )
        theirs = _cpu(lambda: duck.execute(merge))
        marking = _cpu(lambda: duck.execute(lose))
    merged.unlink()
    ratio = theirs / ours
    claims.append(
        Claim(
            f"a new crawl of 1 million links into {peers.web.links:,}, losses marked, over DuckDB's MERGE alone ({theirs:.1f} s; marking losses "
            f"costs it {marking:.1f} s more)",
            "at least 3",
            f"{ratio:.1f} ({ours:.1f} s)",
            ratio >= 3,
        )
    )


def _sizes(peers: Peers, claims: list[Claim]) -> str:
    counts = peers.snapshot.counts()
    links = counts["backlinks"] + counts["internal_links"]
    texts = sum(file.stat().st_size for file in peers.web.segment.glob("texts-*"))
    index, segments = _bytes(peers.part) / links, (_bytes(peers.web.segment) - texts) / links
    flat = (peers.web.folder / "peer.duckdb").stat().st_size / links
    claims.append(
        Claim(f"bytes a link in the index, {peers.web.links:,} links", "at most 28", f"{index:.1f}", index <= 28)
    )
    return f"| {peers.web.links:,} | {index:.1f} | {segments:.1f} | {texts / links:.1f} | {flat:.1f} | {peers.build_seconds:.0f} | {peers.load_seconds:.0f} |"


def run() -> str:
    """Measure; give the section of RESULTS.md."""
    claims: list[Claim] = []
    sizes, questions = [], []
    for size in SIZES:
        peers = _open(generate(CACHE / f"web-{size}", size, contexts=size <= 1_000_000))
        sizes.append(_sizes(peers, claims))
        for domain in SPECIAL:
            ours, theirs, links = _totals(peers, domain)
            first, their_first = _first_page(peers, domain)
            scanned = _scanned(peers, domain)
            questions.append(
                f"| {size:,} | {links:,} | {ours:.3f} | {scanned:.2f} | {theirs:.1f} | {first:.2f} | {their_first:.1f} |"
            )
            if size == max(SIZES):
                want = {100: 1.0, 100_000: 1.5}.get(links, 10.0)
                claims.append(
                    Claim(
                        f"totals of a target of {links:,} links, over DuckDB",
                        f"at least {want:g}",
                        f"{theirs / ours:.1f}",
                        theirs / ours >= want,
                    )
                )
                claims.append(
                    Claim(
                        f"the same counted afresh (all pages of the target but one), {links:,} links, over DuckDB",
                        f"at least {want:g}",
                        f"{theirs / scanned:.1f}",
                        theirs / scanned >= want,
                    )
                )
                if domain == SPECIAL[0]:
                    ratio = their_first / first
                    claims.append(
                        Claim(
                            f"first page of backlinks by rating, {links:,} links, over DuckDB",
                            "at least 3",
                            f"{ratio:.1f}",
                            ratio >= 3,
                        )
                    )
        _referring_domains(peers, claims)
        if size == 10_000_000:
            _new_crawl(peers, claims)
        peers.duck.close()
    return f"""## Index

One core, CPU time. Generated links with Zipf-distributed targets ({", ".join(f"{s:,}" for s in SIZES)}; set `BACKLIT_BENCH_LINKS` for others), DuckDB {duckdb.__version__}
over the same rows flat and sorted by target. The links of the bench hold no contexts above one million.

{claims_table(claims)}

| links | index, bytes a link | segments | texts | DuckDB file | build, CPU s | DuckDB load, CPU s |
| ---: | ---: | ---: | ---: | ---: | ---: | ---: |
{chr(10).join(sizes)}

Totals of a domain with 4,096 backlinks and more are kept in the base (they are counted once, when it is built) and only read here, as are the
referring domains of all domains; DuckDB counts both each time. "Counted afresh" is the pass over the rows that every other question costs, and that
these cost where the index has deltas.

Milliseconds of CPU. The same target in a larger index must not cost more than its own links do.

| index | links of the target | totals | counted afresh | DuckDB | first page by rating | DuckDB |
| ---: | ---: | ---: | ---: | ---: | ---: | ---: |
{chr(10).join(questions)}
"""
