"""Secrets that a program or a browser holds: 256 random bits, of which only the SHA-256 is kept.

A hash without salt and cost is right here and wrong for passwords: nobody can guess 256 random bits.
"""

from __future__ import annotations

import hashlib
from secrets import token_urlsafe

BYTES = 32
HASH_LENGTH = 64


def new_secret(prefix: str = "") -> str:
    """A secret nobody has seen."""
    return prefix + token_urlsafe(BYTES)


def hash_of(secret: str) -> str:
    """What is kept of it."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
