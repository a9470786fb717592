"""Majestic (https://majestic.com): backlinks of the Site Explorer, and the bulk download.

UTF-8 with BOM and commas. `FlagMention` marks a mention without a link, `FlagAltText` an anchor that came from an
image's alt. In the bulk download a flag is set when its cell is not empty.
"""

from __future__ import annotations

from backlit.sources.exports.layout import Column, Layout, may, need, number, text

VENDOR = "majestic"
TOPICS = range(5)


def _topics(prefix: str, subject: str) -> tuple[Column, ...]:
    """The topics of Topical Trust Flow with their values."""
    return tuple(
        column
        for n in TOPICS
        for column in (
            text(f"{prefix}TopicalTrustFlow_Topic_{n}", of=f"{subject}.topic_{n}"),
            number(f"{prefix}TopicalTrustFlow_Value_{n}", of=f"{subject}.topic_{n}_trust_flow"),
        )
    )


SITE_EXPLORER = Layout(
    VENDOR,
    "backlinks",
    "link",
    (
        need("SourceURL", field="source_url"),
        need("TargetURL", field="target_url"),
        may("AnchorText", field="anchor"),
        number("SourceTrustFlow", of="source_page.trust_flow", required=True),
        number("SourceCitationFlow", of="source_page.citation_flow"),
        text("Domain", of="source_domain.domain"),
        number("DomainTrustFlow", of="source_domain.trust_flow"),
        number("DomainCitationFlow", of="source_domain.citation_flow"),
        need("FirstIndexedDate", field="first_seen"),
        may("LinkType", field="kind"),
        text("LinkSubType", of="link.link_sub_type"),
        number("TargetTrustFlow", of="target_page.trust_flow"),
        number("TargetCitationFlow", of="target_page.citation_flow"),
        may("FlagRedirect", field="is_redirect"),
        may("FlagFrame", field="is_frame"),
        may("FlagNoFollow", field="nofollow"),
        may("FlagImages", field="is_image"),
        may("FlagDeleted", field="is_lost"),
        may("FlagAltText", field="alt_anchor"),
        may("LastSeenDate", field="last_seen"),
        may("FlagMention", field="mention"),
        may("DateLost", field="lost_at"),
        may("ReasonLost", field="lost_reason"),
        *_topics("Source", "source_page"),
        *_topics("Domain", "source_domain"),
        *_topics("Target", "target_page"),
    ),
)

BULK = Layout(
    VENDOR,
    "bulk download",
    "link",
    (
        need("Target URL", field="target_url"),
        need("Source URL", field="source_url"),
        may("Anchor Text", field="anchor"),
        need("Source Crawl Date", field="last_seen"),
        need("Source First Found Date", field="first_seen"),
        may("FlagNoFollow", field="nofollow", reading="set"),
        may("FlagImageLink", field="is_image", reading="set"),
        may("FlagRedirect", field="is_redirect", reading="set"),
        may("FlagFrame", field="is_frame", reading="set"),
        text("FlagOldCrawl", of="link.flag_old_crawl"),
        may("FlagAltText", field="alt_anchor", reading="set"),
        may("FlagMention", field="mention", reading="set"),
        number("SourceCitationFlow", of="source_page.citation_flow"),
        number("SourceTrustFlow", of="source_page.trust_flow"),
        number("TargetCitationFlow", of="target_page.citation_flow"),
        number("TargetTrustFlow", of="target_page.trust_flow"),
        *_topics("Source", "source_page"),
        *_topics("RefDomain", "source_domain"),
    ),
)

LAYOUTS = (SITE_EXPLORER, BULK)
