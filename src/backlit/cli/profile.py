"""Reports on the terminal: the overview as a profile with bars, changes with their summary, the rest as tables.

A line is a list of (text, style) pairs, so that the same lines go to a terminal in colour and to a pipe without.
"""

from __future__ import annotations

from itertools import zip_longest
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from backlit.cli import evidence, table
from backlit.report.text import cut_end, cut_middle, display_width, number_of, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlit.index import Report

Span = tuple[str, str]
Line = list[Span]

TITLES = {
    "kind": "How links are made",
    "rel": "rel",
    "placement": "Where they stand",
    "rating": "Domain Rating of referring domains",
    "trust": "Trust of referring domains",
    "referring_domain": "Top referring domains",
    "anchor": "Top anchors",
    "page": "Top pages",
    "tld": "Top-level domains",
    "language": "Languages of referring pages",
}
"""The sections of the overview, as headings, in pairs that stand side by side."""
PAIRS = (
    ("kind", "placement"),
    ("rel", "tld"),
    ("rating", "trust"),
    ("referring_domain", "anchor"),
    ("page", "language"),
)
TWO_COLUMNS = 96
"""Cells from which sections stand side by side."""
RATINGS = (
    ("domain_rating", "Domain Rating"), ("page_rating", "Page Rating"), ("trust", "trust"),
    ("spam_mass", "spam mass"),
)  # fmt: skip
"""Facts of the overview that are ratings, with their names."""
SOURCES = {
    "source": (
        "Which source knows what",
        ("source", "links", "only_links", "referring_domains", "only_referring_domains", "referring_pages",
         "first_seen", "last_seen"),
    ),
    "overlap": (
        "What two sources both know",
        ("source", "other", "links", "share_of_links", "referring_domains", "share_of_domains"),
    ),
    "verdict": (
        "What a crawl found of their links",
        ("source", "links", "live", "lost", "never_there", "unchecked"),
    ),
}  # fmt: skip
"""The sections of sources: headings, and the columns that each has."""
STANDINGS = {
    "both": "with traffic and links", "links_no_traffic": "with links and no traffic",
    "traffic_no_links": "with traffic and no links",
}  # fmt: skip
BAR = 14
EIGHTHS = " ▏▎▍▌▋▊▉"
DAYS_SHOWN = 14


def of_report(report: Report, width: int) -> list[Line]:
    """The lines of a report."""
    if report.name == "overview" and "section" in report.table.column_names and not report.query.columns:
        found = _overview(report, width)
    elif report.name == "sources" and "section" in report.table.column_names and not report.query.columns:
        found = _sources(report, width)
    elif report.name == "link" and not report.query.columns:
        found = evidence.lines(report, width)
    elif report.name == "changes":
        found = [*_changes(report), *_rows(report, width)]
    else:
        found = [*_home(report), *_rows(report, width)]
    found += [[(visible(note), "yellow")] for note in report.notes]
    return [part for line in found for part in fitted(line, width)]


def fitted(line: Line, width: int) -> list[Line]:
    """A line broken where it is wider than the terminal: between spans, and within one between words."""
    if sum(display_width(text) for text, _ in line) <= width:
        return [line]
    broken: list[Line] = [[]]
    left = width
    for text, style in line:
        for n, piece in enumerate([text] if display_width(text) <= width else wrap(text, width)):
            if (n or display_width(piece) > left) and broken[-1]:
                broken.append([])
                left = width
            broken[-1].append((piece, style))
            left -= display_width(piece)
    return broken


def _rows(report: Report, width: int) -> list[Line]:
    if not len(report):
        return [] if report.notes else [[("Nothing to show.", "dim")]]
    text = table.lines(report.table, report.preferred, width)
    found: list[Line] = [[(text[0], "bold")], *([(line, "")] for line in text[1:])]
    if report.total > len(report):
        found.append([(f"{len(report):,} of {report.total:,} rows; --limit 0 gives all.", "dim")])
    if report.next:
        found.append([("The next page: --after=", "dim"), (report.next, "dim")])
    return found


