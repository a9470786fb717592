"""What each link is by how it came about: a choice of the author, a paid post, a comment, an entry of a list.

Rules as data (`data/types.toml`): each looks at wording near the link, in the title and in the address of its page, at
the kind of the site, the place on the page, the address that it leads to, and speaks for a type with a weight. The
highest sum wins; what spoke for it is the evidence. `rel` raises what it says and proves nothing where it is silent.
"""

from __future__ import annotations

import re
import tomllib
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from backlit.assess import addresses, sites, words
from backlit.assess.platforms import platforms
from backlit.model.judgement import LINK_TYPES

if TYPE_CHECKING:
    from backlit.assess.material import Material

WINDOWS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("near", ("guest_author", "author_note", "press_release", "review", "podcast")),
    ("close", ("paid", "affiliate")),
    ("before", ("ad_colon",)),
    ("tight", ("partner", "resource_page", "image_credit", "made_by", "follow")),
    ("last", ("ad_label",)),
    ("last_two", ("image_credit",)),
    ("next", ("comment_said", "partner")),
    ("anchor", ("ad_label", "offer", "follow", "made_by", "comment")),
)
"""Which sets of the lexicon are looked for in which part of the text around a link."""
PAGE = (
    "paid", "guest_author", "press_release", "partner", "directory", "resource_page", "review", "review_word",
    "podcast",
)  # fmt: skip
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
    """A row a link: `link`, `type`, `type_confidence`, `type_evidence`.

    The confidence is the share of the winner in what spoke for it and for the next; the evidence what spoke for it.
    """
    material.put("type_sites", sites.classify(material))
    _put_links(material)
    _put_wording(material)
    material.put("type_pages", _pages(material))
    material.put("type_marks", _marks(material))
    material.put("type_scores", material.sql(f"SELECT link, {_sums()} FROM type_marks"))
    names = _types()
    chosen = " ".join(f"WHEN {name} = best THEN '{name}'" for name in names)
    rest = ", ".join(f"if(type = '{name}', 0, {name})" for name in names)
    material.put("type_best", material.sql(f"""
        WITH first AS (SELECT *, greatest({', '.join(names)})::DOUBLE AS best FROM type_scores),
        named AS (SELECT *, if(best < {_told()['floor']}, 'other', CASE {chosen} END) AS type FROM first)
        SELECT link, type, best / greatest(best + greatest({rest}, 0), 1) AS sure FROM named"""))  # fmt: skip
    told = " ".join(f"WHEN '{name}' THEN {_said(name)}" for name in _types())
    return material.sql(f"""
        SELECT link, type, greatest(least(sure, 1), 0)::FLOAT AS type_confidence,
            coalesce(nullif(CASE type {told} END, ''), 'Nothing near it tells how it came about.') AS type_evidence
        FROM type_best JOIN type_marks USING (link) ORDER BY link""")


# --- what is known of each link --------------------------------------------------------------------------------------


def _put_links(material: Material) -> None:
    """`type_links`: each link with the number of the domain that it leads to, and of its words and surroundings.

    Also `type_targets`: the addresses that they lead to, with what these say; `type_names`: the domains by number.
    """
    read = pa.table(material.snapshot.link_columns(material.links, ["target_domain_id"]))
    material.put("type_read", read.append_column("link", pa.array(range(len(read)), pa.uint32())))
    material.put("type_links", material.sql("""
        SELECT l.*, r.target_domain_id AS target_domain, hash(anchor) AS words,
            hash(context_left, context_right, anchor) AS surroundings
        FROM links l JOIN type_read r USING (link)"""))  # fmt: skip
    first = material.sql("SELECT min(link) AS link FROM links GROUP BY target_page ORDER BY link").column("link")
    one_each = material.snapshot.take(material.links, first.to_numpy())
    urls = pa.table(material.snapshot.link_columns(one_each, ["target_url"])).append_column("link", first)
    material.put("type_urls", urls)
    material.put("type_addresses", addresses.paid(material, "type_urls"))
    told = _told()
    social = [name for name, kind in platforms().items() if kind in _SOCIAL]
    patterns = [addresses.leads_to(names) for names in (social, told["pictures"], told["machinery"])]
    material.put("type_targets", material.sql("""
        SELECT l.target_page, a.*, regexp_matches(lower(u.target_url), $1) AS social_target,
            regexp_matches(lower(u.target_url), $2) AS picture_target,
            regexp_matches(lower(u.target_url), $3) AS of_forms, regexp_matches(lower(u.target_url), $4) AS shares
        FROM type_urls u JOIN links l USING (link) LEFT JOIN type_addresses a USING (target_url)""",
        [*patterns, told["patterns"]["share"]]))  # fmt: skip
    material.put("type_names", material.sql("SELECT domain, name FROM all_domains"))


