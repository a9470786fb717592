"""Every look at a page, and every report of an export on it, as the segments have them: what a link's history rests on.

The index keeps of a history what its questions need; the segments keep all that was ever observed. This reads them for
one page: which looks there were, what each found, and whether the link that is asked for was on it. Of the pages only
the address is read, and only of files whose statistics do not rule it out; of the links only the run of a look found
(`pages.links` of the rows before it says where that begins, docs/formats.md). Pages stand in a file as they were
crawled, so that the statistics of a large crawl seldom rule out much: the addresses of all its pages are then read.

What cannot be read is told and left out, because the other looks are as true without it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from backlit import _core
from backlit.store.claims import text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from backlit.store.reading import Version

REPORTED = ("reported", "reported_lost")
"""The words of `look` for what an export says of a link: seen, and seen gone."""

_ROWS = 1 << 16
_WANTED = """
    SELECT filename, file_row_number AS row, url, fetched_at AS "at", look, status, redirect_url, canonical, noindex,
        truncated, refers_to_url, refers_to_date AS refers_to, source, archive, archive_offset, links
    FROM read_parquet([{}], union_by_name = true, filename = true, file_row_number = true)
    WHERE {} ORDER BY filename, row"""
# An address of a segment may have a fragment, which the index leaves off. The range is what statistics can rule out:
# `$` is the character after `#`.
_PAGE = "(url >= ? AND url < ? || '$' AND (url = ? OR starts_with(url, ? || '#')))"

Links = list[tuple[str | None, bool | None]]
"""Of each link the target without its fragment, and whether it is followed."""


@dataclass(frozen=True, slots=True)
class Look:
    """A look of ours at a page, or a report of an export on one of its links. Times are whole seconds, UTC."""

    at: datetime
    url: str
    """The page."""
    look: str
    """What it found (`model.LOOKS`), or one of `REPORTED`."""
    status: int | None
    redirect_url: str | None
    canonical: str | None
    noindex: bool | None
    truncated: bool
    """The record was cut short: what is missing may have stood in the rest."""
    refers_to: datetime | None
    """Of `not_modified`: the look that it says nothing changed since, where it says so of this page."""
    links: int | None
    """How many links it has to the target; null where they cannot be read."""
    followed: bool | None
    """Whether any of these is followed; null where there is none, or nobody told."""
    source: str
    """The way in (warc, arc, wat, html), or the vendor whose export it is."""
    archive: str
    archive_offset: int
    """The file that holds the bytes, and where in it; of an export the number of the line."""
    import_id: str
    assumed: bool = False
    """The export names no page as the target: it is the site that the export is about."""

    @property
    def reported(self) -> bool:
        """Whether an export says so, and no look of ours."""
        return self.look in REPORTED


@dataclass(frozen=True, slots=True)
class Looks:
    """All looks that could be read, in the order of time, and what could not be read."""

    looks: tuple[Look, ...]
    damage: tuple[str, ...]


def looks_at(version: Version, sources: Collection[str], targets: Collection[str]) -> Looks:
    """The looks at these pages, with what they have of links to these targets: addresses as the index has them.

    Reports are given where they are about one of the targets, or about its site where the export names no page.
    """
    reading = _Reading(version, frozenset(targets))
    found = list(reading.looks(sorted(sources)))
    if reading.damage and reading.files != _files(version):
        # An undo moved a segment meanwhile.
        reading = _Reading(version, frozenset(targets))
        found = list(reading.looks(sorted(sources)))
    found.sort(key=lambda look: (look.at, not look.reported, look.import_id, look.archive, look.archive_offset))
    return Looks(tuple(found), tuple(dict.fromkeys(reading.damage)))


class _Reading:
    """One reading of a version's segments, and the damage that it met."""

    def __init__(self, version: Version, targets: frozenset[str]) -> None:
        self.files = _files(version)
        self.targets = targets
        self.sites = {_site(target) for target in targets}
        there = set(self.files.values())
        self.damage = [
            f"The segment of import {imported.id} is missing: `backlit verify` tells the mend."
            for imported in version.manifest.imports
            if imported.is_indexed and imported.id not in there
        ]

    def looks(self, sources: Sequence[str]) -> Iterator[Look]:
        """What the segments have of these pages."""
        by_file: dict[str, list[dict[str, Any]]] = {}
        for row in self._rows(list(self.files), sources):
            by_file.setdefault(row["filename"], []).append(row)
        for file, rows in by_file.items():
            for row, links in zip(rows, self._links(file, rows), strict=True):
                yield from self._told(_look(self.files[file], row), row, links)

    def _rows(self, files: Sequence[str], sources: Sequence[str]) -> list[dict[str, Any]]:
        """The rows of these pages, each with its file and its place in that; a file that cannot be read has none."""
        try:
            return _select(files, sources) if files else []
        except (duckdb.Error, OSError) as error:
            if len(files) == 1:
                self._damaged(files[0], error)
                return []
            return [row for file in files for row in self._rows([file], sources)]

    def _links(self, pages: str, rows: Sequence[dict[str, Any]]) -> list[Links | None]:
        """The links of each row; None where they cannot be read."""
        file = re.sub(r"pages-(\d+\.parquet)$", r"links-\1", pages)
        try:
            starts = _starts(pages, [row["row"] for row in rows])
            with pq.ParquetFile(file) as links:
                return [_run(links, start, row["links"]) for start, row in zip(starts, rows, strict=True)]
        except (OSError, pa.ArrowException) as error:
            self._damaged(file, error)
            return [None] * len(rows)

    def _told(self, look: Look, row: dict[str, Any], links: Links | None) -> list[Look]:
        """What a row says of the target: a report that tells a first and a last time is two."""
        if links is None:
            return [look]
        fits = [followed for target, followed in links if self._is_target(target, look)]
        if look.reported and not fits:
            return []
        told = [followed for followed in fits if followed is not None]
        look = replace(look, links=len(fits), followed=any(told) if told else None)
        first = row["refers_to"] if look.reported else None
        return [look] if first in (None, look.at) else [replace(look, at=first, look="reported"), look]

    def _is_target(self, target: str | None, look: Look) -> bool:
        return target is not None and (target in self.targets or (look.assumed and _site(target) in self.sites))

    def _damaged(self, file: str, error: Exception) -> None:
        reason = str(error).partition("\n")[0]
        self.damage.append(f"{file} is missing or damaged ({reason}): `backlit verify` tells the mend.")


