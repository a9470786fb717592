"""The tokenizer and the encoding sniffing against html5lib-tests, the suite that browsers' parsers are judged by."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from backlit import _core

SUITE = Path(__file__).parents[2] / ".." / "shared" / "data" / "suites" / "html5lib-tests"
pytestmark = pytest.mark.skipif(not SUITE.exists(), reason="html5lib-tests is not at ../shared/data/suites")

# The tests of xmlViolation.test want what an XML parser may hold; they judge no tokenizer of HTML.
FILES = sorted(path.name for path in (SUITE / "tokenizer").glob("*.test") if path.name != "xmlViolation.test")


def unescape(value: Any) -> Any:
    """The second unescaping of tests that are marked doubleEscaped."""
    if isinstance(value, str):
        return re.sub(r"\\u([0-9A-Fa-f]{4})", lambda match: chr(int(match[1], 16)), value)
    if isinstance(value, list):
        return [unescape(item) for item in value]
    if isinstance(value, dict):
        return {unescape(key): unescape(item) for key, item in value.items()}
    return value


def is_text(value: str) -> bool:
    """Whether a string can come out of a decoder: no lone surrogate stands in it."""
    return not any("\ud800" <= character <= "\udfff" for character in value)


def cases(name: str) -> list[tuple[str, str, str, str | None, list[list[Any]]]]:
    """Description, input, state, last start tag, expected tokens."""
    found = []
    for case in json.loads((SUITE / "tokenizer" / name).read_text("utf-8"))["tests"]:
        source, output = case["input"], case["output"]
        if case.get("doubleEscaped"):
            source, output = unescape(source), unescape(output)
        if is_text(source):
            found += [
                (case["description"], source, state, case.get("lastStartTag"), output)
                for state in case.get("initialStates", ["Data state"])
            ]
    return found


@pytest.mark.parametrize("name", FILES)
def test_tokens(name: str) -> None:
    wrong = []
    for description, source, state, last, expected in cases(name):
        tokens = _core.tokenize(source, state, last)
        if tokens != expected:
            wrong.append(f"{description} ({state}): {source!r} gave {tokens}, not {expected}")
    assert not wrong, f"{len(wrong)} wrong\n" + "\n".join(wrong[:20])


def test_the_suite_is_whole() -> None:
    assert sum(len(cases(name)) for name in FILES) > 6000


def encoding_cases(path: Path) -> list[tuple[bytes, str]]:
    """Pages and the encoding that each is to be read in."""
    found = []
    for case in re.split(rb"(?:\A|\n\n)#data\n", path.read_bytes())[1:]:
        data, _, encoding = case.partition(b"\n#encoding\n")
        found.append((data, encoding.strip().decode("ascii")))
    return found


@pytest.mark.parametrize("name", ["tests1.dat", "tests2.dat", "test-yahoo-jp.dat"])
def test_encodings(name: str) -> None:
    found = encoding_cases(SUITE / "encoding" / name)
    assert found
    wrong = [
        f"{data[:200]!r}: {_core.sniff_encoding(data)}, not {expected}"
        for data, expected in found
        if _core.sniff_encoding(data).lower() != expected.lower()
    ]
    assert not wrong, "\n".join(wrong)
