"""The reasonable surfer's table: how likely each link of a page is taken (US patent 7,716,225).

The numbers are data, in `data/surfer.toml`, each with its reason; ratings keep the table that they were computed with.
"""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any


def surfer_table() -> dict[str, Any]:
    """The table that ships with Backlit, in the form that the core takes: see `data/surfer.toml`."""
    return tomllib.loads(files("backlit.graph").joinpath("data/surfer.toml").read_text(encoding="utf-8"))
