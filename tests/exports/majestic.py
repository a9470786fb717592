"""Majestic's layouts: Site Explorer, and the bulk download whose flags are set when a cell is not empty."""

from __future__ import annotations

from tests.exports.layout import (
    ANCHOR,
    DAYS,
    ONLY_NOFOLLOW,
    SOURCE,
    TARGET,
    Either,
    Layout,
    Told,
    columns,
)
from tests.exports.truth import day
from tests.exports.writing import UTF8_BOM

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
LAYOUTS = [
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
        native=UTF8_BOM, words=(*TOPIC_WORDS, "Domain"), holds=lambda _: True,
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
        MAJESTIC_TOLD, native=UTF8_BOM, words=TOPIC_WORDS, holds=lambda _: True,
    ),
]  # fmt: skip
