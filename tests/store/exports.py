"""Exports to import: small comma files of invented sites, with the plans that say how they are read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

AS_OF = datetime(2026, 10, 15, tzinfo=UTC)
READS = {
    "source_url": "url", "target_url": "url", "anchor": "text", "first_seen": "date", "last_seen": "date",
    "lost_at": "date", "lost_reason": "text", "mention": "flag", "subject": "text", "day": "date",
}  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """An export and how it is read, as `backlit.sources` would plan it."""

    path: Path
    vendor: str
    record: str
    as_of: int
    mapping: list[tuple[str, str]]
    plan: str
    layout: str = "made"
    kind: str = "export"
    base: None = None
    name: str = ""
    property: str | None = None


def write_export(path: Path, rows, *, vendor="ahrefs", record="link", about="example.com", as_of=AS_OF) -> Plan:
    """A comma file whose columns are called as the fields, or `subject.name` for a vendor's metric."""
    header = list(rows[0])
    lines = [header, *([row[name] for name in header] for row in rows)]
    quoted = [",".join('"' + str("" if cell is None else cell) + '"' for cell in cells) for cells in lines]
    path.write_text("\n".join(quoted) + "\n", "utf-8")
    moment = int(as_of.timestamp()) * 1_000_000
    fields = [(n, name) for n, name in enumerate(header) if "." not in name]
    metrics = [(n, name) for n, name in enumerate(header) if "." in name]
    plan = {
        "format": "delimited", "encoding": "utf-8", "delimiter": ",", "header_line": 1, "header": header,
        "vendor": vendor, "record": record, "as_of": moment, "property": about, "day_first": False, "decimal": ".",
        "columns": [{"index": n, "field": name, "read": READS[name]} for n, name in fields],
        "metrics": [
            {"index": n, "name": name, "type": "text" if any(isinstance(row[name], str) for row in rows) else "number"}
            for n, name in metrics
        ],
        "targets": [], "unquote": False,
    }  # fmt: skip
    mapping = [(name, name) for name in header]
    return Plan(path, vendor, record, moment, mapping, json.dumps(plan), name=path.name, property=about)


def link_rows(count: int, site: str = "example.com", seed: int = 0):
    """Links of invented pages to a site; every third row is said to be lost."""
    return [
        {
            "source_url": f"https://site{(n + seed) % 7}.example/page{n + seed}",
            "target_url": f"https://{site}/{n % 3}",
            "anchor": f"word {n % 4}",
            "first_seen": f"2026-0{1 + n % 8}-03",
            "last_seen": f"2026-09-{10 + n % 15}",
            "lost_at": "2026-10-01" if n % 3 == 2 else "",
            "source_domain.rating": 10 + n,
        }
        for n in range(count)
    ]
