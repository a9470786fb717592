"""The links that somebody arranged: guest posts, paid posts, partners, credits, networks, farms, spam, hidden links.

Each is written as people who clean up such profiles describe it: shared analytics ids, mirror pages, the same path and
title on several domains, exact-match anchors, bursts, exchanges.
"""

from copy import deepcopy

from backlit.sample.catalogue import sites
from backlit.sample.fabric import cite, external
from backlit.sample.layout import dice_for
from backlit.sample.pages import LATE, Block, Link, Page, Parts, Web
from backlit.sample.texts import language

MONEY = "bestcheaplamps.test"
MONEY_ANCHORS = ("cheap bike lights", "best cheap bike lights", "buy bike lights online", "cheap bicycle lamps")
CASINO = "luckylantern.test"
HIDING = ("display:none", "hidden", "position:absolute;left:-9999px", "font-size:0;width:0;height:0;overflow:hidden")

EXCHANGES = (
    ("saltmerecycles.example", "ridingslowly.example"),
    ("fernandfig.example", "backyardorchard.example"),
    ("quaysidebakery.example", "crumbandcrust.example"),
    ("baeckerei-moewe.example", "velotagebuch.example"),
    ("boulangerie-lavande.example", "carnet-de-selle.example"),
)
"""Pairs that link to each other."""
THREE_WAY = ("weekendquays.example", "tidytables.example", "slowwheelspodcast.example")
"""Each links to the next, the last to the first."""
CLIENTS = (
    "saltmerecycles.example", "fernandfig.example", "quaysidebakery.example", "baeckerei-moewe.example",
    "boulangerie-lavande.example", "ostello-del-molo.example", "nightpedal.test",
)  # fmt: skip
"""Sites whose footer names the agency on every page."""
WIDGETS = ("weekendquays.example", "ridingslowly.example", "marsa-news.example", "spokeforum.example")
"""Sites that embed the tide clock on every page."""


def arrange(web: Web) -> None:
    """Adds every arranged kind of link."""
    _guest_posts(web)
    _sponsored_posts(web)
    _press_releases(web)
    _partners(web)
    _credits_and_widgets(web)
    _network(web)
    _farm(web)
    _spam_burst(web)
    _hidden(web)


def _articles(web: Web, *domains: str) -> list[Page]:
    return [page for domain in domains for page in web.of(domain, "article", "episode") if page.born == 1]


def _guest_posts(web: Web) -> None:
    """Guest posts carry their author's employer in a closing note; those for the money site use bought words."""
    dice = dice_for("guest posts")
    hosts = _articles(
        web, "ridingslowly.example", "weekendquays.example", "codeandkettle.example", "backyardorchard.example"
    )
    employers = ["harbourlight.example"] * 9 + ["brightspoke.example"] * 5 + ["lumenwheel.example"] * 3 + [MONEY] * 6
    for page, domain in zip(dice.sample(hosts, len(employers)), employers, strict=True):
        home = web.home(domain)
        words = language(page.language)
        anchor = dice.choice(MONEY_ANCHORS) if domain == MONEY else home.site.name
        link = external(page, home, anchor, "guest_post", "outreach" if domain != MONEY else "paid")
        cite(page, words.sentence("guest", dice), link, own_paragraph=True, person=dice.choice(words.people))


def _sponsored_posts(web: Web) -> None:
    """Paid posts, two in three marked as such."""
    dice = dice_for("sponsored")
    hosts = _articles(
        web,
        "thewheelpost.example",
        "saltmerecourier.example",
        "deichpost.example",
        "gazette-des-collines.example",
        "correo-del-puerto.example",
    )
    payers = [
        "brightspoke.example",
        "lumenwheel.example",
        "nightpedal.test",
        "tidytables.example",
        "harbourlight.example",
        MONEY,
    ]
    for number, page in enumerate(dice.sample(hosts, 24)):
        home = web.home(payers[number % len(payers)])
        rel = (None, "sponsored", "sponsored nofollow")[number % 3]
        anchor = dice.choice(MONEY_ANCHORS) if home.site.domain == MONEY else home.site.name
        link = external(page, home, anchor, "sponsored", "paid", rel=rel)
        words = language(page.language)
        page.regions["main"].insert(1, Block("label", [[words.labels["advertisement"]]]))
        cite(page, words.sentence("sponsored", dice), link, own_paragraph=True)


def _press_releases(web: Web) -> None:
    """A release, and the newspapers that print it word for word."""
    dice = dice_for("press")
    senders = [
        "harbourlight.example",
        "brightspoke.example",
        "saltmerecycles.example",
        "tidytables.example",
        "tidemuseum.example",
    ]
    papers = ["saltmerecourier.example", "coastradio.example"]
    releases = [page for page in web.of("wirepress.example", "release") if page.born == 1]
    for number, release in enumerate(releases[:15]):
        home = web.home(senders[number % len(senders)])
        copies = [release, *(dice.choice(_articles(web, paper)) for paper in papers[: number % 3])]
        sentence = language("en").sentence("press", dice)
        text = next(block for block in release.regions["main"] if block.shape == "paragraph").items[0][0]
        for page in copies:
            link = external(page, home, home.site.name, "press_release", "outreach")
            if page is not release:
                page.add("main", "paragraph", [text])
            cite(page, sentence, link, own_paragraph=True)


