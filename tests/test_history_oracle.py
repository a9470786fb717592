"""The index against the oracle: any looks, in any order and any cut into imports, give the same links and pages.

The oracle is plain Python over the same segments and shares no code with the core (tests/oracle.py).
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.oracle import Oracle
from tests.segments import Link, Look, claimed, report, tables, write_segment

from backlit import _core, model

if TYPE_CHECKING:
    from random import Random

DAY = 86_400
START = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())
SITES = ("https://a.example", "https://b.example", "https://www.b.example", "https://c.test")
PATHS = ("/", "/x", "/x-y")
URLS = [site + path for site in SITES for path in PATHS]

DATES = [START + DAY * day + second for day in range(7) for second in range(2)]

links = st.builds(
    Link,
    target_url=st.sampled_from([*URLS, *(url + "#part" for url in URLS[:3]), "mailto:a@b.example", None]),
    anchor=st.sampled_from(["one", "two", "", "long " * 30, "long " * 30 + "tail"]),
    kind=st.sampled_from(["text", "image", "redirect", "canonical"]),
    rel=st.sampled_from([None, "nofollow", "ugc sponsored", "noopener"]),
    placement=st.sampled_from([None, "main", "footer"]),
)


@st.composite
def looks(draw: st.DrawFn) -> Look:
    outcomes = ["content"] * 5 + ["not_modified"] * 3 + ["redirect", "not_found", "error", "other"]
    outcome = draw(st.sampled_from(outcomes))
    empty = outcome in ("not_modified", "not_found", "error")
    held = [] if empty else draw(st.lists(links, max_size=4))
    if outcome == "redirect":
        held = [replace(link, kind="redirect") for link in held]  # an answer 3xx has no other links
    url = draw(st.sampled_from(URLS[:7]))
    return Look(
        url,
        START + DAY * draw(st.integers(0, 6)) + draw(st.integers(0, 1)),
        held,
        look=outcome,
        noindex=draw(st.sampled_from([None, False, True])) if outcome == "content" else None,
        canonical=draw(st.sampled_from([None, None, url, "https://c.test/x"])) if outcome == "content" else None,
        redirect_url=draw(st.sampled_from(URLS)) if outcome == "redirect" else None,
        truncated=draw(st.booleans()) if outcome == "content" else False,
        refers_to_url=draw(st.sampled_from([None, url, URLS[0]])) if outcome == "not_modified" else None,
        refers_to_date=draw(st.sampled_from([None, *DATES])) if outcome == "not_modified" else None,
        source=draw(st.sampled_from(["warc", "warc", "wat"])),
        archive=draw(st.sampled_from(["a.warc.gz", "b.warc.gz"])),
        title=draw(st.sampled_from([None, "T1", "T2"])),
    )


@st.composite
def reports(draw: st.DrawFn) -> Look:
    """What an export says of a link: of any of its pages, with as much of it told as may be."""
    at = draw(st.sampled_from(DATES))
    gone, assumed = draw(st.integers(0, 3)) == 0, draw(st.integers(0, 3)) == 0
    told = st.sampled_from([None, False, True])
    link = claimed(
        draw(st.sampled_from([site + "/" for site in SITES])) if assumed else draw(st.sampled_from(URLS)),
        anchor=draw(st.sampled_from([None, None, "one", "two", "", "long " * 30 + "end"])),
        kind=draw(st.sampled_from([None, None, "text", "image", "frame", "redirect"])),
        rel=draw(st.sampled_from([None, "nofollow"])),
        flags=(draw(told), draw(told), None, draw(told)),
        placement=draw(st.sampled_from([None, "footer"])),
    )
    return report(
        draw(st.sampled_from(URLS[:4])),
        at,
        link,
        draw(st.sampled_from(["ahrefs", "moz", "search_console"])),
        gone=gone,
        assumed=assumed,
        refers_to_date=None if gone else draw(st.sampled_from([None, *DATES])),
        archive=draw(st.sampled_from(["links.csv", "more.csv"])),
        title=draw(st.sampled_from([None, "T3"])),
        status=draw(st.sampled_from([None, 200])),
    )


def numbered(found: list[list[Look]]) -> list[list[Look]]:
    """Each report with a line of its own: two that differ in nothing else have no order."""
    line = 0
    for held in found:
        for n, look in enumerate(held):
            if look.look.startswith("reported"):
                line += 1
                held[n] = replace(look, archive_offset=line)
    return found


def distinct(found: list[Look]) -> list[Look]:
    """One look a page, second, source and archive: of two that are alike in all of these no rule says which counts."""
    kept: dict[Any, Look] = {}
    for look in found:
        if look.look.startswith("reported"):
            kept[look.archive_offset] = look
            continue
        kept.setdefault((look.url, look.seconds(), look.source == "wat", look.archive, len(look.links)), look)
    return list(kept.values())


def _go_on(*_: int) -> bool:
    return True


def built(folder: Path, imports: list[list[Look]], horizon: int | None, *, fold: bool = False) -> _core.Snapshot:
    parts: list[str] = []
    segments = []
    for n, held in enumerate(imports, 1):
        segment = write_segment(folder / f"segment-{n}", held)
        segments.append((n, str(segment)))
        part = folder / f"part-{n}"
        part.mkdir(parents=True)
        told = _core.build_part(segments, parts, str(part), 1 << 24, _go_on)
        parts = [*(parts if told["kind"] == "delta" else []), str(part)]
    if fold:
        (folder / "base").mkdir()
        _core.merge_parts(parts, str(folder / "base"), 1 << 24, _go_on)
        parts = [str(folder / "base")]
    return _core.Snapshot(parts, segments, horizon)


LINK_COLUMNS = [name for name in model.LINKS.names if name not in ("row", "import_id")]
PAGE_COLUMNS = ["url", "host", "domain", "looks", "backlinks", "referring_domains", "internal_links", "fetched_at",
                "status", "look", "first_seen", "last_seen", "final_url"]  # fmt: skip
DOMAIN_COLUMNS = list(model.DOMAINS.names)


def rows(table: Any) -> list[tuple[Any, ...]]:
    found = pa.table(table)
    plain = [
        pa.chunked_array(column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column).to_pylist()
        for column in found.columns
    ]
    return sorted(zip(*plain, strict=True), key=repr)


def agree(snapshot: _core.Snapshot, oracle: Oracle) -> None:
    """All links, pages and domains are those of the oracle."""
    for which in ("backlinks", "internal"):
        ours = oracle.links(which, oracle.pages("all"))
        theirs = snapshot.links(which, snapshot.pages("all"))  # type: ignore[arg-type]
        expected = rows(oracle.link_columns(ours, LINK_COLUMNS))
        assert rows(snapshot.link_columns(theirs, LINK_COLUMNS)) == expected
    # Targets of a look that a richer one of the same second replaced, or of a report that gave way to one that knows
    # more, stay known as pages, without looks and links.
    known = set(oracle.pages("all").urls)
    pages = rows(snapshot.page_columns(snapshot.pages("all"), PAGE_COLUMNS))
    replaced = [page for page in pages if page[0] not in known]
    assert all(page[3:7] == (0, 0, 0, 0) for page in replaced)
    expected = rows(oracle.page_columns(oracle.pages("all"), PAGE_COLUMNS))
    assert [page for page in pages if page[0] in known] == expected
    if not replaced:
        assert rows(snapshot.domain_columns(DOMAIN_COLUMNS)) == rows(oracle.domain_columns(DOMAIN_COLUMNS))


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(looks(), min_size=1, max_size=6), min_size=1, max_size=3))
def test_the_index_agrees_with_the_oracle(imports: list[list[Look]]) -> None:
    flat = distinct([look for held in imports for look in held])
    cut = [[look for look in held if any(look is one for one in flat)] for held in imports]
    cut = [held for held in cut if held]
    oracle = Oracle([(f"{n:04d}", *tables(held)) for n, held in enumerate(cut, 1)])
    with tempfile.TemporaryDirectory() as folder:
        agree(built(Path(folder), cut, oracle.horizon), oracle)


def content(part: Path) -> dict[str, str]:
    """The checksums of a part's files, but of those that tell places in segments."""
    files = json.loads((part / "part.json").read_text("utf-8"))["files"]
    return {name: told["xxh3"] for name, told in files.items() if not name.startswith("looks.where.")}


mixed = st.lists(st.one_of(reports(), reports(), looks()), min_size=1, max_size=7)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(mixed, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_exports_among_looks_agree_with_the_oracle_in_any_order(imports: list[list[Look]], chance: Random) -> None:
    numbered(imports)
    flat = distinct([look for held in imports for look in held])
    cut = [[look for look in held if any(look is one for one in flat)] for held in imports]
    cut = [held for held in cut if held]
    oracle = Oracle([(f"{n:04d}", *tables(held)) for n, held in enumerate(cut, 1)])
    shuffled = [chance.sample(held, len(held)) for held in chance.sample(cut, len(cut))]
    with tempfile.TemporaryDirectory() as folder:
        bases = []
        for name, order in (("as they came", cut), ("in another order", shuffled)):
            agree(built(Path(folder) / name, order, oracle.horizon), oracle)
            agree(built(Path(folder) / name / "folded", order, oracle.horizon, fold=True), oracle)
            bases.append(content(Path(folder) / name / "folded" / "base"))
        assert bases[0] == bases[1]
