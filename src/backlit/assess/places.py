"""Whether the language and the country of a linking page are those of the target.

Languages are compared by their primary subtag (RFC 5646, 2.2.1): `en-GB` is English as `en_US` is. A country comes from
the top-level domain of a country (ISO 3166-1), from a second-level domain of one (`co.uk`), or from the region of the
page's language (`de-AT`). Country domains that the whole world uses as generic ones (`data/generic_tlds.txt`) tell no
country.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from backlit.assess.material import Material


def language_of(column: str) -> str:
    """The SQL of the primary subtag of a declared language; null where it is none."""
    return f"nullif(regexp_extract(lower(trim({column})), '^([a-z]{{2,3}})([-_]|$)', 1), '')"


def region_of(column: str) -> str:
    """The SQL of the region of a declared language (`de-AT`: at); null where it has none."""
    return f"nullif(regexp_extract(lower(trim({column})), '^[a-z]{{2,3}}([-_][a-z]{{4}})?[-_]([a-z]{{2}})$', 2), '')"


@cache
def generic_tlds() -> tuple[str, ...]:
    """Top-level domains of countries that are used as if they were generic."""
    text = resources.files("backlit.assess").joinpath("data", "generic_tlds.txt").read_text("utf-8")
    return tuple(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


def places(material: Material) -> pa.Table:
    """A row a link: `link`, `language_agrees`, `country_agrees`; null where either side is not known."""
    material.put("generic_tlds", pa.table({"tld": pa.array(generic_tlds(), pa.string())}))
    return material.sql(f"""
        WITH spoken AS (
            SELECT DISTINCT {language_of("language")} AS language FROM target_pages
            WHERE {language_of("language")} IS NOT NULL),
        sites AS (
            SELECT domain, regexp_extract(name, '\\.([a-z]{{2}})$', 1) AS tld FROM domains),
        lands AS (
            SELECT domain, if(tld = 'uk', 'gb', nullif(tld, '')) AS land FROM sites
            WHERE tld NOT IN (SELECT tld FROM generic_tlds)),
        said AS (
            SELECT l.link, {language_of("p.language")} AS language,
                coalesce(land, {region_of("p.language")}) AS land
            FROM links l LEFT JOIN pages p ON p.page = l.source_page LEFT JOIN lands ON lands.domain = l.source_domain)
        SELECT link, CASE WHEN language IS NOT NULL AND EXISTS (FROM spoken)
                THEN language IN (SELECT language FROM spoken) END AS language_agrees,
            land = if(target.country = 'uk', 'gb', target.country) AS country_agrees
        FROM said, target""")
