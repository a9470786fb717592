"""Comments and paid links on real pages whose `rel` is taken out, against what publishers said; see bench/wild.py.

The floors stand below what was measured (docs/judgement.md) by three standard errors or so of a share of that many
links: they catch a rule that broke, and are no claim.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bench import wild

if TYPE_CHECKING:
    import pyarrow as pa

pytestmark = pytest.mark.skipif(not wild.PAGES.exists(), reason="needs the real pages of ../shared/data/placement")


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> pa.Table:
    return wild.judged(tmp_path_factory.mktemp("wild"))


def test_rel_is_gone_and_nothing_else() -> None:
    html = b"""<a class=x REL = 'ugc nofollow' href="/a?rel=b">t</a> <a href=y rel=sponsored>rel="ugc"</a>"""
    html += b"""<link rel="canonical">"""
    wanted = b"""<a class=x  href="/a?rel=b">t</a> <a href=y >rel="ugc"</a><link rel="canonical">"""
    assert wild.strip_rel(html) == wanted


FLOORS = [("ugc", "forum_or_comment", 0.88, 0.87), ("sponsored", "sponsored", 0.75, 0.85)]


@pytest.mark.parametrize(("said", "kind", "recall", "precision"), FLOORS)
def test_marks_are_told_without_them(judged: pa.Table, said: str, kind: str, recall: float, precision: float) -> None:
    found = wild.figures(judged, said, kind)[0]
    assert found["marked"] >= 70
    assert found["recall"] >= recall
    assert found["precision"] >= precision
