"""Authority out of proportion to trust: relative spam mass, with how much of the index the seeds reach.

Gyöngyi, Berkhin, Garcia-Molina, Pedersen, *Link Spam Detection Based on Mass Estimation* (VLDB 2006); the ratings room
computes it, docs/scoring.md tells how. The paper leaves out small PageRanks, and so does `least`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from backlit.assess.signals import Signal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backlit.assess.material import Material

SIGNAL = Signal(
    name="spam_mass",
    family="network",
    level="domain",
    meaning="Nearly all of the domain's authority comes from where no trusted domain leads, and hardly any trust "
    "reaches it.",
    caution="It needs coverage: where the seeds reach little of the index it weighs as little or nothing; unknown is "
    "no finding; and who has hardly a link has no profile.",
    needs="G",
    source="Gyöngyi et al. 2006, relative spam mass",
    whole=True,
)


def fire(material: Material, rule: Mapping[str, Any]) -> pa.Table:
    """Domains of which the mass is known and high; as strong as the share of all worth that trust reaches."""
    material.put("rated", pa.table(material.snapshot.domain_columns(["domain_rating", "trust"])))
    return material.sql(
        """
        WITH worth AS (
            SELECT pow(10, domain_rating * 6 / 100) AS worth, coalesce(trust, 0) > 0 AS reached
            FROM rated WHERE domain_rating IS NOT NULL),
        covered AS (SELECT sum(worth) FILTER (reached) / sum(worth) AS coverage FROM worth)
        SELECT domain, coverage AS strength,
            format('{:.0f} % of its authority comes from where trust does not lead ({:,} referring domains; the seeds '
                || 'reach {:.0f} % of all authority in the index).', 100 * spam_mass, referring_domains, 100 * coverage
            ) AS fact, [name] AS rows, 1 AS count
        FROM domains, covered
        WHERE spam_mass >= $mass AND trust <= $trust AND referring_domains >= $least AND coverage >= $coverage""",
        {name: rule[name] for name in ("mass", "trust", "least", "coverage")},
    )
