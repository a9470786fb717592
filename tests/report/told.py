"""A small index told row by row, with what exports claim beside it: no fold, no files, so that every figure is plain.

A link is what a test says of it, the rest takes a plain default. Claims are rows of the view `claims`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
from tests.oracle import Oracle, domain_of_host, host_of

from backlit import model
from backlit.report.view import View
from backlit.store.claims import FIXED, Claims, Metric

if TYPE_CHECKING:
    from collections.abc import Sequence

OURS = {"warc", "arc", "wat", "html"}


def at(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def link(source: str, target: str, witnesses: str, first: str, last: str, **more: Any) -> dict[str, Any]:
    """A link, its witnesses separated by blanks; a vendor's alone is reported and of unknown flags."""
    names = sorted(witnesses.split())
    reported = not OURS.intersection(names)
    flags = dict.fromkeys(("followed", "nofollow", "sponsored", "ugc"))
    if not reported:
        flags = {"followed": True, "nofollow": False, "sponsored": False, "ugc": False}
    row: dict[str, Any] = dict.fromkeys(model.LINKS.names)
    return row | flags | {
        "source_url": source, "source_host": host_of(source), "source_domain": domain_of_host(host_of(source)),
        "target_url": target, "target_host": host_of(target), "target_domain": domain_of_host(host_of(target)),
        "source_referring_domains": 0, "anchor": "anchor", "kind": None if reported else "text", "position": 0,
        "placement": None if reported else "main", "first_seen": at(first), "last_seen": at(last), "state": "live",
        "new_reason": "page_found", "witnesses": names, "reported": reported, "target_assumed": False,
        "checked_at": None if reported else at(last), "import_id": "0001", **more,
    }  # fmt: skip


class Told(Oracle):
    """A snapshot of these links; `looked` are facts of pages that were looked at."""

    def __init__(self, links: Sequence[dict[str, Any]], looked: dict[str, dict[str, Any]] | None = None) -> None:
        super().__init__([])
        urls = {row[end] for row in links for end in ("source_url", "target_url")} | set(looked or {})
        self._urls = sorted(urls)
        ids = {url: n for n, url in enumerate(self._urls)}
        domains = sorted({domain_of_host(host_of(url)) for url in self._urls})
        self._looked = looked or {}
        self._rows = [
            row | {
                "row": n, "source_page": ids[row["source_url"]], "target_page": ids[row["target_url"]],
                "source_domain_id": domains.index(row["source_domain"]),
            }
            for n, row in enumerate(links)
        ]  # fmt: skip

    def _page_row(self, url: str) -> dict[str, Any]:
        return super()._page_row(url) | self._looked.get(url, {})

    def totals(self, pages: Any, history: str = "live") -> dict[str, Any]:
        told, self._rows = self._rows, [row | {"followed": row["followed"] is True} for row in self._rows]
        found = super().totals(pages, history)
        self._rows = told
        return found

    def counts(self) -> dict[str, int]:
        return {"links": len(self._rows), "pages": len(self._urls)}


class Said(Claims):
    """Claims out of rows, as if they lay in files; metrics are columns with a dot in their names."""

    def __init__(self, rows: Sequence[dict[str, Any]]) -> None:
        names = sorted({name for row in rows for name in row if name.startswith("metric.")})
        text = {name for name in names if any(isinstance(row.get(name), str) for row in rows)}
        schema = pa.schema([*FIXED, *((name, pa.string() if name in text else pa.float64()) for name in names)])
        self._table = pa.Table.from_pylist([{"file": "a.csv", "import_id": "0001", **row} for row in rows], schema)
        held = {(row["vendor"], name) for row in rows for name in row if name.startswith("metric.")}
        self._metrics = [
            Metric(vendor, *name.split(".", 2)[1:], type="text" if name in text else "number")
            for vendor, name in sorted(held)
        ]

    def query(self, statement: str, values: Sequence[Any] = (), **tables: pa.Table) -> pa.Table:
        with duckdb.connect(":memory:") as connection:
            connection.execute("SET timezone = 'UTC'")
            for name, table in {"claims": self._table, **tables}.items():
                connection.register(name, table)
            return connection.sql(statement, params=list(values)).to_arrow_table()

    def metrics(self) -> list[Metric]:
        return self._metrics


def view_of(
    links: Sequence[dict[str, Any]],
    claims: Sequence[dict[str, Any]] | None = None,
    looked: dict[str, dict[str, Any]] | None = None,
    horizon: str | None = "2026-03-01",
) -> View:
    start = None if horizon is None else at(horizon)
    opened = None if claims is None else lambda: Said(claims)
    return View(Told(links, looked), start, start, opened)  # type: ignore[arg-type]
