"""Disavow files: Google's format read, checked and written.

Source: https://support.google.com/webmasters/answer/2648487.

Plain text in UTF-8 or 7-bit ASCII, an entry a line: the whole address of one page, or `domain:` and the name of a
domain or subdomain. A line that begins with # is a comment. 100,000 lines and 2 MB at most, comments and blank lines
counted. A path cannot be disavowed. An upload replaces the list before it.

Every line is kept as it was read. What search engines would not read, or would read as something else than was meant,
is told with its line. Nothing here says which links are to be disavowed: people do.
"""

from __future__ import annotations

import codecs
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from backlit.assess.subjects import PREFIX, Subject, SubjectError, domain_name, is_own, page_url, parents, shared

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

LINES_MOST, BYTES_MOST = 100_000, 2_000_000
READ_MOST = 20_000_000
"""Bytes of a file that is read at all: ten times what can be uploaded."""
COMMENT_MOST = 500
"""Characters of a comment's line."""
OURS = "# Backlit: "
"""How a line begins that tells of a whole file of ours; it is made anew each time."""

Level = Literal["error", "warning"]


class DisavowError(ValueError):
    """A disavow file that cannot be read or made; the message says why."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a line, or (line 0) with the file. An error: the line, or the file, is not read as meant."""

    line: int
    level: Level
    told: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it stands in a file. `number` counts from 1; `subject` is None where it is no entry."""

    number: int
    text: str
    kind: Literal["domain", "url", "comment", "blank", "wrong"]
    subject: Subject | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of a list, and the lines of comments that stand above it, each with its #."""

    subject: Subject
    line: int = 0
    comments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class File:
    """A disavow file that was read."""

    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]
    entries: Mapping[Subject, Listed] = field(default_factory=dict)
    """Each subject once, at its first line."""
    remarks: tuple[str, ...] = ()
    """Comments that belong to no entry, but those that Backlit wrote about a whole file."""


def read(data: bytes | str) -> File:
    """A file with all its lines and what is wrong with its form. Raises DisavowError where it cannot be read."""
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    if len(raw) > READ_MOST:
        raise DisavowError(f"The file has {len(raw):,} bytes; a disavow file has {BYTES_MOST:,} at most.")
    text, problems = _decoded(raw)
    if len(raw) > BYTES_MOST:
        problems.append(Problem(0, "error", f"The file has {len(raw):,} bytes: {BYTES_MOST:,} at most (2 MB)."))
    rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if rows and not rows[-1]:
        rows.pop()
    if len(rows) > LINES_MOST:
        told = f"The file has {len(rows):,} lines: {LINES_MOST:,} at most, comments and blank lines counted."
        problems.append(Problem(0, "error", told))
    lines = tuple(_line(number, row, problems) for number, row in enumerate(rows, 1))
    entries, remarks = _entries(lines)
    _repeated(lines, entries, problems)
    return File(lines, tuple(sorted(problems, key=lambda one: one.line)), entries, remarks)


def examine(
    file: File, *, own: str | None = None, rivals: Iterable[str] = (), platforms: Mapping[str, str] | None = None
) -> tuple[Problem, ...]:
    """What is wrong with the entries themselves: the own domain, competitors, what many sites share."""
    others = frozenset(rivals)
    found = []
    for line in file.lines:
        if line.subject is None:
            continue
        reason = refusal(line.subject, own=own, platforms=platforms or {})
        if reason is not None:
            found.append(Problem(line.number, "error", reason))
        elif others.intersection(parents(line.subject.host)):
            found.append(Problem(line.number, "warning", f"{line.subject.text} is a competitor of the project."))
    return tuple(found)


def refusal(subject: Subject, *, own: str | None, platforms: Mapping[str, str]) -> str | None:
    """Why something may not be disavowed; None where it may."""
    if own is not None and is_own(subject.host, own):
        return f"{subject.text} is the project's own: links within {own} are no backlinks."
    reason = shared(subject.text, platforms) if subject.kind == "domain" else None
    if reason is None:
        return None
    return f"{reason}: it cannot be disavowed as a whole. Name the one site below it, or the address of the page."


def comments(text: str, most: int = COMMENT_MOST) -> tuple[str, ...]:
    """A text as lines of comments. None of its characters can end a line or hide one."""
    found = []
    for row in text.replace("\r\n", "\n").split("\n"):
        seen = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in row)
        told = " ".join(seen.split())
        if told:
            found.append(f"# {told[:most]}")
    return tuple(found)


def write(listed: Sequence[Listed], heading: Sequence[str], remarks: Sequence[str] = ()) -> str:
    """The text of a file: what is to be known of it, then the entries, sorted, those with the same reason together.

    Comments are left out where the file would be too long with them. Raises DisavowError where it is too long without.
    """
    for kept in (True, False):
        text = _written(listed, heading, remarks if kept else (), reasons=kept)
        if text.count("\n") <= LINES_MOST and len(text.encode()) <= BYTES_MOST:
            return text
    raise DisavowError(
        f"The file would have {text.count(chr(10)):,} lines and {len(text.encode()):,} bytes; search engines take "
        f"{LINES_MOST:,} lines and {BYTES_MOST:,} bytes: name domains in place of their pages."
    )


