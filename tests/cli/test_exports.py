"""import-export on the command line: what it says, and how it ends."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from backlit import store

if TYPE_CHECKING:
    from pathlib import Path

    from tests.warc_by_hand import Command

ROWS = (
    "Source URL,Target URL,Anchor,Note,First seen\n"
    "https://news.example/a,https://shop.example/,gro\u202ecod\x1b[31m,,2026-01-02\n"
    "https://news.example/a,https://shop.example/,gro\u202ecod\x1b[31m,,2026-01-02\n"
    "https://news.example/b,https://shop.example/,lamps,,2026-01-02\n"
    "mailto:me@news.example,https://shop.example/,lamps,,2026-01-02\n"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "links.csv"
    path.write_text(ROWS, "utf-8")
    return path


def test_a_dry_run_shows_all_and_stores_nothing(
    run: Command, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKLIT_HOME", str(tmp_path / "home"))
    done = run("import-export", str(file), "--dry-run", "--vendor", "my_tool", "--map", "Note=link.note")
    assert done.code == 3
    assert done.err == ""
    lines = done.out.splitlines()
    assert lines[0] == "links.csv: my_tool, links, by its columns (link), utf-8, commas"
    assert [line.split() for line in lines if line.startswith("  Note")] == [["Note", "link.note"]]
    assert [line.split() for line in lines if line.startswith("  Anchor")] == [["Anchor", "anchor"]]
    assert "4 rows: 2 accepted (2 links), 1 refused, 1 duplicate. Nothing was stored." in lines
    assert lines[-1].startswith("  line 5: ")
    assert "    anchor: lamps" in lines
    assert "    link.note: " not in lines
    assert "\u202e" not in done.out
    assert "\x1b" not in done.out
    assert not (tmp_path / "home").exists()


def test_a_file_without_fault_ends_well(run: Command, file: Path) -> None:
    file.write_text("\n".join(ROWS.split("\n")[:2]), "utf-8")
    assert run("import-export", str(file), "--dry-run").code == 0


@pytest.mark.parametrize(
    ("words", "ends"),
    [
        ((), (2, "Name what to import")),
        (("CRAWL",), (2, "Bring it in with: backlit import ")),
        (("nowhere.csv",), (1, "no file or folder")),
        (("FILE", "--map", "Note"), (2, "COLUMN=FIELD")),
        (("FILE", "--map", "Notes=anchor"), (2, "has no column 'Notes'. Its columns: Source URL, Target URL")),
        (("FILE", "--as-of", "soon"), (2, "write 2026-01-31")),
        (("FILE", "--property", "two words"), (2, "white space")),
        (("FILE", "--vendor", "My Tool"), (2, "lower case")),
    ],
)
def test_what_cannot_be_is_said(
    run: Command, file: Path, archives: tuple[Path, Path], words: tuple[str, ...], ends: tuple[int, str]
) -> None:
    code, message = ends
    named = {"FILE": str(file), "CRAWL": str(archives[0])}
    done = run("import-export", *(named.get(word, word) for word in words))
    assert done.code == code
    assert message in done.err


SOUND: dict[str, Any] = {"rejected": 0, "rejects": (), "reasons": {}}


def report(**told: Any) -> SimpleNamespace:
    export = SimpleNamespace(vendor="moz", layout="links", accepted=7, rejected=25, duplicates=1)
    file = SimpleNamespace(name="links.csv", records=33, export=export)
    row = SimpleNamespace(file="links.csv", line=1204, reason="no source address", text="")
    whole: dict[str, Any] = {
        "import_id": "0003", "files": (file,), "known": (), "rejects": (row,) * 20, "damage": (), "read": 33,
        "accepted": 7, "rejected": 25, "duplicates": 1, "links": 6, "lost": 1, "mentions": 1,
        "reasons": {"no source address": 25},
    }  # fmt: skip
    return SimpleNamespace(**(whole | told))


@pytest.mark.parametrize(
    ("told", "ends"),
    [
        (
            {},
            (
                3,
                "1 file, 33 rows: 7 accepted (6 links, 1 of them lost, 1 mention), 25 refused, 1 duplicate.",
                "… and 5 more rows; `backlit imports 0003` lists all.",
            ),
        ),
        ({**SOUND}, (0, "0 refused", "")),
        ({**SOUND, "import_id": None, "known": ("links.csv",)}, (0, "Nothing new: 1 known file left out.", "")),
        (
            {**SOUND, "damage": (SimpleNamespace(file="torn.xlsx", reason="the file ends within a sheet"),)},
            (3, "Import 0003", "torn.xlsx: the file ends within a sheet"),
        ),
    ],
)  # fmt: skip
def test_what_an_import_says(
    run: Command, file: Path, monkeypatch: pytest.MonkeyPatch, told: dict[str, Any], ends: tuple[int, str, str]
) -> None:
    done_by: list[Any] = []

    def import_exports(_home: Any, plans: Any, _listener: Any) -> SimpleNamespace:
        done_by.extend(plans)
        return report(**told)

    monkeypatch.setattr(store, "import_exports", import_exports, raising=False)
    done = run("import-export", str(file))
    assert [plan.name for plan in done_by] == ["links.csv"]
    code, out, err = ends
    assert done.code == code
    assert out in done.out
    assert err in done.err
