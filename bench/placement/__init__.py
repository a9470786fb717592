"""Where links stand: F1 of `main` on labelled links of real pages, by cross-validation over hosts."""

from __future__ import annotations

import statistics
import subprocess

from sklearn.metrics import f1_score

from bench import ROOT
from bench.measure import Claim, claims_table
from bench.placement import learn
from bench.placement.landmarks import landmarks_say_main


def run() -> str:
    """Measure; give the section of RESULTS.md."""
    build = ["cargo", "build", "--release", "--quiet", "-p", "backlit-core", "--no-default-features"]
    subprocess.run([*build, "--example", "placement_features"], cwd=ROOT, check=True)
    x, y, hosts = learn.labelled()
    folds = list(learn.validate(x, y, hosts))
    known = learn.learner(0).fit(x, y).predict_proba(x)[:, 1] > learn.THRESHOLD
    f1 = statistics.median(fold[0] for fold in folds)
    landmarks = f1_score(*landmarks_say_main())
    claims = [
        Claim("F1 of `main`, links of hosts that were not learned from", "at least 0.90", f"{f1:.3f}", f1 >= 0.9),
    ]
    rows = "\n".join(f"| {n} | {f:.3f} | {p:.3f} | {r:.3f} |" for n, (f, p, r) in enumerate(folds, 1))
    return f"""## Placement

{len(y):,} links that people labelled ({y.sum()} main) on pages of {hosts.max() + 1} hosts. Ten folds over hosts, three ways to part them; no host is on both
sides of a split.

{claims_table(claims)}

| parting | F1 | precision | recall |
| --- | ---: | ---: | ---: |
{rows}

On the links that it learned from, which says little: {f1_score(y, known):.3f}. Landmark tags alone: {landmarks:.3f}.
"""
