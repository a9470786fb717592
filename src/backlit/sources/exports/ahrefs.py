"""Ahrefs (https://ahrefs.com/site-explorer): backlinks, broken backlinks, link intersect, referring domains, anchors.

Its "CSV" is UTF-16 with tabs; UTF-8, commas and XLSX occur too. Times are `YYYY-MM-DD HH:MM:SS`. The headers are those
of real files, but for the layout before 2022, which is from memory.
"""

from __future__ import annotations

from backlit.sources.exports.layout import Column, Layout, may, need, number, text

VENDOR = "ahrefs"

_IN_CONTENT = {"true": "main"}
"""`Content` says whether the link stands in the largest piece of content; of the others it tells no place."""

_SOURCE = (
    may("Referring page title", field="source_title"),
    need("Referring page URL", field="source_url"),
    may("Language", field="source_language"),
    text("Platform", of="source_page.platform"),
    may("Referring page HTTP code", field="source_status"),
    number("Domain rating", of="source_domain.domain_rating", required=True),
    number("UR", of="source_page.url_rating"),
    number("Domain traffic", of="source_domain.domain_traffic"),
    number("Referring domains", of="source_page.referring_domains"),
    number("Linked domains", of="source_page.linked_domains"),
    number("External links", of="source_page.external_links"),
    number("Page traffic", of="source_page.page_traffic"),
    number("Keywords", of="source_page.keywords"),
    text("Author", of="source_page.author"),
    text("Page type", of="source_page.page_type"),
    text("Page category", of="source_page.page_category"),
)

_LINK = (
    need("Target URL", field="target_url"),
    may("Left context", field="context_left"),
    may("Anchor", field="anchor"),
    may("Right context", field="context_right"),
    text("Redirect Chain URLs", of="link.redirect_chain_urls"),
    text("Redirect Chain status codes", of="link.redirect_chain_status_codes"),
    may("Type", field="kind"),
    text("Is spam", of="source_domain.is_spam"),
    may("Content", field="placement", told=_IN_CONTENT),
    text("Content", of="link.content"),
    need("Nofollow", field="nofollow"),
    may("UGC", field="ugc"),
    may("Sponsored", field="sponsored"),
    text("Rendered", of="link.rendered"),
    text("Raw", of="link.raw"),
)

BACKLINKS = Layout(
    VENDOR,
    "backlinks",
    "link",
    (
        *_SOURCE,
        *_LINK,
        may("Lost status", field="lost_reason"),
        text("Drop reason", of="link.drop_reason"),
        text("Discovered status", of="link.discovered_status"),
        need("First seen", field="first_seen"),
        need("Last seen", field="last_seen"),
        may("Lost", field="lost_at"),
        number("Links in group", of="link.links_in_group"),
    ),
)

BROKEN = Layout(
    VENDOR,
    "broken backlinks",
    "link",
    (
        *_SOURCE,
        *_LINK,
        Column(("Target page HTTP code",), metric="target_page.http_code", required=True),
        text("Target checked", of="target_page.checked"),
        # The link stood there when the referring page was looked at.
        may("Ref. page checked", field="last_seen"),
        may("First seen", field="first_seen"),
        number("Links in group", of="link.links_in_group"),
    ),
)

INTERSECT = Layout(
    VENDOR,
    "link intersect",
    "link",
    (
        *_SOURCE,
        may("Type", field="kind"),
        text("Redirect Code", of="link.redirect_code"),
        number("Intersect", of="link.intersect", required=True),
    ),
    columns_are_targets=True,
)

REFERRING_DOMAINS = Layout(
    VENDOR,
    "referring domains",
    "domain",
    (
        need("Domain", field="subject"),
        number("DR", "Domain rating", of="domain.domain_rating", required=True),
        number("Links to target", of="domain.links_to_target", required=True),
        number("Dofollow linked domains", of="domain.dofollow_linked_domains"),
        number("Dofollow links", of="domain.dofollow_links"),
        text("Is spam", of="domain.is_spam"),
        number("Traffic", of="domain.traffic"),
        may("First seen", field="first_seen"),
        may("Lost", field="lost_at"),
    ),
)

ANCHORS = Layout(
    VENDOR,
    "anchors",
    "anchor",
    (
        need("Anchor text", "Anchor", field="subject"),
        number("Ref. domains", "Referring domains", of="anchor.referring_domains", required=True),
        number("Top DR", of="anchor.top_dr", required=True),
        number("Ref. pages", of="anchor.referring_pages"),
        number("Links to target", of="anchor.links_to_target"),
        number("New links", of="anchor.new_links"),
        number("Lost links", of="anchor.lost_links"),
        number("Dofollow links", of="anchor.dofollow_links"),
        may("First seen", field="first_seen"),
        may("Lost", field="lost_at"),
    ),
)

BEFORE_2022 = Layout(
    VENDOR,
    "backlinks before 2022",
    "link",
    (
        number("#", of="link.number"),
        number("Domain Rating", of="source_domain.domain_rating", required=True),
        number("URL Rating", of="source_page.url_rating"),
        number("Referring Domains", of="source_page.referring_domains"),
        need("Referring Page URL", field="source_url"),
        may("Referring Page Title", field="source_title"),
        number("Internal Links Count", of="source_page.internal_links"),
        number("External Links Count", of="source_page.external_links"),
        need("Link URL", field="target_url"),
        may("TextPre", field="context_left"),
        may("Link Anchor", field="anchor"),
        may("TextPost", field="context_right"),
        # One column told the kind in some years, and in others whether the link is followed.
        may("Type", field="kind"),
        may("Type", field="followed", told={"dofollow": "yes", "nofollow": "no", "ugc": "no", "sponsored": "no"}),
        may(
            "Backlink Status",
            field="is_lost",
            told={"live": "no", "active": "no", "lost": "yes", "removed": "yes", "dropped": "yes"},
        ),
        may("First Seen", field="first_seen"),
        may("Last Check", field="last_seen"),
        may("Day Lost", field="lost_at"),
        may("Language", field="source_language"),
        number("Traffic", of="source_page.page_traffic"),
        number("Keywords", of="source_page.keywords"),
        text("Js rendered", of="link.js_rendered"),
        number("Linked Domains", of="source_page.linked_domains"),
    ),
    doubt="the header of these years is from memory",
)

LAYOUTS = (BACKLINKS, BROKEN, INTERSECT, REFERRING_DOMAINS, ANCHORS, BEFORE_2022)
