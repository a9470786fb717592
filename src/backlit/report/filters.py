"""The filter language of the reports: `field operator value`, parsed and turned into SQL with bound values.

    rel=followed   placement=main,sidebar   anchor~word   anchor=/regex/   source.domain!=example.com
    first_seen>=2026-01-01   link_density<0.5   source_title=null

`=` and `!=` compare, with a list of values "any of" and "none of"; `~` and `!~` look for a text in any case of
letters; `>=`, `<=`, `>` and `<` order numbers and times. `/…/` is a regular expression in the syntax of RE2
(https://github.com/google/re2/wiki/Syntax), which takes linear time on any text. A null is unknown and fits no
comparison; ask for it with `=null` and `!=null`, for words and flags also with `=unknown`. `rel` is compared by its
tokens, `rel=followed` asks for what the link is worth in the end, and `rel=unknown` for links of which nobody told
that. `witnesses=ahrefs` asks whether a source saw a link, `only_witness=ahrefs` whether no other did (`crawl` is any
look of ours), `verdict=never_there` what looks of ours say to it. A dot may stand for the underscore: `source.domain`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal, cast, get_args

from backlit import model
from backlit.report.witnesses import CRAWL, OURS, VERDICT_READS, VERDICT_SQL, VERDICTS
from backlit.urls import domain_of

Operator = Literal["=", "!=", "~", "!~", ">=", "<=", ">", "<"]
OPERATORS: tuple[str, ...] = get_args(Operator)
"""All operators, as they are written."""
Match = Literal["all", "any"]
MATCHES: tuple[str, ...] = get_args(Match)
"""How several filters are joined."""

_FORM = re.compile(r"\s*([A-Za-z_][A-Za-z_.]*)\s*(!=|!~|>=|<=|=|~|>|<)(.*)", re.DOTALL)
_TRUE, _FALSE = ("true", "yes", "1"), ("false", "no", "0")
_FOLLOW_WORDS = ("followed", "nofollow", "sponsored", "ugc")
_NUMBERS = ("uint8", "uint16", "uint32", "uint64", "float32", "float64")


DERIVED = {
    column.name: column
    for column in (
        model.Column("only_witness", "texts", "the one source that saw it; `crawl` where all were looks of ours"),
        model.Column("verdict", "word", "what looks of ours say to it", words=tuple(VERDICTS)),
    )
}
"""Fields that are no columns: they are worked out of some, wherever links have witnesses."""
_READS = {
    "rel": frozenset({*_FOLLOW_WORDS, "rel", "reported"}),
    "witnesses": frozenset({"witnesses", "reported"}),
    "only_witness": frozenset({"witnesses"}),
    "verdict": VERDICT_READS,
}
"""The columns that a field reads, where these are more or others than itself."""


class FilterError(ValueError):
    """A filter that cannot be understood; the message names the place and lists what there is."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition on a row: a column, an operator, and the values (any of them)."""

    column: str
    operator: Operator
    values: tuple[str | None, ...]
    """As written; None stands for null."""
    regex: bool = False

    def __str__(self) -> str:
        """The filter as a user would write it."""
        if self.regex:
            return f"{self.column}{self.operator}/{self.values[0]}/"
        return f"{self.column}{self.operator}{','.join('null' if v is None else _quoted(v) for v in self.values)}"


def fields(table: model.Table = model.LINKS) -> tuple[str, ...]:
    """The fields that filters know, in the order of the table, then those that are worked out."""
    return (*table.names, *DERIVED) if "witnesses" in table else table.names


def parse_filter(text: str, table: model.Table = model.LINKS) -> Filter:
    """One filter as typed. Raises FilterError with the list of fields and operators where it is none."""
    try:
        return _read(text, table)
    except FilterError as error:
        raise FilterError(f"{error} {_known(table)}") from error.__cause__


def _read(text: str, table: model.Table) -> Filter:
    form = _FORM.fullmatch(text)
    if form is None:
        raise FilterError(f"The filter {text!r} is not of the form field, operator, value.")
    name = table.full_name(form[1].lower().replace(".", "_"))
    operator = cast("Operator", form[2])
    if name not in fields(table):
        # The fields that are known follow at the end of every refusal.
        raise FilterError(model.unknown_name("field", form[1], fields(table)).partition(" Known:")[0])
    column = _column(name, table)
    value = form[3].strip()
    if len(value) >= 2 and value[0] == value[-1] == "/" and operator in ("=", "!="):
        found = Filter(name, operator, (value[1:-1],), regex=True)
    else:
        values = _values(text, value, split=operator in ("=", "!="))
        unknown = column.type == "bool" or (column.words and "unknown" not in column.words)
        found = Filter(name, operator, tuple(None if unknown and v == "unknown" else v for v in values))
    _check(found, column, text)
    return found


