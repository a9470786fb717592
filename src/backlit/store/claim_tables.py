"""The tables of what vendors say, as SQL offers them: all claims, mentions, traffic, and the vendors' own metrics.

A vendor's metric is a row, not a column: which metrics there are follows from the files that were imported, and a table
whose columns change from index to index could not be documented. They are kept under the vendor's name with their date
and are never mixed with ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from backlit.model import Column, Table
from backlit.store.claims import METRIC, RECORDS, Claims, Metric, Subject, quoted, text

if TYPE_CHECKING:
    from collections.abc import Iterator

_ORIGIN = (
    Column("import_id", "text", "the import that brought it"),
    Column("file", "text", "name of the export"),
    Column("line", "uint64", "line of the row in it, from 1"),
)
_VENDOR = Column("vendor", "text", "whose export says so")
_PROPERTY = Column("property", "text", "the target that the export is about", nullable=True)
_AS_OF = Column("as_of", "time", "date of the export: what has no date of its own was so then")
_TARGET = (
    Column("target_url", "text", "the page that is linked or mentioned", nullable=True),
    Column("target_assumed", "bool", "the row tells no page: target_url is the site that the export is about"),
)
_SEEN = (
    Column("first_seen", "time", "when the vendor first saw it", nullable=True),
    Column("last_seen", "time", "when the vendor last saw it", nullable=True),
)

CLAIMS = Table(
    "claims",
    "one claim: a row of an export that was accepted",
    (
        *_ORIGIN,
        Column("record", "word", "what the row is", words=RECORDS),
        _VENDOR,
        _PROPERTY,
        _AS_OF,
        Column("source_url", "text", "the page that links or mentions", nullable=True),
        *_TARGET,
        Column("subject", "text", "the domain, anchor or page that a row of counts or traffic is about", nullable=True),
        Column("day", "date", "the day that a row of traffic is about", nullable=True),
        Column("anchor", "text", "anchor as told; null if the export does not tell it", nullable=True),
        *_SEEN,
        Column("lost_at", "time", "when the vendor saw it gone", nullable=True),
        Column("lost_reason", "text", "why, in the vendor's words", nullable=True),
    ),
)
"""All claims, with what they have in common."""

MENTIONS = Table(
    "mentions",
    "one mention: a page that names a site without a link to it",
    (
        Column("source_url", "text", "the page that mentions", nullable=True),
        *_TARGET,
        Column("anchor", "text", "the text, as told", nullable=True),
        _VENDOR,
        _PROPERTY,
        *_SEEN,
        _AS_OF,
        *_ORIGIN,
    ),
)
"""Mentions without a link."""

TRAFFIC_NUMBERS = ("clicks", "impressions", "ctr", "position", "sessions", "conversions")
"""What rows of traffic tell."""

TRAFFIC = Table(
    "traffic",
    "traffic of one page, or of a whole site on one day",
    (
        Column("url", "text", "the page; null in a row about a day of the whole site", nullable=True),
        Column("day", "date", "the day; null in a row about all of the export's time", nullable=True),
        _VENDOR,
        _PROPERTY,
        Column("clicks", "float64", "clicks in the search engine's results", nullable=True),
        Column("impressions", "float64", "times that it was shown there", nullable=True),
        Column("ctr", "float64", "clicks over impressions, as told", nullable=True),
        Column("position", "float64", "average place in the results, from 1", nullable=True),
        Column("sessions", "float64", "sessions that began there", nullable=True),
        Column("conversions", "float64", "sessions that reached a goal", nullable=True),
        _AS_OF,
        *_ORIGIN,
    ),
)
"""Traffic from search engines' and analytics' exports."""

VENDOR_METRICS = Table(
    "vendor_metrics",
    "one value of a vendor's own metric, or of a column that nothing else is made of",
    (
        _VENDOR,
        Column("subject", "word", "what it is about", words=get_args(Subject)),
        Column("key", "text", "the page, domain, anchor or day that it is about; of a link its source page", True),
        Column("name", "text", "the metric, as the vendor calls it"),
        Column("value", "float64", "its value, where it is a number", nullable=True),
        Column("text", "text", "its value, where it is text", nullable=True),
        _AS_OF,
        *_ORIGIN,
    ),
)
"""Vendors' metrics, one row a value."""

CLAIM_TABLES: tuple[Table, ...] = (CLAIMS, MENTIONS, TRAFFIC, VENDOR_METRICS)

DOMAIN_OF = "_domain_of"
"""A function of SQL, see `sql`: the registrable domain of an address."""

KEYS = {
    "source_page": "source_url", "source_domain": f"{DOMAIN_OF}(source_url)", "target_page": "target_url",
    "target_domain": f"{DOMAIN_OF}(target_url)", "link": "source_url", "domain": "subject", "anchor": "subject",
    "page": "subject", "day": "CAST(day AS VARCHAR)",
}  # fmt: skip
"""What each subject of a metric is, in the columns of claims."""


def views(claims: Claims) -> Iterator[tuple[Table, str]]:
    """Each table with the SELECT over `_claims`, the dataset of all claims, that gives its columns by name."""
    columns = set(claims.dataset().schema.names)
    yield CLAIMS, "SELECT * FROM _claims"
    yield MENTIONS, "SELECT * FROM _claims WHERE record = 'mention'"
    yield TRAFFIC, _traffic(columns)
    yield VENDOR_METRICS, _vendor_metrics(claims)


def _traffic(columns: set[str]) -> str:
    """Rows of traffic; a number that no file tells is null."""
    told = ", ".join(f"{_number(name, columns)} AS {name}" for name in TRAFFIC_NUMBERS)
    kinds = "record IN ('traffic_page', 'traffic_day')"
    return f"SELECT * EXCLUDE (subject), subject AS url, {told} FROM _claims WHERE {kinds}"


def _number(name: str, columns: set[str]) -> str:
    """The value of a number of traffic, of a page or of a day."""
    told = [quoted(f"{METRIC}{subject}.{name}") for subject in ("page", "day")]
    values = [f"TRY_CAST({column} AS DOUBLE)" for column in told if column[1:-1] in columns]
    return f"coalesce({', '.join(values)})" if values else "CAST(NULL AS DOUBLE)"


def _vendor_metrics(claims: Claims) -> str:
    """A SELECT a metric: DuckDB reads only those that a condition on vendor, subject and name leaves."""
    nothing = _select("vendor", "''", "NULL", "''", "NULL", "NULL") + " WHERE false"
    return " UNION ALL ".join([_values(metric) for metric in claims.metrics()] or [nothing])


def _values(metric: Metric) -> str:
    """The values of one metric."""
    number = metric.type == "number"
    chosen = _select(
        "vendor",
        text(metric.subject),
        KEYS[metric.subject],
        text(metric.name),
        metric.value if number else "NULL",
        "NULL" if number else metric.value,
    )
    return f"{chosen} WHERE vendor = {text(metric.vendor)} AND {metric.column} IS NOT NULL"


def _select(*columns: str) -> str:
    """A SELECT of the first columns of `VENDOR_METRICS`; the others are those of the claims."""
    types = {"float64": "DOUBLE"}
    named = [
        f"CAST({value} AS {types.get(column.type, 'VARCHAR')}) AS {column.name}"
        for value, column in zip(columns, VENDOR_METRICS.columns, strict=False)
    ]
    return f"SELECT {', '.join(named)}, as_of, import_id, file, line FROM _claims"
