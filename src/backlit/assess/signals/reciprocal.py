"""Sites that link to each other, where the target trades links with a large share of those that link to it.

Google's spam policies name excessive link exchanges. Between neighbours of a niche links go both ways by themselves, so
two shares must be high: of the referring domains, and of the domains that the target links to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlit.assess.signals import Signal

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from backlit.assess.material import Material

SIGNAL = Signal(
    name="reciprocal",
    family="network",
    level="domain",
    meaning="The target links back, as it does to a large share of the domains that link to it.",
    caution="Normal in a niche, and for whoever links to much: both shares are looked at, and it weighs little.",
    whole=True,
    needs="G",
    source="Google Search spam policies: excessive link exchanges",
)


def fire(material: Material, rule: Mapping[str, Any]) -> pa.Table:
    """Domains with links both ways; as strong as their share of the referring domains."""
    return material.sql(
        """
        WITH given AS (SELECT DISTINCT arcs.target AS domain FROM arcs JOIN target ON source = target.domain),
        counted AS (
            SELECT (SELECT count(*) FROM given) AS given, (SELECT count(*) FROM domains) AS n,
                (SELECT count(*) FROM domains SEMI JOIN given USING (domain)) AS mutual)
        SELECT domain, mutual / n AS strength,
            format('The target links to it too, as to {} of the {} domains that link to it ({:.0f} %); {:.0f} % of '
                || 'the {} domains that the target links to link back.',
                mutual, n, 100.0 * mutual / n, 100.0 * mutual / counted.given, counted.given) AS fact,
            [name] AS rows, mutual AS count
        FROM domains SEMI JOIN given USING (domain), counted
        WHERE mutual >= $least AND mutual >= $share * n AND mutual >= $back * counted.given""",
        {name: rule[name] for name in ("least", "share", "back")},
    )
