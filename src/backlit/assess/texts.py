"""The texts that topics are compared by: around the links, of their pages and sites, of the target.

The index keeps no text of pages. What it has are titles, and of each link its words and the hundred characters on both
sides. So a page is its title with the words around its links, a site is its pages' titles with these; the target is
the titles of its pages, the words of its own links, and the project's terms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from backlit.assess.material import Material
from backlit.assess.places import language_of

if TYPE_CHECKING:
    from collections.abc import Mapping

CONTEXT = """concat_ws(' ',
        if(length(context_left) >= 99, regexp_replace(context_left, '^\\S{1,40}\\s+', ''), context_left),
        if(length(context_right) >= 99, regexp_replace(context_right, '\\s+\\S{1,40}$', ''), context_right))"""
"""The SQL of the words around a link, without those that its hundred characters cut."""

_TEXTS = f"""
    SELECT 'context' AS part, link, source_page AS page, source_domain AS owner,
        {language_of("p.language")} AS language, {CONTEXT} AS text
    FROM links LEFT JOIN pages p ON p.page = source_page
    UNION ALL SELECT 'title', NULL, page, domain, {language_of("language")}, title FROM pages WHERE title IS NOT NULL"""
"""The words of the link itself are left out: they speak of the target, whatever the page is about."""


def linking_texts(material: Material, rule: Mapping[str, Any]) -> pa.Table:
    """The texts of the links' pages and, to compare with, of links to other sites.

    Columns: `part` (context or title), `link`, `page`, `owner` (the domain), `language`, `text`, `own` (of a link to
    the target).
    """
    own = material.sql(f"SELECT *, true AS own FROM ({_TEXTS})")
    if material.alone:
        return own
    background = Material(material.snapshot, material.project, material.rules, _elsewhere(material, rule))
    try:
        others = background.sql(f"SELECT *, false AS own FROM ({_TEXTS})")
    finally:
        background.close()
    return pa.concat_tables([own, others])


def _elsewhere(material: Material, rule: Mapping[str, Any]) -> Any:
    """Links of the index to other sites than the target's, evenly spread: what any link looks like here."""
    snapshot = material.snapshot
    every = snapshot.links("outlinks", snapshot.pages("all"), "live")
    found = snapshot.take(every, _spread(len(every), rule["sample"]))
    ends = pa.table(snapshot.link_columns(found, ["target_page", "source_domain_id"]))
    own = np.isin(ends.column("target_page").to_numpy(), material.sql("SELECT page FROM target_pages").column("page"))
    domains = ends.column("source_domain_id").to_numpy()
    order = np.argsort(domains, kind="stable")
    _, starts, counts = np.unique(domains[order], return_index=True, return_counts=True)
    nth = np.empty(len(order), np.int64)
    nth[order] = np.arange(len(order)) - np.repeat(starts, counts)
    return snapshot.take(found, np.flatnonzero(~own & (nth < rule["sample_of_a_site"])))


def _spread(length: int, most: int) -> Any:
    """At most so many positions, evenly spread."""
    return np.unique(np.linspace(0, length - 1, most, dtype=np.int64)) if length else np.empty(0, np.int64)


def target_texts(material: Material, rule: Mapping[str, Any]) -> dict[str | None, list[str]]:
    """The texts of the target by language; those without one, and the project's terms, under None."""
    own = material.snapshot.links("internal", material.target, "live")
    read = material.snapshot.take(own, _spread(len(own), rule["target_links"]))
    names = ["source_language", "anchor", "context_left", "context_right"]
    material.put("own_links", pa.table(material.snapshot.link_columns(read, names)))
    rows = material.sql(f"""
        SELECT DISTINCT {language_of("language")} AS language, title AS text FROM target_pages WHERE title IS NOT NULL
        UNION SELECT {language_of("source_language")}, anchor FROM own_links WHERE anchor IS NOT NULL
        UNION SELECT {language_of("source_language")}, {CONTEXT} FROM own_links
        ORDER BY ALL""")
    texts: dict[str | None, list[str]] = {None: list(material.project.terms)}
    for language, text in zip(*(rows.column(name).to_pylist() for name in ("language", "text")), strict=True):
        texts.setdefault(language, []).append(text)
    return texts
