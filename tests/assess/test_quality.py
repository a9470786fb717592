"""Quality is the sum of its parts: exactly, for every link, and each part does what its name says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from tests.assess.made import material, page
from tests.segments import Link

from backlit.assess import quality, read_rules
from backlit.model import PLACEMENTS
from backlit.model.judgement import ANCHOR_CLASSES, LINK_TYPES, QUALITY_PARTS

if TYPE_CHECKING:
    from pathlib import Path

URL = "https://shop.test/"
RULES = read_rules()
POINTS = RULES["quality"]["points"]


def measured(folder: Path, *links: Link, seeds: tuple[str, ...] = (), **steps: str) -> list[dict[str, Any]]:
    """The quality of links in their order on one page, where the steps before said this."""
    found = material(folder, [page("blog.test", *links)], seeds=seeds)
    told = {
        "relevance": "NULL::FLOAT AS relevance", "anchors": "'other' AS anchor_class",
        "types": "'editorial' AS type, 1.0 AS type_confidence",
        "answers": "'unknown' AS natural_anchor, 'unknown' AS editorial_page",
    } | steps  # fmt: skip
    for name, columns in told.items():
        found.put(name, found.sql(f"SELECT link, {columns} FROM links"))
    found.put("quality", quality.measure(found))
    rows: list[dict[str, Any]] = found.sql(
        "SELECT * FROM quality JOIN links USING (link) ORDER BY position"
    ).to_pylist()
    for row in rows:
        assert sum(row[f"quality_{name}"] for name in QUALITY_PARTS) == pytest.approx(row["quality"], abs=1e-4)
        for name in QUALITY_PARTS:
            assert 0 <= row[f"quality_{name}"] <= POINTS[name] + 1e-6
    return rows


def test_the_points_come_to_a_hundred_and_every_word_has_a_share() -> None:
    rule = RULES["quality"]
    assert set(POINTS) == set(QUALITY_PARTS)
    assert sum(POINTS.values()) == 100
    assert set(rule["type"]) == set(LINK_TYPES)
    assert set(rule["anchor"]) == set(ANCHOR_CLASSES)
    assert set(rule["placement"]) == set(PLACEMENTS) - {"unknown"}
    shares = [*rule["type"].values(), *rule["anchor"].values(), *rule["placement"].values(), *RULES["rel"].values()]
    assert all(0 <= share <= 1 for share in shares)


def test_what_is_not_known_counts_the_neutral_share(tmp_path: Path) -> None:
    (row,) = measured(tmp_path, Link(URL, "a", placement=None))
    neutral = RULES["quality"]["neutral"]
    for name in ("authority", "trust", "relevance", "placement"):
        assert row[f"quality_{name}"] == pytest.approx(neutral * POINTS[name]), name


def test_rel_weighs_by_the_setting_and_never_drops_a_link(tmp_path: Path) -> None:
    rels = [None, "nofollow", "ugc", "sponsored", "nofollow sponsored"]
    rows = measured(tmp_path, *(Link(URL, f"a {n}", rel=rel) for n, rel in enumerate(rels)))
    rel = RULES["rel"]
    shares = [row["quality_endorsement"] / POINTS["endorsement"] for row in rows]
    assert shares == pytest.approx([1, rel["nofollow"], rel["ugc"], rel["sponsored"], rel["sponsored"]])


def test_placement_and_hidden_links(tmp_path: Path) -> None:
    links = [Link(URL, f"a {place}", placement=place) for place in ("main", "sidebar", "footer")]
    main, sidebar, footer, hidden = (
        row["quality_placement"] for row in measured(tmp_path, *links, Link(URL, "b", placement="main", hidden=True))
    )
    assert main == POINTS["placement"] > sidebar > footer > hidden == 0


def test_relevance_counts_from_the_middle_on(tmp_path: Path) -> None:
    for relevance, share in ((1.0, 1.0), (0.75, 0.5), (0.5, 0.0), (0.1, 0.0)):
        folder = tmp_path / str(relevance)
        folder.mkdir()
        (row,) = measured(folder, Link(URL, "a"), relevance=f"{relevance}::FLOAT AS relevance")
        assert row["quality_relevance"] == pytest.approx(share * POINTS["relevance"])


def test_a_forced_anchor_and_a_page_that_is_not_editorial_take_points(tmp_path: Path) -> None:
    (tmp_path / "no").mkdir()
    (good,) = measured(tmp_path, Link(URL, "a"))
    (bad,) = measured(tmp_path / "no", Link(URL, "a"), answers="'no' AS natural_anchor, 'no' AS editorial_page")
    rule = RULES["quality"]
    assert bad["quality_anchor"] == pytest.approx(good["quality_anchor"] * rule["forced_anchor"])
    assert bad["quality_editorial"] == pytest.approx(good["quality_editorial"] * rule["not_editorial"])


def test_an_unsure_type_counts_less_of_itself(tmp_path: Path) -> None:
    (row,) = measured(tmp_path, Link(URL, "a"), types="'sponsored' AS type, 0.5 AS type_confidence")
    rule = RULES["quality"]
    wanted = (rule["type"]["sponsored"] + rule["neutral"]) / 2
    assert row["quality_editorial"] == pytest.approx(wanted * POINTS["editorial"])


def test_ratings_give_authority_and_trust(tmp_path: Path) -> None:
    (row,) = measured(tmp_path, Link(URL, "a"), seeds=("blog.test",))
    assert row["quality_authority"] == 0  # nobody links to the blog
    assert row["quality_trust"] == pytest.approx(POINTS["trust"])  # it is a seed


def test_sums_hold_for_every_link_of_a_judgement(tmp_path: Path) -> None:
    from tests.assess.webs import crawled, link
    from tests.assess.webs import page as html

    pages = {
        f"https://site{n}.example/": html(f"some words {link('https://lamps.example/', f'lamp {n}', rel)} other words")
        for n, rel in enumerate(["", "rel=nofollow", "rel=ugc", "style='display:none'"] * 3)
    }
    index = crawled(tmp_path, pages, seeds=["site0.example"])
    index.add_project("lamps", "lamps.example")
    index.assess()
    judged = index.judged("lamps").judgement.read("judged")
    total = pa.array([0.0] * len(judged))
    for name in QUALITY_PARTS:
        total = pc.add(total, pc.cast(judged.column(f"quality_{name}"), pa.float64()).combine_chunks())
    assert len(judged) == 12
    assert (
        pc.max(pc.abs(pc.subtract(total, pc.cast(judged.column("quality"), pa.float64()).combine_chunks()))).as_py()
        < 1e-4
    )
