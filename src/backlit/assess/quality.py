"""How good a link is, as a sum of named parts: a person can see which part gave how much.

A part gives its points times a measure of 0 to 1; both lie in `data/rules.toml`, sections `quality` and `rel`. What is
unknown counts the neutral share, so that a link is not worse for not having been looked at. docs/scoring.md has
each measure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlit.model.judgement import QUALITY_PARTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from backlit.assess.material import Material
    from backlit.assess.rules import Rules


def measure(material: Material) -> pa.Table:
    """A row a link: `link`, `quality` and `quality_NAME` for each of its parts."""
    rule, measures = material.rules["quality"], _measures(material.rules)
    parts = ", ".join(
        f"{rule['points'][name]} * coalesce({measures[name]}, {rule['neutral']})::DOUBLE AS quality_{name}"
        for name in QUALITY_PARTS
    )
    total = " + ".join(f"quality_{name}" for name in QUALITY_PARTS)
    columns = ", ".join(f"quality_{name}::FLOAT AS quality_{name}" for name in QUALITY_PARTS)
    return material.sql(f"""
        WITH parts AS (
            SELECT l.link, {parts}
            FROM links l JOIN domains d ON d.domain = l.source_domain LEFT JOIN pages p ON p.page = l.source_page
            JOIN relevance r USING (link) JOIN anchors a USING (link) JOIN types t USING (link)
            JOIN answers w USING (link))
        SELECT link, ({total})::FLOAT AS quality, {columns} FROM parts""")


def _measures(rules: Rules) -> dict[str, str]:
    """The SQL of each part's measure, 0 to 1; null where it is not known."""
    rule = rules["quality"]
    authority = "(3 * d.domain_rating + coalesce(p.page_rating, d.domain_rating)) / 4"
    trusted = f"{_held('d.trust', rule['trust_full'])} * (1 - coalesce(d.spam_mass, 0))"
    typed = f"t.type_confidence * {_by('t.type', rule['type'])} + (1 - t.type_confidence) * {rule['neutral']}"
    return {
        "authority": _held(authority, rule["authority_full"]),
        # Where trust arrives at none of them, the seeds are too few or too far to say anything.
        "trust": f"if((SELECT max(trust) FROM domains) > 0, {trusted}, NULL)",
        "relevance": _held("2 * r.relevance - 1", 1),
        "placement": f"if(l.hidden, 0, {_by('l.placement', rule['placement'])})",
        "endorsement": _endorsement(rules["rel"]),
        "anchor": f"{_by('a.anchor_class', rule['anchor'])} * if(w.natural_anchor = 'no', {rule['forced_anchor']}, 1)",
        "editorial": f"({typed}) * if(w.editorial_page = 'no', {rule['not_editorial']}, 1)",
    }


def _held(sql: str, full: float) -> str:
    """The SQL of a share of `full`, held within 0 and 1. DuckDB's `least` passes nulls over: unknown would be full."""
    return f"CASE WHEN ({sql}) IS NOT NULL THEN least(1, greatest(0, ({sql}) / {full})) END"


def _by(column: str, shares: Mapping[str, float]) -> str:
    """The SQL of the share that the rules give a word; null where they give none."""
    cases = " ".join(f"WHEN '{word}' THEN {share}" for word, share in shares.items())
    return f"CASE {column} {cases} END"


def _endorsement(rel: Mapping[str, float]) -> str:
    """The SQL of what rel lets pass: the least of the hints that are there; a page's own nofollow is one."""
    hints = ", ".join(f"if(l.{name}, {rel[name]}, 1)" for name in ("nofollow", "ugc", "sponsored"))
    return f"""CASE WHEN l.followed THEN 1 WHEN l.nofollow OR l.ugc OR l.sponsored THEN least({hints})
        WHEN NOT l.followed THEN {rel["nofollow"]} END"""
