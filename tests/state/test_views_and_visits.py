"""Saved views and visits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from backlit.state import SavedView, State, StateUsageError, Visit, views, visits

if TYPE_CHECKING:
    from tests.state.conftest import Clock

ADDRESS = "/backlinks?target=shop.test&filter=rel%3Dfollowed"


def test_views_are_each_persons_own(state: State, clock: Clock) -> None:
    state.views.save("ann", "  followed \n links ", ADDRESS)
    state.views.save("ann", "a", "/changes?target=shop.test")
    state.views.save("token:ci", "followed links", "/anchors")
    assert state.views.all("ann") == [
        SavedView("a", "/changes?target=shop.test", clock.time),
        SavedView("followed links", ADDRESS, clock.time),
    ]
    assert state.views.all("ci") == []
    state.views.remove("ann", "followed links")
    state.views.remove("ann", "never was")
    assert [view.name for view in state.views.all("ann")] == ["a"]
    assert len(state.views.all("token:ci")) == 1


def test_a_name_stands_for_the_address_saved_last(state: State, clock: Clock) -> None:
    state.views.save("ann", "x", "/anchors")
    clock.move(days=1)
    assert state.views.save("ann", "x", ADDRESS) == SavedView("x", ADDRESS, clock.time)
    assert state.views.all("ann") == [SavedView("x", ADDRESS, clock.time)]


@pytest.mark.parametrize(
    "address",
    [
        "", "backlinks", "https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)",
        "/a\nSet-Cookie: x", "/a b", "/ä", "/a\\b", "/" + "a" * 8_000,
    ],
)  # fmt: skip
def test_an_address_that_leads_elsewhere_is_not_saved(state: State, address: str) -> None:
    with pytest.raises(StateUsageError, match="address"):
        state.views.save("ann", "x", address)


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\x00b", "a\x1b[0mb"])
def test_what_cannot_be_the_name_of_a_view(state: State, name: str) -> None:
    with pytest.raises(StateUsageError, match="name of a view"):
        state.views.save("ann", name, ADDRESS)


def test_views_have_a_bound(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "VIEWS_MOST", 2)
    for name in ("a", "b", "b"):
        state.views.save("ann", name, ADDRESS)
    with pytest.raises(StateUsageError, match="remove one"):
        state.views.save("ann", "c", ADDRESS)
    state.views.save("bob", "c", ADDRESS)


def test_the_visit_before_this_one(state: State, clock: Clock) -> None:
    first = clock.time
    assert state.visits.record("ann", "shop.test") == Visit("shop.test", first, None)
    last = clock.move(minutes=20)
    assert state.visits.record("ann", "shop.test").before is None
    clock.move(minutes=30)
    assert state.visits.record("ann", "shop.test") == Visit("shop.test", clock.time, last)
    clock.move(seconds=30)
    assert state.visits.record("ann", "shop.test").before == last
    clock.move(minutes=29)
    assert state.visits.record("ann", "shop.test").before == last
    assert state.visits.record("bob", "shop.test").before is None


def test_recent_targets_stand_last_first(state: State, clock: Clock) -> None:
    for target in ("a.test", "b.test", "a.test", "c.test"):
        clock.move(hours=1)
        state.visits.record("ann", target)
    assert [visit.target for visit in state.visits.recent("ann")] == ["c.test", "a.test", "b.test"]
    assert [visit.target for visit in state.visits.recent("ann", 1)] == ["c.test"]
    assert state.visits.recent("bob") == []


def test_the_last_targets_are_kept_and_no_monster(state: State, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visits, "KEPT", 3)
    for n in range(5):
        clock.move(hours=1)
        state.visits.record("ann", f"{n}.test")
    state.visits.record("ann", "x" * 2_049)
    assert [visit.target for visit in state.visits.recent("ann")] == ["4.test", "3.test", "2.test"]
