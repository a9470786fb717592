"""Similar domains against sets of referring domains counted in plain Python."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from tests.report.rated import domains

if TYPE_CHECKING:
    import backlit


@pytest.fixture(scope="module")
def index(rated: backlit.Index) -> backlit.Index:
    return rated


def test_the_cosine_of_referring_domains(index: backlit.Index) -> None:
    names = domains(index)
    referring = {
        name: {r["source"] for r in index.rating(name, explain=True, limit=10_000) if r["part"] == "counted"}
        for name in names
    }
    for name in names:
        expected = {}
        for other in names:
            common = len(referring[name] & referring[other])
            if other != name and common:
                expected[other] = common / math.sqrt(len(referring[name]) * len(referring[other]))
        found = {row["domain"]: row["cosine"] for row in index.similar(name, limit=0)}
        assert found == pytest.approx(expected)
        cosines = list(found.values())
        assert cosines == sorted(cosines, reverse=True)


def test_the_limit_leaves_the_total(index: backlit.Index) -> None:
    report = index.similar("harbourlight.example", limit=3)
    assert len(report) == 3
    assert report.total == len(index.similar("harbourlight.example", limit=0)) > 3
    assert isinstance(report.arrow(), pa.Table)
