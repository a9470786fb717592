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
SETS = ("paid", "write_for_us")


def fire(material: Material, rule: Mapping[str, Any]) -> pa.Table:
    """Each link without such a rel beside which, or in whose page's title, one of the phrases stands."""
    near = material.sql("""
        SELECT link, source_page AS page, concat_ws(' ', context_left, anchor, context_right) AS text FROM links
        WHERE kind IN ('text', 'image', 'area') AND NOT coalesce(sponsored, false) AND NOT coalesce(nofollow, false)
            AND coalesce(placement, 'unknown') <> 'comments' ORDER BY link""")
    material.put("paid_near", _matched(near, "text"))
    titles = material.sql("SELECT page, title FROM pages WHERE linking AND title IS NOT NULL ORDER BY page")
    material.put("paid_titles", _matched(titles, "title"))
    return material.sql(
        """
        WITH found AS (
            SELECT link, n.page, coalesce(t.paid, n.paid) AS paid, coalesce(t.write_for_us, n.write_for_us) AS taken,
                if(coalesce(t.paid, t.write_for_us) IS NULL, 'text around the link', 'title of the page') AS said
            FROM paid_near n LEFT JOIN paid_titles t USING (page))
        SELECT link, (if(paid IS NULL, $1, 1))::FLOAT AS strength,
            format('The {} has the words “{}”, and rel says neither sponsored nor nofollow.', said,
                coalesce(paid, taken)) AS fact,
            [url] AS rows, 1::UINTEGER AS count
        FROM found JOIN pages USING (page) WHERE coalesce(paid, taken) IS NOT NULL""",
        [rule["taken"]],
    )


def _matched(table: pa.Table, name: str) -> pa.Table:
    """The table with a column for each set of phrases in the place of its text."""
    found = words.find(table.column(name), *SETS)
    kept = table.drop_columns([name])
    for one in SETS:
        kept = kept.append_column(one, found.column(one))
    return kept
