"""A link on the terminal: where each fact comes from, what is judged of it with the evidence, its page's history.

The machine forms have the same as `facts["from"]`, `facts["judged"]` and `facts["looks"]`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from backlit.cli import table
from backlit.report.text import visible

if TYPE_CHECKING:
    from backlit.index import Report

LOOKS = ("at", "look", "has_link", "status", "followed", "reported_by", "archive", "archive_offset", "import_id")
"""The columns of the history, most important first."""


def lines(report: Report, width: int) -> list[list[tuple[str, str]]]:
    """The links one below the other, then the looks at the page that they stand on, oldest first."""
    found: list[list[tuple[str, str]]] = []
    for row, origins, judged in zip(report, report.facts["from"], report.facts["judged"], strict=False):
        told = set() if judged is None else {name for name, origin in origins.items() if origin == judged["origin"]}
        found += [*_facts(row, {n: o for n, o in origins.items() if n not in told}), [("", "")]]
        if judged is not None:
            found += [*_judged(judged), [("", "")]]
    looks = report.facts["looks"]
    if looks:
        listed = pa.table({name: pa.array([_plain(look[name]) for look in looks]) for name in LOOKS})
        found += [[("Looks at the page, and reports of exports (UTC)", "bold")]]
        found += [[(line, "")] for line in table.lines(listed, LOOKS, width)]
    return found


def _facts(row: dict[str, Any], origins: dict[str, str]) -> list[list[tuple[str, str]]]:
    found: list[list[tuple[str, str]]] = []
    wide = max(map(len, row), default=0)
    for origin in dict.fromkeys(origins.values()):
        found.append([(visible(origin), "bold")])
        names = [name for name in row if origins.get(name) == origin]
        found += [[(f"  {name:<{wide}}  ", "dim"), (_value(row[name]), "")] for name in names]
    return found


def _judged(told: dict[str, Any]) -> list[list[tuple[str, str]]]:
    """What is judged of a link: each with what it rests on, below it where it is long."""
    kind, words, near = told["type"], told["anchor_class"], told["relevance"]
    quality, risk = told["quality"], told["risk"]
    found: list[list[tuple[str, str]]] = [[(visible(told["origin"]), "bold")]]
    found += [
        _told("type", f"{kind['value']}, sure to {kind['confidence'] or 0:.0%}", kind["because"]),
        _told("anchor class", words["value"], words["meaning"]),
        _told("relevance", "unknown" if near["value"] is None else f"{near['value']:.2f}", near["because"]),
    ]
    for one in told["answers"]:
        found += [[(f"  {one['answer']:<22} ", ""), (one["question"], "")], _below(one["because"])]
    found.append(_told("quality", f"{quality['value']:.0f} of 100, the sum of", None))
    found += [_told(f"  {p['part']}", f"{p['points']:.1f} of {p['of']}", p["because"]) for p in quality["parts"]]
    queue = "in the review queue" if risk["queued"] else "not in the review queue"
    kinds = f"{risk['families']} independent kinds of signals" if risk["families"] != 1 else "1 kind of signals"
    found.append(_told("risk", f"{risk['value']:.0f} of 100", f"{kinds}: {queue}"))
    for one in risk["findings"]:
        found += [_told(f"  {one['signal']}", f"weighs {one['weight']:.0f}", None), _below(one["fact"])]
        more = f" and {one['count'] - len(one['rows']):,} more" if one["count"] > len(one["rows"]) else ""
        found += [[(f"      {visible(row)}", "dim")] for row in one["rows"]]
        found += [[(f"     {more}", "dim")]] if more else []
    return found


def _told(name: str, value: Any, because: str | None) -> list[tuple[str, str]]:
    line = [(f"  {name:<22} ", "dim"), (visible(str(value)), "")]
    return [*line, (f"  {visible(because)}", "dim")] if because else line


def _below(text: str) -> list[tuple[str, str]]:
    return [(f"      {visible(text)}", "dim")]


def _value(value: Any) -> str:
    return visible(_plain(value)) if hasattr(value, "strftime") else visible(table.cell(value))


def _plain(value: Any) -> Any:
    """A time with its seconds: looks of one day are told apart by them."""
    return f"{value:%Y-%m-%d %H:%M:%S}" if hasattr(value, "strftime") else value
