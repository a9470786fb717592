"""Lists of domains where trust begins: one registrable domain a line, `#` begins a comment.

The default list (`data/seeds.txt`) names well-known institutions of many countries, after the habit of TrustRank
(Gyöngyi, Garcia-Molina, Pedersen, VLDB 2004): few, chosen by hand, hard to get a bought link from. A list of the user's
own replaces it; a line `+default` in that list adds the default ones.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from backlit import _core

if TYPE_CHECKING:
    from pathlib import Path

ADD_DEFAULT = "+default"
"""The line that adds the default list to one's own."""


class SeedsError(ValueError):
    """A list of seeds cannot be used; the message names the file, the line and the mend."""


def default_seeds() -> tuple[str, ...]:
    """The list that ships with Backlit, sorted."""
    text = files("backlit.graph").joinpath("data/seeds.txt").read_text(encoding="utf-8")
    return _parse(text, "data/seeds.txt")


def read_seeds(path: Path) -> tuple[str, ...]:
    """The domains of a file, sorted, each once. Raises SeedsError for a line that is no domain, OSError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise SeedsError(f"{path} is no UTF-8 text (byte {error.start:,}): save it as UTF-8.") from None
    return _parse(text, str(path))


def check_seeds(names: tuple[str, ...]) -> tuple[str, ...]:
    """Names of domains as they came from a caller, sorted, each once. Raises SeedsError for one that is no domain."""
    return _parse("\n".join(names), "seeds")


def _parse(text: str, name: str) -> tuple[str, ...]:
    found: set[str] = set()
    for number, line in enumerate(text.splitlines(), 1):
        word = line.partition("#")[0].strip()
        if word == ADD_DEFAULT:
            found.update(default_seeds())
        elif word:
            found.add(_domain(word, f"{name}, line {number}"))
    if not found:
        raise SeedsError(f"{name} names no domain: write one a line, such as example.org.")
    return tuple(sorted(found))


def _domain(word: str, place: str) -> str:
    """The registrable domain that a line names, as the index writes it."""
    parts = None if set(word) & set("/:?@ \t") else _core.url_parts(f"http://{word.removesuffix('.')}/")
    if parts is None or not parts["hostname"]:
        raise SeedsError(f"{place}: {word!r} is no domain; write it alone, such as example.org.")
    host = parts["hostname"]
    domain = _core.registrable_domain(host)
    if domain is not None and domain != host:
        raise SeedsError(f"{place}: {word!r} lies below the domain {domain}, and domains are what is rated; write that.")
    return host
