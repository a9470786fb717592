"""`python -m bench [NAME…]`: run the benchmarks and rewrite RESULTS.md (all of them, or the named sections)."""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import re
import sys
from pathlib import Path

from bench import DATA, ROOT

SECTIONS = (
    "extraction",
    "hostile",
    "placement",
    "wild",
    "index",
    "readers",
    "pagerank",
    "rank",
    "names",
    "adjacency",
    "exports",
    "web",
    "judging",
)
RESULTS = ROOT / "bench" / "RESULTS.md"


def _machine() -> str:
    model = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.processor(),
    )
    return f"{model}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def _sections(text: str) -> dict[str, str]:
    parts = re.split(r"<!-- section: (\w+) -->\n", text)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def main() -> int:
    """Run what is asked for; sections that were not run keep their former text."""
    arguments = argparse.ArgumentParser(prog="python -m bench")
    arguments.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(SECTIONS)}; all if none")
    names = arguments.parse_args().names or list(SECTIONS)
    if not DATA.is_dir():
        print(f"The benchmarks need the real pages in {DATA}; they are not part of this repository.", file=sys.stderr)
        return 1
    sections = _sections(RESULTS.read_text()) if RESULTS.exists() else {}
    for name in names:
        print(f"{name} …", file=sys.stderr, flush=True)
        sections[name] = importlib.import_module(f"bench.{name}").run().strip() + "\n\n"
        body = "".join(f"<!-- section: {n} -->\n{sections[n]}" for n in SECTIONS if n in sections)
        RESULTS.write_text(
            f"# Results\n\nMade by `make bench`; nothing here is written by hand. {_machine()}. The machine is shared: trust ratios.\n\n{body}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
