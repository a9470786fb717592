"""Totals that a base keeps are those of its rows: each figure counted again from the rows themselves."""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from tests.core.test_index_history import DAY, agree
from tests.segments import Link, Look, write_segment

from backlit import _core

if TYPE_CHECKING:
    from pathlib import Path

MANY = 4_096
TARGETS = ["big.example", "www.big.example", "big.example", "small.test"]
COLUMNS = ["source_url", "source_host", "source_domain", "followed", "nofollow", "sponsored", "ugc", "kind"]
COLUMNS += ["placement", "first_seen", "last_seen"]


def _crawl(seed: int, day: int, pages: int) -> list[Look]:
    """Pages with ten links each, most of them to one of three pages of big.example."""
    pick = random.Random(seed)  # noqa: S311 (no secret)
    found = []
    for number in range(pages):
        links = tuple(
            Link(
                target_url=f"https://{pick.choice(TARGETS)}/{pick.randrange(3)}",
                anchor=f"anchor {n}",
                kind=pick.choice(["text", "image"]),
                rel=pick.choice([None, None, "nofollow", "ugc"]),
                placement=pick.choice([None, "main", "footer"]),
            )
            for n in range(10)
        )
        host = f"{pick.choice(['www', 'blog'])}.source{number % 97}.example"
        found.append(Look(url=f"https://{host}/{number}", at=(day + pick.randrange(5)) * DAY, links=links))
    return found


def _counted(snapshot: Any, pages: Any, history: str) -> dict[str, Any]:
    rows = pa.table(snapshot.link_columns(snapshot.links("backlinks", pages, history), COLUMNS)).to_pylist()
    flags = {name: sum(row[name] for row in rows) for name in ("followed", "nofollow", "sponsored", "ugc")}
    distinct = {"domains": "source_domain", "hosts": "source_host", "pages": "source_url"}
    return {
        "links": len(rows),
        "backlinks": len(rows),
        **{f"referring_{what}": len({row[column] for row in rows}) for what, column in distinct.items()},
        **flags,
        "kinds": Counter(row["kind"] for row in rows),
        "placements": Counter(row["placement"] for row in rows),
        "first_seen": min((int(row["first_seen"].timestamp()) for row in rows), default=None),
        "last_seen": max((int(row["last_seen"].timestamp()) for row in rows), default=None),
    }


def test_totals_of_a_large_domain_are_those_of_its_rows(tmp_path: Path) -> None:
    segments, parts = [], []
    for number, (seed, count) in enumerate([(1, 700), (2, 60)], 1):
        segments.append((number, str(write_segment(tmp_path / f"s{number}", _crawl(seed, number * 10, count)))))
        parts.append(str(tmp_path / f"part{number}"))
        _core.build_part(segments, parts[:-1], parts[-1], 1 << 30, agree)
    whole = str(tmp_path / "whole")
    _core.merge_parts(parts, whole, 1 << 30, agree)
    assert _core.verify_part(whole) == []
    for stand in (parts[:1], parts, [whole]):
        snapshot = _core.Snapshot(stand, segments, None)
        assert snapshot.totals(snapshot.pages("domain", "big.example"), "all")["links"] > MANY
        large, small = snapshot.pages("domain", "big.example"), snapshot.pages("domain", "small.test")
        for pages in (large, small, snapshot.pages("host", "big.example")):
            for history in ("live", "all", "lost"):
                assert snapshot.totals(pages, history) == _counted(snapshot, pages, history), history
        rated = pa.table(snapshot.all_referring_domains()).to_pydict()
        for domain, rating in zip(rated["domain"], rated["referring_domains"], strict=True):
            pages = snapshot.pages("domain", domain)
            assert rating == _counted(snapshot, pages, "live")["referring_domains"], domain
