"""What was judged, kept until something changes: `HOME/judged/`, one folder a project.

A judgement is derived, like the index: it can be made again at any time, and is replaced as a whole. It says all that
the reports on it show, so an import, a fold or an undo may make it old, but never breaks it. Readers see one whole
judgement or none, and keep the files open that they have begun to read; a killed writer leaves a folder that the next
one clears.

The tables are Arrow IPC files in batches of `BATCH` rows, compressed by LZ4 column by column: a report maps the file,
reads the columns that it filters and orders by, then the rows that it shows, wherever they lie. (Parquet has larger
units to decode: the hundred rows of a page lie in a hundred row groups where another order than the file's is asked.)
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from backlit.assess.rules import made_with
from backlit.store import DamagedError, room
from backlit.store.files import clear, publish, replace_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from backlit.assess.rules import Rules
    from backlit.model.judgement import Project
    from backlit.store import Home, Version

TABLES = ("judged", "findings", "domains", "groups", "profile", "comparables", "overused")
FACTS = "judgement.json"
CURRENT = "current.json"
BATCH = 2048
"""Rows that are compressed together."""


class NotAssessedError(ValueError):
    """A question about judgements, where none were made yet; the message says how to."""


class KeptTable:
    """A table of a judgement in its file, to be read in parts. Threads may share it; it outlives its file's name."""

    def __init__(self, path: Path, rows: int, key: str) -> None:
        self._source = pa.memory_map(str(path))
        self._rows = rows
        self.key = key
        """What it is: no two tables that differ have the same."""
        self.names: tuple[str, ...] = tuple(self._open().schema.names)

    def __len__(self) -> int:
        """How many rows there are."""
        return self._rows

    def read(self, names: Iterable[str] | None = None) -> pa.Table:
        """Columns whole, all of them if not told, in the order of the file's rows."""
        wanted = list(self.names if names is None else dict.fromkeys(names))
        return self._open(wanted).read_all().select(wanted) if wanted else pa.table({})

    def slice(self, start: int, count: int, names: Iterable[str] | None = None) -> pa.Table:
        """Columns of the `count` rows from the `start`-th on; fewer where there are no more."""
        first, stop = start // BATCH, -(-min(start + count, self._rows) // BATCH)
        return self._batches(range(first, stop), names).slice(start - first * BATCH, count)

    def take(self, places: Any, names: Iterable[str] | None = None) -> pa.Table:
        """Columns of the rows at these places (whole numbers from 0, in any order), in the order of the places."""
        import pyarrow.compute as pc

        wanted = places if isinstance(places, pa.Array | pa.ChunkedArray) else pa.array(places)
        wanted = wanted.cast(pa.int64())
        batch = pc.divide(wanted, BATCH)
        numbers = batch.unique().sort()
        table = self._batches([number for number in numbers.to_pylist() if number is not None], names)
        within = pc.subtract(wanted, pc.multiply(batch, BATCH))
        start = pc.multiply(pc.index_in(batch, value_set=numbers).cast(pa.int64()), BATCH)
        return table.take(pc.add(start, within))

    def _batches(self, numbers: Iterable[int], names: Iterable[str] | None) -> pa.Table:
        wanted = list(self.names if names is None else dict.fromkeys(names))
        reader = self._open(wanted)
        table = pa.Table.from_batches([reader.get_batch(number) for number in numbers], reader.schema)
        return table.select(wanted).combine_chunks()

    def _open(self, names: Iterable[str] | None = None) -> pa.RecordBatchFileReader:
        if names is None:
            return pa.ipc.open_file(self._source)
        included = [self.names.index(name) for name in names]
        return pa.ipc.open_file(self._source, options=pa.ipc.IpcReadOptions(included_fields=included))


@dataclass(frozen=True, slots=True)
class Judgement:
    """A judgement as it is kept. Threads may share it; it can be read however long it is held."""

    project: str
    identity: str
    """Of what it was made: no two that may say something different have the same."""
    index: str
    """The version of the index that was judged."""
    rules: str
    made: datetime
    counts: Mapping[str, int]
    tables: Mapping[str, KeptTable] = field(compare=False, repr=False)
    embedding: str | None = None
    """The name of the model that compared topics; None: shared words did."""

    def table(self, name: str) -> KeptTable:
        """A table of `TABLES`, to be read in parts."""
        return self.tables[name]

    def read(self, table: str) -> pa.Table:
        """A table whole: of many links this takes its time, see `table`."""
        return self.tables[table].read()


def identity(version: Version, project: Project, rules: Rules, embedding: str | None = None) -> str:
    """Of what a judgement would be made now, with the embedding model of this name if one compares topics."""
    told = asdict(project) | {"created": None}
    made_of = (version.manifest.identity(), version.manifest.identity_of_ratings(), rules.version, made_with())
    parts = [*made_of, json.dumps(told, default=str)]
    parts += [] if embedding is None else [embedding]
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()


def _place(home: Home, name: str) -> Path:
    """The folder of a project: names can have any letters, folders cannot."""
    return home.judged / hashlib.blake2b(name.encode(), digest_size=8).hexdigest()


