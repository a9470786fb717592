"""Threads for what must not wait behind reports: looking up who asks, and hashing a password.

Reports run in the threads of FastAPI, of which there are few, so that memory is bounded; a slow one would else hold
up every sign-in and every refusal. The bound is one of an event loop: two servers in a process have two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, TypeVarTuple

from anyio import CapacityLimiter
from anyio.lowlevel import RunVar
from anyio.to_thread import run_sync

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
Arguments = TypeVarTuple("Arguments")


class Threads:
    """A number of threads of an event loop, for one kind of work."""

    def __init__(self, work: str, most: int) -> None:
        self._most = most
        self._limiter: RunVar[CapacityLimiter] = RunVar(f"backlit {work}")

    async def run(self, call: Callable[[*Arguments], T], *arguments: *Arguments) -> T:
        """What a function gives, run in one of the threads when one is free."""
        limiter = self._limiter.get(None)
        if limiter is None:
            limiter = CapacityLimiter(self._most)
            self._limiter.set(limiter)
        return await run_sync(call, *arguments, limiter=limiter)
