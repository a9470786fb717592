"""Reading exports of other tools: rows a second and peak memory, against what people would put together in Python.

The files are made here, in the shapes of four vendors, with hosts out of real pages. Each candidate runs in a process of
its own, on one thread, and tells its CPU seconds and its peak memory. Ours reads flags, dates and numbers, normalises
both addresses by the WHATWG standard, finds duplicates and broken rows and writes five Parquet files. The peers do less,
which favours them: `csv` + `urllib` normalises the two addresses and writes them with the anchor by pyarrow; DuckDB and
Polars read every column as text and write the same columns, without looking into them.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from bench import DATA, ROOT
from bench.measure import Claim, claims_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROWS, LARGE, PEER_ROWS = 1_000_000, 5_000_000, 1_000_000
AS_OF = 1_780_000_000_000_000
ANCHORS = (
    "link checker",
    "example.com",
    "read more",
    "the best, cheapest",
    "https://example.com/",
    "",
    "Wörterbuch",
    'a "good" one',
)
LAYOUTS: dict[str, dict[str, Any]] = {
    "semrush": {
        "header": "Page ascore,Source title,Source url,Target url,Anchor,External links,Internal links,Nofollow,Sponsored,Ugc,"
        "Text,Frame,Form,Image,Sitewide,First seen,Last seen,New link,Lost link",
        "row": "{n},Title of {word} {i},{source},{target},{anchor},{a},{b},{no},false,false,{yes},false,false,{no},false,"
        "{day} 10:12:13,2026-0{c}-11 04:05:06,{no},false",
        "fields": {
            1: ("source_title", "text"), 2: ("source_url", "url"), 3: ("target_url", "url"), 4: ("anchor", "text"),
            7: ("nofollow", "flag"), 8: ("sponsored", "flag"), 9: ("ugc", "flag"), 10: ("is_text", "flag"),
            11: ("is_frame", "flag"), 12: ("is_form", "flag"), 13: ("is_image", "flag"), 15: ("first_seen", "date"),
            16: ("last_seen", "date"), 18: ("is_lost", "flag"),
        },
        "numbers": (0, 5, 6),
    },
    "majestic": {
        "header": "Target URL,Source URL,Anchor Text,Source Crawl Date,Source First Found Date,FlagNoFollow,FlagImageLink,"
        "FlagRedirect,FlagFrame,FlagOldCrawl,FlagAltText,FlagMention,SourceCitationFlow,SourceTrustFlow,TargetCitationFlow,"
        "TargetTrustFlow,SourceTopicalTrustFlow_Topic_0,SourceTopicalTrustFlow_Value_0,"
        "RefDomainTopicalTrustFlow_Topic_0,RefDomainTopicalTrustFlow_Value_0",
        "row": "{target},{source},{anchor},2026-0{c}-11,{day},{flag},,,,,,,{n},{a},{b},{c},Computers/Internet,{a},Arts/{word},{b}",
        "fields": {
            0: ("target_url", "url"), 1: ("source_url", "url"), 2: ("anchor", "text"), 3: ("last_seen", "date"),
            4: ("first_seen", "date"), 5: ("nofollow", "set"), 6: ("is_image", "set"), 7: ("is_redirect", "set"),
            8: ("is_frame", "set"), 10: ("alt_anchor", "set"), 11: ("mention", "set"),
        },
        "numbers": (12, 13, 14, 15, 17, 19),
    },
    "search_console": {
        "header": "Linking page,Last crawled",
        "row": "{source},{day}",
        "fields": {0: ("source_url", "url"), 1: ("last_seen", "date")},
        "numbers": (),
    },
    "ahrefs": {
        "header": "Referring page title,Referring page URL,Language,Platform,Referring page HTTP code,Domain rating,UR,"
        "Domain traffic,Referring domains,Linked domains,External links,Page traffic,Keywords,Target URL,Left context,"
        "Anchor,Right context,Redirect Chain URLs,Redirect Chain status codes,Type,Is spam,Content,Nofollow,UGC,Sponsored,"
        "Rendered,Raw,Lost status,Drop reason,Discovered status,First seen,Last seen,Lost,Author,Page type,Page category,"
        "Links in group",
        "row": "Title of {word} {i},{source},en,WordPress,200,{n}.0,{a}.5,{i},{b},{c},{a},{b},{c},{target},some text before,"
        "{anchor},and some after,,,text,false,,{no},false,false,false,true,,,found,{day} 10:12:13,2026-0{c}-11 04:05:06,,,"
        "article,/{word},1",
        "fields": {
            0: ("source_title", "text"), 1: ("source_url", "url"), 2: ("source_language", "text"),
            4: ("source_status", "number"), 13: ("target_url", "url"), 14: ("context_left", "text"), 15: ("anchor", "text"),
            16: ("context_right", "text"), 22: ("nofollow", "flag"), 23: ("ugc", "flag"), 24: ("sponsored", "flag"),
            30: ("first_seen", "date"), 31: ("last_seen", "date"), 32: ("lost_at", "date"),
        },
        "numbers": (5, 6, 7, 8, 9, 10, 11, 12),
    },
}  # fmt: skip


def _hosts() -> list[str]:
    """Hosts of real pages where they are at hand, and others like them."""
    made = [f"www.site{n}.example" for n in range(30_000)]
    labels = DATA / "placement" / "labels.parquet"
    if not labels.exists():
        return made
    import pyarrow.parquet as pq

    pages = pq.read_table(labels, columns=["page_url"]).column(0).to_pylist()
    real = sorted({urlsplit(page).netloc for page in pages})
    return [host.replace("www.", "") if n % 2 else f"w{n}.{host}" for n in range(40) for host in real] or made


def _rows(layout: str, rows: int) -> Iterator[str]:
    """The lines of a file; everything follows from the seed."""
    dice = random.Random(4)  # noqa: S311 (no secret)
    hosts = _hosts()
    separator = "\t" if layout == "ahrefs" else ","
    template = LAYOUTS[layout]["row"].replace(",", separator)
    anchors = [f'"{text.replace(chr(34), chr(34) * 2)}"' if {",", '"'} & set(text) else text for text in ANCHORS]
    words = ("news", "garden", "recipes", "football", "python", "travel")
    yield LAYOUTS[layout]["header"].replace(",", separator)
    for i in range(rows):
        r = dice.getrandbits(32)
        word = words[r % 6]
        yield template.format(
            i=i,
            n=r % 101,
            a=r % 977,
            b=r % 89,
            c=1 + r % 9,
            word=word,
            source=f"https://{hosts[r % len(hosts)]}/{word}/{i % 9973}/article-{r % 100_003}.html?p={i}",
            target=f"https://example.com/{words[(r >> 8) % 6]}/{(r >> 10) % 500}",
            anchor=anchors[(r >> 4) % 8],
            no="true" if r % 5 == 0 else "false",
            yes="false" if r % 7 == 0 else "true",
            flag="+" if r % 5 == 0 else "",
            day=f"20{18 + r % 8}-{1 + r % 12:02}-{1 + r % 28:02}",
        )


def make(layout: str, rows: int, path: Path) -> None:
    """Write a file as the vendor does."""
    encoding = "utf-16" if layout == "ahrefs" else "utf-8"
    with path.open("w", encoding=encoding, newline="") as out:
        block: list[str] = []
        for line in _rows(layout, rows):
            block.append(line)
            if len(block) == 10_000:
                out.write("\r\n".join(block) + "\r\n")
                block.clear()
        out.write("\r\n".join(block))


def plan(layout: str) -> str:
    """The plan that the sources would make of such a file."""
    told = LAYOUTS[layout]
    header = told["header"].split(",")
    others = set(range(len(header))) - set(told["fields"]) - set(told["numbers"])
    name = [column.lower().replace(" ", "_") for column in header]
    return json.dumps(
        {
            "format": "delimited",
            "encoding": "utf-16le" if layout == "ahrefs" else "utf-8",
            "delimiter": "\t" if layout == "ahrefs" else ",",
            "header_line": 1,
            "header": header,
            "vendor": layout,
            "record": "link",
            "as_of": AS_OF,
            "property": "https://example.com/",
            "day_first": False,
            "decimal": ".",
            "columns": [{"index": n, "field": field, "read": read} for n, (field, read) in told["fields"].items()],
            "metrics": [{"index": n, "name": f"source_page.{name[n]}", "type": "number"} for n in told["numbers"]]
            + [{"index": n, "name": f"link.{name[n]}", "type": "text"} for n in sorted(others)],
            "targets": [],
            "unquote": False,
        }
    )


def _ours(path: Path, layout: str, folder: Path) -> int:
    from backlit import _core

    told = _core.read_export(str(path), path.name, plan(layout), str(folder), 0, lambda _bytes, _rows: True)
    assert told["accepted"] + told["rejected"] + told["duplicates"] == told["read"]
    return int(told["read"])


def _places(layout: str) -> tuple[int, list[int]]:
    fields = {field: n for n, (field, _) in LAYOUTS[layout]["fields"].items()}
    return fields["source_url"], [fields[name] for name in ("source_url", "target_url") if name in fields]


def _csv_urllib(path: Path, layout: str, folder: Path) -> int:
    import csv

    import pyarrow as pa
    import pyarrow.parquet as pq

    def normal(address: str) -> str:
        parts = urlsplit(address.strip())
        return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path or "/", parts.query, parts.fragment))

    _, addresses = _places(layout)
    header = LAYOUTS[layout]["header"].split(",")
    schema = pa.schema([(name, pa.string()) for name in header])
    count = 0
    encoding = "utf-16" if layout == "ahrefs" else "utf-8-sig"
    with path.open(encoding=encoding, newline="") as file, pq.ParquetWriter(folder / "peer.parquet", schema) as writer:
        reader = csv.reader(file, delimiter="\t" if layout == "ahrefs" else ",")
        next(reader)
        block: list[list[str]] = []
        for row in reader:
            for n in addresses:
                row[n] = normal(row[n])
            block.append(row)
            if len(block) == 65_536:
                writer.write_table(pa.table([list(column) for column in zip(*block, strict=True)], schema=schema))
                count += len(block)
                block = []
        if block:
            writer.write_table(pa.table([list(column) for column in zip(*block, strict=True)], schema=schema))
    return count + len(block)


def _duckdb(path: Path, layout: str, folder: Path) -> int:
    import duckdb

    database = duckdb.connect(config={"threads": 1})
    encoding = ", encoding = 'utf-16'" if layout == "ahrefs" else ""
    delimiter = "\t" if layout == "ahrefs" else ","
    read = f"read_csv('{path}', all_varchar = true, header = true, delim = '{delimiter}'{encoding})"
    told = database.execute(f"COPY (SELECT * FROM {read}) TO '{folder / 'peer.parquet'}' (COMPRESSION lz4)").fetchone()
    return int(told[0]) if told else 0


def _polars(path: Path, _layout: str, folder: Path) -> int:
    import polars as pl

    pl.scan_csv(path, infer_schema=False).sink_parquet(folder / "peer.parquet", compression="lz4")
    return int(pl.scan_parquet(folder / "peer.parquet").select(pl.len()).collect().item())


CANDIDATES: dict[str, Callable[[Path, str, Path], int]] = {
    "ours": _ours,
    "csv + urllib + pyarrow": _csv_urllib,
    "DuckDB": _duckdb,
    "Polars": _polars,
}


def _alone(name: str, path: Path, layout: str) -> dict[str, float]:
    """In a process of its own: CPU seconds, wall seconds and peak memory."""
    environment = os.environ | {"POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1", "ARROW_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "bench.exports", name, str(path), layout]
    made = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    told: dict[str, float] = json.loads(made.stdout)
    return told


def _measure(name: str, path: Path, layout: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        wall, cpu = time.perf_counter(), time.process_time()
        rows = CANDIDATES[name](path, layout, Path(folder))
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        # getrusage would not do: a child begins with the peak of its parent.
        status = Path("/proc/self/status").read_text()
        peak = int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) / 1024
    return {"rows": rows, "cpu": cpu, "wall": wall, "peak": peak}


def run() -> str:
    """The section of RESULTS.md."""
    lines = [
        "| file | rows | candidate | rows a CPU second | CPU s | wall s | peak MiB |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    ours: dict[str, dict[str, float]] = {}
    slower: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        for layout, rows in [("semrush", LARGE), *((layout, ROWS) for layout in LAYOUTS)]:
            path = Path(folder) / f"{layout}.csv"
            make(layout, rows, path)
            # Polars reads no UTF-16.
            names = [name for name in CANDIDATES if not (layout == "ahrefs" and name == "Polars")]
            for name in ["ours"] if rows == LARGE else names:
                told = _alone(name, path, layout)
                assert told["rows"] == rows, (name, layout, told)
                lines.append(
                    f"| {layout} | {rows:,} | {name} | {rows / told['cpu']:,.0f} | {told['cpu']:.1f} | {told['wall']:.1f} "
                    f"| {told['peak']:,.0f} |"
                )
                if name == "ours":
                    ours[f"{layout} {rows}"] = told
                elif name.startswith("csv"):
                    slower.append(told["cpu"] / ours[f"{layout} {rows}"]["cpu"])
            path.unlink()
    large = ours[f"semrush {LARGE}"]
    slowest = min(ROWS / ours[f"{name} {ROWS}"]["cpu"] for name in ("semrush", "majestic", "search_console"))
    claims = [
        Claim(
            "UTF-8 comma files, rows a second and core",
            "at least 300,000",
            f"{slowest:,.0f} (the slowest of three)",
            slowest >= 300_000,
        ),
        Claim(
            "5 million rows, peak memory", "bounded: below 600 MiB", f"{large['peak']:,.0f} MiB", large["peak"] < 600
        ),
        Claim(
            "against csv + urllib + pyarrow", "faster", f"{min(slower):.1f} to {max(slower):.1f} times", min(slower) > 1
        ),
    ]
    return (
        "## Exports of other tools\n\nFiles made in the shapes of four vendors (Ahrefs in UTF-16 with tabs), each candidate in a process of its "
        "own and on one thread. Ours does more: it reads flags, dates and numbers, normalises addresses by the WHATWG standard, finds "
        "duplicates (16 bytes a row of memory, and free places) and broken rows, and writes pages, links, texts, claims and rejects; DuckDB "
        "and Polars copy the cells as text.\n\n" + "\n".join(lines) + "\n\n" + claims_table(claims)
    )


if __name__ == "__main__":
    print(json.dumps(_measure(sys.argv[1], Path(sys.argv[2]), sys.argv[3])))
