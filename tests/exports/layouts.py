"""Every layout of links of the page of formats: its header as that page has it, and what it can tell of a link.

`cells` says how a column is filled from a saying; a column that is not in it is one that no field claims: it gets a
value found nowhere else in its row, which must come back as the vendor's own metric. `told` is what an import must
know afterwards; what is not in it must be unknown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.exports.truth import PROPERTY, Saying, day
from tests.exports.writing import UTF8, UTF8_BOM, UTF16, Cell, Writing

Fill = Callable[[Saying], Cell]
Told = Callable[[Saying], Any]


@dataclass(frozen=True)
class Either:
    """One of several answers that the rules leave open."""

    of: tuple[Any, ...]

    def __eq__(self, other: object) -> bool:
        return other in self.of

    def __hash__(self) -> int:
        return hash(self.of)


@dataclass(frozen=True)
class Layout:
    """One layout of one vendor's links."""

    name: str
    vendor: str
    header: tuple[str, ...]
    cells: dict[str, Fill]
    told: dict[str, Told]
    file: str = "export"
    """Name of the file without its ending: some say whom the file is about, and when it was made."""
    native: Writing = UTF8
    yes: str = "true"
    no: str = "false"
    dates: str = "%Y-%m-%d"
    preamble: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    """Columns of the vendor's own whose values are words."""
    open: tuple[str, ...] = ()
    """Columns that may be claimed by a field or kept."""
    holds: Callable[[Saying], bool] = lambda saying: not saying.mention
    wrap: Callable[[list[Any]], Any] | None = None
    """What stands around the rows of a JSON file."""
    renamed: dict[str, str] = field(default_factory=dict)

    def own(self, saying: Saying) -> dict[str, Cell]:
        """The values of the columns that no field claims."""
        values: dict[str, Cell] = {}
        for number, name in enumerate(self.header):
            if name in self.cells or name in self.open or not name:
                continue
            value = saying.n * 1000 + number
            values[name] = f"{name.strip().lower()} {value}" if name in self.words else value + 0.5
        return values

    def row(self, saying: Saying) -> list[Cell]:
        own = self.own(saying)
        return [self.cells[name](saying) if name in self.cells else own.get(name) for name in self.header]

    def text(self, value: Cell, decimal: str = ".") -> str:
        """A cell as this vendor writes it."""
        if value is None:
            return ""
        if isinstance(value, bool):
            return self.yes if value else self.no
        if isinstance(value, (int, float)):
            return str(value).replace(".", decimal)
        return value if isinstance(value, str) else value.strftime(self.dates)


def columns(text: str, separator: str = "|") -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(separator))


SOURCE: dict[str, Told] = {"source_url": lambda s: s.url}
TARGET: dict[str, Told] = {"target_url": lambda s: s.target}
ANCHOR: dict[str, Told] = {"anchor": lambda s: s.anchor}
TITLE: dict[str, Told] = {"title": lambda s: s.title}
ASSUMED: dict[str, Told] = {"target_url": lambda _: f"https://{PROPERTY}/", "target_assumed": lambda _: True}
ONLY_NOFOLLOW: dict[str, Told] = {"nofollow": lambda s: s.nofollow, "followed": lambda s: not s.nofollow}
ALL_FLAGS: dict[str, Told] = {
    "nofollow": lambda s: s.nofollow, "sponsored": lambda s: s.sponsored, "ugc": lambda s: s.ugc,
    "followed": lambda s: s.followed,
}  # fmt: skip
TIMES: dict[str, Told] = {"first_seen": lambda s: s.first, "last_seen": lambda s: s.last}
DAYS: dict[str, Told] = {"first_seen": lambda s: day(s.first), "last_seen": lambda s: day(s.last)}

# --- Ahrefs ---------------------------------------------------------------------------------------------------------