def revision(home: Home) -> str:
    """A word that changes with each judgement that is kept, of whatever project; cheap to ask."""
    told = []
    for place in sorted(home.judged.iterdir()) if home.judged.is_dir() else ():
        try:
            pointer = (place / CURRENT).stat()
        except (FileNotFoundError, NotADirectoryError):
            continue
        told.append(f"{place.name} {pointer.st_ino} {pointer.st_mtime_ns}")
    return hashlib.blake2b("\n".join(told).encode(), digest_size=8).hexdigest() if told else ""


def open_judgement(home: Home, project: Project) -> Judgement | None:
    """The judgement of a project that stands; None where there is none. Raises DamagedError."""
    place, before = _place(home, project.name), ""
    while True:
        try:
            name = json.loads((place / CURRENT).read_text("utf-8"))["folder"]
        except FileNotFoundError:
            return None
        try:
            return _opened(place / name)
        except (OSError, ValueError, KeyError) as error:
            # A newer one may have replaced it between the two steps.
            if name == before:
                raise DamagedError(
                    f"The judgement of {project.name} in {place / name} cannot be read ({error}): "
                    f"`backlit assess {project.name}` makes it anew."
                ) from error
            before = name


def _opened(folder: Path) -> Judgement:
    facts = json.loads((folder / FACTS).read_text("utf-8"))
    tables = {
        name: KeptTable(folder / f"{name}.arrow", facts["rows"][name], f"{facts['identity']} {name}") for name in TABLES
    }
    made = datetime.fromisoformat(facts["made"])
    return Judgement(
        facts["project"],
        facts["identity"],
        facts["index"],
        facts["rules"],
        made,
        facts["counts"],
        tables,
        facts["embedding"],
    )


def forget(home: Home, project: Project) -> None:
    """Lets no judgement of a project stand: it is gone, or is about something else now. The next writer clears up."""
    (_place(home, project.name) / CURRENT).unlink(missing_ok=True)


def keep(home: Home, project: str, told: Mapping[str, Any], tables: Mapping[str, pa.Table], aside: Path) -> None:
    """Writes a judgement, `told` by `facts`, into a new folder `aside`, and makes it the one that stands.

    For the writer of the home. Raises DiskFullError; what stood before then stands.
    """
    place = _place(home, project)
    with room(home):
        aside.mkdir(parents=True)
        for name in TABLES:
            _write(tables[name], aside / f"{name}.arrow")
        (aside / FACTS).write_text(json.dumps(told, indent=1), "utf-8")
        place.mkdir(parents=True, exist_ok=True)
        _clear_but_current(place)
        numbers = [int(entry.name) for entry in place.iterdir() if entry.name.isdigit()]
        folder = place / f"{max(numbers, default=0) + 1:06d}"
        publish(aside, folder)
        replace_json(place / CURRENT, {"project": project, "folder": folder.name}, aside.parent / CURRENT)
        _clear_but_current(place)


def forget_others(home: Home, known: Iterable[str]) -> None:
    """Removes the judgements of projects that there are no more. For the writer of the home."""
    named = {_place(home, name) for name in known}
    for folder in sorted(home.judged.iterdir()) if home.judged.is_dir() else ():
        if folder not in named:
            clear(folder)


def _clear_but_current(place: Path) -> None:
    """Removes what a killed writer left, and judgements that stand no more."""
    try:
        current = json.loads((place / CURRENT).read_text("utf-8"))["folder"]
    except FileNotFoundError:
        current = None
    for entry in sorted(place.iterdir()):
        if entry.name not in (current, CURRENT):
            clear(entry)


def _write(table: pa.Table, path: Path) -> None:
    how = pa.ipc.IpcWriteOptions(compression="lz4")
    table = table.unify_dictionaries()
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema, options=how) as writer:
        for start in range(0, len(table), BATCH):
            # However the table is chunked: each batch but the last has `BATCH` rows, so that a place says which it is.
            writer.write_table(_own(table.slice(start, BATCH).combine_chunks()))


def _own(piece: pa.Table) -> pa.Table:
    """The piece with lists of its own: of a slice the texts of all lists of the whole column would be written."""
    for n, told in enumerate(piece.schema):
        if pa.types.is_list(told.type):
            piece = piece.set_column(n, told, piece.column(n).take(pa.array(range(len(piece)), pa.int32())))
    return piece


def facts(
    version: Version,
    project: Project,
    rules: Rules,
    tables: Mapping[str, pa.Table],
    embedding: str | None = None,
) -> dict[str, Any]:
    """What is told of a judgement beside its tables."""
    import pyarrow.compute as pc

    domains = tables["domains"]
    queued = domains.column("queued")
    return {
        "project": project.name,
        "identity": identity(version, project, rules, embedding),
        "embedding": embedding,
        "index": version.manifest.identity(),
        "rules": rules.version,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "rows": {name: len(tables[name]) for name in TABLES},
        "counts": {
            "links": len(tables["judged"]),
            "domains": len(domains),
            "queued_links": pc.sum(domains.column("queued_links")).as_py() or 0,
            "queued_domains": pc.sum(queued).as_py() or 0,
            "groups": len(tables["groups"].column("group").unique()),
        },
    }
