"""Writes a folder of ratings with numbers that a test chooses, in the format that docs/formats.md tells of parts."""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

BLOCK = 1024


def write_ratings(
    folder: Path,
    *,
    domain_worth: Sequence[float],
    domain_trust: Sequence[float],
    domain_linked: Sequence[int],
    page_worth: Sequence[float],
    page_trust: Sequence[float],
    good_per_trust: float,
) -> None:
    """Ratings of the first domains and pages of an index, by their ids; the place of a domain is by its worth."""
    folder.mkdir()
    place = [1 + sum(other > worth for other in domain_worth) for worth in domain_worth]
    figures = {
        "settings": {}, "seeds": 3, "coverage": 0.5, "good_per_trust": good_per_trust, "domains": len(domain_worth),
        "domain_arcs": 0, "pages": len(page_worth), "page_arcs": 0,
    }  # fmt: skip
    files = {
        "figures.json": (1, json.dumps(figures).encode()),
        "domains.worth": _floats(domain_worth),
        "domains.trust": _floats(domain_trust),
        "domains.harmonic": _floats(domain_worth),
        "domains.splits": _packed([1] * len(domain_worth)),
        "domains.linked": _packed(domain_linked),
        "domains.place": _packed(place),
        "pages.worth": _floats(page_worth),
        "pages.trust": _floats(page_trust),
        "pages.place": _packed([1] * len(page_worth)),
        "pages.final": _packed(range(len(page_worth))),
    }
    told = {}
    for name, (values, content) in files.items():
        (folder / name).write_bytes(content)
        told[name] = {"values": values, "bytes": len(content), "xxh3": "0" * 16}
    nothing = dict.fromkeys(("pages", "hosts", "domains", "anchors", "backlinks", "internal"), 0)
    own = nothing | {"pages": len(page_worth), "domains": len(domain_worth)}
    meta = {
        "format": 2, "kind": "ratings", "before": nothing, "own": own, "looked": 0, "imports": [], "files": told,
    }  # fmt: skip
    (folder / "part.json").write_text(json.dumps(meta))


def _floats(values: Sequence[float]) -> tuple[int, bytes]:
    return len(values), struct.pack(f"<{len(values)}d", *values)


def _packed(values: Sequence[int]) -> tuple[int, bytes]:
    """Numbers in blocks of 1,024, each of 32 bits over a smallest number of 0; then the directory of the blocks."""
    bits = struct.pack(f"<{len(values)}I", *values)
    end = (len(bits) + 9 + 7) // 8 * 8
    starts = range(0, len(bits), BLOCK * 4)
    directory = b"".join(struct.pack("<QQ", 0, start << 8 | 32) for start in starts)
    return len(values), bits.ljust(end, b"\0") + directory
