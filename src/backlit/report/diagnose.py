"""Diagnose: why a page with links may not move, each of five reasons tested on the data at hand.

The reasons are those of the field: a page that is thin or outdated, that does not match what people look for, whose
links are weak or unrelated, that its own site hardly supports, or whose competitors are stronger. Each is told with
yes, no or unknown and with the numbers; unknown says what to import. What stops a page outright stands before all:
that it answers with an error, is redirected, noindex, or names another page as canonical.
"""

from __future__ import annotations

import re
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote

import pyarrow as pa

from backlit.model import Column, Table
from backlit.model.judgement import ANSWERS
from backlit.report.case import READ, Case, has
from backlit.report.notes import facts
from backlit.report.result import Report
from backlit.report.view import conform, select
from backlit.urls import page_address

if TYPE_CHECKING:
    from backlit.model.judgement import Project
    from backlit.report.judged import Judged
    from backlit.report.query import Query
    from backlit.report.view import View

REASONS = {
    "thin_or_outdated": "the page is thin or outdated",
    "intent_mismatch": "it does not match what people look for",
    "weak_links": "its links come from weak or unrelated pages",
    "few_internal_links": "few internal links support it",
    "stronger_competitors": "competitors have stronger content and a better profile",
}
"""Why a page with links may not move."""

TABLE = Table(
    "diagnose",
    "one reason why a page with links may not move",
    (
        Column("reason", "word", "the reason", words=tuple(REASONS)),
        Column("meaning", "text", "the reason in words"),
        Column("holds", "word", "whether it holds", words=ANSWERS),
        Column("evidence", "text", "what says so, with its numbers; where it is unknown, what is missing"),
        Column("rows", "texts", "addresses or domains that it rests on, the first ten"),
        Column("advice", "text", "what to do about it, or what to import to know"),
    ),
)
"""The columns of the report."""

ROWS = 10
CRAWL = "Import a crawl that has the page: `backlit import FILE`."
CRAWL_SITE = "Import a crawl of the whole site: `backlit import FILE`."
PROJECT = "Name terms and competitors: `backlit project add NAME --target SITE --term WORDS --competitor SITE`."
NOTHING = "Nothing to do here."


class Finding(NamedTuple):
    """What was found about a reason."""

    holds: str
    evidence: str
    rows: list[str]
    advice: str


def diagnose(view: View, query: Query, project: Project | None = None, judged: Judged | None = None) -> Report:
    """The five reasons, in the order of the vocabulary. `facts["blockers"]` is what stops the page outright."""
    query.only("diagnose")
    columns = query.shown(TABLE.columns)
    case = Case(view, query.target, project, judged)
    tests = (_thin, _intent, _weak_links, _internal_links, _competitors)
    rows = [
        {"reason": reason, "meaning": REASONS[reason], **test(case)._asdict()}
        for reason, test in zip(REASONS, tests, strict=True)
    ]
    names = TABLE.names
    table = pa.table({name: [row[name] for row in rows] for name in names})
    stops = blockers(case)
    told = facts(view) | _facts(case) | {"blockers": stops}
    notes = tuple(f"Before all else: {stop}" for stop in stops) + _notes(case)
    return Report("diagnose", conform(table, columns), query, columns, len(rows), told, notes)


# --- what stops a page ------------------------------------------------------------------------------------------------


def blockers(case: Case) -> list[str]:
    """What keeps the page out of search results whatever its links, in sentences."""
    page = case.page
    if page is None or page["fetched_at"] is None:
        return []
    told = []
    if page["look"] in ("not_found", "error"):
        status = page["status"]
        told.append(f"the page answered with {status if status else 'an error'} when it was last looked at.")
    if page["look"] == "redirect":
        told.append(f"the page redirects to {page['final_url']}: the links count for that page.")
    if page["noindex"]:
        told.append("the page says noindex: search engines leave it out.")
    canonical = page["canonical"] and page_address(page["canonical"])
    if canonical and canonical != page["url"]:
        told.append(f"the page names {canonical} as canonical: the links count for that page.")
    return told


