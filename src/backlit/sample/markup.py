"""Pages as HTML: each site's skeleton (`data/skeletons/*.html`) filled with the blocks of a page at one visit.

The order of the regions in a skeleton is the order of the document, and so of the truth's links.
"""

import re
from functools import cache
from html import escape
from posixpath import relpath
from string import Template
from urllib.parse import quote, unquote, urlsplit
from zlib import crc32

from backlit.sample.catalogue import DATA
from backlit.sample.pages import REGIONS, Block, Link, Page, Parts
from backlit.sample.texts import language

SHAPES = {
    "title": ("<h1>", "", "</h1>\n"),
    "subtitle": ("<h2>", "", "</h2>\n"),
    "heading": ("<h3>", "", "</h3>\n"),
    "paragraph": ("<p>", "", "</p>\n"),
    "list": ("<ul>\n<li>", "</li>\n<li>", "</li>\n</ul>\n"),
    "menu": ('<ul class="menu">\n<li>', "</li>\n<li>", "</li>\n</ul>\n"),
    "cards": ('<ul class="cards">\n<li>', "</li>\n<li>", "</li>\n</ul>\n"),
    "rows": ("<table>\n<tr><td>", "</td></tr>\n<tr><td>", "</td></tr>\n</table>\n"),
    "inline": ('<p class="inline">', " ", "</p>\n"),
    "figure": ("<figure>{photo}<figcaption>", "", "</figcaption></figure>\n"),
    "comment": ('<div class="comment"><p class="who">', "</p><p>", "</p></div>\n"),
    "map": ('{map}<map name="places">\n', "\n", "\n</map>\n"),
    "frame": ("", "\n", "\n"),
    "form": ("", "\n", "\n"),
    "hidden": ("", "\n", "\n"),
}
"""What stands before, between and after the items of a block; other shapes are a paragraph with their name as class."""
PICTURES = {"logo": (220, 48), "icon": (20, 20), "banner": (468, 60), "photo": (640, 240), "map": (320, 200)}
"""Pictures by kind: width and height in pixels."""


@cache
def skeleton(name: str) -> tuple[Template, tuple[str, ...]]:
    """A site's HTML with its places, and the regions in the order of the document."""
    text = (DATA / "skeletons" / f"{name}.html").read_text(encoding="utf-8")
    return Template(text), tuple(place for place in re.findall(r"\$(\w+)", text) if place in REGIONS)


def order(page: Page, visit: str) -> tuple[str, ...]:
    """The regions that a visit sees, in the order of the document: a truncated record ends after the main text."""
    regions = skeleton(page.site.skeleton)[1]
    answer = page.answers.get(visit)
    return regions[: regions.index("main") + 1] if answer and answer.truncated else regions


@cache
def _css(domain: str) -> str:
    text = (DATA / "skeletons" / "base.css").read_text(encoding="utf-8")
    return text.replace("$hue", str(crc32(domain.encode()) % 360)).rstrip("\n")


def html(page: Page, visit: str) -> bytes:
    """The page's bytes at a visit, in the encoding of its site."""
    if page.written:
        return page.written.encode(page.site.encoding)
    template, _ = skeleton(page.site.skeleton)
    shown = order(page, visit)
    places = {region: _region(page, region, visit) if region in shown else "" for region in REGIONS}
    words = language(page.language)
    text = template.substitute(
        places, lang=page.language, dir=words.direction, head=_head(page, visit), css=_css(page.site.domain)
    )
    if page.answers[visit].truncated:
        end = places["main"]
        text = text[: text.index(end) + len(end)]
    # A character that the encoding does not have is written as a reference, as editors do.
    return text.encode({"windows-1252": "cp1252"}.get(page.site.encoding, page.site.encoding), "xmlcharrefreplace")


def _region(page: Page, region: str, visit: str) -> str:
    return "".join(_block(page, block, visit) for block in page.regions[region] if visit in block.visits)


def _head(page: Page, visit: str) -> str:
    site = page.site
    lines = []
    if site.declared == "meta" or site.encoding == "utf-8":
        lines.append(f'<meta charset="{site.encoding}">')
    lines.append(f"<title>{escape(page.title)}</title>")
    lines.append('<meta name="viewport" content="width=device-width, initial-scale=1">')
    if site.base:
        lines.append(f'<base href="{escape(site.base)}">')
    robots = ["noindex"] * (visit in page.noindex and not page.robots_header) + ["nofollow"] * page.nofollow
    if robots:
        lines.append(f'<meta name="robots" content="{", ".join(robots)}">')
    lines += [_head_link(link) for link in page.head if visit in link.visits]
    if site.analytics:
        start = "window.dataLayer=[];function gtag(){dataLayer.push(arguments)}"
        lines.append(f"<script>{start}gtag('config','{site.analytics}');</script>")
    if site.advertising:
        lines.append(f"<script>(window.ads=window.ads||[]).push({{google_ad_client:'{site.advertising}'}});</script>")
    return "\n".join(lines)


