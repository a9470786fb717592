"""What decisions make of a disavow file, and what its entries take: by hand on a small web, and from its ratings."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

import backlit
from backlit.assess.composing import ADVICE, Uploaded, compose
from backlit.assess.disavow import read
from backlit.model.judgement import Decision
from backlit.state import memory_state

if TYPE_CHECKING:
    from pathlib import Path

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
LINKS = {
    "https://spam.test/one.html": ['<a href="https://shop.test/">lamps</a>', '<a href="https://shop.test/a">more</a>'],
    "https://spam.test/two.html": ['<a href="https://shop.test/">lamps</a>'],
    "https://blog.spam.test/post.html": ['<a href="https://shop.test/">blog</a>'],
    "https://friend.test/": ['<a href="https://shop.test/">shop</a>', '<a href="https://rival.test/">rival</a>'],
    "https://friend.test/paid.html": ['<a href="https://shop.test/" rel="sponsored">shop</a>'],
    "https://shop.test/": ['<a href="https://www.shop.test/x">own</a>', '<a href="https://friend.test/">friend</a>'],
    "https://fan.test/": ['<a href="https://spam.test/one.html">spam</a>', '<a href="https://friend.test/">friend</a>'],
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seven pages: shop.test has six links from two domains."""
    folder = tmp_path_factory.mktemp("web")
    index = backlit.open(folder / "data")
    for url, links in LINKS.items():
        host, _, name = url.removeprefix("https://").partition("/")
        page = folder / host / (name or "index.html")
        page.parent.mkdir(exist_ok=True)
        page.write_text(f"<title>t</title><main><p>Some words here. {' and more words '.join(links)}</p></main>")
    for site in sorted(folder.glob("*.test")):
        index.import_files([site], base=f"https://{site.name}/", as_of="2026-03-01")
    index.rank(seeds=["friend.test"])
    return folder / "data"


@pytest.fixture
def index(home: Path) -> backlit.Index:
    made = backlit.Index(home, memory_state())
    made.add_project("lamps", "shop.test", competitors=["rival.test"])
    return made


def by_entry(report: backlit.Report) -> dict[str, dict[str, Any]]:
    return {row["entry"]: row for row in report}


def test_without_decisions_the_file_has_no_entry_and_says_so(index: backlit.Index) -> None:
    assert read(index.disavow_file("lamps")).entries == {}
    assert "Nobody decided to disavow anything" in index.disavow_file("lamps")
    report = index.disavow("lamps")
    assert len(report) == 0
    assert ADVICE in report.notes
    assert report.notes[0].startswith("Nobody decided")
    assert report.facts["rating_then"] == report.facts["rating_now"]
    assert index.disavow_notes("lamps")[0].startswith("Nobody decided")


def test_only_what_people_decided_is_in_it(index: backlit.Index) -> None:
    index.review("lamps", "disavow", ["spam.test"], "link farm", by="ann")
    index.review("lamps", "remove", ["friend.test"])
    index.review("lamps", "keep", ["fan.test"])
    text = index.disavow_file("lamps")
    assert [str(one) for one in read(text).entries] == ["domain:spam.test"]
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    assert f"# ann, {day}: link farm\ndomain:spam.test\n" in text
    assert f"project lamps (shop.test), {day}" in text.split("\n")[0]
    assert read(text).problems == ()
    index.undo_review("lamps", ["spam.test"])
    assert read(index.disavow_file("lamps")).entries == {}


def test_what_an_entry_takes_is_counted(index: backlit.Index) -> None:
    index.review("lamps", "disavow", ["spam.test"])
    index.review(
        "lamps",
        "disavow",
        ["https://spam.test/one.html", "https://friend.test/paid.html", "blog.spam.test", "idle.test"],
    )
    rows = by_entry(index.disavow("lamps"))
    counted = {entry: (row["links"], row["referring_domains"]) for entry, row in rows.items()}
    assert counted == {
        "domain:spam.test": (4, 1), "https://spam.test/one.html": (2, 1), "https://friend.test/paid.html": (1, 1),
        "domain:blog.spam.test": (1, 1), "domain:idle.test": (0, 0),
    }  # fmt: skip
    facts = index.disavow("lamps").facts
    assert (facts["links"], facts["referring_domains"]) == (5, 2)


def test_what_an_entry_takes_of_the_rating_is_what_the_rating_says(index: backlit.Index) -> None:
    """The explanation of the rating tells what each domain passes, and the rating without it."""
    explained = {row["source"]: row for row in index.rating("shop.test", explain=True) if row["part"] == "counted"}
    assert set(explained) == {"spam.test", "friend.test"}
    index.review("lamps", "disavow", ["spam.test"])
    report = index.disavow("lamps")
    row = by_entry(report)["domain:spam.test"]
    assert row["equity"] == pytest.approx(explained["spam.test"]["equity"], rel=1e-12)
    assert report.facts["rating_then"] == pytest.approx(explained["spam.test"]["rating_if"], rel=1e-12)
    (rated,) = index.rating("shop.test")
    assert report.facts["rating_now"] == pytest.approx(rated["domain_rating"], rel=1e-12)
    assert any("still" in note for note in report.notes)
    index.review("lamps", "disavow", ["friend.test"])
    both = index.disavow("lamps").facts
    assert both["equity"] == pytest.approx(sum(row["equity"] for row in explained.values()), rel=1e-12)
    assert both["rating_then"] == pytest.approx(0.0, abs=1e-9)


