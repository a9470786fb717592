"""The sample web with its crawls and exports in one index, made once."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from backlit.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from backlit.sample import SampleWeb


@pytest.fixture(scope="session")
def crawled(sample: SampleWeb, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of the two crawls."""
    home = tmp_path_factory.mktemp("crawled") / "home"
    for crawl in sample.crawls:
        assert main(["--home", str(home), "import", str(crawl)]) == 0
    return home


@pytest.fixture(scope="session")
def told(sample: SampleWeb, crawled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of the two crawls and of all exports: not to be written to."""
    home = shutil.copytree(crawled, tmp_path_factory.mktemp("told") / "home")
    assert main(["--home", str(home), "import-export", *map(str, sample.exports)]) == 0
    return home
