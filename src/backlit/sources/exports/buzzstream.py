"""BuzzStream (https://www.buzzstream.com): link partners of an outreach project, those rows that name a link."""

from __future__ import annotations

from backlit.sources.exports.layout import Layout, may, need, number, text

VENDOR = "buzzstream"

LINK_PARTNERS = Layout(
    VENDOR,
    "link partners",
    "link",
    (
        need("Linking from", field="source_url"),
        need("Linking To", field="target_url"),
        may("Anchor Text", field="anchor"),
        text("Link Partner \N{EN DASH} Name", of="link.partner_name"),
        text("Link Partner \N{EN DASH} Domain", of="source_domain.domain"),
        text("Sitewide Link?", of="link.sitewide"),
        number("Sitewide \N{EN DASH} # of links", of="link.sitewide_links"),
        text("Acquisition Method", of="link.acquisition_method"),
    ),
)

LAYOUTS = (LINK_PARTNERS,)
