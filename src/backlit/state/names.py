"""The names of users and tokens, and what they may do: one rule for both."""

from __future__ import annotations

import re
from typing import Literal, get_args

from backlit.state.errors import StateUsageError

Scope = Literal["read", "write", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
"""What someone may do, each with what stands before it: ask; bring in and take back; everything, SQL among it."""

LOCAL = "local"
"""The name of whoever sits at this machine while there are no users. No user can have it."""

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


def is_name(name: str) -> bool:
    """Whether someone could have this name."""
    return _NAME.fullmatch(name) is not None


def checked_name(name: str) -> str:
    """The name; raises StateUsageError where it cannot be one."""
    if not is_name(name):
        raise StateUsageError(
            f"{name!r} cannot be a name: use 1 to 64 small letters, digits, '.', '_' and '-', a letter or digit first."
        )
    if name == LOCAL:
        raise StateUsageError(f"The name {LOCAL!r} is kept for whoever uses Backlit without signing in: take another.")
    return name


def checked_scope(scope: str) -> Scope:
    """The scope; raises StateUsageError where there is no such."""
    for known in SCOPES:
        if scope == known:
            return known
    raise StateUsageError(f"There is no scope {scope!r}: choose {', '.join(SCOPES)}.")


def includes(scope: str, wanted: Scope) -> bool:
    """Whether a scope allows what the wanted one does."""
    return scope in SCOPES[SCOPES.index(wanted) :]
