"""Risk on pages that nobody here wrote: hardly a link of newspapers and blogs to well-known sites is to be looked at.

The pages know nothing of each other, and nobody has judged them by hand: a queue of more than a few in a thousand would
be a fault of the rules. How much of what is bad they miss, this cannot tell.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import backlit

DATA = Path(__file__).parents[2].parent / "shared" / "data"
PAGES = {
    "placement": ("facebook.com", "youtube.com", "creativecommons.org", "wikipedia.org", "wordpress.org", "apple.com"),
    "pydocs": ("github.com", "python.org", "readthedocs.io", "wikipedia.org"),
}
"""Real pages, and sites that many of them link to."""


@pytest.fixture(scope="module", params=PAGES)
def judged(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> backlit.Index:
    archive = DATA / request.param / "pages.warc.gz"
    if not archive.exists():
        pytest.skip(f"The shared data is not there: {request.param}/pages.warc.gz")
    index = backlit.open(tmp_path_factory.mktemp(request.param) / "home")
    index.import_files([archive])
    index.rank()
    for target in PAGES[request.param]:
        index.add_project(target, target)
    index.assess()
    return index


def test_hardly_a_domain_is_in_the_queue(judged: backlit.Index) -> None:
    told = [judged.risk(project["name"], show="all") for project in judged.projects()]
    queued = [
        (report.facts["project"], row["source_domain"], row["signals"])
        for report in told
        for row in report
        if row["queued"]
    ]
    assert sum(len(report) for report in told) > 100
    assert len(queued) <= 0.01 * sum(len(report) for report in told), queued


def test_nothing_is_grouped_that_has_nothing_in_common(judged: backlit.Index) -> None:
    for project in judged.projects():
        groups = judged.judged(project["name"]).judgement.read("groups").to_pylist()
        assert not groups, groups
