"""A few links judged by themselves, where no judgement of a project has them: for who asks about one link.

Their pages and domains are read, and nothing of the profile that they belong to: signals that rest on all links of a
target, or on the graph, are not asked, and are told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from backlit.assess import findings
from backlit.assess.judging import judge
from backlit.assess.material import Material
from backlit.assess.rules import read_rules
from backlit.model.judgement import Project

if TYPE_CHECKING:
    from datetime import datetime

    import pyarrow as pa

    from backlit import _core


@dataclass(frozen=True, slots=True)
class Alone:
    """What was judged of links by themselves."""

    judged: pa.Table
    """The columns of `JUDGED`."""
    findings: pa.Table
    """The columns of `FINDINGS`."""
    rules: str
    not_asked: tuple[str, ...]
    """The signals that need more than the links themselves."""


def judge_alone(
    snapshot: _core.Snapshot, links: Any, target: str, project: Project | None = None, horizon: datetime | None = None
) -> Alone:
    """Judges links to a page, with the words of a project where it has one."""
    words = project or Project("", target)
    rules = read_rules()
    own = Project(words.name, target, "exact", words.brands, words.terms, words.competitors, words.country)
    material = Material(snapshot, own, rules, links, alone=True, horizon=horizon)
    try:
        tables = judge(material)
        return Alone(tables["judged"], tables["findings"], rules.version, findings.not_asked(material))
    finally:
        material.close()
