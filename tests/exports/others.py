"""The layouts of links of Search Console, Bing, Screaming Frog, DataForSEO and BuzzStream."""

from __future__ import annotations

from tests.exports.layout import (
    ALL_FLAGS,
    ANCHOR,
    ASSUMED,
    SOURCE,
    TARGET,
    TIMES,
    Either,
    Fill,
    Layout,
    Told,
    columns,
)
from tests.exports.truth import PROPERTY, day

PARTNER = "Link Partner \N{EN DASH}"
SCREAMING_FROG = columns(
    "Type,Source,Destination,Size (Bytes),Alt Text,Anchor,Status Code,Status,Follow,Target,Rel,Path Type,Link Path,"
    "Link Position,Link Origin", ",",
)  # fmt: skip
POSITIONS = {
    "main": "Content", "navigation": "Navigation", "header": "Header", "footer": "Footer", "sidebar": "Aside",
}  # fmt: skip
SCREAMING_FROG_CELLS: dict[str, Fill] = {
    "Type": lambda _: "Hyperlink", "Source": lambda s: s.source, "Destination": lambda s: s.target,
    "Alt Text": lambda s: s.anchor if s.alt else "", "Anchor": lambda s: "" if s.alt else s.anchor,
    "Follow": lambda s: s.followed, "Rel": lambda s: s.rel, "Link Position": lambda s: POSITIONS[s.placement],
    "Target": lambda _: "_blank",
}  # fmt: skip
SCREAMING_FROG_TOLD: dict[str, Told] = {
    **SOURCE, **TARGET, **ANCHOR, **ALL_FLAGS, "rel": lambda s: s.rel or Either((None, "")),
    "placement": lambda s: s.placement, "kind": lambda s: Either((None, "text", s.kind)),
    "anchor_from": lambda s: "alt" if s.alt else Either((None, "text")),
}  # fmt: skip
DATAFORSEO_KINDS = {"text": "anchor", "image": "image", "redirect": "redirect"}
DATAFORSEO_PLACES = {
    "main": "article", "navigation": "nav", "header": "header", "footer": "footer", "sidebar": "aside",
}  # fmt: skip

LAYOUTS = [
    Layout(
        "search_console_latest", "search_console", ("Linking page", "Last crawled"),
        {"Linking page": lambda s: s.source, "Last crawled": lambda s: s.last},
        {**SOURCE, **ASSUMED, "last_seen": lambda s: day(s.last)}, file=f"{PROPERTY}-Latest links-2026-07-18",
    ),
    Layout(
        "search_console_sample", "search_console", ("Linking page",), {"Linking page": lambda s: s.source},
        {**SOURCE, **ASSUMED}, file=f"{PROPERTY}-More sample links-2026-07-18",
    ),
    Layout(
        "bing_csv", "bing", ("Source URL", "Target URL", "Anchor text"),
        {"Source URL": lambda s: s.source, "Target URL": lambda s: s.target, "Anchor text": lambda s: s.anchor},
        {**SOURCE, **TARGET, **ANCHOR},
    ),
    Layout(
        "bing_url_links", "bing", ("Url", "AnchorText"), {"Url": lambda s: s.source, "AnchorText": lambda s: s.anchor},
        {**SOURCE, **ASSUMED, **ANCHOR}, wrap=lambda rows: {"d": {"Details": rows, "TotalPages": 1}},
    ),
    Layout(
        "screaming_frog", "screaming_frog", SCREAMING_FROG, SCREAMING_FROG_CELLS, SCREAMING_FROG_TOLD,
        words=("Status", "Path Type", "Link Path", "Link Origin"), open=("Status Code",), file="all_inlinks",
    ),
    Layout(
        "dataforseo", "dataforseo",
        columns(
            "url_from,url_to,anchor,dofollow,first_seen,last_seen,is_lost,item_type,semantic_location,links_count,"
            "domain_from_rank,page_from_rank", ",",
        ),
        {
            "url_from": lambda s: s.source, "url_to": lambda s: s.target, "anchor": lambda s: s.anchor,
            "dofollow": lambda s: s.followed, "first_seen": lambda s: s.first, "last_seen": lambda s: s.last,
            "is_lost": lambda s: s.lost is not None, "item_type": lambda s: DATAFORSEO_KINDS[s.kind],
            "semantic_location": lambda s: DATAFORSEO_PLACES[s.placement],
        },
        {
            **SOURCE, **TARGET, **ANCHOR, **TIMES, "followed": lambda s: s.followed, "kind": lambda s: s.kind,
            "placement": lambda s: s.placement, "gone": lambda s: s.last if s.lost else None,
        },
        dates="%Y-%m-%d %H:%M:%S +00:00",
        wrap=lambda rows: {"version": "0.1", "tasks": [{"id": "1", "result": [{"total_count": 9, "items": rows}]}]},
    ),
    Layout(
        "buzzstream", "buzzstream",
        columns(
            f"{PARTNER} Name,{PARTNER} Domain,Linking from,Linking To,Anchor Text,Sitewide Link?,"
            "Sitewide \N{EN DASH} # of links,Acquisition Method", ",",
        ),
        {"Linking from": lambda s: s.source, "Linking To": lambda s: s.target, "Anchor Text": lambda s: s.anchor},
        {**SOURCE, **TARGET, **ANCHOR},
        words=(f"{PARTNER} Name", f"{PARTNER} Domain", "Sitewide Link?", "Acquisition Method"),
    ),
]  # fmt: skip