def test_pages_take_a_domains_contribution_only_all_together(index: backlit.Index) -> None:
    whole = {
        row["source"]: row["equity"] for row in index.rating("shop.test", explain=True) if row["part"] == "counted"
    }
    index.review("lamps", "disavow", ["https://spam.test/one.html", "https://spam.test/two.html"])
    assert index.disavow("lamps").facts["equity"] == 0
    index.review("lamps", "disavow", ["blog.spam.test"])
    report = index.disavow("lamps")
    assert {row["equity"] for row in report} == {0.0}
    assert report.facts["equity"] == pytest.approx(whole["spam.test"], rel=1e-12)
    # The other link of this domain does not count: it is sponsored.
    index.review("lamps", "disavow", ["https://friend.test/"])
    assert by_entry(index.disavow("lamps"))["https://friend.test/"]["equity"] == pytest.approx(whole["friend.test"])


def test_of_one_page_the_page_rating_is_tried(index: backlit.Index) -> None:
    index.add_project("home", "https://shop.test/", scope="exact")
    index.review("home", "disavow", ["https://spam.test/one.html", "blog.spam.test"])
    report = index.disavow("home")
    explained = index.rating("https://shop.test/", explain=True, scope="exact")
    told = {row["source"]: row["equity"] for row in explained if row["part"] == "counted"}
    taken = told["https://spam.test/one.html"] + told["https://blog.spam.test/post.html"]
    assert report.facts["equity"] == pytest.approx(taken, rel=1e-12)
    assert by_entry(report)["https://spam.test/one.html"]["links"] == 1


