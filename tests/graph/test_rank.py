"""Ratings of made webs, and what becomes of them in the store."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from tests.segments import Link, Look, write_segment
from tests.store.crawls import FIRST, SECOND, write_crawl

import backlit
from backlit import _core, graph, store
from backlit.graph.rank import settings
from backlit.store.manifest import read_manifest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

DAY = 86_400


def part_of(folder: Path, looks: Sequence[Look]) -> Path:
    segment = write_segment(folder / "segment", looks)
    _core.build_part([(1, str(segment))], [], str(folder / "part"), 1 << 28, lambda *_: True)
    return folder / "part"


def rate(parts: Sequence[Path], folder: Path, threads: int = 1) -> dict[str, bytes]:
    snapshot = _core.Snapshot([str(part) for part in parts], [], None)
    _core.rank(snapshot, str(folder), json.dumps(settings()), ["a.example"], threads, lambda *_: True)
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def rated(folder: Path, looks: Sequence[Look]) -> tuple[dict[str, float], dict[str, float]]:
    """Domain Rating by domain, and Page Rating by address."""
    part = part_of(folder, looks)
    rate([part], folder / "ratings")
    core = _core.Snapshot([str(part)], [], None, str(folder / "ratings"))
    domains = pa.table(core.domain_columns(["domain", "domain_rating"])).to_pydict()
    pages = pa.table(core.page_columns(core.pages("all"), ["url", "page_rating"])).to_pydict()
    return (
        dict(zip(domains["domain"], domains["domain_rating"], strict=True)),
        dict(zip(pages["url"], pages["page_rating"], strict=True)),
    )


def page(domain: str, *targets: str, path: str = "/", **facts: object) -> Look:
    return Look(f"http://{domain}.example{path}", DAY, tuple(Link(target) for target in targets), **facts)  # type: ignore[arg-type]


TARGET = "http://t.example/"
WEB = [page("a", TARGET, "http://b.example/"), page("b", TARGET), page("c", "http://a.example/", path="/x")]


def test_unrelated_domains_move_no_domain_rating(tmp_path: Path) -> None:
    before, _ = rated(tmp_path / "before", WEB)
    more = [page(f"d{n}", f"http://d{n + 1}.example/") for n in range(50)]
    after, _ = rated(tmp_path / "after", [*WEB, *more])
    assert {name: after[name] for name in before} == pytest.approx(before, abs=1e-6)
    assert before["t.example"] > 0


def test_a_second_link_from_a_domain_adds_nothing_to_domain_rating_and_little_to_page_rating(tmp_path: Path) -> None:
    one_domain, one_page = rated(tmp_path / "one", WEB)
    second = [*WEB, page("b", TARGET, path="/second")]
    two_domain, two_page = rated(tmp_path / "two", second)
    assert two_domain["t.example"] == one_domain["t.example"]
    other = [*WEB, page("e", TARGET, path="/second")]
    _, other_page = rated(tmp_path / "other", other)
    gained, full = (pages[TARGET] - one_page[TARGET] for pages in (two_page, other_page))
    assert 0 < gained < 0.5 * full


def test_the_order_of_imports_moves_no_page_rating(tmp_path: Path) -> None:
    first = [page("a", TARGET, path="/1"), page("c", "http://a.example/1", path="/x")]
    second = [page("a", TARGET, path="/2")]
    found = []
    for name, halves in (("one", (first, second)), ("other", (second, first))):
        parts: list[Path] = []
        segments: list[tuple[int, str]] = []
        for n, looks in enumerate(halves):
            folder = tmp_path / name / str(n)
            segments.append((n + 1, str(write_segment(folder / "segment", looks))))
            _core.build_part(segments, [str(part) for part in parts], str(folder / "part"), 1 << 28, lambda *_: True)
            parts.append(folder / "part")
        rate(parts, tmp_path / name / "ratings")
        core = _core.Snapshot([str(part) for part in parts], segments, None, str(tmp_path / name / "ratings"))
        pages = pa.table(core.page_columns(core.pages("all"), ["url", "page_rating"])).to_pydict()
        found.append(dict(zip(pages["url"], pages["page_rating"], strict=True)))
    assert found[0] == pytest.approx(found[1], rel=1e-9)
    assert found[0][TARGET] > 0


def test_links_to_a_redirecting_page_count_for_the_final_one(tmp_path: Path) -> None:
    plain, plain_pages = rated(tmp_path / "plain", WEB)
    moved = "http://old.example/"
    hop = Look(moved, DAY, (Link(TARGET, kind="redirect", placement=None),), look="redirect", redirect_url=TARGET)
    through = [page("a", moved, "http://b.example/"), page("b", moved), WEB[2], hop]
    domains, pages = rated(tmp_path / "through", through)
    assert domains["t.example"] == pytest.approx(plain["t.example"])
    assert pages[TARGET] == pytest.approx(plain_pages[TARGET])
    assert pages[moved] == pages[TARGET]
    assert domains["old.example"] == 0


def test_threads_change_no_byte(tmp_path: Path) -> None:
    part = part_of(tmp_path, WEB)
    assert rate([part], tmp_path / "one", 1) == rate([part], tmp_path / "two", 2)


def test_a_delta_without_new_names_gives_the_bytes_of_a_base(tmp_path: Path) -> None:
    again = [Look(look.url, 2 * DAY, look.links) for look in WEB[:1]]
    segments = [
        (1, str(write_segment(tmp_path / "one", WEB))),
        (2, str(write_segment(tmp_path / "two", again))),
    ]
    base, delta, whole = (tmp_path / name for name in ("base", "delta", "whole"))
    _core.build_part(segments[:1], [], str(base), 1 << 28, lambda *_: True)
    _core.build_part(segments, [str(base)], str(delta), 1 << 28, lambda *_: True)
    _core.build_part(segments, [], str(whole), 1 << 28, lambda *_: True)
    assert rate([base, delta], tmp_path / "r1") == rate([whole], tmp_path / "r2")


@pytest.fixture
def home(tmp_path: Path) -> store.Home:
    home = store.open_home(tmp_path / "home")
    store.import_files(home, [write_crawl(tmp_path / "1.warc.gz", FIRST, 1)], jobs=1)
    return home


def ratings(home: store.Home) -> dict[str, float | None]:
    core = store.snapshot(home).core
    table = pa.table(core.page_columns(core.pages("all"), ["url", "page_rating"])).to_pydict()
    return dict(zip(table["url"], table["page_rating"], strict=True))


def test_ratings_survive_folds_and_what_came_later_is_unrated(home: store.Home, tmp_path: Path) -> None:
    graph.rank(home, seeds=["site1.example"])
    before = ratings(home)
    assert None not in before.values()
    crawl = write_crawl(tmp_path / "2.warc.gz", SECOND, 2, pages=90)
    store.import_files(home, [crawl], jobs=1)
    assert store.status(home).ratings_outdated
    for fold in (None, False, True):
        if fold is not None:
            store.compact(home, rebuild=fold)
        after = ratings(home)
        assert {url: after[url] for url in before} == before
        later = set(after) - set(before)
        assert later
        assert all(after[url] is None for url in later)
        assert store.verify(home).sound
    graph.rank(home, seeds=["site1.example"])
    assert None not in ratings(home).values()
    assert store.status(home).ratings_outdated is False


def test_a_stopped_rank_leaves_nothing(home: store.Home) -> None:
    def stop(progress: store.Progress) -> None:
        if progress.done > 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        graph.rank(home, listener=stop)
    assert read_manifest(home).ratings is None
    assert not home.tmp.exists()
    assert not home.ratings.exists()


@pytest.mark.parametrize("wrong", [{"damping": 1.0}, {"damping": 0.0}, {"precision": 0.1}, {"precision": 1e-15}])
def test_settings_out_of_range_are_refused(home: store.Home, wrong: dict[str, float]) -> None:
    with pytest.raises(backlit.RankError, match=next(iter(wrong))):
        graph.rank(home, **wrong)  # type: ignore[arg-type]


def test_seeds_of_ones_own_replace_or_extend(tmp_path: Path) -> None:
    file = tmp_path / "seeds.txt"
    file.write_text("# mine\nb.example # why\n\nA.example\n")
    assert graph.read_seeds(file) == ("a.example", "b.example")
    file.write_text("a.example\n+default\n")
    assert set(graph.read_seeds(file)) == {"a.example", *graph.default_seeds()}
    assert len(graph.default_seeds()) >= 150


@pytest.mark.parametrize("line", ["http://a.example/", "two words", "www.wikipedia.org", "a..b"])
def test_a_bad_seed_is_told_with_file_and_line(tmp_path: Path, line: str) -> None:
    file = tmp_path / "seeds.txt"
    file.write_text(f"a.example\n{line}\n")
    with pytest.raises(backlit.SeedsError, match=r"seeds\.txt, line 2"):
        graph.read_seeds(file)
