"""Mirror pages: nearly the same text on two or more domains, with the same outlinks.

Near-duplicates are told by the simhash of a page's text (Charikar 2002; Manku, Jain, Das Sarma 2007). Their 3 of 64
bits are for pages stripped of menus; a text here includes the menu and footer of its site, so that copies differ in
more, and the same outlinks must bear it out. To compare each page with each would be quadratic. Only pages are
compared that agree in one band of the hash and in one of two MinHashes of their outlinks (Broder 1997), and of these
each with at most `NEAR` others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlit.assess.signals import Signal

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from backlit.assess.material import Material

SIGNAL = Signal(
    name="mirror_page",
    family="text",
    level="page",
    meaning="Pages of other referring domains have nearly the same text and the same outlinks.",
    caution="Syndicated news is legitimate: left out are copies of a press release, trusted sites, and copies whose "
    "other outlinks differ.",
    whole=True,
    needs="P, D",
    source="Manku, Jain, Das Sarma 2007 (near-duplicates); Google Search spam policies: scraping, link schemes",
)
BANDS = 8
"""Bands of eight bits: two hashes that differ in seven bits or fewer agree in one of them."""
NEAR = 64
"""Pages that a page is compared with in one bucket, so that a bucket of thousands is no square of thousands."""


def fire(material: Material, rule: Mapping[str, Any]) -> pa.Table:
    """Each linking page that has a mirror on another referring domain."""
    _sets(material, rule)
    return material.sql(
        """
        WITH mirrors AS (
            SELECT a.page, b.domain, b.url, bit_count(xor(a.simhash, b.simhash)) AS bits, len(a.outs) AS links,
                len(list_intersect(a.outs, b.outs)) AS shared
            FROM mirror_pairs pair JOIN mirror_sets a ON a.page = pair.page JOIN mirror_sets b ON b.page = pair.other
            WHERE bit_count(xor(a.simhash, b.simhash)) <= $1
                AND len(list_intersect(a.outs, b.outs)) >= $2 * greatest(len(a.outs), len(b.outs))),
        nearest AS (
            SELECT page, links, bits, url, shared FROM mirrors
            QUALIFY row_number() OVER (PARTITION BY page, domain ORDER BY bits, url) = 1)
        SELECT page, (1 - min(bits) / (2.0 * ($1 + 1)))::FLOAT AS strength,
            format('{} other {} a page with nearly the same text (the simhash of the nearest differs in {} of 64 bits) '
                || 'and links to {} of the {} other domains that this one links to.', count(*),
                if(count(*) = 1, 'domain has', 'domains have'), min(bits), first(shared ORDER BY bits, n.url),
                any_value(n.links)) AS fact,
            (list(n.url ORDER BY bits, n.url))[:10] AS rows, count(*)::UINTEGER AS count
        FROM nearest n JOIN pages p USING (page) WHERE p.linking GROUP BY page""",
        [rule["bits"], rule["shared"]],
    )


def _sets(material: Material, rule: Mapping[str, Any]) -> None:
    """The pages that can be mirrors with the domains that they link to, and the pairs that may be."""
    material.put(
        "mirror_sets",
        material.sql(
            """
            WITH outs AS (
                SELECT DISTINCT page, target_domain FROM outlinks
                WHERE target_domain IS DISTINCT FROM (SELECT domain FROM target)),
            sets AS (
                SELECT page, list_sort(list(target_domain)) AS outs, min(hash(target_domain)) AS one,
                    min(hash(target_domain, 1)) AS two
                FROM outs GROUP BY page HAVING count(*) >= $1),
            released AS (SELECT source_page AS page FROM links JOIN types USING (link) WHERE type = 'press_release')
            SELECT page, p.domain, url, simhash, outs, one, two
            FROM pages p JOIN sets USING (page) JOIN domains d USING (domain)
            WHERE simhash IS NOT NULL AND text_length >= $2 AND coalesce(trust, 0) < $3
                AND page NOT IN (SELECT page FROM released)""",
            [rule["outlinks"], rule["text_length"], rule["trusted"]],
        ),
    )
    material.put(
        "mirror_pairs",
        material.sql(f"""
            WITH keys AS (
                SELECT page, domain, simhash, hash(band, (simhash >> (band * {64 // BANDS})) & {2 ** (64 // BANDS) - 1},
                    which, if(which = 1, one, two)) AS key
                FROM mirror_sets, range({BANDS}) bands(band), (VALUES (1), (2)) hashes(which)),
            placed AS (
                SELECT *, row_number() OVER (PARTITION BY key ORDER BY simhash, page) // {NEAR} AS bucket FROM keys)
            SELECT DISTINCT a.page, b.page AS other FROM placed a JOIN placed b USING (key, bucket)
            WHERE a.domain <> b.domain"""),
    )
