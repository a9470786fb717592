"""What speaks against a link, all signals together, and which links people should look at.

A link is in the review queue where signals of two families at least fired for it, its page or its domain: one fact
alone has an innocent reason too often. Nothing is decided here: the default of every link is to be kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

    from backlit.assess.material import Material


def combine(material: Material) -> pa.Table:
    """A row a link: `link`, `risk` (0 to 100), `signals`, `families`, `queued`. Reads the table `findings`.

    Of each family the heaviest signal counts, as these are not independent: risk = 100 · (1 - Π (1 - weight / 100)).
    """
    rule = material.rules["risk"]
    return material.sql(
        """
        WITH reached AS (
            SELECT l.link, f.signal, f.family, f.weight FROM links l JOIN findings f ON f.link = l.link
            UNION ALL SELECT l.link, f.signal, f.family, f.weight
            FROM links l JOIN findings f ON f.level = 'page' AND f.page = l.source_page
            UNION ALL SELECT l.link, f.signal, f.family, f.weight
            FROM links l JOIN findings f ON f.level = 'domain' AND f.domain = l.source_domain),
        told AS (SELECT link, list_sort(list(DISTINCT signal)) AS signals FROM reached GROUP BY link),
        heaviest AS (SELECT link, family, least(max(weight), 99.9) AS weight FROM reached GROUP BY link, family),
        added AS (
            SELECT link, 100 * (1 - exp(sum(ln(1 - weight / 100)))) AS risk, count(*) AS families
            FROM heaviest GROUP BY link)
        SELECT links.link, coalesce(risk, 0)::FLOAT AS risk, coalesce(signals, []) AS signals,
            coalesce(families, 0)::UTINYINT AS families,
            coalesce(families >= $1 AND risk >= $2, false) AS queued
        FROM links LEFT JOIN told USING (link) LEFT JOIN added USING (link)""",
        [rule["families"], rule["least"]],
    )
