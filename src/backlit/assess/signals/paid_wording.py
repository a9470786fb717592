"""Paid wording near a link that no rel says was paid for.

Google asks that links which were paid for say so by `rel=sponsored` or `nofollow`; the words that publishers use for
such texts are data (`data/words/paid.toml`, `guest.toml`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlit.assess import words
from backlit.assess.signals import Signal

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from backlit.assess.material import Material

SIGNAL = Signal(
    name="paid_wording",
    family="topic",
    level="link",
    meaning="The text around the link or the title of its page says that it was paid for, or that the site takes "
    "texts for links, and rel does not.",
    caution="Never where rel says sponsored or nofollow, and never for what visitors write; articles about "
    "advertising use the words too.",
    needs="P",
    source="Google Search Central: qualify your outbound links; spam policies: buying or selling links",
)
SETS = ("paid", "write_for_us", "ad_label")
SENTENCE = r"(?:[.!?]\s|[\x{3002}\x{ff01}\x{ff1f}])"
"""Where a sentence ends."""
CUT = 99
"""Characters from which the text on one side of a link was cut, maybe within a word."""


def fire(material: Material, rule: Mapping[str, Any]) -> pa.Table:
    """Each link without such a rel beside which, or in whose page's title, one of the phrases stands.

    After the link its own sentence is read: what a later one says was paid for is what that one links to.
    A word such as "advertisement" counts where a colon follows it: then it is the label of what comes.
    """
    near = material.sql(f"""
        SELECT link, source_page AS page, concat_ws(' ',
            if(length(context_left) >= {CUT}, regexp_replace(context_left, '^\\S{{1,40}}\\s', ''), context_left),
            anchor,
            if(length(context_right) >= {CUT} AND NOT ends, regexp_replace(context_right, '\\s\\S{{1,40}}$', ''),
                regexp_replace(context_right, '{SENTENCE}.*$', ''))) AS text
        FROM (SELECT *, regexp_matches(context_right, '{SENTENCE}') AS ends FROM links)
        WHERE kind IN ('text', 'image', 'area') AND NOT coalesce(sponsored, false) AND NOT coalesce(nofollow, false)
            AND coalesce(placement, 'unknown') <> 'comments' ORDER BY link""")
    material.put("paid_near", _matched(near))
    titles = material.sql("SELECT page, title AS text FROM pages WHERE linking AND title IS NOT NULL ORDER BY page")
    material.put("paid_titles", _matched(titles))
    return material.sql(
        """
        WITH said AS (
            SELECT link, page, paid, write_for_us, ad_label, text, 'text around the link' AS place FROM paid_near
            UNION ALL
            SELECT link, page, t.paid, t.write_for_us, t.ad_label, t.text, 'title of the page'
            FROM paid_near JOIN paid_titles t USING (page)),
        found AS (
            SELECT link, page, place, coalesce(paid, if(labelled, ad_label, NULL)) AS paid, write_for_us
            FROM (SELECT *, regexp_matches(strip_accents(lower(text)),
                    regexp_escape(strip_accents(lower(rtrim(ad_label, '*')))) || '\\w*\\s?[:\\x{ff1a}]') AS labelled
                FROM said)
            WHERE paid IS NOT NULL OR write_for_us IS NOT NULL OR labelled
            QUALIFY row_number() OVER (PARTITION BY link ORDER BY paid IS NULL, place) = 1)
        SELECT link, (if(paid IS NULL, $1, 1))::FLOAT AS strength,
            format('The {} has the words “{}”, and rel says neither sponsored nor nofollow.', place,
                coalesce(paid, write_for_us)) AS fact,
            [url] AS rows, 1::UINTEGER AS count
        FROM found JOIN pages USING (page)""",
        [rule["taken"]],
    )


def _matched(table: pa.Table) -> pa.Table:
    """The table with a column for each set of phrases beside its text."""
    found = words.find(table.column("text"), *SETS)
    for one in SETS:
        table = table.append_column(one, found.column(one))
    return table
