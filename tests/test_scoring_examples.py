"""The worked examples of docs/scoring.md, computed again with exact fractions: each number of its tables must agree."""

from __future__ import annotations

import math
import re
from collections import deque
from fractions import Fraction
from pathlib import Path

import pytest
from tests.warc_by_hand import write_warc

import backlit
from backlit.graph import surfer_table

TEXT = (Path(__file__).parent.parent / "docs" / "scoring.md").read_text(encoding="utf-8")

DAMPING = Fraction(85, 100)
LIBRARY, BLOG, PRESS, SHOP = "library.example", "blog.example", "press.example", "shop.example"
EXAMPLE = {LIBRARY: [BLOG, SHOP], BLOG: [PRESS, SHOP], PRESS: [BLOG], SHOP: []}
SEEDS = ["museum.example", "ministry.example", "radio.example"]
NINE = {
    **{seed: ["good.example"] for seed in SEEDS},
    **{f"{name}.test": ["bad.test"] for name in "abcd"},
    "radio.example": ["good.example", "bad.test"],
    "good.example": [],
    "bad.test": [],
}

Arcs = dict[str, list[str]]


def solved(arcs: Arcs, jump: dict[str, Fraction]) -> dict[str, Fraction]:
    """`x = jump + d · Σ x_u / splits_u` by elimination."""
    names = list(arcs)
    rows = []
    for v in names:
        row = [Fraction(u == v) - (DAMPING / len(arcs[u]) if v in arcs[u] else 0) for u in names]
        rows.append([*row, jump[v]])
    for n in range(len(names)):
        pivot = rows[n][n]  # never 0: the matrix is diagonally dominant by columns
        rows[n] = [value / pivot for value in rows[n]]
        for other in range(len(names)):
            if other != n:
                factor = rows[other][n]
                rows[other] = [a - factor * b for a, b in zip(rows[other], rows[n], strict=True)]
    return {name: rows[n][-1] for n, name in enumerate(names)}


def worth(arcs: Arcs) -> dict[str, Fraction]:
    return solved(arcs, dict.fromkeys(arcs, Fraction(1)))


def trust(arcs: Arcs, seeds: list[str]) -> dict[str, Fraction]:
    return solved(arcs, {name: Fraction(name in seeds) for name in arcs})


def table(header: str) -> dict[str, list[str]]:
    """The rows below a table's header: the last cells (those with numbers) by the first one."""
    _, _, rest = TEXT.partition(f"{header}\n")
    assert rest, header
    rows = {}
    for line in rest.splitlines()[1:]:
        if not line.startswith("| "):
            break
        first, *cells = (cell.strip() for cell in line.strip("|").split("|"))
        rows[first] = [cell for cell in cells if re.fullmatch(r"-?[0-9.]+", cell)]
    return rows


def test_worth_and_domain_rating() -> None:
    told = table("| domain | worth, by hand | worth | Domain Rating |")
    assert told == {
        name: [*(["1"] if name == LIBRARY else []), f"{float(x):.6f}", f"{100 * math.log10(x) / 6:.4f}"]
        for name, x in worth(EXAMPLE).items()
    }


def test_worth_over_its_sum_is_pagerank_with_dangling_nodes_that_jump_anywhere() -> None:
    worths = worth(EXAMPLE)
    ranks = {name: x / sum(worths.values()) for name, x in worths.items()}
    for v in EXAMPLE:
        arrived = sum(ranks[u] / len(EXAMPLE[u]) for u in EXAMPLE if v in EXAMPLE[u]) + ranks[SHOP] / 4
        assert ranks[v] == (1 - DAMPING) / 4 + DAMPING * arrived
    assert ", ".join(f"{float(rank):.6f}" for rank in ranks.values()) in TEXT


def test_worth_does_not_move_when_unrelated_domains_come_in() -> None:
    more = worth({**EXAMPLE, "x.test": ["y.test"], "y.test": ["x.test", BLOG + "x"], BLOG + "x": []})
    assert {name: more[name] for name in EXAMPLE} == worth(EXAMPLE)


def test_shares_of_the_reasonable_surfer() -> None:
    surfer = surfer_table()

    def of(name: str, place: str, position: int) -> Fraction:
        least, half = exact(surfer["position"]["least"]), exact(surfer["position"]["half"])
        along = least + (1 - least) * half / (half + position)
        return exact(surfer["placement"][place]) * exact(surfer["kind"]["text"]) * along * repeated[name]

    repeated = {"first to /a": Fraction(1), "to /b, nofollow": Fraction(1), "to /c": Fraction(1)}
    repeated["second to /a"] = exact(surfer["repetition"])
    places = ["main", "main", "footer", "main"]
    weights = {name: of(name, place, n) for n, (name, place) in enumerate(zip(repeated, places, strict=True))}
    total = sum(weights.values())
    rel = {"to /b, nofollow": exact(surfer["pass"]["nofollow"])}
    passed = {name: weight * rel.get(name, 1) / total for name, weight in weights.items()}
    told = table("| link | weight, by hand | weight | share that arrives |")
    assert {name: cells[-2:] for name, cells in told.items()} == {
        name: [f"{float(weight):.6f}", f"{float(passed[name]):.6f}"] for name, weight in weights.items()
    }
    arrived = passed["first to /a"] + passed["second to /a"]
    lost = weights["to /b, nofollow"] / total
    assert f"add up to {float(total):.6f}. `/a` gets {float(arrived):.6f} of what" in TEXT
    assert f"{float(lost):.6f} is lost to nofollow" in TEXT


