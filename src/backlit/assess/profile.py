"""How the links of a target are made, aspect by aspect, and how those of comparable targets are.

Every aspect is a figure that a target of any size can have: a share of the referring domains (so that a sitewide link
counts once), or a ratio. The same statement works it out for the project and for each comparable target (see
`comparables`); the project's have the links that they come from. What is natural is not said here: reports set the one
against the others.

    followed_share, sitewide_share            referring domains with such a link
    anchor_mix.CLASS, placement_mix.PLACE     and so are tld_mix, language_mix, country_mix: the project's `TOP`
    anchor_mix.most_used                      those that use the most used anchor that is neither the target's name, an
                                              address, generic nor empty
    velocity                                  the most that a week's share of all referring domains (by their first
                                              link) was above the share of the index's pages first looked at in it
    bursts                                    anchors with which many referring pages were first seen on one day
    diversity.anchors                         Shannon entropy of the anchors over domains, of the largest possible
    diversity.hosts, diversity.domains        hosts by domain; domains by link
    concentration                             share of the links that the ten domains with most links have
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from backlit.assess import comparables
from backlit.assess.bursts import BURSTS, VELOCITY

if TYPE_CHECKING:
    from backlit.assess.material import Material

ROWS = 10
"""Pages or domains that an aspect names."""
NAMED = 50
"""Words or domains that a filter may have to name."""
TOP = 3
"""The most frequent top-level domains, languages and countries that are compared."""

CLASSES = ("brand", "naked_address", "generic", "image", "empty")
"""The classes of anchors that can be told of any target."""
PLACES = ("main", "navigation", "header", "footer", "sidebar", "comments")
GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "followed_share": ("if(followed, 'yes', 'no')", ("yes",)),
    "anchor_mix": ("anchor_class", CLASSES),
    "placement_mix": ("placement", PLACES),
    "sitewide_share": ("if(sitewide, 'yes', 'no')", ("yes",)),
    "tld_mix": ("tld", ()),
    "language_mix": ("language", ()),
    "country_mix": ("country", ()),
}
"""By aspect: what it counts in SQL, and the words that are compared; none: the project's most frequent."""

_COUNTED = """
    SELECT number, '{group}' AS "group", {sql} AS word, count(DISTINCT source_domain) AS named, count(*) AS found
    FROM compared WHERE {sql} IS NOT NULL GROUP BY ALL"""
_TOLD = """
    SELECT number, '{group}' AS "group", count(DISTINCT source_domain) AS told
    FROM compared WHERE {sql} IS NOT NULL GROUP BY ALL"""
_WANTED = """
    SELECT "group", word FROM counted WHERE number = 0 AND "group" IN ('tld_mix', 'language_mix', 'country_mix')
    QUALIFY row_number() OVER (PARTITION BY "group" ORDER BY named DESC, word) <= $1"""
_SHARES = """
    SELECT t.number, "group" || if(word = 'yes', '', '.' || word) AS aspect, "group", word,
        coalesce(named, 0) / told AS value, 1 / told AS one, coalesce(named, 0) AS named, told,
        coalesce(found, 0) AS found
    FROM told t JOIN wanted USING ("group") LEFT JOIN counted USING (number, "group", word)"""
_SHOWN = """
    SELECT '{group}' AS "group", word, list(link ORDER BY link)[:{rows}] AS shown
    FROM (SELECT {sql} AS word, min(link) AS link FROM compared WHERE number = 0 GROUP BY word, source_domain)
    WHERE word IS NOT NULL GROUP BY word"""

_ANCHORS = """
    SELECT number, anchor_key, min(anchor_class) AS anchor_class, count(DISTINCT source_domain) AS named,
        count(*) AS found
    FROM compared WHERE anchor_key IS NOT NULL GROUP BY number, anchor_key"""
_SAYING = "anchor_class IN ('other', 'exact_match', 'partial_match')"
_SPELLED = f"""
    SELECT anchor_key, list_sort(list(DISTINCT anchor))[:{NAMED}] AS spelled,
        list_sort(list(DISTINCT link))[:{ROWS}] AS shown
    FROM compared SEMI JOIN (
        SELECT anchor_key FROM used WHERE number = 0 AND {_SAYING} ORDER BY named DESC, anchor_key LIMIT {NAMED})
        USING (anchor_key)
    WHERE number = 0 GROUP BY anchor_key"""
