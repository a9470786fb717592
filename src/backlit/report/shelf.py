"""What a view keeps of its answers, so that the next page, filter or order of the same target is not work done twice.

A shelf belongs to one version of the index and is dropped with it: nothing on it can be out of date. It is bounded in
bytes; what was not used for longest goes first, and what alone is larger than the bound is not kept. Threads may share
it: what several of them want at once is made by one, and the others wait for that.
"""

from __future__ import annotations

from collections import OrderedDict
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence

MOST = 256 << 20
"""Bytes that a shelf holds at most."""

T = TypeVar("T")


class Shelf:
    """Values by key, the longest unused of them dropped where there is no room."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self.bytes = 0
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._making: dict[Hashable, tuple[Lock, int]] = {}
        self._claimed: set[Hashable] = set()

    def one(self, key: Hashable, make: Callable[[], T], size: Callable[[T], int]) -> T:
        """The value of a key, made where it is not kept; `size` is what it takes in bytes."""
        found = self.peek(key)
        if found is None:
            with self._turn(key):
                found = self.peek(key)
                if found is None:
                    found = make()
                    self._keep(key, found, size(found))
        return cast("T", found)

    def many(
        self, key: Hashable, names: Sequence[str], make: Callable[[list[str]], dict[str, T]], size: Callable[[T], int]
    ) -> dict[str, T]:
        """The values of several names under a key; those that are not kept are made together."""
        found = {name: self.peek((key, name)) for name in names}
        if None in found.values():
            with self._turn(key):
                found = {name: self.peek((key, name)) for name in names}
                lacking = [name for name, value in found.items() if value is None]
                for name, value in (make(lacking) if lacking else {}).items():
                    found[name] = value
                    self._keep((key, name), value, size(value))
        return cast("dict[str, T]", found)

    def claim(self, key: Hashable) -> bool:
        """Whether nobody claimed this work before."""
        with self._lock:
            is_new = key not in self._claimed
            self._claimed.add(key)
            return is_new

    def peek(self, key: Hashable) -> Any:
        """The value of a key if it is kept, else None."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key][0]

    def _keep(self, key: Hashable, value: Any, size: int) -> None:
        with self._lock:
            if size > self.most or key in self._kept:
                return
            self._kept[key] = (value, size)
            self.bytes += size
            while self.bytes > self.most:
                _, (_, freed) = self._kept.popitem(last=False)
                self.bytes -= freed

    @contextmanager
    def _turn(self, key: Hashable) -> Iterator[None]:
        """Be the one thread that makes what a key stands for."""
        with self._lock:
            lock, waiting = self._making.get(key, (Lock(), 0))
            self._making[key] = (lock, waiting + 1)
        try:
            with lock:
                yield
        finally:
            with self._lock:
                lock, waiting = self._making.pop(key)
                if waiting > 1:
                    self._making[key] = (lock, waiting - 1)
