"""Whether the tables of a segment add up: with each other, and to what the journal says was read.

Digests tell that the bytes are those written; sums tell that what was written is of one piece.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pyarrow as pa

    from backlit.store.journal import Journal, ReadFile


def segment_sums(folder: Path, journal: Journal) -> Iterator[str]:
    """What does not add up in a segment: a sentence each."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq  # takes its time to load, and reports never need it

    pages = links = 0
    for file in sorted(folder.glob("pages-*.parquet")):
        number = file.stem.removeprefix("pages-")
        listed = pq.read_table(file, columns=["links"]).column(0)
        expected = pc.sum(listed).as_py() or 0
        for name in ("links", "texts"):
            count = pq.read_metadata(folder / f"{name}-{number}.parquet").num_rows
            if count != expected:
                yield f"{name}-{number}.parquet has {count:,} rows, its pages have {expected:,} links"
        pages += len(listed)
        links += expected
    summary = journal.summary()
    if journal.kind == "crawl" and (pages, links) != (summary.pages, summary.links):
        yield (
            f"holds {pages:,} pages and {links:,} links, the import read {summary.pages:,} pages and "
            f"{summary.links:,} links"
        )
    for read in journal.files:
        if read.export is not None:
            yield from _export_sums(folder, read)


def _export_sums(folder: Path, file: ReadFile) -> Iterator[str]:
    """What does not add up in the files of one export."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    export = file.export
    if export is None or not export.numbers():
        return
    if file.difference is not None:
        yield file.difference

    def rows(name: str, *columns: str) -> pa.Table:
        files = [folder / f"{name}-{number:04d}.parquet" for number in export.numbers()]
        return pa.concat_tables([pq.read_table(one, columns=list(columns)) for one in files])

    claims, looks = rows("claims", "line", "record"), rows("pages", "look").column(0)
    found = {
        "accepted rows": (len(claims.column("line").unique()), export.accepted),
        "rejected rows": (rows("rejects", "line").num_rows, export.rejected),
        "claims of links": (_count(claims.column("record"), "link"), export.links),
        "mentions": (_count(claims.column("record"), "mention"), export.mentions),
        "links that are said to be lost": (_count(looks, "reported_lost"), export.lost),
    }
    for what, (count, expected) in found.items():
        if count != expected:
            yield f"holds {count:,} {what} of {file.name}, the import read {expected:,}"
    if not export.links <= len(looks) <= export.links + export.lost:
        yield f"has {len(looks):,} rows of pages for the {export.links:,} links of {file.name}"


def _count(column: pa.ChunkedArray[Any], word: str) -> int:
    import pyarrow as pa
    import pyarrow.compute as pc

    return len(column.filter(pc.equal(column.cast(pa.string()), pa.scalar(word))))
