"""From files to plans: what each file is, what becomes of its columns, which site and date it is of.

A plan is all that the core needs to read the file, and all that a user should see before it does.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from backlit import _core
from backlit.model import SOURCES
from backlit.sources.exports import generic, unpacking
from backlit.sources.exports.headers import language_of
from backlit.sources.exports.layout import Record, key_of
from backlit.sources.exports.mapping import map_columns, parse_wishes, to_plan
from backlit.sources.exports.property import checked_property, checked_time, property_in, time_in
from backlit.sources.exports.recognising import VENDORS, Match, recognise
from backlit.sources.exports.refusing import check_addresses, check_enough, nothing_known
from backlit.sources.exports.telling import date_order, decimal_mark
from backlit.sources.files import Candidate, NamedFile, SourceError, SourceUsageError, expand

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from backlit.sources.exports.mapping import Mapped

OURS = (*SOURCES, "crawl")
"""Names that reports give to looks of ours: no vendor's."""
HEAD_ROWS = 200
"""First rows that are looked at: for the header, the order of dates and the decimal mark."""


@dataclass(frozen=True, slots=True)
class ExportPlan:
    """A file to import, and how it is to be read."""

    path: Path
    name: str
    """The name that is kept of it."""
    vendor: str
    layout: str
    """Which of the vendor's kinds of files it is."""
    record: Record
    """What its rows are."""
    property: str | None
    """The site that it is about: an address, or a bare host for a whole domain."""
    as_of: int
    """The date of what has none of its own, in microseconds since 1970, UTC."""
    mapping: tuple[tuple[str, str], ...]
    """Each column with the field, metric or target that it becomes, or `kept`."""
    plan: str
    """All of it as JSON, for the core."""
    format: str
    """delimited, xlsx or json."""
    encoding: str | None = None
    delimiter: str | None = None
    """What stands between cells; None in JSON, XLSX, and a file of one column."""
    notes: tuple[str, ...] = ()
    """How what was decided was known, and what is in doubt."""
    kind: str = "export"
    base: None = None
    held: unpacking.Unpacked | None = field(default=None, repr=False, compare=False)
    """What keeps the file where it came out of a ZIP."""


@dataclass(frozen=True, slots=True)
class _File:
    """A file to plan for."""

    candidate: Candidate
    named_by: str
    """The name that may tell the site and the date: of a file out of a ZIP, that of the ZIP."""
    held: unpacking.Unpacked | None = None


@dataclass(frozen=True, slots=True)
class _Said:
    """What the user says of all files of a call."""

    vendor: str | None
    property: str | None
    as_of: datetime | None
    wishes: Mapping[str, tuple[str, str]]


def plan_exports(
    patterns: Iterable[str | os.PathLike[str]],
    vendor: str | None = None,
    property: str | None = None,  # noqa: A002 - the word of Search Console
    as_of: str | date | None = None,
    columns: Iterable[str] = (),
) -> list[ExportPlan]:
    """How each file that `patterns` mean is to be read: files, folders (with all below them), globs, ZIPs of exports.

    `vendor` says who made them where the header does not tell, or tells wrong; `property` the site that they are
    about, `as_of` when they were made; both are else taken from a file's name, the date at last from the file itself.
    `columns` are texts `COLUMN=FIELD` that complete or correct what the header tells. In folders, globs and ZIPs what
    is no table is passed over, and so are those parts of an export that say nothing of links or pages.

    Raises:
        SourceError: a pattern that matches nothing, a file that cannot be read, whose header is unknown, or that tells
            too little; a column, field, vendor, property or date that there is not.

    """
    if vendor is not None and not (vendor.isascii() and vendor.isidentifier() and vendor == vendor.lower()):
        raise SourceUsageError(f"The vendor {vendor!r} is no name: write it in lower case, as in --vendor some_tool")
    if vendor in OURS:
        raise SourceUsageError(f"The vendor {vendor!r} is the name of looks of ours: name who made the files.")
    said = _Said(
        vendor,
        None if property is None else checked_property(property),
        None if as_of is None else checked_time(as_of),
        parse_wishes(columns),
    )
    plans: list[ExportPlan] = []
    seen: set[Path] = set()
    for named in [patterns] if isinstance(patterns, str | os.PathLike) else patterns:
        pattern = named if isinstance(named, NamedFile) else os.fspath(named)
        known = False
        for candidate in expand(pattern):
            where = candidate.path.resolve()
            found = [] if where in seen else _plans_of(candidate, said)
            known |= where in seen or bool(found)
            if found:
                seen.add(where)
            plans += found
        if not known:
            raise SourceError(f"Nothing to import in {str(pattern)!r}: no export of links, counts or traffic there.")
    return plans


def is_export(path: Path) -> bool:
    """Whether the header of a file is that of an export, or a ZIP holds one; False for what cannot be read."""
    try:
        return bool(_plans_of(Candidate(path, path.name, named=False), _Said(None, "example.com", None, {})))
    except SourceError:
        return False


def _plans_of(candidate: Candidate, said: _Said) -> list[ExportPlan]:
    """The plans of one file, several for a ZIP; none where it is passed over."""
    try:
        if not unpacking.is_zip(candidate.path):
            plan = _plan_of(_File(candidate, candidate.name), said)
            return [] if plan is None else [plan]
        held = unpacking.Unpacked()
        members = list(unpacking.unpack(candidate, held))
        found = [_plan_of(_File(member, candidate.name, held), said) for member in members]
    except OSError as error:
        raise SourceError(f"{candidate.path} cannot be read: {error.strerror or error}.") from error
    plans = [plan for plan in found if plan is not None]
    if not plans and candidate.named:
        names = ", ".join(member.name.removeprefix(f"{candidate.name}/") for member in members) or "nothing"
        raise SourceError(f"{candidate.path} holds no export of links, counts or traffic: {names}.")
    return plans


