"""The link graph: ratings of domains and pages, and what they rest on.

`rank` computes all ratings of an index, `surfer` reads the table of link weights, `seeds` the lists of trusted
domains. The work itself is the core's; docs/scoring.md gives the formulas.
"""

from backlit.graph.rank import RankError, RankReport, rank
from backlit.graph.seeds import SeedsError, default_seeds, read_seeds
from backlit.graph.surfer import surfer_table

__all__ = ["RankError", "RankReport", "SeedsError", "default_seeds", "rank", "read_seeds", "surfer_table"]
