"""What happens between the two crawls: which links come, go, come back or change, and which pages do.

Every change is planned here and written into the pages (visits of links, answers of servers); `truth` reads it there.
"""

from random import Random

from backlit.sample.catalogue import NETWORK_ROLES
from backlit.sample.fabric import anchor_for
from backlit.sample.layout import dice_for
from backlit.sample.pages import EARLY, LATE, Answer, Block, Link, Page, Web

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
    ("page_not_found", 24), ("page_gone_for_good", 10), ("page_error", 14), ("page_redirected", 12), ("page_noindex", 14),
    ("canonical_moved", 12), ("page_unseen", 90), ("page_truncated", 4), ("page_down_and_back", 8), ("not_modified", 160),
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
                block.items = [item for item in block.items if not any(isinstance(p, Link) and p.visits == LATE for p in item)]
            else:
                block.items = [[p.anchor if isinstance(p, Link) and p.visits == LATE else p for p in item] for item in block.items]


def _change_links(web: Web) -> None:
    dice = dice_for("changed links")
    places = [
        (page, block, item, at)
        for page in web.pages
        if _steady(page) and page.site.role not in NETWORK_ROLES
        for block in page.regions["main"]
        if block.shape in ("paragraph", "list", "banner", "rows")
        for item in block.items
        for at, part in enumerate(item)
        if isinstance(part, Link) and part.acquisition and not part.change and not part.hidden
    ]
    dice.shuffle(places)
    brands = ("harbourlight", "brightspoke", "lumenwheel")
    places.sort(key=lambda place: any(name in _link(place[2], place[3]).target for name in brands))
    for name, count, visits in LINK_CHANGES:
        ours = [places.pop() for _ in range(count // 3)]
        others = [places.pop(dice.randrange(len(places) // 2)) for _ in range(count - count // 3)]
        for page, block, item, at in [*ours, *others]:
            _change_link(web, page, block, _link(item, at), name, visits, dice)


def _link(item: list[str | Link], at: int) -> Link:
    part = item[at]
    if isinstance(part, str):
        raise TypeError(f"{part!r} stands where a link was found")
    return part


def _change_link(web: Web, page: Page, block: Block, link: Link, name: str, visits: tuple[str, ...], dice: Random) -> None:
    link.change = "restored" if name == "removed_and_restored" else name
    link.visits = visits
    if name == "nofollowed":
        link.rel_late = f"{link.rel} nofollow" if link.rel and "nofollow" not in link.rel else "nofollow"
    elif name == "marked_sponsored":
        link.rel_late = "sponsored"
    elif name == "anchor_changed":
        target = web.by_url[link.target]
        fresh = Link(link.target, link.anchor, link.type, link.acquisition, link.rel, visits=LATE, change="anchor_changed")
        fresh.kind, fresh.anchor_from, fresh.picture = link.kind, link.anchor_from, link.picture
        choices = [target.host, target.site.name, target.title or target.site.name, anchor_for(target, dice, page.language)]
        fresh.anchor = next(anchor for anchor in choices if anchor != link.anchor)
        for item in block.items:
            if any(part is link for part in item):
                item.insert(next(i for i, part in enumerate(item) if part is link) + 1, fresh)
    elif name == "restored":
        page.answers["1b"] = Answer()
    elif name == "removed_and_restored":
        page.answers["2b"] = Answer()


def _look_twice(web: Web) -> None:
    """Some pages are fetched twice in a crawl though nothing changed."""
    dice = dice_for("second looks")
    steady = [page for page in web.pages if _steady(page) and set(page.answers) == {"1a", "2a"}]
    for page in dice.sample(steady, 40):
        page.answers[dice.choice(("1b", "2b"))] = Answer()