def _column(name: str, table: model.Table) -> model.Column:
    return table[name] if name in table else DERIVED[name]


def where(filters: tuple[Filter, ...], table: model.Table = model.LINKS, match: Match = "all") -> tuple[str, list[Any]]:
    """The filters as one SQL condition and the values to bind to its marks; `true` for none."""
    conditions, values = [], []
    for condition in filters:
        sql, bound = _sql(condition, _column(condition.column, table))
        conditions.append(f"({sql})")
        values += bound
    if match == "any" and filters:
        return f"({' OR '.join(conditions)})", values
    return " AND ".join(conditions) or "true", values


def needs(filters: tuple[Filter, ...]) -> set[str]:
    """The columns that the condition of `where` reads."""
    return set().union(*(_READS.get(f.column, {f.column}) for f in filters))


def parse_time(text: str) -> tuple[datetime, datetime]:
    """A date or a time of ISO 8601 as the span that it means, first second and the second after the last.

    A date is its whole day; without an offset it is UTC. Raises ValueError.
    """
    try:
        return _span_of(text)
    except OverflowError:
        raise ValueError(f"{text} is out of the calendar") from None


def _span_of(text: str) -> tuple[datetime, datetime]:
    if len(text) <= 10:
        start = datetime.combine(date.fromisoformat(text), time(), UTC)
        return start, start + timedelta(days=1)
    moment = datetime.fromisoformat(text)
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    moment = moment.replace(microsecond=0)
    return moment, moment + timedelta(seconds=1)


def _known(table: model.Table) -> str:
    operators = f"Operators: {' '.join(OPERATORS)}, and =/regex/; several values with commas."
    return f"Fields: {', '.join(fields(table))}. {operators}"


def _quoted(value: str) -> str:
    return '"' + value.replace('"', '""') + '"' if re.search(r'[,"]|^null$|^\s|\s$', value) else value


def _values(text: str, value: str, *, split: bool) -> tuple[str | None, ...]:
    """The values of a list; a value in double quotes may hold commas, and is never null."""
    if not split:
        return (value[1:-1].replace('""', '"') if len(value) > 1 and value[0] == value[-1] == '"' else value,)
    parts = re.findall(r'\s*("(?:[^"]|"")*"|[^",]*)\s*(?:,|$)', value)
    if value.count('"') % 2 or not parts:
        raise FilterError(f"The filter {text!r} has a quotation mark that is not closed.")
    if value and not value.endswith(",") and len(parts) > 1:
        parts.pop()  # the pattern finds an empty value at the very end
    found: list[str | None] = []
    for part in parts:
        if part.startswith('"'):
            found.append(part[1:-1].replace('""', '"'))
        else:
            found.append(None if part.strip().lower() == "null" else part.strip())
    return tuple(found)


def _check(condition: Filter, column: model.Column, text: str) -> None:
    """Refuses what a column of this type cannot be asked."""
    ordering = condition.operator in (">=", "<=", ">", "<")
    texts = column.type in ("text", "word")
    if ordering and (texts or column.type in ("bool", "texts")):
        raise FilterError(f"The filter {text!r} orders {column.name}, which has no order.")
    if (condition.regex or "~" in condition.operator) and not texts:
        raise FilterError(f"The filter {text!r} looks for a text in {column.name}, which holds none ({column.type}).")
    if condition.regex:
        _check_regex(cast("str", condition.values[0]), text)
        return
    for value in condition.values:
        if value is not None and "~" not in condition.operator:
            _typed(value, column, text)


def _check_regex(pattern: str, text: str) -> None:
    import duckdb

    try:
        duckdb.execute("SELECT regexp_matches('', ?)", [pattern]).fetchall()
    except duckdb.Error as error:
        reason = str(error).partition("\n")[0]
        raise FilterError(f"The filter {text!r} has a regular expression that does not hold: {reason}") from error


