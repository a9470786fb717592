"""From the columns of a file to what they become: by the layout, and by what the user says with `--map`.

Every column ends somewhere: as a field, as a metric of the vendor, as a target, or kept as text under the vendor's
name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from backlit import _core
from backlit.model import unknown_name
from backlit.sources.exports import generic
from backlit.sources.exports.layout import FIELDS, OWN_SUBJECT, SUBJECTS, TRAFFIC, Column, key_of, metric_name
from backlit.sources.exports.property import HOST
from backlit.sources.exports.recognising import claims
from backlit.sources.files import SourceUsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from backlit.sources.exports.layout import Layout, Reading, Record

KEPT = "kept"
"""What a column becomes that nobody claims: a text under the vendor's name."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """One column of a file, and one thing that it becomes. A column can come twice."""

    index: int
    name: str
    """As the file has it."""
    column: Column | None = None
    """As the layout has it; None for one that is kept or a target."""
    site: str | None = None
    """The target that it stands for."""
    kept: str | None = None
    """The metric under which it is kept."""

    @property
    def becomes(self) -> str:
        """The field, metric or target, or that it is kept."""
        if self.column is not None:
            return self.column.field or self.column.metric or KEPT
        return f"target {self.site}" if self.site is not None else KEPT


def parse_wishes(columns: Iterable[str]) -> dict[str, tuple[str, str]]:
    """What the user says of columns, as `COLUMN=FIELD`: by the column's key its name and what it is.

    Raises SourceUsageError for what is none, for a field that there is not, and for two columns of one field.
    """
    wishes: dict[str, tuple[str, str]] = {}
    for text in columns:
        name, separator, wish = text.rpartition("=")
        name, wish = name.strip(), wish.strip()
        if not separator or not name or not wish:
            raise SourceUsageError(
                f'The mapping {text!r} is none. Write "COLUMN=FIELD": --map "Linking page=source_url"'
            )
        field = _field_of(wish)
        twice = [other for other, taken in wishes.values() if taken == field and key_of(other) != key_of(name)]
        if twice:
            raise SourceUsageError(f"Two columns cannot both be {wish}: {twice[0]!r} and {name!r}.")
        wishes[key_of(name)] = (name, field)
    return wishes


def _field_of(wish: str) -> str:
    """The field or metric that a wish means."""
    field = generic.NAMES_FOR_USERS.get(wish, wish)
    subject, _, metric = field.partition(".")
    if field in FIELDS or field in TRAFFIC or (subject in SUBJECTS and metric_name(metric)):
        return f"{subject}.{metric_name(metric)}" if metric else field
    known = (*(name for name in FIELDS if name not in ("subject", "day")), *generic.NAMES_FOR_USERS)
    known += TRAFFIC
    raise SourceUsageError(
        f"{unknown_name('field', wish, known)} A metric of the vendor is written as what it is about and its name: "
        f"source_page.authority, with one of {', '.join(SUBJECTS)}."
    )


def map_columns(layout: Layout, header: Sequence[str], wishes: Mapping[str, str]) -> list[Mapped]:
    """What each column of a file becomes.

    What the user says goes before the layout; of several columns for one field the first is taken, unless the user
    named another. Nothing is dropped: the rest is kept.
    """
    keys = [key_of(name) for name in header]
    wished = {wishes[key] for key in keys if key in wishes}
    taken: set[str] = set()
    mapped: list[Mapped] = []
    for index, (name, key) in enumerate(zip(header, keys, strict=True)):
        columns = _wished(layout, wishes[key]) if key in wishes else _known(layout, key, wished)
        free = [column for column in columns if (column.field or column.metric) not in taken]
        taken |= {column.field or column.metric or "" for column in free}
        mapped += [Mapped(index, name, column) for column in free]
        if not free:
            site = _site(name) if layout.columns_are_targets else None
            mapped.append(Mapped(index, name, site=site))
    return _named(layout.record, mapped, taken)


def _wished(layout: Layout, wish: str) -> list[Column]:
    """The column that a user asks for: the layout's own, else one of its own kind."""
    for column in layout.columns:
        if wish == column.field or (column.metric and wish in (column.metric, column.metric.partition(".")[2])):
            return [column]
    if wish in FIELDS:
        reading: Reading | None = "url" if wish == "subject" and OWN_SUBJECT[layout.record] == "page" else None
        return [Column((), field=wish, reading=reading)]
    metric = wish if "." in wish else f"{OWN_SUBJECT[layout.record]}.{wish}"
    return [Column((), metric=metric, type="number")]


def _known(layout: Layout, key: str, wished: set[str]) -> list[Column]:
    """The columns of a layout that one of a file is, but for fields that the user gave to others."""
    found = [column for column in layout.columns if claims(column, key, {}) and (column.field or column.metric)]
    return [column for column in found if not _is_wished(column, wished)]


def _is_wished(column: Column, wished: set[str]) -> bool:
    metric = column.metric or ""
    return bool({column.field, metric, metric.partition(".")[2]} & wished)


def _site(name: str) -> str | None:
    """The address of the site that a column is named like: `example.com/`, `*.example.com/*`; None for other names."""
    bare = name.strip().removeprefix("*.").removesuffix("*")
    whole = bare if "://" in bare else f"https://{bare}"
    if re.fullmatch(HOST, whole.partition("://")[2].partition("/")[0]) is None:
        return None
    address = _core.parse_url(whole)
    return address if address is not None and address.startswith(("http://", "https://")) else None


def _named(record: Record, mapped: list[Mapped], taken: set[str]) -> list[Mapped]:
    """Gives each column that is kept a metric of its own."""
    named: list[Mapped] = []
    for one in mapped:
        if one.column is not None or one.site is not None:
            named.append(one)
            continue
        subject = OWN_SUBJECT[record]
        plain = metric_name(one.name) or f"column_{one.index + 1}"
        name, n = f"{subject}.{plain}", 1
        while name in taken:
            n += 1
            name = f"{subject}.{plain}_{n}"
        taken.add(name)
        named.append(Mapped(one.index, one.name, kept=name))
    return named


def to_plan(mapped: Sequence[Mapped], *, is_json: bool) -> dict[str, Any]:
    """The columns, metrics and targets of a plan, as the core takes them."""
    columns: list[dict[str, Any]] = []
    metrics: list[dict[str, Any]] = []
    targets: list[dict[str, Any]] = []
    only: list[dict[str, Any]] = []
    for one in mapped:
        place: dict[str, Any] = {"key": one.name} if is_json else {"index": one.index}
        column = one.column
        if one.site is not None:
            targets.append({"index": one.index, "site": one.site})
        elif column is None:
            metrics.append(place | {"name": one.kept, "type": "text"})
        elif column.field is None:
            metrics.append(place | {"name": column.metric, "type": column.type})
        else:
            words = {"words": dict(column.words)} if column.words else {}
            columns.append(place | {"field": column.field, "read": column.read} | words)
        if column is not None and column.only:
            only.append(place | {"words": list(column.only)})
    return {"columns": columns, "metrics": metrics, "targets": targets, "only": only}
