"""Little visible text for the HTML: a page that is made of links and markup.

One of the features of content spam that Ntoulas, Najork, Manasse, Fetterly measured (WWW 2006: fraction of visible
content, fraction of anchor text), and of Moz's Spam Score ("low visible text"). It is of the family of links: that a
page says little and that it links much is one fact about it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlit.assess.signals import Signal

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from backlit.assess.material import Material

SIGNAL = Signal(
    name="little_text",
    family="links",
    level="page",
    meaning="The page shows little text for its HTML and its links, and leads outwards more than within.",
    caution="Weak on pages that scripts write: these have few links in their HTML, and so several are asked for.",
    needs="P",
    source="Ntoulas et al. 2006, Detecting spam web pages through content analysis; Moz Spam Score",
)


def fire(material: Material, rule: Mapping[str, Any]) -> pa.Table:
    """Each linking page with little but links."""
    return material.sql(
        """
        WITH weighed AS (
            SELECT *, links_internal + links_external AS every,
                text_length * if(split_part(lower(language), '-', 1) IN (SELECT unnest($6::VARCHAR[])), 2, 1) AS length
            FROM pages WHERE linking)
        SELECT page, 0.5::FLOAT AS strength,
            format('The page shows {} characters of text for {} links, and {:.1f} % of its HTML is text.',
                text_length, every, 100 * text_share) AS fact,
            [url] AS rows, 1::UINTEGER AS count
        FROM weighed JOIN domains d USING (domain)
        WHERE length < $1 AND text_share < $2 AND length < $3 * every AND links_external >= $4
            AND links_external > links_internal AND coalesce(trust, 0) < $5""",
        [
            rule["text_length"], rule["text_share"], rule["text_per_link"], rule["outlinks"], rule["trusted"],
            rule["dense_languages"],
        ],
    )  # fmt: skip
