"""The commands about imports: imports, undo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from backlit.cli import output
from backlit.cli.options import PRINTED, TABLE_ROWS, Home, Output, UsageError, open_index

if TYPE_CHECKING:
    from backlit.index import Index


def imports(
    import_id: Annotated[str | None, Parameter(name="ID")] = None,
    /,
    *,
    limit: Annotated[int | None, Parameter(show_default=False)] = None,
    home: Home,
    how: Output = PRINTED,
) -> None:
    """List the files that were imported, with what became of their rows; of one import also the rows rejected.

    With ID a table shows the files of that import and its rejected rows, each with line and reason; the machine forms
    give the rejected rows alone.

    Parameters
    ----------
    import_id
        Number of an import, as the first column tells it. Default: the files of all.
    limit
        Rejected rows at most; 0 is all. Default: 50 in a table, all in the machine forms.

    """
    if limit is not None and limit < 0:
        raise UsageError(f"--limit is {limit}; it is a number of rows, 0 for all.")
    index = open_index(home)
    if import_id is None:
        output.table(index.imports(), how)
    elif output.chosen_format(how) != "table":
        output.table(index.rejects(import_id, limit=limit or 0), how)
    else:
        _one(index, import_id, TABLE_ROWS if limit is None else limit, how)


def _one(index: Index, import_id: str, limit: int, how: Output) -> None:
    """The files of an import, then its rejected rows."""
    files = index.imports(import_id)
    rejected = sum(count or 0 for count in files.table.column("rejected").to_pylist())
    if not rejected:
        output.table(files, how)
        return
    rejects = index.rejects(import_id, limit=limit)
    shown = len(rejects.table)
    heading = f"{rejected:,} rejected row{'s' * (rejected != 1)}" + (
        f", the first {shown:,}:" if shown < rejected else ":"
    )
    output.tables_below([("", files), (heading, rejects)], how)


def undo(*import_ids: Annotated[str, Parameter(name="ID")], home: Home) -> None:
    """Take imports back: the index is then as if they had never been.

    What they had read is moved to the folder `undone` beside the index, which may be removed. The same files can be
    imported again.

    Parameters
    ----------
    import_ids
        Numbers of imports, as `backlit imports` tells them.

    """
    from backlit.cli.progress import bars
    from backlit.index.telling import told_undo

    if not import_ids:
        raise UsageError("Name what to undo: backlit undo 0003. `backlit imports` lists the imports.")
    with bars() as listener:
        gone = open_index(home).undo(import_ids, listener=listener)
    output.lines(told_undo(gone))


def register(app: App) -> None:
    """Adds the commands."""
    app.command(imports, group="The index")
    app.command(undo, group="The index")
