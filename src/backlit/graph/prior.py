"""Common Crawl's web graph as a prior: what its billions of links say about the domains that the index knows.

Read are the vertices, edges and ranks of a release (https://commoncrawl.org/web-graphs), or any of them that make
sense alone. Only domains of the index are kept. The files are read as a stream, never a line as an object.
Traps: a domain may stand twice (the best position is kept), the ranks begin with a header, their columns may change.
"""

from __future__ import annotations

import gzip
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import csv

from backlit import _core, store
from backlit.graph.exchange import ExchangeError
from backlit.graph.names import in_byte_order, reversed_labels
from backlit.store.files import sync_folder, sync_tree
from backlit.store.progress import silent
from backlit.store.writing import writing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

RANKS = ("harmonicc_pos", "harmonicc_val", "pr_pos", "pr_val", "host_rev")
VALUES = {"harmonic_position": pa.int64(), "harmonic": pa.float64(), "pagerank_position": pa.int64(),
          "pagerank": pa.float64(), "referring_domains": pa.int64(), "linked_domains": pa.int64()}  # fmt: skip
"""Columns of the prior beside the domain; null where no file told them."""
BLOCK = 8 << 20
LEAST_COMMON = 3
"""A rank correlation of fewer domains says nothing."""


@dataclass(frozen=True, slots=True)
class PriorReport:
    """What was kept, and how far their ranks and our ratings agree.

    `theirs` are the different vertices or ranks that were read, `ours` the domains of the index, `common` those in
    both, `rated` those of them that our ratings know. The correlations are Spearman's rho over these, 1 for the same
    order: our Domain Rating with their PageRank, our harmonic centrality with theirs. None where it cannot be told.
    """

    path: Path
    theirs: int
    ours: int
    common: int
    rated: int
    spearman_pagerank: float | None
    spearman_harmonic: float | None


def import_prior(
    home: store.Home,
    *,
    vertices: str | os.PathLike[str] | None = None,
    edges: str | os.PathLike[str] | None = None,
    ranks: str | os.PathLike[str] | None = None,
) -> PriorReport:
    """Read files of Common Crawl's domain graph (plain or gzip), keep what concerns the index, and compare.

    Replaces a prior that was there. Raises ExchangeError for files that do not go together or a line that is none,
    and what `store.snapshot` and the writer's lock raise.
    """
    if vertices is None and ranks is None:
        raise ExchangeError("Name the file of ranks, or that of vertices: --ranks FILE, --vertices FILE.")
    if edges is not None and vertices is None:
        raise ExchangeError("Edges are told in ids: name the file of vertices too, with --vertices FILE.")
    core = store.snapshot(home).core
    table = pa.table(core.domain_columns(["domain", "domain_rating", "harmonic"])).combine_chunks()
    known = _Known(table.column("domain"))
    theirs = 0
    if vertices is not None:
        theirs = known.read_vertices(Path(vertices))
    if edges is not None:
        known.read_edges(Path(edges))
    if ranks is not None:
        theirs = max(theirs, known.read_ranks(Path(ranks)))
    path = _keep(home, known.prior(), [os.fspath(file) for file in (vertices, edges, ranks) if file is not None])
    ours = {name: table.column(name).to_numpy() for name in ("domain_rating", "harmonic")}
    rated = known.found & ~np.isnan(ours["domain_rating"].astype(np.float64))
    return PriorReport(
        path,
        theirs,
        len(table),
        int(known.found.sum()),
        int(rated.sum()),
        spearman(ours["domain_rating"][rated], known.values["pagerank"][rated]),
        spearman(ours["harmonic"][rated], known.values["harmonic"][rated]),
    )


