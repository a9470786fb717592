"""The links between sites that come about in the ordinary way: editors, reviewers, directories, forums, shops, readers.

Types and ways to acquire a link are the field's own (docs/sample-web.md lists them). What schemers do is in `schemes`.
"""

from random import Random

from backlit.sample.catalogue import NETWORK_ROLES, Site, sites
from backlit.sample.layout import dice_for
from backlit.sample.pages import LATE, VISITS, Link, Page, Parts, Web
from backlit.sample.texts import language

FAME = {
    "university": 9, "museum": 8, "broadcaster": 8, "ministry": 7, "library": 6, "brand": 12, "competitor": 6,
    "news": 4, "magazine": 5, "wiki": 6, "shop": 2, "software": 3, "docs": 3, "podcast": 3, "photos": 2, "blog": 3,
    "forum": 1, "widget": 1, "agency": 1,
}  # fmt: skip
"""How often a site of a role is linked to of people's own free will."""

TYPE_OF_ROLE = {
    "news": "news", "broadcaster": "news", "podcast": "podcast", "press": "press_release", "forum": "comment",
}  # fmt: skip
"""The type of link that an ordinary page of such a site gives; editorial elsewhere."""

BRANDS = {"bikes": 4, "rad": 4, "velo": 4, "bici": 4, "rower": 4, "travel": 2, "news": 2, "software": 1, "astronomy": 1}
"""How much more often pages on a topic link to the makers of lamps."""


def named(domain: str) -> Site:
    """A site of the catalogue by its domain."""
    return next(site for site in sites() if site.domain == domain)


def anchor_for(target: Page, dice: Random, code: str) -> str:
    """An anchor as people write it: the name, the title, the address, or words that say nothing."""
    way = dice.random()
    if way < 0.45 or target.purpose in ("about", "contact", "links", "section"):
        return target.site.name
    if way < 0.72:
        return target.title if target.purpose != "home" else target.site.name
    if way < 0.87:
        return target.host.removeprefix("www.")
    return dice.choice(language(code).generic)


def cite(page: Page, sentence: str, link: Link, *, own_paragraph: bool = False, **names: str) -> None:
    """Puts a sentence with a link into the page's text: at the end of a paragraph, or as one of its own."""
    before, after = sentence.split("{link}")
    for name, value in names.items():
        before, after = before.replace("{" + name + "}", value), after.replace("{" + name + "}", value)
    space = language(page.language).space
    paragraphs = [block for block in page.regions["main"] if block.shape == "paragraph"]
    if own_paragraph or not paragraphs:
        page.add("main", "paragraph", [before, link, after], visits=link.visits)
        return
    busy = [block for block in paragraphs if any(isinstance(part, Link) for part in block.items[0])]
    free = [block for block in paragraphs if block not in busy] or paragraphs
    free[len(page.title) % len(free)].items[0].extend([space + before, link, after])


def visits_between(page: Page, target: Page) -> tuple[str, ...]:
    """When a link can be there: not before the page that it leads to."""
    return LATE if target.born == 2 or page.born == 2 else VISITS


def external(page: Page, target: Page, anchor: str, type_: str, acquisition: str, *, rel: str | None = None) -> Link:
    """A link to a page of another site."""
    change = "added" if target.born == 2 and page.born == 1 else ""
    return Link(target.url, anchor, type_, acquisition, rel, visits=visits_between(page, target), change=change)


def weave(web: Web) -> None:
    """Adds every ordinary kind of link between sites."""
    for page in web.pages:
        if page.site.role not in (*NETWORK_ROLES, "expired", "directory", "social", "widget", "agency"):
            _write_freely(web, page)
    _list_in_directories(web)
    _fill_link_pages(web)
    _show_profiles(web)
    _credit_pictures(web)
    _comment(web)


def _likely(web: Web, page: Page) -> tuple[list[Page], list[float]]:
    targets: list[Page] = []
    weights: list[float] = []
    for site in sites():
        fame = FAME.get(site.role, 0)
        if site is page.site or not fame or site.spam or not site.pages:
            continue
        weight = float(fame)
        if site.language != page.language:
            weight *= 0.12 if site.language != "en" else 0.3
        if site.topic == page.site.topic:
            weight *= 3
        if site.topic == "lamps":
            weight *= BRANDS.get(page.site.topic, 0.3)
        targets.append(web.home(site.domain))
        weights.append(weight)
    return targets, weights