def test_without_ratings_nothing_is_said_of_them(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text('<a href="https://shop.test/">x</a>')
    index = backlit.Index(tmp_path / "data", memory_state())
    index.import_files([tmp_path / "a.html"], base="https://spam.test/", as_of="2026-03-01")
    index.add_project("lamps", "shop.test")
    index.review("lamps", "disavow", ["spam.test"])
    report = index.disavow("lamps")
    (row,) = report
    assert (row["links"], row["equity"]) == (1, None)
    assert (report.facts["rating_now"], report.facts["rating_then"]) == (None, None)
    assert any("backlit rank" in note for note in report.notes)


UPLOAD = b"# old work\ndomain:old.test\nhttp://old.test/page\n\ndomain:spam.test\ndomain:shop.test\ndomain:blogspot.com\nx/y\n"


def test_an_upload_is_kept_with_its_comments_until_it_is_revoked(index: backlit.Index) -> None:
    found = index.disavow_import("lamps", UPLOAD, file="d.txt", by="ann")
    assert found.facts["errors"] == 3
    assert not found.sound
    index.review("lamps", "disavow", ["spam.test"], "still bad", by="bob")
    text = index.disavow_file("lamps")
    assert [str(one) for one in read(text).entries] == ["domain:old.test", "http://old.test/page", "domain:spam.test"]
    assert "# old work\ndomain:old.test\nhttp://old.test/page\n" in text
    assert [row["from"] for row in index.disavow("lamps", sort="entry")] == ["imported", "decision", "imported"]
    left_out = [note for note in index.disavow_notes("lamps") if note.startswith("Left out")]
    assert len(left_out) == 2
    assert "the project's own" in "".join(left_out)
    index.review("lamps", "remove", ["old.test"])
    assert len(index.disavow("lamps")) == 3
    index.review("lamps", "keep", ["old.test"])
    assert [row["entry"] for row in index.disavow("lamps", sort="entry")] == [
        "domain:spam.test",
        "http://old.test/page",
    ]
    assert index.disavow("lamps").facts["revoked"] == 1


def test_an_export_that_is_uploaded_gives_the_same_export(index: backlit.Index) -> None:
    index.disavow_import("lamps", UPLOAD)
    index.review("lamps", "disavow", ["spam.test", "https://friend.test/paid.html"], "two\nlines # domain:x.test")
    first = index.disavow_file("lamps")
    index.disavow_import("lamps", first)
    assert index.disavow_file("lamps") == first
    assert {row["change"] for row in index.disavow_diff("lamps")} == {"kept"}
    uploads = list(index.disavow_uploads("lamps"))
    assert [row["text"] for row in uploads] == [first, UPLOAD.decode()]


def test_the_difference_to_what_is_uploaded(index: backlit.Index) -> None:
    empty = index.disavow_diff("lamps")
    assert len(empty) == 0
    assert "disavow import lamps" in empty.notes[0]
    index.disavow_import("lamps", b"domain:old.test\ndomain:friend.test\n")
    index.review("lamps", "disavow", ["spam.test"])
    index.review("lamps", "keep", ["friend.test"])
    report = index.disavow_diff("lamps")
    assert {row["entry"]: (row["change"], row["links"]) for row in report} == {
        "domain:spam.test": ("added", 4), "domain:friend.test": ("removed", 2), "domain:old.test": ("kept", 0),
    }  # fmt: skip
    facts = report.facts
    assert (facts["added"], facts["removed"], facts["kept"]) == (1, 1, 1)
    assert (facts["links"], facts["referring_domains"]) == (2, 0)
    told = {row["source"]: row["rating_if"] for row in index.rating("shop.test", explain=True)}
    assert facts["rating_now"] == pytest.approx(told["friend.test"], rel=1e-12)
    assert facts["rating_then"] == pytest.approx(told["spam.test"], rel=1e-12)
    files = index.disavow_diff("lamps", old="domain:a.test\n", new="domain:b.test\n", filters=["change=added"])
    assert [row["entry"] for row in files] == ["domain:b.test"]


def test_a_check_tells_what_each_line_takes(index: backlit.Index) -> None:
    found = index.disavow_check(
        "domain:spam.test\ndomain:idle.test\nspam\ndomain:shop.test\ndomain:rival.test\n", "shop.test"
    )
    rows = {row["line"]: row for row in found.rows}
    assert {line: (row["verdict"], row["links"]) for line, row in rows.items()} == {
        1: ("good", 4), 2: ("warning", 0), 3: ("error", None), 4: ("error", 0), 5: ("warning", 0),
    }  # fmt: skip
    assert "No link" in rows[2]["told"]
    assert "competitor" in rows[5]["told"]
    assert (found.facts["errors"], found.facts["warnings"], found.facts["links"]) == (2, 2, 4)
    assert found.facts["rating_then"] < found.facts["rating_now"]
    alone = index.disavow_check(b"domain:spam.test\ndomain:shop.test\n")
    assert alone.sound
    assert [row["links"] for row in alone.rows] == [None, None]


def test_what_search_engines_would_not_take_cannot_be_uploaded(index: backlit.Index) -> None:
    with pytest.raises(backlit.DisavowError, match="UTF-16"):
        index.disavow_import("lamps", "domain:a.test".encode("utf-16"))
    with pytest.raises(backlit.DisavowError, match="100,001 lines"):
        index.disavow_import("lamps", "#\n" * 100_001)
    assert len(index.disavow_uploads("lamps")) == 0


def test_before_the_first_import_a_file_can_be_made(tmp_path: Path) -> None:
    index = backlit.Index(tmp_path / "data", memory_state())
    index.add_project("lamps", "shop.test")
    assert index.review("lamps", "disavow", ["spam.test"]).decisions
    index.disavow_import("lamps", "domain:old.test\n")
    assert len(read(index.disavow_file("lamps")).entries) == 2
    assert index.disavow_check("domain:a.test", "lamps").sound
    assert [row["fresh"] for row in index.projects()] == [None]
    with pytest.raises(backlit.NoIndexError):
        index.disavow("lamps")


def test_the_evidence_of_findings_becomes_comments() -> None:
    decided = [Decision(1, "domain", "spam.test", "disavow", "bad\u2028domain:evil.test", "ann", AT)]
    told = {"spam.test": ["hidden_link: 3 links are hidden.\ndomain:evil.test"]}
    made = compose(decided, None, own="shop.test", platforms={}, evidence=told)
    (entry,) = made.entries
    assert entry.comments == (
        "# ann, 2026-03-01: bad domain:evil.test", "# hidden_link: 3 links are hidden.", "# domain:evil.test",
    )  # fmt: skip


def test_an_entry_that_was_decided_and_uploaded_has_each_reason_once() -> None:
    decided = [Decision(1, "domain", "spam.test", "disavow", None, "ann", AT)]
    uploaded = Uploaded(read("# from before\n# ann, 2026-03-01\ndomain:spam.test\n"), "bob", AT)
    (entry,) = compose(decided, uploaded, own="shop.test", platforms={}).entries
    assert (entry.source, entry.comments) == ("decision", ("# from before", "# ann, 2026-03-01"))


def test_the_findings_of_a_judgement_stand_above_the_entry(tmp_path: Path) -> None:
    folder = tmp_path / "spam.test"
    folder.mkdir()
    (folder / "a.html").write_text(
        '<p>Words.</p><div style="display:none"><a href="https://shop.test/">lamps</a></div>'
    )
    index = backlit.Index(tmp_path / "data", memory_state())
    index.import_files([folder], base="https://spam.test/", as_of="2026-03-01")
    index.add_project("lamps", "shop.test")
    index.assess("lamps")
    facts = {row["fact"] for row in index.findings("lamps") if row["signal"] == "hidden_link"}
    assert len(facts) == 1
    assert "hidden_link" not in index.disavow_file("lamps")
    for subject in ("spam.test", "https://spam.test/a.html"):
        index.review("lamps", "disavow", [subject])
        assert f"# hidden_link: {facts.copy().pop()}\n" in index.disavow_file("lamps")
        index.undo_review("lamps", [subject])
