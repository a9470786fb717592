"""Pages of partners and links of sites that the target links to as well.

Google's spam policies name "partner pages exclusively for the sake of cross-linking". The words for such pages are in
`data/partner_pages.toml`, in many languages; a page counts only where the target links back to its site.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from backlit.assess.signals import Signal

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from backlit.assess.material import Material

SIGNAL = Signal(
    name="partner_page",
    family="network",
    level="page",
    meaning="The page is one of partners or links, by its title or path, and the target links to its site.",
    caution="Clubs, suppliers and friends have such pages too: without a link back it never fires, and it weighs "
    "little.",
    whole=True,
    needs="P, G",
    source="Google Search spam policies: partner pages for cross-linking",
)


def fire(material: Material, rule: Mapping[str, Any]) -> pa.Table:
    """Such pages that link to the target, and to `least` other sites at least."""
    paths, titles = words()
    return material.sql(
        """
        SELECT page, 1.0 AS strength,
            format('The page is one of partners or links ("{}"), with {} links to other sites, and the target links '
                || 'to {}.',
                coalesce(title, path)[:80], links_external, name) AS fact, [url] AS rows, 1 AS count
        FROM pages JOIN domains USING (domain)
        WHERE linking AND links_external >= $least
            AND domain IN (SELECT arcs.target FROM arcs JOIN target ON source = target.domain)
            AND (regexp_matches(lower(path), $paths) OR regexp_matches(lower(coalesce(title, '')), $titles))""",
        {"least": rule["least"], "paths": paths, "titles": titles},
    )


@cache
def words() -> tuple[str, str]:
    """What paths and titles of such pages look like, as regular expressions over small letters."""
    told = tomllib.loads(resources.files("backlit.assess").joinpath("data", "partner_pages.toml").read_text("utf-8"))
    titles = [title for language in told["titles"].values() for title in language]
    segment = "|".join(told["paths"])
    return f"(^|/)({segment})(\\.[a-z]+)?/?$", f"(^|[^\\pL])({'|'.join(titles)})([^\\pL]|$)"
