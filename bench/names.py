"""Names to ids against Polars' Categorical: 16 million edges told in host names, so 32 million names of about a million hosts.

Names repeat as on the web (Zipf). Both get the same Arrow strings and one thread; both answer with ids and the distinct names.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

from bench import ROOT
from bench.measure import Claim, claims_table

EDGES, HOSTS, ROUNDS = 16_000_000, 1_000_000, 3


def _measure() -> dict[str, float]:
    """In a process of its own: the number of Polars' threads is read when it is loaded."""
    import numpy as np
    import polars as pl
    import pyarrow as pa

    from backlit import _core
    from bench.measure import interleaved

    dice = np.random.default_rng(3)
    words = np.array(["news", "shop", "blog", "archive", "static", "forum", "wiki", "photos"])
    hosts = pa.array(
        [f"{words[n % 8]}{n * 7919 % 99991}.site{n // 3}.{'com' if n % 5 else 'co.uk'}" for n in range(HOSTS)], pa.large_string()
    )
    place = dice.permutation(HOSTS)
    ends = [hosts.take(pa.array(place[dice.zipf(1.15, EDGES) % HOSTS])) for _ in range(2)]
    series = [pl.Series(end) for end in ends]

    def ours() -> int:
        names = _core.Names()
        for end in ends:
            pa.table(names.ids(end))
        pa.table(names.names())
        return len(names)

    def polars() -> int:
        joined = pl.concat(series).cast(pl.Categorical)
        joined.to_physical()
        return len(joined.cat.get_categories())

    names = _core.Names()
    ids = np.concatenate([pa.table(names.ids(end)).column(0).to_numpy() for end in ends])
    listed = pa.table(names.names()).column(0).combine_chunks()
    for end, part in zip(ends, np.split(ids, 2), strict=True):
        assert listed.take(pa.array(part)).equals(end), "an id does not lead back to its name"
    times = interleaved({"ours": ours, "polars": polars}, ROUNDS)
    return {
        "ratio": times["ours"].times_faster_than(times["polars"]),
        "ours": times["ours"].median_cpu,
        "polars": times["polars"].median_cpu,
        "distinct": len(listed),
    }


def run() -> str:
    """The section of RESULTS.md."""
    environment = os.environ | {"POLARS_MAX_THREADS": "1"}
    made = subprocess.run(
        [sys.executable, "-m", "bench.names"], cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    told = json.loads(made.stdout)
    claims = [
        Claim("names to ids, verified, against Polars' Categorical", "at least 3 times", f"{told['ratio']:.2f} times", told["ratio"] >= 3),
        Claim("the same", "aim at 6 times", f"{told['ratio']:.2f} times", told["ratio"] >= 6),
    ]
    return (
        f"## Names to ids\n\n{2 * EDGES / 1e6:.0f} million host names, {told['distinct']:,} different ones, one thread, CPU seconds "
        f"(medians of {ROUNDS} rounds, interleaved). Ours {told['ours']:.2f} s, {2 * EDGES / told['ours'] / 1e6:.1f} million names a "
        f"second; Polars {told['polars']:.2f} s. Every id was checked to lead back to its name.\n\n{claims_table(claims)}"
    )


if __name__ == "__main__":
    print(json.dumps(_measure()))