def _facts(case: Case) -> dict[str, Any]:
    page, visits = case.page or {}, case.visits or {}
    names = ("url", "status", "title", "text_length", "fetched_at", "backlinks", "referring_domains", "page_rating")
    traffic = {name: visits.get(name) for name in ("clicks", "impressions", "position", "as_of")}
    return {name: page.get(name) for name in names} | traffic | {"project": case.project and case.project.name}


def _notes(case: Case) -> tuple[str, ...]:
    told: list[str] = []
    if case.page is None:
        told.append(f"The index does not know {case.target.text}: no crawl had it, and no page links to it.")
        if case.twins:
            told.append(f"It knows {' and '.join(case.twins)}.")
    elif case.page["fetched_at"] is None:
        told.append("Nobody looked at the page: the index knows it from links alone.")
    visits = case.visits
    if visits is None:
        told.append("No export tells of its traffic: `backlit import-export FILE` takes those of Search Console.")
    else:
        figures = ", ".join(f"{visits[name]:,.0f} {name}" for name in ("clicks", "impressions", "sessions")
                            if visits[name] is not None)  # fmt: skip
        place = "" if visits["position"] is None else f", mean position {visits['position']:.1f}"
        told.append(f"Traffic by exports of {visits['as_of']:%Y-%m-%d}: {figures}{place}.")
    if case.project is None:
        told.append(f"No project covers the page. {PROJECT}")
    return (*told, *(case.judged.notes if case.judged else ()))


# --- the five reasons -------------------------------------------------------------------------------------------------


def _thin(case: Case) -> Finding:
    page = case.page
    if page is None or page["look"] not in READ or page["text_length"] is None:
        return Finding("unknown", "The text of the page was not read.", [], CRAWL)
    length, shares = page["text_length"], []
    rivals = [row for rows in case.rivals(_terms(case)).values() for row in rows if row["text_length"] is not None]
    told, rows = [f"The page has {length:,} characters of text"], [page["url"]]
    if case.lengths:
        middle, count = case.lengths
        told.append(f"the median of {count:,} other pages of its site in its language is {middle:,.0f}")
        shares.append(length / max(middle, 1))
    if len(rivals) >= case.rule["pages"]:
        middle = median(row["text_length"] for row in rivals)
        told.append(f"that of {len(rivals):,} pages of competitors on the same terms is {middle:,.0f}")
        shares.append(length / max(middle, 1))
        rows += [row["url"] for row in rivals]
    evidence, old = "; ".join(told) + ".", _outdated(case)
    if old:
        return Finding("yes", f"{old} {evidence}", rows[:ROWS], "Bring the page up to date.")
    if not shares:
        return Finding("unknown", f"{evidence[:-1]}; there are too few pages to compare it with.", rows, CRAWL_SITE)
    thin = min(shares) < case.rule["share"]
    advice = "Say more of what its readers came for." if thin else NOTHING
    return Finding("yes" if thin else "no", evidence, rows[:ROWS], advice)


