"""The same path on several referring domains."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.assess.webs import link, page, subjects, words

if TYPE_CHECKING:
    from tests.assess.signals.conftest import Ask

DOMAINS = ("a.example", "b.example", "c.example")


def web(path: str, domains: tuple[str, ...] = DOMAINS) -> dict[str, str]:
    return {
        f"https://{name}{path}": page(f"<p>{words(name)} {link('https://lamps.example/')}</p>", title=name)
        for name in domains
    }


@pytest.mark.parametrize("path", ["/2024/12/what-brightness-means-for-a-cable-set/", "/" + "港の自転車灯の明るさの話"])
def test_a_rare_path_on_three_domains(ask: Ask, path: str) -> None:
    found = ask("path_repeated", web(path))
    assert len(subjects(found)) == 3
    assert found[0]["count"] == 2


@pytest.mark.parametrize(
    "path", ["/", "/blog/", "/links", "/index.php", "/2024/05/18/", "/about-us.html", "/wp/links/"]
)
def test_a_common_path_says_nothing(ask: Ask, path: str) -> None:
    assert ask("path_repeated", web(path)) == []


def test_two_domains_are_too_few(ask: Ask) -> None:
    assert ask("path_repeated", web("/what-brightness-means-for-a-cable-set", DOMAINS[:2])) == []
