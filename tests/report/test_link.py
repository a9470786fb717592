"""The links of one page to another: their history against the looks in the segments, and where each fact comes from."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest

import backlit
from backlit.report.query import QueryError
from backlit.sample import build

if TYPE_CHECKING:
    from pathlib import Path

BRAND = "harbourlight.example"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> backlit.Index:
    """Both crawls of the sample web, and what four vendors say of the brand."""
    folder: Path = tmp_path_factory.mktemp("sample")
    sample = build(folder)
    index = backlit.open(folder / "home")
    for crawl in sample.crawls:
        index.import_files([crawl])
    index.import_exports(sample.exports)
    return index


def some(index: backlit.Index, condition: str, count: int = 5) -> list[dict[str, Any]]:
    return list(index.sql(
        f"SELECT * FROM links WHERE target_domain = '{BRAND}' AND source_domain <> target_domain AND ({condition}) "
        f"ORDER BY hash(source_url || target_url || coalesce(anchor, '')) LIMIT {count}"
    ))  # fmt: skip


CONDITIONS = {
    "any": "true",
    "restored": "restored_at IS NOT NULL",
    "removed": "lost_reason = 'removed_from_html' AND NOT reported",
    "page gone": "lost_reason = 'page_not_found' AND NOT reported",
    "reported": "reported",
    "unseen": "state = 'unseen'",
    "many witnesses": "len(witnesses) > 2",
}


@pytest.mark.parametrize("condition", CONDITIONS.values(), ids=CONDITIONS)
def test_the_looks_tell_the_history_that_the_index_has(index: backlit.Index, condition: str) -> None:
    rows = some(index, condition)
    assert rows
    for row in rows:
        found = index.link(row["source_url"], row["target_url"])
        assert row["row"] in found.table.column("row").to_pylist()
        looks = found.facts["looks"]
        assert [look["at"] for look in looks] == sorted(look["at"] for look in looks)
        # Links between the same pages share their looks: the first and last sight of all are theirs.
        first, last = min(one["first_seen"] for one in found), max(one["last_seen"] for one in found)
        assert {first, last} <= {look["at"] for look in looks if look["has_link"]}
        # What names the site alone may be about another link of the page.
        assert all(first <= look["at"] <= last for look in looks if look["has_link"] and not look["assumed"])
        if row["lost_at"] is not None and row["lost_reason"] != "reported" and len(found) == 1:
            at_loss = [look for look in looks if look["at"] == row["lost_at"] and look["reported_by"] is None]
            assert any(look["has_link"] is False or look["noindex"] for look in at_loss)


def test_each_fact_tells_where_it_comes_from(index: backlit.Index) -> None:
    (row,) = some(index, "len(witnesses) > 2 AND lost_at IS NULL AND NOT reported", 1)
    found = index.link(row["source_url"], row["target_url"])
    row, origins = next(iter(found)), found.facts["from"][0]
    assert set(origins) == {name for name, value in row.items() if value is not None}
    number = int(row["import_id"])
    assert re.fullmatch(
        rf"look of .* UTC: crawl-{number}\.warc\.gz, offset [\d,]+, import 000{number}", origins["anchor"]
    )
    assert origins["first_seen"].split(" UTC")[0].endswith(f"{row['first_seen']:%Y-%m-%d %H:%M:%S}")
    assert origins["target_host"] == "target_url"
    reported = index.link(*(some(index, "reported", 1)[0][end] for end in ("source_url", "target_url")))
    assert reported.facts["from"][0]["target_url"].startswith("report of ")


def test_a_rating_tells_its_rank(index: backlit.Index, tmp_path: Path) -> None:
    sample = build(tmp_path)
    rated = backlit.open(tmp_path / "home")
    rated.import_files(sample.crawls[:1])
    rated.rank()
    row = next(iter(rated.backlinks(BRAND, limit=1)))
    origin = rated.link(row["source_url"], row["target_url"]).facts["from"][0]["source_domain_rating"]
    assert origin.startswith("backlit rank of 20")
    assert "backlit rank" in " ".join(index.link(row["source_url"], row["target_url"]).notes)


def test_links_within_a_site_and_several_of_them(index: backlit.Index) -> None:
    (pair,) = index.sql(
        "SELECT source_url, target_url, count(*) AS n FROM links WHERE source_domain = target_domain "
        "GROUP BY ALL ORDER BY n DESC, 1, 2 LIMIT 1"
    )
    found = index.link(pair["source_url"], pair["target_url"])
    assert len(found) == pair["n"] > 1
    assert f"{pair['n']} links lead from the one page to the other" in found.notes[0]
    positions = [row["position"] for row in found]
    assert positions == sorted(positions)
    assert len(found.facts["from"]) == len(found)


def test_a_look_that_found_nothing_changed_has_what_it_had_before(index: backlit.Index) -> None:
    unchanged = (
        index.sql("SELECT url FROM pages WHERE look = 'not_modified' ORDER BY url").arrow().column(0).to_pylist()
    )
    row = next(row for row in some(index, "true", 1000) if row["source_url"] in unchanged)
    found = index.link(row["source_url"], row["target_url"])
    last = [look for look in found.facts["looks"] if look["look"] == "not_modified"][-1]
    earlier = [look for look in found.facts["looks"] if look["at"] == last["unchanged_since"]]
    assert last["has_link"] is True
    assert [look["look"] for look in earlier] == ["content"]


def test_pages_without_a_link_between_them(index: backlit.Index) -> None:
    found = index.link(f"https://www.{BRAND}/", "https://nothere.example/")
    assert (len(found), found.facts["from"]) == (0, [])
    assert "No look and no report ever had a link" in found.notes[0]
    assert {look["has_link"] for look in found.facts["looks"]} == {False}
    nobody = index.link("https://nobody.example/", f"https://www.{BRAND}/")
    assert nobody.facts["looks"] == []
    assert "Nobody looked at https://nobody.example/" in nobody.notes[1]


def test_an_address_without_a_scheme_means_both(index: backlit.Index) -> None:
    (row,) = some(index, "true", 1)
    bare = index.link(row["source_url"].partition("://")[2], row["target_url"].partition("://")[2])
    assert row["row"] in bare.table.column("row").to_pylist()


def test_damage_in_a_segment_is_a_note(index: backlit.Index, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(index.path, home)
    (row,) = some(index, "NOT reported", 1)
    (home / "segments" / "0001" / "pages-0000.parquet").write_bytes(b"no parquet")
    found = backlit.open(home).link(row["source_url"], row["target_url"])
    assert len(found) >= 1
    assert any("0001" in note and "backlit verify" in note for note in found.notes)


def test_columns_and_what_it_cannot_be_asked(index: backlit.Index) -> None:
    (row,) = some(index, "true", 1)
    found = index.ask("link", row["target_url"], source=row["source_url"], columns=["anchor", "rel"])
    assert found.table.column_names == ["anchor", "rel"]
    with pytest.raises(QueryError, match="needs source"):
        index.ask("link", row["target_url"])
    with pytest.raises(backlit.TargetError):
        index.link("not an address", row["target_url"])
