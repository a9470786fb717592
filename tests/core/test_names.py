"""Names to ids against a plain dictionary."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlit import _core

KINDS = [
    pa.string(),
    pa.large_string(),
    pa.dictionary(pa.int8(), pa.string()),
    pa.dictionary(pa.uint32(), pa.large_string()),
]
WORDS = st.lists(st.one_of(st.sampled_from(["", "a", "b.example", "ab" * 40]), st.text(max_size=5)), max_size=90)


def column(table: object) -> list[object]:
    return pa.table(table).column(0).to_pylist()


@given(st.lists(st.tuples(WORDS, st.sampled_from(KINDS)), max_size=6))
def test_ids_are_in_order_of_first_use(batches: list[tuple[list[str], pa.DataType]]) -> None:
    names, seen = _core.Names(), dict[str, int]()
    for words, kind in batches:
        expected = [seen.setdefault(word, len(seen)) for word in words]
        array = pa.array(words, pa.string())
        array = array.dictionary_encode().cast(kind) if pa.types.is_dictionary(kind) else array.cast(kind)
        assert column(names.ids(array)) == expected
    assert column(names.names()) == list(seen)
    assert len(names) == len(seen)
    assert column(names.find(pa.array(["a", None, "nowhere at all"]))) == [seen.get("a"), None, None]


def test_a_table_of_many_chunks_and_a_slice() -> None:
    names = _core.Names()
    chunks = pa.chunked_array([["x", "y"], [], ["y", "z"]])
    assert column(names.ids(pa.table({"name": chunks}))) == [0, 1, 1, 2]
    assert column(names.ids(pa.array(["no", "z", "x", "no"]).slice(1, 2))) == [2, 0]
    assert len(names) == 3


@pytest.mark.parametrize(
    ("strings", "error"),
    [
        (pa.array([1]), TypeError),
        (pa.array(["a", None]), ValueError),
        (pa.array(["a", None]).dictionary_encode(), ValueError),
        (pa.table({"a": ["x"], "b": ["y"]}), TypeError),
        (["a"], TypeError),
    ],
)
def test_what_is_no_name_is_refused(strings: object, error: type[Exception]) -> None:
    with pytest.raises(error):
        _core.Names().ids(strings)
