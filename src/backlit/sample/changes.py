"""What happens between the two crawls: which links come, go, come back or change, and which pages do.

Every change is planned here and written into the pages (visits of links, answers of servers); `truth` reads it there.
"""

from dataclasses import dataclass, replace
from random import Random

from backlit.sample.catalogue import NETWORK_ROLES
from backlit.sample.fabric import anchor_for
from backlit.sample.layout import dice_for
from backlit.sample.pages import EARLY, LATE, Answer, Link, Page, Parts, Web

EXPIRED = "quietvalleycyclists.test"
HEIR = "http://bestcheaplamps.test/"

LINK_CHANGES = (
    ("removed", 70, EARLY),
    ("added", 90, LATE),
    ("restored", 20, ("1a", "2a", "2b")),
    ("removed_and_restored", 12, ("1a", "1b", "2b")),
    ("nofollowed", 30, EARLY + LATE),
    ("marked_sponsored", 8, EARLY + LATE),
    ("anchor_changed", 24, EARLY),
)
"""Change of a single link, how many, and at which visits the link is there."""

PAGE_CHANGES = (
    ("page_not_found", 24), ("page_gone_for_good", 10), ("page_error", 14), ("page_redirected", 12),
    ("page_noindex", 14), ("canonical_moved", 12), ("page_unseen", 90), ("page_truncated", 4),
    ("page_down_and_back", 8), ("not_modified", 160),
)  # fmt: skip
"""Change of a whole page and how many pages."""


def change(web: Web) -> None:
    """Plans all changes and every server's answers."""
    for page in web.pages:
        if not page.answers:
            page.answers = {"1a": Answer(), "2a": Answer()} if page.born == 1 else {"2a": Answer()}
    for page in web.of(EXPIRED):
        page.answers["2a"] = Answer(301, HEIR)
        page.change = "page_redirected"
    _change_pages(web)
    _change_links(web)
    _look_twice(web)


def _steady(page: Page) -> bool:
    return page.born == 1 and not page.change and page.purpose not in ("redirect", "dead", "home", "subhome")


def _change_pages(web: Web) -> None:
    dice = dice_for("changed pages")
    ordinary = [page for page in web.pages if _steady(page) and page.site.role not in NETWORK_ROLES and page.section]
    dice.shuffle(ordinary)
    for name, count in PAGE_CHANGES:
        for page in [ordinary.pop() for _ in range(count)]:
            page.change = name
            _change_page(web, page, name, dice)


def _change_page(web: Web, page: Page, name: str, dice: Random) -> None:
    if name == "page_not_found":
        page.answers["2a"] = Answer(404)
    elif name == "page_gone_for_good":
        page.answers["2a"] = Answer(410)
    elif name == "page_error":
        page.answers["2a"] = Answer(dice.choice((500, 502, 503)))
    elif name == "page_redirected":
        page.answers["2a"] = Answer(dice.choice((301, 302, 308)), web.home(page.site.domain).url)
    elif name == "page_noindex":
        page.noindex = LATE
        page.robots_header = dice.random() < 0.4
    elif name == "canonical_moved":
        for link in page.head:
            if link.kind == "canonical":
                link.visits, link.change = EARLY, "canonical_moved"
        target = next(other for other in web.of(page.site.domain, page.purpose) if not other.change)
        link = Link(target.url, "", "canonical", kind="canonical", rel="canonical", anchor_from="")
        link.visits, link.change = LATE, "canonical_moved"
        page.head.insert(0, link)
    elif name == "page_unseen":
        del page.answers["2a"]
    elif name == "page_truncated":
        page.answers["2a"] = Answer(truncated=True)
    elif name == "page_down_and_back":
        page.answers["1b"] = Answer(503)
    elif name == "not_modified":
        page.answers["2a"] = Answer(revisit=True)
        _freeze(page)


def _freeze(page: Page) -> None:
    """A page that has not changed has none of the links that are planned for later: they go."""
    page.head = [link for link in page.head if link.visits != LATE]
    for name, blocks in page.regions.items():
        page.regions[name] = [block for block in blocks if block.visits != LATE]
        for block in page.regions[name]:
            if block.shape in ("list", "menu", "cards", "rows", "inline"):
                block.items = [item for item in block.items if not any(_is_late(part) for part in item)]
            else:
                block.items = [[_unlinked(part) for part in item] for item in block.items]


def _is_late(part: str | Link) -> bool:
    return isinstance(part, Link) and part.visits == LATE


def _unlinked(part: str | Link) -> str | Link:
    return part.anchor if isinstance(part, Link) and part.visits == LATE else part


@dataclass(slots=True)
class _Place:
    """A link where it stands."""

    page: Page
    item: Parts
    link: Link


def _change_links(web: Web) -> None:
    dice = dice_for("changed links")
    places = [
        _Place(page, item, part)
        for page in web.pages
        if _steady(page) and page.site.role not in NETWORK_ROLES
        for block in page.regions["main"]
        if block.shape in ("paragraph", "list", "banner", "rows")
        for item in block.items
        for part in item
        if isinstance(part, Link) and part.acquisition and not part.change and part.rel is None
    ]
    dice.shuffle(places)
    # A third of each change falls on the makers of lamps, so that their profiles have something of everything.
    brands = ("harbourlight", "brightspoke", "lumenwheel")
    places.sort(key=lambda place: any(name in place.link.target for name in brands))
    for name, count, visits in LINK_CHANGES:
        ours = [places.pop() for _ in range(count // 3)]
        others = [places.pop(dice.randrange(len(places) // 2)) for _ in range(count - count // 3)]
        for place in [*ours, *others]:
            _change_link(web, place, name, dice)
            place.link.visits = visits


def _change_link(web: Web, place: _Place, name: str, dice: Random) -> None:
    link = place.link
    link.change = "restored" if name == "removed_and_restored" else name
    if name == "nofollowed":
        link.rel_late = "nofollow"
    elif name == "marked_sponsored":
        link.rel_late = "sponsored"
    elif name == "anchor_changed":
        target = web.by_url[link.target]
        anchors = [target.host, target.site.name, target.title, anchor_for(target, dice, place.page.language)]
        anchor = next(anchor for anchor in anchors if anchor and anchor != link.anchor)
        place.item.insert(place.item.index(link) + 1, replace(link, anchor=anchor, visits=LATE))
    elif name == "restored":
        place.page.answers["1b"] = Answer()
    elif name == "removed_and_restored":
        place.page.answers["2b"] = Answer()


def _look_twice(web: Web) -> None:
    """Some pages are fetched twice in a crawl though nothing changed."""
    dice = dice_for("second looks")
    steady = [page for page in web.pages if _steady(page) and set(page.answers) == {"1a", "2a"}]
    for page in dice.sample(steady, 40):
        page.answers[dice.choice(("1b", "2b"))] = Answer()
