"""What several domains say alike, weighed by how rare it is: titles and paths that nobody hits upon twice by chance.

The rarity of a text is the sum over its words of the logarithm of all domains over the domains that use the word:
inverse document frequency (Spärck Jones 1972), with a domain for a document. "Links" or `/blog/` weigh next to
nothing; a title of seven rare words weighs much. A profile of few domains is not the whole web: `PRIOR` domains that
use none of the words are added, so that what all of its domains say does not look common for that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from backlit.assess.material import Material

PRIOR = 100
"""Domains that are thought to exist beside those that are looked at, and to use none of the words."""

SAMPLE = 50_000
"""Texts of which the words are counted, at most about so many: enough for a logarithm."""

TITLE_WORDS = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}]|[\p{L}\p{N}]+"
"""A word of a title; in scripts that write no spaces every character is one, as in the simhash of texts."""

PATH_WORDS = r"(?:%[0-9a-f]{2}){1,6}|\p{L}{2,}|\p{N}{5,}"
"""A word of a path; escaped letters in pieces, numbers only where they are no dates."""


def repeated(material: Material, said: str, words: str, what: str, rule: Mapping[str, Any]) -> pa.Table:
    """The linking pages whose text `said` (SQL over `pages`; null: none) stands on several referring domains.

    `words` is what a word of it is, `what` what the fact calls it. Of `rule`: `domains` that have it at least, `words`
    that it has at least, `rarity` that fires, `full` the rarity of full strength, `trusted` the trust from which a
    site is not suspected. Copies of a press release are left out.
    """
    return material.sql(
        f"""
        WITH told AS (SELECT page, domain, url, linking, {said} AS said FROM pages),
        kept AS (SELECT * FROM told WHERE coalesce(said, '') <> ''),
        once AS (SELECT said, domain, min(url) AS url FROM kept GROUP BY ALL),
        sampled AS (SELECT * FROM once WHERE hash(url) % (SELECT 1 + count(*) // {SAMPLE} FROM once) = 0),
        used AS (
            SELECT word,
                count(DISTINCT domain) * (SELECT count(*) FROM once) / (SELECT count(*) FROM sampled) AS domains
            FROM (SELECT domain, unnest(regexp_extract_all(said, '{words}')) AS word FROM sampled) GROUP BY word),
        shared AS (
            SELECT said, count(*) AS domains, (list({{'domain': domain, 'url': url}} ORDER BY url))[:11] AS first
            FROM once GROUP BY said HAVING count(*) >= $1),
        rare AS (
            SELECT said, count(*) AS words,
                sum(ln(({PRIOR} + every) / least(every, greatest(shared.domains, used.domains)))) AS rarity
            FROM (SELECT DISTINCT said, domains, unnest(regexp_extract_all(said, '{words}')) AS word FROM shared) shared
            LEFT JOIN used USING (word), (SELECT count(DISTINCT domain) AS every FROM once)
            GROUP BY said HAVING words >= $2 AND rarity >= $3),
        released AS (SELECT source_page AS page FROM links JOIN types USING (link) WHERE type = 'press_release')
        SELECT page, least(1, rarity / $4)::FLOAT AS strength,
            format('{{}} other referring domains have a page with the same {what}, which is a rare one: {{}}.',
                shared.domains - 1, if(length(said) > 80, said[:80] || '…', said)) AS fact,
            [one.url FOR one IN first IF one.domain <> kept.domain][:10] AS rows,
            (shared.domains - 1)::UINTEGER AS count
        FROM kept JOIN shared USING (said) JOIN rare USING (said) JOIN domains USING (domain)
        WHERE linking AND coalesce(trust, 0) < $5 AND page NOT IN (SELECT page FROM released)""",
        [rule["domains"], rule["words"], rule["rarity"], rule["full"], rule["trusted"]],
    )
