"""The steps of a judgement in their order; each adds a table with a row a link, which later ones may read.

    anchors     what the words say
    relevance   how near the topics are
    types       what the link is
    findings    what speaks against it: every risk signal
    risk        all of these together
    answers     the seven questions
    quality     the sum of its parts

A judgement is a pure function of the index, its ratings, the project and the rules: the same give the same bytes.
Who judges is the writer of the home folder while it does, so that the index stays as it is; readers see the judgement
before until the new one is whole.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

from backlit.assess import anchors, answers, findings, groups, profile, quality, relevance, risk, types
from backlit.assess.kept import Judgement, facts, forget_others, identity, keep, open_judgement
from backlit.assess.material import Material
from backlit.assess.rules import read_rules
from backlit.assess.tables import STEP_TABLES, checked, judged, kept_findings, placed, risky_domains
from backlit.assess.traffic import source_traffic
from backlit.store import DamagedError, snapshot, writing
from backlit.store.progress import Listener, Progress, silent

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    import pyarrow as pa

    from backlit.assess.embedding import Embedding
    from backlit.assess.rules import Rules
    from backlit.model.judgement import Project
    from backlit.store import Home, Version

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


Heard = Callable[[str, int, int], None]
"""Is told what is done next, how many parts of the work are done, and of how many."""


def judge(material: Material, heard: Heard = lambda _what, _done, _of: None) -> dict[str, pa.Table]:
    """The tables of a judgement: `judged`, `findings`, `domains`, `groups`, and those of `profile` but where alone.

    To `heard` each signal is a part.
    """
    asked = list(findings.asked(material))
    total, done = len(STEPS) + len(asked) + 1, 0

    def next_part(what: str) -> None:
        nonlocal done
        heard(what, done, total)
        done += 1

    for name, step in STEPS:
        next_part(name)
        table = findings.find(material, next_part) if step is findings.find else checked(material, name, step(material))
        material.put(name, table)
        if name == "types":
            material.drop_scratch("type_")
    next_part("tables")
    material.put("groups", groups.find_groups(material))
    made = {
        "domains": risky_domains(material),
        "groups": material.sql('SELECT * FROM groups ORDER BY "group", domain'),
        **({} if material.alone else profile.measure(material)),
    }
    # What follows is wide: what only signals and profile read makes room for it.
    material.keep("links", "pages", "domains", "target_pages", "findings", *STEP_TABLES)
    order = placed(material)
    made["findings"] = kept_findings(material, order)
    material.keep("links", "pages", "domains", "target_pages", *STEP_TABLES)
    return {"judged": judged(material, order), **made}


def assess(
    home: Home,
    projects: Sequence[Project],
    known: Iterable[str],
    *,
    embedding: Embedding | None = None,
    listener: Listener = silent,
) -> list[AssessReport]:
    """Judge the links of projects and keep that; one of which nothing has changed since is left alone.

    `known` are the names of all projects that there are: what was judged for others is removed. `embedding` compares
    topics in the place of shared words. Raises NoIndexError, LockedError, DiskFullError; what stood of the project at
    work then stands.
    """
    rules, version = read_rules(), snapshot(home)
    if all(_fresh(home, version, project, rules, embedding) for project in projects):
        return [_assessed(home, version, project, rules, embedding=embedding, listener=silent) for project in projects]
    with writing(home, listener) as writer:
        writer.finish_killed_imports()
        version = snapshot(home)
        forget_others(home, known)
        return [
            _assessed(home, version, project, rules, embedding=embedding, listener=writer.listener)
            for project in projects
        ]


def _fresh(
    home: Home, version: Version, project: Project, rules: Rules, embedding: Embedding | None
) -> Judgement | None:
    """The judgement that stands, if it is what would be made now."""
    try:
        found = open_judgement(home, project)
    except DamagedError:
        return None
    wanted = identity(version, project, rules, _name(embedding))
    return found if found is not None and found.identity == wanted else None


def _name(embedding: Embedding | None) -> str | None:
    return None if embedding is None else embedding.name


def _assessed(
    home: Home, version: Version, project: Project, rules: Rules, *, embedding: Embedding | None, listener: Listener
) -> AssessReport:
    began = perf_counter()
    found = _fresh(home, version, project, rules, embedding)
    if found is not None:
        return _told(found, fresh=True, seconds=perf_counter() - began)

    def heard(what: str, done: int, total: int) -> None:
        listener(Progress("assess", done, total, what=f"{project.name}, {what}"))

    scratch = home.tmp / "spilled"
    visits = source_traffic(version, rules["answers"]["traffic"])
    material = Material(
        version.core, project, rules, horizon=_horizon(version), traffic=visits, embedding=embedding, scratch=scratch
    )
    try:
        tables = judge(material, heard)
    finally:
        material.close()
    keep(home, project.name, facts(version, project, rules, tables, _name(embedding)), tables, home.tmp / "judged")
    made = open_judgement(home, project)
    assert made is not None  # noqa: S101 - the line above has kept it
    return _told(made, fresh=False, seconds=perf_counter() - began)


def _horizon(version: Version) -> datetime | None:
    from datetime import UTC, datetime

    seconds = version.manifest.horizon()
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _told(judgement: Judgement, *, fresh: bool, seconds: float) -> AssessReport:
    counts = judgement.counts
    return AssessReport(
        judgement.project, counts["links"], counts["domains"], counts["queued_links"], counts["queued_domains"],
        counts["groups"], judgement.rules, fresh, seconds,
    )  # fmt: skip
