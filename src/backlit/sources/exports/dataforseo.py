"""DataForSEO (https://docs.dataforseo.com/v3/backlinks/backlinks/live/): rows of the Backlinks API, as JSON.

`semantic_location` is the HTML element that the link stands in, `item_type` the kind of link; times are
`YYYY-MM-DD HH:MM:SS +00:00`.
"""

from __future__ import annotations

from backlit.sources.exports.layout import Layout, may, need, number, text

VENDOR = "dataforseo"

BACKLINKS = Layout(
    VENDOR,
    "backlinks",
    "link",
    (
        need("url_from", field="source_url"),
        need("url_to", field="target_url"),
        may("page_from_title", field="source_title"),
        may("page_from_language", field="source_language"),
        may("page_from_status_code", field="source_status"),
        may("anchor", field="anchor"),
        may("alt", field="alt"),
        may("dofollow", field="followed"),
        may("first_seen", field="first_seen"),
        may("last_seen", field="last_seen"),
        may("is_lost", field="is_lost"),
        may("item_type", field="kind"),
        may("semantic_location", field="placement"),
        may("text_pre", field="context_left"),
        may("text_post", field="context_right"),
        number("links_count", of="link.links_count"),
        number("rank", of="link.rank"),
        number("backlink_spam_score", of="link.spam_score"),
        number("url_to_spam_score", of="target_page.spam_score"),
        number("domain_from_rank", of="source_domain.rank"),
        number("page_from_rank", of="source_page.rank"),
        number("page_from_external_links", of="source_page.external_links"),
        number("page_from_internal_links", of="source_page.internal_links"),
        text("domain_from_country", of="source_domain.country"),
    ),
)

LAYOUTS = (BACKLINKS,)
