"""Passwords: what they must be, how they are kept, and how they are compared.

Kept as a hash by scrypt (RFC 7914) with a salt of its own, in a text that tells its own cost, so that the cost can be
raised later. The cost is one that OWASP's "Password Storage Cheat Sheet" gives as its least: N = 2^15, r = 8, p = 3,
32 MB for a quarter of a second. Length is the only rule, as NIST SP 800-63B section 5.1.1.2 has it; a text is put into
one form of Unicode (NFKC) first, so that it is the same from every keyboard.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import unicodedata
from dataclasses import dataclass

from backlit.state.errors import StateUsageError

LEAST, MOST = 10, 1_000
"""Characters of a password."""
SALT_BYTES, HASH_BYTES = 16, 32


@dataclass(frozen=True, slots=True)
class Cost:
    """The parameters of scrypt."""

    n: int = 2**15
    r: int = 8
    p: int = 3


COST = Cost()


def checked_password(password: str, name: str) -> str:
    """The password; raises StateUsageError where it is too weak to be one."""
    if len(password) < LEAST:
        raise StateUsageError(f"The password has {len(password)} characters: take {LEAST} or more.")
    if len(password) > MOST:
        raise StateUsageError(f"The password has {len(password):,} characters: take {MOST:,} at most.")
    if password.casefold() == name.casefold():
        raise StateUsageError("The password is the name: take another.")
    return password


def hashed(password: str) -> str:
    """The text that is kept: `scrypt$N$r$p$salt$hash`."""
    salt = os.urandom(SALT_BYTES)
    cost = COST
    return f"scrypt${cost.n}${cost.r}${cost.p}${salt.hex()}${_hash(password, salt, cost).hex()}"


def matches(password: str, kept: str | None) -> bool:
    """Whether a password is the one that a text was made of; as much work where there is no such text."""
    if kept is None:
        _hash(password[:MOST], bytes(SALT_BYTES), COST)
        return False
    _, n, r, p, salt, expected = kept.split("$")
    made = _hash(password[:MOST], bytes.fromhex(salt), Cost(int(n), int(r), int(p)))
    return hmac.compare_digest(made, bytes.fromhex(expected))


def _hash(password: str, salt: bytes, cost: Cost) -> bytes:
    text = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    room = 128 * cost.n * cost.r + 128 * cost.r * cost.p + 1_000_000
    return hashlib.scrypt(text, salt=salt, n=cost.n, r=cost.r, p=cost.p, maxmem=room, dklen=HASH_BYTES)
