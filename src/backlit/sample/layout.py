"""Lays out each site: its addresses and titles, its text, and the links within it (menus, crumbs, lists, pagers)."""

import unicodedata
from random import Random
from urllib.parse import quote

from backlit.sample.catalogue import Site, sites
from backlit.sample.pages import LATE, VISITS, Link, Page, Parts, Web
from backlit.sample.texts import Language, language

SEED = "harbourlight"
"""Every draw of the sample web comes from generators seeded with this word and the name of what they are for."""

ARTICLES = {
    "directory": "listing",
    "forum": "thread",
    "wiki": "entry",
    "social": "profile",
    "press": "release",
    "podcast": "episode",
    "shop": "product",
    "photos": "picture",
}
"""What the ordinary page of a site is called, by the site's role; `article` elsewhere."""

_FOLD = str.maketrans({"ł": "l", "Ł": "l", "ß": "ss", "œ": "oe", "æ": "ae", "\u2019": " ", "'": " "})


def dice_for(*names: str) -> Random:
    """A generator of its own for one thing, so that a change elsewhere does not move it."""
    return Random("/".join((SEED, *names)))  # noqa: S311 - invented data, nothing secret


def slug(title: str) -> str:
    """A title as a piece of an address: lower-case ASCII words; for other scripts the words themselves, encoded."""
    folded = unicodedata.normalize("NFKD", title.translate(_FOLD))
    words = "".join(c if c.isalnum() and c.isascii() else " " if not unicodedata.combining(c) else "" for c in folded)
    found = "-".join(words.lower().split())
    if len(found) >= 4:
        return found[:60].rstrip("-")
    return quote("-".join("".join(c if c.isalnum() else " " for c in title).split()))


def lay_out() -> Web:
    """All sites with their pages and the links within each site."""
    web = Web()
    for site in sites():
        if site.pages:
            _plan_pages(web, site)
            _write_pages(web, site)
    return web


def _path(site: Site, section: str, title: str, number: int, dice: Random) -> str:
    name = slug(title)
    return {
        "semantic": f"/{section}/{name}",
        "cards": f"/{section}/{name}/",
        "wordpress": f"/202{dice.randint(3, 5)}/{dice.randint(1, 12):02d}/{name}/",
        "soup": f"/articles/{name}.html",
        "table": f"/index.php?page={number}",
        "wiki": f"/wiki/{quote(title.replace(' ', '_').replace('?', ''), safe='(),:_')}",
        "forum": f"/t/{1000 + number * 7}-{name}",
        "docs": f"/docs/{name}.html",
    }[site.skeleton]


def _plan_pages(web: Web, site: Site) -> None:
    words = language(site.language)
    # The members of a network share their titles and paths, as their owner makes them all from one mould.
    dice = dice_for("pages", site.group if site.role == "network" else site.domain)
    labels = words.labels
    root = site.home.rstrip("/")
    taken: set[str] = set()

    def add(url: str, title: str, purpose: str, code: str = site.language) -> Page:
        return web.add(Page(site, url, title, purpose, code))

    add(f"{root}/", f"{site.name}: {site.tagline}", "home")
    for code in site.translations:
        add(f"{root}/{code}/", site.name, "translation", code)
    ending = ".html" if site.skeleton in ("soup", "docs", "table") else ""
    for purpose in ("about", "contact", "links"):
        place = "docs/" if site.skeleton == "docs" else ""
        add(f"{root}/{place}{purpose}{ending}", f"{labels[purpose]} · {site.name}", purpose)
    for host in site.hosts:
        if host != "www":
            add(f"{site.scheme}://{host}.{site.domain}/", f"{site.name} {host}", "subhome")
    sections = words.sections(site.writes) if site.pages >= 20 else []
    for name in sections:
        place = "docs/" if site.skeleton == "docs" else ""
        add(f"{root}/{place}{slug(name)}{ending or '/'}", f"{name} · {site.name}", "section").section = name
    rest = site.pages - len(web.of(site.domain))
    hosts = [site.main_host, *(f"{host}.{site.domain}" for host in site.hosts if host != "www")]
    subjects = _subjects(site)
    for number in range(rest):
        host = hosts[number % len(hosts)]
        section = sections[number % len(sections)] if sections else words.sections(site.writes)[0]
        chosen: dict[str, str] = {}
        subject = subjects[number] if number < len(subjects) else None
        title = subject.name if subject else words.title(site.writes, dice, taken, chosen)
        path = _path(site, slug(section), title, number + 2, dice)
        page = add(f"{site.scheme}://{host}{path}", title, ARTICLES.get(site.role, "article"))
        page.section, page.words, page.subject = section, chosen, subject.domain if subject else ""
        page.published = (2025, dice.randint(1, 12), dice.randint(1, 28))
        if host.startswith("shop."):
            page.purpose = "product"


