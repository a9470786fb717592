"""The sample web, imported and rated, for the tests of what rests on ratings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import backlit
from backlit.sample import build

if TYPE_CHECKING:
    from pathlib import Path


def rated(folder: Path) -> backlit.Index:
    """An index of both crawls, with ratings."""
    sample = build(folder)
    index = backlit.open(folder / "home")
    index.import_files(sample.crawls)
    index.rank()
    return index


def domains(index: backlit.Index) -> list[str]:
    return [row["domain"] for row in index.sql("SELECT domain FROM domains ORDER BY domain")]