def _head_link(link: Link) -> str:
    address = escape(link.target)
    if link.kind == "redirect":
        return f'<meta http-equiv="refresh" content="5; url={address}">'
    if link.kind == "rss":
        return f'<link rel="alternate" type="application/rss+xml" href="{address}">'
    if link.kind == "alternate":
        return f'<link rel="alternate" hreflang="{link.language}" href="{address}">'
    return f'<link rel="canonical" href="{address}">'


def _block(page: Page, block: Block, visit: str) -> str:
    items = [_inside(page, item, visit) for item in block.items_at(visit)]
    if not items:
        return ""
    before, between, after = SHAPES.get(block.shape, (f'<p class="{block.shape}">', "", "</p>\n"))
    if "{" in before:
        before = before.format(photo=picture("photo", "", page.url), map=picture("map", "", page.url, "places"))
    return before + between.join(items) + after


def _inside(page: Page, parts: Parts, visit: str) -> str:
    return "".join(escape(part, quote=False) if isinstance(part, str) else _link(page, part, visit) for part in parts)


def _link(page: Page, link: Link, visit: str) -> str:
    if visit not in link.visits:
        return "" if link.change == "anchor_changed" else escape(link.anchor, quote=False)
    address = escape(written(page, link))
    if link.kind == "frame":
        return f'<iframe src="{address}"></iframe>'
    if link.kind == "form":
        label = escape(link.picture)
        return f'<form action="{address}"><input name="q" aria-label="{label}"><button>{label}</button></form>'
    if link.kind == "area":
        at = crc32(link.anchor.encode()) % 200
        place = f"{at},{at // 2},{at + 60},{at // 2 + 40}"
        return f'<area shape="rect" coords="{place}" href="{address}" alt="{escape(link.anchor)}">'
    inside = escape(link.anchor, quote=False)
    if link.kind == "image":
        inside = picture(link.picture, link.anchor, link.target)
    return f'<a href="{address}"{_attributes(link, visit)}>{inside}</a>'


def _attributes(link: Link, visit: str) -> str:
    rel = link.rel_at(visit)
    found = f' rel="{escape(rel)}"' if rel is not None else ""
    if link.hidden:
        found += " hidden" if link.hidden == "hidden" else f' style="{link.hidden}"'
    return found


def picture(kind: str, alt: str, of: str, use_map: str = "") -> str:
    """An `<img>` with a small drawing of its own: hills, water and a light, in colours that go with what it is of."""
    width, height = PICTURES[kind]
    hue = crc32(of.encode()) % 360
    half, third = height // 2, width // 3
    hills = f"M0 {half}Q{third} {height // 5} {2 * third} {half}T{width} {half}V{height}H0z"
    drawing = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}'>"
        f"<rect width='{width}' height='{height}' fill='hsl({hue},45%,82%)'/>"
        f"<path d='{hills}' fill='hsl({hue},40%,45%)'/>"
        f"<path d='M0 {height * 3 // 4}H{width}V{height}H0z' fill='hsl({(hue + 40) % 360},50%,35%)'/>"
        f"<circle cx='{width - third // 2}' cy='{height // 4}' r='{max(3, height // 9)}' fill='hsl(45,90%,70%)'/></svg>"
    )
    source = quote(drawing, safe="/:='(),")
    extra = f' usemap="#{use_map}"' if use_map else ""
    return f'<img src="data:image/svg+xml,{source}" width="{width}" height="{height}" alt="{escape(alt)}"{extra}>'


def written(page: Page, link: Link) -> str:
    """The href as the site's editors write it: whole, from the root, from here, or with the scheme left out."""
    target = link.target
    here, there = urlsplit(page.url), urlsplit(target)
    if there.scheme not in ("http", "https") or link.kind == "redirect" or here.scheme != there.scheme:
        return target
    if here.netloc != there.netloc:
        schemeless = crc32(f"{page.url} {target}".encode()) % 40 == 0
        return target.removeprefix(f"{there.scheme}:") if schemeless else target
    if page.site.skeleton in ("soup", "docs"):
        return _relative(page.site.base or here.path, there.path)
    if page.site.skeleton in ("wordpress", "forum"):
        return target
    path = there.path + (f"?{there.query}" if there.query else "")
    return unquote(path) if page.site.language == "ja" else path


def _relative(base: str, path: str) -> str:
    """A path as seen from the folder of `base`."""
    seen = relpath(path, base.rpartition("/")[0] or "/")
    return seen + "/" if path.endswith("/") else seen
