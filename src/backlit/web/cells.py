"""What stands in a cell of a table: one function a kind of value, from the value to escaped HTML.

They are plain functions over strings, not templates: a page has some hundred cells and must cost few milliseconds.
Every text of strangers passes `text_html`, which cuts, makes visible and escapes it; there is no other way in.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from backlit.report.text import number_of, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from backlit.model import Column

UNKNOWN = "\u2013"
"""The dash that stands for unknown."""
DASH = f'<span class="unknown" title="unknown">{UNKNOWN}</span>'
LONGEST = 300
"""Characters of a text that a table shows; the pane shows more."""
IN_PANE = 4_000
"""Characters of a text that the pane shows."""
FARTHEST = 8_192
"""Characters of an address that a link may lead to; servers refuse longer ones, and a page would carry them."""
OUTWARD = 'target="_blank" rel="noopener noreferrer nofollow"'
"""Of every link that leads out of the app."""
_ADDRESS = re.compile(r"(https?://)([^/?#]*)(.*)", re.DOTALL)
_TONES = {"followed": "good", "nofollow": "warn", "sponsored": "warn", "ugc": "warn", "live": "good", "lost": "bad",
          "unseen": "warn", "new": "good", "usual": "good", "above": "warn", "below": "warn", "good": "good",
          "warning": "warn", "error": "bad", "keep": "good", "remove": "warn", "disavow": "bad"}  # fmt: skip
"""Words that are good or bad news, with the colour of their chip."""


def cut(text: str, longest: int = LONGEST) -> str:
    """The text up to so many characters, with an ellipsis where something is left out."""
    return text if len(text) <= longest else f"{text[:longest].rstrip()}…"


def shown(text: str | None) -> str:
    """Strangers' text with control, bidirectional and invisible characters as escapes."""
    return "" if text is None else visible(text)


def href(address: str | None) -> str:
    """The address if a link may lead there, else nothing: only http and https."""
    return address if address and address.startswith(("http://", "https://")) else ""


def day(value: date | None) -> str:
    """The day of a time in UTC; a dash for unknown."""
    return UNKNOWN if value is None else f"{value:%Y-%m-%d}"


def rating(value: float | None) -> str:
    """A rating with one decimal; a dash for unknown."""
    return UNKNOWN if value is None else number_of("rating", value)


def text_html(text: str, longest: int = LONGEST) -> str:
    """Strangers' text as HTML: cut, made visible, escaped, and set apart from the direction of what is around it."""
    return f"<bdi>{_safe(cut(text, longest))}</bdi>"


def _safe(text: str) -> str:
    """The text made visible and escaped. Most texts have nothing of the kind, which is quicker seen than mended."""
    return text if text.isalnum() and text.isascii() else html.escape(visible(text))


def plain_html(text: str) -> str:
    """A text as HTML that stands in an attribute or among words of ours."""
    return html.escape(visible(cut(text)))


def text_cell(value: str | None) -> str:
    """A text."""
    return DASH if value is None else f'<span class="clip">{text_html(value)}</span>'


def address_html(address: str, longest: int = LONGEST) -> str:
    """An address that leads out, its host emphasised; text where it is none that a link may lead to."""
    found = _ADDRESS.fullmatch(address)
    if found is None or len(address) > FARTHEST or visible(address) != address:
        return f'<span class="address">{text_html(address, longest)}</span>'
    scheme, host, path = found.groups()
    scheme = "" if scheme == "https://" else scheme
    path = "" if path == "/" else cut(path, longest)
    inner = f"{scheme}<b>{html.escape(visible(cut(host)))}</b>{html.escape(visible(path))}"
    return f'<a class="address" href="{html.escape(address)}" {OUTWARD}><bdi>{inner}</bdi></a>'


def out(text: str) -> Markup:
    """An address as a template shows it: it leads out of the app; another text as it is."""
    return Markup(address_html(text))  # noqa: S704 - escaped by the function above


def address_cell(value: str | None) -> str:
    """An address that leads out of the app."""
    return DASH if value is None else address_html(value)


def number_cell(value: float | None, name: str = "") -> str:
    """A number with separators."""
    if value is None:
        return DASH
    return f"{value:,}" if isinstance(value, int) else number_of(name, value)


