"""The commands about the graph as files: `graph export`, `graph import`."""

from __future__ import annotations

from typing import Annotated, Literal

from cyclopts import App, Parameter

from backlit.cli import output
from backlit.cli.options import Home, UsageError, open_index


def export(
    folder: Annotated[str, Parameter(name="FOLDER")],
    /,
    *,
    format: Literal["webgraph", "edges", "graphml"] = "edges",  # noqa: A002 - the word users know
    level: Literal["domain", "page"] = "domain",
    home: Home,
) -> None:
    """Write the link graph for other tools.

    Parameters
    ----------
    folder
        Folder for the files, which is made if need be.
    format
        webgraph: the BV format of the WebGraph framework. edges: text files as Common Crawl's, with ranks if the index
        is rated. graphml: for drawing.
    level
        The graph of domains that Domain Rating rests on, or all links between pages that are not lost.

    """
    done = open_index(home).graph_export(folder, format=format, level=level)
    output.lines([f"{done.nodes:,} nodes, {done.edges:,} edges:", *(str(file) for file in done.files)])


def import_(
    *,
    vertices: Annotated[str | None, Parameter(show_default=False)] = None,
    edges: Annotated[str | None, Parameter(show_default=False)] = None,
    ranks: Annotated[str | None, Parameter(show_default=False)] = None,
    home: Home,
) -> None:
    """Take files of Common Crawl's domain graph as a prior, and tell how our ratings agree with theirs.

    Kept is what concerns the domains of the index. Ranks alone will do; edges need the vertices.

    Parameters
    ----------
    vertices
        The file …-domain-vertices.txt.gz.
    edges
        The file …-domain-edges.txt.gz: how many domains link to each.
    ranks
        The file …-domain-ranks.txt.gz: harmonic centrality and PageRank.

    """
    if vertices is None and ranks is None:
        raise UsageError("Name the file of ranks, or that of vertices: --ranks FILE, --vertices FILE.")
    done = open_index(home).graph_import(vertices=vertices, edges=edges, ranks=ranks)
    output.lines(
        [
            f"{done.common:,} of our {done.ours:,} domains are among their {done.theirs:,}; {done.rated:,} are rated.",
            f"Spearman's rho of our Domain Rating with their PageRank: {_rho(done.spearman_pagerank)}",
            f"Spearman's rho of our harmonic centrality with theirs:   {_rho(done.spearman_harmonic)}",
            f"Kept in {done.path}",
        ]
    )


def _rho(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.3f}"


def register(app: App) -> None:
    """Adds the commands."""
    told = "Give the link graph to other tools, and take Common Crawl's as a prior."
    graph = App(name="graph", help=told, group="The index")
    graph.command(export)
    graph.command(import_, name="import")
    app.command(graph)