AHREFS = columns(
    "Referring page title | Referring page URL | Language | Platform | Referring page HTTP code | Domain rating | UR |"
    "Domain traffic | Referring domains | Linked domains | External links | Page traffic | Keywords | Target URL |"
    "Left context | Anchor | Right context | Redirect Chain URLs | Redirect Chain status codes | Type | Is spam |"
    "Content | Nofollow | UGC | Sponsored | Rendered | Raw | Lost status | Drop reason | Discovered status |"
    "First seen | Last seen | Lost | Author | Page type | Page category | Links in group"
)
AHREFS_NEW = ("UR", "Redirect Chain URLs", "Redirect Chain status codes", "Is spam", "Author", "Page type")
AHREFS_OLDER = tuple(name for name in AHREFS if name not in (*AHREFS_NEW, "Page category"))
AHREFS_BROKEN = AHREFS[: AHREFS.index("Target URL") + 1] + columns(
    "Target page HTTP code | Left context | Anchor | Right context | Redirect Chain URLs | Redirect Chain status codes |"
    "Type | Is spam | Content | Nofollow | UGC | Sponsored | Rendered | Raw | Target checked | Ref. page checked |"
    "Author | Page type | Page category"
)
AHREFS_CELLS: dict[str, Fill] = {
    "Referring page title": lambda s: s.title, "Referring page URL": lambda s: s.source,
    "Language": lambda s: s.language, "Referring page HTTP code": lambda s: s.status,
    "Target URL": lambda s: s.target, "Left context": lambda s: s.left, "Anchor": lambda s: s.anchor,
    "Right context": lambda s: s.right, "Type": lambda s: s.kind.title(), "Nofollow": lambda s: s.nofollow,
    "UGC": lambda s: s.ugc, "Sponsored": lambda s: s.sponsored, "First seen": lambda s: s.first,
    "Last seen": lambda s: s.last, "Lost": lambda s: s.lost,
    "Drop reason": lambda s: "Not found" if s.lost else "", "Lost status": lambda s: "Lost" if s.lost else "",
}  # fmt: skip
AHREFS_WORDS = (
    "Platform", "Author", "Page type", "Page category", "Redirect Chain URLs", "Redirect Chain status codes",
    "Discovered status",
)  # fmt: skip
AHREFS_FLAGS = ("Is spam", "Content", "Rendered", "Raw")
AHREFS_PAGE: dict[str, Told] = {
    **SOURCE, **TARGET, **ANCHOR, **TITLE, **ALL_FLAGS, "language": lambda s: s.language,
    "status": lambda s: s.status, "kind": lambda s: s.kind, "context_left": lambda s: s.left,
    "context_right": lambda s: s.right,
}  # fmt: skip
AHREFS_TOLD: dict[str, Told] = {**AHREFS_PAGE, **TIMES, "lost_at": lambda s: s.lost}


def ahrefs(name: str, header: tuple[str, ...], told: dict[str, Told], **more: Any) -> Layout:
    file = more.pop("file", f"{PROPERTY}-backlinks-subdomains_2026-07-18_15-44-46")
    cells = {column: fill for column, fill in AHREFS_CELLS.items() if column in header}
    words = AHREFS_WORDS + AHREFS_FLAGS
    return Layout(
        name, "ahrefs", header, cells | more.pop("cells", {}), told, file, UTF16, dates="%Y-%m-%d %H:%M:%S",
        words=words, **more,
    )  # fmt: skip


# "before 2022": the state of a link stood in one word, and the day it was lost.
AHREFS_2021 = columns(
    "#,Domain Rating,URL Rating,Referring Domains,Referring Page URL,Referring Page Title,Internal Links Count,"
    "External Links Count,Link URL,TextPre,Link Anchor,TextPost,Type,Backlink Status,First Seen,Last Check,Day Lost,"
    "Language,Traffic,Keywords,Js rendered,Linked Domains",
    ",",
)
AHREFS_2021_CELLS: dict[str, Fill] = {
    "Referring Page URL": lambda s: s.source, "Referring Page Title": lambda s: s.title,
    "Link URL": lambda s: s.target, "TextPre": lambda s: s.left, "Link Anchor": lambda s: s.anchor,
    "TextPost": lambda s: s.right, "First Seen": lambda s: s.first, "Last Check": lambda s: s.last,
    "Day Lost": lambda s: s.lost, "Language": lambda s: s.language, "Type": lambda s: "Dofollow",
    "Backlink Status": lambda s: "Lost" if s.lost else "Live",
}  # fmt: skip

