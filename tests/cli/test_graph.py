"""The commands about the graph as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.warc_by_hand import Command


@pytest.mark.parametrize("form", ["webgraph", "edges", "graphml"])
def test_the_graph_is_written(run: Command, tmp_path: Path, form: str) -> None:
    done = run("graph", "export", "--format", form, str(tmp_path / "out"))
    assert (done.code, done.err) == (0, "")
    assert all(str(file) in done.out for file in (tmp_path / "out").iterdir())


def test_ranks_are_taken_and_compared(run: Command, tmp_path: Path) -> None:
    ranks = tmp_path / "ranks.txt"
    ranks.write_text("#harmonicc_pos\t#harmonicc_val\t#pr_pos\t#pr_val\t#host_rev\n1\t2.0\t1\t0.5\ttest.shop\n")
    done = run("graph", "import", "--ranks", str(ranks))
    assert done.code == 0
    assert "1 of our" in done.out
    ranks.write_text("nonsense\n")
    bad = run("graph", "import", "--ranks", str(ranks))
    assert bad.code == 1
    assert f"{ranks}, line 1" in bad.err


def test_what_cannot_be_is_refused(run: Command, tmp_path: Path) -> None:
    assert run("graph", "export", "--format", "dot", str(tmp_path / "out")).code == 2
    assert run("graph", "import").code == 2
