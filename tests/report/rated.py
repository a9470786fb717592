"""What the tests of ratings ask of the sample web that is imported and rated."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import backlit


def domains(index: backlit.Index) -> list[str]:
    return [row["domain"] for row in index.sql("SELECT domain FROM domains ORDER BY domain")]
