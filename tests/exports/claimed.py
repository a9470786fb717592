"""What an import made of a file, read back from the Parquet files of its segment and put side by side with the truth.

Only pyarrow reads here: the claims, the rejects, and the rows of pages, links and texts that a claim points to.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from backlit import _core
from backlit.sources.exports import plan_exports

if TYPE_CHECKING:
    from pathlib import Path

Row = dict[str, Any]
FIXED = (
    "line", "record", "vendor", "property", "as_of", "source_url", "target_url", "target_assumed", "subject", "day",
    "anchor", "first_seen", "last_seen", "lost_at", "lost_reason", "page",
)  # fmt: skip
LINK = ("target_url", "anchor", "anchor_from", "rel", "followed", "nofollow", "sponsored", "ugc", "kind", "placement")


@dataclass
class Found:
    """One file as it was read."""

    plan: Any
    report: Row
    claims: list[Row] = field(default_factory=list)
    rejects: list[Row] = field(default_factory=list)
    looks: dict[tuple[int, int], tuple[Row, Row, Row]] = field(default_factory=dict)
    """Page, link and text row of each page row, by number of the file and row in it."""
    numbers: list[int] = field(default_factory=list)
    """The number of the file that each claim stands in."""

    def link(self, claim: int) -> Row:
        """What a claim about a link says, with all that its link and page rows tell; unknown is None."""
        said = self.claims[claim]
        page, link, text = self.looks[self.numbers[claim], said["page"]]
        return {name: link[name] for name in LINK} | {
            "source_url": page["url"], "title": page["title"], "language": page["language"],
            "status": page["status"], "context_left": text["context_left"], "context_right": text["context_right"],
            "target_assumed": said["target_assumed"], "record": said["record"],
            "first_seen": said["first_seen"], "last_seen": said["last_seen"], "lost_at": said["lost_at"],
            "lost_reason": said["lost_reason"],
        }  # fmt: skip

    def metrics(self, claim: int) -> Row:
        """The vendor's own values of a claim, by `subject.name`."""
        said = self.claims[claim]
        return {
            name.removeprefix("metric."): value
            for name, value in said.items()
            if name.startswith("metric.") and value is not None
        }


def read_file(path: Path, folder: Path, as_of: datetime, **options: Any) -> Found:
    """The one file as its plan reads it, into a folder of its own; the sums are checked on the way."""
    plans = plan_exports([str(path)], as_of=as_of.date().isoformat(), **options)
    assert len(plans) == 1, plans
    folder.mkdir()
    return read_plan(plans[0], path, folder)


def read_plan(plan: Any, path: Path, folder: Path) -> Found:
    report = _core.read_export(str(path), path.name, plan.plan, str(folder), 1, lambda *_: True)
    found = Found(plan, report)
    for number in range(1, report["numbers"]):
        take_segment(found, folder, number)
    assert report["accepted"] + report["rejected"] + report["duplicates"] == report["read"]
    assert len(found.rejects) == report["rejected"]
    several = "targets" in json.loads(plan.plan)  # then a row says a link to each of them
    assert len(found.claims) == report["accepted"] or (several and len(found.claims) > report["accepted"])
    assert sum(report["reasons"].values()) == report["rejected"]
    assert all(reject["line"] > 0 and reject["reason"] for reject in found.rejects)
    assert json.loads(plan.plan)["vendor"] == plan.vendor
    return found


def take_segment(found: Found, folder: Path, number: int) -> None:
    def rows(kind: str) -> list[Row]:
        return list(pq.read_table(folder / f"{kind}-{number:04d}.parquet").to_pylist())

    claims = rows("claims")
    assert all(set(FIXED) <= set(claim) for claim in claims)
    found.claims += claims
    found.numbers += [number] * len(claims)
    found.rejects += rows("rejects")
    links = iter(zip(rows("links"), rows("texts"), strict=True))
    for row, page in enumerate(rows("pages")):
        assert page["links"] == 1, "each row of a claim is one page row with one link"
        link, text = next(links)
        assert (link["page"], link["position"], text["target_raw"]) == (row, 0, None)
        found.looks[number, row] = (page, link, text)
    assert next(links, None) is None


def plain(value: Any) -> Any:
    """Texts with white space collapsed, as anchors are; times in UTC."""
    if isinstance(value, str):
        return " ".join(value.split())
    return value.astimezone(UTC) if isinstance(value, datetime) else value