def _plan_of(file: _File, said: _Said) -> ExportPlan | None:
    """The plan of one file; None where it is passed over, which a file is not that the user names."""
    candidate, path = file.candidate, file.candidate.path
    archive = _core.sniff(str(path))
    if archive is not None:
        if candidate.named:
            raise SourceUsageError(
                f"{path} is no export but {_ARCHIVES[archive]}. Bring it in with: backlit import {path}"
            )
        return None
    try:
        head = _core.export_head(str(path), HEAD_ROWS)
    except ValueError as error:
        if candidate.named:
            raise SourceError(str(error)) from error
        return None
    is_json = head["format"] == "json"
    wishes = {key: wish for key, (_, wish) in said.wishes.items()}
    match = recognise(head["rows"], said.vendor, wishes, is_json=is_json)
    if match is None:
        if file.held is not None or not (candidate.named or _is_table(head)):
            return None
        raise nothing_known(path, head["rows"], said.vendor)
    if match.layout.left_out is not None:
        if candidate.named:
            raise SourceError(f"{path} holds {match.layout.left_out}, which say nothing about links or pages.")
        return None
    header = head["rows"][match.row]
    _check_wishes(path, header, said.wishes)
    mapped = map_columns(match.layout, header, wishes)
    return _planned(file, said, head, match, mapped)


_ARCHIVES = {"warc": "a WARC archive", "arc": "an ARC archive", "wat": "a WAT archive", "html": "an HTML page"}


def _is_table(head: Mapping[str, Any]) -> bool:
    """More than lines of text: what else lies in a folder is passed over."""
    return head["format"] != "delimited" or any(len(row) > 1 for row in head["rows"][:2])


def _check_wishes(path: Path, header: Sequence[str], wishes: Mapping[str, tuple[str, str]]) -> None:
    keys = {key_of(name) for name in header}
    missing = [name for key, (name, _) in wishes.items() if key not in keys]
    if missing:
        raise SourceUsageError(f"{path} has no column {missing[0]!r}. Its columns: {', '.join(header)}.")


def _planned(file: _File, said: _Said, head: Mapping[str, Any], match: Match, mapped: list[Mapped]) -> ExportPlan:
    layout = match.layout
    about, about_told = _about(said, file.named_by)
    rows = head["rows"][match.row + 1 :]
    check_enough(file.candidate.path, layout, head["rows"][match.row], mapped, about)
    if about is None:
        check_addresses(file.candidate.path, layout, rows, mapped)
    made, made_told = _made(file, said)
    language = language_of(head["rows"][match.row])
    order = date_order(_cells(rows, mapped, "date"), layout.day_first, language)
    plain = head["format"] != "delimited"
    mark = decimal_mark(_cells(rows, mapped, "number"), head["delimiter"], language, plain=plain)
    vendor = said.vendor or layout.vendor
    notes = [about_told, made_told, f"dates: {order.told}", f"numbers: {mark.told}", *_doubts(match, vendor)]
    # In a file of one column commas belong to the addresses.
    alone = head["delimiter"] is not None and len(head["rows"][match.row]) == 1
    plan = {
        "format": head["format"],
        "encoding": head["encoding"],
        "delimiter": "\t" if alone else head["delimiter"],
        "header_line": head["lines"][match.row],
        "header": head["rows"][match.row],
        "vendor": vendor,
        "record": layout.record,
        "as_of": made,
        "property": about,
        "day_first": order.day_first,
        "decimal": mark.mark,
        **to_plan(mapped, is_json=head["format"] == "json"),
        "unquote": layout.disarmed and head["format"] == "delimited",
    }
    return ExportPlan(
        file.candidate.path,
        file.candidate.name,
        vendor,
        layout.name if layout.vendor in VENDORS else f"{layout.name}, by its columns",
        layout.record,
        about,
        made,
        tuple((one.name, one.becomes) for one in mapped),
        json.dumps(plan, ensure_ascii=False),
        head["format"],
        head["encoding"],
        None if alone else head["delimiter"],
        tuple(notes),
        held=file.held,
    )


def _doubts(match: Match, vendor: str) -> Iterable[str]:
    """What a user should look at before the import."""
    if match.doubt is not None:
        yield f"in doubt: {match.doubt}"
    if vendor == generic.UNKNOWN_VENDOR:
        yield "nothing tells who made it: name the source with --vendor, so that its links count under its name"


def _about(said: _Said, name: str) -> tuple[str | None, str]:
    """The site that a file is about, and how that is known."""
    if said.property is not None:
        return said.property, f"property: {said.property}, as told"
    found = property_in(name)
    if found is not None:
        return found, f"property: {found}, from the file's name"
    return None, "property: not told"


def _made(file: _File, said: _Said) -> tuple[int, str]:
    """When a file was made, in microseconds since 1970, and how that is known."""
    time, how = said.as_of, "as told"
    if time is None:
        time, how = time_in(file.candidate.name) or time_in(file.named_by), "from the file's name"
    if time is None:
        time, how = datetime.fromtimestamp(int(file.candidate.path.stat().st_mtime), UTC), "the time of the file"
    return int(time.timestamp()) * 1_000_000, f"as of: {time:%Y-%m-%d %H:%M:%S}, {how}"


def _cells(rows: Sequence[Sequence[str]], mapped: Iterable[Mapped], reading: str) -> Iterable[str]:
    """The cells of the columns that are read as dates, or as numbers."""
    wanted = {
        one.index
        for one in mapped
        if one.column is not None and (one.column.type if one.column.field is None else one.column.read) == reading
    }
    return (row[index] for row in rows for index in wanted if index < len(row))
