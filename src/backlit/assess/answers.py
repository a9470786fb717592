"""The seven questions about a backlink, answered yes, no or unknown, each with its evidence.

The questions are those that published guides agree on; `model.judgement.QUESTIONS` has them. An answer is unknown where
what it needs was not seen, or where it points neither way: it is never taken for a no. Thresholds are in
`data/rules.toml`, section `answers`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from backlit.model.judgement import ANCHOR_CLASSES, LINK_TYPES, QUESTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from backlit.assess.material import Material

_KEY = "regexp_replace(regexp_replace({0}, '^https?://', ''), '/$', '')"
"""The SQL of what addresses of one page have in common: exports name them with either scheme."""

_SEEN = f"""
    WITH told AS (
        SELECT {_KEY.format("source_url")} AS key, max(traffic) AS traffic FROM traffic GROUP BY 1),
    anchor_findings AS (SELECT DISTINCT link FROM findings WHERE family = 'anchor' AND level = 'link'),
    page_findings AS (
        SELECT page, count(DISTINCT signal) AS spam FROM findings
        WHERE level = 'page' AND family IN ('text', 'links', 'topic') GROUP BY page),
    site_findings AS (
        SELECT domain, count(DISTINCT family) AS families FROM findings WHERE level = 'domain' GROUP BY domain)
    SELECT l.link, r.relevance_context, r.relevance_page, r.relevance_site, told.traffic, l.kind, l.placement,
        l.hidden, a.anchor_class, f.link IS NOT NULL AS forced_anchor, t.type, p.text_length, p.links_external,
        coalesce(s.spam, 0) AS spam, d.trust, d.spam_mass, coalesce(w.families, 0) AS families
    FROM links l JOIN domains d ON d.domain = l.source_domain LEFT JOIN pages p ON p.page = l.source_page
    LEFT JOIN told ON told.key = {_KEY.format("p.url")}
    JOIN relevance r USING (link) JOIN anchors a USING (link) JOIN types t USING (link)
    LEFT JOIN anchor_findings f USING (link) LEFT JOIN page_findings s ON s.page = l.source_page
    LEFT JOIN site_findings w ON w.domain = l.source_domain"""
"""What the answers read, a row a link."""

_ASKED: dict[str, tuple[str, str]] = {
    "related_topic": (
        "coalesce((relevance_site + relevance_page) / 2, relevance_site, relevance_page) >= $related",
        "coalesce((relevance_site + relevance_page) / 2, relevance_site, relevance_page) < $unrelated",
    ),
    "has_readers": ("traffic >= $readers", "traffic = 0"),
    "in_main_content": (
        "placement = 'main' AND NOT coalesce(hidden, false)",
        "hidden OR placement IN ('navigation', 'header', 'footer', 'sidebar', 'comments')",
    ),
    "natural_anchor": (
        "NOT forced_anchor AND list_contains($natural, anchor_class)",
        "forced_anchor",
    ),
    "editorial_page": (
        "list_contains($editorial, type) AND text_length >= $text AND links_external <= $outlinks AND spam = 0",
        "spam > 0 OR list_contains($not_editorial, type) OR links_external > $outlinks_spam",
    ),
    "trusted_site": (
        "trust >= $trusted AND coalesce(spam_mass, 0) < $spam_mass AND families < $families",
        "families >= $families AND coalesce(trust, 0) < $trusted",
    ),
    "fits_context": ("relevance_context >= $fits", "relevance_context < $foreign"),
}
"""By question when it is answered with yes, and when with no; in SQL. Null is neither. No goes before yes."""


def answer(material: Material) -> pa.Table:
    """A row a link: `link`, a column a question, and `source_traffic`."""
    traffic = material.traffic
    if traffic is None:
        traffic = pa.table({"source_url": pa.array([], pa.string()), "traffic": pa.array([], pa.float64())})
    material.put("traffic", traffic.select(["source_url", "traffic"]))
    material.put("asked", material.sql(_SEEN))
    answers = ", ".join(
        f"CASE WHEN {no} THEN 'no' WHEN {yes} THEN 'yes' ELSE 'unknown' END AS {name}"
        for name, (yes, no) in _ASKED.items()
    )
    rule = material.rules["answers"]
    return material.sql(f"SELECT link, {_bound(answers, rule)}, traffic AS source_traffic FROM asked")


def _bound(sql: str, rule: Mapping[str, Any]) -> str:
    """The statement with the numbers and words of the rules in it."""
    for name in sorted(rule, key=len, reverse=True):
        value = rule[name]
        told = "[" + ", ".join(f"'{word}'" for word in value) + "]" if isinstance(value, list) else str(value)
        sql = sql.replace(f"${name}", told)
    return sql


def evidence(row: Mapping[str, Any]) -> dict[str, str]:
    """What each answer of a judged link rests on, one sentence a question. `row` has the columns of `JUDGED`."""
    return {name: _TELL[name](row) for name in QUESTIONS}


def _related(row: Mapping[str, Any]) -> str:
    known = [(name, row[f"relevance_{name}"]) for name in ("site", "page") if row[f"relevance_{name}"] is not None]
    if not known:
        return f"The topics cannot be compared: {row['relevance_evidence']}."
    told = ", ".join(f"of the {name} {near:.2f}" for name, near in known)
    return f"Nearness to the target's topic, 0 to 1: {told}; {row['relevance_evidence']}."


def _readers(row: Mapping[str, Any]) -> str:
    visits = row["source_traffic"]
    if visits is None:
        return "No export tells of visits to the page."
    return f"An export counts {visits:,.0f} visits to the page a month."


def _main(row: Mapping[str, Any]) -> str:
    place = row["placement"]
    hidden = ", hidden from readers" if row["hidden"] else ""
    if place in (None, "unknown"):
        return f"Where on the page it stands is not known{hidden}."
    return f"It stands in the page's {'main content' if place == 'main' else place}{hidden}."


def _anchor(row: Mapping[str, Any]) -> str:
    found = [name for name in row["signals"] or () if "anchor" in name]
    told = f"Its words are of class {row['anchor_class']}: {ANCHOR_CLASSES[row['anchor_class']]}."
    return f"{told} Signals: {', '.join(found)}." if found else told


def _editorial(row: Mapping[str, Any]) -> str:
    found = f" Signals: {', '.join(row['signals'])}." if row["signals"] else " No risk signal fired."
    return f"The link is of type {row['type']}: {LINK_TYPES[row['type']]}.{found}"


def _trusted(row: Mapping[str, Any]) -> str:
    trust, mass = row["source_trust"], row["source_spam_mass"]
    if trust is None:
        return "The site is not rated: `backlit rank` rates what the index holds."
    told = "unknown" if mass is None else f"{mass:.0%}"
    return f"Trust {trust:.1f} of 100; the share of its authority that trust does not explain is {told}."


def _fits(row: Mapping[str, Any]) -> str:
    near = row["relevance_context"]
    if near is None:
        return "There are too few words around the link, or they are in a language that cannot be compared."
    return (
        f"Nearness of the words around the link to the target's topic, 0 to 1: {near:.2f}; {row['relevance_evidence']}."
    )


_TELL: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "related_topic": _related, "has_readers": _readers, "in_main_content": _main, "natural_anchor": _anchor,
    "editorial_page": _editorial, "trusted_site": _trusted, "fits_context": _fits,
}  # fmt: skip
