"""Decisions: a log of which the newest that was not undone holds; and the uploaded disavow lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from backlit.model.judgement import Decision, Project
from backlit.state import State, StateUsageError
from backlit.state.decisions import NOTE_MOST, SUBJECTS_MOST

if TYPE_CHECKING:
    from typing import Literal

    from tests.state.conftest import Clock

SPAM: tuple[Literal["domain", "url"], str] = ("domain", "spam.test")
PAGE: tuple[Literal["domain", "url"], str] = ("url", "https://spam.test/page")


@pytest.fixture(autouse=True)
def _project(state: State) -> None:
    state.projects.add(Project("lamps", "shop.test"))
    state.projects.add(Project("other", "other.test"))


def verbs(decisions: tuple[Decision, ...] | list[Decision]) -> dict[str, str]:
    return {one.subject: one.decision for one in decisions}


def test_a_decision_is_kept_with_who_and_when(state: State, clock: Clock) -> None:
    made = state.decisions.decide("lamps", "disavow", [SPAM, PAGE], "  paid\r\nlinks\t ", "ann")
    first, second = made
    assert first == Decision(first.number, "domain", "spam.test", "disavow", "paid\nlinks", "ann", clock.time)
    assert (second.kind, second.subject) == PAGE
    assert second.number > first.number
    assert state.decisions.standing("lamps") == (first, second)
    assert state.decisions.standing("other") == ()


def test_the_newest_about_a_subject_holds(state: State, clock: Clock) -> None:
    state.decisions.decide("lamps", "disavow", [SPAM, PAGE], None, "ann")
    clock.move(days=1)
    state.decisions.decide("lamps", "keep", [SPAM], "they mended it", "bob")
    assert verbs(state.decisions.standing("lamps")) == {"spam.test": "keep", "https://spam.test/page": "disavow"}
    assert [one.decision for one in state.decisions.all("lamps")] == ["disavow", "disavow", "keep"]


def test_what_is_undone_lets_the_one_before_hold_again(state: State, clock: Clock) -> None:
    (first,) = state.decisions.decide("lamps", "remove", [SPAM], None, "ann")
    (second,) = state.decisions.decide("lamps", "disavow", [SPAM], None, "ann")
    moment = clock.move(hours=1)
    assert state.decisions.undo("lamps", subjects=[SPAM], by="bob") == [second]
    assert state.decisions.standing("lamps") == (first,)
    undone = state.decisions.all("lamps")[1]
    assert (undone.number, undone.undone_at, undone.undone_by) == (second.number, moment, "bob")
    assert state.decisions.undo("lamps", [first.number], by="bob") == [first]
    assert state.decisions.standing("lamps") == ()
    assert len(state.decisions.all("lamps")) == 2


def test_an_older_decision_can_be_undone_by_its_number(state: State) -> None:
    (first,) = state.decisions.decide("lamps", "remove", [SPAM], None, "ann")
    (second,) = state.decisions.decide("lamps", "disavow", [SPAM], None, "ann")
    state.decisions.undo("lamps", [first.number], by="ann")
    assert state.decisions.standing("lamps") == (second,)


def test_the_same_again_is_not_written_again(state: State) -> None:
    first = state.decisions.decide("lamps", "keep", [SPAM, SPAM], "fine", "ann")
    assert state.decisions.decide("lamps", "keep", [SPAM], " fine ", "ann") == first[:1]
    assert len(state.decisions.all("lamps")) == 1
    state.decisions.decide("lamps", "keep", [SPAM], "fine", "bob")
    state.decisions.decide("lamps", "keep", [SPAM], None, "bob")
    assert len(state.decisions.all("lamps")) == 3


def test_undoing_is_all_or_nothing(state: State) -> None:
    (first,) = state.decisions.decide("lamps", "keep", [SPAM], None, "ann")
    (others,) = state.decisions.decide("other", "keep", [SPAM], None, "ann")
    with pytest.raises(StateUsageError, match=r"Nothing is decided about https://spam\.test/page"):
        state.decisions.undo("lamps", [first.number], [PAGE], by="ann")
    with pytest.raises(StateUsageError, match=f"no decision {others.number} of lamps"):
        state.decisions.undo("lamps", [first.number, others.number], by="ann")
    assert state.decisions.standing("lamps") == (first,)
    state.decisions.undo("lamps", [first.number], by="ann")
    with pytest.raises(StateUsageError, match="undone already, by ann"):
        state.decisions.undo("lamps", [first.number], by="bob")
    with pytest.raises(StateUsageError, match="Nothing was named"):
        state.decisions.undo("lamps", by="ann")


def test_what_cannot_be_decided(state: State) -> None:
    for decision, subjects, note, told in (
        ("delete", [SPAM], None, "keep, remove, disavow"),
        ("keep", [], None, "Nothing was named"),
        ("keep", [SPAM], "x" * (NOTE_MOST + 1), "2,000 at most"),
        ("keep", [SPAM], "a\x1b]0;title\x07", "cannot be seen"),
        ("keep", [SPAM], "a\u2028domain:x", "cannot be seen"),
        ("keep", [("domain", f"{n}.test") for n in range(SUBJECTS_MOST + 1)], None, "10,000 at most"),
    ):
        with pytest.raises(StateUsageError, match=told):
            state.decisions.decide("lamps", decision, subjects, note, "ann")  # type: ignore[arg-type]
    with pytest.raises(StateUsageError, match="no project 'gone'"):
        state.decisions.decide("gone", "keep", [SPAM], None, "ann")
    assert state.decisions.all("lamps") == []


def test_many_at_once(state: State) -> None:
    subjects = [("domain", f"d{n}.test") for n in range(1_500)]
    state.decisions.decide("lamps", "remove", subjects, None, "ann")  # type: ignore[arg-type]
    assert len(state.decisions.standing("lamps")) == 1_500
    numbers = [one.number for one in state.decisions.all("lamps")]
    assert len(state.decisions.undo("lamps", numbers[:1_200], by="ann")) == 1_200
    assert len(state.decisions.standing("lamps")) == 300


def test_what_a_user_decided_outlives_the_user(state: State) -> None:
    state.users.add("ann", "correct horse battery", "write")
    state.decisions.decide("lamps", "keep", [SPAM], None, "ann")
    state.users.remove("ann")
    assert [one.by for one in state.decisions.standing("lamps")] == ["ann"]


def test_an_upload_takes_the_place_of_the_one_before_which_stays(state: State, clock: Clock) -> None:
    assert state.uploads.newest("lamps") is None
    first = state.uploads.add("lamps", "a.txt", "domain:a.test\n", "ann")
    assert (first.file, first.text, first.by, first.at) == ("a.txt", "domain:a.test\n", "ann", clock.time)
    assert state.uploads.add("lamps", "same.txt", "domain:a.test\n", "bob") == first
    second = state.uploads.add("lamps", "b.txt", "# ü\ndomain:b.test\n", "bob")
    assert state.uploads.newest("lamps") == second
    assert state.uploads.all("lamps") == [first, second]
    assert state.uploads.all("other") == []
    assert state.uploads.add("lamps", "a.txt", "domain:a.test\n", "ann").number > second.number
    with pytest.raises(StateUsageError, match="no project"):
        state.uploads.add("gone", "a.txt", "", "ann")
