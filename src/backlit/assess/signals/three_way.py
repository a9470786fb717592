"""Rings: the target links to one site, this one to another, and that one to the target, none of them back.

The form that link exchanges take so as not to look like exchanges. In a dense niche such rings close by chance, so only
sites that link to little count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlit.assess.signals import ROWS, Signal

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from backlit.assess.material import Material

SIGNAL = Signal(
    name="three_way",
    family="network",
    level="domain",
    meaning="The target links to a site that links to this one, and no link of the three goes back.",
    caution="Where everybody links to much, rings close by chance: only sites that link to few count, and it "
    "weighs little.",
    whole=True,
    needs="G",
    source="Backlink audits of published tools; Google Search spam policies: excessive link exchanges",
)


def fire(material: Material, rule: Mapping[str, Any]) -> pa.Table:
    """The last site of such a ring; the stronger, the fewer sites those in it link to."""
    return material.sql(
        f"""
        WITH few AS (SELECT domain, name, linked_domains AS n FROM all_domains WHERE linked_domains <= $most),
        edges AS (SELECT DISTINCT source, target FROM arcs
            WHERE source IN (SELECT domain FROM few) AND target IN (SELECT domain FROM few)),
        own AS (SELECT domain FROM target),
        rings AS (
            SELECT s.domain, x.name, 1 - greatest(s.n, x.n) / ($most + 1) AS strength
            FROM own JOIN edges a ON a.source = own.domain JOIN edges b ON b.source = a.target
            JOIN edges c ON c.source = b.target AND c.target = own.domain
            JOIN few x ON x.domain = a.target JOIN few s ON s.domain = b.target
            WHERE (own.domain, b.target) NOT IN (SELECT (source, target) FROM edges)
                AND (a.target, own.domain) NOT IN (SELECT (source, target) FROM edges)
                AND (b.target, a.target) NOT IN (SELECT (source, target) FROM edges))
        SELECT domain, max(strength) AS strength,
            format('The target links to {{}}, which links to it, and no link goes back; there are {{}} such rings.',
                min(name), count(*)) AS fact, list(name ORDER BY name)[:{ROWS}] AS rows, count(*) AS count
        FROM rings SEMI JOIN domains USING (domain) GROUP BY domain""",
        {"most": rule["most"]},
    )
