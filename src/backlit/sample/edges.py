"""Links that are no plain `<a>` in a text: canonicals, languages, feeds, redirects, meta refreshes, image maps, forms.

Also the addresses that only redirect (an old domain with its chain) and those that were dead before the first crawl.
"""

from backlit.sample.catalogue import Site, sites
from backlit.sample.fabric import external, named
from backlit.sample.layout import dice_for
from backlit.sample.pages import Answer, Link, Page, Parts, Web
from backlit.sample.texts import language

OLD = "saltmerelamps.example"
"""The brand's former domain."""
BRAND = "harbourlight.example"


def edge_links(web: Web) -> None:
    """Adds them all."""
    for site in sites():
        if site.pages:
            _head_links(web, site)
    _image_maps(web)
    _newsletter_forms(web)
    _meta_refreshes(web)
    _old_domain(web)
    _dead_addresses(web)
    _page_nofollow(web)


def _head_links(web: Web, site: Site) -> None:
    """What `<head>` declares: canonical, feed, languages."""
    homes = [(page.language, page) for page in web.of(site.domain, "home", "translation")]
    for page in web.of(site.domain):
        if site.skeleton in ("wordpress", "semantic"):
            page.head.append(Link(page.url, "", "canonical", kind="canonical", rel="canonical", anchor_from=""))
        if site.skeleton == "wordpress":
            page.head.append(Link(f"{site.home}feed/", "", "feed", kind="rss", rel="alternate", anchor_from=""))
        if len(homes) > 1 and page.purpose in ("home", "translation"):
            for code, other in homes:
                page.head.append(
                    Link(other.url, "", "alternate", kind="alternate", rel="alternate", anchor_from="", language=code)
                )
            choice: list[Parts] = [[Link(other.url, code.upper())] for code, other in homes if other is not page]
            page.add("header", "inline", *choice)


def _image_maps(web: Web) -> None:
    """Maps whose areas lead to the places drawn on them."""
    places = ["tidemuseum.example", "quaysidebakery.example", "saltmere-university.example", "saltmerecycles.example"]
    for domain in ("weekendquays.example", "ministry-transport.example"):
        page = web.of(domain, "links")[0]
        areas: list[Parts] = []
        for place in places:
            link = external(page, web.home(place), named(place).name, "resource_page", "natural")
            link.kind, link.anchor_from = "area", "alt"
            areas.append([link])
        page.add("main", "map", *areas)


def _newsletter_forms(web: Web) -> None:
    """Forms that send their input to another site."""
    service = web.of("friendlyharbour.test", "contact")[0]
    for domain in ("crumbandcrust.example", "thewheelpost.example", "gazette-des-collines.example"):
        for page in web.of(domain, "contact", "about"):
            link = Link(service.url, "", "form", "self_made", kind="form", anchor_from="")
            link.picture = language(page.language).labels["feed"]
            page.add("sidebar", "form", [link])


def _meta_refreshes(web: Web) -> None:
    """Pages that send the reader on by `<meta http-equiv=refresh>`."""
    for source, target in (("nightpedal.test", "nightpedal.test"), ("localtradeslist.test", "coastdirectory.example")):
        page, home = web.of(source, "article", "listing")[-1], web.home(target)
        page.head.append(Link(home.url, "", "redirect", kind="redirect", anchor_from=""))


def redirecting(web: Web, site: Site, url: str, target: str, *, status: int = 301, late: Answer | None = None) -> Page:
    """An address that answers with a redirect at both crawls, or with `late` at the second."""
    page = Page(site, url, "", "redirect", site.language)
    page.answers = {"1a": Answer(status, target), "2a": late or Answer(status, target)}
    return web.add(page)


def _old_domain(web: Web) -> None:
    """The chain http → https → new domain, its deep addresses, and the links that still lead to it."""
    old, brand = named(OLD), named(BRAND)
    products = web.of(BRAND, "product")
    redirecting(web, old, "http://saltmerelamps.example/", "https://www.saltmerelamps.example/")
    redirecting(web, old, "https://www.saltmerelamps.example/", brand.home)
    redirecting(web, old, "http://www.saltmerelamps.example/about.html", f"{brand.home}about", status=308)
    redirecting(web, brand, "https://harbourlight.example/", brand.home)
    redirecting(web, brand, "http://www.harbourlight.example/", brand.home)
    elsewhere = Answer(301, web.home("bestcheaplamps.test").url)
    lamps: list[Page] = []
    for number, product in enumerate(products[:6]):
        late = elsewhere if number in (4, 5) else None
        url = f"http://www.saltmerelamps.example/lamps/{number + 1}.html"
        page = redirecting(web, old, url, product.url, status=302 if number == 3 else 301, late=late)
        page.change = "redirect_moved" if late else ""
        lamps.append(page)
    dice = dice_for("old domain")
    writers = [
        page
        for page in web.pages
        if page.purpose == "article" and page.site.role in ("blog", "news") and page.born == 1
    ]
    entrance = web.by_url["http://saltmerelamps.example/"]
    for page in dice.sample(writers, 26):
        target = dice.choice([entrance, entrance, *lamps])
        page.add("main", "paragraph", ["→ ", external(page, target, "Saltmere Lamps", "editorial", "natural")])


def _dead_addresses(web: Web) -> None:
    """Addresses that never answered well, and the pages that link to them all the same."""
    dice = dice_for("dead")
    writers = [
        page
        for page in web.pages
        if page.purpose == "article" and page.site.role in ("blog", "news", "magazine") and page.born == 1
    ]
    dead = (
        ("https://www.harbourlight.example/catalogue-2019", 404), ("https://www.harbourlight.example/fair", 410),
        ("https://shop.harbourlight.example/lamp-no-3", 404), ("https://www.brightspoke.example/old-range/", 404),
        ("https://tidemuseum.example/tickets", 500), ("https://www.lumenwheel.example/dealers", 404),
        ("https://photo-pier.example/licence", 503), ("https://spokeforum.example/t/17-first-post", 404),
    )  # fmt: skip
    for url, status in dead:
        site = next(site for site in sites() if site.domain == ".".join(url.split("/")[2].split(".")[-2:]))
        page = web.add(Page(site, url, "", "dead", site.language))
        page.answers = {"1a": Answer(status), "2a": Answer(status)}
        for writer in dice.sample(writers, 4):
            link = external(writer, page, site.name, "editorial", "natural")
            writer.add("main", "paragraph", [f"{language(writer.language).labels['references']}: ", link])


def _page_nofollow(web: Web) -> None:
    """Pages that ask robots to follow none of their links."""
    for page in dice_for("nofollow").sample(web.of("localtradeslist.test", "listing"), 6):
        page.nofollow = True
