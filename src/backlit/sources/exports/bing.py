"""Bing Webmaster Tools (https://www.bing.com/webmasters): its CSV by likely names, and the two answers of its API.

`GetLinkCounts` gives `{d: {Links: [{Url, Count}]}}`, pages of the site with the number of links to each;
`GetUrlLinks` gives `{d: {Details: [{Url, AnchorText}]}}`, the pages that link to the one that was asked for
(https://learn.microsoft.com/dotnet/api/microsoft.bing.webmaster.api.interfaces.iwebmasterapi). The header of the CSV
is not confirmed.
"""

from __future__ import annotations

from backlit.sources.exports.layout import Layout, may, need, number

VENDOR = "bing"

CSV = Layout(
    VENDOR,
    "backlinks",
    "link",
    (
        need("Source URL", "Source page", field="source_url"),
        need("Target URL", "Target page", field="target_url"),
        need("Anchor text", "Anchor", field="anchor"),
    ),
    exact=True,
    doubt="no header of Bing's CSV is confirmed; if another tool made this file, name it with --vendor",
)

LINK_COUNTS = Layout(
    VENDOR,
    "link counts (GetLinkCounts)",
    "page",
    (
        need("Url", "Target URL", "Target page", field="subject", reading="url"),
        number("Count", of="page.count", required=True),
    ),
    exact=True,
    only_json=True,
)

URL_LINKS = Layout(
    VENDOR,
    "links of a page (GetUrlLinks)",
    "link",
    (need("Url", field="source_url"), need("AnchorText", field="anchor"), may("Type")),
    exact=True,
    only_json=True,
)

LAYOUTS = (CSV, LINK_COUNTS, URL_LINKS)
