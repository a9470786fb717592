"""`backlit imports` and `backlit undo`: the journals as people and machines read them, and taking imports back."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from tests.store.exports import link_rows, write_export

import backlit
from backlit import store

if TYPE_CHECKING:
    from pathlib import Path

    from tests.warc_by_hand import Command


@pytest.fixture
def own(home: Path, tmp_path: Path, run: Command, monkeypatch: pytest.MonkeyPatch) -> Path:  # noqa: ARG001 (after it)
    """The index of the session with an export of four links, 60 rows without an address, and one row twice."""
    copy = shutil.copytree(home, tmp_path / "data")
    monkeypatch.setenv("BACKLIT_HOME", str(copy))
    rows = link_rows(4)
    bad = [{**rows[0], "source_url": "", "anchor": f"evil \x1b[31m{n}"} for n in range(60)]
    store.import_exports(store.open_home(copy), [write_export(tmp_path / "links.csv", [*rows, *bad, rows[2]])])
    return copy


@pytest.mark.usefixtures("own")
def test_imports_lists_every_file_with_its_sums(run: Command) -> None:
    rows = json.loads(run("imports", "--format", "json").out)["rows"]
    assert [(row["import_id"], row["file"], row["kind"]) for row in rows] == [
        ("0001", "march.warc", "warc"), ("0002", "april.warc", "warc"), ("0003", "links.csv", "export"),
    ]  # fmt: skip
    assert rows[0]["accepted"] is None
    export = rows[2]
    assert (export["vendor"], export["property"], export["layout"]) == ("ahrefs", "example.com", "made")
    assert (export["read"], export["accepted"], export["rejected"], export["duplicates"]) == (65, 4, 60, 1)
    assert (export["links"], export["lost"], export["mentions"], export["damaged"]) == (4, 1, 0, 0)
    assert export["reasons"].endswith(": 60")
    assert len(export["digest"]) == 32
    assert "links.csv" in run("imports").out


@pytest.mark.usefixtures("own")
def test_one_import_shows_the_rows_that_were_rejected(run: Command) -> None:
    shown = run("imports", "3")
    assert "60 rejected rows, the first 50:" in shown.out
    assert "\x1b" not in shown.out
    assert "60 rejected rows:" in run("imports", "0003", "--limit", "0").out
    rows = json.loads(run("imports", "0003", "--format", "json").out)["rows"]
    assert [row["line"] for row in rows] == list(range(6, 66))
    assert all(row["file"] == "links.csv" and row["reason"] and row["text"] for row in rows)
    assert len(json.loads(run("imports", "0003", "--format", "json", "--limit", "7").out)["rows"]) == 7
    assert "rejected rows" not in run("imports", "0001").out
    assert run("imports", "0001", "--format", "csv").out.splitlines() == ["file,line,reason,text"]


@pytest.mark.usefixtures("own")
def test_what_cannot_be_listed_or_undone_is_told(run: Command) -> None:
    for words in (("imports", "0009"), ("undo", "0009"), ("undo", "0001", "nine")):
        told = run(*words)
        assert (told.code, told.out) == (1, "")
        assert "There is no import" in told.err
    assert run("undo").code == run("imports", "--limit", "-1").code == 2
    assert len(json.loads(run("imports", "--format", "json").out)["rows"]) == 3


def test_undo_takes_imports_back(run: Command, own: Path) -> None:
    done = run("undo", "3", "0001")
    assert done.out.splitlines() == ["Import 0003 is undone: 1 file.", "Import 0001 is undone: 1 file."]
    index = backlit.open(own)
    assert [row["import_id"] for row in index.imports()] == ["0002"]
    status = index.status()
    assert (status.imports, status.undone, status.exports, status.claims) == (1, 2, 0, 0)
    assert status.undone_bytes > 0
    assert index.verify(deep=True).sound
    again = run("undo", "0003")
    assert again.code == 1
    assert "was undone before" in again.err


@pytest.mark.usefixtures("own")
def test_status_and_segments_tell_of_exports(run: Command) -> None:
    (told,) = json.loads(run("status", "--format", "json").out)["rows"]
    assert (told["exports"], told["rows"], told["claims"], told["claimed_links"]) == (1, 65, 4, 4)
    assert (told["rejected"], told["duplicates"], told["undone"]) == (60, 1, 0)
    kinds = [row["kind"] for row in json.loads(run("segments", "--format", "json").out)["rows"]]
    assert kinds == ["crawl", "crawl", "export"]
