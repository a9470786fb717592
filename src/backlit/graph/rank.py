"""Computing all ratings of an index: the settings, the seeds, the run, and what it came to.

The core reads the graphs from the arrays of the index and solves them (docs/scoring.md: every formula and its source);
the settings here are data and are kept with the ratings.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from backlit import _core, store
from backlit.graph.seeds import check_seeds, default_seeds
from backlit.graph.surfer import surfer_table
from backlit.store.progress import Listener, silent, steps

if TYPE_CHECKING:
    from collections.abc import Iterable

DAMPING = 0.85
"""The share of its worth that a page or domain passes on (Page, Brin 1998)."""
PRECISION = 1e-10
"""The largest error of all ratings together, as a share of their sum."""

EDITORIAL: dict[str, Any] = {
    "kinds": ["text", "image", "area"],
    "excluded_placements": ["navigation", "footer", "comments"],
    "excluded_rels": ["nofollow", "sponsored", "ugc"],
    "hidden": False,
}
"""Which links make an arc between domains: those that somebody chose to set."""


class RankError(ValueError):
    """Ratings cannot be computed so; the message names the setting and what it may be."""


@dataclass(frozen=True, slots=True)
class RankReport:
    """What was rated, and what it cost.

    `linked_domains` and `linked_pages` are those with any arc. `coverage` is the share of all worth that lies on
    domains which trust reaches, 0 to 1. `passes` are sweeps over all arcs, by what was solved; `seconds` by step.
    `seeds` names those that the index knows are counted in `seeds_found`.
    """

    domains: int
    linked_domains: int
    domain_arcs: int
    pages: int
    linked_pages: int
    page_arcs: int
    seeds: int
    seeds_found: int
    coverage: float
    passes: dict[str, float]
    seconds: dict[str, float]


def settings(damping: float = DAMPING, precision: float = PRECISION) -> dict[str, Any]:
    """All settings of ratings, as the core takes them. Raises RankError for a number out of its range."""
    if not 0 < damping < 1:
        raise RankError(f"The damping is {damping:g}; it is a share between 0 and 1, such as {DAMPING}.")
    if not 1e-14 < precision < 1e-2:
        raise RankError(f"The precision is {precision:g}; it lies between 1e-14 and 1e-2, such as {PRECISION:g}.")
    return {"damping": damping, "precision": precision, "domain": EDITORIAL, "surfer": surfer_table()}


def rank(
    home: store.Home,
    *,
    seeds: Iterable[str] | None = None,
    damping: float = DAMPING,
    precision: float = PRECISION,
    jobs: int | None = None,
    listener: Listener = silent,
) -> RankReport:
    """Compute all ratings and make them the current ones.

    `seeds` are names of domains (default: the list that ships with Backlit). Raises RankError, SeedsError, and what
    `store.publish_ratings` raises; the ratings are then as they were before.
    """
    text = json.dumps(settings(damping, precision), sort_keys=True)
    names = default_seeds() if seeds is None else check_seeds(tuple(seeds))
    digest = hashlib.blake2b("\n".join((text, *names)).encode(), digest_size=16).hexdigest()
    threads = jobs or os.cpu_count() or 1

    def compute(snapshot: _core.Snapshot, folder: str, heard: Listener) -> dict[str, Any]:
        return _core.rank(snapshot, folder, text, names, threads, steps("rank", heard))

    told = store.publish_ratings(home, compute, settings=digest, listener=listener)
    return RankReport(**{**told, "seeds": len(names), "seeds_found": told["seeds"]})
