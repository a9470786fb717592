"""Backlit's own lists of links: `backlit backlinks` (and the reports like it) as CSV, JSON, JSON lines or XLSX.

What one index knows another can take: addresses, anchors, flags, kinds, places, contexts, dates and losses come back as
they were. Ratings are kept as metrics, for they belong to the index that made them. The names of columns are those of
`backlit.model.LINKS`. SQL over `links` gives the same columns.
"""

from __future__ import annotations

from backlit.model import KINDS, PLACEMENTS
from backlit.sources.exports.layout import Layout, may, need, number, text

VENDOR = "backlit"

_FLAG = {"true": "yes", "false": "no"}

LINKS = Layout(
    VENDOR,
    "links",
    "link",
    (
        need("source_url", field="source_url"),
        need("target_url", field="target_url"),
        need("source_domain"),
        need("target_domain"),
        may("source_title", field="source_title"),
        may("source_language", field="source_language"),
        may("anchor", field="anchor"),
        may("anchor_from", field="alt_anchor", told={"alt": "yes", "text": "no"}),
        may("rel", field="rel"),
        may("followed", field="followed", told=_FLAG),
        may("nofollow", field="nofollow", told=_FLAG),
        may("sponsored", field="sponsored", told=_FLAG),
        may("ugc", field="ugc", told=_FLAG),
        may("kind", field="kind", told={kind: kind for kind in KINDS}),
        may("placement", field="placement", told={place: place for place in PLACEMENTS}),
        may("context_left", field="context_left"),
        may("context_right", field="context_right"),
        need("first_seen", field="first_seen"),
        need("last_seen", field="last_seen"),
        may("state", field="is_lost", told={"lost": "yes", "live": "no", "unseen": "no"}),
        may("lost_at", field="lost_at"),
        may("lost_reason", field="lost_reason"),
        number("source_domain_rating", of="source_domain.domain_rating"),
        number("source_page_rating", of="source_page.page_rating"),
        number("source_trust", of="source_domain.trust"),
        number("source_spam_mass", of="source_domain.spam_mass"),
        number("source_referring_domains", of="source_domain.referring_domains"),
        number("source_linked_domains", of="source_domain.linked_domains"),
        number("target_domain_rating", of="target_domain.domain_rating"),
        number("target_page_rating", of="target_page.page_rating"),
        number("target_trust", of="target_domain.trust"),
        number("target_spam_mass", of="target_domain.spam_mass"),
        number("link_density", of="link.link_density"),
        number("position", of="link.position"),
        text("hidden", of="link.hidden"),
    ),
    day_first=True,
    disarmed=True,
)

LAYOUTS = (LINKS,)
