"""The truth about the sample web, told from the plan and never from what an extractor found in the pages.

What becomes of a link is worked out here from the planned looks by the rules of the field: lost only when a later look
at its page says so, unseen when nobody looked. The extractor, the store and all judgements are measured against it.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urldefrag, urlsplit

import pyarrow as pa

from backlit.sample.catalogue import sites
from backlit.sample.crawl import STARTS, Look, ip_address
from backlit.sample.markup import order
from backlit.sample.pages import Link, Page, Web

TEXT, FLAG, COUNT = pa.string(), pa.bool_(), pa.int32()
TIME = pa.timestamp("s", tz="UTC")


def schema(**columns: pa.DataType) -> pa.Schema:
    """The Arrow schema of columns by name."""
    return pa.schema([pa.field(name, kind) for name, kind in columns.items()])


LINKS = schema(
    source_url=TEXT, source_domain=TEXT, target_url=TEXT, target_domain=TEXT, kind=TEXT, anchor=TEXT,
    occurrence=COUNT, anchor_from=TEXT, rel=TEXT, followed=FLAG, placement=TEXT, hidden=FLAG, type=TEXT,
    acquisition=TEXT, relation=TEXT, in_crawl_1=FLAG, in_crawl_2=FLAG, change=TEXT, first_seen=TIME,
    last_seen=TIME, state=TEXT, lost_reason=TEXT, lost_at=TIME, new_reason=TEXT,
)  # fmt: skip
"""One row a link: one source page, target page, kind, anchor and occurrence. docs/sample-web.md tells each column."""
SITES = schema(
    domain=TEXT, name=TEXT, role=TEXT, language=TEXT, group=TEXT, trusted=FLAG, spam=FLAG, pages=COUNT,
    ip_address=TEXT,
)  # fmt: skip
"""One row a site."""
MENTIONS = schema(page_url=TEXT, domain=TEXT, brand=TEXT, language=TEXT)
"""One row a brand that a page names and does not link to."""
LOOKS = schema(
    url=TEXT, fetched_at=TIME, crawl=COUNT, status=COUNT, look=TEXT, location=TEXT, truncated=FLAG,
    noindex=FLAG, canonical=TEXT, title=TEXT, language=TEXT, links=COUNT,
)  # fmt: skip
"""One row a look."""

Identity = tuple[str, str, str, int]
"""Target page, kind, anchor (its first 100 characters), occurrence: what makes two links of a page the same link."""


@dataclass(slots=True)
class _Story:
    """What the looks so far say about one link."""

    link: Link
    placement: str
    rel: str | None
    first: datetime
    last: datetime
    crawls: set[int] = field(default_factory=set)
    lost: bool = False
    lost_reason: str = ""
    """Why it was last lost; it stays when the link comes back."""
    lost_at: datetime | None = None
    restored_at: datetime | None = None
    noindex: bool = False
    elsewhere: bool = False
    """The page's canonical pointed elsewhere when the link was last seen live."""


def look_word(look: Look) -> str:
    """What a look finds, in the words of the model."""
    status = look.answer.status
    if look.revisit_of:
        return "not_modified"
    if status == 200:
        return "content"
    if status < 400:
        return "redirect"
    return "not_found" if status in (404, 410) else "error"


def links_of(look: Look) -> list[tuple[str, Link]]:
    """Placement and link of every link that a look shows, in the order of the document."""
    page, word = look.page, look_word(look)
    if word in ("content", "not_modified"):
        return list(page.links(look.visit, order(page, look.visit)))
    if word == "redirect":
        return [("unknown", Link(look.answer.location, "", "redirect", kind="redirect", anchor_from=""))]
    return []


def _identities(found: list[tuple[str, Link]]) -> dict[Identity, tuple[str, Link]]:
    counts: Counter[tuple[str, str, str]] = Counter()
    known: dict[Identity, tuple[str, Link]] = {}
    for placement, link in found:
        key = (urldefrag(link.target).url, link.kind, link.anchor[:100])
        known[(*key, counts[key])] = (placement, link)
        counts[key] += 1
    return known


def _tell(looks: list[Look]) -> dict[Identity, _Story]:
    """The stories of all links of a page from its looks, oldest first."""
    stories: dict[Identity, _Story] = {}
    for look in looks:
        page, visit, word = look.page, look.visit, look_word(look)
        there = _identities(links_of(look))
        noindex = visit in page.noindex and word == "content"
        elsewhere = word == "content" and page.canonical(visit) != page.url
        for identity, (placement, link) in there.items():
            story = stories.get(identity)
            if story is None:
                story = stories[identity] = _Story(link, placement, link.rel_at(visit), look.at, look.at)
                story.noindex, story.elsewhere = noindex, elsewhere
            story.link, story.placement, story.rel, story.last = link, placement, link.rel_at(visit), look.at
            story.crawls.add(look.crawl)
            _judge_seen(story, look.at, noindex, elsewhere)
        for identity, story in stories.items():
            if identity not in there and not story.lost:
                reason = _reason_for_absence(story.link, word, truncated=look.answer.truncated)
                if reason:
                    story.lost, story.lost_reason, story.lost_at = True, reason, look.at
    return stories


