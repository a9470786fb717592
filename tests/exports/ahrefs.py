"""Ahrefs' layouts of links: current, older, broken backlinks, and before 2022."""

from __future__ import annotations

from typing import Any

from tests.exports.layout import (
    ALL_FLAGS,
    ANCHOR,
    SOURCE,
    TARGET,
    TIMES,
    TITLE,
    Either,
    Fill,
    Layout,
    Told,
    columns,
)
from tests.exports.truth import PROPERTY
from tests.exports.writing import UTF16

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
    "Target page HTTP code | Left context | Anchor | Right context | Redirect Chain URLs |"
    "Redirect Chain status codes | Type | Is spam | Content | Nofollow |"
    "UGC | Sponsored | Rendered | Raw | Target checked | Ref. page checked |"
    "Author | Page type | Page category"
)
AHREFS_CELLS: dict[str, Fill] = {
    "Referring page title": lambda s: s.title, "Referring page URL": lambda s: s.source,
    "Language": lambda s: s.language, "Referring page HTTP code": lambda s: s.status,
    "Target URL": lambda s: s.target, "Left context": lambda s: s.left, "Anchor": lambda s: s.anchor,
    "Right context": lambda s: s.right, "Type": lambda s: s.kind.title(), "Nofollow": lambda s: s.nofollow,
    "UGC": lambda s: s.ugc, "Sponsored": lambda s: s.sponsored,
    "Content": lambda s: s.placement == "main", "First seen": lambda s: s.first,
    "Last seen": lambda s: s.last, "Lost": lambda s: s.lost,
    "Drop reason": lambda s: "Not found" if s.lost else "", "Lost status": lambda s: "Lost" if s.lost else "",
}  # fmt: skip
AHREFS_WORDS = (
    "Platform", "Author", "Page type", "Page category", "Redirect Chain URLs", "Redirect Chain status codes",
    "Discovered status",
)  # fmt: skip
AHREFS_FLAGS = ("Is spam", "Rendered", "Raw")
AHREFS_PAGE: dict[str, Told] = {
    **SOURCE, **TARGET, **ANCHOR, **TITLE, **ALL_FLAGS, "language": lambda s: s.language,
    "status": lambda s: s.status, "kind": lambda s: s.kind, "context_left": lambda s: s.left,
    "context_right": lambda s: s.right,
    "placement": lambda s: Either((None, "main")) if s.placement == "main" else None,
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
    "Day Lost": lambda s: s.lost, "Language": lambda s: s.language, "Type": lambda _: "Dofollow",
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