_MOST_USED = f"""
    WITH told AS (SELECT number, count(DISTINCT source_domain) AS told FROM compared
        WHERE anchor_key IS NOT NULL GROUP BY number),
    most AS (SELECT * FROM used WHERE {_SAYING}
        QUALIFY row_number() OVER (PARTITION BY number ORDER BY named DESC, anchor_key) = 1)
    SELECT number, 'anchor_mix.most_used' AS aspect, coalesce(named, 0) / told AS value, 1 / told AS one,
        coalesce(named, 0) AS named, told, coalesce(found, 0) AS found, shown, spelled AS words
    FROM told LEFT JOIN most USING (number) LEFT JOIN spelled ON spelled.anchor_key = most.anchor_key AND number = 0"""
_DIVERSITY = """
    WITH sizes AS (SELECT number, count(DISTINCT source_domain) AS n, count(DISTINCT source_host) AS hosts
        FROM compared GROUP BY number),
    entropy AS (
        SELECT number, -sum(share * log2(share)) AS bits
        FROM (SELECT number, named / sum(named) OVER (PARTITION BY number) AS share FROM used) GROUP BY number),
    listed AS (
        SELECT number, 'diversity.anchors' AS aspect, if(n > 1, bits / log2(n), NULL) AS value, n AS named
        FROM sizes LEFT JOIN entropy USING (number)
        UNION ALL SELECT number, 'diversity.hosts', hosts / n, n FROM sizes
        UNION ALL SELECT number, 'diversity.domains', all_domains / all_links, all_domains FROM volumes
        UNION ALL SELECT number, 'concentration', top_links / all_links, least(all_domains, 10) FROM volumes)
    SELECT number, aspect, value, NULL::DOUBLE AS one, named, all_domains AS told,
        if(aspect = 'concentration', top_links, all_links) AS found
    FROM listed JOIN volumes USING (number)"""
_HEAVIEST = """
    SELECT list(name ORDER BY n DESC, name) AS words FROM (
        SELECT any_value(source_name) AS name, count(*) AS n FROM compared WHERE number = 0
        GROUP BY source_domain ORDER BY n DESC, name LIMIT 10)"""
_SITEWIDE = """
    SELECT list_sort(list(DISTINCT source_name))[:{named}] AS words FROM compared WHERE number = 0 AND sitewide"""
_ALL = """
    SELECT number, aspect, value, one, named, told, found, shown,
        CASE aspect WHEN 'sitewide_share' THEN (SELECT words FROM sitewide_names) ELSE [word] END AS words
    FROM shares LEFT JOIN shown USING ("group", word)
    UNION ALL BY NAME SELECT * FROM most_used
    UNION ALL BY NAME SELECT d.*, CASE aspect WHEN 'concentration' THEN (SELECT words FROM heaviest) END AS words
    FROM diversity d
    UNION ALL BY NAME SELECT * FROM velocity
    UNION ALL BY NAME SELECT * FROM bursts"""

_RANGES = """
    SELECT aspect, count(value) AS comparables, quantile_cont(value, $2) AS low, quantile_cont(value, $3) AS high
    FROM aspects WHERE number > 0 GROUP BY aspect HAVING count(value) >= $1"""
_PROFILE = """
    SELECT aspect, value, one, low, high, coalesce(comparables, (SELECT count(*) FROM compared_targets))::UINTEGER
            AS comparables,
        CASE WHEN value IS NULL OR low IS NULL THEN 'unknown' WHEN value < low - coalesce(one, 0) - $1 THEN 'below'
            WHEN value > high + coalesce(one, 0) + $1 THEN 'above' ELSE 'usual' END AS verdict,
        named::UBIGINT AS named, told::UBIGINT AS told, found::UBIGINT AS found, coalesce(words, []) AS words,
        coalesce(shown, []) AS shown
    FROM aspects LEFT JOIN ranges USING (aspect) WHERE number = 0 ORDER BY aspect"""
_COMPARABLES = """
    SELECT name AS target, referring_domains, aspect, value
    FROM aspects JOIN compared_targets USING (number) ORDER BY number, aspect"""
_OVERUSED = f"""
    WITH range AS (SELECT any_value(high) AS high, any_value(one) AS one, any_value(told) AS told
        FROM profiled WHERE aspect = 'anchor_mix.most_used')
    SELECT anchor_key AS anchor, anchor_class, named::UBIGINT AS named, told::UBIGINT AS told, found::UBIGINT AS found,
        named / told AS value, high, spelled AS words, shown
    FROM used JOIN spelled USING (anchor_key), range
    WHERE number = 0 AND {_SAYING} AND named / told > high + one + $1
    ORDER BY named DESC, anchor_key"""
