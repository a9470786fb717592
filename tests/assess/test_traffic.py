"""Visits to linking pages out of exports, from the file to the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.assess.webs import crawled, link, page
from tests.exports.ahrefs import AHREFS
from tests.exports.writing import UTF16

from backlit.assess.traffic import source_traffic

if TYPE_CHECKING:
    from pathlib import Path

    import backlit

HOME = "https://lamps.example/"


def told(folder: Path, index: backlit.Index, visits: dict[str, str], day: str) -> None:
    """An export of that day with these visits to pages."""
    cells = {"Target URL": HOME, "Anchor": "a lamp", "Domain rating": "7", "First seen": "2026-01-01 00:00:00"}
    rows = []
    for url, traffic in visits.items():
        row = cells | {"Referring page URL": url, "Page traffic": traffic}
        rows.append([row.get(name, "") for name in AHREFS])
    path = folder / f"lamps.example-backlinks-subdomains_{day}_12-00-00.csv"
    UTF16.write(path, (), [list(AHREFS), *rows])
    index.import_exports([path])


def linking(folder: Path) -> backlit.Index:
    return crawled(
        folder, {f"https://{name}.example/": page(f"a {link(HOME)} b") for name in ("read", "empty", "untold")}
    )


def test_an_export_answers_whether_a_page_has_readers(tmp_path: Path) -> None:
    index = linking(tmp_path)
    told(
        tmp_path,
        index,
        {"http://read.example": "120", "https://empty.example/": "0", "https://untold.example/": ""},
        "2026-04-01",
    )
    index.add_project("lamps", "lamps.example")
    index.assess()
    rows = index.quality("lamps", columns=["source_domain", "has_readers", "source_traffic"]).table.to_pylist()
    found = {row["source_domain"]: (row["has_readers"], row["source_traffic"]) for row in rows}
    assert found == {"read.example": ("yes", 120), "empty.example": ("no", 0), "untold.example": ("unknown", None)}


def test_the_newest_export_counts(tmp_path: Path) -> None:
    index = linking(tmp_path)
    told(tmp_path, index, {"https://read.example/": "5"}, "2026-05-01")
    told(tmp_path, index, {"https://read.example/": "900"}, "2026-04-01")
    assert source_traffic(index._current(), ["page_traffic"]).to_pylist() == [
        {"source_url": "https://read.example/", "traffic": 5}
    ]


def test_without_exports_nothing_is_told(tmp_path: Path) -> None:
    assert len(source_traffic(linking(tmp_path)._current(), ["page_traffic"])) == 0
