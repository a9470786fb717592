"""How near the topic of a link is to that of its target: TF-IDF over the texts that the index holds.

Three texts are compared with the target's: the words around the link, the linking page, the linking site (see
`texts`). The target's names count on neither side: that a page names the target tells no topic.

Each language is a space of its own: in a mixed one the "und" of the few German sites would be a rare word. What a
cosine is worth depends on the target and on the lengths of texts; so each is told as its place among links of the index
that lead elsewhere: 0.9 is nearer to the target than nine of ten. docs/scoring.md has the formulas.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from backlit import _core
from backlit.assess.places import language_of, places
from backlit.assess.texts import linking_texts, target_texts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from backlit.assess.material import Material

HALF = 0.5
"""Nearer than half of the links elsewhere."""

_KEYS = {
    "context": "SELECT place, link AS key FROM spoken WHERE own = $1 AND part = 'context' ORDER BY key, place",
    "page": "SELECT place, page AS key FROM spoken WHERE own = $1 ORDER BY owner, key, place",
    "site": """
        SELECT place, owner AS key FROM spoken WHERE own = $1
        QUALIFY row_number() OVER (PARTITION BY owner, part ORDER BY place) <= 200 ORDER BY key, place""",
}
"""By part the texts that it is made of, and what each belongs to. A site's texts are bounded."""

_COLUMNS: dict[str, pa.DataType] = {
    "part": pa.string(), "language": pa.string(), "key": pa.uint32(), "value": pa.float32(), "words": pa.uint32(),
    "heaviest": pa.string(), "missing": pa.string(),
}  # fmt: skip
_LIKENESS = pa.schema(_COLUMNS)
"""What a text has in common with the target; `missing` says why there is no value."""

_COMBINED = f"""
    WITH asked AS (
        SELECT link, source_page, source_domain, {language_of("p.language")} AS language
        FROM links LEFT JOIN pages p ON p.page = source_page),
    joined AS (
        SELECT a.link, c.value AS context, p.value AS page, s.value AS site, s.words AS said,
            coalesce(c.heaviest, p.heaviest, s.heaviest) AS words, coalesce(c.missing, p.missing, s.missing) AS missing
        FROM asked a
        LEFT JOIN (FROM likeness WHERE part = 'context') c
            ON c.key = link AND c.language IS NOT DISTINCT FROM a.language
        LEFT JOIN (FROM likeness WHERE part = 'page') p
            ON p.key = source_page AND p.language IS NOT DISTINCT FROM a.language
        LEFT JOIN (FROM likeness WHERE part = 'site') s
            ON s.key = source_domain AND s.language IS NOT DISTINCT FROM a.language),
    added AS (
        SELECT *, if(context IS NULL, 0, $1) + if(page IS NULL, 0, $2) + if(site IS NULL, 0, $3) AS weight,
            coalesce(context, 0) * $1 + coalesce(page, 0) * $2 + coalesce(site, 0) * $3 AS total
        FROM joined)
    SELECT link, (total / nullif(weight, 0))::FLOAT AS relevance,
        CASE WHEN weight = 0 AND missing = 'too little text' THEN 'too little text: ' || coalesce(said, 0) || ' words'
            WHEN weight = 0 THEN coalesce(missing, 'no text')
            WHEN words IS NULL THEN 'no rare word in both' ELSE words || ' in both' END AS relevance_evidence,
        language_agrees, country_agrees, context::FLOAT AS relevance_context, page::FLOAT AS relevance_page,
        site::FLOAT AS relevance_site
    FROM added JOIN places USING (link)"""


@dataclass(frozen=True)
class _Space:
    """The texts of one language, and those of the target that they are compared with."""

    language: str | None
    strings: pa.ChunkedArray[Any]
    texts: _core.Texts
    target: list[str]
    names: list[str]
    least: int
    """Words that a text must share to be compared at all: more than one where the target has not its language."""


def measure(material: Material) -> pa.Table:
    """A row a link.

    `link`, `relevance`, `relevance_evidence`, `language_agrees`, `country_agrees`; and what the first comes from:
    `relevance_context`, `relevance_page`, `relevance_site`, 0 to 1, null where unknown.
    """
    rule = material.rules["relevance"]
    material.put("texts", linking_texts(material, rule))
    target = target_texts(material, rule)
    languages = material.sql("""
        SELECT language, count(DISTINCT owner) AS sites FROM texts GROUP BY language HAVING bool_or(own)
        ORDER BY language NULLS FIRST""").to_pylist()
    found = [_of_language(material, rule, row["language"], row["sites"], target) for row in languages]
    material.put("likeness", pa.concat_tables([_LIKENESS.empty_table(), *found]))
    material.put("places", places(material))
    return material.sql(_COMBINED, [rule["context"], rule["page"], rule["site"]])


