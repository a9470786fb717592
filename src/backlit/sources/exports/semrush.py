"""Semrush (https://www.semrush.com/analytics/backlinks/): backlinks now and before, referring domains, Backlink Audit.

UTF-8 and commas, flags `true` and `false`. Exports are capped: 50,000 rows were seen for a profile of 1.4 million.
The audit's header is known from one test fixture only.
"""

from __future__ import annotations

from backlit.sources.exports.layout import Column, Layout, may, need, number, text

VENDOR = "semrush"

_LINK = (
    may("Source title", field="source_title"),
    need("Source url", field="source_url"),
    need("Target url", field="target_url"),
    may("Anchor", field="anchor"),
    may("Nofollow", field="nofollow"),
    may("First seen", field="first_seen"),
    may("Last seen", field="last_seen"),
)

_PAGE = (
    number("External links", of="source_page.external_links"),
    number("Internal links", of="source_page.internal_links"),
    may("Frame", field="is_frame"),
    may("Form", field="is_form"),
    may("Image", field="is_image"),
    text("Sitewide", of="link.sitewide"),
)

BACKLINKS = Layout(
    VENDOR,
    "backlinks",
    "link",
    (
        number("Page ascore", of="source_page.authority_score", required=True),
        *_LINK,
        *_PAGE,
        may("Sponsored", field="sponsored"),
        may("Ugc", field="ugc"),
        may("Text", field="is_text"),
        text("New link", of="link.new_link"),
        may("Lost link", field="is_lost"),
    ),
)

OLDER = Layout(
    VENDOR,
    "backlinks, older",
    "link",
    (
        number("Page score", of="source_page.page_score", required=True),
        number("Page trust score", of="source_page.trust_score", required=True),
        *_LINK,
        *_PAGE,
    ),
)

REFERRING_DOMAINS = Layout(
    VENDOR,
    "referring domains",
    "domain",
    (
        need("Domain", "Root domain", field="subject"),
        number("Domain ascore", of="domain.authority_score", required=True),
        number("Backlinks", of="domain.backlinks"),
        text("IP address", "IP", of="domain.ip"),
        text("Country", of="domain.country"),
        text("Category", of="domain.category"),
        may("First seen", field="first_seen"),
        may("Last seen", field="last_seen"),
    ),
)

AUDIT = Layout(
    VENDOR,
    "backlink audit",
    "link",
    (
        *_LINK,
        Column(("Toxicity Score", "Toxic score"), metric="link.toxicity_score", required=True),
        text("Toxic markers", of="link.toxic_markers"),
    ),
)

LAYOUTS = (BACKLINKS, OLDER, REFERRING_DOMAINS, AUDIT)
