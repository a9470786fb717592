"""What speaks against a link, all signals together, and which links people should look at.

A link is in the review queue where signals of two families at least fired for it, its page or its domain: one fact
alone has an innocent reason too often. Some signals only support others: a footer, a crowded page, another topic are on
every second page of the web, so that two of them say nothing either. What fired for a page or a domain does not put
links of a trusted site there: it speaks of a site of which trust and spam mass say otherwise. What fired for the link
itself does, as trusted sites are broken into and spammed too. Nothing is decided here: the default of every link is to
be kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

    from backlit.assess.material import Material

FACTS, EXAMPLES = 12, 3
"""Sentences and pages that a referring domain is told with, the heaviest."""
TRUSTED = "coalesce(d.trust >= $trust AND d.spam_mass <= $spam_mass, false)"
"""SQL: whether a domain `d` is trusted; where either is unknown, it is not."""
VICTIM = (
    "trusted: The site itself is trusted (trust {:.0f}) and so likely the victim: ask it to take the link away rather "
    "than disavow the domain."
)
"""What a trusted site is told with where a link of it is queued."""


def combine(material: Material) -> pa.Table:
    """A row a link: `link`, `risk` (0 to 100), `signals`, `families`, `queued`. Reads the table `findings`.

    Of each family the heaviest signal counts, as these are not independent: risk = 100 · (1 - Π (1 - weight / 100)).
    A link whose rel or page says that it is no endorsement has `hinted` of that: a hint, and no proof. `families`
    counts those with a signal that does not only support.
    """
    rule = material.rules["risk"]
    return material.sql(
        f"""
        WITH reached AS (
            SELECT l.link, f.signal, f.family, f.weight, true AS own FROM links l JOIN findings f ON f.link = l.link
            UNION ALL SELECT l.link, f.signal, f.family, f.weight, false
            FROM links l JOIN findings f ON f.level = 'page' AND f.page = l.source_page
            UNION ALL SELECT l.link, f.signal, f.family, f.weight, false
            FROM links l JOIN findings f ON f.level = 'domain' AND f.domain = l.source_domain),
        told AS (SELECT link, list_sort(list(DISTINCT signal)) AS signals FROM reached GROUP BY link),
        counted AS (
            SELECT r.*, if(coalesce(l.followed, true), 1.0, $hinted) AS passed
            FROM reached r JOIN links l USING (link) JOIN domains d ON d.domain = l.source_domain
            WHERE r.own OR NOT {TRUSTED}),
        heaviest AS (
            SELECT link, family, passed, least(max(weight), 99.9) AS weight,
                bool_or(NOT list_contains($supporting, signal)) AS speaks
            FROM counted GROUP BY link, family, passed),
        added AS (
            SELECT link, 100 * (1 - exp(sum(ln(1 - weight / 100)))) * passed AS risk,
                count(*) FILTER (speaks) AS families
            FROM heaviest GROUP BY link, passed)
        SELECT links.link, coalesce(risk, 0)::FLOAT AS risk, coalesce(signals, []) AS signals,
            coalesce(families, 0)::UTINYINT AS families,
            coalesce(families >= $families AND risk >= $least, false) AS queued
        FROM links LEFT JOIN told USING (link) LEFT JOIN added USING (link)""",
        {name: rule[name] for name in ("families", "least", "hinted", "trust", "spam_mass")}
        | {"supporting": material.rules.supporting},
    )


def tell(material: Material) -> pa.Table:
    """A row a referring domain: `domain` (its number), `facts` and `examples`. Reads `findings` and `risk`.

    `facts` has a sentence a signal, "signal: fact", heaviest first; `examples` the pages of its riskiest links. For a
    trusted site of which a link is queued the first sentence says that it is one.
    """
    rule = material.rules["risk"]
    return material.sql(
        f"""
        WITH said AS (
            SELECT domain, signal, max({{'weight': weight, 'fact': fact}}) AS heaviest FROM findings
            GROUP BY domain, signal),
        told AS (
            SELECT domain,
                list(signal || ': ' || heaviest.fact ORDER BY heaviest.weight DESC, signal)[:{FACTS}] AS facts
            FROM said GROUP BY domain),
        risky AS (
            SELECT l.source_domain AS domain, l.source_page AS page, max(k.risk) AS risk, bool_or(k.queued) AS queued
            FROM links l JOIN risk k USING (link) WHERE k.risk > 0 GROUP BY ALL),
        worst AS (SELECT * FROM risky
            QUALIFY row_number() OVER (PARTITION BY domain ORDER BY queued DESC, risk DESC, page) <= {EXAMPLES}),
        shown AS (
            SELECT w.domain, bool_or(queued) AS queued, list(url ORDER BY queued DESC, risk DESC, url) AS examples
            FROM worst w JOIN pages USING (page) GROUP BY w.domain)
        SELECT d.domain, coalesce(examples, []) AS examples,
            list_concat(if(queued AND {TRUSTED}, [format($victim, d.trust)], []), coalesce(facts, [])) AS facts
        FROM domains d LEFT JOIN shown USING (domain) LEFT JOIN told USING (domain)""",
        {"trust": rule["trust"], "spam_mass": rule["spam_mass"], "victim": VICTIM},
    )
