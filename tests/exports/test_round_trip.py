"""What one index lists another can take: `backlit backlinks` as a file, imported into a new home, is the same links.

The links are those of the sample web to its brand, lost ones too, and those of pages made to break it: anchors that a
spreadsheet would run, quotes and apostrophes, controls, bidirectional controls.
"""

from __future__ import annotations

import html
import json
import shutil
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from tests.warc_by_hand import write_warc

from backlit.cli import main

if TYPE_CHECKING:
    from pathlib import Path

Row = dict[str, Any]
SITES = ("harbourlight.example", "hostile.example")
FORMATS = ("csv", "json", "jsonl", "xlsx")
HOSTILE = (
    "=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "'=quoted", "''=twice", "'", "'plain", '"', '""', 'say "lamp"',
    "a,b;c", "a\tb", "two\nlines", "two\r\nlines", "abc\u202etxt.exe", "\u202e", "\u200b", "a\u0001b", "<b>&amp;</b>",
    "自転車", "אופניים", "🚲", "null", "true", "1,240", "2026-01-01", "0",
    " ", "x" * 300, "[bold]", "\\u202e", "_x0001_",
)  # fmt: skip
TOLD = (
    "source_url", "source_host", "source_domain", "source_title", "source_language", "target_url", "target_host",
    "target_domain", "anchor", "anchor_from", "rel", "followed", "nofollow", "sponsored", "ugc", "kind", "placement",
    "context_left", "context_right", "first_seen", "last_seen",
)  # fmt: skip
"""What both indexes must say alike. Of a loss the new index knows the date; the reason is `reported` there."""


def hostile_page() -> str:
    links = [f'<a href="https://hostile.example/{n}">{html.escape(text)}</a>' for n, text in enumerate(HOSTILE)]
    links += [
        '<a href="https://hostile.example/alt"><img src="/x.png" alt="=alt &quot;text&quot;"></a>',
        '<a href="https://hostile.example/title" title="-title"></a>',
        '<a href="https://hostile.example/bare"></a>',
        '<a rel="nofollow sponsored ugc" href="https://hostile.example/?a=1&amp;b=%22,;#f">all flags</a>',
        '<a rel="" href="https://hostile.example/rel">empty rel</a>',
        '<a href="https://xn--bcher-kva.hostile.example:8443/ü/§?q=ä b">strange</a>',
    ]
    return f"<title>=cmd() \"quoted\", and 'so'</title><main><p>{' some words '.join(links)}</p></main>"


@pytest.fixture(scope="module")
def first(crawled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of the crawls, and of the hostile page."""
    folder = tmp_path_factory.mktemp("round-trip")
    home = shutil.copytree(crawled, folder / "home")
    crawl = write_warc(folder / "hostile.warc", {"https://evil.test/page": hostile_page()}, "2026-04-10T03:00:00Z")
    run(home, "import", str(crawl))
    return home


def run(home: Path, *words: str) -> None:
    assert main(["--home", str(home), *words]) == 0


def listed(home: Path, site: str, path: Path) -> Path:
    form = path.suffix.removeprefix(".")
    run(home, "backlinks", site, "--history", "all", "--limit", "0", "--format", form, "--output", str(path))
    return path


def links(home: Path, folder: Path, site: str) -> Counter[str]:
    path = listed(home, site, folder / f"{home.name}-{site}.jsonl")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    path.unlink()
    return Counter(json.dumps(told(row), sort_keys=True) for row in rows)


def told(row: Row) -> Row:
    """What a row says; an empty text and none are one where CSV cannot tell them apart.

    Whether an anchor is the text or the title of its link no export says but ours: that it is no image's alt is kept.
    """
    said = {name: row[name] if row[name] != "" else None for name in TOLD}
    said["anchor_from"] = "alt" if row["anchor_from"] == "alt" else None
    return said | {"lost_at": row["lost_at"] if row["state"] == "lost" else None, "lost": row["state"] == "lost"}


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("site", SITES)
def test_a_list_of_links_imports_to_the_same_links_and_so_does_its_own(
    first: Path, tmp_path: Path, form: str, site: str
) -> None:
    before = links(first, tmp_path, site)
    assert before.total() > 30
    second, third = tmp_path / "second", tmp_path / "third"
    run(second, "import-export", str(listed(first, site, tmp_path / f"one.{form}")))
    after = links(second, tmp_path, site)
    assert after - before == before - after == Counter()
    run(third, "import-export", str(listed(second, site, tmp_path / f"two.{form}")))
    again = links(third, tmp_path, site)
    assert again - before == before - again == Counter()


def test_the_same_list_imported_again_adds_nothing(first: Path, tmp_path: Path, capfd: Any) -> None:
    path = listed(first, SITES[0], tmp_path / "links.csv")
    home = tmp_path / "home"
    run(home, "import-export", str(path))
    before = links(home, tmp_path, SITES[0])
    capfd.readouterr()
    run(home, "import-export", str(path))
    assert "known" in capfd.readouterr().out
    assert links(home, tmp_path, SITES[0]) == before


def test_a_list_imported_into_the_index_it_came_from_adds_no_link(first: Path, tmp_path: Path) -> None:
    home = shutil.copytree(first, tmp_path / "home")
    before = links(home, tmp_path, SITES[0])
    run(home, "import-export", str(listed(first, SITES[0], tmp_path / "links.csv")))
    assert links(home, tmp_path, SITES[0]) == before
