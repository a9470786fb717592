"""Wording that says what a text or a link is, in many languages: found in any number of strings at once.

The phrases are data: `data/words/*.toml`, one table a set, one list a language. The core reads each string once for all
sets (`core/src/words/`), as whole words and whatever the case and the accents.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from backlit import _core

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Strings = pa.Array[Any] | pa.ChunkedArray[Any]


@cache
def lexicon() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """All phrases, by set and by language (ISO 639-1)."""
    sets: dict[str, dict[str, tuple[str, ...]]] = {}
    for file in sorted(resources.files("backlit.assess").joinpath("data", "words").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            for name, languages in tomllib.loads(file.read_text("utf-8")).items():
                sets[name] = {language: tuple(phrases) for language, phrases in languages.items()}
    return sets


def phrases(name: str) -> list[str]:
    """The phrases of a set in all languages, each once. KeyError where there is no such set."""
    return sorted({phrase for language in lexicon()[name].values() for phrase in language})


@cache
def _sets(names: tuple[str, ...]) -> _core.WordSets:
    return _core.WordSets([(name, phrases(name)) for name in names])


def find(strings: Strings, *names: str) -> pa.Table:
    """Which phrase of each of these sets each string has: a column a set, the longest phrase as written, or null.

    A null string has none. KeyError where there is no such set.
    """
    held = pa.table({"text": strings})
    return pa.table(_sets(names).match(held))


def fold(strings: Strings) -> pa.ChunkedArray[Any]:
    """Each string as phrases are compared: small letters, no accents, one space between words."""
    return pa.table(_core.fold_text(pa.table({"text": strings}))).column("text")


def fold_few(texts: Iterable[str]) -> list[str]:
    """The same of a few texts."""
    return [str(text) for text in fold(pa.array(texts, pa.string())).to_pylist()]
