r"""The single words of anchors: which words the web links to the target with, whatever stands around them.

A word is a run of letters, marks, digits and underscores (`\w+` of Unicode), in small letters and
composed (NFC). What is between runs divides: `don't` is `don` and `t`, `e-mail` is `e` and `mail`. Chinese, Japanese
and Thai are written without spaces, so that a whole run of their letters is one word here. A link counts once for each
word of its anchor, however often the word stands in it; empty anchors and untold ones have no words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlit.model import Column
from backlit.report import filters
from backlit.report.notes import facts, notes
from backlit.report.paging import cut
from backlit.report.result import Report
from backlit.report.rows import candidates, check_window, history_columns, history_sql
from backlit.report.view import bytes_of, conform, database

if TYPE_CHECKING:
    import pyarrow as pa

    from backlit.report.query import Query
    from backlit.report.view import View

NAME = "anchors-by-word"
"""What the report is called."""

COLUMNS = (
    Column("word", "text", "the word, in small letters"),
    Column("links", "uint64", "links with the word in their anchor"),
    Column("domain_rating", "float64", "highest Domain Rating among the domains that use it; null if unrated", True),
    Column("referring_domains", "uint64", "domains that use it"),
    Column("anchors", "uint64", "different anchors with it"),
    Column("followed", "uint64", "of the links followed"),
    Column("first_seen", "time", "when the first of the links was first seen"),
    Column("last_seen", "time", "when a link was last seen"),
)
"""The columns of the report by word."""

# RE2's \w is that of ASCII: this is what Unicode's is.
_WORD = r"[\p{L}\p{M}\p{N}_]+"
_READS = {"source_domain_rating", "followed", "first_seen", "last_seen"}
_COUNTED = """
    CREATE TEMP TABLE counted AS
    SELECT anchor_id, source_domain_id, count(*)::BIGINT AS links, max(source_domain_rating) AS rating,
        count(*) FILTER (followed)::BIGINT AS followed, min(first_seen) AS first_seen, max(last_seen) AS last_seen
    FROM held WHERE {condition} AND {history} GROUP BY ALL"""
"""What each domain has of each anchor: far fewer rows than links, which are read once."""
_WORDS = f"""
    CREATE TEMP TABLE words AS
    SELECT anchor_id, unnest(list_distinct(regexp_extract_all(nfc_normalize(lower(anchor)), '{_WORD}'))) AS word
    FROM named_anchor SEMI JOIN counted USING (anchor_id)"""
_BY_WORD = """
    SELECT word, sum(links)::BIGINT AS links, max(rating) AS domain_rating,
        count(DISTINCT source_domain_id) AS referring_domains, count(DISTINCT anchor_id) AS anchors,
        sum(followed)::BIGINT AS followed, min(first_seen) AS first_seen, max(last_seen) AS last_seen
    FROM counted JOIN words USING (anchor_id) GROUP BY word"""
_ORDER = "referring_domains DESC, links DESC, word"


def words(view: View, query: Query) -> Report:
    """One row a word of the anchors of the links to the target."""
    query.only("anchors by word")
    check_window(query)
    columns, order = query.shown(COLUMNS), query.order(COLUMNS, _ORDER)
    condition, values = filters.where(query.filters, match=query.match)
    history, dates = history_sql(query, view)
    names = filters.needs(query.filters) | history_columns(query) | _READS

    def make() -> pa.Table:
        tables = view.numbered(candidates(view, query, "backlinks"), names, ("source_domain", "anchor"))
        with database(view.engine, **tables) as run:
            run(_COUNTED.format(condition=condition, history=history), values + dates)
            run(_WORDS)
            return run(f"{_BY_WORD} ORDER BY {order}")

    found = view.shelf.one((NAME, query.whole), make, bytes_of)
    rows, following = cut(view, query, NAME, found, ("word",), order=query.sorted_by(COLUMNS))
    table, total = conform(rows, columns), len(found)
    told = notes(view, query, table, total)
    return Report(NAME, table, query, columns, total, facts(view), told, next=following)
