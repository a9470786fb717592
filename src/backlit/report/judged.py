"""What the reports on judgements have in common: which judgement, and its rows filtered and paged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from backlit.report import filters
from backlit.report.paging import cut
from backlit.report.view import database

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from backlit.assess import Judgement
    from backlit.model import Table
    from backlit.model.judgement import Decision, Project
    from backlit.report.query import Query
    from backlit.report.view import View


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
    held: pa.Table,
    *,
    order: str,
    identity: tuple[str, ...],
    more: Mapping[str, pa.Table] | None = None,
    sql: str = "SELECT * FROM held",
) -> tuple[pa.Table, int, str | None]:
    """The rows of a report that a query asks for, how many there are in all, and the cursor of the next page.

    `held` is what was judged, `sql` makes the report's rows of it and of the tables in `more`; `table` has the columns
    that filters and orders may name, `order` the default order, which must be total, `identity` the columns that say
    which row is which.
    """
    condition, values = filters.where(query.filters, table, match=query.match)
    asked = query.order(table.columns, order)
    with database(view.engine, held=held, **(more or {})) as run:
        found = run(f"SELECT * FROM ({sql}) WHERE {condition} ORDER BY {asked}", values)
    shown, following = cut(view, query, name, found, identity, order=query.sorted_by(table.columns))
    return shown, len(found), following
