"""The demonstration behind `make demo`: from archives and exports to the profile of a site, and to the app.

It runs the commands that anybody would type, by the command line's own functions, and shows each before it runs. On a
terminal it ends by serving the app; elsewhere it only says how.
"""

import shlex
import sys
from pathlib import Path

from backlit.cli import main as backlit
from backlit.index import open as open_index
from backlit.sample.build import build

SITE = "harbourlight.example"
"""The site whose profile is shown: a small maker of bicycle lamps."""
APP = f"http://127.0.0.1:8321/overview?target={SITE}"
"""Where the app shows the same profile."""
PROGRAM = Path(".venv/bin/backlit")
"""Where `make` installs the command; elsewhere it is looked for as every command is."""

PROJECTS = {
    "lamps": (
        "project", "add", "lamps", "--target", SITE, "--brand", "Harbourlight", "--term", "bicycle lamp",
        "--competitor", "brightspoke.example", "--competitor", "lumenwheel.example",
    ),
    "cheap": (
        "project", "add", "cheap", "--target", "bestcheaplamps.test", "--brand", "Best Cheap Lamps",
        "--term", "cheap bike lights", "--term", "bike lights",
    ),
}  # fmt: skip
"""The sites whose links are judged, by the name of their project: the maker of lamps, and one that buys its links."""

NEXT = (
    ("who links, best first", ("referring-domains", SITE)),
    (
        "its followed links from main text",
        ("backlinks", SITE, "--filter", "rel=followed", "--filter", "placement=main", "--limit", "20"),
    ),
    ("everything that it lost, and why", ("backlinks", SITE, "--history", "lost", "--limit", "0")),
    ("the profile of a competitor", ("overview", "brightspoke.example")),
    (
        "links that a vendor lists and that were not there when we looked",
        ("backlinks", SITE, "--history", "lost", "--filter", "reported=true"),
    ),
    ("ratings of a vendor beside ours", ("referring-domains", SITE, "--metrics", "ahrefs.domain_rating")),
    ("what was imported, row by row refused", ("imports",)),
    ("a site whose anchors look bought", ("anchors", "cheap", "--classes")),
    ("what fired for a domain, and why", ("findings", "cheap", "--filter", "source_domain=bikegearnotes.test")),
    ("whether a profile looks natural", ("profile", "lamps")),
    ("why a page does not move", ("diagnose", f"https://www.{SITE}/")),
    ("what strangers write to do harm, shown and not obeyed", ("backlinks", "besieged.example", "--limit", "20")),
    ("the index in SQL", ("sql", "SELECT lost_reason, count(*) AS links FROM links GROUP BY ALL ORDER BY ALL")),
)


def demo(folder: Path = Path("demo")) -> int:
    """Build the sample web into `folder`, import crawls and exports into `folder/backlit-data`, show a profile, serve.

    The exit code of the first command that fails, else 0. The app is served on a terminal only, until Ctrl-C.
    """
    sample = build(folder)
    home = str(folder / "backlit-data")
    print(
        f"An invented web of 65 sites is in {folder}/: crawled in March and April 2026, with four vendors' exports.\n"
    )
    # Each crawl is an import of its own: what is new and lost is told since the start of the newest crawl.
    seeds = _seeds(folder, sample.truth.sites.to_pylist())
    steps = (
        *(("import", str(path)) for path in sample.crawls),
        ("rank", "--seeds", str(seeds)),
        ("overview", SITE),
        ("changes", SITE, "--limit", "12"),
        # What others say comes after what was seen: the profile above is that of the crawls alone.
        ("import-export", str(folder / f"{SITE}-*.csv")),
        ("sources", SITE),
        ("traffic", SITE, "--limit", "12"),
        # Last, as its sites are linked with no other: what strangers write to do harm.
        ("import", str(sample.hostile)),
        ("rank", "--seeds", str(seeds)),
        *(step for name, step in PROJECTS.items() if name not in _projects(home)),
        ("assess",),
        ("quality", "lamps", "--limit", "8"),
        ("risk", "cheap"),
    )
    for step in steps:
        print(f"$ {_typed(home, step)}", flush=True)
        code = backlit(["--home", home, *step])
        if code:
            return code
        print(flush=True)
    print("Try next:")
    for what, step in NEXT:
        print(f"\n  # {what}\n  {_typed(home, step)}")
    serve = ("serve",)
    print(f"\nThe app on the sample web:\n\n  {_typed(home, serve)}\n  {APP}\n", flush=True)
    return backlit(["--home", home, *serve]) if sys.stdout.isatty() else 0


def _projects(home: str) -> set[str]:
    """The projects that an earlier demonstration made."""
    return {str(name) for name in open_index(home).projects().table.column("name").to_pylist()}


def _seeds(folder: Path, sites: list[dict[str, str]]) -> Path:
    """Write every other of the sites that are trusted by the sample's truth into a file: where trust begins."""
    trusted = sorted(site["domain"] for site in sites if site["trusted"])
    file = folder / "seeds.txt"
    file.write_text("".join(f"{domain}\n" for domain in trusted[::2]), encoding="utf-8")
    return file


def _typed(home: str, step: tuple[str, ...]) -> str:
    program = str(PROGRAM) if PROGRAM.exists() else "backlit"
    return shlex.join([program, "--home", home, *step])
