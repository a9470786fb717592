"""The rules of history, written slowly and plainly: the judge of the index, and a stand-in for it.

`Oracle` reads segment tables and answers what `backlit._core.Snapshot` answers, with Python objects for everything
and no thought for speed. It shares no code with the core. The rules are told in docs/formats.md ("History").
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pyarrow as pa

from backlit import model

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

Row = dict[str, Any]
Key = tuple[str, str, str | None, str | None, int]
"""A link's identity: source, target, kind, the first 100 characters of the anchor, n-th such in the page. Kind and
anchor are None where an export does not tell them."""

DAY = 86_400


def domain_of_host(host: str) -> str:
    """The registrable domain, for names under one-label suffixes and for addresses: enough for invented hosts."""
    name = host.partition(":")[0]
    return name if name.replace(".", "").isdigit() else ".".join(name.split(".")[-2:])


def host_of(url: str) -> str:
    return urlsplit(url).netloc


def page_of(url: str | None) -> str | None:
    """The page of an address: http and https only, without fragment."""
    if url is None or not url.startswith(("http://", "https://")):
        return None
    return url.partition("#")[0]


def page_order(url: str) -> tuple[Any, ...]:
    """Reversed labels of the domain, then of the host, port, path, query, scheme last."""
    parts = urlsplit(url)
    host, _, port = parts.netloc.partition(":")
    labels = tuple(reversed(host.split("."))) if not host.replace(".", "").isdigit() else (host,)
    return (*[(1, label) for label in labels], (0, ""), int(port or 0), parts.path, parts.query, parts.scheme)


@dataclass
class Look:
    """One look at a page; of looks in the same second only the richest is kept."""

    page: str
    time: int
    facts: Row
    import_id: str
    links: list[Row]

    @property
    def rank(self) -> tuple[Any, ...]:
        return (self.facts["source"] == "wat", -len(self.links), self.facts["archive"])

    @property
    def reported(self) -> bool:
        return self.facts["look"] in ("reported", "reported_lost")

    @property
    def order(self) -> tuple[Any, ...]:
        """Where it stands in its page's timeline; reports of one second stand before a look, those of a loss last."""
        facts = self.facts
        if not self.reported:
            return (self.time, True)
        return (self.time, False, facts["look"], facts["source"], facts["archive"], facts["archive_offset"])

    @property
    def has_content(self) -> bool:
        return self.facts["look"] in ("content", "other")

    def keyed(self, source: str) -> dict[Key, Row]:
        """Its links to other pages by identity, as they would stand on the page `source`."""
        counts: Counter[tuple[str, str, str]] = Counter()
        found: dict[Key, Row] = {}
        for link in self.links:
            target = page_of(link["target_url"])
            if target is None or target == source:
                continue
            if self.facts["look"] == "redirect" and link["kind"] != "redirect":
                continue
            name = (target, link["kind"], (link["anchor"] or "")[:100])
            found[(source, *name, counts[name])] = link
            counts[name] += 1
        return found


@dataclass
class Loss:
    """A time that the link was lost, and when it came back."""

    reason: str
    at: int
    restored_at: int | None = None


@dataclass
class Link:
    """A link and its life."""

    key: Key
    first_seen: int
    last_seen: int
    attributes: Row
    import_id: str
    losses: list[Loss] = field(default_factory=list)
    baseline: dict[str, bool] = field(default_factory=dict)
    witnesses: set[str] = field(default_factory=set)
    ours: bool = False
    assumed: bool = False

    @property
    def loss(self) -> Loss | None:
        return self.losses[-1] if self.losses else None

    @property
    def lost(self) -> bool:
        return self.loss is not None and self.loss.restored_at is None

    def unsay(self) -> None:
        """What an export said of a loss counts no more."""
        if self.lost and self.losses[-1].reason == "reported":
            del self.losses[-1]

    def lose(self, reason: str, time: int) -> None:
        self.unsay()
        if not self.lost:
            self.losses.append(Loss(reason, time))


def identity_order(key: Key) -> tuple[Any, ...]:
    """The order of the links of a page; what is not told comes last."""
    _, target, kind, anchor, nth = key
    place = model.KINDS.index(kind) if kind is not None else len(model.KINDS)
    return (page_order(target), place, anchor is None, anchor or "", nth)


