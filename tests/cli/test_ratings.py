"""The commands about ratings: `rank`, `rating`, `similar`, `neighbours`, on two small crawls."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest

from backlit.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.warc_by_hand import Command, Run


@pytest.fixture(scope="module")
def rated_home(tmp_path_factory: pytest.TempPathFactory, archives: tuple[Path, Path]) -> Path:
    folder = tmp_path_factory.mktemp("rated") / "data"
    seeds = folder.parent / "seeds.txt"
    seeds.write_text("news.example\n")
    assert main(["--home", str(folder), "import", *map(str, archives)]) == 0
    assert main(["--home", str(folder), "rank", "--seeds", str(seeds)]) == 0
    return folder


@pytest.fixture
def rated(rated_home: Path, run: Command) -> Callable[..., Run]:
    return lambda *words: run(*words, "--home", str(rated_home))


def rows(done: Run) -> list[dict[str, object]]:
    assert done.code == 0
    told: list[dict[str, object]] = json.loads(done.out)["rows"]
    return told


def test_ratings_of_several_targets_come_in_the_order_asked(rated: Callable[..., Run]) -> None:
    done = rated("rating", "shop.test", "nobody.example", "news.example", "--format", "json")
    shop, news = rows(done)
    assert [shop["target"], news["target"]] == ["shop.test", "news.example"]
    assert "no page of nobody.example" in done.err
    # Three domains of two crawls still link to the shop, one of them a seed; nobody links to the seed.
    assert shop["domain_rating"] > news["domain_rating"]  # type: ignore[operator]
    assert news["trust"] is not None


def test_an_explanation_names_the_domains_that_count(rated: Callable[..., Run]) -> None:
    found = rows(rated("rating", "shop.test", "--explain", "--format", "json"))
    counted = {row["source"] for row in found if row["part"] == "counted"}
    assert counted == {"news.example", "evil.example", "fresh.example"}


def test_similar_domains_share_a_referring_domain(rated: Callable[..., Run]) -> None:
    # Every link of these crawls leads to one shop, so nothing is like it.
    done = rated("similar", "shop.test")
    assert (done.code, "No domain shares a referring domain with shop.test." in done.out + done.err) == (0, True)


def test_a_neighbourhood_is_printed_and_drawn(rated: Callable[..., Run], tmp_path: Path) -> None:
    found = rows(rated("neighbours", "shop.test", "--format", "json"))
    arcs = {(row["source_domain"], row["target_domain"]) for row in found}
    assert ("fresh.example", "shop.test") in arcs
    file = tmp_path / "around.graphml"
    assert rated("neighbours", "shop.test", "-o", str(file)).code == 0
    space = "{http://graphml.graphdrawing.org/xmlns}"
    drawn = {(edge.get("source"), edge.get("target")) for edge in ET.parse(file).iter(f"{space}edge")}  # noqa: S314 - our own file
    assert drawn == arcs


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("rating",), "Name what to rate"),
        (("rating", "not a site"), "white space"),
        (("neighbours", "shop.test", "--depth", "7"), "The depth is 7"),
        (("similar", "shop.test", "--limit", "-1"), "The limit is -1"),
        (("rank", "--damping", "1.5"), "damping"),
    ],
)
def test_what_cannot_be_asked_is_refused(rated: Callable[..., Run], words: tuple[str, ...], told: str) -> None:
    done = rated(*words)
    assert done.code == 2
    assert told in done.err


@pytest.mark.parametrize("command", ["rating", "similar", "neighbours"])
def test_without_ratings_the_mend_is_named(run: Command, command: str) -> None:
    done = run(command, "shop.test")
    assert (done.code, done.err) == (2, "backlit: No ratings yet: run `backlit rank`.\n")
