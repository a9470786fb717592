"""The reports as charts: which numbers are drawn, and the address of the rows behind each.

Nothing is counted here. A chart shows what a report gives, and an address asks for the links that the report counted.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from backlit.report.text import cut_middle, visible
from backlit.web.behind import domains_behind
from backlit.web.charts import Bar, Day, Point, bars
from backlit.web.filtering import equal
from backlit.web.question import Question

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from markupsafe import Markup

    Row = Mapping[str, Any]

METRICS = {
    "referring_domains": ("Referring domains", "domains"),
    "links": ("Backlinks", "links"),
    "new_referring_domains": ("New referring domains", "domains"),
    "lost_referring_domains": ("Lost referring domains", "domains"),
    "new_links": ("New links", "links"),
    "lost_links": ("Lost links", "links"),
}
"""What of the report `growth` can be drawn: what it is called, and its unit."""
SECTIONS = {
    "rating": ("Domain Rating of referring domains", "Domain Rating"),
    "trust": ("Trust of referring domains", "Trust"),
    "placement": ("Placement", "Placement"),
    "kind": ("Kind", "Kind"),
    "rel": ("Rel", "Rel"),
    "tld": ("Top-level domains", "Ending"),
    "language": ("Languages", "Language"),
    "anchor": ("Anchors", "Anchor"),
    "page": ("Best pages", "Page"),
    "referring_domain": ("Best referring domains", "Domain"),
}
"""Sections of the overview: the caption of the chart and the head of its names."""
LISTS = ("anchor", "referring_domain", "page")
"""Sections whose names are long."""
NAME = 90
"""Characters of an address that a list shows: its host and its end are what people know it by."""
_BANDS = {"rating": "domain_rating", "trust": "trust"}
_FIELDS = {"kind": "kind", "placement": "placement", "anchor": "anchor", "page": "target_url",
           "referring_domain": "source_domain", "language": "source_language"}  # fmt: skip


def told_unit(metric: str, by: str) -> str:
    """The unit of a metric of `growth` over periods: how many stand at the end of each, or come in it."""
    unit = METRICS[metric][1]
    return f"{unit} in the {by}" if metric.startswith(("new", "lost")) else f"{unit} at the end of the {by}"


def points(rows: Sequence[Row], metric: str, question: Question) -> list[Point]:
    """A metric of `growth` over time; each point leads to the changes of its period."""
    return [
        Point(start, row[metric], question.behind(report="changes", history="live", **window))
        for row, (start, window) in zip(rows, _windows(rows), strict=True)
    ]


def days(rows: Iterable[Row], question: Question) -> list[Day]:
    """The days of `growth` by day on which something changed; each number leads to its links."""
    made = []
    for row in rows:
        if not row["new_links"] and not row["lost_links"]:
            continue
        at = as_date(row["period"])
        new = question.behind(history="new", since=f"{at}", until=f"{at}")
        lost = question.behind(f"lost_at={at}", history="all", since="", until="")
        made.append(Day(at, row["new_links"], row["lost_links"], new, lost))
    return made


def distribution(rows: Iterable[Row], section: str, question: Question) -> Markup:
    """A section of the overview as bars: of ratings the domains, of all else the links."""
    caption, head = SECTIONS[section]
    by_domain = section in _BANDS
    items = []
    for row in rows:
        asked = conditions(section, row["name"])
        links = (row["count"], question.behind(*asked))
        domains = (row["referring_domains"], domains_behind(question, *asked))
        first, second = (domains, links) if by_domain else (links, domains)
        beside, beside_href = (None, None) if section == "referring_domain" else second
        items.append(
            Bar(_name(section, row["name"]), first[0], first[1], None if by_domain else row["share"], beside,
                beside_href, _leads_to(section, row["name"]), _short(section, row["name"]))
        )  # fmt: skip
    unit, other = ("domains", "links") if by_domain else ("links", "domains")
    return bars(items, label=caption, of=head, unit=unit, beside="" if section == "referring_domain" else other,
                wide=section in LISTS)  # fmt: skip


def conditions(section: str, name: str | None) -> tuple[str, ...]:
    """The filters that ask for the links of a row of the overview."""
    if section in _BANDS:
        return _band(_BANDS[section], name or "")
    if section == "rel":
        return (f"rel={name}",)
    if section == "tld":
        # Nobody can tell the ending of an address in numbers.
        return (r"source_domain=/[0-9]$|\]$/",) if name is None else (rf"source_domain=/(^|\.){re.escape(name)}$/",)
    return (equal(_FIELDS[section], name),)


def as_date(value: date) -> date:
    """The day of a time or of a day."""
    return value.date() if isinstance(value, datetime) else value


def _band(field: str, name: str) -> tuple[str, ...]:
    low, _, high = name.partition("-")
    if not high:
        return (f"{field}=null",)
    return (f"{field}>={low}",) if high == "100" else (f"{field}>={low}", f"{field}<{int(high) + 1}")


def _name(section: str, name: str | None) -> str | None:
    return f".{name}" if section == "tld" and name else name


def _short(section: str, name: str | None) -> str | None:
    return cut_middle(visible(name.removeprefix("https://")), NAME) if section == "page" and name else None


def _leads_to(section: str, name: str | None) -> str | None:
    """Where a name itself leads: a domain to its own overview, a page to what is known of it."""
    if name is None:
        return None
    if section == "referring_domain":
        return Question("overview", name).address()
    return Question("overview", name, (("scope", "exact"),)).address() if section == "page" else None


def _windows(rows: Sequence[Row]) -> list[tuple[date, dict[str, str]]]:
    """The first day of each period with the window of its changes; the last has no end."""
    starts = [as_date(row["period"]) for row in rows]
    ends = [f"{after - timedelta(days=1)}" for after in starts[1:]]
    return [
        (start, {"since": f"{start}"} | ({"until": end} if end else {}))
        for start, end in zip(starts, [*ends, ""], strict=False)  # of no period there is no end either
    ]