def _subjects(site: Site) -> list[Site]:
    """The sites that a directory lists, or whose owners have a profile in a network, each on a page of its own."""
    alive = [other for other in sites() if other.pages and other is not site]
    if site.role == "directory":
        listed = [other for other in alive if other.role not in ("social", "casino", "expired", "farm")]
        return dice_for("listed", site.domain).sample(listed, len(listed))
    if site.role == "social":
        return [other for other in alive if other.role in ("brand", "competitor", "blog", "shop", "podcast", "news")]
    return []


def inner(page: Page, anchor: str = "") -> Link:
    """A link to a page of the same site: there from the crawl on that first finds the page."""
    visits = VISITS if page.born == 1 else LATE
    return Link(page.url, anchor or page.title, visits=visits, change="" if page.born == 1 else "added")


def _items(pages: list[Page]) -> list[Parts]:
    return [[inner(page)] for page in pages]


def _write_pages(web: Web, site: Site) -> None:
    pages = web.of(site.domain)
    ordinary = [page for page in pages if page.purpose in {*ARTICLES.values(), "article"}]
    _choose_newborn(site, ordinary)
    for page in pages:
        dice = dice_for("text", page.url)
        words = language(page.language)
        _frame_of_site(web, page, language(site.language), dice)
        if page in ordinary:
            _write_article(page, words, ordinary, dice)
        elif page.purpose in ("section", "home", "subhome", "translation"):
            _write_list(page, words, ordinary, dice)
        else:
            _write_plain(page, words, dice)


