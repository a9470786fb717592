"""Texts that people write, before they are kept: their length, and no characters that nobody sees."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from backlit.state.errors import StateUsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

UNSEEN = ("Cc", "Cs", "Cn", "Co", "Zl", "Zp")
"""Categories of Unicode that no text of ours has: control characters, halves of pairs, characters that are none."""


def line(text: str, what: str, most: int) -> str:
    """One line without white space around it and in one's and two's; `what` is its name in errors."""
    collapsed = " ".join(text.split())
    if not collapsed:
        raise StateUsageError(f"{what} is empty.")
    return _checked(collapsed, what, most)


def note(text: str | None, what: str, most: int) -> str | None:
    """A text that may have lines; None where nothing is in it."""
    if text is None or not text.strip():
        return None
    lines = text.strip().replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for one in lines:
        _checked(one.replace("\t", " "), what, most)
    return _checked("\n".join(one.replace("\t", " ").rstrip() for one in lines), what, most, kept="\n")


def lines(texts: Iterable[str], what: str, most: int, count: int) -> tuple[str, ...]:
    """Lines, each once whatever its case, in their order; `what` is what one of them is."""
    found: dict[str, str] = {}
    for text in texts:
        one = line(text, f"The {what}", most)
        found.setdefault(unicodedata.normalize("NFKC", one).casefold(), one)
    if len(found) > count:
        raise StateUsageError(f"There are {len(found):,} {what}s: {count:,} at most.")
    return tuple(found.values())


def _checked(text: str, what: str, most: int, kept: str = "") -> str:
    if len(text) > most:
        raise StateUsageError(f"{what} has {len(text):,} characters: {most:,} at most.")
    if any(unicodedata.category(char) in UNSEEN and char not in kept for char in text):
        raise StateUsageError(f"{what} has characters that cannot be seen: leave them out. It is {text[:80]!r}.")
    return text
