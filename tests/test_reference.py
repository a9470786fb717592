"""docs/reference.md against the code: every command, option and column is there, and nothing that is not.

The part about columns is written by this module: `python tests/test_reference.py --rewrite`.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

import backlit
from backlit import model
from backlit.cli import app
from backlit.report import (
    anchor_classes,
    anchors,
    backlinks,
    changes,
    compare,
    decisions,
    disavow,
    findings,
    growth,
    internal,
    mentions,
    network,
    outlinks,
    overview,
    pages,
    profile,
    quality,
    referring_domains,
    risk,
    rows,
    sources,
    traffic,
    traffic_series,
    types,
    words,
)
from backlit.report.filters import OPERATORS

PAGE = Path(__file__).parents[1] / "docs" / "reference.md"
MARK = "<!-- columns: made by tests/test_reference.py from the code; run it with --rewrite after a change -->\n"

REPORTS: dict[str, tuple[model.Column, ...]] = {
    "overview": overview.COLUMNS,
    "referring-domains": referring_domains.COLUMNS,
    "anchors": anchors.COLUMNS,
    "anchors --by word": words.COLUMNS,
    "growth": growth.COLUMNS,
    "compare": compare.COLUMNS,
    "network": network.COLUMNS,
    "pages": pages.COLUMNS,
    "outlinks --by domain": outlinks.COLUMNS_BY_DOMAIN,
    "outlinks --by page": outlinks.COLUMNS_BY_PAGE,
    "internal": internal.COLUMNS,
    "sources": sources.COLUMNS,
    "traffic": traffic.COLUMNS,
    "traffic --by month": traffic_series.COLUMNS,
    "mentions": mentions.COLUMNS,
    "quality": quality.TABLE.columns,
    "types": types.TABLE.columns,
    "anchors --classes": anchor_classes.TABLE.columns,
    "profile": profile.TABLE.columns,
    "risk": risk.TABLE.columns,
    "findings": findings.TABLE.columns,
    "decisions": decisions.TABLE.columns,
    "disavow": disavow.TABLE.columns,
    "disavow-diff": disavow.DIFFERENCE.columns,
    "disavow-check": disavow.CHECKED.columns,
}


def listed(columns: tuple[model.Column, ...]) -> list[str]:
    lines = ["| column | type | meaning |", "| --- | --- | --- |"]
    for column in columns:
        kind = f"{column.type}, null" if column.nullable else column.type
        lines.append(f"| `{column.name}` | {kind} | {column.told.replace('|', chr(92) + '|')} |")
    return lines


def columns_part() -> str:
    """The tables of columns, as the code has them."""
    lines: list[str] = []
    for table in backlit.schema():
        lines += ["", f"### Table `{table.name}`", "", f"A row is {table.row}.", "", *listed(table.columns)]
    lines += ["", "### Report `backlinks`", "", "The columns of `links`; with a grouping also:", ""]
    lines += listed((rows.LINKS_IN_GROUP,))
    for name, columns in REPORTS.items():
        lines += ["", f"### Report `{name}`", "", *listed(columns)]
    own = tuple(column for column in changes.COLUMNS if column not in model.LINKS.columns)
    lines += ["", "### Report `changes`", "", "The columns of `links`, and before them:", "", *listed(own)]
    for title, reasons in (("lost", model.LOST_REASONS), ("new", model.NEW_REASONS)):
        lines += ["", f"### Reasons of what is {title}", "", "| reason | meaning |", "| --- | --- |"]
        lines += [f"| `{reason}` | {meaning} |" for reason, meaning in reasons.items()]
    return "\n".join(lines).lstrip("\n") + "\n"


def told() -> str:
    return PAGE.read_text("utf-8")


def commands() -> list[str]:
    return [name for name in app if not name.startswith("-")]


def options(command: str) -> set[str]:
    """The options of a command, long names and short ones, but those that say no."""
    found: set[str] = set()
    below = [name for name in app[command] if not name.startswith("-")]
    for one in [app[command][name] for name in below] or [app[command]]:
        for argument in one.assemble_argument_collection():
            if argument.parameter.parse is not False:
                found |= {name for name in argument.names if name.startswith("-") and not name.startswith("--no-")}
    return found


def test_the_tables_of_columns_are_those_of_the_code() -> None:
    assert told().split(MARK)[1].strip() == columns_part().strip(), "python tests/test_reference.py --rewrite"


@pytest.mark.parametrize("command", commands())
def test_every_command_and_option_is_documented(command: str) -> None:
    assert f"`backlit {command}" in told()
    missing = [name for name in options(command) if f"`{name}`" not in told()]
    assert not missing


def test_nothing_is_documented_that_is_not_there() -> None:
    prose = told().split("## Columns")[0]
    assert set(re.findall(r"^\| `backlit ([a-z-]+)", prose, re.MULTILINE)) == set(commands())
    documented = set(re.findall(r"`(--?[a-z][a-z-]*)`", prose))
    known = {"--home", "--help", "-h", "--version"}.union(*(options(command) for command in commands()))
    denied = {f"--no-{name[2:]}" for name in known if name.startswith("--")}
    assert documented - denied == known


def test_every_operator_scope_history_grouping_and_format_is_documented() -> None:
    page = told()
    words = (
        *OPERATORS,
        *model.SCOPES,
        *model.HISTORIES,
        *model.GROUPS,
        "table",
        "json",
        "jsonl",
        "csv",
        "xlsx",
        "parquet",
    )
    missing = [word for word in words if f"`{word}`" not in page]
    assert not missing


def test_backlinks_have_every_column_of_the_model() -> None:
    assert model.LINKS.columns == backlinks.COLUMNS


if __name__ == "__main__" and "--rewrite" in sys.argv:
    PAGE.write_text(f"{told().split(MARK)[0]}{MARK}\n{columns_part()}", "utf-8")
