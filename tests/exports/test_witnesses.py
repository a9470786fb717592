"""One link in three vendors' files and in a crawl is one link with four witnesses, in whatever order they come."""

from __future__ import annotations

import hashlib
import shutil
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest
from tests.exports.ahrefs import LAYOUTS as AHREFS
from tests.exports.majestic import LAYOUTS as MAJESTIC
from tests.exports.semrush_moz import LAYOUTS as SEMRUSH
from tests.exports.truth import SAYINGS
from tests.warc_by_hand import write_warc

import backlit
from backlit.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from tests.exports.layout import Layout

LINK = SAYINGS[0]
CRAWL = "warc"
VENDORS: dict[str, Layout] = {"ahrefs": AHREFS[0], "majestic": MAJESTIC[0], "semrush": SEMRUSH[0]}
WITNESSES = sorted([CRAWL, *VENDORS])
ORDERS = list(permutations(WITNESSES))
ASKED = """SELECT * EXCLUDE (import_id, "row") FROM links ORDER BY source_url, target_url, anchor"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The four files; the crawl's page has one more link, and each vendor one that nobody else has."""
    folder = tmp_path_factory.mktemp("four")
    page = (
        f"<html lang=en><title>{LINK.title}</title><main><p>We like <a href='{LINK.target}'>{LINK.anchor}</a> "
        "much, and <a href='https://other.example/'>another</a> too, said the paper in its long piece.</p></main>"
    )
    made = {CRAWL: write_warc(folder / "crawl.warc", {LINK.url: page}, "2026-06-12T10:00:00Z")}
    for number, (vendor, layout) in enumerate(VENDORS.items(), 1):
        made[vendor] = folder / f"{vendor}.csv"
        rows = [[layout.text(cell) for cell in layout.row(saying)] for saying in (LINK, SAYINGS[number])]
        layout.native.write(made[vendor], layout.preamble, [list(layout.header), *rows])
    return made


def take(home: Path, name: str, path: Path) -> None:
    command = "import" if name == CRAWL else "import-export"
    assert main(["--home", str(home), command, str(path)]) == 0


def rows(home: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = backlit.open(home).sql(ASKED).arrow().to_pylist()
    return found


def shared(home: Path) -> dict[str, Any]:
    """The row of the link that all have; there is one."""
    (row,) = [row for row in rows(home) if row["source_url"] == LINK.url and row["target_url"] == LINK.target]
    return row


@pytest.fixture(scope="module")
def homes(files: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, ...], Path]:
    """A home for each of the 24 orders."""
    folder = tmp_path_factory.mktemp("orders")
    made = {}
    for order in ORDERS:
        made[order] = folder / "-".join(order)
        for name in order:
            take(made[order], name, files[name])
    return made


def test_it_is_one_link_with_four_witnesses(homes: dict[tuple[str, ...], Path]) -> None:
    row = shared(homes[ORDERS[0]])
    assert row["witnesses"] == WITNESSES
    assert (row["reported"], row["target_assumed"], row["state"]) == (False, False, "live")
    assert (row["placement"], row["kind"], row["context_left"].strip()) == ("main", "text", "We like")
    assert row["first_seen"].date() == LINK.first.date()
    # Our look came the day after the vendors' last sights.
    assert row["last_seen"].isoformat() == row["checked_at"].isoformat() == "2026-06-12T10:00:00+00:00"


def test_no_order_of_import_shows(homes: dict[tuple[str, ...], Path]) -> None:
    expected = rows(homes[ORDERS[0]])
    assert len(expected) == 5
    for order, home in homes.items():
        assert rows(home) == expected, order


@pytest.mark.parametrize("words", [("compact",), ("compact", "--rebuild")], ids=" ".join)
@pytest.mark.parametrize("order", ORDERS[::5], ids="-".join)
def test_folding_and_rebuilding_change_nothing(
    homes: dict[tuple[str, ...], Path], tmp_path: Path, order: tuple[str, ...], words: tuple[str, ...]
) -> None:
    home = shutil.copytree(homes[order], tmp_path / "home")
    expected = rows(home)
    assert main(["--home", str(home), *words]) == 0
    assert rows(home) == expected


@pytest.mark.parametrize("undone", WITNESSES)
@pytest.mark.parametrize("order", ORDERS[::7], ids="-".join)
def test_undoing_one_import_leaves_three_witnesses(
    files: dict[str, Path], homes: dict[tuple[str, ...], Path], tmp_path: Path, order: tuple[str, ...], undone: str
) -> None:
    """As if it had never been imported: the same rows as a home that only had the others."""
    home = shutil.copytree(homes[order], tmp_path / "home")
    assert main(["--home", str(home), "undo", f"{order.index(undone) + 1:04d}"]) == 0
    assert shared(home)["witnesses"] == [name for name in WITNESSES if name != undone]
    without = tmp_path / "without"
    for name in order:
        if name != undone:
            take(without, name, files[name])
    assert rows(home) == rows(without)


def test_undoing_all_vendors_leaves_the_index_of_the_crawl_byte_for_byte(
    files: dict[str, Path], homes: dict[tuple[str, ...], Path], tmp_path: Path
) -> None:
    order = next(order for order in ORDERS if order[0] == CRAWL)
    home = shutil.copytree(homes[order], tmp_path / "home")
    assert main(["--home", str(home), "undo", "0002", "0003", "0004"]) == 0
    never = tmp_path / "never"
    take(never, CRAWL, files[CRAWL])
    for one in (home, never):
        assert main(["--home", str(one), "compact", "--rebuild"]) == 0
    assert index_bytes(home) == index_bytes(never)
    asked = "SELECT * FROM {} ORDER BY ALL"
    for table in ("links", "pages", "domains"):
        tables = [backlit.open(one).sql(asked.format(table)).arrow() for one in (home, never)]
        assert tables[0].equals(tables[1]), table


def index_bytes(home: Path) -> list[tuple[str, str]]:
    """Name and digest of each file of the index, without the folder's number."""
    (part,) = (path for path in (home / "index").iterdir() if path.is_dir())
    files = sorted(path for path in part.rglob("*") if path.is_file())
    return [(str(path.relative_to(part)), hashlib.sha256(path.read_bytes()).hexdigest()) for path in files]


def test_the_same_file_again_adds_nothing_and_after_an_undo_it_can_come_again(
    files: dict[str, Path], homes: dict[tuple[str, ...], Path], tmp_path: Path
) -> None:
    order = ORDERS[0]
    home = shutil.copytree(homes[order], tmp_path / "home")
    expected = rows(home)
    take(home, order[1], files[order[1]])
    assert rows(home) == expected
    assert main(["--home", str(home), "undo", "0002"]) == 0
    assert rows(home) != expected
    take(home, order[1], files[order[1]])
    assert rows(home) == expected
