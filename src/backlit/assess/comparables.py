"""Comparable targets: other domains of the index with about as many referring domains, and the links they get.

What a natural profile is depends on the web around: a range is learned from what is at hand instead of being told. Of
each comparable target some links are read, all of some of its referring domains, so that shares of domains are not
distorted. Nobody told the names and terms that they go by: their brand is the label of their domain, whole or in
words ("University of Saltmere" of saltmere-university.example), and exact and partial matches cannot be told from
other words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from backlit.assess import words
from backlit.assess.places import generic_tlds, language_of
from backlit.assess.platforms import platforms

if TYPE_CHECKING:
    from backlit.assess.material import Material

OWN = 0
"""The number of the project among the targets."""

_COLUMNS = (
    "source_domain_id", "source_page", "target_page", "source_host", "source_language", "anchor", "kind", "placement",
    "followed", "first_seen",
)  # fmt: skip
_CHOSEN = """
    WITH own AS (SELECT count(DISTINCT source_domain) AS n FROM links)
    SELECT row_number() OVER (ORDER BY abs(ln(referring_domains / n)), name)::UINTEGER AS number, name,
        referring_domains
    FROM all_domains, own
    WHERE referring_domains BETWEEN greatest($1, n / $2) AND n * $2 AND name <> (SELECT name FROM target)
        AND NOT list_contains($4, name)
    QUALIFY number <= $3 ORDER BY number"""
_SAMPLED = """
    SELECT place FROM (SELECT rowid AS place, dense_rank() OVER (ORDER BY source_domain_id) AS nth FROM sampled)
    WHERE nth % $1 = 1 ORDER BY place"""
_VOLUMES = """
    SELECT $1::UINTEGER AS number, sum(n)::UBIGINT AS all_links, count(*) AS all_domains,
        (sum(n) FILTER (place <= 10))::UBIGINT AS top_links
    FROM (SELECT count(*) AS n, row_number() OVER (ORDER BY count(*) DESC) AS place
        FROM sampled GROUP BY source_domain_id)"""
_TRAITS = r"""
    WITH sites AS (
        SELECT domain, name, pages_looked_at, CASE WHEN regexp_matches(name, '([0-9]|\])$') THEN NULL
            ELSE split_part(name, '.', -1) END AS tld FROM all_domains),
    repeated AS (
        SELECT number, c.source_domain,
            max(standing) >= $1 AND max(standing) >= $2 * any_value(pages_looked_at) AS sitewide
        FROM (SELECT number, source_domain, count(DISTINCT source_page) AS standing
            FROM read_links GROUP BY number, source_domain, target_page, hash(anchor)) c
        JOIN sites ON sites.domain = c.source_domain GROUP BY ALL)
    SELECT r.number, r.link, r.source_domain, sites.name AS source_name, source_page, source_host, followed, r.anchor,
        lower(trim(r.anchor)) AS anchor_key, coalesce(a.anchor_class, k.anchor_class) AS anchor_class,
        nullif(placement, 'unknown') AS placement, sitewide, tld,
        if(length(tld) = 2 AND NOT list_contains($3, tld), tld, NULL) AS country, {language} AS language, first_seen
    FROM read_links r JOIN sites ON sites.domain = r.source_domain
    JOIN repeated USING (number, source_domain) LEFT JOIN anchors a ON a.link = r.link
    LEFT JOIN classes k ON k.number = r.number AND k.anchor IS NOT DISTINCT FROM r.anchor AND k.kind = r.kind"""
_CLASSES = r"""
    WITH worded AS (
        SELECT w.number, anchor, kind, folded, regexp_replace(split_part(name, '.', 1), '[^a-z0-9]', '', 'g') AS label,
            trim(regexp_replace(folded, '[^\p{L}\p{N}\p{M}]+', ' ', 'g')) AS plain,
            regexp_replace(replace(folded, '&', 'and'), '[^\p{L}\p{N}\p{M}]+', '', 'g') AS joined,
            list_filter(string_split(plain, ' '), lambda x: length(x) >= 4) AS long_words
        FROM read_words w LEFT JOIN compared_targets USING (number))
    SELECT number, anchor, kind, CASE WHEN anchor IS NULL THEN NULL
        WHEN trim(folded) = '' THEN if(kind = 'image', 'image', 'empty')
        WHEN regexp_matches(trim(folded), '^(https?://|www\.)\S*$|^([a-z0-9-]+\.)+[a-z]{2,}(/\S*)?$')
            THEN 'naked_address'
        WHEN plain = '' OR plain IN (SELECT text FROM anchors_generic) THEN 'generic'
        WHEN length(label) >= 3 AND contains(joined, label) THEN 'brand'
        WHEN len(list_filter(long_words, lambda x: contains(label, x))) = len(long_words)
            AND 2 * length(array_to_string(long_words, '')) >= length(label) THEN 'brand'
        ELSE 'other' END AS anchor_class
    FROM worded"""


def read(material: Material) -> None:
    """Adds the tables of comparison.

    `compared_targets`: number, name, referring_domains of the comparable targets. `compared`: a row a link of the
    project (number 0, `link` as in the table `links`) and of each of them. `volumes`: of each, how many links and
    domains there are in all, and how many links the ten domains with most links have. `days`: how many pages were
    first looked at on each day. Reads the tables of the step `anchors`.
    """
    rule = material.rules["profile"]
    chosen = material.sql(_CHOSEN, [rule["least_domains"], rule["factor"], rule["most"], list(platforms())])
    material.put("compared_targets", chosen)
    links, volumes = [_own(material)], [_volume(material, OWN, material.links)]
    for number, name in enumerate(map(str, chosen.column("name").to_pylist()), start=OWN + 1):
        held = material.snapshot.links("backlinks", material.snapshot.pages("domain", name), "live")
        volumes.append(_volume(material, number, held))
        links.append(_links(material, number, _some(material, held, rule["links"])))
    material.put("volumes", pa.concat_tables(volumes))
    material.put("read_links", pa.concat_tables(links))
    told = material.sql(f"SELECT DISTINCT number, anchor, kind FROM read_links WHERE number > {OWN}")
    material.put("read_words", told.append_column("folded", words.fold(told.column("anchor"))))
    material.put("classes", material.sql(_CLASSES))
    material.put("compared", _traits(material))
    material.put("days", _days(material))


def _traits(material: Material) -> pa.Table:
    """What each link has, a row a link."""
    rule = material.rules["profile"]
    told = [rule["sitewide_pages"], rule["sitewide_share"], list(generic_tlds())]
    return material.sql(_TRAITS.replace("{language}", language_of("source_language")), told)


def _own(material: Material) -> pa.Table:
    table = _links(material, OWN, material.links)
    return table.set_column(1, "link", pa.array(range(len(table)), pa.uint32()))


def _links(material: Material, number: int, links: Any) -> pa.Table:
    table = pa.table(material.snapshot.link_columns(links, list(_COLUMNS), dictionary=True))
    table = table.rename_columns(["source_domain", *_COLUMNS[1:]])
    table = table.add_column(0, "link", pa.nulls(len(table), pa.uint32()))
    return table.add_column(0, "number", pa.repeat(pa.scalar(number, pa.uint32()), len(table)))


def _volume(material: Material, number: int, links: Any) -> pa.Table:
    material.put("sampled", pa.table(material.snapshot.link_columns(links, ["source_domain_id"])))
    return material.sql(_VOLUMES, [number])


def _some(material: Material, links: Any, most: int) -> Any:
    """All links of every n-th domain, in the order of domains. Reads the table `sampled`."""
    if len(links) <= most:
        return links
    places = material.sql(_SAMPLED, [-(-len(links) // most)]).column("place")
    return material.snapshot.take(links, places.to_pylist())


def _days(material: Material) -> pa.Table:
    table = material.snapshot.page_columns(material.snapshot.pages("all"), ["first_seen", "look"])
    material.put("seen", pa.table(table))
    return material.sql("""
        SELECT first_seen::DATE AS day, count(*) AS looked FROM seen
        WHERE look IS NOT NULL AND look NOT IN ('reported', 'reported_lost') AND first_seen IS NOT NULL GROUP BY 1""")
