"""docs/exports.md against the code: every vendor, layout, column and field is there.

The tables are written by this module: `python tests/sources/exports/test_page.py --rewrite`.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from backlit.sources.exports import generic
from backlit.sources.exports.layout import FIELDS, TRAFFIC, Layout
from backlit.sources.exports.recognising import VENDORS

PAGE = Path(__file__).parents[3] / "docs" / "exports.md"
READINGS = {
    "text": "text", "url": "a web address", "flag": "yes or no", "word": "one of a few words", "date": "a date or time",
    "number": "a number",
}  # fmt: skip
RECORDS = {
    "link": "links", "domain": "counts of domains", "anchor": "counts of anchors", "page": "counts of pages",
    "traffic_page": "traffic of pages", "traffic_day": "traffic of days",
}  # fmt: skip


def layout_lines(layout: Layout, *, all_names: bool) -> list[str]:
    """One layout as a table."""
    doubt = f" In doubt: {layout.doubt}." if layout.doubt else ""
    lines = ["", f"### {layout.name}: {RECORDS[layout.record]}", ""]
    if doubt:
        lines += [doubt.strip(), ""]
    lines += ["| column | becomes |", "| --- | --- |"]
    for column in layout.columns:
        names = column.names if all_names else column.names[:1]
        told = ", ".join(f"`{name}`" for name in names)
        becomes = column.field or column.metric
        lines.append(f"| {f'**{told}**' if column.required else told} | {f'`{becomes}`' if becomes else 'kept'} |")
    return lines


def fields_lines() -> list[str]:
    known = {name: reading for name, reading in FIELDS.items() if name not in ("subject", "day")}
    lines = ["| field | read as |", "| --- | --- |"]
    lines += [f"| `{name}` | {READINGS[reading]} |" for name, reading in known.items()]
    lines += ["| `page` | a web address |", "| `date` | a date |"]
    return lines + [f"| `{name}` | a number |" for name in TRAFFIC]


def made(mark: str) -> str:
    """What stands below a mark of the page."""
    if mark == "fields":
        return "\n".join(fields_lines())
    vendor = mark.removeprefix("columns: ")
    layouts = generic.LAYOUTS if vendor == "generic" else VENDORS[vendor]
    told = [layout_lines(layout, all_names=vendor == "generic") for layout in layouts if layout.left_out is None]
    return "\n".join(line for lines in told for line in lines).strip("\n")


BLOCK = re.compile(r"<!-- (fields|columns: \w+) -->\n(.*?)<!-- end -->", re.DOTALL)


def rewritten(page: str) -> str:
    return BLOCK.sub(lambda match: f"<!-- {match[1]} -->\n{made(match[1])}\n<!-- end -->", page)


def test_the_tables_of_the_page_are_those_of_the_code() -> None:
    page = PAGE.read_text("utf-8")
    assert rewritten(page) == page, "python tests/sources/exports/test_page.py --rewrite"


def test_every_vendor_is_on_the_page() -> None:
    marks = {match[1] for match in BLOCK.finditer(PAGE.read_text("utf-8"))}
    assert marks == {"fields", "columns: generic", *(f"columns: {vendor}" for vendor in VENDORS)}


if __name__ == "__main__" and "--rewrite" in sys.argv:
    PAGE.write_text(rewritten(PAGE.read_text("utf-8")), "utf-8")