class _Known:
    """The domains of the index, and what was read about them: one value a domain, NaN where nothing was."""

    def __init__(self, domains: pa.ChunkedArray[Any]) -> None:
        self.domains = domains
        self.names = _core.Names()
        self.names.ids(reversed_labels(domains))
        self.found = np.zeros(len(domains), bool)
        self.values = {name: np.full(len(domains), np.nan) for name in VALUES}
        self.local = np.empty(0, np.int32)

    def _ids(self, names: pa.Array[Any]) -> np.ndarray:
        """The place of each name among the domains, -1 for one that the index does not know."""
        ids = pa.table(self.names.find(names)).column(0).combine_chunks()
        found = cast("np.ndarray", ids.cast(pa.int64()).fill_null(-1).to_numpy())  # type: ignore[redundant-cast]
        self.found[found[found >= 0]] = True
        return found

    def read_vertices(self, path: Path) -> int:
        """Their ids: `id <tab> reversed name`, from 0 on without a gap."""
        parts: list[np.ndarray] = []
        count = 0
        for batch in _batches(path, {"id": pa.int64(), "name": pa.string()}, _VERTEX):
            ids = batch.column(0).to_numpy()
            wrong = np.flatnonzero(ids != np.arange(count, count + len(ids)))
            if len(wrong):
                line = count + int(wrong[0]) + 1
                raise ExchangeError(f"{path}, line {line:,}: the id is {ids[wrong[0]]}, not {line - 1:,}.")
            parts.append(self._ids(batch.column(1)).astype(np.int32))
            count += len(ids)
        self.local = np.concatenate([np.empty(0, np.int32), *parts])
        return count

    def read_edges(self, path: Path) -> None:
        """How many domains link to each domain, and are linked from it, in their graph."""
        counts = {name: np.zeros(len(self.domains), np.int64) for name in ("linked_domains", "referring_domains")}
        count = 0
        for batch in _batches(path, {"from": pa.int64(), "to": pa.int64()}, _EDGE):
            for column, name in enumerate(counts):
                ids = batch.column(column).to_numpy()
                wrong = np.flatnonzero((ids < 0) | (ids >= len(self.local)))
                if len(wrong):
                    place = f"{path}, line {count + int(wrong[0]) + 1:,}"
                    raise ExchangeError(f"{place}: there is no vertex {ids[wrong[0]]} among {len(self.local):,}.")
                local = self.local[ids]
                ids_known, times = np.unique(local[local >= 0], return_counts=True)
                counts[name][ids_known] += times
            count += batch.num_rows
        for name, values in counts.items():
            self.values[name][self.found] = values[self.found]

    def read_ranks(self, path: Path) -> int:
        """Positions and values; of a domain that stands twice the best of each."""
        types = dict(zip(RANKS, (pa.int64(), pa.float64(), pa.int64(), pa.float64(), pa.string()), strict=True))
        count = 0
        for batch in _batches(path, types, _RANK):  # type: ignore[arg-type]
            ids = self._ids(batch.column("host_rev"))
            own = ids >= 0
            for measure, theirs in (("harmonic", "harmonicc"), ("pagerank", "pr")):
                self._better(
                    measure, ids[own], *(batch.column(f"{theirs}_{w}").to_numpy()[own] for w in ("pos", "val"))
                )
            count += batch.num_rows
        return count

    def _better(self, measure: str, ids: np.ndarray, positions: np.ndarray, values: np.ndarray) -> None:
        best = self.values[f"{measure}_position"]
        # The best comes last, and what is written last stays.
        order = np.argsort(-positions, kind="stable")
        ids, positions, values = ids[order], positions[order], values[order]
        better = ~(best[ids] <= positions)
        best[ids[better]] = positions[better]
        self.values[measure][ids[better]] = values[better]

    def prior(self) -> pa.Table:
        """The domains that are in both, by name."""
        rows = pa.array(np.flatnonzero(self.found))
        columns = {"domain": self.domains.take(rows).cast(pa.string())}  # type: ignore[arg-type]
        for name, kind in VALUES.items():
            columns[name] = pa.chunked_array([pa.array(self.values[name][self.found], from_pandas=True).cast(kind)])
        table = pa.table(columns)
        return table.take(pa.array(in_byte_order(table.column("domain"))))


def _keep(home: store.Home, prior: pa.Table, files: Sequence[str]) -> Path:
    """Make it the prior of the index, atomically, under the writer's lock."""
    told = {"sources": "\n".join(Path(file).name for file in files)}
    with writing(home, silent):
        aside = home.tmp / "prior"
        aside.mkdir()
        pq.write_table(prior.replace_schema_metadata(told), aside / PRIOR, compression="zstd")
        sync_tree(aside)
        place = home.path / "prior"
        place.mkdir(exist_ok=True)
        path = (aside / PRIOR).replace(place / PRIOR)
        sync_folder(place)
    return path


