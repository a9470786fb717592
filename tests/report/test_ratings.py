"""Ratings in the reports: numbers chosen here, read back by their definitions, over the sample web.

What a rating should be is told by its definition (a logarithm of the worth that was written), which rows there are by
the reports without ratings or by SQL; never by the report that is tested.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from tests.report.ratings_by_hand import write_ratings

import backlit
from backlit import _core, store
from backlit.model import LINKS
from backlit.report import (
    anchors,
    backlinks,
    changes,
    filters,
    internal,
    outlinks,
    overview,
    pages,
    referring_domains,
)
from backlit.report.notes import NEVER_RANKED
from backlit.report.query import Query, build_query
from backlit.report.view import View
from backlit.store.sql import query as sql

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from backlit.report.result import Report
    from backlit.sample import SampleWeb
    from backlit.store import Version

SITE = "harbourlight.example"
WORTHS = (1.0, 1.4, 40.0, 40.0, 900.0, 31_000.0, 2e6)
"""Few, so that many sources are equal; the last is beyond the top of the scale."""
TRUSTS = (0.0, 1e-7, 1e-4, 0.3, 1.0)
GOOD_PER_TRUST = 50.0
BACKLINKS = f"target_domain = '{SITE}' AND source_domain <> target_domain AND state <> 'lost'"


def choice(name: str, options: tuple[float, ...], salt: str = "") -> float:
    """One of the options, by the name alone."""
    return options[hashlib.sha256(f"{salt}{name}".encode()).digest()[0] % len(options)]


@dataclass(frozen=True)
class Web:
    """An index with ratings that the test has chosen."""

    version: Version
    bare: Version
    """The same without the ratings."""
    domains: frozenset[str]
    """The domains and pages that are rated."""
    pages: frozenset[str]

    @property
    def view(self) -> View:
        return View(self.version.core, None)

    def domain_rating(self, domain: str) -> float | None:
        return scaled(choice(domain, WORTHS), 6) if domain in self.domains else None

    def page_rating(self, url: str) -> float | None:
        return scaled(choice(url, WORTHS), 7) if url in self.pages else None

    def trust(self, domain: str) -> float | None:
        if domain not in self.domains:
            return None
        trust = choice(domain, TRUSTS, "trust")
        return max(0.0, 100 * (1 + math.log10(trust) / 6)) if trust else 0.0

    def spam_mass(self, domain: str) -> float | None:
        worth = choice(domain, WORTHS)
        if domain not in self.domains or worth <= 1:
            return None
        return max(0.0, 1 - GOOD_PER_TRUST * choice(domain, TRUSTS, "trust") / worth)


def scaled(worth: float, decades: float) -> float:
    return min(100.0, 100 * math.log10(worth) / decades)


def opened(version: Version, ratings: Path | None) -> Version:
    home, manifest = version.home, version.manifest
    core = _core.Snapshot(
        [str(home.part(part.name)) for part in manifest.parts],
        [(one.number, str(home.segment(one.id))) for one in manifest.imports],
        manifest.horizon(),
        None if ratings is None else str(ratings),
    )
    return store.Version(home, manifest, core)


@pytest.fixture(scope="module")
def webs(sample: SampleWeb, tmp_path_factory: pytest.TempPathFactory) -> tuple[Web, Web]:
    """The sample web: after its first crawl, when it was rated, and after its second, which was not."""
    folder = tmp_path_factory.mktemp("rated")
    index = backlit.open(folder / "data")
    first, second = sample.crawls
    index.import_files([first])
    old = store.snapshot(store.open_home(index.path))
    domains = pa.table(old.core.domain_columns(["domain"])).column("domain").to_pylist()
    urls = pa.table(old.core.page_columns(old.core.pages("all"), ["url"])).column("url").to_pylist()
    write_ratings(
        folder / "ratings",
        domain_worth=[choice(name, WORTHS) for name in domains],
        domain_trust=[choice(name, TRUSTS, "trust") for name in domains],
        domain_linked=[len(name) for name in domains],
        page_worth=[choice(url, WORTHS) for url in urls],
        page_trust=[choice(url, TRUSTS) for url in urls],
        good_per_trust=GOOD_PER_TRUST,
    )
    index.import_files([second])
    new = store.snapshot(store.open_home(index.path))
    assert len(new.manifest.parts) == 2, "the second crawl stands on the first, so that ids stay"

    def web(version: Version) -> Web:
        rated = opened(version, folder / "ratings")
        return Web(rated, opened(version, None), frozenset(domains), frozenset(urls))

    return web(old), web(new)


@pytest.fixture(scope="module")
def web(webs: tuple[Web, Web]) -> Web:
    """All is rated."""
    return webs[0]


@pytest.fixture(scope="module")
def later(webs: tuple[Web, Web]) -> Web:
    """Some came after the ratings."""
    return webs[1]


def ask(**options: Any) -> Query:
    return build_query(SITE, **options)


def near(value: float | None) -> Any:
    return None if value is None else pytest.approx(value, abs=1e-9)


def test_links_have_the_ratings_of_both_ends(later: Web) -> None:
    rows = list(backlinks.backlinks(later.view, ask(history="all")))
    assert len(rows) > 200
    for row in rows:
        for end in ("source", "target"):
            domain = row[f"{end}_domain"]
            assert row[f"{end}_domain_rating"] == near(later.domain_rating(domain))
            assert row[f"{end}_trust"] == near(later.trust(domain))
            assert row[f"{end}_spam_mass"] == near(later.spam_mass(domain))
            assert row[f"{end}_page_rating"] == near(later.page_rating(row[f"{end}_url"]))
        source = row["source_domain"]
        assert row["source_linked_domains"] == (len(source) if source in later.domains else None)
    assert {row["source_spam_mass"] is None for row in rows} == {True, False}


def standing(web: Web, row: dict[str, Any]) -> tuple[Any, ...]:
    """What links stand by, from the definitions: best first, unrated last."""
    domain, page = web.domain_rating(row["source_domain"]), web.page_rating(row["source_url"])
    return (
        domain is None, -round(domain or 0, 9), page is None, -round(page or 0, 9), -row["source_referring_domains"],
        row["row"],
    )  # fmt: skip


@pytest.mark.parametrize("limit", [0, 1, 7, 60])
@pytest.mark.parametrize("conditions", [[], ["position>=0"]], ids=["the core's order", "the database's order"])
def test_the_best_source_comes_first(webs: tuple[Web, Web], limit: int, conditions: list[str]) -> None:
    for web in webs:
        rows = list(backlinks.backlinks(View(web.bare.core, None), ask()))
        wanted = [row["row"] for row in sorted(rows, key=lambda row: standing(web, row))]
        report = backlinks.backlinks(web.view, ask(limit=limit, filters=conditions))
        assert [row["row"] for row in report] == wanted[: limit or None]


def test_one_link_of_each_domain_is_that_of_its_best_rated_page(web: Web) -> None:
    conditions = ["followed=true", "placement=main"]
    rows = backlinks.backlinks(View(web.bare.core, None), ask(filters=conditions))
    best: dict[str, float] = {}
    for row in rows:
        rating = web.page_rating(row["source_url"]) or 0.0
        best[row["source_domain"]] = max(rating, best.get(row["source_domain"], 0.0))
    report = backlinks.backlinks(web.view, ask(filters=conditions, group="one_per_domain"))
    assert {row["source_domain"]: near(row["source_page_rating"]) for row in report} == best


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("domain_rating>=30", "source_domain_rating>=30"),
        ("page.rating<20", "source_page_rating<20"),
        ("trust>50", "source_trust>50"),
        ("spam_mass<=0.5", "source_spam_mass<=0.5"),
    ],
)
def test_the_plain_name_of_a_rating_means_the_source(text: str, full: str) -> None:
    assert str(filters.parse_filter(text)) == full


def test_filters_and_orders_by_ratings(web: Web) -> None:
    rows = list(backlinks.backlinks(View(web.bare.core, None), ask()))
    wanted = {row["row"] for row in rows if (web.domain_rating(row["source_domain"]) or 0) >= 30}
    report = backlinks.backlinks(web.view, ask(filters=["domain_rating>=30"]))
    assert {row["row"] for row in report} == wanted
    assert 0 < len(wanted) < len(rows)
    known = [row for row in rows if web.spam_mass(row["source_domain"]) is not None]
    report = backlinks.backlinks(web.view, ask(sort="spam_mass:desc"))
    masses = [row["source_spam_mass"] for row in report]
    assert masses[: len(known)] == sorted((mass for mass in masses if mass is not None), reverse=True)
    assert set(masses[len(known) :]) == {None}
    events = [row for row in changes.changes(web.view, ask(sort="trust:asc")) if row["source_trust"] is not None]
    assert [row["source_trust"] for row in events] == sorted(row["source_trust"] for row in events)


def test_referring_domains_have_their_own_ratings_and_come_by_them(later: Web) -> None:
    report = referring_domains.referring_domains(later.view, ask())
    by_rating = []
    for row in report:
        domain = row["source_domain"]
        assert row["domain_rating"] == near(later.domain_rating(domain))
        assert row["trust"] == near(later.trust(domain))
        assert row["spam_mass"] == near(later.spam_mass(domain))
        assert row["linked_domains"] == (len(domain) if domain in later.domains else None)
        rating = later.domain_rating(domain)
        by_rating.append((rating is None, -round(rating or 0, 9), -row["source_referring_domains"], -row["links"]))
    assert by_rating == sorted(by_rating)
    core = pa.table(later.version.core.referring_domains(later.version.core.pages("domain", SITE), "live"))
    order = [later.domain_rating(domain) for domain in core.column("source_domain").to_pylist()]
    assert order == sorted(order, key=lambda rating: (rating is None, -(rating or 0)))


def test_anchors_tell_the_best_domain_that_uses_them(web: Web) -> None:
    statement = f"SELECT DISTINCT anchor, source_domain FROM links WHERE {BACKLINKS}"
    best: dict[str, float] = {}
    for row in sql(web.bare, statement).to_pylist():
        rating = web.domain_rating(row["source_domain"]) or 0.0
        best[row["anchor"]] = max(rating, best.get(row["anchor"], 0.0))
    report = anchors.anchors(web.view, ask())
    assert {row["anchor"]: near(row["domain_rating"]) for row in report} == best


@pytest.mark.parametrize(
    "report",
    [pages.pages, internal.internal, lambda view, query: outlinks.outlinks(view, query, "page"), outlinks.outlinks],
    ids=["pages", "internal", "outlinks by page", "outlinks by domain"],
)
def test_pages_and_domains_have_their_ratings(later: Web, report: Callable[[View, Query], Report]) -> None:
    rows = list(report(later.view, ask()))
    assert rows
    for row in rows:
        url, domain = row.get("url") or row.get("target_url"), row.get("target_domain", SITE)
        if url is not None:
            assert row["page_rating"] == near(later.page_rating(url))
        for name, wanted in (
            ("domain_rating", later.domain_rating), ("trust", later.trust), ("spam_mass", later.spam_mass),
        ):  # fmt: skip
            if name in row:
                assert row[name] == near(wanted(domain))


def test_pages_are_filtered_by_their_own_page_rating(web: Web) -> None:
    rows = pages.pages(web.view, build_query(SITE, filters=["page.rating>=30"], fields=pages.FIELDS))
    every = pages.pages(View(web.bare.core, None), build_query(SITE, fields=pages.FIELDS))
    wanted = {row["url"] for row in every if (web.page_rating(row["url"]) or 0) >= 30}
    assert {row["url"] for row in rows} == wanted
    assert 0 < len(wanted) < len(every)


@pytest.mark.parametrize("measure", ["rating", "trust"])
def test_the_overview_tells_how_ratings_are_distributed(webs: tuple[Web, Web], measure: str) -> None:
    for web in webs:
        statement = f"SELECT source_domain, count(*) AS links FROM links WHERE {BACKLINKS} GROUP BY ALL"
        domains, links = Counter[str](), Counter[str]()
        for row in sql(web.bare, statement).to_pylist():
            value = (web.domain_rating if measure == "rating" else web.trust)(row["source_domain"])
            band = "unrated" if value is None else overview.BANDS[min(9, int(value // 10))]
            domains[band] += 1
            links[band] += row["links"]
        report = overview.overview(web.view, ask())
        told = {row["name"]: row for row in report if row["section"] == measure}
        assert tuple(told)[:10] == overview.BANDS
        assert {name: row["referring_domains"] for name, row in told.items() if row["count"]} == dict(domains)
        assert {name: row["count"] for name, row in told.items() if row["count"]} == dict(links)
        assert sum(row["referring_domains"] for row in told.values()) == report.facts["referring_domains"]


def test_the_overview_tells_the_ratings_of_the_target(web: Web) -> None:
    told = overview.overview(web.view, ask()).facts
    place = 1 + sum(choice(name, WORTHS) > choice(SITE, WORTHS) for name in web.domains)
    assert told["domain_rating"] == near(web.domain_rating(SITE))
    assert told["trust"] == near(web.trust(SITE))
    assert told["spam_mass"] == near(web.spam_mass(SITE))
    assert (told["domain_rank"], told["rated_domains"]) == (place, len(web.domains))
    assert told["page_rating"] is None
    url = next(url for url in sorted(web.pages) if SITE in url)
    assert overview.overview(web.view, build_query(url, scope="exact")).facts["page_rating"] == near(
        web.page_rating(url)
    )


def test_sql_has_the_ratings(web: Web) -> None:
    rows = sql(web.version, "SELECT domain, domain_rating, trust, spam_mass, rank FROM domains").to_pylist()
    assert {row["domain"] for row in rows} == web.domains
    better = Counter(choice(row["domain"], WORTHS) for row in rows)
    for row in rows:
        assert row["domain_rating"] == near(web.domain_rating(row["domain"]))
        assert row["trust"] == near(web.trust(row["domain"]))
        assert row["spam_mass"] == near(web.spam_mass(row["domain"]))
        own = choice(row["domain"], WORTHS)
        assert row["rank"] == 1 + sum(count for worth, count in better.items() if worth > own)
    named = sql(web.version, f"SELECT url, page_rating FROM pages WHERE domain = '{SITE}'").to_pylist()
    assert all(row["page_rating"] == near(web.page_rating(row["url"])) for row in named)


REPORTS: tuple[Callable[[View, Query], Report], ...] = (
    overview.overview, backlinks.backlinks, referring_domains.referring_domains, anchors.anchors, pages.pages,
    outlinks.outlinks, internal.internal, changes.changes,
)  # fmt: skip


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.__name__)
def test_without_ratings_all_is_null_and_a_note_says_so(web: Web, report: Callable[[View, Query], Report]) -> None:
    bare = report(View(web.bare.core, None), ask())
    assert bare.notes == (NEVER_RANKED,)
    ratings = [name for name in bare.arrow().column_names if name.endswith(("rating", "trust", "spam_mass"))]
    assert ratings or report is overview.overview
    assert all(bare.arrow().column(name).null_count == len(bare) for name in ratings)
    assert not set(ratings) & set(bare.preferred)
    assert report(web.view, ask()).notes == ()


def test_a_note_counts_the_rows_that_came_after_the_ratings(later: Web) -> None:
    report = backlinks.backlinks(later.view, ask())
    unrated = [row for row in report if row["source_url"] not in later.pages]
    wanted = max(len(unrated), sum(row["source_domain"] not in later.domains for row in report))
    assert wanted > 1
    assert report.notes == (
        f"{wanted:,} of {len(report):,} rows have no rating: imported after the last `backlit rank`.",
    )
    assert not set(LINKS.names) - set(report.arrow().column_names)


def test_rank_brings_the_ratings_into_the_reports(sample: SampleWeb, tmp_path: Path) -> None:
    index = backlit.open(tmp_path / "data")
    first, second = sample.crawls
    index.import_files([first])
    assert index.backlinks(SITE).notes == (NEVER_RANKED,)
    index.rank(seeds=["aldermoor.example"])
    report = index.backlinks(SITE)
    assert report.notes == ()
    told = {row["domain"]: row for row in index.sql("FROM domains")}
    for row in report:
        source = told[row["source_domain"]]
        for name in ("domain_rating", "trust", "spam_mass", "referring_domains", "linked_domains"):
            assert row[f"source_{name}"] == source[name], name
    ratings = [row["source_domain_rating"] for row in report]
    assert ratings == sorted(ratings, reverse=True)
    assert len(set(ratings)) > 3
    index.import_files([second])
    unrated = [row for row in index.backlinks(SITE) if row["source_page_rating"] is None]
    assert {row["new_reason"] for row in unrated} == {"page_found"}
    index.rank(seeds=["aldermoor.example"])
    assert index.backlinks(SITE).notes == ()