def may_be(a: Key, b: Key, *, assumed: bool) -> bool:
    """Whether two may be one link; `assumed` if the target of either is only the site that an export is about."""
    targets = a[1] == b[1] or (assumed and _domain(a[1]) == _domain(b[1]))
    inline = {"text", "image", "area"}
    kinds = a[2] is None or b[2] is None or a[2] == b[2] or {a[2], b[2]} <= inline
    return targets and kinds and (a[3] is None or b[3] is None or a[3] == b[3])


def far(a: Key, b: Key) -> int:
    """How far two that may be one are from each other: alike, alike in the anchor, or neither."""
    return 0 if a[1:4] == b[1:4] else 1 if a[3] == b[3] else 2


def hear(links: dict[Key, Link], report: Look, told: list[Link]) -> None:
    """What an export says of a page's links, each laid to the link that it fits best.

    `told` are the links that the same file has told of at the same time: what has a target and an anchor is another.
    """
    seen = report.facts["look"] == "reported"
    assumed = report.facts["redirect_url"] == "assumed"
    for row in report.links:
        target = page_of(row["target_url"])
        if target is None or target == report.page:
            continue
        key = (report.page, target, row["kind"], None if row["anchor"] is None else row["anchor"][:100], 0)
        fitting = [one for one in links.values() if may_be(one.key, key, assumed=assumed or one.assumed)]
        if not assumed and key[3] is not None:
            fitting = [one for one in fitting if all(one is not other for other in told)]
        alike = max((one[4] for one in links if one[:4] == key[:4]), default=-1)
        if fitting:
            link = min(fitting, key=lambda one: (far(key, one.key), identity_order(one.key)))
            knows = [not assumed, key[3] is not None, key[2] is not None]
            if not link.ours and knows >= [not link.assumed, link.key[3] is not None, link.key[2] is not None]:
                key = link.key if link.key[:4] == key[:4] else (*key[:4], alike + 1)
                del links[link.key]
                link.key, link.assumed, link.attributes, link.import_id = key, assumed, row, report.import_id
                links[key] = link
        else:
            key = (*key[:4], alike + 1)
            link = links[key] = Link(key, report.time, report.time, row, report.import_id, assumed=assumed)
        if not assumed and key[3] is not None:
            told.append(link)
        link.witnesses.add(report.facts["source"])
        if seen:
            link.last_seen = report.time
            link.unsay()
        elif not link.lost:
            link.lose("reported", report.time)


def take_over(links: dict[Key, Link], present: Iterable[Key]) -> None:
    """A look of ours tells what links are that only exports told of: the nearest first, each of its new links once."""
    free = {key for key in present if key not in links}
    told = sorted(
        (k for k in links.values() if not k.ours and k.key not in set(present)), key=lambda k: identity_order(k.key)
    )
    for farthest in (1, 2):
        for link in [k for k in told if k.key in links and links[k.key] is k]:
            fitting = [key for key in free if may_be(link.key, key, assumed=link.assumed)]
            best = min(fitting, key=lambda key: (far(link.key, key), identity_order(key)), default=None)
            if best is not None and far(link.key, best) <= farthest:
                free.remove(best)
                told.remove(link)
                del links[link.key]
                link.key = best
                links[best] = link


def standing(content: Look, page: str) -> dict[str, bool | None]:
    """What makes a page's links count for nothing: its noindex, and a canonical that is another page."""
    canonical = page_of(content.facts["canonical"])
    return {"noindex": content.facts["noindex"], "not_canonical": canonical is not None and canonical != page}


def page_history(page: str, looks: list[Look], content_of: Callable[[Look], Look | None]) -> list[Link]:
    """The links of a page after all its looks, oldest first."""
    links: dict[Key, Link] = {}
    told: dict[tuple[Any, ...], list[Link]] = defaultdict(list)
    for look in looks:
        outcome = look.facts["look"]
        if look.reported:
            hear(links, look, told[look.time, outcome, look.import_id])  # an import of the oracle is one file
            continue
        content = content_of(look)
        if outcome == "not_modified" and content is None:
            continue
        present = content.keyed(page) if content else look.keyed(page) if outcome == "redirect" else {}
        take_over(links, present)
        for key, attributes in present.items():
            _seen(links, key, look, content or look, attributes)
        for key, link in links.items():
            if key in present:
                continue
            if outcome == "not_found":
                link.lose("page_not_found", look.time)
            elif outcome == "error":
                link.lose("page_error", look.time)
            elif key[2] == "redirect" and not (content and content.facts["truncated"]):
                link.lose("redirect_lost", look.time)
            elif outcome == "redirect":
                link.lose("page_redirected", look.time)
            elif content and not content.facts["truncated"]:
                link.lose("removed_from_html", look.time)
    return list(links.values())