def _outdated(case: Case) -> str | None:
    """A sentence where the title or the address names a year that lies too long before the last look."""
    page = case.page or {}
    last = page["fetched_at"].year
    path = "/" + page["url"].partition("://")[2].partition("/")[2]
    for place, text in (("title", page["title"] or ""), ("address", path)):
        years = [int(year) for year in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", text)]
        years = [year for year in years if year <= last]
        if years and max(years) <= last - case.rule["years"]:
            return f"Its {place} names {max(years)}, and it was last looked at in {last}."
    return None


def _intent(case: Case) -> Finding:
    page = case.page
    if page is None or page["look"] not in READ or not page["title"]:
        return Finding("unknown", "The title of the page was not read.", [], CRAWL)
    said = f"{page['title']} {_words_of(page['url'])}"
    wanted = case.project.terms if case.project else ()
    found = [term for term in wanted if has(said, term)]
    anchors = _anchors(case)
    agree = [anchor for anchor, _ in anchors if has(said, anchor)]
    evidence, rows = f"Its title is “{page['title']}”", [page["url"]]
    if anchors:
        most = ", ".join(f"“{anchor}” ({count})" for anchor, count in anchors[:5])
        evidence += f"; the words of links to it, with their referring domains: {most}"
    visits = case.visits or {}
    if visits.get("impressions"):
        evidence += f"; searches showed it {visits['impressions']:,.0f} times, with {visits['clicks'] or 0:,.0f} clicks"
    if found:
        return Finding("no", f"{evidence}. It has the terms {_list(found)}.", rows, NOTHING)
    if wanted:
        advice = "Write the title and the text for a term that people look for, or choose the terms that fit the page."
        return Finding("yes", f"{evidence}. It has none of the project's terms {_list(wanted)}.", rows, advice)
    if agree:
        return Finding("no", f"{evidence}. It has words of its links.", rows, NOTHING)
    return Finding("unknown", f"{evidence}. What people look for is not known.", rows, PROJECT)


def _weak_links(case: Case) -> Finding:
    domains = len(set(case.links.column("source_domain").to_pylist()))
    if not domains:
        if case.page is None:
            return Finding("unknown", "No link to the page is known.", [], CRAWL)
        return Finding("yes", "No page of another site links to it.", [], "Earn links to this page itself.")
    advice = "Look for links from pages that have readers and write about the same things."
    if case.quality is not None and len(case.quality):
        return _judged_links(case, case.quality, domains, advice)
    row = select(
        """
        WITH one AS (
            SELECT source_domain, max(source_domain_rating) AS rating, bool_or(followed) AS followed,
                min(source_url) AS url
            FROM links GROUP BY source_domain),
        ratings AS (SELECT domain_rating FROM rated WHERE domain_rating IS NOT NULL),
        middle AS (SELECT median(domain_rating) AS usual, count(*) AS rated FROM ratings)
        SELECT usual, rated, median(rating) AS middle, count(*) FILTER (rating < usual) AS weak, count(rating) AS known,
            count(*) FILTER (followed) AS followed, list(url ORDER BY rating NULLS FIRST, url) AS urls
        FROM one, middle GROUP BY ALL""",
        links=case.links,
        rated=pa.table(case.view.snapshot.domain_columns(["domain", "domain_rating"])),
    ).to_pylist()[0]
    evidence = f"Of {_some(domains, 'referring domain')} {row['followed'] or 0:,} with a followed link"
    rows = row["urls"][:ROWS]
    if not row["followed"]:
        return Finding("yes", f"{evidence}: nothing that search engines must count.", rows, advice)
    if not row["known"]:
        told = f"{evidence}; how strong they are is not known."
        return Finding("unknown", told, rows, "Compute ratings: `backlit rank`.")
    evidence += (
        f"; {row['weak']:,} have a Domain Rating below {row['usual']:.1f}, the median of {row['rated']:,} domains of "
        f"the index; their own median is {row['middle']:.1f}. Their topics were not judged."
    )
    weak = row["weak"] > case.rule["majority"] * row["known"]
    return Finding("yes" if weak else "no", evidence, rows, advice if weak else NOTHING)


def _judged_links(case: Case, held: pa.Table, domains: int, advice: str) -> Finding:
    row = select(
        """
        WITH one AS (
            SELECT source_domain, max(quality) AS best, bool_and(related_topic = 'no') AS unrelated,
                bool_or(queued) AS queued, arg_max(source_url, quality) AS url
            FROM held GROUP BY source_domain)
        SELECT count(*) AS judged, count(*) FILTER (best < ?) AS weak, count(*) FILTER (unrelated) AS unrelated,
            count(*) FILTER (queued) AS queued, median(best) AS middle, list(url ORDER BY best, url) AS urls
        FROM one""",
        [case.rule["quality"]],
        held=held,
    ).to_pylist()[0]
    evidence = (
        f"Of {_some(domains, 'referring domain')} {row['weak']:,} with no link of a quality of {case.rule['quality']} "
        f"or more (the median of their best is {row['middle']:.0f}), {row['unrelated']:,} about something else, "
        f"{row['queued']:,} in the review queue."
    )
    least = case.rule["majority"] * row["judged"]
    holds = row["weak"] > least or row["unrelated"] > least
    return Finding("yes" if holds else "no", evidence, row["urls"][:ROWS], advice if holds else NOTHING)


def _internal_links(case: Case) -> Finding:
    site = case.within
    own = next((row for row in site if case.page and row["url"] == case.page["url"]), None)
    others = [row for row in site if row is not own]
    if own is None or len(others) < case.rule["pages"]:
        told = f"Of the site {len(site):,} pages were read: too few to know what links within it."
        return Finding("unknown", told, [], CRAWL_SITE)
    usual = median(row["linking_pages"] for row in others)
    depth = own["depth"]
    way = "cannot be reached" if depth is None else f"lies {_some(depth, 'click')} away"
    evidence = (
        f"{_some(own['linking_pages'], 'page')} of its site with links to it, the median of {len(others):,} others "
        f"being {usual:,.0f}. From the home page it {way}."
    )
    deep = depth is not None and depth >= case.rule["depth"]
    few = own["orphan"] or own["linking_pages"] < case.rule["share"] * usual or deep
    if not few:
        return Finding("no", evidence, [own["url"]], NOTHING)
    best = sorted(others, key=lambda row: (-row["linking_pages"], row["url"]))
    rows = [own["url"], *(row["url"] for row in best)][:ROWS]
    return Finding("yes", evidence, rows, "Link to it from pages of the site that are linked well, such as these.")


def _competitors(case: Case) -> Finding:
    page, project = case.page, case.project
    if project is None or not project.competitors:
        return Finding("unknown", "No competitors are named.", [], PROJECT)
    if page is None or page["text_length"] is None:
        return Finding("unknown", "The text of the page was not read.", [], CRAWL)
    rivals = {name: rows for name, rows in case.rivals(_terms(case)).items() if rows}
    if not rivals:
        none = f"The index has no page of {', '.join(project.competitors)} with a term of the page in its title."
        return Finding("unknown", none, [], "Import crawls of the competitors: `backlit import FILE`.")
    stronger: list[str] = []
    told: list[str] = []
    for name, rows in rivals.items():
        best = rows[0]
        longer = (best["text_length"] or 0) > page["text_length"]
        better = best["referring_domains"] > page["referring_domains"]
        if longer and better:
            stronger.append(best["url"])
        known = _some(best["referring_domains"], "referring domain")
        told.append(f"{name}: {best['text_length'] or 0:,} characters, {known}")
    own = f"The page has {page['text_length']:,} characters and {_some(page['referring_domains'], 'referring domain')}"
    evidence = f"{own}; the best page of each competitor on the same terms: {'; '.join(told)}."
    if not stronger:
        return Finding("no", evidence, [rows[0]["url"] for rows in rivals.values()][:ROWS], NOTHING)
    advice = "See who links to these pages and not to yours: `backlit compare`, `backlit referring-domains`."
    return Finding("yes", evidence, stronger[:ROWS], advice)


# --- words ----------------------------------------------------------------------------------------------------------


def _terms(case: Case) -> list[str]:
    """The terms that the page is about: those of the project in its title or address, else all of them."""
    page = case.page or {}
    wanted = list(case.project.terms) if case.project else []
    said = f"{page.get('title') or ''} {_words_of(page.get('url') or '')}"
    return [term for term in wanted if has(said, term)] or wanted


def _anchors(case: Case) -> list[tuple[str, int]]:
    """What links call the page, with referring domains, most first; without names, addresses and empty words.

    Where the links were judged the classes of their anchors say which these are.
    """
    classes = "anchor_class IN ('exact_match', 'partial_match', 'other')"
    held, meant = (case.links, "true") if case.quality is None else (case.quality, classes)
    found = select(
        f"""
        SELECT trim(anchor) AS said, count(DISTINCT source_domain) AS domains FROM held
        WHERE coalesce(trim(anchor), '') <> '' AND {meant} GROUP BY said ORDER BY domains DESC, said LIMIT 100""",
        held=held,
    )
    return [(row["said"], row["domains"]) for row in found.to_pylist()]


def _words_of(url: str) -> str:
    """The words of an address without its host."""
    return unquote(url.partition("://")[2].partition("/")[2])


def _some(count: int, name: str) -> str:
    return f"{count:,} {name}" if count == 1 else f"{count:,} {name}s"


def _list(terms: Any) -> str:
    return ", ".join(f"“{term}”" for term in terms)
