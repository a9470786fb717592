"""Builds whose looks do not fit into their memory: many batches, folded at the end, give the very bytes of one batch."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.segments import Link, Look, write_segment

from backlit import _core

if TYPE_CHECKING:
    from collections.abc import Sequence

DAY = 86_400
TINY = 1
"""Less than the least bound that is kept, which holds about a hundred looks."""
AMPLE = 1 << 30


def web(seed: int, looks: int) -> list[Look]:
    """Looks at some hundred pages over eight days: contents, revisits, redirects, failures."""
    choose = random.Random(seed)
    urls = [
        f"{scheme}://{host}/{page}"
        for scheme in ("http", "https")
        for host in ("a.example", "b.a.example", "b-c.example", "c.test", "d.test:8080")
        for page in range(20)
    ]
    found = []
    for n in range(looks):
        outcome = choose.choice(["content"] * 6 + ["not_modified", "redirect", "not_found", "error", "other"])
        kinds = ["redirect"] if outcome == "redirect" else ["text", "text", "image"]
        links = [
            Link(choose.choice(urls), choose.choice(["", "one", "two", "long " * 30]), choose.choice(kinds))
            for _ in range(choose.randrange(4) if outcome in ("content", "redirect", "other") else 0)
        ]
        url = choose.choice(urls[:150])
        found.append(
            Look(
                url, choose.randrange(8) * DAY, links, look=outcome,
                noindex=choose.choice([None, False, False, True]),
                canonical=choose.choice([None, None, url, urls[0]]),
                truncated=outcome == "content" and choose.random() < 0.1,
                redirect_url=choose.choice(urls) if outcome == "redirect" else None,
                refers_to_date=choose.choice([None, choose.randrange(8) * DAY]),
                archive=f"{n:05d}.warc.gz",
            )
        )  # fmt: skip
    return found


def build(folder: Path, segments: Sequence[tuple[int, str]], memory: int, parts: Sequence[str] = ()) -> tuple[Any, int]:
    """Build a part in `folder`; gives what it tells and the most batches that stood beside each other."""
    runs = 0

    def count(_done: int, _total: int) -> bool:
        nonlocal runs
        runs = max(runs, len(list(folder.glob("run-*"))))
        return True

    return _core.build_part(segments, list(parts), str(folder), memory, count), runs


def files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.mark.parametrize("seed", range(3))
def test_many_batches_give_the_bytes_of_one(tmp_path: Path, seed: int) -> None:
    looks = web(seed, 900)
    segments = [(n, str(write_segment(tmp_path / f"s{n}", looks[n - 1 :: 2], files=3))) for n in (1, 2)]
    _, runs = build(tmp_path / "one", segments, AMPLE)
    assert runs == 1
    told, runs = build(tmp_path / "many", segments, TINY)
    assert runs > 4
    assert told["kind"] == "base"
    assert files(tmp_path / "many") == files(tmp_path / "one")
    assert _core.verify_part(str(tmp_path / "many")) == []


@pytest.mark.parametrize("seed", range(3))
def test_what_stands_counts_against_the_memory(tmp_path: Path, seed: int) -> None:
    """An older import makes known pages start over: their old looks are read in batches that fit, too."""
    looks = sorted(web(seed, 900), key=Look.seconds)
    old, new = looks[:90], looks[90:]
    segments = [(1, str(write_segment(tmp_path / "s1", new))), (2, str(write_segment(tmp_path / "s2", old)))]
    build(tmp_path / "first", segments[:1], AMPLE)
    told, runs = build(tmp_path / "ample", segments, AMPLE, [str(tmp_path / "first")])
    assert (told["kind"], runs) == ("delta", 0)
    told, runs = build(tmp_path / "tiny", segments, TINY, [str(tmp_path / "first")])
    assert told["kind"] == "base"
    assert runs > 1
    _core.merge_parts([str(tmp_path / "first"), str(tmp_path / "ample")], str(tmp_path / "whole"), 0, lambda *_: True)
    assert files(tmp_path / "tiny") == files(tmp_path / "whole")


def test_a_page_alone_takes_what_it_needs(tmp_path: Path) -> None:
    """One page, looked at a thousand times, is never cut."""
    looks = [Look("https://a.example/", DAY * n, [Link(f"https://b.test/{n % 7}")]) for n in range(1000)]
    segments = [(1, str(write_segment(tmp_path / "s1", looks[500:]))), (2, str(write_segment(tmp_path / "s2", looks)))]
    build(tmp_path / "first", segments[:1], TINY)
    build(tmp_path / "second", segments, TINY, [str(tmp_path / "first")])
    snapshot = _core.Snapshot([str(tmp_path / "second")], segments, None)
    assert snapshot.counts()["links"] == 7
