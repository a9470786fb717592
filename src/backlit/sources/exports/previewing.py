"""A dry run: the file is read as an import would read it, and nothing is stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from backlit import _core
from backlit.sources.files import SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backlit.sources.exports.planning import ExportPlan


@dataclass(frozen=True, slots=True)
class DryRun:
    """What an import of one file would do."""

    plan: ExportPlan
    read: int
    """Rows of the file: accepted, rejected and duplicates together."""
    accepted: int
    rejected: int
    duplicates: int
    links: int
    lost: int
    """Of the links, those that are said to be lost."""
    mentions: int
    reasons: Mapping[str, int]
    """Why rows would be rejected, with the number of each."""
    rejects: tuple[tuple[int, str, str], ...]
    """The first rejected rows: line, reason, and how the row begins."""
    sample: tuple[Mapping[str, str], ...]
    """The first accepted rows, as they were understood: field to text."""


def dry_run(plan: ExportPlan) -> DryRun:
    """Reads a file and stores nothing. Raises SourceError where it is damaged."""
    try:
        told: dict[str, Any] = _core.read_export(str(plan.path), plan.name, plan.plan, None, 0, _silent)
    except ValueError as error:
        raise SourceError(str(error)) from error
    return DryRun(
        plan,
        told["read"],
        told["accepted"],
        told["rejected"],
        told["duplicates"],
        told["links"],
        told["lost"],
        told["mentions"],
        dict(sorted(told["reasons"].items(), key=lambda entry: (-entry[1], entry[0]))),
        tuple((line, reason, text) for line, reason, text in told["rejects"]),
        tuple(told["sample"]),
    )


def _silent(_done: int, _rows: int) -> bool:
    return True