def _choose_newborn(site: Site, ordinary: list[Page]) -> None:
    """A twentieth of a living site's articles is written between the two crawls."""
    if site.role in ("network", "farm", "casino", "expired") or len(ordinary) < 12:
        return
    for page in dice_for("newborn", site.domain).sample(ordinary, len(ordinary) // 20 + 1):
        page.born = 2
        page.change = "page_added"
        page.published = (2026, 3, 20)


def _frame_of_site(web: Web, page: Page, words: Language, dice: Random) -> None:
    """Header, menu, crumbs, sidebar and footer: what every page of the site has."""
    site, labels = page.site, words.labels
    fixed = {purpose: web.of(site.domain, purpose)[0] for purpose in ("home", "about", "contact", "links")}
    sections = web.of(site.domain, "section")
    logo = inner(fixed["home"], site.name)
    if site.skeleton in ("semantic", "cards", "forum"):
        logo.kind, logo.anchor_from, logo.picture = "image", "alt", "logo"
    page.add("header", "logo", [logo])
    if site.skeleton in ("cards", "wiki", "forum", "docs"):
        page.add(
            "header", "form", [Link(f"{site.home}search", "", kind="form", anchor_from="", picture=labels["search"])]
        )
    menu: list[Parts] = [[inner(fixed["home"], labels["home"])]]
    menu += [[inner(section, section.section)] for section in sections]
    menu += [[inner(fixed[purpose], labels[purpose])] for purpose in ("about", "links", "contact")]
    page.add("navigation", "menu", *menu)
    section_page = next((other for other in sections if other.section == page.section and other is not page), None)
    if section_page and site.skeleton in ("semantic", "wiki", "docs", "forum"):
        page.add("crumbs", "inline", [inner(fixed["home"], labels["home"])], [inner(section_page, page.section)])
    if site.skeleton in ("wordpress", "soup", "docs"):
        ordinary = [
            other for other in web.of(site.domain) if other.section and other.purpose != "section" and other is not page
        ]
        page.add("sidebar", "heading", [labels["recent"]])
        page.add("sidebar", "list", *_items(dice.sample(ordinary, min(5, len(ordinary)))))
    page.add("footer", "inline", [inner(fixed["about"], labels["about"])], [inner(fixed["contact"], labels["contact"])])
    page.add("footer", "small", [f"© 2025 {site.name}"])


def _write_article(page: Page, words: Language, ordinary: list[Page], dice: Random) -> None:
    page.add("main", "title", [page.title])
    person = dice.choice(words.people)
    page.add("main", "byline", [f"{words.labels['by']} {person}, {words.date(*page.published)}"])
    topic, chosen = page.site.writes, dict(page.words)
    if page.subject:
        subject = next(site for site in sites() if site.domain == page.subject)
        for line in words.cite[page.purpose]:
            page.add("main", "paragraph", [line.format(brand=subject.name, tagline=subject.tagline)])
        paragraphs = []
    else:
        paragraphs = words.paragraphs(topic, dice, dice.randint(2, 5), chosen)
    for number, text in enumerate(paragraphs):
        if number == 2 and len(paragraphs) > 4:
            page.add("main", "subtitle", [words.title(topic, dice, {page.title}, {})])
        page.add("main", "paragraph", [text])
    others = [other for other in ordinary if other is not page]
    related = dice.sample(others, min(3, len(others)))
    if related:
        page.add("main", "related", [words.labels["related"] + ": ", inner(related[0])])
    index = ordinary.index(page)
    pager: list[Parts] = []
    if index > 0:
        pager.append([inner(ordinary[index - 1], words.labels["previous"])])
    if index + 1 < len(ordinary):
        pager.append([inner(ordinary[index + 1], words.labels["next"])])
    if page.site.skeleton in ("wordpress", "forum", "soup"):
        page.add("pager", "inline", *pager)
    if len(related) > 1 and page.site.skeleton in ("semantic", "cards"):
        page.add("sidebar", "heading", [words.labels["related"]])
        page.add("sidebar", "list", *_items(related[1:]))


def _write_list(page: Page, words: Language, ordinary: list[Page], dice: Random) -> None:
    site = page.site
    topic = site.writes if page.language == site.language else next(iter(words.topics))
    page.add("main", "title", [page.section or site.name])
    page.add(
        "main", "lead", [site.tagline if page.language == site.language else words.paragraphs(topic, dice, 1, {})[0]]
    )
    if page.purpose == "section":
        shown = [other for other in ordinary if other.section == page.section]
    elif page.purpose == "subhome":
        shown = [other for other in ordinary if other.host == page.host]
    else:
        shown = dice.sample(ordinary, min(9, len(ordinary)))
    material = words.topics[topic]
    cards: list[Parts] = []
    for other in shown:
        teaser = words.fill(dice.choice(material["body"]), topic, dice, dict(other.words))
        cards.append([inner(other), " " + teaser])
    page.add("main", "cards", *cards)


def _write_plain(page: Page, words: Language, dice: Random) -> None:
    site = page.site
    page.add("main", "title", [page.title.split(" · ")[0]])
    if page.purpose == "contact":
        address = f"mailto:post@{site.domain}"
        page.add("main", "paragraph", [f"{site.name}, ", Link(address, f"post@{site.domain}")])
        page.add(
            "main", "form", [Link(f"{site.home}send", "", kind="form", anchor_from="", picture=words.labels["contact"])]
        )
        return
    for text in words.paragraphs(site.writes, dice, 2 if page.purpose == "about" else 1, {}):
        page.add("main", "paragraph", [text])
