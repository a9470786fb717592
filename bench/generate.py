"""A generated web of links, for the benchmarks of the index.

Targets are Zipf-distributed; pages hold their links together.

Everything follows from the seed. Beside the ordinary domains there are three whose size is known: `huge.example`,
`medium.example` and `small.example`. The same rows go out twice: as segments (what our index is built from) and flat
(what the peer is loaded with).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from pathlib import Path

SYLLABLES = [
    "ba",
    "ber",
    "cal",
    "dor",
    "el",
    "fin",
    "gar",
    "hol",
    "in",
    "jan",
    "kel",
    "lum",
    "mar",
    "nor",
    "ol",
    "pix",
    "qua",
    "ros",
    "sel",
    "tor",
    "ul",
    "ver",
    "wil",
    "xen",
    "yor",
    "zan",
    "tech",
    "shop",
    "blog",
    "news",
    "web",
    "data",
    "home",
    "auto",
    "med",
    "eco",
]
SUFFIXES = (
    ["com"] * 50
    + ["org"] * 8
    + ["net"] * 7
    + ["de"] * 6
    + ["co.uk"] * 5
    + ["ru", "fr", "io", "nl", "it", "info", "pl", "jp", "es", "ca", "cz", "se", "com.au"]
)
SECTIONS = [
    "",
    "blog/",
    "news/",
    "category/",
    "2024/05/",
    "2025/11/",
    "products/",
    "forum/thread/",
    "wiki/",
    "resources/links/",
]
HOSTS = ["", "www.", "www.", "www.", "blog.", "shop.", "en.", "m."]
GENERIC = [
    "click here",
    "website",
    "here",
    "read more",
    "link",
    "visit site",
    "homepage",
    "source",
    "this article",
    "learn more",
]
RELS = [None, None, None, "nofollow", "noopener", "nofollow noopener", "ugc nofollow", "sponsored"]
KINDS = ["text", "image", "redirect", "canonical"]
PLACEMENTS = ["main", "navigation", "footer", "sidebar", "comments"]
LINKS_A_PAGE = 8
CHUNK = 1_000_000
SPECIAL = ("huge.example", "medium.example", "small.example")
FIRST_CRAWL = 1_772_323_200  # 2026-03-01
SECOND_CRAWL = 1_775_001_600  # 2026-04-01

Ids = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Web:
    """The sizes of a generated web, and where its tables lie."""

    folder: Path
    links: int
    domains: int
    huge: int = 10
    """One link of so many leads to `huge.example`."""

    @property
    def segment(self) -> Path:
        """The segment of the first crawl."""
        return self.folder / "segment-1"

    @property
    def flat(self) -> Path:
        """The same rows, flat."""
        return self.folder / "flat-1"


def _hash(values: Ids, salt: int) -> Ids:
    mixed = (values.astype(np.uint64) + np.uint64(salt)) * np.uint64(0x9E3779B97F4A7C15)
    return ((mixed ^ (mixed >> np.uint64(29))) >> np.uint64(16)).astype(np.int64)


def _pick(pool: list[str] | list[str | None], ids: Ids) -> pa.Array:
    return pa.array(pool, pa.string()).take(pa.array(ids % len(pool)))


def _join(*parts: pa.Array | str) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "")


def _word(ids: Ids) -> pa.Array:
    return _join(_pick(SYLLABLES, _hash(ids, 1)), _pick(SYLLABLES, _hash(ids, 2)))


def _domains(count: int) -> pa.Array:
    ids = np.arange(count, dtype=np.int64)
    names = _join(
        _word(ids),
        _pick(SYLLABLES, _hash(ids, 3)),
        pc.cast(pa.array(ids), pa.string()),
        ".",
        _pick(SUFFIXES, _hash(ids, 4)),
    )
    return pa.concat_arrays([pa.array(SPECIAL), names.slice(len(SPECIAL))])


def _zipf(random: np.random.Generator, count: int, size: int) -> Ids:
    """Ranks from 0, the k-th about 1/k as likely as the first."""
    return np.minimum((size ** random.random(count)).astype(np.int64) - 1, size - 1)


def special_links(links: int, huge: int = 10) -> dict[str, int]:
    """How many links go to each of the domains of known size."""
    return {SPECIAL[0]: links // huge, SPECIAL[1]: min(100_000, links // 20), SPECIAL[2]: 100}


def _targets(random: np.random.Generator, count: int, start: int, web: Web) -> tuple[Ids, Ids]:
    """Target domain and target page of `count` links; the special domains are dealt out evenly over all links."""
    domain = len(SPECIAL) + _hash(_zipf(random, count, web.domains), 5) % (web.domains - len(SPECIAL))
    row = np.arange(start, start + count, dtype=np.int64)
    for number, links in enumerate(special_links(web.links, web.huge).values()):
        step = web.links // links
        domain[row % step == number % step] = number
    page = _zipf(random, count, 50_000)
    return domain, page


def _chunk(
    web: Web, names: pa.Array, first_page: int, pages: int, *, seed: int, crawl: int
) -> tuple[pa.Table, pa.Table]:
    """The pages [first_page, first_page + pages) and their links, flat."""
    random = np.random.default_rng([seed, first_page])
    page = np.arange(first_page, first_page + pages, dtype=np.int64)
    domain = _hash(_zipf(np.random.default_rng([seed, 1, first_page]), pages, web.domains), 6) % web.domains
    host = _join(_pick(HOSTS, _hash(page, 7)), names.take(pa.array(domain)))
    serial = pc.cast(pa.array(page), pa.string())
    url = _join("https://", host, "/", _pick(SECTIONS, _hash(page, 8)), _word(page), "-", _word(page + 7), "-", serial)
    title = pc.binary_join_element_wise(
        _word(page), _word(page + 7), _word(page + 11), "|", names.take(pa.array(domain)), " "
    )
    fetched = crawl + _hash(page, 9) % 20_000
    owner = np.repeat(np.arange(pages), LINKS_A_PAGE)
    count = len(owner)
    target_domain, target_page = _targets(random, count, first_page * LINKS_A_PAGE, web)
    target_name = names.take(pa.array(target_domain))
    target_id = target_domain * 50_000 + target_page
    target_host = _join(_pick(HOSTS, np.where(target_page == 0, 1, _hash(target_id, 10))), target_name)
    path = pc.if_else(
        pa.array(target_page == 0),
        "",
        _join(
            _pick(SECTIONS, _hash(target_id, 11)), _word(target_id), "-", pc.cast(pa.array(target_page), pa.string())
        ),
    )
    target = _join("https://", target_host, "/", path)
    choice = random.random(count)
    anchor = pc.if_else(
        pa.array(choice < 0.28),
        target_name,
        pc.if_else(
            pa.array(choice < 0.40),
            target,
            pc.if_else(
                pa.array(choice < 0.62),
                _pick(GENERIC, _zipf(random, count, 10)),
                pc.binary_join_element_wise(
                    _word(target_domain * 3 + _zipf(random, count, 400)), _word(target_id + 3), " "
                ),
            ),
        ),
    )
    take = pa.array(owner)
    links = pa.table(
        {
            "page": pa.array(owner.astype(np.uint32)),
            "source_url": url.take(take),
            "source_host": host.take(take),
            "source_domain": names.take(pa.array(domain[owner])),
            "target_url": target,
            "target_host": target_host,
            "target_domain": target_name,
            "anchor": anchor,
            "rel": _pick(RELS, random.integers(0, len(RELS), count)),
            "kind": _pick(KINDS, np.searchsorted([0.85, 0.97, 0.99], random.random(count))),
            "placement": _pick(PLACEMENTS, np.searchsorted([0.55, 0.7, 0.85, 0.95], random.random(count))),
            "position": pa.array(np.tile(np.arange(LINKS_A_PAGE, dtype=np.uint32), pages)),
            "link_density": pa.array((_hash(target_id, 12) % 101 / 100).astype(np.float32)),
            "seen": pa.array(fetched[owner]),
            "source_title": title.take(take),
        }
    )
    table = pa.table(
        {"url": url, "title": title, "fetched_at": pa.array(fetched * 1_000_000, pa.timestamp("us", "UTC"))}
    )
    return table, links


def _words(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    encoded = (column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column).dictionary_encode()
    return pa.DictionaryArray.from_arrays(pc.cast(encoded.indices, pa.uint8()), encoded.dictionary)


def segment_pages(pages: pa.Table, links_a_page: npt.NDArray[np.uint32], archive: str) -> pa.Table:
    """The page table of a segment (core/src/batch.rs) for pages that all answered with HTML."""
    rows = len(pages)

    def null(kind: pa.DataType) -> pa.Array:
        return pa.nulls(rows, kind)

    def same(value: object, kind: pa.DataType) -> pa.Array:
        return pa.repeat(pa.scalar(value, kind), rows)

    return pa.table(
        {
            "url": pages["url"],
            "fetched_at": pages["fetched_at"],
            "status": same(200, pa.uint16()),
            "look": _words(same("content", pa.string())),
            "redirect_url": null(pa.string()),
            "content_type": same("text/html", pa.string()),
            "canonical": null(pa.string()),
            "noindex": same(False, pa.bool_()),
            "nofollow": same(False, pa.bool_()),
            "title": pages["title"],
            "language": same("en", pa.string()),
            "text_length": same(2000, pa.uint32()),
            "text_share": same(0.2, pa.float32()),
            "links_internal": same(0, pa.uint32()),
            "links_external": pa.array(links_a_page),
            "simhash": null(pa.uint64()),
            "analytics_ids": same([], pa.list_(pa.string())),
            "ads_ids": same([], pa.list_(pa.string())),
            "truncated": same(False, pa.bool_()),
            "refers_to_url": null(pa.string()),
            "refers_to_date": null(pa.timestamp("us", "UTC")),
            "source": _words(same("warc", pa.string())),
            "archive": same(archive, pa.string()),
            "archive_offset": pa.array(np.arange(rows, dtype=np.uint64) * 4096),
            "links": pa.array(links_a_page),
        }
    )


def segment_links(links: pa.Table) -> pa.Table:
    """The link table of a segment for flat rows."""
    rel = pc.fill_null(links["rel"], "")
    flags = {word: pc.match_substring(rel, word) for word in ("nofollow", "sponsored", "ugc")}
    followed = pc.invert(pc.or_(pc.or_(flags["nofollow"], flags["sponsored"]), flags["ugc"]))
    return pa.table(
        {
            "page": links["page"],
            "position": links["position"],
            "target_url": links["target_url"],
            "anchor": links["anchor"],
            "anchor_from": _words(pa.repeat(pa.scalar("text"), len(links))),
            "rel": links["rel"],
            "followed": followed,
            **flags,
            "kind": _words(links["kind"]),
            "placement": _words(links["placement"]),
            "link_density": links["link_density"],
            "hidden": pa.repeat(pa.scalar(False), len(links)),
        }
    )


def _texts(links: pa.Table, contexts: bool) -> pa.Table:
    if not contexts:
        empty = pa.nulls(len(links), pa.string())
        return pa.table({"target_raw": links["target_url"], "context_left": empty, "context_right": empty})
    ids = np.arange(len(links), dtype=np.int64) + int(links["seen"][0].as_py()) * 31
    sides = [pc.binary_join_element_wise(*(_word(_hash(ids, salt + n)) for n in range(12)), " ") for salt in (20, 40)]
    return pa.table({"target_raw": links["target_url"], "context_left": sides[0], "context_right": sides[1]})


def write_segment(folder: Path, number: int, pages: pa.Table, links: pa.Table, *, contexts: bool) -> None:
    """One chunk of a segment: its three files."""
    folder.mkdir(parents=True, exist_ok=True)
    counts = np.bincount(links["page"].to_numpy(), minlength=len(pages)).astype(np.uint32)
    tables = {
        "pages": segment_pages(pages, counts, f"{folder.name}-{number:04}.warc.gz"),
        "links": segment_links(links),
        "texts": _texts(links, contexts),
    }
    for name, table in tables.items():
        # As the core writes them (core/src/archive/segment.rs): a page of texts is read for each row that is shown.
        how: dict[str, Any] = {"compression": "lz4"}
        if name == "texts":
            how = {
                "compression": "zstd",
                "use_dictionary": False,
                "data_page_size": 128 << 10,
                "write_page_index": True,
            }
        pq.write_table(table, folder / f"{name}-{number:04}.parquet", row_group_size=250_000, **how)


def generate(folder: Path, links: int, *, contexts: bool = False, huge: int = 10) -> Web:
    """Write a web of about `links` links, one of `huge` to `huge.example`; nothing is done where it lies already."""
    web = Web(folder, links, max(20_000, links // 50), huge)
    done = folder / "done.json"
    if done.exists():
        return web
    names = _domains(web.domains)
    pages_a_chunk = min(CHUNK, links) // LINKS_A_PAGE
    web.flat.mkdir(parents=True, exist_ok=True)
    for number in range(links // (pages_a_chunk * LINKS_A_PAGE)):
        pages, rows = _chunk(web, names, number * pages_a_chunk, pages_a_chunk, seed=7, crawl=FIRST_CRAWL)
        write_segment(web.segment, number, pages, rows, contexts=contexts)
        pq.write_table(
            rows.drop_columns(["page"]), web.flat / f"{number:04}.parquet", compression="lz4", row_group_size=250_000
        )
    done.write_text(json.dumps({"links": links}))
    return web


def second_crawl(web: Web, pages: int) -> tuple[Path, Path]:
    """A later look at the first `pages` pages: a tenth of their links is gone, a tenth as many are new. Segment and flat file."""
    segment, flat = web.folder / "segment-2", web.folder / "flat-2.parquet"
    if flat.exists():
        return segment, flat
    names = _domains(web.domains)
    chunk = min(CHUNK, web.links) // LINKS_A_PAGE
    tables = []
    for number, start in enumerate(range(0, pages, chunk)):
        found, rows = _chunk(web, names, start, chunk, seed=7, crawl=FIRST_CRAWL)
        _, other = _chunk(web, names, start, chunk, seed=8, crawl=SECOND_CRAWL)
        shift = SECOND_CRAWL - FIRST_CRAWL
        fate = _hash(np.arange(len(rows), dtype=np.int64) + start * LINKS_A_PAGE, 13) % 10
        new_targets = ["target_url", "target_host", "target_domain", "anchor"]
        for name in new_targets:
            mixed = pc.if_else(pa.array(fate == 1), other[name], rows[name])
            rows = rows.set_column(rows.column_names.index(name), name, mixed)
        rows = rows.set_column(rows.column_names.index("seen"), "seen", pc.add(rows["seen"], shift))
        rows = rows.filter(pa.array(fate != 0))
        found = found.set_column(
            2, "fetched_at", pc.add(found["fetched_at"], pa.scalar(shift * 1_000_000, pa.duration("us")))
        )
        write_segment(segment, number, found, rows, contexts=False)
        tables.append(rows.drop_columns(["page"]))
    pq.write_table(pa.concat_tables(tables), flat, compression="lz4", row_group_size=250_000)
    return segment, flat
