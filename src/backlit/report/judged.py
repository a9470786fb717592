"""What the reports on judgements have in common: which judgement, and its rows filtered and paged."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from backlit.report import filters, paging
from backlit.report.paging import Listing, cut, reach
from backlit.report.query import QueryError
from backlit.report.view import database, positions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from backlit.assess import Judgement, KeptTable
    from backlit.model import Table
    from backlit.model.judgement import Decision, Project
    from backlit.report.query import Query
    from backlit.report.view import View


EVERY = "SELECT * FROM held"
"""The rows of a report as they are kept."""
IN_PLACE = ("place", "link")
"""Orders that are that of the file."""


@dataclass(frozen=True)
class Judged:
    """The newest judgement of a project, and what people decided since."""

    project: Project
    judgement: Judgement
    decisions: tuple[Decision, ...] = ()
    """Those that hold, oldest first."""
    fresh: bool = True
    """Whether it is of the current index, ratings, rules and project."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What every report says of it."""
        if self.fresh:
            return ()
        made = f"{self.judgement.made:%Y-%m-%d %H:%M} UTC"
        since = f"Judged {made}; the index, the ratings, the project or the rules have changed since:"
        return (f"{since} `backlit assess {self.project.name}` judges what is new.",)

    def facts(self) -> dict[str, object]:
        """What every report tells beside its rows."""
        return {
            "project": self.project.name, "judged_at": self.judgement.made, "rules": self.judgement.rules,
            "fresh": self.fresh, **self.judgement.counts,
        }  # fmt: skip


def rows(
    view: View,
    query: Query,
    name: str,
    table: Table,
    held: pa.Table | KeptTable,
    *,
    order: str,
    identity: tuple[str, ...],
    more: Mapping[str, pa.Table] | None = None,
    sql: str = EVERY,
    version: str = "",
) -> tuple[pa.Table, int, str | None]:
    """The rows of a report that a query asks for, how many there are in all, and the cursor of the next page.

    `held` is what was judged, `sql` makes the report's rows of it and of the tables in `more`; `table` has the columns
    that filters and orders may name, `order` the default order, which must be total, `identity` the columns that say
    which row is which. `version` is a word for what the rows rest on beside the judgement, such as decisions: cursors
    of another version look for their place.

    Of a table that is kept (`Judgement.table`) only the columns are read that choose and order, then the rows that are
    shown, where `sql` is left as it is; else the columns that it names. The quickest order is that of the file:
    `place`, also a column in `order` (of `judged` the column `link` is the same).
    """
    condition, values = filters.where(query.filters, table, match=query.match)
    asked = query.order(table.columns, order)
    if isinstance(held, pa.Table):
        with database(view.engine, held=held, **(more or {})) as run:
            found = run(f"SELECT * FROM ({sql}) WHERE {condition} ORDER BY {asked}", values)
        seen = replace(view, version=f"{view.version} {version}") if version else view
        shown, following = cut(seen, query, name, found, identity, order=query.sorted_by(table.columns))
        return shown, len(found), following
    seen = replace(view, version=f"{held.key} {version}")
    if sql == EVERY:
        return _chosen(seen, query, held, _Listed(name, table, asked, identity))
    wanted = held.names if "*" in sql.replace("count(*)", "") else [n for n in held.names if n in _words(sql)]
    plain = _columns(view, held, [*wanted, *(["place"] if "place" in _words(f"{sql} {asked}") else [])])
    return rows(seen, query, name, table, plain, order=order, identity=identity, more=more, sql=sql)


@dataclass(frozen=True)
class _Listed:
    """What a report lists: see `rows`."""

    name: str
    table: Table
    order: str
    identity: tuple[str, ...]


def _chosen(view: View, query: Query, held: KeptTable, listed: _Listed) -> tuple[pa.Table, int, str | None]:
    """Rows of a table that is kept: their places first, then the rows of the page."""
    condition, values = filters.where(query.filters, listed.table, match=query.match)
    needed = filters.needs(query.filters) | {sort.column for sort in query.sorted_by(listed.table.columns)}
    for column in sorted(needed - set(held.names)):
        raise QueryError(f"{column} is worked out for the rows that are shown: take another column.", "filters")
    if not query.filters and listed.order in IN_PLACE:
        places, total = None, len(held)
    else:
        needed |= _words(listed.order) & set(held.names)
        most = reach(view, query)
        with database(view.engine, held=_columns(view, held, [*sorted(needed), "place"])) as run:
            limit = f"LIMIT {most}" if most else ""
            found = run(f"SELECT place FROM held WHERE {condition} ORDER BY {listed.order} {limit}", values)
            total = len(found)
            if most and total == most:
                total = run(f"SELECT count(*) AS n FROM held WHERE {condition}", values).column(0)[0].as_py()
        places = found.column("place")

    def fetch(start: int, stop: int, names: Sequence[str]) -> pa.Table:
        if places is None:
            return held.slice(start, stop - start, names)
        return held.take(places.slice(start, stop - start), names)

    order = query.sorted_by(listed.table.columns)
    page = paging.page(
        view, query, Listing(listed.name, total, fetch, listed.identity, order, frozenset(listed.identity))
    )
    return fetch(page.start, page.stop, held.names), total, page.next


def _columns(view: View, held: KeptTable, names: Sequence[str]) -> pa.Table:
    """Columns of a table that is kept, from the shelf if they were read before; `place` is the number of the row."""

    def read(lacking: list[str]) -> dict[str, Any]:
        table = held.read([name for name in lacking if name != "place"])
        found: dict[str, Any] = {name: table.column(name) for name in table.column_names}
        return found | ({"place": positions(len(held))} if "place" in lacking else {})

    return pa.table(view.shelf.many(held.key, list(names), read, lambda column: int(column.nbytes)))


def _words(sql: str) -> set[str]:
    return set(re.findall(r"\w+", sql))
