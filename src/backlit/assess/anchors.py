"""What the words of each link say: the target's name, a term it wants to be found for, an address, nothing.

The classes are those that backlink tools use. The name is what the project calls its brands, the name of the target's
domain, spaced or joined ("harbour light", "Harbourlight"), and the part of its home page's title that is that name.
Terms are the project's alone: no word is held to be commercial because a list says so.

The first that holds, over the distinct texts: an address; the name alone; words that say nothing; a term alone, in
any order and light inflection; a term among others, the name too; the name among others; other words.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import pyarrow as pa

from backlit import _core
from backlit.assess import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlit.assess.material import Material

SHORTEST = 3
"""Letters of the shortest part of a title that is taken for a name."""
LONGEST = 5
"""Words of the longest."""
_SEPARATORS = re.compile(r"\s[|\u00b7\u2022\u2013\u2014:-]\s|\s*[|\u00b7\u2022\u00bb\u00ab]\s*|:\s")
_PLAIN = r"trim(regexp_replace({}, '[^\p{{L}}\p{{N}}\p{{M}}]+', ' ', 'g'))"
_ADDRESS = (
    r"^(https?:/\S*|www\.\S+|[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)*\."
    r"(com|org|net|info|biz|edu|gov|mil|int|eu|shop|blog|store|online|site|app|dev|xyz|club|test|example|[a-z]{2})(:\d+)?(/\S*)?)$"
)
_FILE = r"\.(js|py|md|sh|rs|ps|cc|hs|pm|so|pl|am|do|in|is|it|no|me|at|be|to|my|so)$"
"""Names of files, and ends of sentences, look like domains: these count where the target is meant."""
_INFLECTION = (
    "(ами|ями|ого|ему|ыми|ов|ев|еи|ои|ыи|ии|ая|ое|ые|ие|ам|ах|ом|"  # noqa: RUF001 - Cyrillic is meant
    "ami|ach|ych|ego|owy|owe|owa|ern|nen|es|en|er|em|om|[sneaiyouаыиуеяюь])$"  # noqa: RUF001 - as above
)
"""Ends of words that nouns and adjectives change, of folded texts: й is и there."""


def classify(material: Material) -> pa.Table:
    """A row a link: `link`, `anchor_class`."""
    wanted = ["anchor", "target_domain"]
    table = pa.table(material.snapshot.link_columns(material.links, wanted, dictionary=True))
    material.put("anchors_read", table.append_column("link", pa.array(range(len(table)), pa.uint32())))
    told = material.sql(
        "SELECT DISTINCT anchor::VARCHAR AS anchor, target_domain::VARCHAR AS name FROM anchors_read WHERE anchor <> ''"
    )
    material.put("anchors_told", told.append_column("folded", words.fold(told.column("anchor"))))
    _put_words(material)
    _put_names(material)
    material.put("anchors_stemmed", material.sql(f"""
        SELECT anchor, name, folded, {_PLAIN.format('folded')} AS plain, replace(plain, ' ', '') AS joined,
            {_stems('plain')} AS stems FROM anchors_told"""))  # fmt: skip
    material.put("anchors_classed", _classed(material))
    return material.sql("""
        SELECT l.link, CASE WHEN coalesce(r.anchor::VARCHAR, '') = '' THEN if(l.kind = 'image', 'image', 'empty')
            ELSE coalesce(c.anchor_class, 'other') END AS anchor_class
        FROM links l JOIN anchors_read r USING (link)
        LEFT JOIN anchors_classed c ON c.anchor = r.anchor AND c.name IS NOT DISTINCT FROM r.target_domain
        ORDER BY l.link""")


def names(material: Material) -> list[str]:
    """The names that the target of the project goes by, as `classify` compares them; for notes and reports."""
    own = _strings(material, "SELECT name FROM target")
    return sorted({*material.project.brands, *(_label(name) for name in own), *_titled(material)} - {""})


def _put_words(material: Material) -> None:
    material.put("anchors_generic", pa.table({"text": pa.array(_plain_words("generic"), pa.string())}))


@cache
def _plain_words(*names_of: str) -> tuple[str, ...]:
    """The phrases of these sets as `_PLAIN` makes them."""
    folded = words.fold_few(phrase for name in names_of for phrase in words.phrases(name))
    return tuple(sorted({re.sub(r"[\W_]+", " ", text).strip() for text in folded} - {""}))


def _without(plain: str, *names_of: str) -> str:
    """SQL: a plain text without the words of these sets."""
    left_out = "|".join(_plain_words(*names_of))
    spread = f"' ' || replace({plain}, ' ', '  ') || ' '"
    return f"trim(regexp_replace(regexp_replace({spread}, ' (?:{left_out}) ', ' ', 'g'), ' +', ' ', 'g'))"


def _put_names(material: Material) -> None:
    """`anchors_names`: joined forms of the names of each target domain; `anchors_terms`: stems of the terms."""
    domains = _strings(material, "SELECT DISTINCT name FROM anchors_told WHERE name IS NOT NULL")
    own = {_of(name) for name in _strings(material, "SELECT name FROM target")}
    told: list[tuple[str, str]] = [(domain, _label(domain)) for domain in domains]
    told += [
        (domain, name) for domain in domains if domain in own for name in (*material.project.brands, *_titled(material))
    ]
    material.put("anchors_called", _folded([domain for domain, _ in told], [name for _, name in told]))
    material.put("anchors_names", material.sql(f"""
        SELECT DISTINCT name, replace({_PLAIN.format('folded')}, ' ', '') AS joined, {_PLAIN.format('folded')} AS plain
        FROM anchors_called WHERE joined <> ''"""))  # fmt: skip
    terms = material.project.terms
    material.put("anchors_sought", _folded(["" for _ in terms], list(terms)))
    material.put("anchors_terms", material.sql(f"""
        SELECT DISTINCT {_stems(_PLAIN.format('folded'))} AS stems,
            replace({_PLAIN.format('folded')}, ' ', '') AS joined,
            NOT regexp_matches(folded, '[\\p{{Han}}\\p{{Hiragana}}\\p{{Katakana}}\\p{{Thai}}\\p{{Hangul}}]') AS spaced
        FROM anchors_sought WHERE joined <> ''"""))  # fmt: skip


def _folded(names_of: list[str], texts: Iterable[str]) -> pa.Table:
    strings = pa.array(texts, pa.string())
    return pa.table({"name": pa.array(names_of, pa.string()), "folded": words.fold(strings)})


def _stems(plain: str) -> str:
    """SQL: the words of a folded text that mean something, without inflection, sorted; of small words alone all."""
    left = f"coalesce(nullif({_without(plain, 'small')}, ''), {plain})"
    cut = f"lambda w: if(length(w) >= 5, regexp_replace(w, '{_INFLECTION}', ''), w)"
    return f"list_sort(list_distinct(list_transform(string_split({left}, ' '), {cut})))"


def _classed(material: Material) -> pa.Table:
    """`anchor`, `name`, `anchor_class` of each distinct text and target domain."""
    return material.sql(
        f"""
        WITH
        bare AS (
            SELECT anchor, name, folded, plain, joined, stems,
                replace({_without("plain", "name_beside", "small")}, ' ', '') AS core
            FROM anchors_stemmed),
        named AS (
            SELECT b.anchor, b.name, bool_or(b.joined = n.joined OR b.core = n.joined
                    OR b.joined = n.joined || 's') AS alone,
                bool_or(contains(' ' || b.plain || ' ', ' ' || n.plain || ' ')
                    OR (length(n.joined) >= 5 AND contains(b.joined, n.joined))) AS within
            FROM bare b JOIN anchors_names n USING (name) GROUP BY ALL),
        sought AS (
            SELECT b.anchor, b.name, bool_or(b.stems = t.stems OR b.joined = t.joined) AS alone,
                bool_or(list_has_all(b.stems, t.stems) OR (NOT t.spaced AND contains(b.joined, t.joined))) AS within
            FROM (SELECT DISTINCT * FROM bare) b, anchors_terms t GROUP BY ALL)
        SELECT b.anchor, b.name, CASE
            WHEN regexp_matches(b.folded, $1)
                AND (NOT regexp_matches(b.folded, $2) OR contains(b.folded, b.name)) THEN 'naked_address'
            WHEN n.alone THEN 'brand'
            WHEN s.alone THEN 'exact_match'
            WHEN b.plain = '' OR b.plain IN (SELECT text FROM anchors_generic)
                OR regexp_matches(b.plain, '^[\\p{{N}} ]+$') THEN 'generic'
            WHEN s.within THEN 'partial_match'
            WHEN n.within THEN 'brand'
            ELSE 'other' END AS anchor_class
        FROM bare b LEFT JOIN named n USING (anchor, name) LEFT JOIN sought s USING (anchor, name)""",
        [_ADDRESS, _FILE],
    )


def _of(name: str) -> str:
    """The registrable domain of a target as the material names it."""
    return _core.registrable_domain(name) or name


def _label(domain: str) -> str:
    """The name in a domain: its first label, readable where it is internationalised."""
    label = domain.split(".", maxsplit=1)[0]
    if label.startswith("xn--"):
        try:
            return label.encode("ascii").decode("idna")
        except UnicodeError:
            return label
    return label


def _titled(material: Material) -> list[str]:
    """The part of the home page's title that is the domain's name, as people write it."""
    target = _strings(material, "SELECT name FROM target")
    homes = _strings(
        material,
        """
        SELECT title FROM target_pages WHERE title IS NOT NULL AND regexp_matches(url, '^https?://[^/]+/$')
        ORDER BY page LIMIT 3""",
    )
    parts = [part.strip() for title in homes for part in _SEPARATORS.split(title) if part.strip()]
    joined = [re.sub(r"[\W_]+", "", text) for text in words.fold_few([*parts, *(_label(name) for name in target)])]
    label = joined[-1]
    return [part for part, own in zip(parts, joined, strict=False) if _same(own, label, part)]


def _strings(material: Material, statement: str) -> list[str]:
    """The texts of a statement's only column."""
    return [str(text) for text in material.sql(statement).column(0).to_pylist() if text is not None]


def _same(part: str, label: str, written: str) -> bool:
    """Whether a part of a title is the name of a domain: one within the other, or its first letters."""
    if len(part) < SHORTEST or len(label) < SHORTEST:
        return part == label != ""
    initials = "".join(word[0] for word in words.fold_few([written])[0].split() if word[0].isalnum())
    return ((part in label or label in part) and len(written.split()) <= LONGEST) or initials == label
