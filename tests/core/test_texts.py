"""Texts and their likeness, as Python sees them: against the formula told once more, and with texts of strangers."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlit import _core

WORDS = ["lamp", "beam", "cake", "oven", "road", "night", "tea"]


def table(texts: list[str | None], kind: pa.DataType | None = None) -> pa.Table:
    return pa.table({"text": pa.array(texts, kind or pa.string())})


def plain(texts: list[tuple[int, str]], row: int, target: str) -> float:
    """The cosine by the formula of docs/scoring.md; words of at most six letters."""
    owners = {owner for owner, _ in texts}
    having = Counter(word for word, _ in {(word, owner) for owner, text in texts for word in text.split()})

    def weights(text: str) -> dict[str, float]:
        counts = Counter(text.split())
        return {w: (1 + math.log(n)) * math.log((len(owners) + 1) / (having[w] + 1)) for w, n in counts.items()}

    one, other = weights(texts[row][1]), weights(target)
    lengths = math.hypot(*one.values()) * math.hypot(*other.values())
    return sum(one[w] * other[w] for w in one.keys() & other.keys()) / lengths if lengths else 0.0


some_words = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)


@given(st.lists(st.tuples(st.integers(0, 5), some_words), min_size=1, max_size=12), some_words)
def test_the_cosine_is_that_of_the_formula(texts: list[tuple[int, str]], target: str) -> None:
    held = _core.Texts([owner for owner, _ in texts], table([text for _, text in texts]))
    assert (len(held), held.owners()) == (len(texts), len({owner for owner, _ in texts}))
    rows = np.arange(len(texts), dtype=np.uint32)
    found = pa.table(held.similar(rows, rows, [target], []))
    assert found.column("key").to_pylist() == rows.tolist()
    for row, cosine in enumerate(found.column("cosine").to_pylist()):
        assert cosine == pytest.approx(plain(texts, row, target), abs=1e-5)


@given(st.lists(st.text(max_size=80), min_size=1, max_size=8), st.text(max_size=80), st.booleans())
def test_texts_of_strangers(texts: list[str], target: str, damped: bool) -> None:
    held = _core.Texts([0] * len(texts), table(texts))
    rows = list(range(len(texts)))
    for keys in (rows, [0] * len(rows)):
        found = pa.table(held.similar(rows, keys, [target, *texts], [target], damped=damped)).to_pylist()
        assert len(found) == len(set(keys))
        assert all(0 <= row["cosine"] <= 1 and row["shared"] <= row["words"] for row in found)


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view()])
def test_any_arrow_strings_and_nulls(kind: pa.DataType) -> None:
    held = _core.Texts([0, 1, 2], table(["lamp lamp", None, "tea"], kind))
    found = pa.table(held.similar([0, 1], [7, 8], ["Lamp"], []))
    assert found.column("words").to_pylist() == [1, 0]
    assert found.column("heaviest").to_pylist() == ["lamp", None]
    assert found.column("cosine").to_pylist() == [pytest.approx(1), 0]


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="one owner for each text"):
        _core.Texts([0], table(["a", "b"]))
    with pytest.raises(TypeError, match="texts are strings, not Int64"):
        _core.Texts([0], pa.table({"text": pa.array([1])}))
    held = _core.Texts([0, 1], table(["lamp", "tea"]))
    with pytest.raises(ValueError, match="one key for each row"):
        held.similar([0, 1], [0], ["lamp"], [])
    with pytest.raises(ValueError, match="node 2"):
        held.similar([2], [0], ["lamp"], [])
