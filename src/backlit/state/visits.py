"""Visits: when a person last looked at a target, so that a page can tell what has changed since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Column, PrimaryKeyConstraint, String, Table, delete, select

from backlit.state.schema import METADATA, Moment, person_column

if TYPE_CHECKING:
    from datetime import datetime

    from backlit.state.database import Database
    from backlit.state.schema import Clock

PAUSE = timedelta(minutes=30)
"""What is looked at again within this time is looked at in the same visit."""
TOUCHED_EACH = timedelta(minutes=1)
TARGET_MOST = 2_048
"""Characters of a target; longer ones are not remembered."""
KEPT = 200
"""Targets remembered of a person, the last ones."""

VISITS = Table(
    "visits",
    METADATA,
    person_column(),
    Column("target", String(TARGET_MOST), nullable=False),
    Column("at", Moment, nullable=False),
    Column("before", Moment),
    PrimaryKeyConstraint("person", "target"),
)


@dataclass(frozen=True, slots=True)
class Visit:
    """The last visit of a person to a target: when something was last looked at in it, and in the visit before."""

    target: str
    at: datetime
    before: datetime | None


SHOWN = VISITS.c["target", "at", "before"]


class Visits:
    """The visits of a state. `person` is the name of a caller."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def record(self, person: str, target: str) -> Visit:
        """Remembers that a target is looked at; `before` of the answer is the end of the visit before this one."""
        moment = self._clock()
        asked = select(*SHOWN).where(VISITS.c.person == person, VISITS.c.target == target)
        with self._database.reading() as connection:
            row = connection.execute(asked).one_or_none()
        last = None if row is None else Visit(*row)
        if last is not None and moment - last.at < TOUCHED_EACH:
            return last
        before = None if last is None else last.before if moment - last.at < PAUSE else last.at
        visit = Visit(target, moment, before)
        if 0 < len(target) <= TARGET_MOST:
            self._keep(person, visit)
        return visit

    def recent(self, person: str, most: int = 10) -> list[Visit]:
        """The targets that a person looked at last, the last one first."""
        asked = (
            select(*SHOWN).where(VISITS.c.person == person).order_by(VISITS.c.at.desc(), VISITS.c.target).limit(most)
        )
        with self._database.reading() as connection:
            return [Visit(*row) for row in connection.execute(asked)]

    def _keep(self, person: str, visit: Visit) -> None:
        kept = select(VISITS.c.target).where(VISITS.c.person == person).order_by(VISITS.c.at.desc()).limit(KEPT)
        row = {"person": person, "target": visit.target, "at": visit.at, "before": visit.before}
        with self._database.writing() as connection:
            self._database.put(connection, VISITS, row)
            connection.execute(delete(VISITS).where(VISITS.c.person == person, VISITS.c.target.not_in(kept)))
