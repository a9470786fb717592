"""A small stand-in for the core's reader of exports, where the core has none: comma files of a few fields.

It keeps to the core's contract (what it writes and what it tells), so that the tests of the store say the same with
either.
"""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from tests.segments import LINKS, PAGES, TEXTS, TIME, WORD

from backlit import _core

CLAIMS = pa.schema(
    [
        pa.field("line", pa.uint64(), nullable=False),
        pa.field("record", WORD, nullable=False),
        pa.field("vendor", WORD, nullable=False),
        pa.field("property", pa.string()),
        pa.field("as_of", TIME, nullable=False),
        pa.field("source_url", pa.string()),
        pa.field("target_url", pa.string()),
        pa.field("target_assumed", pa.bool_(), nullable=False),
        pa.field("subject", pa.string()),
        pa.field("day", pa.date32()),
        pa.field("anchor", pa.string()),
        pa.field("first_seen", TIME),
        pa.field("last_seen", TIME),
        pa.field("lost_at", TIME),
        pa.field("lost_reason", pa.string()),
        pa.field("page", pa.uint32()),
    ]
)
REJECTS = pa.schema([pa.field("line", pa.uint64()), pa.field("reason", pa.string()), pa.field("text", pa.string())])
UNKNOWN = ("anchor", "followed", "nofollow", "sponsored", "ugc", "kind")


def install():
    """Be the core's reader where it has none; in the processes of the tests too."""
    if not hasattr(_core, "read_export"):
        _core.read_export = read_export


def read_export(path, name, plan, folder, number, progress):  # noqa: PLR0917 (the core's)
    """As the core's function of this name, for comma files in UTF-8."""
    plan = json.loads(plan)
    raw = Path(path).read_bytes()
    if b"\0damaged" in raw:
        raise ValueError(f"{name} is damaged")
    header, *rows = list(csv.reader(raw.decode().splitlines()))
    assert header == plan["header"]
    seen, claims, rejects, pages, links = set(), [], [], [], []
    duplicates = lost = 0
    for line, cells in enumerate(rows, 2):
        if tuple(cells) in seen:
            duplicates += 1
            continue
        seen.add(tuple(cells))
        claim = claim_of(plan, cells, line)
        if plan["record"] == "link" and not (claim["source_url"] or "").startswith("http"):
            rejects.append({"line": line, "reason": "no source address", "text": ",".join(cells)[:200]})
            continue
        claims.append(claim)
        if claim["record"] == "link":
            lost += claim["lost_at"] is not None
            looks = looks_of(claim, name)
            claim["page"] = len(pages)
            for look in looks:
                links.append(link_of(len(pages), claim))
                pages.append(look)
    if folder is not None:
        write(Path(folder), number, plan, {"pages": pages, "links": links, "claims": claims, "rejects": rejects})
    progress(len(raw), len(rows))
    linked = sum(claim["record"] == "link" for claim in claims)
    return {
        "read": len(rows), "accepted": len(claims), "rejected": len(rejects), "duplicates": duplicates,
        "links": linked, "lost": lost, "mentions": sum(claim["record"] == "mention" for claim in claims),
        "numbers": number + 1, "reasons": {"no source address": len(rejects)} if rejects else {},
        "rejects": [[one["line"], one["reason"], one["text"]] for one in rejects[:20]], "sample": [], "bytes": len(raw),
    }  # fmt: skip


def claim_of(plan, cells, line):
    claim = dict.fromkeys(CLAIMS.names)
    claim |= {name: plan[name] for name in ("record", "vendor", "property", "as_of")}
    claim |= {"line": line, "target_assumed": False}
    for column in plan["columns"]:
        value = cells[column["index"]]
        if column["field"] == "mention":
            claim["record"] = "mention" if value else claim["record"]
        elif value:
            claim[column["field"]] = read_value(column["read"], value, column["field"])
    for metric in plan["metrics"]:
        value = cells[metric["index"]]
        claim[f"metric.{metric['name']}"] = (float(value) if metric["type"] == "number" else value) if value else None
    return claim


def read_value(read, value, field):
    if read != "date":
        return value
    if field == "day":
        return datetime.fromisoformat(value).date()
    return int(datetime.fromisoformat(value).replace(tzinfo=UTC).timestamp()) * 1_000_000


def looks_of(claim, name):
    row = dict.fromkeys(PAGES.names) | {
        "url": claim["source_url"], "analytics_ids": [], "ads_ids": [], "truncated": False, "source": "html",
        "archive": name, "archive_offset": claim["line"], "links": 1, "look": "reported",
    }  # fmt: skip
    seen = claim["last_seen"] or claim["first_seen"]
    looks = []
    if claim["lost_at"] is None or seen is not None:
        at = seen or claim["as_of"]
        first = claim["first_seen"]
        looks.append(row | {"fetched_at": at, "refers_to_date": first if first and first < at else None})
    if claim["lost_at"] is not None:
        looks.append(row | {"fetched_at": claim["lost_at"], "look": "reported_lost"})
    return looks


def link_of(page, claim):
    return dict.fromkeys(LINKS.names) | {
        "page": page, "position": 0, "target_url": claim["target_url"], "anchor": claim["anchor"],
    }  # fmt: skip


def write(folder, number, plan, tables):
    link_schema = pa.schema([field.with_nullable(True) if field.name in UNKNOWN else field for field in LINKS])
    types = {"number": pa.float64(), "text": pa.string()}
    metrics = [pa.field(f"metric.{metric['name']}", types[metric["type"]]) for metric in plan["metrics"]]
    tables["texts"] = [dict.fromkeys(TEXTS.names) for _ in tables["links"]]
    schemas = {
        "pages": PAGES, "links": link_schema, "texts": TEXTS, "claims": pa.schema([*CLAIMS, *metrics]),
        "rejects": REJECTS,
    }  # fmt: skip
    for table, schema in schemas.items():
        made = pa.Table.from_pylist(tables[table], schema=schema)
        pq.write_table(made, folder / f"{table}-{number:04d}.parquet", compression="zstd")
