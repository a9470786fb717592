"""The seven questions about a backlink, answered yes, no or unknown, each with its evidence.

The questions are those that published guides agree on; `model.judgement.QUESTIONS` has them. An answer is unknown where
what it needs was not seen: it is never taken for a no.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlit.model.judgement import QUESTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from backlit.assess.material import Material


def answer(material: Material) -> pa.Table:
    """A row a link: `link`, a column a question, and `source_traffic`."""
    asked = ", ".join(f"'unknown' AS {name}" for name in QUESTIONS)
    return material.sql(f"SELECT link, {asked}, NULL::DOUBLE AS source_traffic FROM links")


def evidence(row: Mapping[str, Any]) -> dict[str, str]:  # noqa: ARG001
    """What each answer of a judged link rests on, one sentence a question. `row` has the columns of `JUDGED`."""
    return dict.fromkeys(QUESTIONS, "not judged")
