"""Overview: a profile of the target on one screen. Totals, how the links are made, and the tops of each list.

The rows are of sections: `total`, then the links by `kind`, `rel` and `placement` (every one of them), by `rating` and
`trust` of the referring domains in bands of ten, then the first of `referring_domain`, `anchor`, `page`, `tld` and
`language` (what the source pages declare). The tokens of rel overlap: a link can be sponsored and nofollow; `unknown`
are links of which nobody told whether they are followed. A null name is what nobody told. Without ratings there are no
bands.

`facts["before"]` has the main figures as they were at the start of the window, so that a change can be told. What is
not known is null: nothing that nobody looked at, no rating of a time of which no rank was kept.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from backlit.model import Column
from backlit.report import filters
from backlit.report.notes import NEVER_RANKED, coverage, facts, only_reported
from backlit.report.query import QueryError
from backlit.report.result import Report
from backlit.report.rows import READS_ORDER, history_sql, is_kept
from backlit.report.view import conform, database, window
from backlit.store.home import DamagedError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from backlit.report.query import Query
    from backlit.report.view import View

SECTIONS = (
    "total",
    "kind",
    "rel",
    "placement",
    "rating",
    "trust",
    "referring_domain",
    "anchor",
    "page",
    "tld",
    "language",
)
"""The sections, in order."""

TOP = 10
"""Rows of a list, where the limit does not say."""

COLUMNS = (
    Column("section", "word", "what the row is one of", words=SECTIONS),
    Column(
        "name",
        "text",
        "the total, kind, rel, placement, band, domain, anchor, page, top-level domain or language; null: nobody told",
        True,
    ),
    Column("count", "uint64", "the total, or backlinks"),
    Column("referring_domains", "uint64", "domains that these come from", nullable=True),
    Column("share", "float64", "share of all backlinks, 0 to 1", nullable=True),
)
"""The columns of the report."""

_READS = {
    *READS_ORDER, "source_trust", "kind", "followed", "nofollow", "sponsored", "ugc", "placement", "first_seen",
    "state", "lost_at", "restored_at",
}  # fmt: skip
_TEXTS = {"source_domain", "source_language", "target_url", "anchor"}
_COUNTED = {
    "referring_domains": ("count(DISTINCT source_domain_id)", "source_domain"),
    "referring_hosts": ("count(DISTINCT source_host_id)", "source_host"),
    "referring_pages": ("count(DISTINCT source_page)", "source_page"),
    "first_seen": ("min(first_seen)", "first_seen"),
    "last_seen": ("max(last_seen)", "last_seen"),
}
"""What the snapshot counts itself where it can, and faster: the SQL for the rest, and the column that it reads."""
_TOTALS = """
    SELECT count(*) AS backlinks, count(DISTINCT target_url_id) AS linked_pages, count(*) FILTER (followed) AS followed,
        count(*) FILTER (followed IS NULL) AS follow_unknown,
        count(*) FILTER (state = 'live') AS live, count(*) FILTER (state = 'unseen') AS unseen
    FROM links WHERE shown"""
_CHANGED = """
    SELECT count(*) FILTER (state = 'lost') AS lost,
        count(*) FILTER ((first_seen >= ? AND first_seen < ?) OR (restored_at >= ? AND restored_at < ?))
            AS new_in_window,
        count(*) FILTER (lost_at >= ? AND lost_at < ?) AS lost_in_window
    FROM links"""
_BEFORE = """
    SELECT count(*) AS backlinks, count(DISTINCT source_domain_id) AS referring_domains,
        count(*) FILTER (followed) AS followed, count(*) FILTER (followed IS NOT NULL) AS follow_told
    FROM links WHERE (first_seen < ? AND (lost_at IS NULL OR lost_at >= ?)) OR restored_at < ?"""
_SHARED = """
    CREATE TEMP TABLE shared AS
    SELECT source_domain_id, kind, placement, followed, nofollow, sponsored, ugc, count(*)::BIGINT AS n,
        any_value(source_referring_domains) AS referring, any_value(source_domain_rating) AS rating,
        any_value(source_trust) AS trust
    FROM links WHERE shown GROUP BY ALL"""
"""What links of one domain have in common: far fewer rows than links, and all that most sections count."""
_REL = " UNION ALL ".join(
    f"SELECT '{name}' AS name, {n} AS place, coalesce(sum(n), 0)::BIGINT AS links, "
    f"count(DISTINCT source_domain_id) AS domains FROM shared WHERE {name}"
    for n, name in enumerate(("followed", "nofollow", "sponsored", "ugc"))
) + (
    " UNION ALL SELECT 'unknown', 4, sum(n)::BIGINT, count(DISTINCT source_domain_id) FROM shared "
    "WHERE followed IS NULL HAVING count(*) > 0"
)
_BY_TEXT = """
    SELECT {0} AS name, links, domains FROM (
        SELECT {0}_id, sum(n)::BIGINT AS links, count(*) AS domains
        FROM (SELECT {0}_id, source_domain_id, count(*)::BIGINT AS n FROM links WHERE shown GROUP BY ALL)
        GROUP BY {0}_id)
    LEFT JOIN named_{0} USING ({0}_id) """
_BY_LANGUAGE = """
    SELECT source_language AS name, sum(n)::BIGINT AS links, count(DISTINCT source_domain_id) AS domains
    FROM (SELECT source_language_id, source_domain_id, count(*)::BIGINT AS n FROM links WHERE shown GROUP BY ALL)
    LEFT JOIN named_source_language USING (source_language_id) GROUP BY 1 """
"""Languages are grouped as words: each part of the index numbers its own."""
_ORDER_OF_TOTALS = (
    "backlinks", "referring_domains", "referring_hosts", "referring_pages", "linked_pages", "followed",
    "follow_unknown", "live", "unseen", "lost", "new_in_window", "lost_in_window",
)  # fmt: skip


BANDS = (*(f"{low}-{low + 9}" for low in range(0, 90, 10)), "90-100")
"""Bands of ratings: `10-19` is from 10 to below 20."""
UNRATED = "unrated"
"""The name of the rows of domains without a rating, or without a trust that can be told."""
_BY_BAND = f"""
    SELECT coalesce(name, '{UNRATED}') AS name, coalesce(links, 0)::BIGINT AS links,
        coalesce(domains, 0)::BIGINT AS domains
    FROM (SELECT unnest({list(BANDS)}) AS name, unnest(range({len(BANDS)})) AS band) FULL JOIN (
        SELECT CASE WHEN {{0}} IS NOT NULL THEN least(floor({{0}} / 10), {len(BANDS) - 1})::BIGINT END AS band,
            sum(n)::BIGINT AS links, count(DISTINCT source_domain_id) AS domains
        FROM shared GROUP BY 1) USING (band)
    ORDER BY band NULLS LAST"""


def overview(view: View, query: Query) -> Report:
    """The profile of a target; the limit is that of each list of tops, 10 if it is 0."""
    query.only("overview", group=False, after=False)
    if query.sort is not None:
        raise QueryError(
            "The overview has an order of its own: leave the sort out, or ask one of the other reports.", "sort"
        )
    columns = query.shown(COLUMNS)
    start, end = window(query.since, query.until, view.horizon)
    pages = view.snapshot.pages(query.target.scope, query.target.text)
    found = _kept(view, query, pages)
    with database(view.engine, **_tables(view, query, frozenset(found))) as run:
        _choose_links(run, view, query)
        if not found:
            counts = ", ".join(f"{sql} AS {name}" for name, (sql, _) in _COUNTED.items())
            found = _only_row(run(f"SELECT {counts} FROM links WHERE shown"))
        found |= _only_row(run(_TOTALS)) | _only_row(run(_CHANGED, [start, end] * 3))
        before = _stood_before(view, query, run, start)
        run(_SHARED)
        totals = {name: found[name] for name in _ORDER_OF_TOTALS}
        parts = [_rows("total", [(name, count, None) for name, count in totals.items()], 0)]
        ranked = view.snapshot.rated() is not None
        sections = _sections(query.limit or TOP, ranked=ranked and totals["backlinks"] > 0)
        parts += [_rows(name, _tuples(run(sql)), totals["backlinks"]) for name, sql in sections]
    table = conform(pa.concat_tables(parts), columns)
    head = facts(view) | totals | ratings_of(view, query)
    head |= {"first_seen": found["first_seen"], "last_seen": found["last_seen"], "since": start}
    rated_before, told = _rated_before(view, query, start)
    head["before"] = before | rated_before
    told += coverage(view, query, totals["backlinks"])
    if totals["backlinks"]:
        told += only_reported(view, query) + (() if ranked else (NEVER_RANKED,))
    return Report("overview", table, query, columns, table.num_rows, head, told)


def ratings_of(view: View, query: Query) -> dict[str, Any]:
    """Ratings of the target: those of its domain, and of the page where the target is one. Nulls where unrated.

    `domain_rank` is its domain's place among the `rated_domains`.
    """
    names = ("domain_rating", "trust", "spam_mass", "domain_rank")
    target, rated = query.target, view.snapshot.rated()
    found: dict[str, Any] = dict.fromkeys(("domain_rating", "page_rating", "trust", "spam_mass", "domain_rank"))
    if rated is not None:
        own = view.snapshot.pages("domain", target.domain).slice(0, 1)
        for row in pa.table(view.snapshot.page_columns(own, names)).to_pylist():
            found |= row
        if target.scope == "exact":
            page = view.snapshot.pages("exact", target.text)
            ratings = pa.table(view.snapshot.page_columns(page, ["page_rating"])).column("page_rating").to_pylist()
            found["page_rating"] = max((one for one in ratings if one is not None), default=None)
    return found | {"rated_domains": rated[0] if rated else 0}


def _stood_before(view: View, query: Query, run: Callable[..., pa.Table], start: datetime) -> dict[str, Any]:
    """What stood just before a moment, of live links; nulls where nobody had looked by then, and of other histories.

    Whether a link is followed is what its last look says: the index keeps no other.
    """
    names = ("backlinks", "referring_domains", "followed", "followed_share")
    found: dict[str, Any] = dict.fromkeys(names)
    if query.history != "live":
        return found
    counts = _only_row(run(_BEFORE, [start] * 3))
    if counts["backlinks"] or (view.first is not None and view.first < start):
        told = counts.pop("follow_told")
        found |= counts | {"followed_share": counts["followed"] / told if told else None}
    return found


def _rated_before(view: View, query: Query, start: datetime) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The ratings that the target's domain had before a moment, as of when; and what hinders to tell them."""
    found: dict[str, Any] = dict.fromkeys(("domain_rating", "trust", "rated_as_of"))
    try:
        past = None if view.past_rating is None else view.past_rating(query.target.domain, start)
    except DamagedError as error:
        return found, (str(error),)
    if past is not None:
        found |= {"domain_rating": past.domain_rating, "trust": past.trust, "rated_as_of": past.as_of}
    return found, ()


