"""Graphs for other tools: the BV format of WebGraph, Common Crawl's text files, GraphML.

Nodes are numbered in the order of their names' bytes (domains with their labels reversed), as Common Crawl numbers
them (https://commoncrawl.org/web-graphs), so that what belongs together lies together and the same index gives the
same bytes. All files are written aside and then renamed.
"""

from __future__ import annotations

import gzip
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal, cast, get_args

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from backlit import _core
from backlit.graph.names import in_byte_order, reversed_labels
from backlit.graph.rank import settings
from backlit.store.files import sync_tree

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator

    from backlit.store import Version

Format = Literal["webgraph", "edges", "graphml"]
Level = Literal["domain", "page"]

LINES = 1 << 18
"""Lines that are put together at a time."""
DECADES = 6.0
"""Decades of worth between a Domain Rating of 0 and 100."""


class ExchangeError(ValueError):
    """A graph that cannot be given or taken; the message names the form, or the file and the line."""


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written, and how large the graph is."""

    files: tuple[Path, ...]
    nodes: int
    edges: int


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes by the order of their names; edges by source, then target, each pair once.

    `rating` and `harmonic` are one value a node, None where the index is not rated.
    """

    names: pa.Array[Any]
    sources: np.ndarray
    targets: np.ndarray
    rating: pa.Array[Any] | None = None
    harmonic: pa.Array[Any] | None = None


def export(version: Version, folder: str | os.PathLike[str], form: str, level: str) -> ExportReport:
    """Write the graph of domains or of pages into a folder, which is made if need be.

    Raises ExchangeError for an unknown form or level, OSError where the files cannot be written.
    """
    for what, value, known in (("format", form, get_args(Format)), ("level", level, get_args(Level))):
        if value not in known:
            raise ExchangeError(f"There is no {what} {value!r}: it is {', '.join(known)}.")
    graph = domain_graph(version) if level == "domain" else page_graph(version)
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    write = {"webgraph": write_webgraph, "edges": write_edges, "graphml": write_graphml}[form]
    with tempfile.TemporaryDirectory(prefix=".backlit-", dir=place) as aside:
        write(graph, Path(aside), f"backlit-{level}")
        sync_tree(Path(aside))
        files = [file.replace(place / file.name) for file in sorted(Path(aside).iterdir())]
    return ExportReport(tuple(files), len(graph.names), len(graph.sources))


# --- out of the index -----------------------------------------------------------------------------------------------


def domain_graph(version: Version) -> Graph:
    """The graph that Domain Rating rests on by the default settings, over all domains of the index."""
    columns = pa.table(version.core.domain_columns(["domain", "domain_rating", "harmonic"])).combine_chunks()
    names = reversed_labels(columns.column("domain"))
    arcs = pa.table(_core.domain_graph(version.core, json.dumps(settings())))
    order = in_byte_order(names)
    sources, targets = _renumbered(order, _numbers(arcs, "source"), _numbers(arcs, "target"))
    rated = columns.column("domain_rating").null_count < len(columns)
    values = [columns.column(name).take(pa.array(order)) if rated else None for name in ("domain_rating", "harmonic")]
    flat = [None if value is None else _flat(value) for value in values]
    return Graph(_flat(names.take(pa.array(order))), sources, targets, *flat)


_SPACE = pa.scalar(" ", pa.large_string())


def page_graph(version: Version) -> Graph:
    """Every page that links or is linked to, and each pair of pages with a link that is not lost, as they stand.

    Links that only exports tell of are left out, as they are of ratings (docs/scoring.md).
    """
    core = version.core
    columns = pa.table(core.page_columns(core.pages("all"), ["page", "domain", "url"]))
    urls = _flat(columns.column("url"))
    keys = pc.binary_join_element_wise(reversed_labels(columns.column("domain")), urls.cast(pa.large_string()), _SPACE)  # type: ignore[call-overload]
    place = np.empty(len(urls), np.int64)
    place[_numbers(columns, "page")] = np.arange(len(urls))
    pairs = [np.empty(0, np.uint64)]
    links = core.links("all", core.pages("all"), "live")
    for start in range(0, len(links), LINES):
        some = core.take(links, np.arange(start, min(start + LINES, len(links))))
        ends = pa.table(core.link_columns(some, ["source_page", "target_page", "reported"]))
        ends = ends.filter(pc.invert(ends.column("reported")))
        source, target = (place[_numbers(ends, name)].astype(np.uint64) for name in ("source_page", "target_page"))
        pairs.append(np.unique(source << np.uint64(32) | target))
    distinct = np.unique(np.concatenate(pairs))
    order = in_byte_order(keys)
    ends = (distinct >> np.uint64(32), distinct & np.uint64(0xFFFF_FFFF))  # type: ignore[assignment]
    return Graph(_flat(urls.take(pa.array(order))), *_renumbered(order, *ends))  # type: ignore[misc]


def _numbers(table: pa.Table, name: str) -> np.ndarray:
    return cast("np.ndarray", table.column(name).to_numpy())  # type: ignore[redundant-cast]


def _flat(values: pa.ChunkedArray[Any] | pa.Array[Any]) -> pa.Array[Any]:
    return values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values