def _partners(web: Web) -> None:
    """Reciprocal pairs, a ring of three, and the partner page of the brand."""
    dice = dice_for("partners")
    ring = list(zip(THREE_WAY, (*THREE_WAY[1:], THREE_WAY[0]), strict=True))
    pairs = [pair for a, b in EXCHANGES for pair in ((a, b), (b, a))]
    for source, target in [*pairs, *ring]:
        page, home = web.of(source, "links")[0], web.home(target)
        words = language(page.language)
        cite(
            page,
            words.sentence("partner", dice),
            external(page, home, home.site.name, "partner", "exchange"),
            own_paragraph=True,
        )
    friends = ["saltmerecycles.example", "slowwheelspodcast.example", "tidemuseum.example", "spokeforum.example"]
    page = web.of("harbourlight.example", "links")[0]
    for number, domain in enumerate(friends):
        home, acquisition = web.home(domain), "exchange" if number < 2 else "natural"
        page.add("main", "banner", [_banner(external(page, home, home.site.name, "partner", acquisition))])
    for domain in friends[:2]:
        page, home = web.of(domain, "links")[0], web.home("harbourlight.example")
        page.add("main", "banner", [_banner(external(page, home, "Harbourlight", "partner", "exchange"))])


def _banner(link: Link) -> Link:
    link.kind, link.anchor_from, link.picture = "image", "alt", "banner"
    return link


def _credits_and_widgets(web: Web) -> None:
    """Sitewide: the agency in its clients' footers, the tide clock in sidebars, with its frame."""
    agency, clock = web.home("brightwebstudio.example"), web.home("tideclock.example")
    for domain in CLIENTS:
        for page in web.of(domain):
            label = language(page.language).labels["website"]
            page.add(
                "footer", "small", [f"{label} ", external(page, agency, "Bright Web Studio", "widget", "self_made")]
            )
    dial = web.of("tideclock.example", "article")[0]
    for domain in WIDGETS:
        for page in web.of(domain):
            page.add("sidebar", "frame", [Link(dial.url, "", "widget", "self_made", kind="frame", anchor_from="")])
            page.add("sidebar", "small", [external(page, clock, "Tide clock by Tideclock", "widget", "self_made")])


def _network(web: Web) -> None:
    """A private blog network: mirror pages, the same outlinks as camouflage, exact-match anchors for the money site."""
    members = [site for site in sites() if site.role == "network"]
    model = members[0]
    money = [web.home(MONEY), *web.of(MONEY, "article")[:3]]
    cover = [
        web.home(domain) for domain in ("ministry-transport.example", "openpedalwiki.example", "coastradio.example")
    ]
    for site in members:
        dice = dice_for("network", site.domain)
        for number, page in enumerate(web.of(site.domain, "article")):
            if site is not model and number % 2:
                original = web.of(model.domain, "article")[number]
                page.regions["main"] = deepcopy(
                    [block for block in original.regions["main"] if block.shape != "related"]
                )
                continue
            target = money[number % len(money)]
            anchor = MONEY_ANCHORS[0] if dice.random() < 0.7 else dice.choice(MONEY_ANCHORS)
            cite(
                page,
                "Our tip for every rider: {link}.",
                external(page, target, anchor, "private_network", "self_made"),
                own_paragraph=True,
            )
            for home in cover:
                cite(
                    page,
                    "See also {link}.",
                    external(page, home, home.site.name, "private_network", "self_made"),
                    own_paragraph=True,
                )


def _farm(web: Web) -> None:
    """Every page of the farm links to every home page of the farm and to whoever asked for links."""
    farm = [site for site in sites() if site.role == "farm"]
    customers = {
        MONEY: "cheap bike lights",
        CASINO: "free spins",
        "nightpedal.test": "bike lamps",
        "localtradeslist.test": "local trades",
    }
    for site in farm:
        for page in web.of(site.domain):
            rows: list[Parts] = [
                [external(page, web.home(other.domain), other.name, "link_farm", "exchange")]
                for other in farm
                if other is not site
            ]
            rows += [[external(page, web.home(to), anchor, "link_farm", "paid")] for to, anchor in customers.items()]
            page.add("main", "rows", *rows)


def _spam_burst(web: Web) -> None:
    """Between the crawls a robot leaves the same comment on every open form."""
    dice = dice_for("spam")
    home = web.home(CASINO)
    open_forms = ("backyardorchard.example", "starsfromthequay.example", "spokeforum.example", "crumbandcrust.example")
    pages = [page for domain in open_forms for page in web.of(domain, "article", "thread")]
    victims = [page for page in pages if page.born == 1]
    for page in dice.sample(victims, 64):
        rel = {"spokeforum.example": "ugc nofollow", "crumbandcrust.example": "nofollow ugc"}.get(page.site.domain)
        before, after = language("en").sentence("spam", dice).split("{link}")
        link = Link(home.url, "free spins", "comment", "self_made", rel, visits=LATE, change="added")
        page.add("comments", "comment", [f"winner{dice.randint(100, 999)}"], [before, link, after], visits=LATE)


def _hidden(web: Web) -> None:
    """Links that a burglar left in other people's pages, hidden from their readers."""
    home = web.home(CASINO)
    victims = [*web.of("localtradeslist.test", "listing")[:8], *web.of("saltmerecycles.example", "product")[:4]]
    for number, page in enumerate(victims):
        link = external(page, home, "lucky lantern", "hacked", "self_made")
        link.hidden = HIDING[number % len(HIDING)]
        page.add("main", "hidden", [link])
