"""Segment folders made by hand: what an import writes, without an archive and without the extractor.

The schemas are those of `core/src/batch.rs`. A test says which looks there were and what they held, and
`write_segment` lays them down as Parquet; everything that is not said takes a plain default.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

WORD = pa.dictionary(pa.uint8(), pa.string())
TIME = pa.timestamp("us", tz="UTC")

PAGES = pa.schema(
    [
        pa.field("url", pa.string(), nullable=False),
        pa.field("fetched_at", TIME, nullable=False),
        pa.field("status", pa.uint16()),
        pa.field("look", WORD, nullable=False),
        pa.field("redirect_url", pa.string()),
        pa.field("content_type", pa.string()),
        pa.field("canonical", pa.string()),
        pa.field("noindex", pa.bool_()),
        pa.field("nofollow", pa.bool_()),
        pa.field("title", pa.string()),
        pa.field("language", pa.string()),
        pa.field("text_length", pa.uint32()),
        pa.field("text_share", pa.float32()),
        pa.field("links_internal", pa.uint32()),
        pa.field("links_external", pa.uint32()),
        pa.field("simhash", pa.uint64()),
        pa.field("analytics_ids", pa.list_(pa.field("item", pa.string())), nullable=False),
        pa.field("ads_ids", pa.list_(pa.field("item", pa.string())), nullable=False),
        pa.field("truncated", pa.bool_(), nullable=False),
        pa.field("refers_to_url", pa.string()),
        pa.field("refers_to_date", TIME),
        pa.field("source", WORD, nullable=False),
        pa.field("archive", pa.string(), nullable=False),
        pa.field("archive_offset", pa.uint64(), nullable=False),
        pa.field("links", pa.uint32(), nullable=False),
    ]
)

LINKS = pa.schema(
    [
        pa.field("page", pa.uint32(), nullable=False),
        pa.field("position", pa.uint32(), nullable=False),
        pa.field("target_url", pa.string()),
        pa.field("anchor", pa.string()),
        pa.field("anchor_from", WORD),
        pa.field("rel", pa.string()),
        pa.field("followed", pa.bool_()),
        pa.field("nofollow", pa.bool_()),
        pa.field("sponsored", pa.bool_()),
        pa.field("ugc", pa.bool_()),
        pa.field("kind", WORD),
        pa.field("placement", WORD),
        pa.field("link_density", pa.float32()),
        pa.field("hidden", pa.bool_()),
    ]
)

TEXTS = pa.schema(
    [
        pa.field("target_raw", pa.string()),
        pa.field("context_left", pa.string()),
        pa.field("context_right", pa.string()),
    ]
)


@dataclass(frozen=True)
class Link:
    """One link of a look; `position` is its place in the list unless it is said."""

    target_url: str | None
    anchor: str | None = "anchor"
    kind: str | None = "text"
    rel: str | None = None
    placement: str | None = "main"
    anchor_from: str | None = "text"
    hidden: bool | None = False
    link_density: float | None = 0.25
    position: int | None = None
    target_raw: str | None = None
    context_left: str | None = "before"
    context_right: str | None = "after"
    flags: tuple[bool | None, bool | None, bool | None, bool | None] | None = None
    """followed, nofollow, sponsored, ugc as an export tells them; else they follow from `rel`."""

    def tokens(self) -> set[str]:
        """The rel tokens in lower case."""
        return set((self.rel or "").lower().replace(",", " ").split())


@dataclass(frozen=True)
class Look:
    """One look at a page, `at` in seconds since 1970 or as a date of ISO 8601 (UTC)."""

    url: str
    at: int | str
    links: Sequence[Link] = ()
    look: str = "content"
    status: int | None = 200
    noindex: bool | None = False
    nofollow: bool | None = False
    canonical: str | None = None
    redirect_url: str | None = None
    content_type: str | None = "text/html"
    title: str | None = "A page"
    language: str | None = "en"
    text_length: int | None = 1000
    text_share: float | None = 0.5
    simhash: int | None = None
    analytics_ids: Sequence[str] = ()
    ads_ids: Sequence[str] = ()
    truncated: bool = False
    refers_to_url: str | None = None
    refers_to_date: int | str | None = None
    source: str = "warc"
    archive: str = "made.warc.gz"
    archive_offset: int = 0
    links_internal: int | None = 0
    links_external: int | None = field(default=None)

    def seconds(self) -> int:
        """When, in seconds since 1970."""
        return seconds(self.at)


def seconds(at: int | str) -> int:
    """Seconds since 1970 of a number of them, or of a date of ISO 8601 in UTC."""
    if isinstance(at, int):
        return at
    return int(datetime.fromisoformat(at).replace(tzinfo=UTC).timestamp())


def page_row(look: Look) -> dict[str, Any]:
    """One row of the page table."""
    row = {name: getattr(look, name) for name in PAGES.names if name not in {"fetched_at", "refers_to_date", "links"}}
    row["analytics_ids"], row["ads_ids"] = list(look.analytics_ids), list(look.ads_ids)
    row["fetched_at"] = look.seconds() * 1_000_000
    row["refers_to_date"] = None if look.refers_to_date is None else seconds(look.refers_to_date) * 1_000_000
    row["links"] = len(look.links)
    if look.links_external is None:
        row["links_external"] = len(look.links)
    return row


def link_row(look: Look, page: int, place: int, link: Link) -> dict[str, Any]:
    """One row of the link table."""
    tokens = link.tokens()
    hints: dict[str, bool | None] = {name: name in tokens for name in ("nofollow", "sponsored", "ugc")}
    if link.flags is not None:
        hints = dict(zip(("followed", "nofollow", "sponsored", "ugc"), link.flags, strict=True))
    else:
        hints = {"followed": not any(hints.values()) and not look.nofollow, **hints}
    return {
        "page": page,
        "position": place if link.position is None else link.position,
        "target_url": link.target_url,
        "anchor": link.anchor,
        "anchor_from": link.anchor_from if link.anchor else None,
        "rel": link.rel,
        **hints,
        "kind": link.kind,
        "placement": link.placement,
        "link_density": link.link_density,
        "hidden": link.hidden,
    }


def text_row(link: Link) -> dict[str, Any]:
    """One row of the text table."""
    raw = link.target_url if link.target_raw is None else link.target_raw
    return {"target_raw": raw, "context_left": link.context_left, "context_right": link.context_right}


def tables(looks: Sequence[Look]) -> tuple[pa.Table, pa.Table, pa.Table]:
    """The three tables of a segment file: pages, links, texts."""
    links = [(page, place, look, link) for page, look in enumerate(looks) for place, link in enumerate(look.links)]
    return (
        pa.Table.from_pylist([page_row(look) for look in looks], schema=PAGES),
        pa.Table.from_pylist([link_row(look, page, place, link) for page, place, look, link in links], schema=LINKS),
        pa.Table.from_pylist([text_row(link) for *_, link in links], schema=TEXTS),
    )


def write_tables(folder: Path, number: int, pages: pa.Table, links: pa.Table, texts: pa.Table) -> None:
    """One triple of segment files, as an import writes them: texts in small data pages with an offset index."""
    for name, table in {"pages": pages, "links": links, "texts": texts}.items():
        pq.write_table(
            table,
            folder / f"{name}-{number:04d}.parquet",
            compression="zstd",
            write_page_index=True,
            data_page_size=32 * 1024,
        )


def write_segment(folder: Path, looks: Sequence[Look], files: int = 1) -> Path:
    """Write `looks`, in the order given, as a segment of so many file triples; gives the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    share = max(1, -(-len(looks) // files))
    for number in range(files):
        write_tables(folder, number, *tables(looks[number * share : (number + 1) * share]))
    times = [look.seconds() for look in looks]
    facts = {
        "pages": len(looks),
        "links": sum(len(look.links) for look in looks),
        "first_look": min(times, default=None),
        "last_look": max(times, default=None),
    }
    (folder / "import.json").write_text(json.dumps(facts, indent=2) + "\n")
    return folder


def report(url: str, at: int | str, link: Link, source: str, **facts: Any) -> Look:
    """What an export says of one link of a page, as an import lays it down; `gone` for one that it says is lost."""
    told = {"status": None, "title": None, "language": None, "archive": f"{source}.csv"} | facts
    look = "reported_lost" if told.pop("gone", False) else "reported"
    assumed = "assumed" if told.pop("assumed", False) else None
    nothing = dict.fromkeys(("noindex", "nofollow", "content_type", "text_length", "text_share", "links_internal"))
    return Look(url, at, [link], look=look, source=source, redirect_url=assumed, **nothing, **told)


def claimed(target_url: str, **told: Any) -> Link:
    """A link of which an export tells no more than what is said here."""
    nothing = dict.fromkeys(("anchor", "kind", "placement", "anchor_from", "hidden", "link_density", "target_raw"))
    return Link(target_url, **{**nothing, "context_left": None, "context_right": None, "flags": (None,) * 4, **told})
