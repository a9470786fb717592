"""The sample web as an index, with both crawls, ratings and the exports; and a client of the app over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

import backlit
from backlit.model.judgement import Project
from backlit.state import State, memory_state
from backlit.web import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from backlit.sample import SampleWeb

SITE = "harbourlight.example"


@pytest.fixture(scope="session")
def sample_home(sample: SampleWeb, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index of the sample web. Tests that write make a copy of it."""
    index = backlit.open(tmp_path_factory.mktemp("home") / "backlit-data")
    for crawl in sample.crawls:
        index.import_files([crawl])
    trusted = sorted(site["domain"] for site in sample.truth.sites.to_pylist() if site["trusted"])
    index.rank(seeds=trusted[::2])
    index.import_exports(list(sample.exports))
    index.sharing(people()).assess()
    return index.path


def people() -> State:
    """What people decided: a project about the sample's shop, whose links are judged in `sample_home`."""
    state = memory_state()
    state.projects.add(Project("lamps", SITE, brands=("Harbourlight",), terms=("bicycle lamp", "hub dynamo")))
    return state


@pytest.fixture(scope="session")
def index(sample_home: Path) -> backlit.Index:
    return backlit.open(sample_home).sharing(people())


@pytest.fixture
def client(index: backlit.Index) -> Iterator[TestClient]:
    """A client on this machine that has a page of the app open, as the person's browser has."""
    headers = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}
    with TestClient(create_app(index, people()), base_url="http://127.0.0.1:8321", headers=headers) as made:
        made.get("/help")
        yield made
