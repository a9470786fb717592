"""What a report offers to the faces: its columns, the options that it heeds, and settings of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from backlit import model
from backlit.report.filters import DERIVED
from backlit.report.filters import fields as filter_fields
from backlit.report.query import QueryError

if TYPE_CHECKING:
    from backlit.model import Column, Table

Option = Literal[
    "scope", "filters", "group", "history", "since", "until", "sort", "limit", "columns", "metrics", "after", "match"
]
"""The words of `report.query.build_query` that a report can heed."""


Kind = Literal["word", "number", "target", "project"]
"""What a setting is: one of a few words, a whole number, a target as users write it, or a project."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A word of one report only, such as `by`."""

    name: str
    meaning: str
    words: tuple[str, ...] = ()
    """What it may be, the default first; none: a number or a target."""
    default: str = ""
    least: int = 0
    most: int = 0
    """The bounds of a number; of what there are many, the bounds of how many."""
    kind: Kind = "word"
    many: bool = False
    """It is a list, in an address repeated."""
    needed: bool = False
    """It has no default: the report cannot be asked without it."""

    def read(self, value: Any) -> Any:
        """The value that the method takes, of what a user wrote. Raises QueryError with what it may be."""
        if self.many:
            if isinstance(value, str):
                raise QueryError(f"{self.name} is a list: write [{value!r}].", self.name)
            return [str(one) for one in value]
        if self.kind == "project":
            return str(value) if value else None
        if self.kind == "target":
            return str(value)
        if self.kind == "number":
            return self._number(value)
        word = str(value).lower() if isinstance(value, bool) else str(value)
        if word not in self.words:
            raise QueryError(model.unknown_name(self.name, word, self.words), self.name)
        return word == "true" if self.words == FLAG else word

    def _number(self, value: Any) -> int:
        told = f"{self.name} is {value!r}; it is a whole number from {self.least} to {self.most:,}."
        try:
            number = int(value)
        except (TypeError, ValueError):
            raise QueryError(told, self.name) from None
        if not self.least <= number <= self.most:
            raise QueryError(told, self.name)
        return number


FLAG = ("false", "true")
"""The words of a setting that is yes or no; it is no unless told."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A report as the faces offer it."""

    name: str
    method: str
    meaning: str
    """What it answers, in one sentence."""
    columns: tuple[Column, ...]
    takes: frozenset[Option]
    fields: Table = model.LINKS
    """The table whose columns its filters name."""
    settings: tuple[Setting, ...] = ()
    subject: str = "target"
    """What the method calls the target."""
    forms: tuple[tuple[str, tuple[Column, ...]], ...] = ()
    """The columns by the word of `by`, where a row is something else for each."""

    def columns_by(self, by: str) -> tuple[Column, ...]:
        """The columns where `by` is this word; the default's where it is empty, and all where rows are of one kind."""
        forms = dict(self.forms)
        return forms.get(by) or (self.forms[0][1] if forms else self.columns)

    def read(self, options: dict[str, Any]) -> dict[str, Any]:
        """The options of a question as the method takes them. Raises QueryError for one that the report has not."""
        settings = {setting.name: setting for setting in self.settings}
        for name in options:
            if name not in settings and name not in self.takes:
                raise QueryError(
                    model.unknown_name(f"option of {self.name}", name, [*sorted(self.takes), *settings]), name
                )
        for setting in self.settings:
            if setting.needed and options.get(setting.name) in (None, ""):
                raise QueryError(f"The report {self.name} needs {setting.name}: {setting.meaning}.", setting.name)
        return {name: settings[name].read(value) if name in settings else value for name, value in options.items()}

    @property
    def filter_fields(self) -> tuple[Column, ...]:
        """What its filters may name: the columns of `fields`, and what is worked out of them."""
        return tuple(DERIVED.get(name) or self.fields[name] for name in filter_fields(self.fields))