def _judge_seen(story: _Story, at: datetime, noindex: bool, elsewhere: bool) -> None:
    """A link that a look shows: live, restored, or lost because its page no longer counts."""
    if story.lost:
        if not noindex and not elsewhere:
            story.lost, story.restored_at = False, at
    elif noindex and not story.noindex:
        story.lost, story.lost_reason, story.lost_at = True, "noindex", at
        return
    elif elsewhere and not story.elsewhere:
        story.lost, story.lost_reason, story.lost_at = True, "not_canonical", at
        return
    if not story.lost:
        story.noindex, story.elsewhere = noindex, elsewhere


def _reason_for_absence(link: Link, word: str, *, truncated: bool) -> str:
    if truncated:
        return ""
    if link.kind == "redirect" and link.type == "redirect" and word in ("redirect", "content"):
        return "redirect_lost"
    return {
        "content": "removed_from_html", "not_modified": "removed_from_html", "redirect": "page_redirected",
        "not_found": "page_not_found", "error": "page_error",
    }[word]  # fmt: skip


def domain_of(url: str) -> str | None:
    """The registrable domain: under a reserved suffix the last two labels. None for what is no web address."""
    parts = urlsplit(url)
    return ".".join((parts.hostname or "").split(".")[-2:]) if parts.scheme in ("http", "https") else None


def _relation(page: Page, link: Link) -> str:
    domain = domain_of(link.target)
    if domain is None:
        return "none"
    if urldefrag(link.target).url == page.url:
        return "self"
    return "internal" if domain == page.site.domain else "external"


def link_table(web: Web, looks: list[Look]) -> pa.Table:
    """One row a link of the sample web, with what became of it."""
    by_page: dict[str, list[Look]] = {page.url: [] for page in web.pages}
    for look in sorted(looks, key=lambda look: look.at):
        by_page[look.page.url].append(look)
    rows = []
    for page in web.pages:
        its_looks = by_page[page.url]
        for (_, _, _, occurrence), story in _tell(its_looks).items():
            rows.append(_row(page, its_looks, occurrence, story))
    return pa.Table.from_pylist(rows, LINKS)


def _row(page: Page, looks: list[Look], occurrence: int, story: _Story) -> dict[str, object]:
    link, horizon = story.link, STARTS["2"]
    rel = (story.rel or "").split()
    unseen = looks[-1].at < horizon
    return {
        "source_url": page.url, "source_domain": page.site.domain,
        "target_url": link.target, "target_domain": domain_of(link.target),
        "kind": link.kind, "anchor": link.anchor, "occurrence": occurrence,
        "anchor_from": link.anchor_from or None if link.anchor else None,
        "rel": story.rel, "followed": not page.nofollow and not {"nofollow", "sponsored", "ugc"} & set(rel),
        "placement": story.placement, "hidden": None if story.placement == "unknown" else bool(link.hidden),
        "type": link.type, "acquisition": link.acquisition, "relation": _relation(page, link),
        "in_crawl_1": 1 in story.crawls, "in_crawl_2": 2 in story.crawls,
        "change": page.change if page.born == 2 else link.change or page.change or "kept",
        "first_seen": story.first, "last_seen": story.last,
        "state": "lost" if story.lost else "unseen" if unseen else "live",
        "lost_reason": story.lost_reason or None, "lost_at": story.lost_at,
        "new_reason": _new_reason(story, looks[0].at, horizon),
    }  # fmt: skip


def _new_reason(story: _Story, page_found: datetime, horizon: datetime) -> str | None:
    """Why the link is new since the second crawl began."""
    if story.first >= horizon:
        return "page_found" if story.first == page_found else "link_found"
    return "link_restored" if story.restored_at and story.restored_at >= horizon else None


def site_table(web: Web) -> pa.Table:
    """One row a site: its role, its group, whether it can be trusted."""
    rows = []
    for site in sites():
        pages = web.of(site.domain)
        rows.append(
            {
                "domain": site.domain, "name": site.name, "role": site.role, "language": site.language,
                "group": site.group or None, "trusted": site.trusted, "spam": site.spam, "pages": site.pages,
                "ip_address": ip_address(pages[0]),
            }
        )  # fmt: skip
    return pa.Table.from_pylist(rows, SITES)


def mention_table(web: Web) -> pa.Table:
    """One row a brand that a page names and does not link to."""
    names = {site.domain: site.name for site in sites()}
    rows = [
        {"page_url": page.url, "domain": domain, "brand": names[domain], "language": page.language}
        for page in web.pages
        for domain in page.mentions
    ]
    return pa.Table.from_pylist(rows, MENTIONS)


def look_table(looks: list[Look]) -> pa.Table:
    """One row a look: what the crawler was told and how many links stood there."""
    rows = []
    for look in looks:
        page, word = look.page, look_word(look)
        content = word in ("content", "not_modified")
        canonical = next((li.target for li in page.head if li.kind == "canonical" and look.visit in li.visits), None)
        rows.append(
            {
                "url": page.url, "fetched_at": look.at, "crawl": look.crawl, "status": look.answer.status, "look": word,
                "location": look.answer.location or None, "truncated": look.answer.truncated,
                "noindex": look.visit in page.noindex, "canonical": canonical if content else None,
                "title": page.title if content else None, "language": page.language if content else None,
                "links": len(links_of(look)),
            }
        )  # fmt: skip
    return pa.Table.from_pylist(rows, LOOKS)
