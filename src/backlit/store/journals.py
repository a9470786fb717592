"""The journals of imports as tables: which files were read, and the rows that were rejected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlit.model import Column, Table, arrow_schema
from backlit.store.home import DamagedError
from backlit.store.journal import MICROSECONDS, read_journal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pyarrow as pa

    from backlit.store.journal import ReadFile
    from backlit.store.reading import Version

FILES = Table(
    "files",
    "one file that was imported",
    (
        Column("import_id", "text", "the import that read it"),
        Column("file", "text", "its name"),
        Column("kind", "text", "what it is: warc, arc, wat, html or export"),
        Column("vendor", "text", "of an export: whose it is", nullable=True),
        Column("layout", "text", "of an export: which of the vendor's kinds of files", nullable=True),
        Column("read", "uint64", "records or rows read"),
        Column("accepted", "uint64", "of the rows of an export: accepted", nullable=True),
        Column("rejected", "uint64", "of the rows of an export: rejected", nullable=True),
        Column("duplicates", "uint64", "of the rows of an export: equal to an earlier one", nullable=True),
        Column("links", "uint64", "links that it brought; of an export: claims of links"),
        Column("lost", "uint64", "of the links of an export: said to be lost", nullable=True),
        Column("mentions", "uint64", "of an export: mentions without a link", nullable=True),
        Column("damaged", "uint64", "places that could not be read; `backlit verify` lists them"),
        Column("property", "text", "of an export: the target that it is about", nullable=True),
        Column("as_of", "time", "date of what has none of its own, if one is known", nullable=True),
        Column("imported_at", "time", "when that was run"),
        Column("bytes", "uint64", "its size"),
        Column("reasons", "text", "why rows were rejected, with the number of each", nullable=True),
        Column("digest", "text", "BLAKE2b of its bytes, 128 bits in hex"),
    ),
)
"""The files of the imports, oldest import first."""

REJECTS = Table(
    "rejects",
    "one row of an export that was rejected",
    (
        Column("file", "text", "name of the export"),
        Column("line", "uint64", "line of the row in it, from 1"),
        Column("reason", "text", "why"),
        Column("text", "text", "how the row begins: its first 200 characters"),
    ),
)
"""The rows of an import that were rejected."""

DAMAGE = Table(
    "damage",
    "one place of a file that could not be read",
    (
        Column("import_id", "text", "the import that read the file"),
        Column("file", "text", "its name"),
        Column("offset", "uint64", "where in it, in bytes"),
        Column("reason", "text", "why it could not be read"),
    ),
)
"""What was damaged in the files that were imported."""

BATCH = 1 << 16


def files_table(version: Version, import_id: str | None = None) -> pa.Table:
    """The files of all imports or of one, with the columns of `FILES`. Raises StoreError where there is no such one."""
    import pyarrow as pa

    imports = version.manifest.imports if import_id is None else (version.manifest.import_of(import_id),)
    journals = [read_journal(version.home, imported.id) for imported in imports]
    rows = [
        {"import_id": journal.id, "imported_at": journal.imported_at, **_row(file)}
        for journal in journals
        for file in journal.files
    ]
    return pa.Table.from_pylist(rows, schema=arrow_schema(FILES.columns))


def _row(file: ReadFile) -> dict[str, Any]:
    row: dict[str, Any] = {
        "file": file.name,
        "kind": file.kind,
        "as_of": None if file.as_of is None else file.as_of // MICROSECONDS,
        "bytes": file.bytes,
        "digest": file.digest,
        "read": file.records,
        "links": file.links,
        "damaged": len(file.damage),
    }
    if file.export is not None:
        told = ("vendor", "layout", "property", "accepted", "rejected", "duplicates", "links", "lost", "mentions")
        row |= {name: getattr(file.export, name) for name in told}
        reasons = sorted(file.export.reasons.items(), key=lambda entry: (-entry[1], entry[0]))
        row["reasons"] = "; ".join(f"{reason}: {count:,}" for reason, count in reasons) or None
    return row


def damage_table(version: Version, import_id: str | None = None) -> pa.Table:
    """The damage in files of all imports or of one, with the columns of `DAMAGE`. Raises as `files_table` does."""
    import pyarrow as pa

    imports = version.manifest.imports if import_id is None else (version.manifest.import_of(import_id),)
    rows = [
        {"import_id": imported.id, "file": place.file, "offset": place.offset, "reason": place.reason}
        for imported in imports
        if imported.damaged
        for place in read_journal(version.home, imported.id).damage()
    ]
    return pa.Table.from_pylist(rows, schema=arrow_schema(DAMAGE.columns))


def rejects_table(version: Version, import_id: str, limit: int = 0) -> pa.Table:
    """The rejected rows of an import, file by file in the order of lines; `limit` rows at most, 0 is all.

    Raises StoreError where there is no such import, DamagedError where one of its files is missing or damaged.
    """
    import pyarrow as pa

    schema = arrow_schema(REJECTS.columns)
    left = limit or None
    found: list[pa.Table] = []
    for rows in _rejects(version, version.manifest.import_of(import_id).id):
        found.append(rows.slice(0, left).cast(schema))
        if left is not None:
            left -= len(found[-1])
            if left <= 0:
                break
    return pa.concat_tables(found) if found else schema.empty_table()


def _rejects(version: Version, import_id: str) -> Iterator[pa.Table]:
    """The rejected rows of an import, piece by piece."""
    folder = version.home.standing_segment(import_id)
    for file in read_journal(version.home, import_id).files:
        if file.export is not None and file.export.rejected:
            for number in file.export.numbers():
                yield from _pieces(folder / f"rejects-{number:04d}.parquet", file.name)


def _pieces(path: Path, name: str) -> Iterator[pa.Table]:
    """The rejected rows of one file of a segment."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(BATCH, columns=["line", "reason", "text"]):
                rows = pa.Table.from_batches([batch])
                yield rows.add_column(0, "file", pa.repeat(pa.scalar(name, pa.string()), len(rows)))
    except (OSError, pa.ArrowInvalid) as error:
        raise DamagedError(f"{path} is missing or damaged ({error}): restore it from a backup.") from error
