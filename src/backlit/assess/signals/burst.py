"""Many links with one anchor that were first seen in a day, on pages that had been looked at without them.

A first crawl sees everything for the first time, and so does the first look at a page: neither counts. What a crawl
finds on pages it knew came since the look before; how many known pages it looked at is the denominator.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlit.assess.signals import ROWS, Signal, same_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from backlit.assess.material import Material

SIGNAL = Signal(
    name="burst",
    family="time",
    level="link",
    meaning="On one day many pages of several domains, all known without it, were first seen with a link of the "
    "same words.",
    caution="A first look at a page finds everything new and never counts; a change of template counts as one "
    "domain, and names and addresses repeat when there is news.",
    whole=True,
    needs="G, P",
    source="Backlink audits of published tools; Google Search spam policies: automated links in comments",
)


def fire(material: Material, rule: Mapping[str, Any]) -> pa.Table:
    """Links of such a day; full strength at ten times the least number of them."""
    return material.sql(
        f"""
        WITH fresh AS (
            SELECT link, source_page, l.source_domain AS domain, p.url, l.first_seen::DATE AS day,
                {same_words("anchor")} AS words
            FROM links l JOIN anchors USING (link) JOIN pages p ON p.page = l.source_page
            WHERE NOT l.reported AND l.first_seen::DATE > p.first_seen::DATE
                AND anchor_class NOT IN ('brand', 'naked_address', 'image', 'empty')),
        bursts AS (
            SELECT day, words, count(*) AS n, count(DISTINCT domain) AS d,
                list(DISTINCT url ORDER BY url)[:{ROWS}] AS urls, count(DISTINCT source_page) AS with_it
            FROM fresh GROUP BY day, words HAVING n >= $least AND d >= $domains),
        looked AS (
            SELECT day, words, count(*) AS known
            FROM (SELECT DISTINCT day, words, domain FROM fresh SEMI JOIN bursts USING (day, words)) JOIN pages p
            USING (domain) WHERE p.first_seen::DATE < day AND p.fetched_at::DATE >= day GROUP BY day, words)
        SELECT link, 0.5 + 0.5 * least(1.0, ln(n / $least) / ln(10)) AS strength,
            format('{{}} links with the words "{{}}" were first seen on {{}}, on {{}} domains: on {{}} of {{}} '
                || 'pages there that had been known without them.', n, words[:80], day, d, with_it, known) AS fact,
            urls AS rows, with_it AS count
        FROM fresh JOIN bursts USING (day, words) JOIN looked USING (day, words)
        WHERE with_it >= $share * known""",
        {name: rule[name] for name in ("least", "domains", "share")},
    )
