"""Telegram's flood limits: unpublished, so these are the strict guesses."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.sandbox.refused import too_many


@dataclass(slots=True)
class Bucket:
    """Refills steadily up to its size; a call takes one drop."""

    size: float
    per_second: float
    drops: float
    at: float

    def wait(self, now: float) -> float:
        """Seconds until one drop is there; zero when it is there now."""
        self.drops = min(self.size, self.drops + (now - self.at) * self.per_second)
        self.at = now
        return 0.0 if self.drops >= 1 else (1 - self.drops) / self.per_second

    def take(self) -> None:
        self.drops -= 1


@dataclass(slots=True)
class FloodGate:
    """30 calls a second in all, one a second in a chat, 20 a minute in a group; edits count."""

    monotonic: Callable[[], float]
    overall_per_second: float = 30
    chat_burst: float = 4
    chat_per_second: float = 1
    group_per_minute: float = 20
    _buckets: dict[tuple[str, str], Bucket] = field(default_factory=dict)

    def pass_through(self, chat: str) -> None:
        """Count one message or edit, or refuse with the seconds to wait.

        The chat comes as the bot names it: groups have negative ids or an @username.
        """
        now = self.monotonic()
        buckets = [
            self._bucket(("overall", ""), self.overall_per_second, self.overall_per_second, now),
            self._bucket(("chat", chat), self.chat_burst, self.chat_per_second, now),
        ]
        if chat.startswith(("-", "@")):
            per_minute = self.group_per_minute
            buckets.append(self._bucket(("group", chat), per_minute, per_minute / 60, now))
        longest = max(bucket.wait(now) for bucket in buckets)
        if longest > 0:
            raise too_many(max(1, math.ceil(longest)))
        for bucket in buckets:
            bucket.take()

    def _bucket(self, key: tuple[str, str], size: float, rate: float, now: float) -> Bucket:
        if key not in self._buckets:
            self._buckets[key] = Bucket(size, rate, size, now)
        return self._buckets[key]
