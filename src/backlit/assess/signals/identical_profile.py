"""Domains that the same domains link to: sites of one hand get their links from the same hands.

Referring sets are compared by MinHash (Broder, *On the Resemblance and Containment of Documents*, 1997) in bands, and
each pair found so is counted exactly. A set has its own domain in it: in a clique, where everybody links to everybody
else, the sets are then the same, while two domains that do not link to each other need many referring domains
in common.
Semrush lowers its Authority Score for "another domain with an identical backlink profile".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlit.assess.signals import ROWS, Signal

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from backlit.assess.material import Material

SIGNAL = Signal(
    name="identical_profile",
    family="network",
    level="domain",
    meaning="Other domains that link to the target have the same referring domains.",
    caution="Sites that hardly anybody links to have the same few referring domains by chance, and those that "
    "everybody links to by fame: neither counts.",
    whole=True,
    needs="G",
    source="Semrush: Authority Score; Broder 1997, MinHash",
)
BANDS, IN_BAND = 16, 4
"""Of two sets with a Jaccard index of 0.8 all bands differ once in 5,000 times."""


def fire(material: Material, rule: Mapping[str, Any]) -> pa.Table:
    """Domains with such a twin; as strong as the sets are alike."""
    material.put("profiles", _profiles(material, rule))
    material.put("twins", _twins(material, rule))
    return material.sql(
        f"""
        WITH nearest AS (SELECT domain, min(hub) AS hub FROM twins GROUP BY domain),
        placed AS (
            SELECT a.domain, coalesce(b.hub, a.hub) AS hub FROM nearest a LEFT JOIN nearest b ON b.domain = a.hub
            UNION SELECT hub, hub FROM nearest WHERE hub NOT IN (SELECT domain FROM nearest)),
        families AS (
            SELECT hub, count(*) AS n, list(name ORDER BY name)[:{ROWS + 1}] AS names
            FROM placed JOIN domains USING (domain) GROUP BY hub HAVING n > 1),
        alike AS (
            SELECT domain, max(jaccard) AS jaccard
            FROM (SELECT domain, jaccard FROM twins UNION ALL SELECT hub, jaccard FROM twins) GROUP BY domain),
        sizes AS (SELECT domain, count(*) - 1 AS size FROM profiles GROUP BY domain)
        SELECT domain, jaccard AS strength,
            format('The {{}} domains that link to it are those that link to {{}} other referring domains (alike '
                || 'to {{:.0f}} %, each counted with itself).', size, n - 1, 100 * jaccard) AS fact,
            list_filter(names, lambda other: other <> name)[:{ROWS}] AS rows, n - 1 AS count
        FROM placed JOIN families USING (hub) JOIN alike USING (domain) JOIN sizes USING (domain)
        JOIN domains USING (domain)"""
    )


def _profiles(material: Material, rule: Mapping[str, Any]) -> pa.Table:
    """A row a domain and one of its referring domains, itself among them, where there are neither few nor many."""
    return material.sql(
        """
        WITH pairs AS (
            SELECT target AS domain, source FROM arcs SEMI JOIN domains ON target = domain
            UNION SELECT domain, domain FROM domains),
        famous AS (SELECT least($most, greatest($few, $fame * count(DISTINCT source))) AS size FROM arcs)
        SELECT domain, source FROM pairs, famous
        QUALIFY count(*) OVER (PARTITION BY domain) BETWEEN $least AND famous.size""",
        {name: rule[name] for name in ("least", "most", "fame", "few")},
    )


def _twins(material: Material, rule: Mapping[str, Any]) -> pa.Table:
    """Pairs of domains that are alike enough: each with the first domain of a band that both are in."""
    least = ", ".join(f"min(hash(source, {n})) AS h{n}" for n in range(BANDS * IN_BAND))
    bands = ", ".join(
        f"hash({', '.join(f'h{band * IN_BAND + n}' for n in range(IN_BAND))}, {band})" for band in range(BANDS)
    )
    return material.sql(
        f"""
        WITH signatures AS (SELECT domain, {least} FROM profiles GROUP BY domain),
        bands AS (SELECT domain, unnest([{bands}]) AS band FROM signatures),
        candidates AS (
            SELECT DISTINCT domain, hub FROM (SELECT domain, min(domain) OVER (PARTITION BY band) AS hub FROM bands)
            WHERE domain <> hub),
        sizes AS (SELECT domain, count(*) AS n FROM profiles GROUP BY domain),
        shared AS (
            SELECT c.domain, c.hub, count(*) AS common FROM candidates c JOIN profiles a ON a.domain = c.domain
            JOIN profiles b ON b.domain = c.hub AND b.source = a.source GROUP BY ALL)
        SELECT domain, hub, common / (a.n + b.n - common) AS jaccard
        FROM shared JOIN sizes a USING (domain) JOIN sizes b ON b.domain = hub
        WHERE common >= $jaccard * (a.n + b.n - common)""",
        {"jaccard": rule["jaccard"]},
    )
