"""Cells that say several columns at once: a page by title and address, an anchor in its text, a date with its state.

Each leaves out the columns that the reader has asked to stand apart (`apart`).
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from backlit.web.cells import DASH, address_html, chip, day_cell, link_chips, text_html, words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Row = Mapping[str, Any]

ANCHOR = 160
"""Characters of an anchor that stands in its text."""
AROUND = 50
"""Characters of the text on each side of it."""
UNDER = 100
"""Characters of an address that stands below something else."""


def page_cell(title: str, address: str) -> Callable[[Row, frozenset[str]], str]:
    """A page: its title, and its address below."""

    def cell(row: Row, apart: frozenset[str]) -> str:
        named = None if title in apart else row.get(title)
        head = f'<span class="title">{text_html(named, ANCHOR)}</span>' if named else ""
        return f"{head}{address_html(row[address], UNDER) if row[address] else DASH}"

    return cell


def domain_cell(column: str) -> Callable[[Row, frozenset[str]], str]:
    """A domain, which leads to its own overview."""

    def cell(row: Row, apart: frozenset[str]) -> str:  # noqa: ARG001 - cells have one form
        return domain_html(row[column])

    return cell


def domain_html(domain: str | None) -> str:
    """A domain, which leads to its own overview."""
    if domain is None:
        return DASH
    address = html.escape(f"/overview?{urlencode({'target': domain})}")
    return f'<a class="domain" href="{address}">{text_html(domain, UNDER)}</a>'


def anchor_cell(row: Row, apart: frozenset[str]) -> str:
    """An anchor within the text on both sides of it, with the target below."""
    anchor = row.get("anchor")
    left, right = (None if f"context_{side}" in apart else row.get(f"context_{side}") for side in ("left", "right"))
    middle = f"<b>{text_html(anchor, ANCHOR)}</b>" if anchor else '<b class="unknown">no anchor</b>'
    # The texts bring their own spaces: before a comma, and between Chinese characters, there is none.
    before = f"<span>{text_html(_end(left), AROUND + 1)}{_space(left[-1])}</span>" if left and left.strip() else ""
    after = f"<span>{_space(right[0])}{text_html(right.strip(), AROUND)}</span>" if right and right.strip() else ""
    below = ""
    if "target_url" not in apart and row.get("target_url"):
        below = f'<span class="to">{address_html(row["target_url"], UNDER)}</span>'
    return f'<span class="anchored">{before}{middle}{after}</span>{below}'


def _space(char: str) -> str:
    return " " if char.isspace() else ""


def _end(text: str) -> str:
    text = text.strip()
    if len(text) <= AROUND:
        return text
    end = text[-AROUND:]
    # At a word's beginning, unless the script of the text has no spaces.
    return f"…{end.partition(' ')[2] or end}"


def made_cell(row: Row, apart: frozenset[str]) -> str:
    """How a link is made, as chips."""
    return link_chips({name: value for name, value in row.items() if name not in apart})


def last_cell(row: Row, apart: frozenset[str]) -> str:
    """When something was last seen, and where it is not live, what became of it."""
    state = None if "state" in apart else row.get("state")
    said = ""
    if state == "lost":
        reason = None if "lost_reason" in apart else row.get("lost_reason")
        said = chip("lost") + (f'<span class="why">{words(reason)}</span>' if reason else "")
    elif state == "unseen":
        said = chip("unseen")
    return f"{day_cell(row['last_seen'])}{said}"


def change_cell(row: Row, apart: frozenset[str]) -> str:
    """What became of a link, and why."""
    reason = None if "reason" in apart else row.get("reason")
    return chip(row["change"]) + (f'<span class="why">{words(reason)}</span>' if reason else "")