def _kept(view: View, query: Query, pages: Any) -> dict[str, Any]:
    """The counts of the snapshot, where it can count what is asked for; else nothing."""
    # The window says what is new and lost, and in these two histories nothing else.
    asked = replace(query, since=None, until=None) if query.history in ("live", "all") else query
    if query.history == "new" or not is_kept(asked):
        return {}
    totals = view.snapshot.totals(pages, query.history)
    found = {name: totals[name] for name in _COUNTED}
    for name in ("first_seen", "last_seen"):
        if found[name] is not None:
            found[name] = datetime.fromtimestamp(found[name], UTC)
    return found


def _tables(view: View, query: Query, known: frozenset[str]) -> dict[str, pa.Table]:
    """The links that may be counted, with what the counts read that are not known yet."""
    more = {column for name, (_, column) in _COUNTED.items() if name not in known}
    links = view.links("backlinks", query.target, "all")
    texts = _TEXTS | (more & {"source_host"})
    return view.numbered(links, _READS | filters.needs(query.filters) | (more - texts), texts)


def _choose_links(run: Callable[..., pa.Table], view: View, query: Query) -> None:
    """The table `links`: what fits the filters, whatever its history; `shown` are those of the history asked for."""
    condition, values = filters.where(query.filters, match=query.match)
    history, dates = history_sql(query, view)
    run(
        f"CREATE TEMP TABLE links AS SELECT *, coalesce({history}, false) AS shown FROM held WHERE {condition}",
        dates + values,
    )


