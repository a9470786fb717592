"""What each link is by how it came about: a choice of the author, a paid post, a comment, an entry of a list.

Rules as data (`data/types.toml`): each looks at wording near the link, in the title and in the address of its page, at
the kind of the site, the place on the page, the address that it leads to, and speaks for a type with a weight. The
highest sum wins; what spoke for it is the evidence. `rel` raises what it says and proves nothing where it is silent.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from backlit.assess import addresses, sites, words
from backlit.assess.platforms import platforms
from backlit.model.judgement import LINK_TYPES

if TYPE_CHECKING:
    from backlit.assess.material import Material

NEAR = (
    "paid", "ad_colon", "affiliate", "guest_author", "author_note", "press_release", "review", "podcast",
)  # fmt: skip
"""Sets that are looked for in the text on both sides."""
TIGHT = ("partner", "resource_page", "image_credit", "made_by", "follow")
"""Sets that must stand close before the link."""
PAGE = (
    "paid",
    "guest_author",
    "press_release",
    "partner",
    "directory",
    "resource_page",
    "review",
    "review_word",
    "podcast",
)
"""Sets that are looked for in the title and in the address of the page."""
SITEWIDE_PAGES, SITEWIDE_SHARE = 5, 0.4
"""A link is sitewide where so many pages of its site have it, and such a share of those that were looked at."""
ENOUGH = 10
"""Pages of a site that must have been looked at before something that they lack tells anything."""
DATED = 0.2
"""Share of the pages of a paper that have a day or a section in their address."""
_SOCIAL = ("social", "video_host")


@cache
def _told() -> dict[str, Any]:
    return tomllib.loads(resources.files("backlit.assess").joinpath("data", "types.toml").read_text("utf-8"))


def classify(material: Material) -> pa.Table:
    """A row a link: `link`, `type`, `type_confidence` (its share of what spoke for it and the next), `type_evidence`."""
    material.put("type_sites", sites.classify(material))
    _put_links(material)
    _put_wording(material)
    material.put("type_pages", _pages(material))
    material.put("type_marks", _marks(material))
    material.put("type_scores", material.sql(f"SELECT link, {_sums()} FROM type_marks"))
    named = ", ".join(f"{{'type': '{name}', 'score': {name}::DOUBLE}}" for name in _types())
    material.put("type_best", material.sql(f"""
        WITH ranked AS (SELECT link, list_reverse_sort(list_transform([{named}], lambda s: {{'score': s.score, 'type': s.type}})) AS r
            FROM type_scores)
        SELECT link, if(r[1].score < {_told()['floor']}, 'other', r[1].type) AS type,
            (r[1].score / greatest(r[1].score + greatest(r[2].score, 0), 1))::FLOAT AS type_confidence FROM ranked"""))  # fmt: skip
    told = " ".join(f"WHEN '{name}' THEN {_said(name)}" for name in _types())
    return material.sql(f"""
        SELECT link, type, greatest(least(type_confidence, 1), 0)::FLOAT AS type_confidence,
            coalesce(nullif(CASE type {told} END, ''), 'Nothing near it tells how it came about.') AS type_evidence
        FROM type_best JOIN type_marks USING (link) ORDER BY link""")


# --- what is known of each link --------------------------------------------------------------------------------------


def _put_links(material: Material) -> None:
    """`type_links`: each link with where it leads; `type_addresses`: what these addresses say."""
    wanted = ["target_url", "target_domain", "source_domain"]
    table = pa.table(material.snapshot.link_columns(material.links, wanted, dictionary=True))
    table = table.rename_columns(["target_url", "target_domain", "own_domain"])
    material.put("type_read", table.append_column("link", pa.array(range(len(table)), pa.uint32())))
    material.put("type_links", material.sql("""
        SELECT l.*, r.target_url::VARCHAR AS target_url, r.target_domain::VARCHAR AS target_name,
            r.own_domain::VARCHAR AS own_name
        FROM links l JOIN type_read r USING (link)"""))  # fmt: skip
    material.put("type_addresses", addresses.paid(material, "type_links"))


def _put_wording(material: Material) -> None:
    """`type_near`: what stands beside each link."""
    texts = material.sql("""
        SELECT link, right(context_left, 160) || ' \u00b7 ' || left(context_right, 120) AS near, right(context_left, 45) AS tight,
            regexp_extract(context_left, '\\S+[\\s\\p{P}\\p{S}]*$') AS last, regexp_extract(context_left, '(\\S+\\s+)?\\S+[\\s\\p{P}\\p{S}]*$') AS "end", left(context_right, 40) AS next,
            coalesce(anchor, '') AS anchor
        FROM type_links ORDER BY link""")  # fmt: skip
    found = {"link": texts.column("link")}
    for column, sets in (
        ("near", NEAR), ("tight", TIGHT), ("last", ("ad_label",)), ("end", ("image_credit",)), ("next", ("comment_said", "partner")),
        ("anchor", ("ad_label", "offer", "follow", "made_by", "comment")),
    ):  # fmt: skip
        hits = words.find(texts.column(column), *sets)
        found |= {f"{name}_{column}": hits.column(name).cast(pa.string()) for name in sets}
    material.put("type_near", pa.table(found))


def _pages(material: Material) -> pa.Table:
    """`page`, and the phrase of each set in its title and its address; `forum_path`."""
    texts = material.sql("""
        SELECT page, coalesce(title, '') AS title,
            regexp_replace(url_decode(regexp_replace(path, '\\.[a-z]{2,5}$', '')), '[/_+.-]+', ' ', 'g') AS path,
            regexp_matches(lower(url), '/(viewtopic|showthread|showtopic|viewforum|forumdisplay)|/(threads?|topics?|t|forum|forums|foro|board)/|[?&](topic|thread|showtopic)=|/questions/[0-9]') AS forum_path
        FROM pages WHERE linking ORDER BY page""")  # fmt: skip
    found = {"page": texts.column("page"), "forum_path": texts.column("forum_path")}
    for column in ("title", "path"):
        hits = words.find(texts.column(column), *PAGE)
        found |= {f"{name}_{column}": hits.column(name).cast(pa.string()) for name in PAGE}
    return pa.table(found)


def _marks(material: Material) -> pa.Table:
    """A row a link with every column that the rules name."""
    told = _told()
    social = [name for name, kind in platforms().items() if kind in _SOCIAL]
    material.put("type_repeated", material.sql("""
        SELECT source_domain, target_name, kind, coalesce(anchor, '') AS anchor, count(DISTINCT source_page) AS pages_with
        FROM type_links GROUP BY ALL"""))  # fmt: skip
    material.put("type_exchanged", _exchanged(material))
    sections = "|".join(sites.kinds()["news"]["path"])
    material.put("type_reports", material.sql(f"""
        SELECT domain, count(*) < {ENOUGH} OR avg(regexp_matches(lower(url), '[/-](19|20)[0-9][0-9][/-]?[01][0-9]|//[^/]*/(.*/)?({sections})/')::INTEGER) >= {DATED} AS reports
        FROM pages GROUP BY domain"""))  # fmt: skip
    values = [
        addresses.leads_to(social), addresses.leads_to(told["pictures"]), addresses.leads_to(told["machinery"]),
        SITEWIDE_PAGES, SITEWIDE_SHARE, ENOUGH,
    ]  # fmt: skip
    page_sets = ", ".join(f"g.{name}_{column}" for column in ("title", "path") for name in PAGE)
    return material.sql(
        f"""
        WITH known AS (
            SELECT l.link, l.kind, coalesce(l.placement, 'unknown') AS placement, coalesce(l.ugc, false) AS ugc,
                coalesce(l.sponsored, false) AS sponsored, coalesce(l.link_density, 0) AS link_density, l.source_page,
                l.target_name, s.site_kind, s.site_evidence, n.* EXCLUDE (link), a.network, a.ad_server, a.shop, a.parameter,
                a.medium, a.counter, a.campaign AS counted,
                if(a.carried = l.own_name OR ends_with(a.carried, '.' || l.own_name), NULL, a.carried) AS carried,
                g.forum_path, {page_sets}, p.links_external AS linked, r.pages_with,
                r.pages_with >= $4 AND r.pages_with >= $5 * d.pages_looked_at AS sitewide,
                d.pages_looked_at >= $6 AND r.pages_with <= 2 AS alone, coalesce(o.reports, true) AS reports,
                regexp_matches(lower(l.target_url), $1) AS social_target,
                regexp_matches(lower(l.target_url), $2) AS picture_target,
                (regexp_matches(lower(l.target_url), $3) OR n.comment_anchor IS NOT NULL) AS machinery,
                regexp_matches(lower(l.target_url), '(/sharer?|/share|[/.]intent/|/pin/create|sharearticle|/submit\\?|share\\?|sharing/share|/bookmark|addtoany)') AS shares,
                regexp_matches(coalesce(l.anchor, ''), '\\*\\s*$') OR regexp_matches(l.context_right, '^\\s?\\*(\\s|[.,)]|$)') AS starred,
                coalesce(x.exchanged, false) AS exchanged
            FROM type_links l JOIN type_near n USING (link) JOIN domains d ON d.domain = l.source_domain
            LEFT JOIN type_reports o ON o.domain = l.source_domain LEFT JOIN type_sites s ON s.domain = l.source_domain
            LEFT JOIN pages p ON p.page = l.source_page LEFT JOIN type_pages g ON g.page = l.source_page
            LEFT JOIN type_addresses a ON a.target_url = l.target_url
            LEFT JOIN type_repeated r ON r.source_domain = l.source_domain AND r.target_name IS NOT DISTINCT FROM l.target_name
                AND r.kind = l.kind AND r.anchor = coalesce(l.anchor, '')
            LEFT JOIN type_exchanged x ON x.source = l.own_name AND x.target = l.target_name)
        SELECT * RENAME (comment_said_next AS comment_said, ad_label_last AS ad_label_end),
            bool_or(ad_label_last IS NOT NULL OR ad_label_anchor IS NOT NULL OR ad_colon_near IS NOT NULL OR network IS NOT NULL)
                OVER beside AS label_beside,
            bool_or(review_near IS NOT NULL) OVER (PARTITION BY source_page) AS review_beside,
            count(*) FILTER (counted) OVER beside AS campaign
        FROM known WINDOW beside AS (PARTITION BY source_page, target_name, placement)""",
        values,
    )


def _exchanged(material: Material) -> pa.Table:
    """Pairs of sites that link to each other, the way back from a page of links: `source`, `target`, `exchanged`."""
    own = material.snapshot.links("outlinks", material.target, "live")
    back = pa.table(material.snapshot.link_columns(own, ["source_url", "source_domain", "target_domain"]))
    material.put("type_back", back)
    return material.sql("""
        SELECT DISTINCT target_domain AS source, source_domain AS target, true AS exchanged FROM (
            SELECT source_domain, target_domain, source_url FROM type_back
            UNION ALL SELECT own_name, target_name, p.url FROM type_links l JOIN pages p ON p.page = l.source_page)
        WHERE regexp_matches(lower(source_url), '/(links?|partners?|partner[a-z]*|friends?|freunde|blogroll|liens|enlaces|empfehlungen|resources?|linki|odkazy)([./?-]|$)')""")


# --- the rules as SQL ------------------------------------------------------------------------------------------------


def _types() -> list[str]:
    return [name for name in LINK_TYPES if any(rule["type"] == name for rule in _told()["rule"])]


def _sums() -> str:
    """A column a type: the sum of the weights of its rules that hold."""
    return ", ".join(
        " + ".join(f"if({rule['when']}, {rule['weight']}, 0)" for rule in _told()["rule"] if rule["type"] == name)
        + f" AS {name}"
        for name in _types()
    )


def _said(name: str) -> str:
    """SQL: the sentences of a type's rules that hold, the heaviest first."""
    rules = sorted((r for r in _told()["rule"] if r["type"] == name and r["says"]), key=lambda r: -r["weight"])
    each = [f"if({rule['when']}, {_sentence(rule['says'])}, NULL)" for rule in rules]
    return f"concat_ws(' ', {', '.join(each)})"


def _sentence(says: str) -> str:
    parts = [part.replace("'", "''") for part in re.split(r"\{([\w|]+)\}", says)]
    pieces = [
        f"coalesce({', '.join(f'{name}::VARCHAR' for name in part.split('|'))}, '')" if n % 2 else f"'{part}'"
        for n, part in enumerate(parts)
    ]
    return " || ".join(pieces)