def rating_cell(value: float | None) -> str:
    """A rating from 0 to 100: the number, and a small meter in steps of five."""
    if value is None:
        return DASH
    step = min(100, max(0, round(value / 5) * 5))
    return f'{value:.1f}<i class="meter m{step}"></i>'


def share_cell(value: float | None) -> str:
    """A share from 0 to 1, in percent."""
    return DASH if value is None else f"{value * 100:.1f}%"


def day_cell(value: date | None) -> str:
    """The day of a time."""
    if value is None:
        return DASH
    said = value.isoformat()[:10]
    return f'<time datetime="{said}">{said}</time>'


def flag_cell(value: bool | None) -> str:
    """Yes or no."""
    return DASH if value is None else "yes" if value else '<span class="muted">no</span>'


def words(value: str) -> str:
    """A word of the vocabulary as people write it: `page_not_found` becomes "page not found"."""
    return value.replace("_", " ")


@lru_cache(maxsize=512)
def chip(word: str, tone: str | None = None) -> str:
    """A word as a chip."""
    found = _TONES.get(word, "") if tone is None else tone
    return f'<span class="chip{f" chip-{found}" if found else ""}">{plain_html(words(word))}</span>'


def chips_cell(values: Iterable[str] | None) -> str:
    """Words as chips."""
    listed = [] if values is None else [values] if isinstance(values, str) else list(values)
    return " ".join(map(chip, listed)) or DASH


def value_html(name: str, kind: str, value: Any) -> str:
    """Any value of a report by the name and type of its column, for what has no rule of its own."""
    if value is None:
        return DASH
    if kind in _BY_TYPE:
        return _BY_TYPE[kind](value)
    if kind == "text":
        return address_cell(value) if is_address(name) else text_cell(value)
    if is_rating(name):
        return rating_cell(value)
    share = kind.startswith("float") and (name.startswith("share") or name.endswith("_share"))
    return share_cell(value) if share else number_cell(value, name)


_BY_TYPE: dict[str, Callable[[Any], str]] = {
    "bool": flag_cell,
    "time": day_cell,
    "date": day_cell,
    "word": chips_cell,
    "texts": chips_cell,
}


def is_rating(name: str) -> bool:
    """Whether a column is a rating of ours, from 0 to 100; a vendor's has a dot in its name, and a scale of its own."""
    return name.endswith(("domain_rating", "page_rating", "trust")) and "." not in name


def is_address(name: str) -> bool:
    """Whether a column of text holds addresses."""
    return name == "url" or name.endswith(("_url", "canonical", "target_raw"))


def link_chips(row: Mapping[str, Any]) -> str:
    """How a link is made, as chips: what it is worth, what makes it, where it stands, and what is odd about it."""
    made = []
    followed = row.get("followed")
    if followed is None:
        made.append(chip("rel unknown", ""))
    elif followed:
        made.append(chip("followed"))
    else:
        named = [word for word in ("sponsored", "ugc", "nofollow") if row.get(word)]
        made += map(chip, named or ["nofollow"])
    made += [chip(row[name], "") for name in ("kind", "placement") if row.get(name) not in (None, "unknown")]
    made += [chip("hidden", "bad")] if row.get("hidden") else []
    made += [chip("reported", "warn")] if row.get("reported") else []
    return " ".join(made)


def fact(column: Column, value: Any) -> Markup:
    """A value in the pane, where there is room: long texts with what was left out, times with their hour."""
    if column.type == "time" and value is not None:
        return Markup(f'<time datetime="{value:%Y-%m-%dT%H:%M:%SZ}">{value:%Y-%m-%d %H:%M:%S} UTC</time>')  # noqa: S704
    if column.type == "text" and value is not None:
        shown_html = address_html(value, IN_PANE) if is_address(column.name) else text_html(value, IN_PANE)
        left = len(value) - IN_PANE
        said = f' <span class="muted">({left:,} more of {len(value):,} characters)</span>' if left > 0 else ""
        return Markup(f"{shown_html}{said}")  # noqa: S704 - escaped by the functions above
    return Markup(value_html(column.name, column.type, value))  # noqa: S704