def _put_wording(material: Material) -> None:
    """`type_near`: the phrases of each set in the parts of the text around links, as columns SET_PART.

    What many links have in common, such as the foot of a site, is read once.
    """
    texts = material.sql(r"""
        WITH every AS (
            SELECT surroundings, any_value(context_left) AS context_left, any_value(context_right) AS context_right,
                coalesce(any_value(anchor), '') AS anchor
            FROM type_links GROUP BY surroundings)
        SELECT surroundings, right(context_left, 160) AS before, before || ' · ' || left(context_right, 120) AS near,
            before || ' · ' || left(context_right, 60) AS close, right(context_left, 45) AS tight,
            regexp_extract(tight, '\S+[\s\p{P}\p{S}]*$') AS last,
            regexp_extract(tight, '(\S+\s+)?\S+[\s\p{P}\p{S}]*$') AS last_two,
            left(context_right, 40) AS next, anchor, regexp_matches(
                right(anchor, 4) || '⁠' || left(coalesce(context_right, ''), 4), $1) AS starred
        FROM every""", [_told()["patterns"]["asterisk"]])  # fmt: skip
    found = {"surroundings": texts.column("surroundings"), "starred": texts.column("starred")}
    with ThreadPoolExecutor() as pool:  # the core lets go of the interpreter while it reads
        hits = list(pool.map(lambda window: words.find(texts.column(window[0]), *window[1]), WINDOWS))
    for (part, sets), hit in zip(WINDOWS, hits, strict=True):
        found |= {f"{name}_{part}": hit.column(name).cast(pa.string()) for name in sets}
    material.put("type_near", pa.table(found))


def _pages(material: Material) -> pa.Table:
    """`page`, the phrase of each set in its title and its address, and `forum_path`."""
    texts = material.sql(
        r"""
        SELECT page, coalesce(title, '') AS title, regexp_matches(lower(url), $1) AS forum_path,
            regexp_replace(url_decode(regexp_replace(path, '\.[a-z]{2,5}$', '')), '[/_+.-]+', ' ', 'g') AS path
        FROM pages WHERE linking ORDER BY page""",
        [_told()["patterns"]["forum"]],
    )
    found = {"page": texts.column("page"), "forum_path": texts.column("forum_path")}
    for column in ("title", "path"):
        hits = words.find(texts.column(column), *PAGE)
        found |= {f"{name}_{column}": hits.column(name).cast(pa.string()) for name in PAGE}
    return pa.table(found)


