"""Projects: what may be told of one, and what goes when it goes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from backlit.model.judgement import Project
from backlit.state import Belongings, State, StateUsageError
from backlit.state.projects import COMPETITORS_MOST, WORDS_MOST
from backlit.state.schema import project_columns

if TYPE_CHECKING:
    from tests.state.conftest import Clock

LAMPS = Project("lamps", "shop.test", "domain", ("Shop",), ("red lamps",), ("rival.test",), "de")


def test_a_project_is_kept_with_all_that_is_told_of_it(state: State, clock: Clock) -> None:
    made = state.projects.add(LAMPS)
    assert made == Project("lamps", "shop.test", "domain", ("Shop",), ("red lamps",), ("rival.test",), "de", clock.time)
    assert state.projects.get("lamps") == made
    bare = state.projects.add(Project("bare", "x.test"))
    assert state.projects.all() == [bare, made]
    assert (bare.brands, bare.terms, bare.competitors, bare.country) == ((), (), (), None)


def test_words_are_kept_once_and_in_one_line(state: State) -> None:
    told = ("Harbour  Light", " harbour light ", "HARBOUR\tLIGHT", "Straße", "STRASSE", "ﬁsh", "fish", "ランプ")
    made = state.projects.add(Project("lamps", "shop.test", brands=told))
    assert made.brands == ("Harbour Light", "Straße", "ﬁsh", "ランプ")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name": "Lamps"}, "cannot be a name"),
        ({"name": "local"}, "is kept for"),
        ({"name": "../x"}, "cannot be a name"),
        ({"scope": "site"}, "There is no scope"),
        ({"target": "  "}, "target is empty"),
        ({"target": "x" * 3000}, "2,048 at most"),
        ({"brands": ("",)}, "The brand is empty"),
        ({"brands": ("a\x00b",)}, "cannot be seen"),
        ({"terms": ("a\x1b[31m",)}, "cannot be seen"),
        ({"terms": ("\ud800",)}, "cannot be seen"),
        ({"terms": ("x" * 101,)}, "100 at most"),
        ({"terms": tuple(f"w{n}" for n in range(WORDS_MOST + 1))}, "500 at most"),
        ({"competitors": tuple(f"{n}.test" for n in range(COMPETITORS_MOST + 1))}, "50 at most"),
        ({"country": "deu"}, "two letters"),
        ({"country": "d1"}, "two letters"),
        ({"country": "uk"}, "written gb"),
    ],
)
def test_what_cannot_be_told_is_refused_and_nothing_kept(state: State, wrong: dict[str, Any], told: str) -> None:
    fields = {"name": "lamps", "target": "shop.test"} | wrong
    with pytest.raises(StateUsageError, match=told):
        state.projects.add(Project(**fields))
    assert state.projects.all() == []
    assert state.revision() == ""


def test_a_name_is_taken_once(state: State) -> None:
    state.projects.add(LAMPS)
    with pytest.raises(StateUsageError, match="is a project lamps already"):
        state.projects.add(Project("lamps", "other.test"))
    assert [project.target for project in state.projects.all()] == ["shop.test"]


def test_every_field_but_the_name_can_be_changed(state: State) -> None:
    state.projects.add(LAMPS)
    told: dict[str, Any] = {
        "target": "www.shop.test", "scope": "host", "brands": (), "terms": ("lamp",), "competitors": ("a.test",),
        "country": "GB",
    }  # fmt: skip
    changed = state.projects.change("lamps", **told)
    assert {name: getattr(changed, name) for name in told} == told | {"country": "gb"}
    assert state.projects.change("lamps", country=None).country is None
    assert state.projects.change("lamps").terms == ("lamp",)
    for wrong in ("name", "created", "colour"):
        with pytest.raises(StateUsageError, match="field of a project"):
            state.projects.change("lamps", **{wrong: "x"})
    with pytest.raises(StateUsageError, match="two letters"):
        state.projects.change("lamps", country="x", terms=("gone",))
    assert state.projects.get("lamps").terms == ("lamp",)
    with pytest.raises(StateUsageError, match="no project 'other'"):
        state.projects.change("other", country="de")


def test_removing_a_project_tells_what_would_go_and_asks(state: State) -> None:
    state.projects.add(LAMPS)
    state.projects.add(Project("other", "other.test"))
    for name in ("lamps", "other"):
        state.decisions.decide(name, "disavow", [("domain", "spam.test"), ("domain", "farm.test")], None, "ann")
    state.decisions.undo("lamps", subjects=[("domain", "farm.test")], by="ann")
    state.uploads.add("lamps", "d.txt", "domain:spam.test\n", "ann")
    told = re.escape("2 decisions and 1 uploaded disavow list")
    with pytest.raises(StateUsageError, match=told):
        state.projects.remove("lamps")
    assert len(state.decisions.all("lamps")) == 2
    assert state.projects.remove("lamps", with_belongings=True) == Belongings(2, 1)
    assert [project.name for project in state.projects.all()] == ["other"]
    assert len(state.decisions.all("other")) == 2
    again = state.projects.add(LAMPS)
    assert state.decisions.all(again.name) == state.uploads.all(again.name) == []


def test_a_project_without_belongings_goes_at_once(state: State) -> None:
    state.projects.add(LAMPS)
    assert not state.projects.remove("lamps")
    with pytest.raises(StateUsageError, match="no project"):
        state.projects.remove("lamps")


def test_what_goes_with_a_project_is_known_of_every_table() -> None:
    assert {column.table.name for column in project_columns()} == {"decisions", "disavow_lists"}
    assert set(Belongings.__dataclass_fields__) == {"decisions", "disavow_lists"}


def test_each_change_gives_a_new_revision(state: State) -> None:
    found = [state.revision()]

    def changed() -> bool:
        found.append(state.revision())
        return len(set(found)) == len(found)

    state.projects.add(LAMPS)
    assert changed()
    state.projects.change("lamps", country="at")
    assert changed()
    state.decisions.decide("lamps", "keep", [("domain", "a.test")], None, "ann")
    assert changed()
    state.decisions.undo("lamps", subjects=[("domain", "a.test")], by="ann")
    assert changed()
    state.uploads.add("lamps", "d.txt", "", "ann")
    assert changed()
    state.projects.remove("lamps", with_belongings=True)
    assert changed()
    state.visits.record("ann", "shop.test")
    assert state.revision() == found[-1]