NEARLY = 1e-9
"""Two shares that differ by less are one."""


def measure(material: Material) -> dict[str, pa.Table]:
    """The tables `profile` (an aspect of the project), `comparables` (one of a comparable target) and `overused`.

    Of `profile`: aspect, value, one (by how much a single domain changes it; null where that says nothing), low and
    high (the range of comparable targets; null where there are too few), comparables, verdict, named and told (domains
    that have it, of how many), found (links), words (what they have in common: the anchor's spellings, the names of
    domains, the days), rows (pages, the first of them). Of `comparables`: target, referring_domains, aspect, value.
    `overused` are anchors that more domains use than comparable targets have of any. Reads the table `anchors`.
    """
    if not len(material):
        return {name: schema.empty_table() for name, schema in _EMPTY.items()}
    comparables.read(material)
    _shares(material)
    material.put("used", material.sql(_ANCHORS))
    material.put("spelled", material.sql(_SPELLED))
    material.put("most_used", material.sql(_MOST_USED))
    material.put("diversity", material.sql(_DIVERSITY))
    rule = material.rules["profile"]
    material.put("velocity", material.sql(VELOCITY, [rule["week_domains"], ROWS]))
    times = [rule[f"burst_{name}"] for name in ("pages", "domains", "share", "times")] + [ROWS]
    material.put("bursts", material.sql(BURSTS, times))
    material.put("heaviest", material.sql(_HEAVIEST))
    material.put("sitewide_names", material.sql(_SITEWIDE.format(named=NAMED)))
    material.put("aspects", material.sql(_ALL))
    material.put("ranges", material.sql(_RANGES, [rule["least"], rule["low"], rule["high"]]))
    material.put("profiled", material.sql(_PROFILE, [NEARLY]))
    return {
        "profile": _with_pages(material, material.sql("SELECT * FROM profiled")),
        "comparables": material.sql(_COMPARABLES),
        "overused": _with_pages(material, material.sql(_OVERUSED, [NEARLY])),
    }


def _shares(material: Material) -> None:
    """The tables `shares` and `shown`: the aspects that are shares of domains, and links of the project's."""
    groups = [(group, sql) for group, (sql, _) in GROUPS.items()]
    for name, form in (("counted", _COUNTED), ("told", _TOLD), ("shown", _SHOWN)):
        parts = [form.format(group=group, sql=sql, rows=ROWS) for group, sql in groups]
        material.put(name, material.sql(" UNION ALL ".join(parts)))
    fixed = [(group, word) for group, (_, words) in GROUPS.items() for word in words]
    wanted = pa.table({"group": [group for group, _ in fixed], "word": [word for _, word in fixed]})
    material.put("wanted", pa.concat_tables([wanted, material.sql(_WANTED, [TOP])]))
    material.put("shares", material.sql(_SHARES))


def _with_pages(material: Material, table: pa.Table) -> pa.Table:
    """The pages of the links shown, in place of the numbers of these."""
    shown: Any = table.column("shown").combine_chunks()
    places = shown.flatten()
    held = material.snapshot.take(material.links, places.to_pylist())
    urls = pa.table(material.snapshot.link_columns(held, ["source_url"])).column("source_url").combine_chunks()
    rows = pa.ListArray.from_arrays(shown.offsets, urls)
    return table.drop_columns(["shown"]).append_column("rows", rows)


def _schema(*fields: tuple[str, pa.DataType]) -> pa.Schema:
    return pa.schema(list(fields))


_TEXT, _TEXTS, _FLOAT, _COUNT = pa.string(), pa.list_(pa.string()), pa.float64(), pa.uint64()
_OF_LINKS: tuple[tuple[str, pa.DataType], ...] = (
    ("named", _COUNT),
    ("told", _COUNT),
    ("found", _COUNT),
    ("words", _TEXTS),
    ("rows", _TEXTS),
)
_EMPTY = {
    "profile": _schema(
        ("aspect", _TEXT), ("value", _FLOAT), ("one", _FLOAT), ("low", _FLOAT), ("high", _FLOAT),
        ("comparables", pa.uint32()), ("verdict", _TEXT), *_OF_LINKS,
    ),
    "comparables": _schema(
        ("target", _TEXT), ("referring_domains", pa.uint32()), ("aspect", _TEXT), ("value", _FLOAT),
    ),
    "overused": _schema(
        ("anchor", _TEXT), ("anchor_class", _TEXT), ("value", _FLOAT), ("high", _FLOAT), *_OF_LINKS,
    ),
}  # fmt: skip
"""What there is of a project without links."""
