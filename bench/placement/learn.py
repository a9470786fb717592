"""Learns the trees of `core/src/html/placement/trees.rs` from labelled links, and measures them by cross-validation.

Why it exists: whether a link stands in the main text is decided by a few small trees over measures that the core takes.
The measures come from the core itself (the example `placement_features`), so what is learned is what is decided. Links
of one host are never on both sides of a split. Run from the repository's root:

    cargo build --release -p backlit-core --no-default-features --example placement_features
    pip install --group bench
    python bench/placement/learn.py            # cross-validation only
    python bench/placement/learn.py --write    # and rewrite the table

The method is gradient-boosted trees (Friedman 2001; LightGBM). The labels are those of `../shared/data/placement`.
"""

import struct
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from urllib.parse import urlsplit

import lightgbm
import numpy as np
import pyarrow.parquet as pq
from fastwarc.warc import ArchiveIterator
from sklearn.metrics import f1_score, precision_score, recall_score
from sklearn.model_selection import GroupKFold

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data" / "placement"
CORE = ROOT / "target" / "release" / "examples" / "placement_features"
TABLE = ROOT / "core" / "src" / "html" / "placement" / "trees.rs"
DEPTH = 3
TREES = 60
# Where precision and recall of cross-validated links are about even.
THRESHOLD = 0.42


def pages():
    """Address and body of each labelled page."""
    with (DATA / "pages.warc.gz").open("rb") as archive:
        for record in ArchiveIterator(archive):
            yield record.headers["WARC-Target-URI"], record.reader.read()


def measures(fetched):
    """Features of the `a` links of each page, in their order."""
    fields = (field for url, body in fetched for field in (url.encode(), body))
    wire = b"".join(struct.pack("<I", len(field)) + field for field in fields)
    out = subprocess.run([CORE], input=wire, stdout=subprocess.PIPE, check=True).stdout
    width = int(subprocess.run([CORE, "width"], stdout=subprocess.PIPE, check=True).stdout) + 2
    found, at = {}, 0
    for url, _ in fetched:
        (count,) = struct.unpack_from("<I", out, at)
        rows = np.frombuffer(out, "<u4", count * width, at + 4).reshape(count, width)
        at += 4 + count * width * 4
        found[url] = np.ascontiguousarray(rows[rows[:, 0] <= 1, 2:]).view("<f4")
    return found


def labelled():
    """Features, label (1 for main) and host of each labelled link; `a_index` counts the `a` elements with an href."""
    found = measures(list(pages()))
    rows = defaultdict(list)
    for row in pq.read_table(DATA / "labels.parquet").to_pylist():
        url = row["page_url"].strip()
        if row["a_index"] < len(found[url]):
            rows["x"].append(found[url][row["a_index"]])
            rows["y"].append(row["label"] == "main")
            rows["host"].append(urlsplit(url).hostname or url)
    hosts = np.unique(rows["host"], return_inverse=True)[1]
    return np.array(rows["x"]), np.array(rows["y"], int), hosts


def learner(seed):
    """Make a model of a few small trees, not yet taught."""
    return lightgbm.LGBMClassifier(
        n_estimators=TREES, num_leaves=8, max_depth=DEPTH, learning_rate=0.12, min_child_samples=20, subsample=0.8,
        subsample_freq=1, colsample_bytree=0.5, reg_lambda=5, random_state=seed, verbose=-1, n_jobs=2,
    )  # fmt: skip


def validate(x, y, hosts):
    """How well links of unseen hosts are told, by three ways to part the hosts: F1, precision and recall of each."""
    for seed in (1, 2, 3):
        chance = np.zeros(len(y))
        for known, unseen in GroupKFold(10, shuffle=True, random_state=seed).split(x, groups=hosts):
            chance[unseen] = learner(seed).fit(x[known], y[known]).predict_proba(x[unseen])[:, 1]
        main = chance > THRESHOLD
        yield f1_score(y, main), precision_score(y, main), recall_score(y, main)


def complete(node, depth=0):
    """Spread a tree over full levels: the questions of each level from left to right, then the leaves."""
    if depth == DEPTH:
        return [], [node["leaf_value"]]
    if "leaf_value" in node:
        node = {"split_feature": 0, "threshold": np.inf, "left_child": node, "right_child": node}
    threshold = np.float32(node["threshold"])
    if threshold > node["threshold"]:
        threshold = np.nextafter(threshold, np.float32(-np.inf))
    sides = [complete(node[side], depth + 1) for side in ("left_child", "right_child")]
    below = [left + right for left, right in zip(sides[0][0], sides[1][0], strict=True)]
    return [[(node["split_feature"], threshold)], *below], sides[0][1] + sides[1][1]


def number(value):
    """Write a number as Rust does, as short as 32 bits allow."""
    return "f32::MAX" if not np.isfinite(value) else str(np.float32(value))


def write(model):
    """Rewrite the table of the core."""
    dumped = model.booster_.dump_model()
    lines = [
        "//! Made by bench/placement/learn.py: which links stand in the main text. Do not edit.",
        "",
        "/// A tree of three questions: features asked and thresholds (level by level), and what the eight leaves add.",
        "pub type Tree = ([u8; 7], [f32; 7], [f32; 8]);",
        "",
        "/// A link is main if its leaves add up to more.",
        f"pub const THRESHOLD: f32 = {number(np.log(THRESHOLD / (1 - THRESHOLD)))};",
        "",
        "/// The trees.",
        f"#[rustfmt::skip]\npub static TREES: [Tree; {len(dumped['tree_info'])}] = [",
    ]
    for tree in dumped["tree_info"]:
        levels, leaves = complete(tree["tree_structure"])
        questions = [question for level in levels for question in level]
        lines.append(
            f"    ([{', '.join(str(feature) for feature, _ in questions)}], "
            f"[{', '.join(number(threshold) for _, threshold in questions)}], [{', '.join(map(number, leaves))}]),"
        )
    TABLE.write_text("\n".join([*lines, "];", ""]))


if __name__ == "__main__":
    x, y, hosts = labelled()
    print(f"{len(y)} links, {y.sum()} main, {hosts.max() + 1} hosts")
    for f1, precision, recall in validate(x, y, hosts):
        print(f"ten folds over hosts: F1 {f1:.3f}, precision {precision:.3f}, recall {recall:.3f}")
    if "--write" in sys.argv:
        write(learner(0).fit(x, y))
