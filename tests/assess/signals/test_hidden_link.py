"""Links that readers cannot see."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.assess.webs import link, page, subjects

if TYPE_CHECKING:
    from tests.assess.signals.conftest import Ask

LAMPS = "https://lamps.example/"
HIDING = ("style='display:none'", "hidden", "style='position:absolute;left:-9999px'", "style='font-size:0'")


@pytest.mark.parametrize("how", HIDING)
def test_a_hidden_link_in_the_text(ask: Ask, how: str) -> None:
    found = ask("hidden_link", {"https://a.example/": page(f"<p>Text <span {how}>{link(LAMPS)}</span> text.</p>")})
    assert subjects(found) == ["https://a.example/"]


def test_a_menu_that_opens_on_a_click(ask: Ask) -> None:
    menu = f"<nav><ul style='display:none'><li>{link(LAMPS)}</ul></nav>"
    assert ask("hidden_link", {"https://a.example/": page("<p>Text.</p>", outside=menu)}) == []


def test_a_link_that_is_seen(ask: Ask) -> None:
    assert ask("hidden_link", {"https://a.example/": page(f"<p>Text {link(LAMPS)}.</p>")}) == []
