"""Risk against the truth of the sample web. The sample is ours: this shows that the parts fit, and proves little."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.assess.truth import PROJECTS, Truth, judge_sample
from tests.test_scoring_signals import MEASURED, PAGE, measured_part, part

if TYPE_CHECKING:
    from backlit.sample import SampleWeb


@pytest.fixture(scope="module")
def truth(sample: SampleWeb, tmp_path_factory: pytest.TempPathFactory) -> Truth:
    return judge_sample(sample, tmp_path_factory.mktemp("risk") / "home")


def test_nearly_every_judged_link_is_in_the_truth(truth: Truth) -> None:
    ((known, risky, projects),) = truth.sql("SELECT count(*), count(risky), count(DISTINCT project) FROM links")
    assert known > 1_400
    assert risky > 300
    assert projects == len(PROJECTS)


def test_precision_and_recall_over_links(truth: Truth) -> None:
    ((hits, queued, risky),) = truth.sql("""
        SELECT count(*) FILTER (queued AND risky IS NOT NULL), count(*) FILTER (queued), count(risky) FROM links""")
    assert hits / queued >= 0.95
    assert hits / risky >= 0.8


def test_precision_and_recall_over_referring_domains(truth: Truth) -> None:
    ((hits, queued, risky),) = truth.sql("""
        SELECT count(*) FILTER (queued AND risky), count(*) FILTER (queued), count(*) FILTER (risky)
        FROM (SELECT project, source_domain, bool_or(queued) AS queued, bool_or(risky IS NOT NULL) AS risky
            FROM links GROUP BY ALL)""")
    assert hits / queued >= 0.95
    assert hits / risky >= 0.7  # the rest are sites with one paid link in a text like any other


@pytest.mark.parametrize("kind", ["network", "farm", "comment_spam"])
def test_each_scheme_is_found(truth: Truth, kind: str) -> None:
    ((hits, risky),) = truth.sql(f"SELECT count(*) FILTER (queued), count(*) FROM links WHERE risky = '{kind}'")
    assert hits / risky >= 0.9


def test_a_hidden_link_alone_is_one_fact(truth: Truth) -> None:
    """Of the links that a burglar hid all are told, and those are queued of which another fact speaks too."""
    rows = truth.sql("SELECT signals, families >= 2, queued FROM links WHERE risky = 'broken_in'")
    assert all("hidden_link" in signals for signals, _, _ in rows)
    assert all(queued == enough for _, enough, queued in rows)
    assert sum(queued for _, _, queued in rows) / len(rows) >= 0.5


def test_no_institution_is_in_the_queue(truth: Truth) -> None:
    assert truth.sql("SELECT DISTINCT project, source_domain, signals FROM links WHERE queued AND trusted") == []


def test_the_network_and_the_farm_are_groups(truth: Truth, sample: SampleWeb) -> None:
    members: dict[str, list[str]] = {}
    for site in sorted(sample.truth.sites.to_pylist(), key=lambda site: site["domain"]):
        members.setdefault(site["group"] or "", []).append(site["domain"])
    found = {
        (kind, tuple(domains))
        for kind, domains in truth.sql("""
            SELECT kind, list(domain ORDER BY domain) FROM groups WHERE project = 'bestcheaplamps.test'
            GROUP BY kind, "group" """)
    }
    assert found == {
        ("private_network", tuple(members["network-1"])),
        ("link_farm", tuple(members["farm-1"])),
    }
    strangers = truth.sql(
        f"SELECT DISTINCT domain FROM groups WHERE domain NOT IN {(*members['network-1'], *members['farm-1'])}"
    )
    assert strangers == []


def test_the_precision_in_the_documentation_is_what_is_measured(truth: Truth) -> None:
    told = part(PAGE.read_text("utf-8"), MEASURED)
    assert told == measured_part(truth), "python tests/test_scoring_signals.py --rewrite"
