"""How we measure: CPU seconds of this process, candidates interleaved, medians, ratios.

Machines are shared and noisy, so an absolute figure means little and a ratio out of one run means something. Each
candidate runs once for every round, in turn, after one round that is not counted; what is quoted is the median over
rounds, and the ratio of two candidates is the median of the ratios round by round.
"""

from __future__ import annotations

import gc
import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True)
class Timing:
    """CPU and wall seconds of one candidate, one entry a round."""

    cpu: tuple[float, ...]
    wall: tuple[float, ...]

    @property
    def median_cpu(self) -> float:
        """Median CPU seconds."""
        return statistics.median(self.cpu)

    @property
    def median_wall(self) -> float:
        """Median wall seconds."""
        return statistics.median(self.wall)

    def times_faster_than(self, other: Timing) -> float:
        """Median, over the rounds, of the other's CPU seconds over ours."""
        return statistics.median(b / a for a, b in zip(self.cpu, other.cpu, strict=True))


def interleaved(
    candidates: Mapping[str, Callable[[], object]], rounds: int = 5, warm_up: bool = True
) -> dict[str, Timing]:
    """Run every candidate once a round, in turn, and keep the seconds of each."""
    cpu: dict[str, list[float]] = {name: [] for name in candidates}
    wall: dict[str, list[float]] = {name: [] for name in candidates}
    for number in range(-1 if warm_up else 0, rounds):
        for name, run in candidates.items():
            gc.collect()
            cpu_start, wall_start = time.process_time(), time.perf_counter()
            run()
            cpu_end, wall_end = time.process_time(), time.perf_counter()
            if number >= 0:
                cpu[name].append(cpu_end - cpu_start)
                wall[name].append(wall_end - wall_start)
    return {name: Timing(tuple(cpu[name]), tuple(wall[name])) for name in candidates}


@dataclass(frozen=True)
class Claim:
    """A figure that the project set itself, and what came out."""

    text: str
    wanted: str
    measured: str
    met: bool


def claims_table(claims: list[Claim]) -> str:
    """Claims as a Markdown table."""
    rows = [f"| {c.text} | {c.wanted} | {c.measured} | {'yes' if c.met else '**no**'} |" for c in claims]
    return "\n".join(["| what | wanted | measured | met |", "| --- | --- | --- | --- |", *rows])