def _write_freely(web: Web, page: Page) -> None:
    """Up to three links of an ordinary page to sites that its author knows."""
    if page.purpose in ("home", "subhome", "section", "about", "contact", "links", "translation", "picture"):
        return
    dice = dice_for("free", page.url)
    role = page.site.role
    homes, weights = _likely(web, page)
    chances = {"shop": 0.15, "brand": 0.35, "competitor": 0.35, "software": 0.4, "docs": 0.4}
    words = language(page.language)
    for _ in range(3):
        if dice.random() > chances.get(role, 0.62):
            continue
        home = dice.choices(homes, weights)[0]
        if role in ("brand", "competitor") and home.site.topic == "lamps":
            continue
        deep = [
            other for other in web.of(home.site.domain) if other.purpose in ("article", "product", "entry", "episode")
        ]
        target = dice.choice(deep) if deep and dice.random() < 0.55 else home
        if any(link.target == target.url for link in page.every_link()):
            continue
        type_ = TYPE_OF_ROLE.get(role, "editorial")
        acquisition = {"press": "outreach", "forum": "self_made"}.get(role, "natural")
        rel = None
        if role == "magazine" and home.site.topic == "lamps":
            type_ = "review"
        if role in ("wiki", "forum"):
            rel = "nofollow" if role == "wiki" else "ugc nofollow"
        kind = {"news": "news", "comment": "forum", "press_release": "press"}.get(type_, type_)
        link = external(page, target, anchor_for(target, dice, page.language), type_, acquisition, rel=rel)
        if role == "forum":
            reply = words.sentence("forum", dice).split("{link}")
            page.add("comments", "comment", [dice.choice(words.people)], [reply[0], link, reply[1]], visits=link.visits)
        elif role == "wiki":
            if page.regions["main"][-1].shape != "list":
                page.add("main", "subtitle", [words.labels["references"]])
                page.add("main", "list")
            page.regions["main"][-1].items.append([link])
        else:
            cite(page, words.sentence(kind, dice), link, own_paragraph=type_ in ("review", "podcast", "press_release"))


def _list_in_directories(web: Web) -> None:
    """Each listing of a directory leads to the site that it lists."""
    for domain, rel in (("coastdirectory.example", None), ("localtradeslist.test", "nofollow noopener")):
        for page in web.of(domain, "listing"):
            home = web.home(page.subject)
            link = external(page, home, home.url, "directory", "self_made", rel=rel)
            page.add("main", "rows", [f"{home.site.name}: ", link])


def _fill_link_pages(web: Web) -> None:
    """The page of links that editors keep: resource pages, partners of shops."""
    for site in sites():
        if not site.pages or site.role in (*NETWORK_ROLES, "expired", "social", "directory"):
            continue
        page = web.of(site.domain, "links")[0]
        dice = dice_for("resources", site.domain)
        homes, weights = _likely(web, page)
        chosen: list[Page] = []
        for _ in range(8):
            home = dice.choices(homes, weights)[0]
            if home not in chosen and not (site.topic == "lamps" and home.site.topic == "lamps"):
                chosen.append(home)
        items: list[Parts] = []
        for home in chosen:
            link = external(page, home, home.site.name, "resource_page", "natural")
            items.append([link, f" · {home.site.tagline}"])
        page.add("main", "list", *items)


def _show_profiles(web: Web) -> None:
    """Profiles of a social network, and the icons in footers that lead to them."""
    for page in web.of("friendlyharbour.test", "profile"):
        home = web.home(page.subject)
        link = external(page, home, home.url, "social_profile", "self_made", rel="me nofollow")
        page.add("main", "rows", ["→ ", link])
        for other in web.of(page.subject):
            link = Link(page.url, language(other.language).labels["follow"], "social_profile", "natural", "me")
            link.kind, link.anchor_from, link.picture = "image", "alt", "icon"
            other.add("footer", "inline", [link])


def _credit_pictures(web: Web) -> None:
    """Photographs with the credit that their licence asks for."""
    pictures = web.of("photo-pier.example", "picture")
    dice = dice_for("credits")
    papers = [site.domain for site in sites() if site.role in ("blog", "news", "magazine")]
    writers = [
        page for paper in papers for page in web.of(paper, "article") if page.language in ("en", "de", "fr", "es")
    ]
    for page in dice.sample(writers, 60):
        picture = dice.choice(pictures)
        label = language(page.language).labels["photo"]
        link = external(page, picture, "Photo Pier", "image_credit", "natural")
        page.add("main", "figure", [f"{label} ", link, f", “{picture.title}”"], visits=link.visits)


def _comment(web: Web) -> None:
    """Readers' comments; the name of who wrote links to a site of their own."""
    dice = dice_for("comments")
    homes = [web.home(site.domain) for site in sites() if site.role in ("blog", "shop", "software", "brand")]
    for page in web.pages:
        if page.purpose != "article" or page.site.role not in ("blog", "news", "magazine"):
            continue
        words = language(page.language)
        old_software = page.site.domain in ("backyardorchard.example", "starsfromthequay.example")
        for _ in range(dice.choice((0, 0, 1, 1, 2, 3))):
            home = dice.choice(homes)
            name = dice.choice(language(home.language).people)
            text = dice.choice(words.cite["comment"])
            if home.site is page.site or dice.random() < 0.35:
                page.add("comments", "comment", [name], [text])
                continue
            rel = None if old_software else dice.choice(("ugc nofollow", "nofollow ugc", "external nofollow", "ugc"))
            page.add("comments", "comment", [external(page, home, name, "comment", "self_made", rel=rel)], [text])


def mention(web: Web) -> None:
    """Adds to texts that do not link to a brand a sentence that names it; comes after all links."""
    dice = dice_for("mentions")
    brands = [named(domain) for domain in ("harbourlight.example", "brightspoke.example", "lumenwheel.example")]
    for page in web.pages:
        words = language(page.language)
        if (
            page.purpose != "article"
            or page.site.role not in ("blog", "news", "magazine", "broadcaster")
            or "mention" not in words.cite
        ):
            continue
        brand = dice.choices(brands, (5, 2, 1))[0]
        if dice.random() > 0.14 or any(brand.domain in link.target for link in page.every_link()):
            continue
        page.add("main", "paragraph", [dice.choice(words.cite["mention"]).replace("{brand}", brand.name)])
        page.mentions.append(brand.domain)
