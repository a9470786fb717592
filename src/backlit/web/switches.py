"""Filters at hand above a list: one of several is on, or none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlit.web.question import Question

Offer = tuple[str, tuple[str, ...]]
"""What a switch is called, and the filters that it is."""


@dataclass(frozen=True, slots=True)
class Switch:
    """A switch: its name, the address that turns it (on: to nothing), and whether it is on."""

    name: str
    address: str
    on: bool


def switches(question: Question, offered: Sequence[Offer]) -> list[Switch]:
    """The switches for a question; filters that are none of them stay as they are."""
    known = {text for _, texts in offered for text in texts}
    filters = question.many("filter")
    others = [text for text in filters if text not in known]
    chosen = {text for text in filters if text in known}
    return [
        Switch(
            name,
            question.having(filter=others if chosen == set(texts) else [*others, *texts]).address(),
            chosen == set(texts),
        )
        for name, texts in offered
    ]