def _marks(material: Material) -> pa.Table:
    """A row a link with every column that the rules name."""
    material.put("type_repeated", material.sql("""
        SELECT source_domain, target_domain, kind, words, count(DISTINCT source_page) AS pages_with
        FROM type_links GROUP BY ALL"""))  # fmt: skip
    material.put("type_exchanged", _exchanged(material))
    material.put("type_reports", _reports(material))
    page_sets = ", ".join(f"g.{name}_{column}" for column in ("title", "path") for name in PAGE)
    return material.sql(
        f"""
        WITH known AS (
            SELECT l.link, l.kind, coalesce(l.placement, 'unknown') AS placement, coalesce(l.ugc, false) AS ugc,
                coalesce(l.sponsored, false) AS sponsored, coalesce(l.link_density, 0) AS link_density, l.source_page,
                l.target_domain, s.site_kind, s.site_evidence, n.* EXCLUDE (surroundings, starred),
                coalesce(n.starred, false) AS starred, a.network, a.ad_server, a.shop, a.parameter, a.medium,
                a.counter, a.campaign AS counted,
                if(a.carried = d.name OR ends_with(a.carried, '.' || d.name), NULL, a.carried) AS carried,
                g.forum_path, {page_sets}, p.links_external AS linked, r.pages_with,
                r.pages_with >= $1 AND r.pages_with >= $2 * d.pages_looked_at AS sitewide,
                d.pages_looked_at >= $3 AND r.pages_with <= 2 AS alone, coalesce(o.reports, true) AS reports,
                a.social_target, a.picture_target, a.of_forms OR n.comment_anchor IS NOT NULL AS machinery, a.shares,
                coalesce(x.exchanged, false) AS exchanged
            FROM type_links l JOIN type_near n USING (surroundings) JOIN domains d ON d.domain = l.source_domain
            LEFT JOIN type_reports o ON o.domain = l.source_domain
            LEFT JOIN type_sites s ON s.domain = l.source_domain
            LEFT JOIN pages p ON p.page = l.source_page LEFT JOIN type_pages g ON g.page = l.source_page
            LEFT JOIN type_targets a ON a.target_page = l.target_page
            LEFT JOIN type_repeated r ON r.source_domain = l.source_domain AND r.kind = l.kind
                AND r.target_domain = l.target_domain AND r.words = l.words
            LEFT JOIN type_exchanged x ON x.source = l.source_domain AND x.target = l.target_domain),
        labelled AS (
            SELECT source_page, target_domain, placement,
                bool_or(coalesce(ad_label_last, ad_label_anchor, ad_colon_before, network) IS NOT NULL) AS label_beside
            FROM known GROUP BY ALL),
        counting AS (
            SELECT source_page, target_domain, count(*) FILTER (counted AND placement = 'main')
                AS campaign FROM known GROUP BY ALL),
        reviewing AS (SELECT source_page, bool_or(review_near IS NOT NULL) AS review_beside FROM known GROUP BY ALL)
        SELECT * FROM known JOIN labelled USING (source_page, target_domain, placement)
        JOIN counting USING (source_page, target_domain) JOIN reviewing USING (source_page)""",
        [SITEWIDE_PAGES, SITEWIDE_SHARE, ENOUGH],
    )


def _reports(material: Material) -> pa.Table:
    """Whether the pages of a site have days or the sections of a paper in their addresses: `domain`, `reports`."""
    sections = "|".join(sites.kinds()["news"]["path"])
    dated = rf"[/-](19|20)[0-9][0-9][/-]?[01][0-9]|//[^/]*/(.*/)?({sections})/"
    return material.sql(
        """
        SELECT domain, count(*) < $2 OR avg(regexp_matches(lower(url), $1)::INTEGER) >= $3 AS reports
        FROM pages GROUP BY domain""",
        [dated, ENOUGH, DATED],
    )


def _exchanged(material: Material) -> pa.Table:
    """Pairs of sites that link to each other, the way back from a page of links: `source`, `target`, `exchanged`."""
    own = material.snapshot.links("outlinks", material.target, "live")
    back = pa.table(material.snapshot.link_columns(own, ["source_url", "source_domain_id", "target_domain_id"]))
    material.put("type_back", back)
    return material.sql(
        """
        WITH listing AS (SELECT page FROM pages WHERE linking AND regexp_matches(lower(url), $1))
        SELECT DISTINCT target_domain_id AS source, source_domain_id AS target, true AS exchanged FROM type_back
        WHERE regexp_matches(lower(source_url), $1)
        UNION
        SELECT DISTINCT target_domain, source_domain, true FROM type_links JOIN listing ON page = source_page""",
        [_told()["patterns"]["links_page"]],
    )


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
