"""Inputs made to be slow: each must cost time in proportion to its size, under 100 ms of CPU a megabyte.

The table is that of quadratic scans found in real parsers: deep nesting, many attributes, mis-nested formatting,
comment and script openers that never close, a long base address that multiplies the output. Two sizes, four times
apart, show the growth.
"""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

from backlit import _core
from bench.measure import Claim, claims_table

if TYPE_CHECKING:
    from collections.abc import Callable

HOSTILE: dict[str, Callable[[int], str]] = {
    "nested div": lambda n: "<div>" * n,
    "nested div with links": lambda n: "<div><a href=/x>y</a>" * n,
    "attributes on one tag": lambda n: "<p " + " ".join(f"a{i}=1" for i in range(n)) + ">",
    "attributes on one link": lambda n: "<a " + " ".join(f"a{i}=1" for i in range(n)) + " href=/x>y</a>",
    "mis-nested formatting": lambda n: "<a href=/x><b><i></a>" * n,
    "only <": lambda n: "<" * n,
    "only &": lambda n: "&" * n,
    "&#": lambda n: "&#" * n,
    "comment openers": lambda n: "<!--" * n,
    "comment dashes": lambda n: "<!--" + "-" * n,
    "doctype openers": lambda n: "<!" * n,
    "script openers within a script comment": lambda n: "<script><!--" + "<script>" * n,
    "dashes within a script comment": lambda n: "<script><!--" + "--<" * n,
    "unclosed script ends": lambda n: "<script>" + "</scrip" * n,
    "unclosed title ends": lambda n: "<title>" + "</titl" * n,
    "unclosed quote": lambda n: '<a href="' + "x" * n,
    "unclosed quotes, many": lambda n: '<a href="x>' * n,
    "stray ends of p": lambda n: "</p>" * n,
    "stray ends of div": lambda n: "<p>" + "</div>" * n,
    "open links": lambda n: "<a href=/x>y" * n,
    "svg links": lambda n: "<svg><a xlink:href=/x>" * n,
    "CDATA openers": lambda n: "<svg>" + "<![CDATA[" * n,
    "templates": lambda n: "<template>" * n,
    "NULs": lambda n: "\0" * n,
    "meta refreshes": lambda n: "<meta http-equiv=refresh content='0;url=/x'>" * n,
    "bases": lambda n: "<base href=/x>" * n,
    "white space": lambda n: "<a href=/x>" + " " * n + "</a>",
    "class words": lambda n: '<div class="' + "nav " * n + '"><a href=/x>y</a>',
    "long base, many relative links": lambda n: (
        f"<base href=https://a.example/{'p' * min(n, 50_000)}/>" + "<a href=y>z</a>" * (n // 8)
    ),
    "dot segments": lambda n: f"<a href={'../' * n}x>y</a>",
}
SIZE = 500_000


def _seconds(page: bytes) -> float:
    times = []
    for _ in range(3):
        start = time.process_time()
        _core.extract_page(page, "https://page.example/a/b")
        times.append(time.process_time() - start)
    return statistics.median(times)


def _page(make: Callable[[int], str], size: int) -> bytes:
    unit = max(1, len(make(1000)) // 1000)
    return make(size // unit).encode()


def run() -> str:
    """Measure; give the section of RESULTS.md."""
    rows, worst, growth = [], 0.0, 0.0
    for name, make in HOSTILE.items():
        small, large = _page(make, SIZE), _page(make, 4 * SIZE)
        a, b = _seconds(small), _seconds(large)
        rate = 1000 * b / (len(large) / 1e6)
        grown = (b / len(large)) / (a / len(small)) if a > 0.0005 else 1.0
        worst, growth = max(worst, rate), max(growth, grown)
        rows.append(f"| {name} | {len(large) / 1e6:.1f} | {rate:.1f} | {grown:.2f} |")
    claims = claims_table(
        [
            Claim("slowest hostile input, ms a megabyte", "under 100", f"{worst:.1f}", worst < 100),
            Claim(
                "largest growth of cost a byte when the input is four times as large",
                "about 1 (under 2)",
                f"{growth:.2f}",
                growth < 2,
            ),
        ]
    )
    table = "\n".join(["| input | MB | ms a MB | cost a byte at 4n over n |", "| --- | ---: | ---: | ---: |", *rows])
    return f"## Hostile inputs\n\n{claims}\n\n{table}\n"
