"""What landmark tags alone say: the plain rule to beat, by a tree that is not ours."""

from __future__ import annotations

import pyarrow.parquet as pq
from selectolax.lexbor import LexborHTMLParser

from bench.placement import learn


def landmarks_say_main() -> tuple[list[bool], list[bool]]:
    """For each labelled link: whether people call it main, and whether its nearest landmark is `main` or `article`."""
    found: dict[str, list[bool]] = {}
    for url, body in learn.pages():
        main: dict[int, bool] = {}
        tree = LexborHTMLParser(body)
        for landmark in tree.css("nav, header, footer, aside, main, article"):
            for link in landmark.css("a[href]"):
                main[link.mem_id] = landmark.tag in ("main", "article")
        found[url] = [main.get(link.mem_id, False) for link in tree.css("a[href]")]
    labels: list[bool] = []
    said: list[bool] = []
    for row in pq.read_table(learn.DATA / "labels.parquet").to_pylist():
        page = found[row["page_url"].strip()]
        labels.append(row["label"] == "main")
        said.append(row["a_index"] < len(page) and page[row["a_index"]])
    return labels, said
