"""Users and their passwords."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from backlit.state import State, StateUsageError, User, passwords

if TYPE_CHECKING:
    from tests.state.conftest import Clock

GOOD = "correct horse battery"


def test_users_are_added_listed_and_removed(state: State, clock: Clock) -> None:
    assert not state.users.any()
    ann = state.users.add("ann", GOOD, "write")
    clock.move(days=1)
    bob = state.users.add("bob.b-1_x", GOOD, "read")
    assert state.users.any()
    assert state.users.all() == [ann, bob]
    assert ann == User("ann", "write", clock.time.replace(day=1))
    state.users.remove("ann")
    assert state.users.all() == [bob]
    with pytest.raises(StateUsageError, match=r"no user 'ann'.*user list"):
        state.users.remove("ann")


def test_a_name_is_taken_once(state: State) -> None:
    state.users.add("ann", GOOD, "read")
    with pytest.raises(StateUsageError, match=r"a user ann already.*user password ann"):
        state.users.add("ann", GOOD, "admin")
    assert [user.scope for user in state.users.all()] == ["read"]


@pytest.mark.parametrize(
    "name", ["", "Ann", "a b", "-a", ".a", "a/b", "a:b", "ä", "a\n", "a\x1b", "a" * 65, "local", "a\x00"]
)
def test_what_cannot_be_a_name(state: State, name: str) -> None:
    with pytest.raises(StateUsageError, match="name"):
        state.users.add(name, GOOD, "read")
    with pytest.raises(StateUsageError, match="name"):
        state.tokens.add(name, "read")


@pytest.mark.parametrize("scope", ["", "Read", "root"])
def test_what_cannot_be_a_scope(state: State, scope: str) -> None:
    with pytest.raises(StateUsageError, match="read, write, admin"):
        state.users.add("ann", GOOD, scope)


@pytest.mark.parametrize(("password", "told"), [("123456789", "9 characters"), ("a" * 1_001, "1,001"), ("", "0")])
def test_a_password_has_a_length(state: State, password: str, told: str) -> None:
    with pytest.raises(StateUsageError, match=told):
        state.users.add("ann", password, "read")
    state.users.add("ann", GOOD, "read")
    with pytest.raises(StateUsageError, match=told):
        state.users.change_password("ann", password)


def test_a_password_is_not_the_name(state: State) -> None:
    with pytest.raises(StateUsageError, match="is the name"):
        state.users.add("ann-with-a-name", "Ann-With-A-Name", "read")


def test_only_the_right_password_of_the_right_user(state: State) -> None:
    ann = state.users.add("ann", GOOD, "write")
    state.users.add("bob", "another password", "read")
    assert state.users.check("ann", GOOD) == ann
    for name, password in (
        ("ann", GOOD + " "), ("ann", ""), ("bob", GOOD), ("eve", GOOD), ("ANN", GOOD), ("ann\x00", GOOD), ("", ""),
        ("ann", "\ud800"), ("ann", "x" * 5_000),
    ):  # fmt: skip
        assert state.users.check(name, password) is None


def test_an_unknown_name_costs_as_much_as_a_wrong_password(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    state.users.add("ann", GOOD, "write")
    asked: list[tuple[int, int, int]] = []
    scrypt = hashlib.scrypt

    def counted(*given: object, **options: int) -> bytes:
        asked.append((options["n"], options["r"], options["p"]))
        return scrypt(*given, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(hashlib, "scrypt", counted)
    assert state.users.check("ann", "wrong password") is None
    assert state.users.check("nobody", "wrong password") is None
    assert state.users.check("No Name!", "wrong password") is None
    assert asked == [(16, 1, 1)] * 3


def test_the_same_password_from_another_keyboard(state: State) -> None:
    state.users.add("ann", "Zo\u00eb is my password", "read")
    assert state.users.check("ann", "Zoe\u0308 is my password")


def test_what_is_kept_is_scrypt_of_rfc_7914_at_the_cost_that_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    # The third vector of RFC 7914, section 12, cut to the length that is kept.
    salt = b"SodiumChloride".hex()
    expected = "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
    assert passwords.matches("pleaseletmein", f"scrypt$16384$8$1${salt}${expected}")
    assert not passwords.matches("pleaseletmeIn", f"scrypt$16384$8$1${salt}${expected}")
    monkeypatch.setattr(passwords, "COST", passwords.Cost())
    kept = passwords.hashed(GOOD)
    assert kept.startswith("scrypt$32768$8$3$")
    assert passwords.matches(GOOD, kept)
    assert kept != passwords.hashed(GOOD)


def test_a_new_password_ends_the_sessions_of_the_old_one(state: State) -> None:
    state.users.add("ann", GOOD, "write")
    state.users.add("bob", GOOD, "write")
    anns, bobs = state.sessions.open("ann"), state.sessions.open("bob")
    state.users.change_password("ann", "a longer password")
    assert state.sessions.user_of(anns) is None
    assert state.sessions.user_of(bobs) is not None
    assert state.users.check("ann", GOOD) is None
    assert state.users.check("ann", "a longer password") is not None
    with pytest.raises(StateUsageError, match="no user 'eve'"):
        state.users.change_password("eve", "a longer password")


def test_with_a_user_goes_what_was_the_users_own(state: State) -> None:
    for name in ("ann", "bob"):
        state.users.add(name, GOOD, "write")
        state.views.save(name, "mine", "/backlinks?target=shop.test")
        state.visits.record(name, "shop.test")
    session = state.sessions.open("ann")
    state.users.remove("ann")
    state.users.add("ann", GOOD, "write")
    assert state.sessions.user_of(session) is None
    assert (state.views.all("ann"), state.visits.recent("ann")) == ([], [])
    assert (len(state.views.all("bob")), len(state.visits.recent("bob"))) == (1, 1)


def test_what_is_asked_before_a_password_is(state: State) -> None:
    state.users.check_new("ann")
    state.users.add("ann", GOOD, "read")
    state.users.check_known("ann")
    with pytest.raises(StateUsageError, match="already"):
        state.users.check_new("ann")
    with pytest.raises(StateUsageError, match="no user"):
        state.users.check_known("bob")
