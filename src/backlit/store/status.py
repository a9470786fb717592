"""What is in the index: totals and sizes, and the imports one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from backlit.model import Column, Table, arrow_schema
from backlit.store.home import folder_bytes
from backlit.store.reading import snapshot

if TYPE_CHECKING:
    from backlit.store.home import Home
    from backlit.store.manifest import Manifest

IMPORTS = Table(
    "imports",
    "one import: a call that brought files in",
    (
        Column("import_id", "text", "its number, as in the other tables"),
        Column("imported_at", "time", "when it was run"),
        Column("files", "uint64", "files that it read"),
        Column("bytes", "uint64", "bytes of these files, as they lay on the disk"),
        Column("records", "uint64", "records of archives, or HTML files, that it read"),
        Column("pages", "uint64", "looks at pages that came of it"),
        Column("links", "uint64", "links that stood on them"),
        Column("damaged", "uint64", "places that could not be read; `backlit verify` lists them"),
        Column("first_look", "time", "time of its first look", nullable=True),
        Column("last_look", "time", "time of its last look", nullable=True),
    ),
)
"""The imports of an index."""


@dataclass(frozen=True, slots=True)
class Status:
    """What is in the index. Times are seconds since 1970, UTC; sizes are bytes.

    `links` counts those that were ever seen; `records`, `looks` and `observations` what the imports read. The texts
    (raw targets and the text on both sides of links) are a part of the segments. Ratings are outdated if an import
    came after them: what it brought is not rated; None where there are no ratings.
    """

    path: str
    generation: int
    imports: int
    records: int
    looks: int
    observations: int
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
    firsts = [imported.first_look for imported in manifest.imports if imported.first_look is not None]
    lasts = [imported.last_look for imported in manifest.imports if imported.last_look is not None]
    return Status(
        path=str(home.path),
        generation=manifest.generation,
        imports=len(manifest.imports),
        records=sum(imported.records for imported in manifest.imports),
        looks=sum(imported.pages for imported in manifest.imports),
        observations=sum(imported.links for imported in manifest.imports),
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
        ratings_computed_at=None if ratings is None else ratings.computed_at,
        ratings_outdated=None if ratings is None else ratings.last_import != manifest.last_import(),
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
