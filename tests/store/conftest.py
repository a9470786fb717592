"""Crawls and homes that several tests start from; made once, copied by whoever writes into them."""

import multiprocessing
import shutil

import pytest
from tests.store.crawls import FIRST, SECOND, THIRD, write_crawl

from backlit import store


@pytest.fixture(scope="session")
def crawl_files(tmp_path_factory):
    """Three crawls of the same pages, a month apart."""
    folder = tmp_path_factory.mktemp("crawls")
    return [
        write_crawl(folder / f"crawl-{seed}.warc.gz", when, seed)
        for seed, when in enumerate((FIRST, SECOND, THIRD), start=1)
    ]


@pytest.fixture(scope="session")
def homes_made(tmp_path_factory, crawl_files):
    """Homes that hold the first one, two and three of the crawls, in this order, never folded."""
    made = []
    for count in (1, 2, 3):
        home = store.open_home(tmp_path_factory.mktemp("homes") / str(count))
        for file in crawl_files[:count]:
            store.import_files(home, [file], jobs=1)
        made.append(home)
    return made


@pytest.fixture
def home_with(tmp_path, homes_made):
    """A home of one's own that holds the first so many crawls."""

    def make(count, name="home"):
        return store.open_home(shutil.copytree(homes_made[count - 1].path, tmp_path / name))

    return make


@pytest.fixture(scope="session")
def processes():
    """Processes that start fast and without the threads of this one: forked from a server that has loaded Backlit."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["backlit.store", "pyarrow.parquet"])
    return context
