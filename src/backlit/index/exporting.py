"""Reports to be written slice by slice, however long they are.

What stands beside the rows, and how many there are, is asked first, of the same rows with hardly a column. Then the
rows are asked for page by page, by the cursors that anybody else would use; the order of all is worked out once, and
kept by the view.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from backlit.index.catalogue import REPORTS
from backlit.report.formats import SLICE, Parts, parts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from backlit.index.reports import Reports
    from backlit.report.result import Report


def parts(reports: Reports, name: str, target: str, options: dict[str, Any]) -> Parts:
    """The parts of a report over one version of the index."""
    if "after" not in REPORTS[name].takes:
        return parts_of(reports.ask(name, target, **options))
    first = reports.ask(name, target, **(options | {"limit": 1}))
    columns = [column.name for column in first.columns if "." not in column.name]
    # Notes tell how many rows have no rating, so ratings are among what is asked of all rows.
    few = [column for column in columns if column.endswith(("domain_rating", "page_rating"))] or columns[:1]
    whole = reports.ask(name, target, **{n: v for n, v in options.items() if n != "metrics"} | {"columns": few})
    head = replace(whole, query=replace(whole.query, columns=first.query.columns, metrics=first.query.metrics)).head()
    return Parts(first.name, head, first.table.schema, len(whole), _slices(reports, name, target, options, whole))


def _slices(reports: Reports, name: str, target: str, options: dict[str, Any], whole: Report) -> Iterator[pa.Table]:
    after, left = options.get("after"), len(whole)
    while left > 0:
        page = reports.ask(name, target, **(options | {"limit": min(left, SLICE), "after": after}))
        yield page.table
        after, left = page.next, left - len(page)
