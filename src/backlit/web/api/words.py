"""The words of a call, made from the catalogue: what each may be, what it means, and which option of the index it is.

A resource has just the words that its report can heed (`backlit.index.REPORTS`), and FastAPI is given them one by one,
so that the description of the API has their kinds, bounds and meanings. Anything else in an address is refused: a word
that is not heeded must not look as if it were.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import Depends, Query
from pydantic import Field, StringConstraints
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotations at run time

from backlit import model
from backlit.web.problems import ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from backlit.index import Offered, Setting

ROWS = 100
"""Rows of an answer in JSON, where the call does not say."""
MOST_ROWS = 1_000
"""Rows of an answer in JSON at most; the other forms have no cap."""
LONGEST = 2_000
"""Characters of a target or a filter at most."""
LONGEST_CURSOR = 16_000
"""Characters of a cursor at most: it holds the values that the rows are ordered by."""
MOST_VALUES = 50
"""How often a word may be repeated."""
_OTHERS = ["brightspoke.example", "bestcheaplamps.test"]
"""Other targets, as an example."""
LARGEST = 2**31 - 1
"""The largest number that a call may have."""

_FILTER = "^ *[A-Za-z_][A-Za-z_.]* *(!=|!~|>=|<=|=|~|>|<)"
_TIME = {"anyOf": [{"format": "date"}, {"format": "date-time"}]}


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a call. `option` is what the index calls it; empty where it is not for the index."""

    name: str
    meaning: str
    kind: Any
    """Its type, for FastAPI."""
    option: str = ""
    default: Any = None
    examples: tuple[Any, ...] = ()
    bounds: dict[str, Any] = field(default_factory=dict)
    """What FastAPI's Query knows of bounds."""
    listed: bool = False
    """It may be repeated."""

    @property
    def parameter(self) -> Parameter:
        """As the parameter of an endpoint."""
        default = Parameter.empty if self.default is Parameter.empty else self.default
        told: dict[str, Any] = {"description": self.meaning} | self.bounds
        if self.examples:
            told["examples"] = list(self.examples)
        return Parameter(
            self.name, Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[self.kind, Query(**told)]
        )


def words_of(offered: Offered, forms: Sequence[str]) -> tuple[Word, ...]:
    """The words of a report's resource, in the order in which people think of them."""
    made = [_target(offered), *(make(offered) for option, make in _MAKERS.items() if option in offered.takes)]
    made += [_setting(setting) for setting in offered.settings]
    return (*made, form_word(forms))


def form_word(forms: Sequence[str]) -> Word:
    """The word that chooses the form of the answer."""
    return Word(
        "format",
        "the form of the answer; it goes before the header Accept",
        _one_of(forms),
        examples=(forms[0],),
    )


def signature(words: Iterable[Word], *others: Parameter) -> Signature:
    """The signature of an endpoint with these words, for FastAPI to read."""
    return Signature([*others, *(word.parameter for word in words)])


def only(words: Sequence[Word] = ()) -> Any:
    """A dependency that refuses what an address has beside the words, and two values of what has one.

    It runs before the words are read, so that a misspelt word is told as that and not as another one missing.
    """
    names = {word.name: word for word in words}

    async def check(request: Request) -> None:
        seen: set[str] = set()
        for name, _ in request.query_params.multi_items():
            if name not in names:
                known = list(names) or ["none"]
                raise ProblemError("parameter", model.unknown_name("word of this call", name, known), name)
            if name in seen and not names[name].listed:
                raise ProblemError("parameter", f"The word {name} is there twice; it has one value.", name)
            seen.add(name)

    return Depends(check)


def options_of(words: Iterable[Word], values: dict[str, Any]) -> dict[str, Any]:
    """What the index is asked with: the words that were given, under the names of its options."""
    found: dict[str, Any] = {}
    for word in words:
        value = values.get(word.name)
        if not word.option or value is None or value == word.default:
            continue
        # Many values in one, as addresses of pages have them.
        if word.name == "columns":
            value = [name.strip() for text in value for name in text.split(",")]
            if value and not all(value):
                raise ProblemError(
                    "parameter",
                    "A column has no name: write names with commas between, or leave the word out.",
                    "columns",
                )
        found[word.option] = value
    return found


def _one_of(words: Iterable[str]) -> Any:
    return Literal[tuple(words)]


def _text(most: int) -> Any:
    return Annotated[str, StringConstraints(min_length=1, max_length=most)]


def _target(offered: Offered) -> Word:
    told = "what is looked at: a domain, a host or an address"
    if offered.subject == "project":
        told = "the project: its name, or its target where only one project has it"
    return Word(
        "target",
        told,
        str,
        default=Parameter.empty,
        examples=("harbourlight.example",),
        bounds={"min_length": 1, "max_length": LONGEST},
    )


def _scope(_: Offered) -> Word:
    told = (
        "what of the site: one address (exact), all that begin with it (prefix), one host, or a domain with all of it"
    )
    return Word("scope", told, _one_of(model.SCOPES), "scope", "domain", ("domain",))


