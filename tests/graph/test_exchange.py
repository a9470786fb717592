"""Graphs out of an index and back, and Common Crawl's files as a prior: forms judged by readers that are not ours."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.warc_by_hand import MARCH, write_warc

import backlit
from backlit import _core
from backlit.graph.exchange import ExchangeError, Graph, write_edges, write_graphml, write_webgraph
from backlit.graph.names import in_byte_order, reversed_labels
from backlit.graph.prior import spearman

if TYPE_CHECKING:
    from pathlib import Path

ARCS = {("news.example", "shop.test"), ("blog.example", "shop.test"), ("evil.example", "shop.test")}
"""Who links to whom by a followed link in the text, read off the pages of the crawl by eye."""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> backlit.Index:
    folder = tmp_path_factory.mktemp("exchange")
    made = backlit.open(folder / "home")
    made.import_files([write_warc(folder / "march.warc", MARCH, "2026-03-01T10:00:00Z")])
    return made


def lines(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in gzip.decompress(path.read_bytes()).decode().splitlines()]


def backwards(name: str) -> str:
    return ".".join(reversed(name.split(".")))


def test_edges_are_those_of_the_pages(index: backlit.Index, tmp_path: Path) -> None:
    done = index.graph_export(tmp_path / "out", format="edges")
    vertices = lines(tmp_path / "out" / "backlit-domain-vertices.txt.gz")
    edges = lines(tmp_path / "out" / "backlit-domain-edges.txt.gz")
    names = [backwards(name) for _, name in vertices]
    assert [int(number) for number, _ in vertices] == list(range(len(vertices)))
    assert [name.encode() for _, name in vertices] == sorted(name.encode() for _, name in vertices)
    assert {(names[int(a)], names[int(b)]) for a, b in edges} == ARCS
    assert [(int(a), int(b)) for a, b in edges] == sorted((int(a), int(b)) for a, b in edges)
    assert (done.nodes, done.edges) == (len(vertices), len(ARCS))
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == sorted(file.name for file in done.files)


@pytest.mark.parametrize("form", ["edges", "webgraph", "graphml"])
def test_the_same_index_gives_the_same_bytes(index: backlit.Index, tmp_path: Path, form: str) -> None:
    first, second = (index.graph_export(tmp_path / name, format=form).files for name in "ab")
    assert [file.read_bytes() for file in first] == [file.read_bytes() for file in second]


def test_all_forms_tell_the_same_graph(index: backlit.Index, tmp_path: Path) -> None:
    for form in ("edges", "webgraph", "graphml"):
        index.graph_export(tmp_path, format=form)
    edges = {(int(a), int(b)) for a, b in lines(tmp_path / "backlit-domain-edges.txt.gz")}
    bv = pa.table(_core.read_webgraph(tmp_path / "backlit-domain"))
    assert set(zip(bv.column("source").to_pylist(), bv.column("target").to_pylist(), strict=True)) == edges
    space = "{http://graphml.graphdrawing.org/xmlns}"
    drawn = ET.parse(tmp_path / "backlit-domain.graphml").iter(f"{space}edge")  # noqa: S314 - our own file
    assert {(int(e.attrib["source"][1:]), int(e.attrib["target"][1:])) for e in drawn} == edges


def test_the_graph_of_pages(index: backlit.Index, tmp_path: Path) -> None:
    index.graph_export(tmp_path, format="edges", level="page")
    names = [name for _, name in lines(tmp_path / "backlit-page-vertices.txt.gz")]
    edges = {(names[int(a)], names[int(b)]) for a, b in lines(tmp_path / "backlit-page-edges.txt.gz")}
    assert edges == {
        ("https://news.example/story", "https://shop.test/"),
        ("https://news.example/story", "https://shop.test/lamps"),
        ("https://news.example/story", "https://www.shop.test/old"),
        ("https://blog.example/post", "https://shop.test/lamps"),
        ("https://evil.example/", "https://shop.test/"),
        ("https://shop.test/", "https://shop.test/lamps"),
        ("https://shop.test/lamps", "https://shop.test/"),
    }


def test_names_of_strangers_and_ranks(tmp_path: Path) -> None:
    names = pa.array(["a&b<\"c'>", "]]>", "x"], pa.large_string())
    ratings = (pa.array([0.0, 50.0, None]), pa.array([0.0, 2.5, None]))
    graph = Graph(names, np.array([0, 2], np.uint32), np.array([1, 0], np.uint32), *ratings)
    for write in (write_graphml, write_edges, write_webgraph):
        write(graph, tmp_path, "g")
    space = "{http://graphml.graphdrawing.org/xmlns}"
    nodes = list(ET.parse(tmp_path / "g.graphml").iter(f"{space}node"))  # noqa: S314 - our own file
    assert [node.findtext(f"{space}data[@key='name']") for node in nodes] == names.to_pylist()
    assert [node.findtext(f"{space}data[@key='rating']") for node in nodes] == ["0", "50", None]
    ranks = lines(tmp_path / "g-ranks.txt.gz")
    assert ranks[0] == ["#harmonicc_pos", "#harmonicc_val", "#pr_pos", "#pr_val", "#host_rev"]
    assert [(row[0], row[2], row[4]) for row in ranks[1:]] == [
        ("1", "1", "]]>"),
        ("2", "2", names[0].as_py()),
        ("3", "3", "x"),
    ]
    assert [float(row[1]) for row in ranks[1:]] == [2.5, 0, 0]


def test_the_order_is_that_of_the_c_locale() -> None:
    names = pa.array(["b.a-b.com", "a.com", "a-b.com", "a.a.com", "Ä.com", "", "a"])
    turned = reversed_labels(names).to_pylist()
    assert turned == [backwards(name) for name in names.to_pylist()]
    order = in_byte_order(pa.array(turned)).tolist()
    assert [turned[n].encode() for n in order] == sorted(name.encode() for name in turned)


@pytest.mark.parametrize(("what", "value"), [("format", "dot"), ("level", "host")])
def test_an_unknown_form_is_refused(index: backlit.Index, tmp_path: Path, what: str, value: str) -> None:
    with pytest.raises(ExchangeError, match=value):
        index.graph_export(tmp_path / "no", **{what: value})
    assert not (tmp_path / "no").exists()


# --- the prior ------------------------------------------------------------------------------------------------------

HEADER = "#harmonicc_pos\t#harmonicc_val\t#pr_pos\t#pr_val\t#host_rev\t#n_hosts\n"
RANKS = (
    HEADER
    + "1\t2.9E7\t3\t0.004\ttest.shop\t9\n2\t2.8E7\t1\t0.01\tcom.elsewhere\t4\n3\t1.5E7\t2\t0.005\texample.news\t1\n"
    "4\t1.4E7\t9\t1.0E-9\ttest.shop\t1\n"
)


def written(path: Path, text: str) -> Path:
    path.write_bytes(gzip.compress(text.encode(), mtime=0) if path.suffix == ".gz" else text.encode())
    return path


@pytest.mark.parametrize("name", ["ranks.txt.gz", "ranks.txt"])
def test_ranks_alone(index: backlit.Index, tmp_path: Path, name: str) -> None:
    done = index.graph_import(ranks=written(tmp_path / name, RANKS))
    assert (done.theirs, done.common) == (4, 2)
    assert (done.spearman_pagerank, done.spearman_harmonic) == (None, None)
    rows = pq.read_table(done.path).to_pylist()
    assert [row["domain"] for row in rows] == ["news.example", "shop.test"]
    assert rows[1] == {
        "domain": "shop.test", "harmonic_position": 1, "harmonic": 2.9e7, "pagerank_position": 3, "pagerank": 0.004,
        "referring_domains": None, "linked_domains": None,
    }  # fmt: skip
    assert index.verify().sound
    assert backlit.open(index.path).status().pages > 0


def test_vertices_and_edges(index: backlit.Index, tmp_path: Path) -> None:
    vertices = written(tmp_path / "v.txt.gz", "0\tcom.elsewhere\t4\n1\texample.news\t1\n2\ttest.shop\t2\n")
    edges = written(tmp_path / "e.txt.gz", "0\t1\n0\t2\n1\t2\n2\t0\n")
    done = index.graph_import(vertices=vertices, edges=edges)
    rows = {row["domain"]: row for row in pq.read_table(done.path).to_pylist()}
    assert (done.theirs, done.common) == (3, 2)
    assert {name: (row["referring_domains"], row["linked_domains"]) for name, row in rows.items()} == {
        "news.example": (1, 1),
        "shop.test": (2, 1),
    }
    assert rows["shop.test"]["harmonic"] is None


@pytest.mark.parametrize(
    ("vertices", "edges", "ranks", "told"),
    [
        (None, None, None, "Name the file"),
        (None, "0\t1\n", "", "name the file of vertices"),
        ("0\ta\n2\tb\n", None, None, "v, line 2: the id is 2, not 1"),
        ("0\ta\nx\tb\n", None, None, "v, line 2: 'x"),
        ("0\ta\n1\n", None, None, "v, line 2: '1'"),
        ("0\ta\n\n1\tb\n", None, None, "v, line 2: ''"),
        ("", None, None, "v is empty"),
        ("0\ta\n1\tb\n", "0\t1\n1\t2\n", None, "e, line 2: there is no vertex 2 among 2"),
        (None, None, "1\t2.0\t1\t0.1\n", "r, line 1: the columns are .*host_rev is missing"),
        (None, None, HEADER + "1\tmany\t1\t0.1\ttest.shop\t1\n", "r, line 2: '1.tmany"),
    ],
)
def test_what_is_no_such_file_is_told_with_the_line(  # noqa: PLR0917 - one a file
    index: backlit.Index, tmp_path: Path, vertices: str | None, edges: str | None, ranks: str | None, told: str
) -> None:
    given = {"v": vertices, "e": edges, "r": ranks}
    files = {name: None if text is None else written(tmp_path / name, text) for name, text in given.items()}
    with pytest.raises(ExchangeError, match=told.replace(".t", r"\\t")):
        index.graph_import(vertices=files["v"], edges=files["e"], ranks=files["r"])


def test_a_file_that_was_cut_is_told(index: backlit.Index, tmp_path: Path) -> None:
    whole = written(tmp_path / "ranks.txt.gz", RANKS).read_bytes()
    (tmp_path / "ranks.txt.gz").write_bytes(whole[:-20])
    with pytest.raises(ExchangeError, match="damaged"):
        index.graph_import(ranks=tmp_path / "ranks.txt.gz")


def test_spearman_by_a_published_example_and_by_ties() -> None:
    # IQ and hours of television: https://en.wikipedia.org/wiki/Spearman%27s_rank_correlation_coefficient
    iq = np.array([106, 100, 86, 101, 99, 103, 97, 113, 112, 110])
    hours = np.array([7, 27, 2, 50, 28, 29, 20, 12, 6, 17])
    assert spearman(iq, hours) == pytest.approx(-29 / 165, abs=1e-12)
    assert spearman(np.array([1, 2, 2, 3]), np.array([1, 2, 3, 4])) == pytest.approx(3 / np.sqrt(10), abs=1e-12)
    assert spearman(np.array([1.0, np.nan, 2, 3]), np.array([9, 5, 6, 1])) == pytest.approx(-1)
    assert spearman(np.array([1, 1, 1]), np.array([1, 2, 3])) is None
    assert spearman(np.array([1, 2]), np.array([1, 2])) is None