def _of_language(
    material: Material, rule: Mapping[str, Any], language: str | None, sites: int, target: dict[str | None, list[str]]
) -> pa.Table:
    """What the texts of one language have in common with the target."""
    rows = material.sql("SELECT * FROM texts WHERE language IS NOT DISTINCT FROM $1", [language])
    numbered = rows.drop_columns(["text", "language"])
    material.put("spoken", numbered.append_column("place", pa.array(np.arange(len(rows), dtype=np.uint32))))
    of_it = target.get(language, []) if language is not None else []
    wanted = of_it + target[None] if of_it else [text for texts in target.values() for text in texts]
    names = [*material.project.brands, material.project.target]
    missing = None
    if (words := _words(wanted, names)) < rule["words"]["target"]:
        missing = f"too little is known of the target: {words} words; the project can name terms"
    elif sites < rule["sites"] and material.embedding is None:
        missing = f"too few sites in this language to tell rare words from common ones: {sites}"
    if missing is not None:
        return pa.concat_tables([_unknown(material, part, language, missing) for part in _KEYS])
    # A model has all its languages in one space.
    abroad = language is not None and not of_it and set(target) != {None} and material.embedding is None
    space = _Space(
        language, rows.column("text"), _core.Texts(rows.column("owner").to_numpy(), rows.select(["text"])), wanted,
        names, rule["shared_abroad"] if abroad else 1,
    )  # fmt: skip
    return pa.concat_tables([_of_part(material, rule, space, part) for part in _KEYS])


def _words(texts: Sequence[str], names: Sequence[str]) -> int:
    """How many different words texts have, the names left out: those that they share with themselves."""
    whole = " ".join(texts)
    alone = _core.Texts([0, 1], pa.table({"text": [whole, ""]}))
    return int(pa.table(alone.similar([0], [0], [whole], names)).column("shared").to_numpy()[0])


def _unknown(material: Material, part: str, language: str | None, missing: str) -> pa.Table:
    keys = material.sql(f"SELECT DISTINCT key FROM ({_KEYS[part]}) ORDER BY key", [True]).column("key")
    return _likeness(part, language, {"key": keys, "missing": pa.array([missing] * len(keys), pa.string())})


def _of_part(material: Material, rule: Mapping[str, Any], space: _Space, part: str) -> pa.Table:
    """What one kind of text of a language has in common with the target."""
    least = rule["words"][part]
    own, others = (_similar(material, space, part, own=own) for own in (True, False))
    background = others.column("cosine").to_numpy()[others.column("words").to_numpy() >= least]
    value = _calibrated(own.column("cosine").to_numpy(), np.sort(background), rule)
    thin = own.column("words").to_numpy() < least
    # Across languages names and loan words can show that texts are near; that they are not cannot be seen.
    unlike = (own.column("shared").to_numpy() < space.least) | (value < HALF)
    foreign = ~thin & unlike & (space.least > 1)
    missing = np.full(len(own), None, object)
    missing[thin], missing[foreign] = "too little text", "a language that the target does not have"
    return _likeness(part, space.language, {
        "key": own.column("key"), "value": pa.array(value, mask=thin | foreign), "words": own.column("words"),
        "heaviest": own.column("heaviest"), "missing": pa.array(missing, pa.string()),
    })  # fmt: skip


def _similar(material: Material, space: _Space, part: str, *, own: bool) -> pa.Table:
    rows = material.sql(_KEYS[part], [own])
    places, keys = (rows.column(name).to_numpy() for name in ("place", "key"))
    found = pa.table(space.texts.similar(places, keys, space.target, space.names, damped=part == "page"))
    if material.embedding is None:
        return found
    texts = [text or "" for text in space.strings.take(pa.array(places)).to_pylist()]
    near = material.embedding.nearness(texts, keys, space.target)
    return found.set_column(found.column_names.index("cosine"), "cosine", pa.array(near))


def _calibrated(
    cosine: NDArray[np.float32], background: NDArray[np.float32], rule: Mapping[str, Any]
) -> NDArray[np.float32]:
    """The share of the background that is less near; with too little of that, the cosine on a fixed scale."""
    if len(background) < rule["background"]:
        scaled: NDArray[np.float32] = np.minimum(cosine / rule["full"], 1).astype(np.float32)
        return scaled
    return np.divide(np.searchsorted(background, cosine, side="left"), len(background), dtype=np.float64).astype(
        np.float32
    )


def _likeness(part: str, language: str | None, columns: Mapping[str, Any]) -> pa.Table:
    """The columns of `_LIKENESS`; those that are not given are null."""
    length = len(columns["key"])
    same = {"part": part, "language": language}
    arrays = [
        columns[field.name] if field.name in columns else pa.repeat(pa.scalar(same.get(field.name), field.type), length)
        for field in _LIKENESS
    ]
    return pa.table(arrays, schema=_LIKENESS)
