"""Moz (https://moz.com/link-explorer): Link Explorer, the older Open Site Explorer, and rows of the Links API.

No header of the present CSV is confirmed, so it is told by names that only Moz uses beside a source and a target. Open
Site Explorer wrote six lines before its header. The API (https://moz.com/help/links-api) nests source and target.
"""

from __future__ import annotations

from backlit.sources.exports.layout import Layout, key_of, may, need, number, text

VENDOR = "moz"

_OWN = ("Spam Score", "Page Authority", "PA", "Domain Authority", "DA")

LINK_EXPLORER = Layout(
    VENDOR,
    "links",
    "link",
    (
        need("Source URL", "Source Page", "Linking Page", "URL", field="source_url"),
        need("Target URL", "Target Page", field="target_url"),
        may("Source Title", "Title", "Page Title", field="source_title"),
        may("Anchor Text", "Anchor", field="anchor"),
        may("First Seen", "Discovered", field="first_seen"),
        may("Last Seen", field="last_seen"),
        may("Lost", "Date Lost", field="lost_at"),
        may("Nofollow", "No-follow", field="nofollow"),
        may("Rel", field="rel"),
        may("Link Type", field="kind"),
        number("Spam Score", of="source_domain.spam_score"),
        number("Page Authority", "PA", of="source_page.page_authority"),
        number("Domain Authority", "DA", of="source_domain.domain_authority"),
    ),
    any_of=frozenset(key_of(name) for name in _OWN),
    doubt="no header of Moz's present CSV is confirmed",
)

OPEN_SITE_EXPLORER = Layout(
    VENDOR,
    "inbound links (Open Site Explorer)",
    "link",
    (
        need("URL", field="source_url"),
        may("Title", field="source_title"),
        may("Anchor Text", field="anchor"),
        number("Spam Score", of="source_domain.spam_score"),
        number("Page Authority", of="source_page.page_authority", required=True),
        number("Domain Authority", of="source_domain.domain_authority", required=True),
        number("Number of Domains Linking to this Page", of="source_page.referring_domains"),
        number("Number of Domains Linking to Domain", of="source_domain.referring_domains"),
        text("Origin", of="link.origin"),
        need("Target URL", field="target_url"),
        text("Link Equity", of="link.link_equity", required=True),
        text("No Link Equity", of="link.no_link_equity"),
        may("Only rel=nofollow", field="nofollow"),
        may("Only follow", field="followed"),
        may("301", field="is_redirect"),
    ),
)

API = Layout(
    VENDOR,
    "links of the API",
    "link",
    (
        need("source.page", "source.url", field="source_url"),
        need("target.page", "target.url", field="target_url"),
        may("anchor_text", field="anchor"),
        may("date_first_seen", field="first_seen"),
        may("date_last_seen", field="last_seen"),
        may("date_disappeared", field="lost_at"),
        may("nofollow", field="nofollow"),
        may("redirect", field="is_redirect"),
        text("rel_canonical", of="link.rel_canonical"),
        text("via_redirect", of="link.via_redirect"),
        text("via_rel_canonical", of="link.via_rel_canonical"),
        may("source.title", field="source_title"),
        may("source.http_code", field="source_status"),
        number("source.page_authority", of="source_page.page_authority"),
        number("source.domain_authority", of="source_domain.domain_authority"),
        number("source.spam_score", of="source_domain.spam_score"),
        number("target.page_authority", of="target_page.page_authority"),
        number("target.domain_authority", of="target_domain.domain_authority"),
        number("target.spam_score", of="target_domain.spam_score"),
    ),
    only_json=True,
)

LAYOUTS = (LINK_EXPLORER, OPEN_SITE_EXPLORER, API)