def exact(number: float) -> Fraction:
    """The number as it is written in the table."""
    return Fraction(str(number))


def test_equity_of_a_link() -> None:
    worths = worth(EXAMPLE)
    equities = {(u, v): DAMPING * worths[u] / len(EXAMPLE[u]) for u in EXAMPLE for v in EXAMPLE[u]}
    assert table("| arc | equity | share of the target's worth |") == {
        f"{u} → {v}": [f"{float(equity):.6f}", f"{float(equity / worths[v]):.6f}"]
        for (u, v), equity in equities.items()
    }
    for v in EXAMPLE:
        assert 1 + sum(equity for (_, to), equity in equities.items() if to == v) == worths[v]


def test_trust() -> None:
    told = table("| domain | trust, by hand | trust | shown |")
    assert told == {
        name: [*(["1"] if name == LIBRARY else []), f"{float(t):.6f}", f"{100 * (1 + math.log10(t) / 6):.4f}"]
        for name, t in trust(EXAMPLE, [LIBRARY]).items()
    }


def test_spam_mass_and_coverage() -> None:
    worths, trusts = worth(NINE), trust(NINE, SEEDS)
    good = Fraction(85, 100) * len(NINE) / len(SEEDS)
    mass = {name: 1 - good * trusts[name] / worths[name] for name in NINE}
    assert table("| domain | worth | trust | spam mass |") == {
        name: [f"{float(value):.6f}" for value in (worths[name], trusts[name], max(mass[name], 0))]
        for name in ("good.example", "bad.test")
    }
    assert f"{float(mass['good.example']):.3f} before it is held" in TEXT
    coverage = sum(worths[name] for name in NINE if trusts[name]) / sum(worths.values())
    assert f"= {float(coverage):.6f}." in TEXT


def test_harmonic_centrality() -> None:
    told = table("| domain | by hand | harmonic |")
    assert {name: cells[-1] for name, cells in told.items()} == {
        name: f"{float(harmonic(EXAMPLE, name)):.6f}" for name in EXAMPLE
    }


def harmonic(arcs: Arcs, target: str) -> Fraction:
    """Breadth first, against the arcs."""
    distance, waiting = {target: 0}, deque([target])
    while waiting:
        at = waiting.popleft()
        for u in arcs:
            if at in arcs[u] and u not in distance:
                distance[u] = distance[at] + 1
                waiting.append(u)
    return sum((Fraction(1, steps) for steps in distance.values() if steps), Fraction())


def test_places() -> None:
    worths = worth(EXAMPLE)
    places = {name: [str(1 + sum(other > x for other in worths.values()))] for name, x in worths.items()}
    assert table("| domain | place |") == places


def web(arcs: Arcs) -> dict[str, str]:
    """One page a domain, with its links in the main text."""
    return {
        f"https://{name}/": "<main>"
        + "".join(f"<p>We have read <a href='https://{to}/'>what they say</a> there.</p>" for to in targets)
        + "</main>"
        for name, targets in arcs.items()
    }


@pytest.mark.parametrize(("arcs", "seeds"), [(EXAMPLE, [LIBRARY]), (NINE, SEEDS)], ids=["four", "nine"])
def test_rank_gives_these_numbers(tmp_path: Path, arcs: Arcs, seeds: list[str]) -> None:
    index = backlit.open(tmp_path / "home")
    index.import_files([write_warc(tmp_path / "web.warc", web(arcs), "2026-03-01T00:00:00Z")])
    report = index.rank(seeds=seeds)
    rows = {row["domain"]: row for row in index.sql("SELECT * FROM domains").table.to_pylist()}
    worths, trusts = worth(arcs), trust(arcs, seeds)
    assert {name: row["domain_rating"] for name, row in rows.items()} == pytest.approx(
        {name: 100 * math.log10(x) / 6 for name, x in worths.items()}, abs=1e-7
    )
    assert {name: row["trust"] for name, row in rows.items()} == pytest.approx(
        {name: min(100 * (1 + math.log10(t) / 6), 100) if t else 0 for name, t in trusts.items()}, abs=1e-7
    )
    assert {name: row["rank"] for name, row in rows.items()} == {
        name: 1 + sum(other > x for other in worths.values()) for name, x in worths.items()
    }
    assert report.seeds_found == len(seeds)
    mass = {name: row["spam_mass"] for name, row in rows.items() if row["spam_mass"] is not None}
    expected = {"good.example": 0.0, "bad.test": 1 - 2.55 * 0.425 / 4.825} if len(seeds) >= 3 else {}
    assert mass == pytest.approx(expected, abs=1e-7)
