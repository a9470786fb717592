"""The surfer's table is whole: every word of the vocabulary has its likelihood, between 0 and 1."""

from __future__ import annotations

from backlit import model
from backlit.graph.surfer import surfer_table


def test_every_placement_kind_and_rel_has_a_share() -> None:
    table = surfer_table()
    assert set(table["placement"]) == set(model.PLACEMENTS)
    # Forms, redirects and what stands in the head of a page are no links that a visitor takes.
    assert set(table["kind"]) == set(model.KINDS) - {"form", "redirect", "canonical", "alternate", "rss"}
    assert set(table["pass"]) == {"followed", "nofollow", "sponsored", "ugc"}
    shares = [share for name in ("placement", "kind", "pass") for share in table[name].values()]
    assert all(0 <= share <= 1 for share in shares)


def test_a_link_in_the_text_is_likelier_than_one_in_the_furniture() -> None:
    placement = surfer_table()["placement"]
    assert placement["main"] == max(placement.values())
    assert placement["footer"] < placement["main"]
