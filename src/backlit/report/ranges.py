"""What comparable targets of the index have: the columns of a range, and what is to be known about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from backlit.assess import read_rules
from backlit.model import Column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlit.report.judged import Judged

VERDICTS: dict[str, str] = {
    "usual": "as comparable targets have it",
    "above": "more than comparable targets have",
    "below": "less than comparable targets have",
    "unknown": "too few comparable targets, or nothing to compare",
}
"""How a value stands to the range of comparable targets."""

RANGE = (
    Column("low", "float64", "what all but a twentieth of comparable targets have at least; null: too few", True),
    Column("high", "float64", "what all but a twentieth of comparable targets have at most; null: too few", True),
    Column("comparables", "uint32", "comparable targets of the index that this was learned from"),
    Column("verdict", "word", "how it stands to them", words=tuple(VERDICTS)),
)
"""What comparable targets have."""


def compared(judged: Judged, aspects: Sequence[dict[str, Any]]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Facts and notes on the comparison: with whom, how many aspects are outside, and how many would be by chance."""
    rule = read_rules()["profile"]
    targets = pc.unique(judged.judgement.read("comparables").column("target")).to_pylist()
    known = [row for row in aspects if row["verdict"] != "unknown"]
    outside = [row["aspect"] for row in known if row["verdict"] != "usual"]
    facts = {
        "comparables": targets, "aspects": len(aspects), "compared": len(known), "outside": outside,
    }  # fmt: skip
    if not aspects:
        return facts, ("The project has no links: there is nothing to compare.",)
    if not known:
        few = f"{len(targets)} domains" if len(targets) != 1 else "1 domain"
        told = f"Only {few} of this index can be compared with the project, and a range needs {rule['least']:,}"
        return facts, (f"{told}: nothing is said to be usual or unusual.",)
    chance = (1 - (rule["high"] - rule["low"])) * len(known)
    told = f"{len(outside)} of {len(known)} aspects are outside what comparable targets have"
    told += f": {', '.join(outside)}" if outside else ""
    who = (
        f"Comparable are {len(targets)} domains of this index with {rule['factor']} times fewer to {rule['factor']} "
        "times more referring domains; as their brand counts the name of their domain."
    )
    return facts, (f"{told}. By chance alone it would be about {chance:.0f}.", who)
