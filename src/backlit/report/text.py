"""Strangers' text made safe to show: the one escaping rule of tables, terminal, spreadsheets, PDF and mail.

Anchors, titles and addresses are written by people who may wish us ill. Control characters move a terminal's cursor
or end a line; bidirectional controls show an address other than it is (Unicode Technical Report 36, "Bidirectional
Text Spoofing"; CVE-2021-42574); a cell that begins with = + - @ is run as a formula by spreadsheets (OWASP, "CSV
Injection"). They are shown as escapes that can be read, never dropped: what was hidden is itself a finding.
"""

from __future__ import annotations

import re
import unicodedata

UNSAFE = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # controls of C0 and C1, ESC among them
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidirectional controls
    "\u200b\u2028\u2029\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb"  # invisible: zero width, separators, marks
    "\U000e0000-\U000e007f"  # tag characters, which spell text that nobody sees
    "\ud800-\udfff"
    "]"
)
"""The characters that are never shown as they are."""
_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")
"""The start of a cell that a spreadsheet takes for a formula, or of one that has had an apostrophe put before it."""


def visible(text: str) -> str:
    r"""The text with control, bidirectional and invisible characters as escapes: `\x1b`, `\u202e`.

    Joiners (U+200C, U+200D) stay: Persian, the languages of India and emoji are not written without them.
    """
    return UNSAFE.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def spreadsheet_cell(text: str) -> str:
    """The text with an apostrophe before it if a spreadsheet would take it for a formula.

    A text that has apostrophes before such a start gets one more. So the rule can be undone without doubt: of a cell
    that begins with apostrophes and then the start of a formula, the first apostrophe is not of the text.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def number_of(name: str, value: float) -> str:
    """A number as people read it: ratings with one decimal, spam mass with two, the rest with three digits at least."""
    if name.endswith(("rating", "trust")):
        return f"{value:.1f}"
    if 1000 <= abs(value) < 1e15:
        return f"{value:,.0f}"
    return f"{value:.2f}" if name.endswith("spam_mass") else f"{value:.3g}"


def display_width(text: str) -> int:
    """Cells that a text takes in a terminal: two for wide characters, none for marks that combine (UAX #11)."""
    if text.isascii():
        return len(text)
    return sum(_cells(char) for char in text)


def _cells(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def cut_middle(text: str, width: int) -> str:
    """An address cut in the middle to `width` cells: its host and its end are what people know it by."""
    if display_width(text) <= width:
        return text
    if width <= 1:
        return "…"[:width]
    head = (width - 1) * 2 // 3
    return f"{_start(text, head)}…{_start(text[::-1], width - 1 - head)[::-1]}"


def cut_end(text: str, width: int) -> str:
    """A text cut at the end to `width` cells."""
    return text if display_width(text) <= width else f"{_start(text, width - 1)}…"[: max(width, 0)]


def _start(text: str, width: int) -> str:
    """As many characters as fit into `width` cells."""
    used = 0
    for n, char in enumerate(text):
        used += _cells(char)
        if used > width:
            return text[:n]
    return text
