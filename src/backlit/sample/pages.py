"""What a page of the sample web is made of, before it is HTML: blocks of text and links, and what each visit finds.

A crawl can look at a page twice; so there are four visits, two in each crawl. Links and blocks tell at which visits
they are there; everything that changes between the crawls is said this way, and the truth is read from it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urlsplit

from backlit.sample.catalogue import Site

VISITS = ("1a", "1b", "2a", "2b")
"""The visits: crawl 1 and its second look, crawl 2 and its second look."""
EARLY = ("1a", "1b")
LATE = ("2a", "2b")

REGIONS = {
    "header": "header",
    "navigation": "navigation",
    "crumbs": "navigation",
    "main": "main",
    "pager": "navigation",
    "comments": "comments",
    "sidebar": "sidebar",
    "footer": "footer",
}
"""The regions of a page and the placement that links in them have."""


@dataclass(slots=True)
class Link:
    """One link as planned."""

    target: str
    """The address as the WHATWG standard serialises it."""
    anchor: str
    type: str = "internal"
    acquisition: str | None = None
    rel: str | None = None
    rel_late: str | None = None
    """The rel attribute from crawl 2 on, where it changes."""
    kind: str = "text"
    anchor_from: str = "text"
    hidden: str = ""
    """How it is hidden: a style, or the word hidden."""
    visits: tuple[str, ...] = VISITS
    change: str = ""
    language: str = ""
    """hreflang of an alternate."""
    picture: str = ""
    """Kind of picture inside an image link."""

    def rel_at(self, visit: str) -> str | None:
        """The rel attribute at a visit."""
        return self.rel_late if self.rel_late is not None and visit in LATE else self.rel


Parts = list[str | Link]


@dataclass(slots=True)
class Block:
    """A piece of a page, like a paragraph, a list, a comment or a figure."""

    shape: str
    items: list[Parts]
    visits: tuple[str, ...] = VISITS

    def parts(self, visit: str) -> Iterator[str | Link]:
        """Its texts and links at a visit, in the order of the document; list items without their link are gone."""
        for item in self.items_at(visit):
            yield from item

    def items_at(self, visit: str) -> list[Parts]:
        """The items that stand there at a visit."""
        if visit not in self.visits:
            return []
        if self.shape not in ITEM_SHAPES:
            return self.items
        return [item for item in self.items if _stands(item, visit)]


ITEM_SHAPES = ("list", "menu", "cards", "rows", "inline", "frame", "form", "map", "hidden", "logo", "banner")
"""Shapes whose items go when their links go; elsewhere a link that goes leaves its words behind."""


def _stands(item: Parts, visit: str) -> bool:
    links = [part for part in item if isinstance(part, Link)]
    return not links or any(visit in link.visits for link in links)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server says at one visit."""

    status: int = 200
    location: str = ""
    truncated: bool = False
    revisit: bool = False
    """The archive keeps no body: the content is that of the visit before."""


@dataclass(slots=True)
class Page:
    """One address and everything that stands on it."""

    site: Site
    url: str
    title: str
    purpose: str
    language: str
    born: int = 1
    """The crawl that finds it first."""
    section: str = ""
    published: tuple[int, int, int] = (2025, 6, 1)
    head: list[Link] = field(default_factory=list)
    regions: dict[str, list[Block]] = field(default_factory=lambda: {name: [] for name in REGIONS})
    answers: dict[str, Answer] = field(default_factory=dict)
    """Visit to answer; a visit that is missing did not happen."""
    noindex: tuple[str, ...] = ()
    """Visits at which it says noindex."""
    robots_header: bool = False
    """noindex stands in X-Robots-Tag, not in a meta element."""
    nofollow: bool = False
    change: str = ""
    words: dict[str, str] = field(default_factory=dict)
    """The words that its title and its text share."""
    subject: str = ""
    """The domain that a directory's listing or a network's profile is about."""
    mentions: list[str] = field(default_factory=list)
    """Domains whose names stand in the text without a link."""
    written: str = ""
    """Its HTML, where it is not made from blocks."""

    @property
    def host(self) -> str:
        """The host of its address."""
        return urlsplit(self.url).hostname or ""

    def add(self, region: str, shape: str, *items: Parts, visits: tuple[str, ...] = VISITS) -> None:
        """Appends a block to a region."""
        self.regions[region].append(Block(shape, list(items), visits))

    def links(self, visit: str, order: tuple[str, ...]) -> Iterator[tuple[str, Link]]:
        """Placement and link of every link at a visit, in the order of the document."""
        for link in self.head:
            if visit in link.visits:
                yield "unknown", link
        for region in order:
            for block in self.regions[region]:
                for part in block.parts(visit):
                    if isinstance(part, Link) and visit in part.visits:
                        yield REGIONS[region], part

    def every_link(self) -> Iterator[Link]:
        """Every link of any visit."""
        yield from self.head
        for blocks in self.regions.values():
            for block in blocks:
                for item in block.items:
                    yield from (part for part in item if isinstance(part, Link))

    def canonical(self, visit: str) -> str:
        """The page that it declares canonical at a visit; itself where it declares none."""
        for link in self.head:
            if link.kind == "canonical" and visit in link.visits:
                return urldefrag(link.target).url
        return self.url


@dataclass(slots=True)
class Web:
    """All pages of the sample web."""

    pages: list[Page] = field(default_factory=list)
    by_domain: dict[str, list[Page]] = field(default_factory=dict)
    by_url: dict[str, Page] = field(default_factory=dict)

    def add(self, page: Page) -> Page:
        """Takes a page in; an address can be taken once only."""
        if page.url in self.by_url:
            raise ValueError(f"{page.url} is planned twice: give one of the two pages another title")
        self.pages.append(page)
        self.by_url[page.url] = page
        self.by_domain.setdefault(page.site.domain, []).append(page)
        return page

    def of(self, domain: str, *purposes: str) -> list[Page]:
        """The pages of a site, all or of some purposes, in the order they were planned."""
        found = self.by_domain.get(domain, [])
        return [page for page in found if page.purpose in purposes] if purposes else list(found)

    def home(self, domain: str) -> Page:
        """The home page of a site."""
        return self.of(domain, "home")[0]
