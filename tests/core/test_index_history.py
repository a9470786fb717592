"""The index against the plain telling of its rules (`tests.oracle`), over random looks in any order and any batches."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.oracle import Oracle
from tests.segments import Link, Look, tables, write_segment

from backlit import _core, model

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HOSTS = ["a.example", "b.a.example", "b-c.example", "c.test"]
URLS = [
    f"{scheme}://{host}{path}" for host in HOSTS for scheme in ("http", "https") for path in ("/", "/x", "/x/y?q=1")
]
SOURCES = URLS[:8]
DAY = 86_400
WORDS = [*model.LINKS.names, "source_page", "target_page"]
LONG = "long " * 25

links = st.builds(
    Link,
    target_url=st.sampled_from([*URLS, URLS[0] + "#part", "mailto:a@a.example", None]),
    anchor=st.sampled_from(["", "one", "two", LONG + "a", LONG + "b"]),
    kind=st.sampled_from(["text", "text", "image", "redirect", "canonical"]),
    rel=st.sampled_from([None, "nofollow", "ugc sponsored"]),
    placement=st.sampled_from([None, "main", "footer"]),
    hidden=st.sampled_from([None, False, True]),
    link_density=st.sampled_from([None, 0.0, 0.25, 1.0]),
    anchor_from=st.sampled_from(["text", "alt"]),
    context_left=st.sampled_from([None, "left", "vor"]),
)

looks = st.builds(
    Look,
    url=st.sampled_from(SOURCES[:3]),
    at=st.integers(1, 8).map(lambda n: n * DAY),
    links=st.lists(links, max_size=4).map(tuple),
    look=st.sampled_from(["content"] * 5 + ["not_modified"] * 3 + ["redirect", "not_found", "error", "other"]),
    status=st.sampled_from([None, 200, 404]),
    noindex=st.sampled_from([None, False, False, True]),
    canonical=st.sampled_from([None, None, SOURCES[0], SOURCES[1] + "#top"]),
    redirect_url=st.sampled_from([None, SOURCES[1], SOURCES[2]]),
    title=st.sampled_from([None, "", "A title", "Ein Titel"]),
    language=st.sampled_from([None, "en", "de"]),
    text_length=st.sampled_from([None, 0, 70_000]),
    simhash=st.sampled_from([None, 0, 2**64 - 1]),
    analytics_ids=st.sampled_from([(), ("UA-1",), ("G-2", "UA-1")]),
    truncated=st.booleans(),
    refers_to_url=st.sampled_from([None, *SOURCES[:3]]),
    refers_to_date=st.sampled_from([None, *(n * DAY for n in range(1, 9))]),
    source=st.sampled_from(["warc", "wat"]),
    archive=st.sampled_from(["a.warc.gz", "b.warc.gz"]),
    archive_offset=st.just(0),
)


def unique(found: Sequence[Look]) -> list[Look]:
    """Looks of which none is a tie with another: no archive holds two."""
    return [replace(look, archive=f"{look.archive}-{n:02d}", archive_offset=n) for n, look in enumerate(found)]


def agree(_done: int, _total: int) -> bool:
    return True


def build(folder: Path, segments: Sequence[tuple[int, str]], batches: Iterable[Sequence[int]]) -> list[str]:
    """Fold imports in batches; gives the parts."""
    parts: list[str] = []
    given: set[int] = set()
    for n, batch in enumerate(batches):
        given.update(batch)
        part = str(folder / f"part-{n}")
        chosen = [segment for segment in segments if segment[0] in given]
        made = _core.build_part(chosen, parts, part, 1 << 30, agree)
        parts = [part] if made["kind"] == "base" else [*parts, part]
    return parts


def rows(snapshot: Any, columns: Sequence[str] = WORDS) -> list[dict[str, Any]]:
    """All links of a snapshot, in the order of their meaning and not of their numbers."""
    found = snapshot.links("all", snapshot.pages("all"))
    listed = pa.table(snapshot.link_columns(found, list(columns))).to_pylist()
    return sorted(listed, key=lambda row: (row["source_page"], row["position"], str(row)))


def told(snapshot: Any) -> list[tuple[Any, ...]]:
    """What a snapshot says of its links, without the numbers that only it knows."""
    hidden = {"row", "source_page", "target_page"}
    return sorted(
        (tuple((name, _plain(row[name])) for name in WORDS if name not in hidden) for row in rows(snapshot)), key=repr
    )


def _plain(value: Any) -> Any:
    return round(value, 4) if isinstance(value, float) else value


def files(folder: str) -> dict[str, bytes]:
    """The files of a part that depend on its looks alone."""
    return {f.name: f.read_bytes() for f in Path(folder).iterdir() if "where" not in f.name and f.name != "part.json"}


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(looks, min_size=1, max_size=10), st.integers(1, 3), st.randoms(use_true_random=False))
def test_any_order_and_any_batches_tell_what_the_rules_say(found: list[Look], count: int, random: Any) -> None:
    found = unique(found)
    imports = [found[n::count] for n in range(count) if found[n::count]]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        segments = [(n, str(write_segment(folder / f"s{n}", own, files=1 + n % 2))) for n, own in enumerate(imports, 1)]
        oracle = Oracle([(f"{n:04d}", *tables(own)) for n, own in enumerate(imports, 1)])
        numbers = [n for n, _ in segments]
        order = random.sample(numbers, len(numbers))
        ways = {"at once": [numbers], "one by one": [[n] for n in numbers], "shuffled": [[n] for n in order]}
        folded = {}
        for way, batches in ways.items():
            (folder / way).mkdir()
            parts = build(folder / way, segments, batches)
            whole = str(folder / way / "whole")
            _core.merge_parts(parts, whole, 1 << 30, agree)
            for stand in (parts, [whole]):
                snapshot = _core.Snapshot(stand, segments, oracle.horizon)
                assert told(snapshot) == told(oracle), f"{way}, {len(stand)} parts"
            # Pages that nothing refers to any more leave with the fold.
            compare_pages_and_domains(snapshot, oracle)
            folded[way] = files(whole)
            assert _core.verify_part(whole) == []
        assert folded["at once"] == folded["one by one"] == folded["shuffled"]


def compare_pages_and_domains(snapshot: Any, oracle: Oracle) -> None:
    names = [name for name in model.PAGES.names if name != "final_url"]
    mine = pa.table(snapshot.page_columns(snapshot.pages("all"), names)).to_pylist()
    theirs = pa.table(oracle.page_columns(oracle.pages("all"), names)).to_pylist()
    assert sorted(mine, key=lambda row: row["url"]) == sorted(theirs, key=lambda row: row["url"])
    names = list(model.DOMAINS.names)
    mine = pa.table(snapshot.domain_columns(names)).to_pylist()
    theirs = pa.table(oracle.domain_columns(names)).to_pylist()
    assert sorted(mine, key=lambda row: row["domain"]) == sorted(theirs, key=lambda row: row["domain"])
    counts = oracle.counts()
    assert {name: snapshot.counts()[name] for name in counts} == counts
    for domain in ("a.example", "b-c.example", "c.test"):
        for history in ("live", "lost", "all"):
            totals = oracle.totals(oracle.pages("domain", domain), history)
            mine = snapshot.totals(snapshot.pages("domain", domain), history)
            assert {name: mine[name] for name in totals} == totals


@pytest.mark.parametrize("history", ["live", "lost", "all"])
def test_links_by_history_and_ends(tmp_path: Path, history: str) -> None:
    here, there = URLS[0], "https://c.test/"
    first = [Look(here, DAY, [Link(there, "stays"), Link(there, "goes"), Link(here + "x", "own")])]
    second = [Look(here, 2 * DAY, [Link(there, "stays"), Link(here + "x", "own")])]
    segments = [(1, str(write_segment(tmp_path / "s1", first))), (2, str(write_segment(tmp_path / "s2", second)))]
    snapshot = _core.Snapshot(build(tmp_path, segments, [[1], [2]]), segments, None)
    anchors = {
        ends: sorted(
            pa.table(
                snapshot.link_columns(snapshot.links(ends, snapshot.pages("domain", target), history), ["anchor"])
            )["anchor"].to_pylist()
        )
        for ends, target in [("backlinks", "c.test"), ("outlinks", "a.example"), ("internal", "a.example")]
    }
    outside = {"live": ["stays"], "lost": ["goes"], "all": ["goes", "stays"]}[history]
    assert anchors == {"backlinks": outside, "outlinks": outside, "internal": [] if history == "lost" else ["own"]}


def test_a_fold_leaves_out_a_target_whose_links_were_all_replaced(tmp_path: Path) -> None:
    """A richer look of the same second takes away the only link to a page that stands between others."""
    first = Link("https://a.test/")
    looks = [Look("https://s.example/1", DAY, (first, Link("https://m.test/"), Link("https://z.test/")), source="wat")]
    looks.append(Look("https://s.example/2", DAY, (Link("https://z.test/"),)))
    richer = [Look("https://s.example/1", DAY, (first, Link("https://z.test/")))]
    segments = [(1, str(write_segment(tmp_path / "one", looks))), (2, str(write_segment(tmp_path / "two", richer)))]
    parts: list[str] = []
    for number in (1, 2):
        parts.append(str(tmp_path / f"part-{number}"))
        _core.build_part(segments[:number], parts[:-1], parts[-1], 1 << 24, lambda *_: True)
    _core.merge_parts(parts, str(tmp_path / "base"), 1 << 24, lambda *_: True)
    snapshot = _core.Snapshot([str(tmp_path / "base")], segments, None)
    pages = snapshot.pages("all")
    found = pa.table(snapshot.page_columns(pages, ["url", "backlinks"])).to_pylist()
    assert {row["url"]: row["backlinks"] for row in found} == {
        "https://s.example/1": 0,
        "https://s.example/2": 0,
        "https://a.test/": 1,
        "https://z.test/": 2,
    }
