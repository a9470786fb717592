"""Mirror pages: nearly the same text on two or more domains, with the same outlinks.

Near-duplicates are told by the simhash of a page's text (Charikar 2002; Manku, Jain, Das Sarma 2007). Their 3 of 64
bits are for pages stripped of menus; a text here includes the menu and footer of its site, so that copies differ in
more, and the same outlinks must bear it out. To compare each page with each would be quadratic. Only pages are
compared that agree in one band of the hash and in the rarest of their linked domains or in a MinHash of these (Broder
1997), and of these each with fewer than `NEAR` others. What everybody links to does not count.
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
NEAR = 32
"""Pages that a page is compared with in one bucket, so that a bucket of thousands is no square of thousands."""


def fire(material: Material, rule: Mapping[str, Any]) -> pa.Table:
    """Each linking page that has a mirror on another referring domain."""
    material.put("mirror_sets", material.sql(_SETS, [rule[name] for name in _OF_RULE]))
    material.put("mirror_pairs", material.sql(_PAIRS, [rule["bits"]]))
    return material.sql(_MIRRORS, [rule["bits"], rule["shared"]])


_OF_RULE = ("outlinks", "text_length", "trusted", "known")
_SETS = """
    WITH every AS (
        SELECT DISTINCT page, p.domain, target_domain FROM outlinks JOIN pages p USING (page)
        WHERE simhash IS NOT NULL AND text_length >= $2
            AND target_domain IS DISTINCT FROM (SELECT domain FROM target)),
    linked AS (SELECT target_domain, count(DISTINCT domain) AS linking FROM every GROUP BY target_domain),
    sets AS (
        SELECT page, list_sort(list(target_domain)) AS outs, arg_min(target_domain, (linking, target_domain)) AS rarest,
            min(hash(target_domain)) AS least
        FROM every JOIN linked USING (target_domain) WHERE linking <= $4 GROUP BY page HAVING count(*) >= $1),
    released AS (SELECT source_page AS page FROM links JOIN types USING (link) WHERE type = 'press_release')
    SELECT page, p.domain, url, simhash, outs, rarest, least
    FROM pages p JOIN sets USING (page) JOIN domains d USING (domain)
    WHERE coalesce(trust, 0) < $3 AND page NOT IN (SELECT page FROM released)"""
"""The pages that can be mirrors, with the domains that they link to."""
_PAIRS = f"""
    WITH hashes AS (
        SELECT page, domain, simhash, which, if(which = 1, rarest, least) AS of_links
        FROM mirror_sets, (VALUES (1), (2)) whiches(which)),
    together AS (SELECT which, of_links FROM hashes GROUP BY ALL HAVING min(domain) < max(domain)),
    keys AS (
        SELECT page, domain, simhash,
            hash(which, of_links, band, (simhash >> (band * {64 // BANDS})) & {2 ** (64 // BANDS) - 1}) AS key
        FROM hashes SEMI JOIN together USING (which, of_links), range({BANDS}) bands(band)),
    placed AS (SELECT *, row_number() OVER (PARTITION BY key ORDER BY simhash, page) // {NEAR} AS bucket FROM keys)
    SELECT DISTINCT a.page, b.page AS other FROM placed a JOIN placed b USING (key, bucket)
    WHERE a.domain <> b.domain AND bit_count(xor(a.simhash, b.simhash)) <= $1"""
"""Pairs of them whose texts are near, each both ways."""
_MIRRORS = """
    WITH mirrors AS (
        SELECT a.page, b.domain, b.url, bit_count(xor(a.simhash, b.simhash)) AS bits, len(a.outs) AS links,
            len(list_intersect(a.outs, b.outs)) AS shared, len(b.outs) AS others
        FROM mirror_pairs pair JOIN mirror_sets a ON a.page = pair.page JOIN mirror_sets b ON b.page = pair.other),
    nearest AS (
        SELECT * FROM mirrors WHERE shared >= $2 * greatest(links, others)
        QUALIFY row_number() OVER (PARTITION BY page, domain ORDER BY bits, url) = 1)
    SELECT page, (1 - min(bits) / (2.0 * ($1 + 1)))::FLOAT AS strength,
        format('{} other {} a page with nearly the same text (the simhash of the nearest differs in {} of 64 bits) '
            || 'and links to {} of the {} other domains that this one links to.', count(*),
            if(count(*) = 1, 'domain has', 'domains have'), min(bits), first(shared ORDER BY bits, n.url),
            any_value(n.links)) AS fact,
        (list(n.url ORDER BY bits, n.url))[:10] AS rows, count(*)::UINTEGER AS count
    FROM nearest n JOIN pages p USING (page) WHERE p.linking GROUP BY page"""
