"""What is in the index: totals and sizes, and the imports one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

import pyarrow as pa

from backlit.model import Column, Table, arrow_schema
from backlit.store.home import folder_bytes
from backlit.store.manifest import Kind
from backlit.store.reading import snapshot

if TYPE_CHECKING:
    from backlit.store.home import Home
    from backlit.store.manifest import Manifest

IMPORTS = Table(
    "imports",
    "one import: a call that brought files in",
    (
        Column("import_id", "text", "its number, as in the other tables"),
        Column("kind", "word", "archives and pages, or exports of other tools", words=get_args(Kind)),
        Column("imported_at", "time", "when it was run"),
        Column("files", "uint64", "files that it read"),
        Column("bytes", "uint64", "bytes of these files, as they lay on the disk"),
        Column("records", "uint64", "records of archives, HTML files, or rows of exports, that it read"),
        Column("pages", "uint64", "looks at pages that came of it"),
        Column("links", "uint64", "links that stood on them"),
        Column("claims", "uint64", "rows of exports that were accepted"),
        Column("rejected", "uint64", "rows that were rejected; `backlit imports ID` lists them"),
        Column("duplicates", "uint64", "rows that were equal to an earlier one of their file"),
        Column("damaged", "uint64", "places that could not be read; `backlit verify` lists them"),
        Column("first_look", "time", "time of its first look", nullable=True),
        Column("last_look", "time", "time of its last look", nullable=True),
    ),
)
"""The imports of an index."""


@dataclass(frozen=True, slots=True)
class Status:
    """What is in the index. Times are seconds since 1970, UTC; sizes are bytes.

    `links` counts those that were ever seen; `records`, `looks` and `observations` what the imports read of archives
    and pages. `exports` counts the imports of exports, `rows` what they read, `claims` what was accepted of it,
    `claimed_links` the links among these; claims, `rejected` and `duplicates` are the rows. `undone` counts the imports
    that were undone, `undone_bytes` what their segments still take. The texts (raw targets and the text on both sides
    of links) are a part of the segments. Ratings are outdated if an import came after them, which is not rated then, or
    if one that they know was undone; None where there are no ratings.
    """

    path: str
    generation: int
    imports: int
    records: int
    looks: int
    observations: int
    exports: int
    rows: int
    claims: int
    claimed_links: int
    rejected: int
    duplicates: int
    damaged: int
    first_look: int | None
    last_look: int | None
    newest_crawl: int | None
    links: int
    pages: int
    hosts: int
    domains: int
    deltas: int
    index_bytes: int
    segment_bytes: int
    text_bytes: int
    undone: int
    undone_bytes: int
    ratings_computed_at: int | None
    ratings_outdated: bool | None

    @property
    def index_bytes_per_link(self) -> float | None:
        """Size of the index over its links; None where there is none."""
        return self.index_bytes / self.links if self.links else None


def status(home: Home) -> Status:
    """Totals and sizes of the current version. Raises NoIndexError, DamagedError as `snapshot` does."""
    version = snapshot(home)
    manifest = version.manifest
    ratings = manifest.ratings
    counts = version.core.counts()
    crawls = [imported for imported in manifest.imports if imported.kind == "crawl"]
    exports = [imported for imported in manifest.imports if imported.kind == "export"]
    firsts = [imported.first_look for imported in manifest.imports if imported.first_look is not None]
    lasts = [imported.last_look for imported in manifest.imports if imported.last_look is not None]
    return Status(
        path=str(home.path),
        generation=manifest.generation,
        imports=len(manifest.imports),
        records=sum(imported.records for imported in crawls),
        looks=sum(imported.pages for imported in crawls),
        observations=sum(imported.links for imported in crawls),
        exports=len(exports),
        rows=sum(imported.records for imported in exports),
        claims=sum(imported.claims for imported in exports),
        claimed_links=sum(imported.claimed_links for imported in exports),
        rejected=sum(imported.rejected for imported in exports),
        duplicates=sum(imported.duplicates for imported in exports),
        damaged=sum(imported.damaged for imported in manifest.imports),
        first_look=min(firsts, default=None),
        last_look=max(lasts, default=None),
        newest_crawl=manifest.horizon(),
        links=counts["links"],
        pages=counts["pages"],
        hosts=counts["hosts"],
        domains=counts["domains"],
        deltas=max(len(manifest.parts) - 1, 0),
        index_bytes=sum(part.bytes for part in manifest.parts),
        segment_bytes=folder_bytes(home.segments),
        text_bytes=folder_bytes(home.segments, "texts-*.parquet"),
        undone=len(manifest.undone),
        undone_bytes=folder_bytes(home.undone),
        ratings_computed_at=None if ratings is None else ratings.computed_at,
        ratings_outdated=manifest.ratings_outdated(),
    )


def imports_table(manifest: Manifest) -> pa.Table:
    """The imports of a version, oldest number first, with the columns of `IMPORTS`."""
    rows = [
        {
            "import_id": imported.id,
            **{name: getattr(imported, name) for name in IMPORTS.names if name != "import_id"},
        }
        for imported in manifest.imports
    ]
    return pa.Table.from_pylist(rows, schema=arrow_schema(IMPORTS.columns))
