"""Saved views: addresses of the app under a name, each person's own."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Column, PrimaryKeyConstraint, String, Table, Text, delete, func, select

from backlit.state.errors import StateUsageError
from backlit.state.schema import METADATA, Moment, person_column

if TYPE_CHECKING:
    from datetime import datetime

    from backlit.state.database import Database
    from backlit.state.schema import Clock

NAME_MOST, ADDRESS_MOST, VIEWS_MOST = 100, 8_000, 1_000
"""Characters of a name and of an address, and views of a person."""
_OURS = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")
"""A path and a query of this app; `//` and `/\\` would lead a browser elsewhere."""

VIEWS = Table(
    "views",
    METADATA,
    person_column(),
    Column("name", String(NAME_MOST), nullable=False),
    Column("address", Text, nullable=False),
    Column("saved", Moment, nullable=False),
    PrimaryKeyConstraint("person", "name"),
)


@dataclass(frozen=True, slots=True)
class SavedView:
    """A named address."""

    name: str
    address: str
    saved: datetime


SHOWN = VIEWS.c["name", "address", "saved"]


class Views:
    """The saved views of a state. `person` is the name of a caller."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def save(self, person: str, name: str, address: str) -> SavedView:
        """Keeps an address under a name, in place of what had that name; raises StateUsageError where it cannot be."""
        view = SavedView(_checked_name(name), _checked_address(address), self._clock())
        row = {"person": person, "name": view.name, "address": address, "saved": view.saved}
        with self._database.writing() as connection:
            known = select(func.count()).select_from(VIEWS).where(VIEWS.c.person == person)
            if connection.execute(known.where(VIEWS.c.name != view.name)).scalar_one() >= VIEWS_MOST:
                raise StateUsageError(f"There are {VIEWS_MOST:,} saved views already: remove one first.")
            self._database.put(connection, VIEWS, row)
        return view

    def all(self, person: str) -> list[SavedView]:
        """All of a person, by name."""
        asked = select(*SHOWN).where(VIEWS.c.person == person).order_by(VIEWS.c.name)
        with self._database.reading() as connection:
            return [SavedView(*row) for row in connection.execute(asked)]

    def remove(self, person: str, name: str) -> None:
        """Forgets a view, if there is such a one."""
        with self._database.writing() as connection:
            connection.execute(delete(VIEWS).where(VIEWS.c.person == person, VIEWS.c.name == name.strip()))


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= NAME_MOST:
        raise StateUsageError(f"The name of a view has 1 to {NAME_MOST} characters.")
    if any(unicodedata.category(char) in ("Cc", "Cs") for char in name):
        raise StateUsageError("The name of a view has no control characters.")
    return name


def is_own_address(text: str) -> bool:
    """Whether a text is an address of this app, and leads a browser nowhere else."""
    return _OURS.fullmatch(text) is not None


def _checked_address(address: str) -> str:
    if not is_own_address(address):
        raise StateUsageError("The address of a view is one of this app: it begins with one /.")
    if len(address) > ADDRESS_MOST:
        raise StateUsageError(f"The address of a view has {ADDRESS_MOST:,} characters at most.")
    return address
