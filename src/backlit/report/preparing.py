"""Working out ahead what the next questions about a target will need: its links in order, and columns of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlit.report.rows import candidates

if TYPE_CHECKING:
    from backlit.report.query import Query
    from backlit.report.view import View

WORTH = 50_000
"""Links from which it is worth it; fewer are read while one blinks."""
OFTEN = (
    "pos", "state", "followed", "placement", "kind", "anchor", "source_domain", "first_seen", "last_seen", "nofollow",
    "sponsored", "ugc", "rel", "reported", "target_url", "source_title", "source_trust", "source_page_rating",
    "source_domain_rating", "source_language",
)  # fmt: skip
"""What filters and orders read most, most often first."""


def prepare(view: View, query: Query) -> None:
    """Reads the links at the target in their order, and these columns, one by one, so that nobody waits for all."""
    key = ("prepared", query.target.scope, query.target.text, query.history)
    if len(candidates(view, query, "backlinks")) < WORTH or not view.shelf.claim(key):
        return
    links = candidates(view, query, "backlinks", best=True)
    for name in OFTEN:
        view.column(links, name)
