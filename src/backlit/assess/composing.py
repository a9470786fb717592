"""What the disavow file of a project has in it: what people decided, and what was uploaded before.

An entry is there because a person decided so, or because it was uploaded before and nobody decided to keep its links
since. No rule puts one in: where nobody decided anything, the file has no entry.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from backlit.assess.disavow import File, Listed, comments, order, refusal, write
from backlit.assess.subjects import Subject

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from backlit.model.judgement import Decision, Project

ADVICE = (
    "Search engines advise against disavowing links outside of a manual action, or where none is to be expected: what "
    "nobody decided about is kept."
)
"""What is said wherever a disavow file is made or a link is put into it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry that the file of a project has."""

    subject: Subject
    source: Literal["decision", "imported"]
    reason: str | None
    comments: tuple[str, ...]
    by: str
    at: datetime

    @property
    def listed(self) -> Listed:
        """As the file has it."""
        return Listed(self.subject, comments=self.comments)


@dataclass(frozen=True, slots=True)
class Uploaded:
    """The list that stands at the search engine: who told of it and when."""

    file: File
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Composed:
    """The entries of a project's file, and what was left out of it, each with the reason."""

    entries: tuple[Entry, ...]
    left_out: tuple[str, ...] = ()
    revoked: int = 0
    """Uploaded entries that somebody decided to keep the links of."""


def compose(
    decisions: Iterable[Decision],
    uploaded: Uploaded | None,
    *,
    own: str,
    platforms: Mapping[str, str],
    evidence: Mapping[str, Sequence[str]] | None = None,
) -> Composed:
    """The entries that decisions and the uploaded list make.

    A decision to keep takes an uploaded entry of the same domain or page out; one to ask for removal leaves it.
    `evidence` are sentences of findings by domain, for the comments.
    """
    holding = {Subject(one.kind, one.subject): one for one in decisions}
    known: Mapping[Subject, Listed] = {} if uploaded is None else uploaded.file.entries
    found, left_out, revoked = [], [], 0
    for subject in sorted({*known, *holding}, key=order):
        decision, listed = holding.get(subject), known.get(subject)
        if decision is not None and decision.decision == "keep":
            revoked += listed is not None
            continue
        decided = decision is not None and decision.decision == "disavow"
        if not decided and listed is None:
            continue
        refused = refusal(subject, own=own, platforms=platforms)
        if refused is not None:
            left_out.append(f"{subject}: {refused}")
            continue
        above = () if listed is None else listed.comments
        if decided and decision is not None:
            told = _told(decision, (evidence or {}).get(subject.text, ()))
            lines = tuple(dict.fromkeys((*above, *told)))
            found.append(Entry(subject, "decision", decision.note, lines, decision.by, decision.at))
        elif uploaded is not None:
            reason = " ".join(line.removeprefix("# ") for line in above) or None
            found.append(Entry(subject, "imported", reason, above, uploaded.by, uploaded.at))
    return Composed(tuple(found), tuple(left_out), revoked)


def _told(decision: Decision, evidence: Sequence[str]) -> tuple[str, ...]:
    """Why, as comments: who decided when, the note, and the evidence."""
    first = f"{decision.by}, {decision.at:%Y-%m-%d}" + (f": {decision.note}" if decision.note else "")
    return tuple(line for text in (first, *evidence) for line in comments(text))


def text_of(project: Project, composed: Composed, now: datetime) -> str:
    """The file of a project as it is to be uploaded."""
    kinds = [entry.subject.kind for entry in composed.entries]
    domains, pages = kinds.count("domain"), kinds.count("url")
    imported = sum(entry.source == "imported" for entry in composed.entries)
    told = f"{_count(len(kinds), 'entry', 'entries')}: {_count(domains, 'domain', 'domains')}, "
    told += _count(pages, "page", "pages")
    heading = [
        f"disavow file of the project {project.name} ({project.target}), {now:%Y-%m-%d}.",
        f"{told}; {imported:,} of them from the list that was uploaded before.",
        *(() if composed.entries else ("Nobody decided to disavow anything: there is no need to upload this.",)),
        ADVICE,
    ]
    return write([entry.listed for entry in composed.entries], heading)


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
