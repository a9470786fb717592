"""What kind of site a referring domain is: a newspaper, a blog, a forum, a directory, a shop, a university.

Votes of its name, its suffix, its hosts, the paths of its pages and the platform that it is on; `data/sites.toml` has
the words. A name counts most, as a site chose it itself; paths count by the share of pages that have them.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from backlit.assess.platforms import platform_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlit.assess.material import Material

WEIGHTS = {"suffix": 4.0, "platform": 3.0, "name": 3.0, "host": 2.0, "path": 2.5}
"""What each vote counts at most. Paths and hosts count by their share among the site's pages that were looked at."""
LEAST = 1.0
"""Votes below this tell nothing."""


@cache
def kinds() -> dict[str, dict[str, list[str]]]:
    """The words of each kind of site, by where they stand."""
    text = resources.files("backlit.assess").joinpath("data", "sites.toml").read_text("utf-8")
    return tomllib.loads(text)


def classify(material: Material) -> pa.Table:
    """A row a referring domain: `domain` (number), `site_kind`, `site_evidence`; both null where nothing tells.

    Where several kinds have as many votes, the first in the order of the data counts.
    """
    names = material.sql("SELECT domain, name FROM domains ORDER BY domain").to_pydict()
    votes = [
        vote for domain, name in zip(names["domain"], names["name"], strict=True) for vote in _by_name(domain, name)
    ]
    material.put("site_votes_names", _votes(votes))
    material.put("site_words", _words())
    material.put("site_shares", material.sql("""
        WITH seen AS (
            SELECT domain, 'host' AS part, string_split(host, '.')[1] AS word, count(*) AS pages FROM pages GROUP BY ALL
            UNION ALL
            SELECT domain, 'path', word, count(*) FROM (
                SELECT domain, unnest(list_distinct(string_split(lower(path), '/'))) AS word FROM pages) GROUP BY ALL),
        whole AS (SELECT domain, count(*) AS pages FROM pages GROUP BY domain)
        SELECT s.domain, s.part, w.kind, s.word, s.pages / whole.pages AS share
        FROM seen s JOIN site_words w USING (part, word) JOIN whole USING (domain)"""))  # fmt: skip
    ranked = ", ".join(f"('{kind}', {place})" for place, kind in enumerate(kinds()))
    return material.sql(f"""
        WITH votes AS (
            SELECT domain, kind, weight, fact FROM site_votes_names
            UNION ALL
            SELECT domain, kind, least(1, sum(share)) * if(part = 'path', {WEIGHTS["path"]}, {WEIGHTS["host"]}),
                round(100 * least(1, sum(share)))::INTEGER || ' % of its pages have "' || arg_max(word, share)
                    || '" in the address' FROM site_shares GROUP BY domain, part, kind),
        counted AS (
            SELECT domain, kind, sum(weight) AS weight, arg_max(fact, weight) AS fact FROM votes GROUP BY domain, kind),
        best AS (
            SELECT domain, kind, fact FROM counted JOIN (VALUES {ranked}) r(kind, place) USING (kind)
            WHERE weight >= {LEAST}
            QUALIFY row_number() OVER (PARTITION BY domain ORDER BY weight DESC, place) = 1)
        SELECT d.domain, kind AS site_kind, fact AS site_evidence FROM domains d LEFT JOIN best USING (domain)""")


def _by_name(domain: int, name: str) -> list[tuple[int, str, float, str]]:
    label, _, rest = name.partition(".")
    sounds = _named(label)
    found = []
    for kind, told in kinds().items():
        if any(rest == suffix or name.endswith("." + suffix) for suffix in told.get("suffix", ())):
            found.append((domain, kind, WEIGHTS["suffix"], f"its name ends in .{rest}"))
        platform = platform_of(name)
        if platform is None and kind in sounds:
            found.append((domain, kind, WEIGHTS["name"], f"its name is {name}"))
        if platform in told.get("platform", ()):
            found.append((domain, kind, WEIGHTS["platform"], "it is on a platform of this kind"))
    return found


def _named(label: str) -> set[str]:
    """The kinds that a name sounds like; the longest word counts where several fit."""
    hits: list[tuple[int, str]] = []
    for kind, patterns in _patterns().items():
        # Most words are not in a name at all: to see that is much quicker than to search for their pattern.
        lengths = [len(hit.group(1)) for core, pattern in patterns if core in label and (hit := pattern.search(label))]
        hits += [(max(lengths), kind)] if lengths else []
    most = max((length for length, _ in hits), default=0)
    return {kind for length, kind in hits if length == most}


@cache
def _patterns() -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    """Of each kind the words, up to a star within them, and their patterns."""
    return {
        kind: [(word.strip("*").partition("*")[0], _pattern(word)) for word in told.get("name", ())]
        for kind, told in kinds().items()
    }


def _pattern(word: str) -> re.Pattern[str]:
    """`word`: one between hyphens; `word*`, `*word`, `*word*`: begins so, ends so, has it."""
    plain = re.escape(word.strip("*")).replace(r"\*", ".*")
    start = "" if word.startswith("*") else "^" if word.endswith("*") else "(?:^|-)"
    end = "" if word.endswith("*") else "$" if word.startswith("*") else "(?:-|$)"
    return re.compile(f"{start}({plain}){end}")


def _votes(rows: Iterable[tuple[int, str, float, str]]) -> pa.Table:
    columns: list[list[Any]] = [list(column) for column in zip(*rows, strict=True)] or [[], [], [], []]
    types: list[pa.DataType] = [pa.uint32(), pa.string(), pa.float64(), pa.string()]
    arrays = [pa.array(column, kind) for column, kind in zip(columns, types, strict=True)]
    return pa.table(arrays, names=["domain", "kind", "weight", "fact"])


def _words() -> pa.Table:
    rows = [
        (part, kind, word) for kind, told in kinds().items() for part in ("host", "path") for word in told.get(part, ())
    ]
    return pa.table([list(column) for column in zip(*rows, strict=True)], names=["part", "kind", "word"])