LAYOUTS = [
    ahrefs("ahrefs_current", AHREFS, AHREFS_TOLD),
    ahrefs("ahrefs_older", AHREFS_OLDER, AHREFS_TOLD),
    ahrefs(
        "ahrefs_broken", AHREFS_BROKEN, AHREFS_PAGE, open=("Target checked", "Ref. page checked"),
        file=f"{PROPERTY}-broken-backlinks_2026-07-18_15-44-46",
    ),
    Layout(
        "ahrefs_2021", "ahrefs", AHREFS_2021, AHREFS_2021_CELLS,
        {
            **SOURCE, **TARGET, **ANCHOR, **TITLE, **TIMES, "lost_at": lambda s: s.lost,
            "language": lambda s: s.language, "context_left": lambda s: s.left, "context_right": lambda s: s.right,
            "nofollow": lambda _: Either((None, False)), "followed": lambda _: Either((None, True)),
        },
        native=UTF16, dates="%Y-%m-%d %H:%M:%S", words=("Js rendered",), open=("#",),
    ),
]  # fmt: skip

# --- Majestic -------------------------------------------------------------------------------------------------------

TOPICS = ",".join(
    f"{side}TopicalTrustFlow_{part}_{n}"
    for n in range(5)
    for side in ("Source", "Domain")
    for part in ("Topic", "Value")
)
MAJESTIC_A = columns(
    "SourceURL,AnchorText,SourceTrustFlow,SourceCitationFlow,Domain,DomainTrustFlow,DomainCitationFlow,"
    "FirstIndexedDate,LinkType,LinkSubType,TargetURL,TargetTrustFlow,TargetCitationFlow,FlagRedirect,FlagFrame,"
    "FlagNoFollow,FlagImages,FlagDeleted,FlagAltText,LastSeenDate,FlagMention,DateLost,ReasonLost,"
    + TOPICS + ",TargetTopicalTrustFlow_Topic_0,TargetTopicalTrustFlow_Value_0", ",",
)  # fmt: skip
MAJESTIC_B = columns(
    "Target URL,Source URL,Anchor Text,Source Crawl Date,Source First Found Date,FlagNoFollow,FlagImageLink,"
    "FlagRedirect,FlagFrame,FlagOldCrawl,FlagAltText,FlagMention,SourceCitationFlow,SourceTrustFlow,"
    "TargetCitationFlow,TargetTrustFlow,SourceTopicalTrustFlow_Topic_0,SourceTopicalTrustFlow_Value_0,"
    "RefDomainTopicalTrustFlow_Topic_0,RefDomainTopicalTrustFlow_Value_0", ",",
)  # fmt: skip
TOPIC_WORDS = tuple(name for name in (*MAJESTIC_A, *MAJESTIC_B) if "_Topic_" in name)


def set_if(is_set: bool) -> str:
    """A flag of the bulk download: set when its cell is not empty."""
    return "+" if is_set else ""


def bit(is_set: bool) -> str:
    return "1" if is_set else "0"


