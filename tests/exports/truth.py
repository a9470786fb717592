"""What the vendors of the fixtures say: ten claims about links to shop.example, made up here, known wholly.

Every file of these tests is written from this list, and what an import must find is computed from it again: by the
layout's own list of what it can tell (layouts.py), never by the code that is judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

PROPERTY = "shop.example"
AS_OF = datetime(2026, 7, 18, tzinfo=UTC)


@dataclass(frozen=True)
class Saying:
    """One claim about one link, with all that any vendor might tell of it."""

    n: int
    source: str
    target: str
    anchor: str
    title: str
    kind: str = "text"
    nofollow: bool = False
    sponsored: bool = False
    ugc: bool = False
    left: str = "text before"
    right: str = "text after"
    language: str = "en"
    status: int = 200
    placement: str = "main"
    lost: datetime | None = None
    mention: bool = False
    address: str | None = None
    """The source address as the WHATWG standard writes it, where the file writes it otherwise."""

    @property
    def url(self) -> str:
        return self.address or self.source

    @property
    def first(self) -> datetime:
        return datetime(2025, 3, self.n, 4, 5, 6, tzinfo=UTC)

    @property
    def last(self) -> datetime:
        return datetime(2026, 6, 10 + self.n, 17, 18, 19, tzinfo=UTC)

    @property
    def followed(self) -> bool:
        return not (self.nofollow or self.sponsored or self.ugc)

    @property
    def alt(self) -> bool:
        """The anchor is an image's alt text."""
        return self.kind == "image" and bool(self.anchor)

    @property
    def rel(self) -> str:
        flags = {"nofollow": self.nofollow, "sponsored": self.sponsored, "ugc": self.ugc}
        return " ".join(name for name, is_set in flags.items() if is_set)


SAYINGS = (
    Saying(1, "https://news.example/lamps/", "https://shop.example/", "a good lamp", "Lamps of the year"),
    Saying(
        2, "https://blog.example/gr%C3%B6%C3%9Fe", "https://shop.example/de/", "Größe & Gewähr", "Über Größe: café",
        nofollow=True, language="de", left="Seite für", right="¿qué?",
    ),
    Saying(
        3, "https://forum.example/t/9?page=2", "https://shop.example/lamp", "自転車のライト", "掲示板 — אופניים",
        ugc=True, language="ja", placement="navigation", left="左の文", right="右の文",
    ),
    Saying(
        4, "https://magazine.example/a,b;c", "https://shop.example/lamp?x=1&y=2", 'said "best", and; more',
        "One, two; three\tfour", sponsored=True, placement="sidebar",
    ),
    Saying(
        5, "https://news.example/gallery", "https://shop.example/", "lamp in the dark", "A title\nof two lines",
        kind="image", placement="header",
    ),
    Saying(
        6, "https://old.example/", "https://www.shop.example/sale", "the sale", "Old news",
        lost=datetime(2026, 6, 30, 1, 2, 3, tzinfo=UTC), status=404, placement="footer",
    ),
    Saying(
        7, "http://short.example/x", "https://shop.example/lamp", "moved", "Moved", kind="redirect", status=301,
    ),
    Saying(
        8, "https://wiki.example/list of lamps", "https://shop.example/", "", "List", nofollow=True,
        address="https://wiki.example/list%20of%20lamps",
    ),
    Saying(
        9, "https://social.example/@rider", "https://shop.example/@us", "=2+5", "-1", nofollow=True, sponsored=True,
        ugc=True, left="+", right="@",
    ),
    Saying(10, "https://paper.example/named", "https://shop.example/", "shop", "Named, not linked", mention=True),
)  # fmt: skip


def day(moment: datetime) -> datetime:
    """A moment as a file of dates tells it."""
    return moment.replace(hour=0, minute=0, second=0)