def _typed(value: str, column: model.Column, text: str) -> Any:
    """The value in the type of its column."""
    try:
        if column.type == "time":
            return parse_time(value)
        if column.type in _NUMBERS:
            return float(value) if column.type.startswith("float") else int(value)
    except ValueError:
        example = "2026-01-31 or 2026-01-31T12:00" if column.type == "time" else "a number"
        raise FilterError(f"The filter {text!r}: {value!r} is no value of {column.name}; write {example}.") from None
    if column.type == "bool":
        if value.lower() not in _TRUE + _FALSE:
            raise FilterError(f"The filter {text!r}: {column.name} is true or false (or null).")
        return value.lower() in _TRUE
    if column.type == "word" and value not in column.words:
        raise FilterError(f"The filter {text!r}: {model.unknown_name(column.name, value, column.words)}")
    if column.name.endswith(("domain", "host")):
        return _host_text(value, column.name)
    return value


def _host_text(value: str, name: str) -> str:
    """A host or domain as the index writes it: punycode, lower case; as typed where it is no host."""
    from backlit import _core

    parts = _core.url_parts(f"http://{value}")
    if parts is None:
        return value.lower()
    return domain_of(parts["hostname"]) if name.endswith("domain") else parts["host"]


def _sql(condition: Filter, column: model.Column) -> tuple[str, list[Any]]:
    name = _expression(column)
    if condition.regex:
        return f"{'NOT ' * (condition.operator == '!=')}regexp_matches({name}, ?)", list(condition.values)
    if condition.operator in ("~", "!~"):
        return f"{'NOT ' * (condition.operator == '!~')}contains(lower({name}), lower(?))", list(condition.values)
    alternatives, bound = [], []
    for value in condition.values:
        sql, values = (f"{name} IS NULL", []) if value is None else _compare(condition, column, value)
        alternatives.append(sql)
        bound += values
    joined = " OR ".join(alternatives)
    if condition.operator != "!=":
        return joined, bound
    if column.name == "rel":
        return f"NOT ({joined})", bound  # the conditions on tokens are null themselves where nobody told
    # A null is unknown: it is not "none of", unless null itself is what is refused.
    known = "" if None in condition.values else f"{name} IS NOT NULL AND "
    return f"{known}NOT coalesce({joined}, false)", bound


def _expression(column: model.Column) -> str:
    # A report may have a column of its own with the name of one that is worked out.
    if DERIVED.get(column.name) == column:
        return f"({VERDICT_SQL})" if column.name == "verdict" else "witnesses"
    return f'"{column.name}"'


def _compare(condition: Filter, column: model.Column, text: str) -> tuple[str, list[Any]]:
    name = _expression(column)
    value = _typed(text, column, str(condition))
    if column.name == "rel":
        return _rel(text)
    if column.type == "texts":
        return _listed(column, text)
    if column.type == "time":
        start, end = value
        if condition.operator in ("=", "!="):
            return f"({name} >= ? AND {name} < ?)", [start, end]
        # `>` a day is after it, `<=` a day is up to its end.
        return (
            f"{name} {'<' if condition.operator in ('<', '<=') else '>='} ?",
            [end if condition.operator in (">", "<=") else start],
        )
    operator = "=" if condition.operator == "!=" else condition.operator
    return f"{name} {operator} ?", [value]


def _listed(column: model.Column, text: str) -> tuple[str, list[Any]]:
    """A list holds a text; of witnesses `crawl` is any look of ours, and `only_witness` asks that no other is there."""
    if column.name == "witnesses" and text == CRAWL:
        return "NOT reported", []
    if column.name == "only_witness":
        return "list_has_all(?::VARCHAR[], witnesses)", [OURS if text == CRAWL else [text]]
    return f'list_contains("{column.name}", ?)', [text]


def _rel(token: str) -> tuple[str, list[Any]]:
    """Rel holds a token; `followed` is no token but the judgement of all of them and the page's.

    Null where nobody told: a flag that is unknown, and the words of a rel that no look of ours has read.
    """
    if token.lower() == "unknown":
        return "followed IS NULL", []
    if token.lower() in _FOLLOW_WORDS:
        return f'"{token.lower()}"', []
    held = r"list_contains(regexp_split_to_array(lower(rel), '[\s,]+'), ?)"
    return f"CASE WHEN rel IS NOT NULL THEN {held} WHEN NOT reported THEN false END", [token.lower()]