MAJESTIC_KINDS = {"text": "TextLink", "image": "ImageLink", "redirect": "Redirect", "frame": "Frame"}
MAJESTIC_TOLD: dict[str, Told] = {
    **SOURCE, **TARGET, **ANCHOR, **ONLY_NOFOLLOW, **DAYS,
    "kind": lambda s: Either((None, "text")) if s.kind == "text" else s.kind,
    "anchor_from": lambda s: "alt" if s.alt else Either((None, "text")),
    "record": lambda s: "mention" if s.mention else "link",
}  # fmt: skip
LAYOUTS += [
    Layout(
        "majestic_site_explorer", "majestic", MAJESTIC_A,
        {
            "SourceURL": lambda s: s.source, "AnchorText": lambda s: s.anchor, "FirstIndexedDate": lambda s: s.first,
            "LinkType": lambda s: MAJESTIC_KINDS[s.kind], "LinkSubType": lambda _: "", "TargetURL": lambda s: s.target,
            "FlagRedirect": lambda s: bit(s.kind == "redirect"), "FlagFrame": lambda s: bit(s.kind == "frame"),
            "FlagNoFollow": lambda s: bit(s.nofollow), "FlagImages": lambda s: bit(s.kind == "image"),
            "FlagDeleted": lambda s: bit(s.lost is not None), "FlagAltText": lambda s: bit(s.alt),
            "LastSeenDate": lambda s: s.last, "FlagMention": lambda s: bit(s.mention), "DateLost": lambda s: s.lost,
            "ReasonLost": lambda s: "page gone" if s.lost else "",
        },
        {
            **MAJESTIC_TOLD, "lost_at": lambda s: s.lost and day(s.lost),
            "lost_reason": lambda s: "page gone" if s.lost else None,
        },
        native=UTF8_BOM, words=(*TOPIC_WORDS, "Domain"), holds=lambda s: True,
    ),
    Layout(
        "majestic_bulk", "majestic", MAJESTIC_B,
        {
            "Target URL": lambda s: s.target, "Source URL": lambda s: s.source, "Anchor Text": lambda s: s.anchor,
            "Source Crawl Date": lambda s: s.last, "Source First Found Date": lambda s: s.first,
            "FlagNoFollow": lambda s: set_if(s.nofollow), "FlagImageLink": lambda s: set_if(s.kind == "image"),
            "FlagRedirect": lambda s: set_if(s.kind == "redirect"), "FlagFrame": lambda s: set_if(s.kind == "frame"),
            "FlagAltText": lambda s: set_if(s.alt), "FlagMention": lambda s: set_if(s.mention),
            "FlagOldCrawl": lambda _: "",
        },
        MAJESTIC_TOLD, native=UTF8_BOM, words=TOPIC_WORDS, holds=lambda s: True,
    ),
]  # fmt: skip

# --- Semrush --------------------------------------------------------------------------------------------------------

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


LAYOUTS += [
    semrush(
        "semrush_current", SEMRUSH,
        {
            **ALL_FLAGS, "kind": lambda s: s.kind if s.kind != "redirect" else None,
            "lost_at": lambda s: day(s.last) if s.lost else None,
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
    "Number of Domains Linking to Domain,Origin,Target URL,Link Equity,No Link Equity,Only rel=nofollow,Only follow,301",
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

# --- Search Console, Bing, Screaming Frog, DataForSEO, BuzzStream ---------------------------------------------------

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

LAYOUTS += [
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
            "placement": lambda s: s.placement, "lost_at": lambda s: s.last if s.lost else None,
        },
        dates="%Y-%m-%d %H:%M:%S +00:00",
        wrap=lambda rows: {"version": "0.1", "tasks": [{"id": "1", "result": [{"total_count": 9, "items": rows}]}]},
    ),
    Layout(
        "buzzstream", "buzzstream",
        columns(
            "Link Partner – Name,Link Partner – Domain,Linking from,Linking To,Anchor Text,Sitewide Link?,"
            "Sitewide – # of links,Acquisition Method", ",",
        ),
        {"Linking from": lambda s: s.source, "Linking To": lambda s: s.target, "Anchor Text": lambda s: s.anchor},
        {**SOURCE, **TARGET, **ANCHOR},
        words=("Link Partner – Name", "Link Partner – Domain", "Sitewide Link?", "Acquisition Method"),
    ),
]  # fmt: skip
