"""The compiled core as Python sees it. Arrow data crosses by the Arrow PyCapsule interface, without a copy.

Every function releases the interpreter's lock while it works.
"""

from collections.abc import Callable, Sequence
from os import PathLike
from typing import Any, Literal, Protocol

__version__: str

class ArrowTable(Protocol):
    """Anything that `pyarrow.table()` takes."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

# --- html -----------------------------------------------------------------------------------------------------------

def extract_page(
    html: bytes,
    url: str,
    *,
    content_type: str | None = None,
    robots_tags: Sequence[str] = (),
) -> tuple[ArrowTable, ArrowTable, ArrowTable]:
    """One page's facts (one row), its links, and their texts: the tables of `core/src/batch.rs`.

    Raises ValueError where `url` is no absolute web address.
    """

def tokenize(html: str, state: str = "Data state", last_start_tag: str | None = None) -> list[list[Any]]:
    """Tokens in the form of html5lib-tests; for the conformance tests."""

def extract_many(pages: Sequence[tuple[bytes, str]]) -> tuple[int, int]:
    """Links and bytes of link text of many pages; for benchmarks: the columns are filled and thrown away."""

def sniff_encoding(html: bytes, content_type: str | None = None) -> str:
    """Return the name of the encoding that a page is read in; for the conformance tests."""

# --- addresses ------------------------------------------------------------------------------------------------------

def parse_url(url: str, base: str | None = None) -> str | None:
    """The address normalised by the WHATWG standard; None where it does not parse."""

def url_parts(url: str) -> dict[str, str] | None:
    """href, protocol, username, password, host, hostname, port, pathname, search, hash (as `new URL()` has them)."""

def registrable_domain(host: str) -> str | None:
    """The registrable domain of a host name by the Public Suffix List, private suffixes counted as suffixes.

    None for an address and for a name that is itself a public suffix.
    """

# --- archives to segments -------------------------------------------------------------------------------------------

def sniff(path: str) -> str | None:
    """What a file is by its first bytes: "warc", "arc", "wat", "html"; None for anything else."""

def extract_files(
    files: Sequence[tuple[str, str, str | None, int | None]],
    folder: str,
    threads: int,
    progress: Callable[[int, int, int], bool],
) -> list[dict[str, Any]]:
    """Read files and write segment files pages-NNNN.parquet, links-NNNN.parquet, texts-NNNN.parquet into `folder`.

    `files`: (path, the name kept as `archive`, base address of an HTML file, microseconds since 1970 that replace
    the fetch time or None). `progress(bytes_done, pages, links)` is called now and then from this thread, false stops
    (KeyboardInterrupt raised in it travels on). One result a file, in order: {"records", "pages", "links", "bytes",
    "damage": [(offset, reason)]}. OSError where writing fails; a damaged file never raises.
    """

# --- exports of other tools -----------------------------------------------------------------------------------------

def export_head(path: str, rows: int = 30) -> dict[str, Any]:
    """What a file is by its bytes, and its first records as cells, the header among them.

    {"format": "delimited" | "xlsx" | "json", "encoding": "utf-8" | "utf-16le" | "utf-16be" | "windows-1252" | None,
    "bom", "delimiter": a comma, a tab, a semicolon or None, "rows": list[list[str]], "lines": list[int]}. Of JSON the
    first row is made of the keys of the first 100 objects, `a.b` for nested ones. ValueError for a file that is empty,
    damaged or none of these.
    """

def read_export(
    path: str, name: str, plan: str, folder: str | None, number: int, progress: Callable[[int, int], bool]
) -> dict[str, Any]:
    """Read a file by its plan (JSON; core/src/exports/plan.rs); write segment files, claims and rejects into `folder`.

    `name` is kept as `archive`; `number` is that of the first files; without a folder rows are only counted.
    `progress(bytes, rows)` is called now and then, false stops (KeyboardInterrupt raised in it travels on).

    Gives "read", "accepted", "rejected", "duplicates" (accepted + rejected + duplicates = read), "links", "lost",
    "mentions", "numbers" (the next free file number), "reasons" {reason: rows}, "rejects" (the first 20 as line,
    reason, text), "sample" (the first ten accepted rows: field to shown text) and "bytes". ValueError for a plan that
    does not fit.
    """

# --- wording --------------------------------------------------------------------------------------------------------

class WordSets:
    """Sets of phrases to be found in many strings at once; see `core/src/words/`."""

    def __init__(self, sets: Sequence[tuple[str, Sequence[str]]]) -> None:
        """Of (name, phrases), 64 sets at most.

        A phrase matches whole words, whatever their case and accents; `stem*` words that begin so, `*stem` words that
        end so. ValueError where there are too many.
        """

    def match(self, strings: object) -> ArrowTable:
        """A column a set, a row a string: the longest phrase of the set that the string has, or null.

        `strings`: an Arrow array or a table of one column, of strings, dictionaries too.
        """

def fold_text(strings: object) -> ArrowTable:
    """The column `text`: each string as `WordSets` compares it, in small letters without accents."""

# --- the index ------------------------------------------------------------------------------------------------------

Which = Literal["backlinks", "outlinks", "internal", "all"]

def build_part(
    segments: Sequence[tuple[int, str]],
    parts: Sequence[str],
    folder: str,
    memory: int,
    progress: Callable[[int, int], bool],
) -> dict[str, Any]:
    """Fold segment folders (import number, path) into a new part beside the parts that stand.

    Segments that the parts hold already are not folded again. Give them all the same: where a page gets a look that is
    older than one the parts hold, its old looks are read from their segments (ValueError where one is missing).
    External: at most about `memory` bytes for the links and looks that are folded, known ones of the same pages
    included; beside it what `merge_parts` needs.

    Gives {"kind": "base" | "delta", "imports", "pages", "domains", "rows", "bytes"}: a delta stands on `parts`; a base
    stands for everything and replaces them (always without `parts`, and where more arrives than fits in memory).
    """

def merge_parts(parts: Sequence[str], folder: str, memory: int, progress: Callable[[int, int], bool]) -> dict[str, Any]:
    """Fold a base and its deltas into one new base. The result answers every question as the parts did.

    The same looks give the same bytes, whatever order and parts they came in; only the files with `where` in their
    names, which point into segments, tell how the imports were cut, and `part.json` their numbers.

    The fold streams, whatever `memory` is: it needs about 20 bytes a page and 4 an anchor, and 60 a link of the page
    that most links lead to.
    """

def verify_part(folder: str) -> list[str]:
    """One sentence for each file of a part whose size or checksum is not what `part.json` says. Reads everything."""

class Pages:
    """Pages of the index, as ranges of ids: what a target means in this snapshot."""

    def __len__(self) -> int: ...
    def slice(self, start: int, count: int) -> Pages:
        """The `count` pages from the `start`-th on; fewer where there are no more."""

class Links:
    """Links of the index: ranges of rows, or a list of rows in an order."""

    def __len__(self) -> int: ...

class Snapshot:
    """One consistent version of the index, memory-mapped. Threads may share it."""

    def __init__(
        self,
        parts: Sequence[str],
        segments: Sequence[tuple[int, str]],
        horizon: int | None,
        ratings: str | None = None,
    ) -> None:
        """Open the parts.

        `horizon`: start of the newest crawl, seconds since 1970: a live link whose page was last seen before it
        is unseen. `ratings`: folder of ratings, if any were computed.
        """

    def counts(self) -> dict[str, int]:
        """links, backlinks, internal_links, pages, pages_looked_at, hosts, domains, anchors."""

    def rated(self) -> tuple[int, int] | None:
        """Domains and pages that are rated, the first ids of the index; None without ratings."""

    def pages(self, scope: Literal["exact", "prefix", "host", "domain", "all"], target: str = "") -> Pages: ...
    def pages_by_id(self, ids: object) -> Pages:
        """The pages of these ids (Arrow, or any sequence), each once and in order; ids that are none are left out."""

    def pages_of_domains(self, domains: object, most: int, beside: Pages) -> Pages:
        """Of each domain (by id) the first `most` pages that were looked at, without those of `beside`.

        One pass over all pages of the index, however many domains there are.
        """

    def links(
        self,
        which: Which,
        pages: Pages,
        history: Literal["live", "lost", "all"] = "all",
        rows: ArrowTable | Sequence[int] | None = None,
    ) -> Links:
        """Links of `pages`.

        To them from other registrable domains (backlinks), from them to other domains (outlinks), with both ends on
        one domain (internal).
        """

    def top(self, links: Links, count: int) -> Links:
        """The first `count` by the source's ratings, best first, ties by row.

        By Domain Rating, Page Rating (unrated sources last) and then the domain's referring domains.
        """

    def take(self, links: Links, positions: Sequence[int] | object) -> Links:
        """Some of these links, in the order given."""

    def link_columns(self, links: Links, columns: Sequence[str], *, dictionary: bool = False) -> ArrowTable:
        """Columns of links. With `dictionary` repeated strings come dictionary-encoded (for filters over many rows)."""

    def page_columns(self, pages: Pages, columns: Sequence[str]) -> ArrowTable: ...
    def domain_columns(self, columns: Sequence[str]) -> ArrowTable: ...
    def totals(self, pages: Pages, history: Literal["live", "lost", "all"] = "live") -> dict[str, Any]:
        """What the backlinks of `pages` come to.

        Links (also as backlinks), referring_domains, referring_hosts, referring_pages; of the links followed, nofollow,
        sponsored, ugc; kinds and placements (word to links, None for untold); first_seen, last_seen (seconds since
        1970, None without links).
        """

    def referring_domains(self, pages: Pages, history: Literal["live", "lost", "all"] = "live") -> ArrowTable:
        """One row a referring domain, best rated first.

        Columns: source_domain, source_referring_domains, links, followed, pages,
        first_seen, last_seen.
        """

    def all_referring_domains(self) -> ArrowTable:
        """For every domain of the index the exact number of live referring domains: domain, referring_domains."""

# --- ratings --------------------------------------------------------------------------------------------------------

def rank(
    snapshot: Snapshot,
    folder: str,
    settings: str,
    seeds: Sequence[str],
    threads: int,
    progress: Callable[[int, int], bool],
) -> dict[str, Any]:
    """Rate everything in a snapshot into a new folder.

    `settings` is JSON (see backlit.graph.rank), `seeds` are names of registrable domains; those that the index does not
    know are left out. `progress(step, steps)` as in `build_part`. Gives {"domains", "linked_domains", "domain_arcs",
    "pages", "linked_pages", "page_arcs", "seeds", "coverage", "passes": {…}, "seconds": {step: …}}. The same input
    gives the same bytes, whatever the number of threads.
    """

def carry_ratings(old_parts: Sequence[str], new_parts: Sequence[str], ratings: str, folder: str) -> None:
    """Write the ratings of old parts, by the ids of new parts, into a new folder; what has no old name is unrated."""

def domain_graph(snapshot: Snapshot, settings: str) -> ArrowTable:
    """The arcs between domains: source, target (ids of domains), by source."""

def page_graph(snapshot: Snapshot, settings: str) -> ArrowTable:
    """The arcs between pages: source, target (ids of pages), share (of its source that it passes), by target."""

# --- the graph: names and adjacency ---------------------------------------------------------------------------------

class Names:
    """Distinct names with their ids, in order of first use. Threads may share it; they take turns."""

    def __init__(self) -> None: ...
    def ids(self, strings: object) -> ArrowTable:
        """The ids of an Arrow array of strings (or a table of one such column), as `id`; new names are added.

        Strings may be dictionary-encoded. Raises TypeError for anything else, ValueError for a null.
        """

    def find(self, strings: object) -> ArrowTable:
        """The ids of plain Arrow strings, as `id`; null for a name that is not known (or null). Adds none."""

    def names(self) -> ArrowTable:
        """All names, as `name`, in the order of their ids."""

    def __len__(self) -> int: ...

def write_webgraph(nodes: int, sources: object, targets: object, basename: str | PathLike[str]) -> tuple[int, int]:
    """Write a graph as `basename.graph`, `.offsets` and `.properties`, in the BV format of the WebGraph framework.

    `sources` and `targets` are the ends of arcs in any order; an arc that is there twice is kept once. Gives the arcs
    and the bits that they take. Raises ValueError where an end is no node, OSError where a file cannot be written.
    """

def read_webgraph(basename: str | PathLike[str]) -> ArrowTable:
    """The arcs of a graph in the BV format, rising: `source`, `target`; the schema's metadata tells `nodes`.

    Raises ValueError where a file is damaged or told in codes other than the default ones.
    """

# --- texts ---------------------------------------------------------------------------------------------------------

class Texts:
    """Texts as hashed words, each with its owner (the number of a domain). Threads may share it."""

    def __init__(self, owners: object, texts: object) -> None:
        """Cut the texts: Arrow strings, null is empty; there is one owner for each."""

    def __len__(self) -> int: ...
    def owners(self) -> int:
        """How many owners they have."""

    def similar(
        self, rows: object, keys: object, target: Sequence[str], left_out: Sequence[str], *, damped: bool = False
    ) -> ArrowTable:
        """How near texts are to that of a target: the cosine of TF-IDF, rarity counted by owner.

        `rows` are numbers of texts, `keys` what each is a part of: neighbours with one key, which are of one owner, are
        one text. Words of `left_out` count on neither side. `damped`: words in most of its owner's texts weigh less.
        Columns: key, cosine (0 to 1), words (distinct ones), shared (of these in the target's text), heaviest (up to
        five shared words that at most a fifth of the owners have, heaviest first; null where there are none).
        """

# --- the link graph: harmonic centrality ----------------------------------------------------------------------------

def harmonic(nodes: int, sources: object, targets: object, exact: bool | None = None) -> ArrowTable:
    """Harmonic centrality of each node, one column `harmonic`, over paths along the arcs.

    `exact` by a search from each node, else by HyperBall (a standard error of 6.5 % of a ball's size); by default
    exact where nodes times arcs are at most 2^31. ValueError for an end that is no node.
    """

# --- the link graph: ratings taken apart ----------------------------------------------------------------------------

def rating(snapshot: Snapshot, pages: Pages) -> dict[str, Any]:
    """The figures of the first page's domain, and of that page of the set which is worth most.

    domain, domain_id, domain_rating, worth, trust, spam_mass, coverage, harmonic, place, domains, splits, linked; page,
    page_id (the page that counts for it), page_rating, page_worth, page_trust, page_place, pages. None is unknown.
    ValueError without ratings.
    """

def contributions(snapshot: Snapshot, of: Literal["domain", "page"], node: int) -> ArrowTable:
    """What each domain, or page, passes to the one with this id: those that count first, then by equity.

    Columns: source, source_rating, equity (in units of worth), passed, splits, links, reasons (null: it counts).
    One and the equities of those that count add up to the worth. ValueError without ratings.
    """

class DomainGraph:
    """The graph of domains that the ratings rest on, in memory. ValueError without ratings."""

    def __init__(self, snapshot: Snapshot) -> None: ...
    def similar(self, pages: Pages, limit: int) -> tuple[ArrowTable, int]:
        """Domain, cosine, common, referring, domain_rating; and how many there are without the limit."""

    def neighbours(self, pages: Pages, depth: int, most: int) -> tuple[ArrowTable, ArrowTable, int]:
        """Nodes (domain, distance, domain_rating, trust), arcs, and how many nodes were left out."""

# --- graphs out of arrays -------------------------------------------------------------------------------------------

class Graph:
    """A directed graph out of two arrays of node numbers (Arrow, NumPy, or any sequence), arc by arc.

    Arcs between the same two nodes count once; where there are `weights` (one an arc, 0 or more), these add up. A loop
    of a node to itself is an arc. Arrays of 32-bit integers are the fastest. Raises ValueError where a number is not
    below `nodes`, or lengths differ.
    """

    def __init__(self, nodes: int, sources: object, targets: object, weights: object | None = None) -> None: ...
    @property
    def arcs(self) -> int:
        """How many arcs there are, each pair counted once."""

    def pagerank(
        self,
        *,
        damping: float = 0.85,
        precision: float = 1e-10,
        threads: int = 1,
        jump: object | None = None,
        redistribute: bool = True,
    ) -> tuple[ArrowTable, float]:
        """PageRank as a table of one column `rank`, by node, and the passes over all arcs that it took.

        `precision` is the largest L1 distance to the solution, as a share of the sum of all ranks. `jump` (one a node,
        0 or more; default 1 each) is where the surfer jumps. With `redistribute` the ranks add up to 1, and what
        nodes without arcs hold jumps like everything else; without it that is lost and ranks are in units of the jump.
        The same bytes whatever `threads`. Raises ValueError where damping is not at least 0 and below 1.
        """

    def components(self) -> tuple[ArrowTable, int]:
        """Strongly connected components: a table of one column `component`, by node, and how many there are.

        Components are numbered so that an arc leads to the same or a higher number.
        """
