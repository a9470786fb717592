"""A small web of invented sites, told look by look, with the oracle as its index."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from typing import TYPE_CHECKING

from tests.oracle import Oracle
from tests.segments import Link, Look, tables

import backlit
from backlit.report.view import View

if TYPE_CHECKING:
    from backlit.sample import SampleWeb

MARCH = [
    Look(
        "https://news.example/story",
        "2026-03-01T08:00:00",
        [
            Link("https://shop.test/", "the best lamps"),
            Link("https://shop.test/lamps#red", "red lamps", rel="sponsored nofollow"),
            Link("https://www.shop.test/old", "old page"),
            Link("https://news.example/", "home", placement="navigation"),
        ],
        title="A story",
    ),
    Look("https://news.example/", "2026-03-01T08:01:00", [Link("https://shop.test/", "lamps", placement="sidebar")]),
    Look(
        "https://blog.wiki.example/page",
        "2026-03-01T09:00:00",
        [
            Link("https://shop.test/", "=cmd()", kind="image", anchor_from="alt"),
            Link("https://news.example/story", "a story"),
        ],
    ),
    Look("https://gone.example/a", "2026-03-01T09:30:00", [Link("https://shop.test/lamps", "lamps")]),
    Look("https://unlooked.example/", "2026-03-01T09:40:00", [Link("https://shop.test/", "Lampen kaufen", rel="ugc")]),
    Look(
        "https://shop.test/",
        "2026-03-01T10:00:00",
        [
            Link("https://shop.test/lamps", "Lamps"),
            Link("https://www.shop.test/old", "Old"),
            Link("https://news.example/story", "in the news"),
        ],
        title="Shop",
    ),
    Look("https://shop.test/lamps", "2026-03-01T10:01:00", [Link("https://shop.test/deep", "Deep")], title="Lamps"),
    Look("https://shop.test/deep", "2026-03-01T10:02:00", [Link("https://shop.test/", "Home")], title="Deep"),
    Look("https://shop.test/island", "2026-03-01T10:03:00", [], title="Nobody links here"),
]
APRIL = [
    Look(
        "https://news.example/story",
        "2026-04-01T08:00:00",
        [
            Link("https://shop.test/", "the best lamps"),
            Link("https://shop.test/lamps", "red lamps", rel="sponsored nofollow"),
            Link("https://shop.test/new", "new lamps"),
        ],
        title="A story",
    ),
    Look("https://news.example/", "2026-04-01T08:01:00", [Link("https://shop.test/", "lamps", placement="sidebar")]),
    Look("https://blog.wiki.example/page", "2026-04-01T09:00:00", [], look="error", status=500),
    Look(
        "https://blog.wiki.example/page",
        "2026-04-01T11:00:00",
        [Link("https://shop.test/", "=cmd()", kind="image", anchor_from="alt")],
    ),
    Look("https://gone.example/a", "2026-04-01T09:30:00", [], look="not_found", status=404),
    Look("https://fresh.example/", "2026-04-01T09:50:00", [Link("https://shop.test/deep", "deep")]),
    Look("https://www.shop.test/old", "2026-04-01T10:00:00", [], look="not_found", status=404),
]


def view_of(oracle: Oracle) -> View:
    horizon = None if oracle.horizon is None else datetime.fromtimestamp(oracle.horizon, UTC)
    return View(oracle, horizon, horizon)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def view() -> View:
    """Two crawls of a small web."""
    return view_of(Oracle([("0001", *tables(MARCH)), ("0002", *tables(APRIL))]))


@pytest.fixture(scope="session")
def empty_view() -> View:
    """An index with nothing in it."""
    return view_of(Oracle([]))


@pytest.fixture(scope="session")
def rated(sample: SampleWeb, tmp_path_factory: pytest.TempPathFactory) -> backlit.Index:
    """An index of both crawls of the sample web, with ratings: not to be written to."""
    made = backlit.open(tmp_path_factory.mktemp("rated") / "home")
    made.import_files(sample.crawls)
    made.rank()
    return made


@pytest.fixture(scope="session")
def assessed(sample: SampleWeb, tmp_path_factory: pytest.TempPathFactory) -> backlit.Index:
    """An index of both crawls with ratings and judged projects: not to be written to.

    `lamps` is the honest maker, `buyer` buys its links, `lantern` spams comments, `nobody` has no links.
    """
    made = backlit.open(tmp_path_factory.mktemp("assessed") / "home")
    made.import_files(sample.crawls)
    made.rank(seeds=[site["domain"] for site in sample.truth.sites.to_pylist() if site["trusted"]])
    made.add_project("lamps", "harbourlight.example", brands=["Harbourlight"], terms=["bicycle lamp"])
    made.add_project("buyer", "bestcheaplamps.test", brands=["Best Cheap Lamps"], terms=["cheap bike lights"])
    made.add_project("lantern", "luckylantern.test", brands=["Lucky Lantern"], terms=["free spins"])
    made.add_project("nobody", "nobody-at-all.example")
    made.assess()
    return made


@pytest.fixture(scope="session")
def besieged(sample: SampleWeb, tmp_path_factory: pytest.TempPathFactory) -> backlit.Index:
    """An index of hostile pages alone, unrated, with a judged project: not to be written to."""
    made = backlit.open(tmp_path_factory.mktemp("besieged") / "home")
    made.import_files([sample.hostile])
    made.add_project("besieged", "besieged.example", terms=["<script>", "{{7*7}}"])
    made.assess()
    return made
