"""Decisions: what people decided about the domains and pages that link to a project's target.

A log: a decision is never changed or taken out, only undone, which the log tells too. Of the decisions about one
subject the newest that was not undone holds. Subjects come in as the index has checked and written them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast, get_args

from sqlalchemy import CheckConstraint, Column, Index, Integer, String, Table, Text, insert, select, update

from backlit.model import unknown_name
from backlit.model.judgement import Decision, Verb
from backlit.state import texts
from backlit.state.errors import StateUsageError
from backlit.state.projects import need_project
from backlit.state.revision import revise
from backlit.state.schema import METADATA, PERSON_LENGTH, Moment, project_column

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Literal

    from sqlalchemy import Connection

    from backlit.state.database import Database
    from backlit.state.schema import Clock

    Subject = tuple[Literal["domain", "url"], str]

VERBS: tuple[str, ...] = get_args(Verb)
NOTE_MOST, SUBJECTS_MOST = 2_000, 10_000
"""Characters of a note, and subjects that are decided at a time."""
TOLD_MOST = 20
"""Things that an error lists."""
SLICE = 500
"""Values in one statement: databases bound them."""

DECISIONS = Table(
    "decisions",
    METADATA,
    Column("number", Integer, primary_key=True),
    project_column(),
    Column("kind", String(8), CheckConstraint("kind IN ('domain', 'url')", name="kind"), nullable=False),
    Column("subject", Text, nullable=False),
    Column(
        "decision",
        String(8),
        CheckConstraint("decision IN ('keep', 'remove', 'disavow')", name="decision"),
        nullable=False,
    ),
    Column("note", Text),
    Column("by", String(PERSON_LENGTH), nullable=False),
    Column("at", Moment, nullable=False),
    Column("undone_at", Moment),
    Column("undone_by", String(PERSON_LENGTH)),
    Index(None, "project", "number"),
    sqlite_autoincrement=True,
)
"""Numbers rise and are never given twice."""


_SHOWN = DECISIONS.c["number", "kind", "subject", "decision", "note", "by", "at", "undone_at", "undone_by"]


class Decisions:
    """The decisions of a state, project by project. `by` is the name of a caller."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def decide(
        self, project: str, decision: str, subjects: Iterable[Subject], note: str | None, by: str
    ) -> list[Decision]:
        """Writes a decision about each subject, all of them or none; gives those that hold now, in their order.

        What the same person decided already with the same note is not written again. Raises StateUsageError.
        """
        if decision not in VERBS:
            raise StateUsageError(unknown_name("decision", decision, VERBS))
        kept = texts.note(note, "The note", NOTE_MOST)
        person = texts.line(by, "The name of who decides", PERSON_LENGTH)
        wanted = list(dict.fromkeys(subjects))
        if not wanted:
            raise StateUsageError("Nothing was named to decide about: name domains or addresses of pages.")
        if len(wanted) > SUBJECTS_MOST:
            raise StateUsageError(f"{len(wanted):,} subjects at a time are too many: {SUBJECTS_MOST:,} at most.")
        moment = self._clock()
        with self._database.writing() as connection:
            need_project(connection, project)
            revise(self._database, connection)  # before reading: writers take turns
            holding = {(one.kind, one.subject): one for one in _standing(connection, project)}
            rows = []
            for kind, subject in wanted:
                held = holding.get((kind, subject))
                if held is None or (held.decision, held.note, held.by) != (decision, kept, person):
                    rows.append({
                        "project": project, "kind": kind, "subject": subject, "decision": decision, "note": kept,
                        "by": person, "at": moment,
                    })  # fmt: skip
            if rows:
                connection.execute(insert(DECISIONS), rows)
            found = {(one.kind, one.subject): one for one in _standing(connection, project)}
        return [found[subject] for subject in wanted]

    def undo(
        self, project: str, numbers: Sequence[int] = (), subjects: Sequence[Subject] = (), by: str = ""
    ) -> list[Decision]:
        """Undoes decisions by number, or those that hold about subjects; gives what was undone, by number.

        All of them or none. What was decided about a subject before holds again, if anything was. Raises
        StateUsageError where one is not there or was undone already.
        """
        person = texts.line(by, "The name of who decides", PERSON_LENGTH)
        if not numbers and not subjects:
            raise StateUsageError("Nothing was named to undo: name numbers, domains or addresses of pages.")
        moment = self._clock()
        with self._database.writing() as connection:
            need_project(connection, project)
            revise(self._database, connection)
            going = {one.number: one for one in _named(connection, project, numbers, subjects)}
            listed = sorted(going)
            for start in range(0, len(listed), SLICE):
                chosen = DECISIONS.c.number.in_(listed[start : start + SLICE])
                connection.execute(update(DECISIONS).where(chosen).values(undone_at=moment, undone_by=person))
        return [going[number] for number in listed]

    def standing(self, project: str) -> tuple[Decision, ...]:
        """Those that hold, one a subject, oldest first."""
        with self._database.reading() as connection:
            return _standing(connection, project)

    def all(self, project: str) -> list[Decision]:
        """The log of a project, oldest first."""
        asked = select(*_SHOWN).where(DECISIONS.c.project == project).order_by(DECISIONS.c.number)
        with self._database.reading() as connection:
            return [Decision(*row) for row in connection.execute(asked)]


def _standing(connection: Connection, project: str) -> tuple[Decision, ...]:
    asked = select(*_SHOWN).where(DECISIONS.c.project == project, DECISIONS.c.undone_at.is_(None))
    newest: dict[tuple[str, str], Decision] = {}
    for row in connection.execute(asked.order_by(DECISIONS.c.number)):
        decision = Decision(*row)
        newest.pop((decision.kind, decision.subject), None)
        newest[(decision.kind, decision.subject)] = decision
    return tuple(newest.values())


def _named(connection: Connection, project: str, numbers: Sequence[int], subjects: Sequence[Subject]) -> list[Decision]:
    """The decisions that were named to be undone."""
    known: dict[int, Any] = {}
    listed = sorted(set(numbers))
    for start in range(0, len(listed), SLICE):
        asked = select(*_SHOWN).where(
            DECISIONS.c.project == project, DECISIONS.c.number.in_(listed[start : start + SLICE])
        )
        known |= {row.number: row for row in connection.execute(asked)}
    wrong = [f"There is no decision {number} of {project}." for number in listed if number not in known]
    wrong += [
        f"Decision {row.number} was undone already, by {row.undone_by}."
        for row in known.values()
        if row.undone_at is not None
    ]
    holding = {(one.kind, one.subject): one for one in _standing(connection, project)} if subjects else {}
    wrong += [f"Nothing is decided about {subject}." for kind, subject in subjects if (kind, subject) not in holding]
    if wrong:
        raise StateUsageError(all_told(wrong, "Nothing was undone."))
    found = [Decision(*row) for row in known.values()]
    return found + [holding[(kind, subject)] for kind, subject in cast("Sequence[Any]", subjects)]


def all_told(wrong: Sequence[str], outcome: str) -> str:
    """What is wrong, a line each as far as there is room, and what became of it all."""
    more = [f"{len(wrong) - TOLD_MOST:,} more are wrong too."] if len(wrong) > TOLD_MOST else []
    return "\n".join([*wrong[:TOLD_MOST], *more, outcome])
