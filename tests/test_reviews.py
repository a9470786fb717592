"""Projects and reviews by the public API: what is refused, what is told, and that kept answers know of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import backlit
from backlit.state import memory_state, open_state

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("web")
    index = backlit.open(folder / "data")
    for n, site in enumerate(("spam.test", "friend.test", "alice.blogspot.com", "blogspot.com")):
        (folder / f"{n}").mkdir()
        (folder / f"{n}" / "page.html").write_text('<p>Some words <a href="https://shop.test/">lamps</a></p>')
        index.import_files([folder / f"{n}"], base=f"https://{site}/", as_of="2026-03-01")
    return folder / "data"


@pytest.fixture
def index(home: Path) -> backlit.Index:
    made = backlit.Index(home, memory_state())
    made.add_project("lamps", "https://www.shop.test/", brands=["Shop"], competitors=["https://rival.test/x"])
    return made


def test_a_project_is_found_by_its_name_and_by_its_target(index: backlit.Index) -> None:
    lamps = index.project("lamps")
    assert (lamps.target, lamps.scope, lamps.competitors) == ("shop.test", "domain", ("rival.test",))
    for named in ("shop.test", "SHOP.test", "https://www.shop.test/page"):
        assert index.project(named) == lamps
    with pytest.raises(backlit.StateUsageError, match="no project 'rival"):
        index.project("rival.test")
    index.add_project("again", "shop.test")
    with pytest.raises(backlit.QueryError, match="several projects: name one of again, lamps"):
        index.project("shop.test")
    assert index.project("lamps") == lamps


def test_what_cannot_be_a_project(index: backlit.Index) -> None:
    for target in ("", "a b", "ftp://x.test", "*.shop.test"):
        with pytest.raises(backlit.TargetError):
            index.add_project("other", target)
    with pytest.raises(backlit.TargetError):
        index.add_project("other", "other.test", competitors=["mailto:me@x.test"])
    with pytest.raises(backlit.QueryError, match="the project's own domain"):
        index.add_project("other", "other.test", competitors=["blog.other.test"])
    with pytest.raises(backlit.QueryError, match="brands is a list"):
        index.add_project("other", "other.test", brands="Other")
    assert [row["name"] for row in index.projects()] == ["lamps"]


def test_a_change_of_scope_alone_takes_the_target_as_it_is(index: backlit.Index) -> None:
    index.change_project("lamps", target="https://www.shop.test/a/", scope="prefix")
    changed = index.change_project("lamps", country="de")
    assert (changed.target, changed.scope, changed.country) == ("https://www.shop.test/a/", "prefix", "de")
    assert index.change_project("lamps", scope="host").target == "www.shop.test"
    assert index.change_project("lamps", target="blog.shop.test").target == "blog.shop.test"


def test_a_review_names_every_subject_that_cannot_be(index: backlit.Index) -> None:
    subjects = ["spam.test", "www.shop.test", "https://shop.test/x", "*.spam.test", "spam.test/page", "blogspot.com"]
    with pytest.raises(backlit.QueryError) as refused:
        index.review("lamps", "disavow", subjects)
    told = str(refused.value).split("\n")
    assert [line.partition("' ")[0].strip("'") for line in told[:-1]] == subjects[1:]
    assert told[-1] == "Nothing was written."
    assert refused.value.field == "subjects"
    assert len(index.decisions("lamps")) == 0


def test_what_many_sites_share_can_be_decided_on_but_not_disavowed_whole(index: backlit.Index) -> None:
    index.review("lamps", "keep", ["blogspot.com", "github.io"])
    index.review("lamps", "remove", ["blogspot.com"])
    index.review("lamps", "disavow", ["alice.blogspot.com", "https://blogspot.com/page.html"])
    for whole in ("blogspot.com", "domain:github.io", "co.uk", "com"):
        with pytest.raises(backlit.QueryError, match="cannot be disavowed as a whole"):
            index.review("lamps", "disavow", [whole])


def test_subjects_are_kept_one_way(index: backlit.Index) -> None:
    made = index.review("lamps", "keep", ["SPAM.test", "domain:spam.test", "http://Spam.test:80/ä#x"]).decisions
    assert [(one.kind, one.subject) for one in made] == [("domain", "spam.test"), ("url", "http://spam.test/%C3%A4")]
    assert {one.by for one in made} == {"local"}
    undone = index.undo_review("lamps", "http://spam.test/ä").decisions
    assert [one.subject for one in undone] == ["http://spam.test/%C3%A4"]
    with pytest.raises(backlit.StateUsageError, match=r"Nothing is decided about friend\.test"):
        index.undo_review("lamps", ["friend.test"])


def test_what_is_no_error_is_told(index: backlit.Index) -> None:
    assert index.review("lamps", "keep", ["spam.test"]).notes == ()
    notes = index.review("lamps", "disavow", ["spam.test", "idle.test", "www.rival.test"]).notes
    assert notes[0] == "A competitor of the project is among them: www.rival.test."
    assert notes[1] == "No link that is not lost leads from idle.test, www.rival.test to shop.test."
    assert "advise against" in notes[2]


def test_the_log_is_a_report(index: backlit.Index) -> None:
    index.review("lamps", "disavow", ["spam.test", "friend.test"], "bad", by="ann")
    index.review("lamps", "keep", ["friend.test"], by="bob")
    index.undo_review("lamps", ["spam.test"], by="bob")
    report = index.decisions("shop.test")
    told = [(row["subject"], row["decision"], row["by"], row["holds"], row["undone_by"]) for row in report]
    assert told == [
        ("friend.test", "keep", "bob", True, None),
        ("friend.test", "disavow", "ann", False, None),
        ("spam.test", "disavow", "ann", False, "bob"),
    ]
    assert {name: report.facts[name] for name in ("keep", "remove", "disavow")} == {
        "keep": 1,
        "remove": 0,
        "disavow": 0,
    }
    assert [row["subject"] for row in index.decisions("lamps", filters=["holds=yes"])] == ["friend.test"]
    assert [row["number"] for row in index.decisions("lamps", sort="by")] == [2, 1, 3]


def test_pages_of_the_log_hold_when_decisions_come(index: backlit.Index) -> None:
    index.review("lamps", "keep", [f"d{n}.test" for n in range(6)])
    first = index.decisions("lamps", limit=2, sort="number")
    index.review("lamps", "keep", ["new.test"])
    second = index.decisions("lamps", limit=10, sort="number", after=first.next)
    assert [row["subject"] for row in [*first, *second]] == [*(f"d{n}.test" for n in range(6)), "new.test"]


def test_the_version_changes_with_what_people_decide(index: backlit.Index) -> None:
    seen = [index.version]
    steps = (
        lambda: index.review("lamps", "keep", ["spam.test"]),
        lambda: index.undo_review("lamps", ["spam.test"]),
        lambda: index.change_project("lamps", terms=["lamp"]),
        lambda: index.disavow_import("lamps", "domain:a.test\n"),
        lambda: index.add_project("other", "other.test"),
        lambda: index.remove_project("other"),
    )
    for step in steps:
        step()
        seen.append(index.version)
    assert len(set(seen)) == len(seen)
    assert index.version == seen[-1]


def test_another_process_sees_what_was_decided(home: Path, tmp_path: Path) -> None:
    one, other = (backlit.Index(home, open_state(tmp_path)) for _ in range(2))
    one.add_project("lamps", "shop.test")
    before = other.version
    assert other.standing(other.project("lamps")) == ()
    one.review("lamps", "disavow", ["spam.test"])
    assert other.version != before
    assert [decision.subject for decision in other.standing(other.project("lamps"))] == ["spam.test"]


def test_a_file_of_a_report_is_of_one_version(index: backlit.Index) -> None:
    index.review("lamps", "keep", ["spam.test", "friend.test"])
    text = b"".join(index.export("decisions", "lamps", "csv")).decode()
    assert text.splitlines()[0].startswith("number,kind,subject")
    assert len(text.splitlines()) == 3
    assert b"".join(index.export("backlinks", "shop.test", "csv"))


def test_removing_a_project_asks_where_decisions_go_with_it(index: backlit.Index) -> None:
    index.review("lamps", "keep", ["spam.test"])
    with pytest.raises(backlit.StateUsageError, match="1 decision, which"):
        index.remove_project("lamps")
    assert index.remove_project("lamps", with_decisions=True).decisions == 1
    assert len(index.projects()) == 0