def _filters(offered: Offered) -> Word:
    fields = ", ".join(column.name for column in offered.filter_fields)
    told = (
        "a condition, field operator value; may be repeated. Operators: = != ~ !~ >= <= > <, and =/regex/. "
        f"Several values with commas. Fields: {fields}"
    )
    examples = (["rel=followed", "first_seen>=2026-01-01"],) if offered.fields is model.LINKS else ()
    bounds = {"max_length": MOST_VALUES}
    kind = list[Annotated[str, Field(max_length=LONGEST, json_schema_extra={"pattern": _FILTER})]]
    return Word("filter", told, kind, "filters", [], examples, bounds, listed=True)


def _match(_: Offered) -> Word:
    return Word("match", "whether all filters must fit, or any of them", Literal["all", "any"], "match", "all")


def _group(_: Offered) -> Word:
    told = "each link, the best link of each referring domain, or one row for the same domain, target and anchor"
    return Word("group", told, _one_of(model.GROUPS), "group", "all")


def _history(_: Offered) -> Word:
    told = "which links: not lost, lost, first seen or restored in the window, or all that were ever seen"
    return Word("history", told, _one_of(model.HISTORIES), "history", "live", ("new",))


def _since(_: Offered) -> Word:
    told = "start of the window of new and lost: a date or a time of ISO 8601; without it the start of the newest crawl"
    bounds = {"json_schema_extra": _TIME, "max_length": 40}
    return Word("since", told, str, "since", examples=("2026-04-01",), bounds=bounds)


def _until(_: Offered) -> Word:
    told = "end of the window: a date (its whole day) or a time of ISO 8601; without it there is none"
    bounds = {"json_schema_extra": _TIME, "max_length": 40}
    return Word("until", told, str, "until", examples=("2026-04-30",), bounds=bounds)


def _sort(offered: Offered) -> Word:
    told = "the order: any column of a row, or column:desc; unknown values come last"
    first = next((column.name for column in offered.columns if column.name == "first_seen"), offered.columns[0].name)
    # Told, not enforced: the message of the index says more than that a pattern does not fit.
    told_form = {"pattern": f"^({'|'.join(column.name for column in offered.columns)})(:asc|:desc)?$"}
    bounds = {"max_length": 100, "json_schema_extra": told_form}
    return Word("sort", told, str, "sort", examples=(f"{first}:desc",), bounds=bounds)


def _limit(offered: Offered) -> Word:
    default = ROWS if "after" in offered.takes else None
    told = f"rows at most. In JSON no more than {MOST_ROWS:,}"
    told += f", and {ROWS} without it; the other forms give all rows" if default else ""
    bounds = {"ge": 1, "le": LARGEST}
    return Word("limit", told, int, "limit", examples=(ROWS,), bounds=bounds)


def _after(_: Offered) -> Word:
    told = "the cursor of the page, which is `next` of the page before; it stays valid when the index gets newer"
    return Word("after", told, str, "after", bounds={"min_length": 1, "max_length": LONGEST_CURSOR})


def _columns(offered: Offered) -> Word:
    names = [column.name for column in offered.columns]
    kind = list[Annotated[str, Field(max_length=LONGEST, json_schema_extra={"enum": list(names)})]]
    bounds = {"max_length": len(names)}
    told = "the columns to give, in this order, with commas between; without it all"
    return Word("columns", told, kind, "columns", [], (names[:3],), bounds, listed=True)


def _metrics(_: Offered) -> Word:
    told = "vendors' metrics to show beside the columns: ahrefs, or ahrefs.domain_rating alone; may be repeated"
    bounds = {"max_length": MOST_VALUES}
    return Word("metrics", told, list[_text(200)], "metrics", [], (["ahrefs"],), bounds, listed=True)  # type: ignore[misc]


def _setting(setting: Setting) -> Word:
    name, told = setting.name, setting.meaning
    if setting.many:
        bounds = {"min_length": setting.least, "max_length": setting.most or MOST_VALUES}
        default: Any = Parameter.empty if setting.needed else []
        return Word(name, told, list[_text(LONGEST)], name, default, (_OTHERS,), bounds, listed=True)  # type: ignore[misc]
    if setting.kind in ("target", "project"):
        default = Parameter.empty if setting.needed else None
        return Word(name, told, _text(LONGEST), name, default, (_OTHERS[0],))
    if setting.kind == "number":
        bounds = {"ge": setting.least, "le": setting.most or LARGEST}
        return Word(name, told, int, name, int(setting.default or 0), bounds=bounds)
    return Word(name, told, _one_of(setting.words), name, setting.words[0])


_MAKERS = {
    "scope": _scope,
    "filters": _filters,
    "match": _match,
    "group": _group,
    "history": _history,
    "since": _since,
    "until": _until,
    "sort": _sort,
    "limit": _limit,
    "after": _after,
    "columns": _columns,
    "metrics": _metrics,
}
"""By the option of a report, its word."""