def _sources(report: Report, width: int) -> list[Line]:
    sections = report.table.column("section").to_pylist()
    found: list[Line] = []
    for section, (title, columns) in SOURCES.items():
        if section in sections:
            rows = report.table.slice(sections.index(section), sections.count(section))
            text = table.lines(rows, columns, width)
            found += [[(title, "bold")], [(text[0], "dim")], *([(line, "")] for line in text[1:]), []]
    return found


def _home(report: Report) -> list[Line]:
    """What stands above the table of internal links, and of traffic."""
    if report.name == "traffic" and len(report):
        told = (f"{report.facts[name]:,} {text}" for name, text in STANDINGS.items())
        return [[(f"Pages: {', '.join(told)}", "dim")], []]
    if report.name != "internal" or not len(report):
        return []
    home = ", ".join(report.facts["home_pages"]) or "not in the index"
    return [[(f"Home page: {visible(home)}; orphans: {report.facts['orphans']:,}", "dim")], []]


def _changes(report: Report) -> list[Line]:
    facts = report.facts
    if not report.total:
        return []
    # Without a crawl the window is all time.
    since = f"  since {facts['since']:%Y-%m-%d}" if report.query.since or facts["horizon"] else "  of all time"
    until = f" until {facts['until']:%Y-%m-%d}" if facts["until"] else ""
    found: list[Line] = [
        [(report.query.target.text, "bold"), (f"{since}{until}", "dim")],
        [
            (f"+{facts['new']:,} new", "green"),
            ("   ", ""),
            (f"-{facts['lost']:,} lost", "red"),
            (f"   {facts['unseen']:,} unseen (nobody looked again)", "dim"),
        ],
        [],
    ]
    most = max((row["links"] for row in facts["by_reason"]), default=1)
    for row in facts["by_reason"]:
        style = "green" if row["change"] == "new" else "red"
        name = row["reason"] or "unknown"
        found.append([(f"  {name:<18}", ""), (bar(row["links"] / most), style), (f" {row['links']:>8,}", "")])
    days = facts["by_day"][-DAYS_SHOWN:]
    if len(days) > 1:
        found += [[], [("  day              new      lost", "dim")]]
        found += [[(f"  {row['day']:%Y-%m-%d}  {row['new']:>8,}  {row['lost']:>8,}", "")] for row in days]
    return [*found, []]


def _overview(report: Report, width: int) -> list[Line]:
    facts = report.facts
    sections = _sections(report)
    found = _head(report)
    if not facts["backlinks"]:
        return found
    both = width >= TWO_COLUMNS
    side = (width - 3) // 2 if both else width
    for left, right in PAIRS:
        if left not in sections and left == "rating":
            continue
        first = _section(left, sections.get(left, []), side if right else width)
        second = _section(right, sections.get(right, []), side) if right else []
        if both and second:
            found += _beside(first, second, side)
        else:
            found += [*first, [], *second, *([[]] if second else [])]
        if both:
            found.append([])
    if found and not found[-1]:
        found.pop()
    return found


