"""The network around a target: domains as circles where the server has laid them, links between them as faint lines.

Circles are coloured by trust and as large as their Domain Rating says; the names of the largest are written where they
do not cover each other, in one size for wide screens and one for narrow. Lines are joined into one path a band of
trust, so that 2,000 domains stay light. The table behind has all the facts; the script reads them from there.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from backlit.report.text import display_width, visible
from backlit.web.charts.behind import Count, details
from backlit.web.charts.svg import element, isolated

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from markupsafe import Markup

SIDE = 1000
"""The drawing is a square of this many units, as the coordinates of the report are."""
BANDS = ((80.0, "80 to 100"), (60.0, "60 to 79"), (40.0, "40 to 59"), (20.0, "20 to 39"), (0.0, "0 to 19"))
"""Bands of trust: from which value on, and what they are called."""
UNKNOWN = len(BANDS)
ARCS = 8000
"""Lines drawn at most; those of the target first, then those between the best rated."""
CROWD = 300
"""Domains from which on all circles are smaller, so that they do not cover each other."""
_NAMES = (("n-wide", 15, 40), ("n-narrow", 32, 8))


@dataclass(frozen=True, slots=True)
class Node:
    """A domain: where it stands (0 to 1000), its ratings, and the address of its own page."""

    domain: str
    x: float
    y: float
    rating: float | None = None
    trust: float | None = None
    spam_mass: float | None = None
    distance: int = 0
    href: str | None = None
    rows: str | None = None
    """Leads to its links to the target, where it has any."""

    @property
    def band(self) -> int:
        """The number of its band of trust."""
        if self.trust is None:
            return UNKNOWN
        return next(n for n, (least, _) in enumerate(BANDS) if self.trust >= least or n == UNKNOWN - 1)

    @property
    def radius(self) -> float:
        """Its size: the area grows with Domain Rating, and can be seen even at 0."""
        return 3.5 + sqrt((self.rating or 0) / 100) * 15


def network(nodes: Sequence[Node], arcs: Sequence[tuple[int, int]], *, label: str) -> Markup:
    """The drawing of the domains and the links between them, each link by the two places in `nodes`.

    The first node with distance 0 is the target.
    """
    if not nodes:
        return element("p", f"{label}: no domain is known.", class_="empty")
    target = next((n for n, node in enumerate(nodes) if node.distance == 0), 0)
    shrink = min(1.0, sqrt(CROWD / len(nodes)))
    # Small ones last: they would vanish behind the large ones.
    order = sorted(range(len(nodes)), key=lambda n: -nodes[n].radius)
    drawing = element(
        "svg",
        element("desc", f"{len(nodes):,} domains and {len(arcs):,} links between them; the table behind has all."),
        element("g", *_arcs(nodes, arcs, target), class_="n-arcs"),
        element("g", *(_circle(nodes[n], n, shrink, target=n == target) for n in order), class_="n-nodes"),
        *(element("g", *_names(nodes, target, size, most), class_=f"n-names {kind}", font_size=size)
          for kind, size, most in _NAMES),
        class_="n-drawing",
        role="img",
        aria_label=label,
        viewBox=f"-20 -20 {SIDE + 40} {SIDE + 40}",
    )  # fmt: skip
    return element("figure", drawing, _table(nodes, label), class_="chart c-network")


def legend() -> Markup:
    """What the colours mean, the best trust first."""
    items = [
        element(
            "li",
            element("svg", element("circle", class_=f"n-{n}", cx="8", cy="8", r="6"), class_="c-key", width="16",
                    height="16", aria_hidden="true"),
            f" trust {name}",
        )
        for n, name in enumerate([*(name for _, name in BANDS), "not known"])
    ]  # fmt: skip
    return element("ul", *items, class_="c-legend")


def _arcs(nodes: Sequence[Node], arcs: Sequence[tuple[int, int]], target: int) -> list[Markup]:
    kept: Iterable[tuple[int, int]] = arcs
    if len(arcs) > ARCS:

        def weight(arc: tuple[int, int]) -> tuple[bool, float]:
            return target not in arc, -min(nodes[n].rating or 0 for n in arc)

        kept = sorted(arcs, key=weight)[:ARCS]
    paths: list[list[str]] = [[] for _ in range(UNKNOWN + 1)]
    for a, b in kept:
        one, other = nodes[a], nodes[b]
        paths[one.band].append(f"M{one.x:.0f} {one.y:.0f}L{other.x:.0f} {other.y:.0f}")
    return [element("path", class_=f"n-{band}", d="".join(parts)) for band, parts in enumerate(paths) if parts]


def _circle(node: Node, row: int, shrink: float, *, target: bool) -> Markup:
    kind = f"n-{node.band} n-target" if target else f"n-{node.band}"
    return element("circle", class_=kind, cx=node.x, cy=node.y, r=node.radius * shrink, data_row=row)


def _names(nodes: Sequence[Node], target: int, size: int, most: int) -> list[Markup]:
    """Names of the target and of the largest, each only where it lies over no other and within the drawing."""
    order = sorted(range(len(nodes)), key=lambda n: (n != target, -nodes[n].radius, nodes[n].domain))
    taken: list[tuple[float, float, float, float]] = []
    drawn: list[Markup] = []
    for n in order[: most * 6]:
        node = nodes[n]
        text = visible(node.domain)
        wide, high = display_width(text) * size * 0.58, size * 1.1
        x = min(max(node.x, wide / 2), SIDE - wide / 2)
        y = node.y - node.radius - size * 0.35
        y = y if y > high else node.y + node.radius + high
        box = (x - wide / 2, y - high, x + wide / 2, y + size * 0.2)
        if any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken):
            continue
        taken.append(box)
        drawn.append(element("text", text, x=x, y=y, class_="n-mark" if n == target else None))
        if len(drawn) == most:
            break
    return drawn


def _table(nodes: Sequence[Node], label: str) -> Markup:
    heads = ["Domain", "Domain Rating", "trust", "spam mass", "arcs away", "links to the target"]
    rows = ((_named(node), _facts(node)) for node in nodes)
    return details(label, heads, rows)


def _named(node: Node) -> Markup:
    return element("a", isolated(node.domain), href=node.href) if node.href else isolated(node.domain)


def _facts(node: Node) -> list[Count]:
    return [
        Count(node.rating, text=f"{node.rating or 0:.1f}"),
        Count(node.trust, text=f"{node.trust or 0:.1f}"),
        Count(node.spam_mass, text=f"{node.spam_mass or 0:.2f}"),
        Count(node.distance),
        Count(1 if node.rows else 0, node.rows, text="yes" if node.rows else "no"),
    ]
