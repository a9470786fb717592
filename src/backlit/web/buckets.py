"""Token buckets: how often something may be done, a burst at once and then as fast as the bucket fills again.

They are held in memory, those used last, and there are never more than a fixed number of them. They are not locked:
only the event loop of a server touches them.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

KEPT = 20_000
"""Buckets that are kept, those used last."""


class Buckets:
    """A bucket for each key: it holds `size`, and fills again by `rate` a second."""

    def __init__(self, size: float, rate: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.size = size
        self.rate = rate
        self._clock = clock
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def level(self, key: str) -> float:
        """What is in a bucket now."""
        level, at = self._levels.get(key, (self.size, 0.0))
        return min(self.size, level + (self._clock() - at) * self.rate)

    def wait(self, key: str) -> float:
        """Seconds until a bucket holds one; 0 where it does."""
        return max(0.0, (1 - self.level(key)) / self.rate)

    def take(self, key: str) -> None:
        """Takes one out, or what is left."""
        self._levels[key] = (max(0.0, self.level(key) - 1), self._clock())
        self._levels.move_to_end(key)
        if len(self._levels) > KEPT:
            self._levels.popitem(last=False)

    def fill(self, key: str) -> None:
        """Fills a bucket whole."""
        self._levels.pop(key, None)


def _for_addresses() -> Buckets:
    return Buckets(size=20, rate=1 / 6)


def _for_names() -> Buckets:
    return Buckets(size=10, rate=1 / 30)


@dataclass
class Attempts:
    """Attempts to sign in that failed: ten for a name, then one each half minute; twice that many for an address.

    A name that nobody has is slowed like any other. Who signs in has the name's attempts again.
    """

    addresses: Buckets = field(default_factory=_for_addresses)
    names: Buckets = field(default_factory=_for_names)

    def wait(self, name: str, address: str) -> float:
        """Seconds until the next attempt is allowed."""
        return max(self.names.wait(name), self.addresses.wait(address))

    def begin(self, name: str, address: str) -> None:
        """Counts an attempt before its password is looked at, so that many at once are no way around."""
        self.names.take(name)
        self.addresses.take(address)

    def succeed(self, name: str) -> None:
        """Forgives what was counted for a name."""
        self.names.fill(name)
