"""What is said of a file that tells too little: which columns it has, which are missing, and how to name them."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from backlit.sources.exports.layout import OWN_SUBJECT
from backlit.sources.exports.mapping import KEPT
from backlit.sources.files import SourceError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from backlit.sources.exports.layout import Layout
    from backlit.sources.exports.mapping import Mapped

COLUMNS_SHOWN = 60


def nothing_known(path: Path, rows: Sequence[Sequence[str]], vendor: str | None) -> SourceError:
    """The error for a file in whose first rows no header is known."""
    header = max(rows, key=len, default=())
    example = f"--map {shlex.quote(f'{_example(header)}=source_url')} --property example.com"
    whose = f" of {vendor}" if vendor is not None else ""
    return SourceError(
        f"{path} has no header{whose} that is known. Its columns: {_listed(header)}. "
        "Links need a column for the page that links (source_url) and one for what it links to (target_url), or the "
        "site that all of them link to (--property); traffic needs a page or a date, and clicks, impressions, sessions "
        f"or conversions. Name them: backlit import-export {shlex.quote(str(path))} {example}"
    )


def check_enough(
    path: Path, layout: Layout, header: Sequence[str], mapped: Sequence[Mapped], about: str | None
) -> None:
    """Raises SourceError where rows would mean nothing: no source, no target, no site that they are about."""
    fields = {one.column.field for one in mapped if one.column is not None}
    if layout.record != "link":
        if about is None and layout.needs_property:
            raise SourceError(
                f"{path} ({layout}) does not tell which site it is about, and neither does its name. "
                f"Name it: backlit import-export {shlex.quote(str(path))} --property example.com"
            )
        return
    if about is not None or "target_url" in fields or any(one.site is not None for one in mapped):
        return
    free = [one.name for one in mapped if one.becomes == KEPT]
    column = f", or the column: --map {shlex.quote(f'{_example(free)}=target_url')}" if free else ""
    raise SourceError(
        f"{path} ({layout}) names the pages that link, but not what they link to. Its columns: {_listed(header)}. "
        f"Name the site: backlit import-export {shlex.quote(str(path))} --property example.com{column}"
    )


def check_addresses(path: Path, layout: Layout, rows: Sequence[Sequence[str]], mapped: Sequence[Mapped]) -> None:
    """Raises SourceError where a file names pages by their paths, as analytics do, and nothing tells of which site."""
    subjects = [one.index for one in mapped if one.column is not None and one.column.field == "subject"]
    if OWN_SUBJECT[layout.record] != "page":
        return
    paths = [row[n].strip() for row in rows for n in subjects if n < len(row) and row[n].strip().startswith("/")]
    if paths:
        raise SourceError(
            f"{path} ({layout}) names pages without their site: {paths[0]}. "
            f"Name it: backlit import-export {shlex.quote(str(path))} --property https://example.com/"
        )


def _listed(header: Sequence[str]) -> str:
    shown = ", ".join(name.strip() or "(empty)" for name in header[:COLUMNS_SHOWN])
    return f"{shown} and {len(header) - COLUMNS_SHOWN} more" if len(header) > COLUMNS_SHOWN else shown or "none"


def _example(header: Sequence[str]) -> str:
    """A column to show the mapping with: the last, which is the least likely to be known."""
    return next((name.strip() for name in reversed(header) if name.strip()), "COLUMN")