def _files(version: Version) -> dict[str, str]:
    """The files of pages, where they are now, with their imports."""
    return {
        str(file): imported.id
        for imported in version.manifest.imports
        if imported.is_indexed
        for file in sorted(version.home.standing_segment(imported.id).glob("pages-*.parquet"))
    }


def _look(import_id: str, row: dict[str, Any]) -> Look:
    """A row of pages as a look, without what its links say."""
    names = ("at", "url", "look", "status", "canonical", "noindex", "truncated", "source", "archive", "archive_offset")
    reported = row["look"] in REPORTED
    own = row["refers_to_url"] in (None, row["url"])
    return Look(
        **{name: row[name] for name in names}, import_id=import_id, links=None, followed=None,
        redirect_url=None if reported else row["redirect_url"], assumed=reported and row["redirect_url"] == "assumed",
        refers_to=row["refers_to"] if own and not reported else None,
    )  # fmt: skip


def _select(files: Sequence[str], sources: Sequence[str]) -> list[dict[str, Any]]:
    # Brackets and stars in a path would be patterns.
    paths = ", ".join(text(re.sub(r"([*?[])", r"[\1]", file)) for file in files)
    statement = _WANTED.format(paths, " OR ".join([_PAGE] * len(sources)) or "false")
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET timezone = 'UTC'")
        values = [source for source in sources for _ in range(4)]
        found: list[dict[str, Any]] = connection.sql(statement, params=values).to_arrow_table().to_pylist()
    for row in found:
        # The index counts in whole seconds.
        row["at"] = _second(row["at"])
        row["refers_to"] = None if row["refers_to"] is None else _second(row["refers_to"])
    return found


def _second(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _starts(pages: str, rows: Sequence[int]) -> list[int]:
    """Where the links of these rows begin, which are in order: the links of all rows before each."""
    starts: list[int] = []
    before = links = 0
    with pq.ParquetFile(pages) as file:
        for batch in file.iter_batches(_ROWS, columns=["links"]):
            counts = batch.column(0)
            while len(starts) < len(rows) and rows[len(starts)] < before + len(counts):
                within = counts.slice(0, rows[len(starts)] - before)
                starts.append(links + (pc.sum(within).as_py() or 0))
            before, links = before + len(counts), links + (pc.sum(counts).as_py() or 0)
    return starts


def _run(file: pq.ParquetFile, start: int, count: int) -> Links:
    """`count` links from the `start`-th on; only the row groups that hold them are read."""
    found: Links = []
    first = 0
    for number in range(file.metadata.num_row_groups):
        size = file.metadata.row_group(number).num_rows
        low, high = max(start, first), min(start + count, first + size)
        if low < high:
            group = file.read_row_group(number, columns=["target_url", "followed"]).slice(low - first, high - low)
            targets, followed = (group.column(name).to_pylist() for name in ("target_url", "followed"))
            bare = [None if target is None else target.partition("#")[0] for target in targets]
            found += zip(bare, followed, strict=True)
        first += size
    return found


def _site(address: str) -> str | None:
    """The registrable domain of an address, as the core tells it."""
    parts = _core.url_parts(address)
    return None if parts is None else _core.registrable_domain(parts["hostname"]) or parts["hostname"]
