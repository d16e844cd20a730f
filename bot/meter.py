"""How often somebody may come: so many a second from one address, so many from all together."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

REMEMBERED = 10_000
"""Addresses; who has not come for longest is forgotten first, and begins anew."""


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Meter:
    """Buckets of tokens that fill up again; each is large enough for `burst_s` seconds at once."""

    def __init__(
        self,
        each: float,
        together: float,
        burst_s: float = 2.0,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._each = each
        self._together = together
        self._burst_s = burst_s
        self._now = now
        self._all = _Bucket(together * burst_s, now())
        self._known: OrderedDict[str, _Bucket] = OrderedDict()

    def wait(self, address: str) -> float:
        """Take one turn, 0; or how many seconds to wait before asking again (none is taken)."""
        now = self._now()
        own = self._known.pop(address, None) or _Bucket(self._each * self._burst_s, now)
        self._known[address] = own
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        self._fill(own, self._each, now)
        self._fill(self._all, self._together, now)
        wait = max((1 - own.left) / self._each, (1 - self._all.left) / self._together)
        if wait > 0:
            return wait
        own.left -= 1
        self._all.left -= 1
        return 0.0

    def _fill(self, bucket: _Bucket, rate: float, now: float) -> None:
        bucket.left = min(rate * self._burst_s, bucket.left + (now - bucket.at) * rate)
        bucket.at = now