def _sections(top: int, *, ranked: bool) -> list[tuple[str, str]]:
    """The sections and the statement of each; it gives name, links and domains."""
    counts = "sum(n)::BIGINT AS links, count(DISTINCT source_domain_id) AS domains"
    tld = "CASE WHEN regexp_matches(source_domain, '[0-9]$|\\]$') THEN NULL ELSE split_part(source_domain, '.', -1) END"
    best = f"ORDER BY domains DESC, links DESC, name LIMIT {top}"
    named_domain = "JOIN named_source_domain USING (source_domain_id)"
    bands = [("rating", _BY_BAND.format("rating")), ("trust", _BY_BAND.format("trust"))]
    return [
        ("kind", f"SELECT kind AS name, {counts} FROM shared GROUP BY kind ORDER BY links DESC, name"),
        ("rel", f"SELECT name, links, domains FROM ({_REL}) ORDER BY place"),
        ("placement", f"SELECT placement AS name, {counts} FROM shared GROUP BY 1 ORDER BY links DESC, name"),
        *(bands if ranked else ()),
        (
            "referring_domain",
            f"""
                SELECT source_domain AS name, links, 1 AS domains FROM (
                    SELECT source_domain_id, sum(n)::BIGINT AS links, any_value(referring) AS referring,
                        any_value(rating) AS rating
                    FROM shared GROUP BY 1)
                {named_domain} ORDER BY rating DESC NULLS LAST, referring DESC, links DESC, name LIMIT {top}""",
        ),
        ("anchor", _BY_TEXT.format("anchor") + best),
        ("page", _BY_TEXT.format("target_url") + best),
        ("tld", f"SELECT {tld} AS name, {counts} FROM shared {named_domain} GROUP BY 1 {best}"),
        ("language", _BY_LANGUAGE + best),
    ]


def _only_row(table: pa.Table) -> dict[str, Any]:
    row: dict[str, Any] = table.to_pylist()[0]
    return {name: value.replace(tzinfo=UTC) if isinstance(value, datetime) else value for name, value in row.items()}


def _tuples(table: pa.Table) -> list[tuple[Any, ...]]:
    return list(zip(*(table.column(n).to_pylist() for n in ("name", "links", "domains")), strict=True))


def _rows(section: str, rows: Any, total: int) -> pa.Table:
    listed: Sequence[tuple[Any, ...]] = list(rows)
    return pa.table({
        "section": pa.array([section] * len(listed), pa.string()),
        "name": pa.array([row[0] for row in listed], pa.string()),
        "count": pa.array([row[1] for row in listed], pa.uint64()),
        "referring_domains": pa.array([row[2] for row in listed], pa.uint64()),
        "share": pa.array([row[1] / total if total else None for row in listed], pa.float64()),
    })  # fmt: skip