def _head(report: Report) -> list[Line]:
    """Target, totals and dates."""
    facts = report.facts
    query = report.query
    known = facts["backlinks"] - facts["follow_unknown"]
    share = f"{facts['followed'] / known:.0%}" if known else table.UNKNOWN
    of = f" of {known:,} where it is told" if facts["follow_unknown"] else ""
    title: Line = [(query.target.text, "bold"), (f"  {query.target.scope}", "dim")]
    if query.history != "live":
        title.append((f"  {query.history} links", "dim"))
    numbers = [
        ("backlinks", f"{facts['backlinks']:,}"),
        ("referring domains", f"{facts['referring_domains']:,}"),
        ("hosts", f"{facts['referring_hosts']:,}"),
        ("pages", f"{facts['referring_pages']:,}"),
        (f"followed{of}", share),
    ]
    totals: Line = []
    for name, value in numbers:
        totals += [(f"{value} ", "bold cyan"), (f"{name}   ", "")]
    lines = [title, [], totals]
    if facts["domain_rating"] is not None:
        lines.append(_rating(facts))
    if facts["backlinks"] or facts["lost"] or facts["horizon"] is not None:
        since = f"   since {facts['since']:%Y-%m-%d}: " if query.since or facts["horizon"] else "   in all: "
        lines.append([
            (f"{facts['live']:,} live, {facts['unseen']:,} unseen, {facts['lost']:,} lost", ""),
            (since, "dim"),
            (f"+{facts['new_in_window']:,} new", "green"),
            (" ", ""),
            (f"-{facts['lost_in_window']:,} lost", "red"),
        ])  # fmt: skip
    if facts["first_seen"] is not None:
        dates = f"first seen {facts['first_seen']:%Y-%m-%d}, last seen {facts['last_seen']:%Y-%m-%d}"
        crawl = f"newest crawl began {facts['horizon']:%Y-%m-%d}" if facts["horizon"] else "no crawl, only exports"
        lines.append([(f"{dates}; {crawl}", "dim")])
    return [*lines, []]


def _rating(facts: dict[str, Any]) -> Line:
    """The ratings of the target, and its place among all domains."""
    found: Line = []
    for name, label in RATINGS:
        if facts[name] is not None:
            found += [(f"{number_of(name, facts[name])} ", "bold cyan"), (f"{label}   ", "")]
    return [*found, (f"rank {facts['domain_rank']:,} of {facts['rated_domains']:,} domains", "dim")]


def _sections(report: Report) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in report:
        found.setdefault(row["section"], []).append(row)
    return found


def _section(name: str, rows: Sequence[dict[str, Any]], width: int) -> list[Line]:
    """A heading and one line a row: name, bar, links, share, domains."""
    counted = [f"{row['count']:,}" for row in rows]
    domains = [f"{row['referring_domains']:,}" for row in rows]
    wide = max((len(text) for text in counted), default=1)
    wide_domains = max((len(text) for text in domains), default=1)
    tail = BAR + 1 + wide + 6 + wide_domains + 9
    room = max(width - tail, 10)
    lines: list[Line] = [[(TITLES[name], "bold")]]
    for row, count, domain in zip(rows, counted, domains, strict=True):
        shown = _name(name, row["name"])
        shown = cut_middle(shown, room) if name == "page" else cut_end(shown, room)
        line: Line = [
            (shown + " " * (room - display_width(shown)) + " ", "dim" if not row["name"] else ""),
            (bar(row["share"] or 0), "cyan"),
            (f" {count:>{wide}}", ""),
            (f" {row['share']:>4.0%}" if row["share"] is not None else "", "dim"),
        ]
        if name != "referring_domain":
            line.append((f" {domain:>{wide_domains}} dom.", "dim"))
        lines.append(line)
    return lines


def _name(section: str, name: str | None) -> str:
    if name is None:
        return "(address)" if section == "tld" else "(not told)"
    if not name:
        return "(empty)"
    return f".{visible(name)}" if section == "tld" else visible(name)


def _beside(left: list[Line], right: list[Line], width: int) -> list[Line]:
    found: list[Line] = []
    nothing: Line = []
    for first, second in zip_longest(left, right, fillvalue=nothing):
        used = sum(display_width(text) for text, _ in first)
        found.append([*first, (" " * (width - used + 3), ""), *second])
    return found


def bar(share: float) -> str:
    """A bar of fixed width; anything above nothing shows."""
    eighths = max(round(min(share, 1) * BAR * 8), 1) if share else 0
    full, rest = divmod(eighths, 8)
    return ("█" * full + (EIGHTHS[rest] if rest else "")).ljust(BAR)
