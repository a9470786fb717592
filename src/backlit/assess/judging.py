"""The steps of a judgement in their order; each adds a table with a row a link, which later ones may read.

    anchors     what the words say
    relevance   how near the topics are
    types       what the link is
    findings    what speaks against it: every risk signal
    risk        all of these together
    answers     the seven questions
    quality     the sum of its parts

A judgement is a pure function of the index, its ratings, the project and the rules: the same give the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from backlit.assess import anchors, answers, findings, groups, profile, quality, relevance, risk, types
from backlit.assess.kept import Judgement, identity, keep, open_judgement
from backlit.assess.material import Material
from backlit.assess.rules import read_rules
from backlit.assess.tables import judged, risky_domains
from backlit.store.progress import Listener, Progress, silent

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa

    from backlit import store
    from backlit.model.judgement import Project
    from backlit.store import Version

STEPS: tuple[tuple[str, Callable[[Material], pa.Table]], ...] = (
    ("anchors", anchors.classify),
    ("relevance", relevance.measure),
    ("types", types.classify),
    ("findings", findings.find),
    ("risk", risk.combine),
    ("answers", answers.answer),
    ("quality", quality.measure),
)
"""The name of each step's table, and what makes it."""


@dataclass(frozen=True, slots=True)
class AssessReport:
    """What was judged. `fresh`: nothing had changed since the judgement that stands, so that it was left alone."""

    project: str
    links: int
    domains: int
    queued_links: int
    queued_domains: int
    groups: int
    rules: str
    fresh: bool
    seconds: float


def judge(material: Material, listener: Listener = silent) -> dict[str, pa.Table]:
    """The tables of a judgement: `judged`, `findings`, `domains`, `groups`, and those of `profile`."""
    for number, (name, step) in enumerate(STEPS):
        listener(Progress("assess", number, len(STEPS)))
        material.put(name, step(material))
    material.put("groups", groups.find_groups(material))
    return {
        "judged": judged(material),
        "findings": material.sql(
            "SELECT * EXCLUDE (page, domain) FROM findings ORDER BY weight DESC, signal, source_domain, source_url, link"
        ),
        "domains": risky_domains(material),
        "groups": material.sql('SELECT * FROM groups ORDER BY "group", domain'),
        **profile.measure(material),
    }


def assess(
    home: store.Home, version: Version, project: Project, *, listener: Listener = silent, **more: Any
) -> AssessReport:
    """Judge the links of a project and keep it, unless nothing has changed since they were last judged.

    `more` is what `Material` takes beside. Raises DiskFullError, LockedError where it cannot be kept.
    """
    from time import perf_counter

    rules, began = read_rules(), perf_counter()
    wanted = identity(version, project, rules)
    standing = open_judgement(home, project)
    if standing is not None and standing.identity == wanted:
        return _told(standing, fresh=True, seconds=perf_counter() - began)
    material = Material(version.core, project, rules, **more)
    try:
        tables = judge(material, listener)
    finally:
        material.close()
    keep(home, version, project, rules, tables)
    made = open_judgement(home, project)
    assert made is not None  # noqa: S101 - the line above has kept it
    return _told(made, fresh=False, seconds=perf_counter() - began)


def _told(judgement: Judgement, *, fresh: bool, seconds: float) -> AssessReport:
    counts = judgement.counts
    return AssessReport(
        judgement.project, counts["links"], counts["domains"], counts["queued_links"], counts["queued_domains"],
        counts["groups"], judgement.rules, fresh, seconds,
    )  # fmt: skip