def order(subject: Subject) -> tuple[bool, str]:
    """Domains first, by name; then pages by address."""
    return subject.kind == "url", subject.text


def _written(listed: Sequence[Listed], heading: Sequence[str], remarks: Sequence[str], *, reasons: bool) -> str:
    parts: list[str] = [OURS + line.removeprefix("# ") for told in heading for line in comments(told)]
    parts += ["", *remarks] if remarks else []
    groups: dict[tuple[str, ...], list[Subject]] = {}
    for one in sorted(listed, key=lambda one: order(one.subject)):
        groups.setdefault(one.comments if reasons else (), []).append(one.subject)
    # Those without a reason first: what stands below a comment would be taken for its own.
    for told, subjects in sorted(groups.items(), key=lambda item: (bool(item[0]), order(item[1][0]))):
        parts += ["", *told, *map(str, subjects)]
    return "\n".join(parts) + "\n"


def _decoded(raw: bytes) -> tuple[str, list[Problem]]:
    for mark, name in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if raw.startswith(mark):
            if name == "utf-8":
                told = "The file begins with a byte order mark, which may keep its first line from being read."
                text, more = _decoded(raw[len(mark) :])
                return text, [Problem(1, "warning", f"{told} Save it as UTF-8 without one."), *more]
            told = "The file is in UTF-16: save it as UTF-8."
            return raw.decode(name, "replace"), [Problem(0, "error", told)]
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise DisavowError("The file is a document or spreadsheet: a disavow file is plain text.")
    if b"\0" in raw:
        raise DisavowError("The file is no text: a disavow file is plain text in UTF-8.")
    try:
        return raw.decode("utf-8"), []
    except UnicodeDecodeError as error:
        number = raw.count(b"\n", 0, error.start) + 1
        told = "The line is not in UTF-8: save the file as UTF-8."
        return raw.decode("cp1252", "replace"), [Problem(number, "error", told)]


def _line(number: int, row: str, problems: list[Problem]) -> Line:
    text = row.strip()
    if not text:
        return Line(number, row, "blank")
    if text.startswith("#"):
        return Line(number, row, "comment")
    try:
        subject = _entry(text)
    except SubjectError as error:
        problems.append(Problem(number, "error", f"The line {error}."))
        return Line(number, row, "wrong")
    written = str(subject)
    if text != written and text.partition("#")[0] != written:
        problems.append(Problem(number, "warning", f"The line is to be written as {written}"))
    if subject.kind == "url" and subject.text.partition("://")[2].partition("/")[2] == "":
        told = f"takes the home page alone: domain:{subject.host} takes the whole site"
        problems.append(Problem(number, "warning", f"The line {told}."))
    return Line(number, row, subject.kind, subject)


def _entry(text: str) -> Subject:
    if text.lower().startswith(PREFIX):
        return Subject("domain", domain_name(text[len(PREFIX) :].strip()))
    if "://" in text:
        return Subject("url", page_url(text))
    if any(char.isspace() for char in text):
        raise SubjectError("is neither an address nor domain:NAME, and a comment begins with #")
    name = text.partition("/")[0]
    if "/" in text.rstrip("/"):
        raise SubjectError(
            f"is a path, which cannot be disavowed: write the whole address of a page with http:// or https://, or "
            f"domain:{name[:80]}"
        )
    raise SubjectError(f"is neither an address nor domain:NAME: write domain:{domain_name(name)}")


def _entries(lines: Sequence[Line]) -> tuple[dict[Subject, Listed], tuple[str, ...]]:
    """The entries with their comments, and the comments that belong to none.

    A comment belongs to the entries below it, up to the next comment or blank line.
    """
    entries: dict[Subject, Listed] = {}
    remarks: list[str] = []
    above: list[str] = []
    used = False
    for line in lines:
        if line.kind == "comment":
            if used:
                above, used = [], False
            above += comments(line.text.strip().lstrip("#"), len(line.text))
        elif line.subject is not None:
            entries.setdefault(line.subject, Listed(line.subject, line.number, tuple(above)))
            used = True
        elif line.kind == "blank":
            remarks += [] if used else above
            above, used = [], False
    remarks += [] if used else above
    return entries, tuple(one for one in remarks if not one.startswith(OURS))


def _repeated(lines: Sequence[Line], entries: Mapping[Subject, Listed], problems: list[Problem]) -> None:
    """Tells entries that stand twice, or that a domain's entry takes already."""
    domains = {subject.text: listed.line for subject, listed in entries.items() if subject.kind == "domain"}
    for line in lines:
        subject = line.subject
        if subject is None:
            continue
        first = entries[subject].line
        if first != line.number:
            problems.append(Problem(line.number, "warning", f"The line stands in line {first} already."))
            continue
        for name in reversed(list(parents(subject.host))):
            if name in domains and domains[name] != line.number:
                told = f"domain:{name} in line {domains[name]} takes it already"
                problems.append(Problem(line.number, "warning", f"The line is not needed: {told}."))
                break