PRIOR = "domains.parquet"


# --- files ----------------------------------------------------------------------------------------------------------

_NUMBER = r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?"
_VERTEX = re.compile(r"\d+\t[^\t]+(\t\d+)?")
_EDGE = re.compile(r"\d+\t\d+")
_RANK = re.compile(rf"\d+\t{_NUMBER}\t\d+\t{_NUMBER}\t[^\t]+(\t[^\t]*)*")


def _batches(path: Path, types: dict[str, pa.DataType], line: re.Pattern[str]) -> Iterator[pa.RecordBatch]:
    """The columns of a file, many lines at a time. Where one cannot be read, the file is read again to tell which."""
    head = _first_line(path)
    if not head:
        raise ExchangeError(f"{path} is empty.")
    fields = head.split("\t")
    header = head.startswith("#")
    names = [field.lstrip("#") for field in fields] if header else [*types][: len(fields)]
    names += [f"more {n}" for n in range(len(names), len(fields))]
    missing = [name for name in types if name not in names]
    if missing:
        raise ExchangeError(f"{path}, line 1: the columns are {', '.join(names)}; {', '.join(missing)} is missing.")
    read = csv.ReadOptions(column_names=names, skip_rows=int(header), block_size=BLOCK, use_threads=False)
    parse = csv.ParseOptions(delimiter="\t", quote_char=False, ignore_empty_lines=False)
    convert = csv.ConvertOptions(
        include_columns=[*types], column_types=types, null_values=[], strings_can_be_null=False, check_utf8=True
    )
    try:
        with pa.input_stream(str(path), compression="gzip" if _packed(path) else None) as file:  # type: ignore[arg-type]
            yield from csv.open_csv(file, read, parse, convert)  # type: ignore[arg-type]
    except (pa.ArrowInvalid, OSError) as error:
        raise ExchangeError(_told(path, line, header, str(error))) from error


def _packed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


def _first_line(path: Path) -> str:
    try:
        with gzip.open(path) if _packed(path) else path.open("rb") as file:
            return file.readline().decode("utf-8", "replace").rstrip("\r\n")
    except (EOFError, gzip.BadGzipFile) as error:
        raise ExchangeError(f"{path} is damaged: {error}. Fetch it again.") from error


def _told(path: Path, line: re.Pattern[str], header: bool, error: str) -> str:
    """What is wrong with a file, and where."""
    try:
        with gzip.open(path) if _packed(path) else path.open("rb") as file:
            for number, raw in enumerate(file, 1):
                text = raw.decode("utf-8", "replace").rstrip("\r\n")
                if not line.fullmatch(text) and not (header and number == 1):
                    return f"{path}, line {number:,}: {text[:80]!r} is not what such a file has."
    except (EOFError, OSError) as damage:
        return f"{path} is damaged: {damage}. Fetch it again."
    return f"{path} cannot be read: {error}"


# --- correlation ----------------------------------------------------------------------------------------------------


def spearman(ours: np.ndarray, theirs: np.ndarray) -> float | None:
    """Spearman's rank correlation: Pearson's of the ranks, what is equal having the mean of its ranks.

    Pairs with an unknown value do not count. None with fewer than three pairs, or where all of a side are equal.
    """
    ours, theirs = ours.astype(np.float64), theirs.astype(np.float64)
    both = ~(np.isnan(ours) | np.isnan(theirs))
    a, b = (_mean_ranks(values[both]) for values in (ours, theirs))
    if len(a) < LEAST_COMMON:
        return None
    a, b = a - a.mean(), b - b.mean()
    spread = float(np.sqrt((a @ a) * (b @ b)))
    return None if spread == 0 else float(np.clip((a @ b) / spread, -1, 1))


def _mean_ranks(values: np.ndarray) -> np.ndarray:
    _, group, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return cast("np.ndarray", (last - (counts - 1) / 2)[group])
