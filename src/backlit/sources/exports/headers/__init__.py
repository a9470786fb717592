"""Headers in other languages: Search Console and Screaming Frog write them in the language of the screen.

Put together from public programs that read such files and from the programs' screens; where a language has had several
wordings, all are here, and a wording that is missing is one more word in a table. What a language writes as its decimal
mark is only asked where the numbers of a file do not tell it themselves.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from backlit.sources.exports.headers.screaming_frog import SCREAMING_FROG
from backlit.sources.exports.headers.search_console import SEARCH_CONSOLE
from backlit.sources.exports.layout import key_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from backlit.sources.exports.headers.search_console import Wordings

DECIMAL_COMMA = ("de", "fr", "es", "it", "pt", "nl", "pl")
"""The languages that write 7,5."""


def wordings(table: Mapping[str, Wordings], column: str) -> tuple[str, ...]:
    """All names of a column, whatever the language."""
    return tuple(dict.fromkeys(name for names in table[column].values() for name in names))


def language_of(header: Sequence[str]) -> str | None:
    """The language that most columns of a header are in; None where no language has more of them than all others."""
    found: dict[str, int] = {}
    for cell in header:
        for language in _LANGUAGES.get(key_of(cell), ()):
            found[language] = found.get(language, 0) + 1
    most = max(found.values(), default=0)
    best = [language for language, count in found.items() if count == most]
    return best[0] if len(best) == 1 else None


def _languages() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for table in (SEARCH_CONSOLE, SCREAMING_FROG):
        for names in table.values():
            for language, listed in names.items():
                for name in listed:
                    found.setdefault(key_of(name), set()).add(language)
    return MappingProxyType({key: frozenset(languages) for key, languages in found.items()})


_LANGUAGES = _languages()
