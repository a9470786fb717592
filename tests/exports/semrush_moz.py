"""The layouts of links of Semrush and Moz."""

from __future__ import annotations

from tests.exports.layout import (
    ALL_FLAGS,
    ANCHOR,
    DAYS,
    ONLY_NOFOLLOW,
    SOURCE,
    TARGET,
    TITLE,
    Either,
    Fill,
    Layout,
    Told,
    columns,
)
from tests.exports.truth import day

SEMRUSH = columns(
    "Page ascore,Source title,Source url,Target url,Anchor,External links,Internal links,Nofollow,Sponsored,Ugc,Text,"
    "Frame,Form,Image,Sitewide,First seen,Last seen,New link,Lost link", ",",
)  # fmt: skip
SEMRUSH_OLDER = columns(
    "Page score,Page trust score,Source title,Source url,Target url,Anchor,External links,Internal links,Nofollow,"
    "Frame,Form,Image,Sitewide,First seen,Last seen", ",",
)  # fmt: skip
SEMRUSH_AUDIT = columns(
    "Source title,Source url,Target url,Anchor,Toxicity Score,Toxic markers,First seen,Last seen,Nofollow", ","
)
SEMRUSH_CELLS: dict[str, Fill] = {
    "Source title": lambda s: s.title, "Source url": lambda s: s.source, "Target url": lambda s: s.target,
    "Anchor": lambda s: s.anchor, "Nofollow": lambda s: s.nofollow, "Sponsored": lambda s: s.sponsored,
    "Ugc": lambda s: s.ugc, "Text": lambda s: s.kind == "text", "Frame": lambda s: s.kind == "frame",
    "Form": lambda s: s.kind == "form", "Image": lambda s: s.kind == "image", "First seen": lambda s: s.first,
    "Last seen": lambda s: s.last, "Lost link": lambda s: s.lost is not None,
}  # fmt: skip


def semrush(name: str, header: tuple[str, ...], told: dict[str, Told]) -> Layout:
    cells = {column: fill for column, fill in SEMRUSH_CELLS.items() if column in header}
    words = ("Sitewide", "Toxic markers")
    told = {**SOURCE, **TARGET, **ANCHOR, **TITLE, **DAYS, **told}
    return Layout(name, "semrush", header, cells, told, words=words, open=("New link",))


LAYOUTS = [
    semrush(
        "semrush_current", SEMRUSH,
        {
            **ALL_FLAGS, "kind": lambda s: s.kind if s.kind != "redirect" else None,
            "gone": lambda s: day(s.last) if s.lost else None,
        },
    ),
    semrush(
        "semrush_older", SEMRUSH_OLDER,
        {**ONLY_NOFOLLOW, "kind": lambda s: "image" if s.kind == "image" else Either((None, "text"))},
    ),
    semrush("semrush_audit", SEMRUSH_AUDIT, ONLY_NOFOLLOW),
]  # fmt: skip

# --- Moz ------------------------------------------------------------------------------------------------------------

MOZ_LEGACY = columns(
    "URL,Title,Anchor Text,Spam Score,Page Authority,Domain Authority,Number of Domains Linking to this Page,"
    "Number of Domains Linking to Domain,Origin,Target URL,Link Equity,No Link Equity,Only rel=nofollow,Only follow,"
    "301",
    ",",
)
MOZ_LINES = ("Open Site Explorer", "Inbound links to shop.example", "", "Filters: all", "Date: 2017-05-01", "")


def moz_legacy(name: str, preamble: tuple[str, ...]) -> Layout:
    return Layout(
        name, "moz", MOZ_LEGACY,
        {
            "URL": lambda s: s.source, "Title": lambda s: s.title, "Anchor Text": lambda s: s.anchor,
            "Target URL": lambda s: s.target, "Only rel=nofollow": lambda s: s.nofollow,
            "Only follow": lambda s: not s.nofollow, "301": lambda s: s.kind == "redirect",
        },
        {
            **SOURCE, **TARGET, **ANCHOR, **TITLE, **ONLY_NOFOLLOW,
            "kind": lambda s: "redirect" if s.kind == "redirect" else Either((None, "text")),
        },
        yes="Yes", no="No", preamble=preamble, words=("Origin", "Link Equity", "No Link Equity"),
    )  # fmt: skip


LAYOUTS += [
    Layout(
        "moz_current", "moz",
        columns(
            "Source Page|Target Page|Anchor Text|First Seen|Last Seen|Nofollow|Link Type|Spam Score|Page Authority|"
            "Domain Authority"
        ),
        {
            "Source Page": lambda s: s.source, "Target Page": lambda s: s.target, "Anchor Text": lambda s: s.anchor,
            "First Seen": lambda s: s.first, "Last Seen": lambda s: s.last, "Nofollow": lambda s: s.nofollow,
        },
        {**SOURCE, **TARGET, **ANCHOR, **DAYS, **ONLY_NOFOLLOW}, open=("Link Type",),
    ),
    Layout(
        "moz_current_short_names", "moz",
        columns("Source URL|Target URL|Anchor Text|First Seen|Last Seen|Nofollow|Spam Score|PA|DA"),
        {
            "Source URL": lambda s: s.source, "Target URL": lambda s: s.target, "Anchor Text": lambda s: s.anchor,
            "First Seen": lambda s: s.first, "Last Seen": lambda s: s.last, "Nofollow": lambda s: s.nofollow,
        },
        {**SOURCE, **TARGET, **ANCHOR, **DAYS, **ONLY_NOFOLLOW},
    ),
    moz_legacy("moz_legacy_header_on_line_7", MOZ_LINES),
    moz_legacy("moz_legacy_data_from_line_7", MOZ_LINES[:5]),
    Layout(
        "moz_api", "moz",
        columns(
            "source.page,source.title,source.page_authority,target.page,anchor_text,date_first_seen,date_last_seen,"
            "date_disappeared,nofollow,redirect,rel_canonical,via_redirect,via_rel_canonical", ",",
        ),
        {
            "source.page": lambda s: s.source, "source.title": lambda s: s.title, "target.page": lambda s: s.target,
            "anchor_text": lambda s: s.anchor, "date_first_seen": lambda s: s.first,
            "date_last_seen": lambda s: s.last, "date_disappeared": lambda s: s.lost,
            "nofollow": lambda s: s.nofollow, "redirect": lambda s: s.kind == "redirect",
            "rel_canonical": lambda _: False, "via_redirect": lambda _: False, "via_rel_canonical": lambda _: False,
        },
        {
            **SOURCE, **TARGET, **ANCHOR, **TITLE, **DAYS, **ONLY_NOFOLLOW,
            "lost_at": lambda s: s.lost and day(s.lost),
            "kind": lambda s: "redirect" if s.kind == "redirect" else Either((None, "text")),
        },
        wrap=lambda rows: {"results": rows, "next_token": ""},
    ),
]  # fmt: skip
