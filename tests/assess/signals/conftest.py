"""A web of a few pages, judged: what every test of a signal begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import pytest
from tests.assess.webs import TARGET, crawled, fired, material_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from tests.assess.webs import Crawl

    from backlit.assess.material import Material


class Ask(Protocol):
    """Asks a signal over pages of HTML; see `tests.assess.webs`."""

    def __call__(
        self,
        name: str,
        crawls: dict[str, str] | Iterable[Crawl],
        *,
        seeds: Iterable[str] = (),
        target: str = TARGET,
        project: dict[str, Any] | None = None,
        **given: str,
    ) -> list[dict[str, Any]]: ...


@pytest.fixture
def ask(tmp_path: Path) -> Iterator[Ask]:
    """`ask(signal, pages)`: what it finds among the links to lamps.example."""
    made: list[Material] = []

    def run(
        name: str,
        crawls: dict[str, str] | Iterable[Crawl],
        *,
        seeds: Iterable[str] = (),
        target: str = TARGET,
        project: dict[str, Any] | None = None,
        **given: str,
    ) -> list[dict[str, Any]]:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        material = material_of(crawled(folder, crawls, seeds=seeds), target, **(project or {}))
        made.append(material)
        return fired(material, name, **given)

    yield run
    for material in made:
        material.close()
