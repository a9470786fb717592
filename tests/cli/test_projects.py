"""The commands project, review, decisions and disavow, over the index of two small crawls."""

from __future__ import annotations

import csv
import io
import json
from getpass import getuser
from typing import TYPE_CHECKING

import pytest

from backlit.state import open_state

if TYPE_CHECKING:
    from pathlib import Path

    from tests.warc_by_hand import Command


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has a state of its own: the index is one for the session."""
    monkeypatch.setenv("BACKLIT_STATE", f"sqlite:///{tmp_path / 'people.db'}")


@pytest.fixture
def lamps(run: Command) -> Command:
    words = ("--brand", "Shop", "--brand", "The Shop", "--term", "red lamps", "--competitor", "rival.test")
    done = run("project", "add", "lamps", "--target", "https://shop.test/", *words, "--country", "DE")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Project lamps: shop.test.")
    return run


def test_a_project_from_its_making_to_its_end(lamps: Command) -> None:
    told = json.loads(lamps("project", "list", "--format", "json").out)["rows"]
    assert [(row["name"], row["brands"], row["country"]) for row in told] == [("lamps", ["Shop", "The Shop"], "de")]
    shown = lamps("project", "show", "shop.test").out
    assert "red lamps" in shown
    assert lamps("project", "change", "lamps", "--no-brand", "--term", "lamp", "--country", "").code == 0
    (row,) = json.loads(lamps("project", "show", "lamps", "--format", "json").out)["rows"]
    assert (row["brands"], row["terms"], row["competitors"], row["country"]) == ([], ["lamp"], ["rival.test"], None)
    assert lamps("project", "remove", "lamps").out == "Project lamps is removed.\n"
    assert json.loads(lamps("project", "list", "--format", "json").out)["rows"] == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["project", "add", "lamps", "--target", "shop.test"], "is a project lamps already"),
        (["project", "add", "other"], "--target"),
        (["project", "add", "Other", "--target", "x.test"], "cannot be a name"),
        (["project", "add", "other", "--target", "two words"], "white space"),
        (["project", "add", "other", "--target", "x.test", "--country", "DEU"], "two letters"),
        (["project", "show", "other"], "no project 'other'"),
        (["project", "change", "lamps"], "Nothing was told"),
        (["project", "remove", "other"], "no project"),
        (["review", "lamps", "spam.test"], "one of --keep, --remove, --disavow or --undo"),
        (["review", "lamps", "--keep", "--remove", "spam.test"], "one of --keep"),
        (["review", "lamps", "--keep"], "Nothing was named"),
        (["review", "lamps", "--keep", "spam.test", "--number", "3"], "add --undo"),
        (["review", "lamps", "--undo", "spam.test"], "Nothing is decided about spam.test"),
        (["review", "lamps", "--undo", "spam.test", "--note", "x"], "leave --note out"),
        (["review", "lamps", "--disavow", "blogspot.com"], "cannot be disavowed as a whole"),
        (["review", "lamps", "--disavow", "www.shop.test"], "is the project's own"),
        (["review", "other", "--keep", "spam.test"], "no project"),
        (["decisions", "lamps", "--filter", "colour=red"], "colour"),
        (["disavow", "export", "lamps", "-o", "list.csv"], "list.txt"),
        (["disavow", "export", "other"], "no project"),
    ],
)
def test_what_cannot_be_done_is_told(lamps: Command, words: list[str], says: str) -> None:
    done = lamps(*words)
    assert (done.code, done.out) == (2, "")
    assert says in done.err


def test_decisions_have_who_and_when_and_can_be_undone(lamps: Command) -> None:
    done = lamps("review", "lamps", "--disavow", "evil.example", "https://news.example/story", "--note", "asked in May")
    assert done.code == 0
    assert "Decided: disavow evil.example (number 1)" in done.out
    assert "advise against" in done.err
    assert lamps("review", "lamps", "--keep", "evil.example").out == "Decided: keep evil.example (number 3)\n"
    assert lamps("review", "lamps", "--undo", "--number", "3").out == "Undone: keep evil.example (number 3)\n"
    rows = list(csv.DictReader(io.StringIO(lamps("decisions", "lamps", "--format", "csv").out)))
    assert [(row["number"], row["decision"], row["by"], row["holds"]) for row in rows] == [
        ("3", "keep", getuser(), "false"), ("2", "disavow", getuser(), "true"), ("1", "disavow", getuser(), "true"),
    ]  # fmt: skip
    refused = lamps("project", "remove", "lamps")
    assert refused.code == 2
    assert "3 decisions" in refused.err
    assert lamps("project", "remove", "lamps", "--yes").out == "Project lamps is removed, and with it 3 decisions.\n"


def test_a_file_out_and_in_again(lamps: Command, tmp_path: Path) -> None:
    none = lamps("disavow", "export", "lamps")
    assert none.code == 0
    assert "domain:" not in none.out
    assert "Nobody decided to disavow anything" in none.err
    lamps("review", "lamps", "--disavow", "evil.example", "--note", "bad")
    path = tmp_path / "list.txt"
    assert lamps("disavow", "export", "lamps", "-o", str(path)).out == ""
    text = path.read_text("utf-8")
    assert text.endswith(": bad\ndomain:evil.example\n")
    assert lamps("disavow", "export", "lamps").out == text
    path.write_text(text + "\n# mine\ndomain:old.test\nno/entry\n")
    imported = lamps("disavow", "import", "lamps", str(path))
    assert (imported.code, imported.out) == (3, "Entries that stand as uploaded: 2, of list.txt.\n")
    assert "no/entry: The line is a path" in imported.err
    assert lamps("disavow", "export", "lamps").out.endswith("# mine\ndomain:old.test\n")
    assert "list.txt" in lamps("disavow", "uploads", "lamps").out
    rows = json.loads(lamps("disavow", "list", "lamps", "--format", "json").out)["rows"]
    assert {row["entry"]: (row["from"], row["links"]) for row in rows} == {
        "domain:evil.example": ("decision", 1), "domain:old.test": ("imported", 0),
    }  # fmt: skip


def test_differences_and_checks(lamps: Command, tmp_path: Path) -> None:
    old, new = tmp_path / "old.txt", tmp_path / "new.txt"
    old.write_text("domain:evil.example\n")
    new.write_text("domain:news.example\nwrong\n")
    lamps("review", "lamps", "--disavow", "news.example")

    def changes(*words: str) -> dict[str, str]:
        rows = json.loads(lamps("disavow", "diff", "lamps", *words, "--format", "json").out)["rows"]
        return {row["entry"]: row["change"] for row in rows}

    assert changes() == {"domain:news.example": "added"}
    assert changes(str(old)) == {"domain:news.example": "added", "domain:evil.example": "removed"}
    assert changes(str(new), str(old)) == {"domain:news.example": "removed", "domain:evil.example": "added"}
    good, bad = lamps("disavow", "check", str(old), "--project", "lamps"), lamps("disavow", "check", str(new))
    assert (good.code, bad.code) == (0, 1)
    assert "1 lines, 1 entries: 0 wrong, 0 to look at." in good.err
    assert "1 links of 1 referring domains would be taken" in good.err
    assert "line 2: wrong: The line is neither" in bad.err
    missing = lamps("disavow", "check", str(tmp_path / "no.txt"))
    assert (missing.code, "no.txt" in missing.err) == (1, True)
    new.write_bytes(b"PK\x03\x04")
    assert lamps("disavow", "check", str(new)).code == 2


def test_strangers_texts_are_shown_as_escapes(lamps: Command, tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("x\x1b[31m\u202edomain\n", "utf-8")
    done = lamps("disavow", "check", str(path))
    assert "\x1b" not in done.out + done.err
    assert "\u202e" not in done.out + done.err
    assert "\\x1b[31m" in done.err


@pytest.mark.usefixtures("lamps")
def test_the_state_is_where_its_address_says(tmp_path: Path) -> None:
    assert (tmp_path / "people.db").exists()
    state = open_state(tmp_path)
    assert [project.name for project in state.projects.all()] == ["lamps"]
    state.close()