def _seen(links: dict[Key, Link], key: Key, look: Look, shown: Look, attributes: Row) -> None:
    link = links.get(key)
    if link is None:
        link = links[key] = Link(key, look.time, look.time, attributes, shown.import_id)
    link.last_seen, link.attributes, link.import_id = look.time, attributes, shown.import_id
    link.ours, link.assumed = True, False
    link.witnesses.add(look.facts["source"])
    link.unsay()
    now = standing(shown, key[0])
    turned = [name for name, value in now.items() if value and link.baseline.get(name) is False]
    if turned:
        link.lose(turned[0], look.time)
        return
    if link.lost:
        link.losses[-1].restored_at = look.time
    link.baseline.update({name: value for name, value in now.items() if value is not None})


@dataclass(frozen=True)
class Pages:
    urls: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.urls)


@dataclass(frozen=True)
class Links:
    rows: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.rows)


class Oracle:
    """Answers as `backlit._core.Snapshot` does, over (import id, pages, links, texts) in any order."""

    def __init__(self, segments: Iterable[tuple[str, pa.Table, pa.Table, pa.Table]]) -> None:
        looks: dict[str, dict[int, Look]] = defaultdict(dict)
        reports: dict[str, list[Look]] = defaultdict(list)
        windows: list[tuple[int, int]] = []
        for import_id, *tables in segments:
            times = []
            for look in _looks(import_id, *tables):
                if look.reported:
                    reports[look.page].append(look)
                    continue
                times.append(look.time)
                held = looks[look.page].get(look.time)
                if held is None or look.rank < held.rank:
                    looks[look.page][look.time] = look
            if times:
                windows.append((min(times), max(times)))
        self.horizon = newest_crawl(windows)
        self._by_time = looks
        self._looks = {page: [at[t] for t in sorted(at)] for page, at in looks.items()}
        self._reports = {page: sorted(own, key=lambda report: report.order) for page, own in reports.items()}
        links = []
        for page in {**self._looks, **self._reports}:
            own = sorted([*self._looks.get(page, ()), *self._reports.get(page, ())], key=lambda look: look.order)
            links.extend(page_history(page, own, self._content))
        known = {*self._looks, *self._reports}
        self._urls = sorted({p for link in links for p in link.key[:2]} | known, key=page_order)
        ids = {url: i for i, url in enumerate(self._urls)}
        rated = self._referring(links)
        self._rating = {domain: len(sources) for domain, sources in rated.items()}
        rating = self._rating
        links.sort(
            key=lambda k: (ids[k.key[1]], -rating.get(_domain(k.key[0]), 0), ids[k.key[0]],
                           identity_order(k.key))
        )  # fmt: skip
        self._links = links
        self._ids = ids
        self._rows = [self._link_row(n, link) for n, link in enumerate(links)]

    def _content(self, look: Look) -> Look | None:
        """The look whose links and facts this look shows: itself, or what a `not_modified` refers to."""
        if look.has_content:
            return look
        if look.facts["look"] != "not_modified":
            return None
        # A revisit that names another page, or a time that is not before its own, refers to nothing of this page.
        page = page_of(look.facts["refers_to_url"]) or look.page
        date = look.facts["refers_to_date"]
        if date is not None and page == look.page and int(date.timestamp()) < look.time:
            referred = self._by_time[page].get(int(date.timestamp()))
            if referred is not None and referred.has_content:
                return referred
        before = [other for t, other in self._by_time[look.page].items() if t < look.time and other.has_content]
        return max(before, key=lambda other: other.time, default=None)

    @staticmethod
    def _referring(links: Iterable[Link]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for link in links:
            source, target = _domain(link.key[0]), _domain(link.key[1])
            if source != target and not link.lost:
                found[target].add(source)
        return found

    def _last_evidence(self, page: str) -> int | None:
        looks = self._looks.get(page, ())
        return max((k.time for k in looks if k.facts["look"] != "not_modified" or self._content(k)), default=None)

    def _link_row(self, row: int, link: Link) -> Row:
        source, target = link.key[:2]
        facts = self._facts(source)
        checked = self._last_evidence(source)
        unseen = self.horizon is not None and max(checked or 0, link.last_seen) < self.horizon
        loss = link.loss
        known = any(look.time < link.first_seen for look in self._looks.get(source, ()))
        return link.attributes | {
            "row": row, "source_page": self._ids[source], "target_page": self._ids[target],
            "source_domain_id": sorted({_domain(u) for u in self._urls}).index(_domain(source)),
            "source_url": source, "source_host": host_of(source), "source_domain": _domain(source),
            "source_title": facts["title"], "source_language": facts["language"],
            "source_referring_domains": self._rating.get(_domain(source), 0),
            "target_url": target, "target_host": host_of(target), "target_domain": _domain(target),
            "first_seen": _time(link.first_seen), "last_seen": _time(link.last_seen),
            "state": "lost" if link.lost else "unseen" if unseen else "live",
            "lost_reason": loss and loss.reason, "lost_at": _time(loss and loss.at),
            "restored_at": _time(loss and loss.restored_at), "checked_at": _time(checked),
            "new_reason": "link_restored" if any(k.restored_at is not None for k in link.losses)
            else "link_found" if known else "page_found",
            "witnesses": sorted(link.witnesses), "reported": not link.ours, "target_assumed": link.assumed,
            "position": link.attributes["position"] if link.ours else None, "import_id": link.import_id,
        }  # fmt: skip

    def _facts(self, page: str) -> Row:
        """The facts of the last look of ours, taken from the content that it shows; else those of the last report."""
        if page not in self._looks:
            told = self._reports[page][-1].facts
            return told | dict.fromkeys(("fetched_at", "archive", "archive_offset", "redirect_url"))
        last = self._looks[page][-1]
        shown = self._content(last) or last
        return shown.facts | {k: last.facts[k] for k in ("fetched_at", "status", "look", "archive", "archive_offset")}

    # --- the questions of a snapshot ---------------------------------------------------------------------------------

    def rated(self) -> None:
        """Nothing is."""

    def counts(self) -> dict[str, int]:
        domains = {_domain(url) for url in self._urls}
        hosts = {host_of(url) for url in self._urls}
        return {"links": len(self._links), "pages": len(self._urls), "domains": len(domains), "hosts": len(hosts)}

    def pages(self, scope: str, target: str = "") -> Pages:
        def inside(url: str) -> bool:
            bare = url.partition("://")[2]
            if scope == "all":
                return True
            if scope == "domain":
                return _domain(url) == target
            if scope == "host":
                return host_of(url) == target
            address = url if "://" in target else bare
            return address == target if scope == "exact" else address.startswith(target)

        return Pages(tuple(url for url in self._urls if inside(url)))

    def links(self, which: str, pages: Pages, history: str = "all", rows: Sequence[int] | None = None) -> Links:
        inside = set(pages.urls)
        found = []
        for n in range(len(self._rows)) if rows is None else rows:
            row = self._rows[n]
            same = row["source_domain"] == row["target_domain"]
            if which == "backlinks":
                fits = not same and row["target_url"] in inside
            elif which == "outlinks":
                fits = not same and row["source_url"] in inside
            else:
                fits = (same or which == "all") and row["target_url"] in inside
            if fits and (history == "all" or (row["state"] == "lost") == (history == "lost")):
                found.append(n)
        return Links(tuple(found))

    def top(self, links: Links, count: int) -> Links:
        best = sorted(links.rows, key=lambda n: (-self._rows[n]["source_referring_domains"], n))
        return Links(tuple(best[:count]))

    def take(self, links: Links, positions: Sequence[int]) -> Links:
        listed = positions.to_pylist() if isinstance(positions, pa.Array) else positions
        return Links(tuple(links.rows[p] for p in listed))

    def link_columns(self, links: Links, columns: Sequence[str], *, dictionary: bool = False) -> pa.Table:  # noqa: ARG002 - as the snapshot has it
        return _table([self._rows[n] for n in links.rows], columns, model.LINKS)

    def page_columns(self, pages: Pages, columns: Sequence[str]) -> pa.Table:
        return _table([self._page_row(url) for url in pages.urls], columns, model.PAGES)

    def _page_row(self, url: str) -> Row:
        into = [row for row in self._rows if row["target_url"] == url and row["state"] != "lost"]
        outside = [row for row in into if row["source_domain"] != row["target_domain"]]
        row: Row = dict.fromkeys(model.PAGES.names)
        if url in self._looks:
            looks = self._looks[url]
            row |= self._facts(url)
            row |= {"first_seen": _time(looks[0].time), "last_seen": _time(looks[-1].time)}
            row |= {"import_id": looks[-1].import_id, "final_url": self._final(url)}
        elif url in self._reports:
            row |= self._facts(url)
            row |= {"import_id": self._reports[url][-1].import_id, "final_url": url}
        return row | {
            "url": url, "host": host_of(url), "domain": _domain(url), "looks": len(self._looks.get(url, ())),
            "backlinks": len(outside), "referring_domains": len({r["source_domain"] for r in outside}),
            "internal_links": len(into) - len(outside),
        }  # fmt: skip

    def _final(self, url: str) -> str:
        for _ in range(10):
            looks = self._looks.get(url)
            target = (
                page_of(looks[-1].facts["redirect_url"]) if looks and looks[-1].facts["look"] == "redirect" else None
            )
            if target is None:
                break
            url = target
        return url

    def domain_columns(self, columns: Sequence[str]) -> pa.Table:
        rows = []
        for domain in sorted({_domain(url) for url in self._urls}, key=lambda d: d.split(".")[::-1]):
            urls = [url for url in self._urls if _domain(url) == domain]
            looked = [look.time for url in urls for look in self._looks.get(url, ())]
            live = [row for row in self._rows if row["state"] != "lost"]
            into = [r for r in live if r["target_domain"] == domain and r["source_domain"] != domain]
            out = [r for r in live if r["source_domain"] == domain and r["target_domain"] != domain]
            own = [r for r in live if r["source_domain"] == domain == r["target_domain"]]
            rows.append({
                "domain": domain, "pages": len(urls), "pages_looked_at": sum(u in self._looks for u in urls),
                "hosts": len({host_of(u) for u in urls}), "backlinks": len(into),
                "referring_domains": len({r["source_domain"] for r in into}), "outlinks": len(out),
                "linked_domains": len({r["target_domain"] for r in out}), "internal_links": len(own),
                "first_seen": _time(min(looked, default=None)), "last_seen": _time(max(looked, default=None)),
            })  # fmt: skip
        return _table(rows, columns, model.DOMAINS)

    def totals(self, pages: Pages, history: str = "live") -> dict[str, Any]:
        rows = [self._rows[n] for n in self.links("backlinks", pages, history).rows]
        return {
            "links": len(rows),
            "referring_domains": len({r["source_domain"] for r in rows}),
            "referring_hosts": len({r["source_host"] for r in rows}),
            "referring_pages": len({r["source_url"] for r in rows}),
            "followed": sum(bool(r["followed"]) for r in rows),
            "first_seen": min((int(r["first_seen"].timestamp()) for r in rows), default=None),
            "last_seen": max((int(r["last_seen"].timestamp()) for r in rows), default=None),
        }

    def all_referring_domains(self) -> pa.Table:
        return self.domain_columns(["domain", "referring_domains"])


def _looks(import_id: str, pages: pa.Table, links: pa.Table, texts: pa.Table) -> Iterable[Look]:
    rows = [link | text for link, text in zip(links.to_pylist(), texts.to_pylist(), strict=True)]
    start = 0
    for facts in pages.to_pylist():
        own = rows[start : start + facts["links"]]
        start += facts["links"]
        page = page_of(facts["url"])
        if page is None:
            continue
        times = [int(facts["fetched_at"].timestamp())]
        if facts["look"] == "reported" and facts["refers_to_date"] is not None:
            times.append(min(times[0], int(facts["refers_to_date"].timestamp())))
        yield from (Look(page, time, facts, import_id, own) for time in sorted(set(times)))


def newest_crawl(windows: Iterable[tuple[int, int]]) -> int | None:
    """Start of the newest crawl: windows that overlap or lie less than a day apart are one crawl."""
    start = end = None
    for first, last in sorted(windows):
        if end is None or first - end >= DAY:
            start = first
        end = max(last, end or last)
    return start


def _domain(url: str) -> str:
    return domain_of_host(host_of(url))


def _time(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


RATINGS = {*model.RATINGS, "page_trust", "rank", "harmonic"}
UNRATED = RATINGS | {f"{end}_{name}" for end in ("source", "target") for name in (*RATINGS, "linked_domains")}
IDS = {"source_page": pa.uint32(), "target_page": pa.uint32(), "source_domain_id": pa.uint32()}


def _table(rows: list[Row], columns: Sequence[str], of: model.Table) -> pa.Table:
    types = [IDS[name] if name in IDS else model.arrow_type(of[name]) for name in columns]
    # The oracle rates nothing: ratings are null, as in an index that was not ranked.
    arrays = [
        pa.array([None if name in UNRATED else row[name] for row in rows], kind)
        for name, kind in zip(columns, types, strict=True)
    ]
    return pa.table(dict(zip(columns, arrays, strict=True)))
