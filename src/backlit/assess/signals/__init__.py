"""Risk signals, one a module: each looks at the material and tells what fired, with the fact and where it comes from.

A module of this package has `SIGNAL`, which says what it is, and `fire`, which finds it. A new one needs its file and
its section in `data/rules.toml`, nothing else. The signals and their cautions are those that published tools name;
docs/scoring.md lists them.
"""

from __future__ import annotations

import pkgutil
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, cast

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backlit.assess.material import Material
    from backlit.model.judgement import Family, Level

ROWS = 10
"""How many addresses or domains of evidence a finding carries."""


@dataclass(frozen=True, slots=True)
class Signal:
    """What a signal is; the texts are those of docs/scoring.md."""

    name: str
    """That of its module."""
    family: Family
    level: Level
    meaning: str
    """When it fires."""
    caution: str
    """When it must not, or what may be innocent all the same."""
    needs: str
    """P the page's HTML, D other pages of its domain, G the link graph, S strings alone; several with commas."""
    source: str
    """Where the rule comes from."""
    whole: bool = False
    """Rests on the whole profile, or on the graph of the whole index: nothing to ask where a link is judged alone."""
    address_based: bool = False
    """Rests on addresses or ids that platforms share among unrelated sites: never fires for these."""


class Fire(Protocol):
    """Finds a signal. `rule` are its numbers in the rules.

    The rows: `link`, `page` or `domain` by the signal's level (the numbers of the material's tables), `strength`
    (above 0 to 1), `fact` (one sentence for people), `rows` (the first `ROWS` addresses or domains it came from) and
    `count` (how many of these there are).
    """

    def __call__(self, material: Material, rule: Mapping[str, Any]) -> pa.Table:
        """The findings."""


class SignalModule(Protocol):
    """A module of this package."""

    SIGNAL: Signal
    fire: Fire


def same_words(column: str) -> str:
    """SQL for the words of a text column in the form in which two are the same: small letters, single spaces."""
    return rf"trim(regexp_replace(lower({column}), '\s+', ' ', 'g'))"


def several_words(column: str) -> str:
    """SQL for whether a text has several words, also in a script that sets no spaces between them."""
    unspaced = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]{4,}"
    return f"(contains({column}, ' ') OR regexp_matches({column}, '{unspaced}'))"


@cache
def signals() -> dict[str, SignalModule]:
    """The modules of all signals, by name."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return {name: cast("SignalModule", import_module(f"{__name__}.{name}")) for name in names}


def found_schema(level: Level) -> pa.Schema:
    """The columns that `fire` gives."""
    columns: dict[str, pa.DataType] = {
        level: pa.uint32(), "strength": pa.float32(), "fact": pa.string(), "rows": pa.list_(pa.string()),
        "count": pa.uint32(),
    }  # fmt: skip
    return pa.schema(columns)


def nothing(level: Level) -> pa.Table:
    """No finding."""
    return found_schema(level).empty_table()