def _renumbered(order: np.ndarray, sources: np.ndarray, targets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Arcs by the places that `order` gives the nodes, sorted, each once."""
    place = np.empty(len(order), np.uint64)
    place[order] = np.arange(len(order), dtype=np.uint64)
    pairs = np.unique(place[sources.astype(np.int64)] << np.uint64(32) | place[targets.astype(np.int64)])
    return (pairs >> np.uint64(32)).astype(np.uint32), (pairs & np.uint64(0xFFFF_FFFF)).astype(np.uint32)


# --- forms ----------------------------------------------------------------------------------------------------------


def write_webgraph(graph: Graph, folder: Path, name: str) -> None:
    """`NAME.graph`, `.offsets`, `.properties`, and the names of the nodes as `NAME-vertices.txt.gz`."""
    ends = (pa.array(graph.sources, pa.uint32()), pa.array(graph.targets, pa.uint32()))
    _core.write_webgraph(len(graph.names), *ends, folder / name)
    _write(folder / f"{name}-vertices.txt.gz", _joined("\t", _ids(len(graph.names)), graph.names))


def write_edges(graph: Graph, folder: Path, name: str) -> None:
    """Common Crawl's text files: `NAME-vertices.txt.gz`, `NAME-edges.txt.gz`, and `NAME-ranks.txt.gz` if rated."""
    _write(folder / f"{name}-vertices.txt.gz", _joined("\t", _ids(len(graph.names)), graph.names))
    _write(folder / f"{name}-edges.txt.gz", _joined("\t", graph.sources, graph.targets))
    if graph.rating is not None and graph.harmonic is not None:
        _write(folder / f"{name}-ranks.txt.gz", _ranks(graph))


RANKS_HEADER = "#harmonicc_pos\t#harmonicc_val\t#pr_pos\t#pr_val\t#host_rev"


def _ranks(graph: Graph) -> Iterator[bytes]:
    """Positions are from 1 and all different: what is equal stands in the order of names."""
    yield f"{RANKS_HEADER}\n".encode()
    harmonic = pc.fill_null(graph.harmonic, 0.0).to_numpy()  # type: ignore[type-var,union-attr]
    worth = 10 ** (pc.fill_null(graph.rating, 0.0).to_numpy() * (DECADES / 100))  # type: ignore[type-var,union-attr]
    pagerank = worth / max(worth.sum(), 1.0)
    by_harmonic, position = np.argsort(-harmonic, kind="stable"), np.empty(len(worth), np.int64)
    position[np.argsort(-pagerank, kind="stable")] = np.arange(1, len(worth) + 1)
    columns = (np.arange(1, len(worth) + 1), harmonic[by_harmonic], position[by_harmonic], pagerank[by_harmonic])
    yield from _joined("\t", *columns, graph.names.take(pa.array(by_harmonic)))  # type: ignore[arg-type]


def write_graphml(graph: Graph, folder: Path, name: str) -> None:
    """`NAME.graphml` (http://graphml.graphdrawing.org): nodes with their name, and domains with their rating."""
    _write(folder / f"{name}.graphml", _graphml(graph))


def _graphml(graph: Graph) -> Iterator[bytes]:
    rated = graph.rating is not None
    keys = ['<key id="name" for="node" attr.name="name" attr.type="string"/>']
    keys += ['<key id="rating" for="node" attr.name="domain_rating" attr.type="double"/>'] * rated
    head = ['<?xml version="1.0" encoding="UTF-8"?>', '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">']
    yield "\n".join([*head, *keys, '<graph edgedefault="directed">', ""]).encode()
    nodes: list[Any] = ['<node id="n', _ids(len(graph.names)), '"><data key="name">', escaped(graph.names), "</data>"]
    if rated:
        known = pc.binary_join_element_wise('<data key="rating">', pc.cast(graph.rating, pa.string()), "</data>", "")  # type: ignore[arg-type,call-overload]
        nodes.append(pc.fill_null(known, ""))
    yield from _joined("", *nodes, "</node>")
    yield from _joined("", '<edge source="n', graph.sources, '" target="n', graph.targets, '"/>')
    yield b"</graph>\n</graphml>\n"


def escaped(texts: pa.Array[Any]) -> pa.Array[Any]:
    """Text for XML: strangers choose the names. Characters that XML 1.0 has not become U+FFFD."""
    for old, new in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        texts = pc.replace_substring(texts, old, new)
    return pc.replace_substring_regex(texts, r"[\x00-\x1f\x{FFFE}\x{FFFF}]", "\ufffd")


def _ids(count: int) -> np.ndarray:
    return np.arange(count, dtype=np.uint32)


def _joined(separator: str, *columns: str | np.ndarray | pa.Array[Any]) -> Iterator[bytes]:
    """Lines of columns, many at a time and none as an object; a text stands on every line."""
    count = next(len(column) for column in columns if not isinstance(column, str))
    for start in range(0, count, LINES):
        cells: list[Any] = []
        for column in columns:
            part = column if isinstance(column, str) else column[start : start + LINES]
            values = pa.array(part) if isinstance(part, np.ndarray) else part
            cells.append(values if isinstance(values, str) else pc.cast(values, pa.large_string()))
        words = [pa.scalar(cell, pa.large_string()) if isinstance(cell, str) else cell for cell in cells]
        lines = pc.binary_join_element_wise(*words, pa.scalar(separator, pa.large_string()))
        whole = pc.binary_join_element_wise(lines, pa.scalar("\n", pa.large_string()), pa.scalar("", pa.large_string()))
        # The values of a string array stand one after the other: they are the text.
        yield whole.buffers()[2].to_pybytes()  # type: ignore[union-attr]


def _write(path: Path, blocks: Iterable[bytes]) -> None:
    with path.open("wb") as file:
        if path.suffix != ".gz":
            file.writelines(blocks)
            return
        # No name and no time in the head: the same graph gives the same bytes.
        with gzip.GzipFile("", "wb", compresslevel=6, fileobj=file, mtime=0) as packed:
            cast("IO[bytes]", packed).writelines(blocks)
