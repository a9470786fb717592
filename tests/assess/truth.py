"""The sample web judged for every site that has an interest in links, beside the truth about each link.

What is risky is said here and nowhere else. It is not a matter of opinion within the sample, whose plan says how each
link came about; how far that is like the web outside, no measurement on it can say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

import backlit

if TYPE_CHECKING:
    from pathlib import Path

    from backlit.sample import SampleWeb

PROJECTS: dict[str, dict[str, list[str]]] = {
    "harbourlight.example": {"brands": ["Harbourlight"], "terms": ["bicycle lamps", "bike lights"]},
    "brightspoke.example": {"brands": ["Brightspoke"], "terms": ["bicycle lights", "dynamo lamps"]},
    "lumenwheel.example": {"brands": ["Lumenwheel"], "terms": ["bicycle lights"]},
    "nightpedal.test": {"brands": ["Nightpedal"], "terms": ["bike lamps", "bicycle lamps"]},
    "bestcheaplamps.test": {
        "brands": ["Best Cheap Lamps"],
        "terms": ["cheap bike lights", "bike lights", "bicycle lamps"],
    },
    "luckylantern.test": {"brands": ["Lucky Lantern"], "terms": ["free spins", "online casino"]},
    "localtradeslist.test": {"brands": ["Local Trades List"], "terms": ["local trades"]},
    "tidytables.example": {"brands": ["Tidy Tables"], "terms": ["spreadsheets"]},
    "coastradio.example": {"brands": ["Coast Radio"], "terms": []},
    "ministry-transport.example": {"brands": ["Ministry of Transport"], "terms": []},
    "openpedalwiki.example": {"brands": ["Open Pedal Wiki"], "terms": []},
}
"""Every site that schemes of the sample link to, with what its owner would tell of it."""

RISKY = {
    "network": "l.type = 'private_network'",
    "farm": "l.type = 'link_farm'",
    "broken_in": "l.type = 'hacked'",
    "comment_spam": "l.type = 'comment' AND l.anchor = 'free spins'",
    "paid_unmarked": "l.acquisition = 'paid' AND l.type IN ('sponsored', 'guest_post') "
    "AND NOT regexp_matches(coalesce(l.rel, ''), 'sponsored|nofollow')",
    "bought_domain": "l.type = 'redirect' AND s.role = 'expired'",
}
"""What a reviewer would want to see, in SQL over a link's truth `l` and its site's `s`."""


@dataclass(frozen=True)
class Truth:
    """Judged links beside the truth."""

    links: pa.Table
    """project, source_domain, trusted, signals, risk, queued, risky (one of `RISKY`, or null)."""
    groups: pa.Table
    """The groups of all projects, with `project`."""
    findings: pa.Table
    """project, signal, level, source_domain, source_url, link."""

    def sql(self, statement: str) -> list[tuple[Any, ...]]:
        """The rows of a statement over `links`, `groups` and `findings`."""
        with duckdb.connect() as connection:
            for name in ("links", "groups", "findings"):
                connection.register(name, getattr(self, name))
            return connection.sql(statement).fetchall()


def judge_sample(sample: SampleWeb, home: Path) -> Truth:
    """Imports both crawls, rates them from the trusted sites, and judges every project."""
    index = backlit.open(home)
    for crawl in sample.crawls:
        index.import_files([crawl])
    index.rank(seeds=[site["domain"] for site in sample.truth.sites.to_pylist() if site["trusted"]])
    for target, told in PROJECTS.items():
        index.add_project(target, target, brands=told["brands"], terms=told["terms"])
    index.assess()
    judged, groups, findings = [], [], []
    for target in PROJECTS:
        made = index.judged(target).judgement
        judged.append(_of(target, made.read("judged").select(list(_JUDGED))))
        groups.append(_of(target, made.read("groups")))
        findings.append(_of(target, made.read("findings").select(list(_FINDING))))
    return Truth(_beside(sample, pa.concat_tables(judged)), pa.concat_tables(groups), pa.concat_tables(findings))


_JUDGED = (
    "source_url",
    "source_domain",
    "target_url",
    "anchor",
    "kind",
    "signals",
    "risk",
    "families",
    "queued",
    "link",
)
_FINDING = ("signal", "level", "source_domain", "source_url", "link")


def _of(project: str, table: pa.Table) -> pa.Table:
    plain = [
        table.column(field.name).cast(pa.string()) if pa.types.is_dictionary(field.type) else table.column(field.name)
        for field in table.schema
    ]
    made = pa.table(dict(zip(table.column_names, plain, strict=True)))
    return made.append_column("project", pa.array([project] * len(made), pa.string()))


def _beside(sample: SampleWeb, judged: pa.Table) -> pa.Table:
    kinds = " ".join(f"WHEN {condition} THEN '{name}'" for name, condition in RISKY.items())
    with duckdb.connect() as connection:
        connection.register("judged", judged)
        connection.register("truth", sample.truth.links)
        connection.register("sites", sample.truth.sites)
        return connection.sql(f"""
            SELECT j.*, l.type, s.trusted, CASE {kinds} END AS risky
            FROM judged j
            JOIN (SELECT DISTINCT ON (source_url, target_url, kind, anchor) * FROM truth WHERE relation = 'external') l
                ON l.source_url = j.source_url AND l.target_url = j.target_url AND l.kind = j.kind
                AND l.anchor = left(coalesce(j.anchor, ''), 100)
            JOIN sites s ON s.domain = j.source_domain""").to_arrow_table()
