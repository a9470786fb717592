"""The rule of the house: who may know whom, and how long a module may be.

Each room lists the rooms that it may import from. The core is below all of them. A module that is imported by its
dotted name counts as its room: `backlit.report.filters` is `report`.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "backlit"

ALLOWED: dict[str, set[str]] = {
    "model": set(),
    "urls": {"model"},
    "sources": {"model", "urls"},
    "crawl": {"model", "urls"},
    "store": {"model"},
    "graph": {"model", "store"},
    "assess": {"model", "graph", "store"},
    "report": {"model", "urls", "sources", "crawl", "store", "graph", "assess"},
    "outreach": {"model", "urls", "report", "state"},
    "monitor": {"model", "urls", "report", "state"},
    "index": {
        "model",
        "urls",
        "sources",
        "crawl",
        "store",
        "graph",
        "assess",
        "report",
        "outreach",
        "monitor",
        "state",
    },
    "cluster": {"model", "urls", "sources", "store", "graph"},
    "state": {"model"},
    "cli": {"model", "index", "state", "web", "report.text"},
    "web": {"model", "index", "state", "report.text"},
    "mcp": {"model", "index", "state", "report.text"},
    "sample": {"model", "urls", "index", "cli"},
}
"""`urls` takes the scopes from the vocabulary; the faces show strangers' text by the one rule for it."""

MODULES = sorted(SOURCE.rglob("*.py"))


def room(name: str) -> str:
    return name.split(".")[1] if "." in name else ""


def imported(path: Path) -> set[str]:
    """The dotted names below `backlit` that a module imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written whole"
            base = node.module or ""
            found |= {f"{base}.{alias.name}" for alias in node.names} if base == "backlit" else {base}
    return {name for name in found if name.split(".")[0] == "backlit" and not name.startswith("backlit._core")}


def allowed(own: str, name: str) -> bool:
    if name == "backlit":
        # The public names, which are those of the index.
        return "index" in ALLOWED[own] or own == ""
    if room(name) == own:
        return True
    return any(name == f"backlit.{other}" or name.startswith(f"backlit.{other}.") for other in ALLOWED[own])


def of_room(path: Path) -> str:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return "" if parts == ("__init__",) else parts[0]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_room_knows_only_the_rooms_before_it(path: Path) -> None:
    own = of_room(path)
    if own == "":
        return  # the package itself gathers the public names
    assert own in ALLOWED, f"{own} is no room of the house"
    public = {"backlit.schema", "backlit.extract", "backlit.open"}
    wrong = sorted(name for name in imported(path) - public if not allowed(own, name))
    assert not wrong, f"{path.relative_to(SOURCE)} may not know {', '.join(wrong)}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_module_is_no_longer_than_400_lines(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 400


def test_the_rule_finds_what_it_forbids(tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text("def f():\n    from backlit.report import query\n    import backlit.cli.table\n")
    assert imported(bad) == {"backlit.report", "backlit.cli.table"}
    assert not allowed("store", "backlit.report")
    assert not allowed("cli", "backlit.report.query")
    assert allowed("cli", "backlit.report.text")
    assert not allowed("model", "backlit.urls")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_every_module_says_why_it_is_there(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), path
