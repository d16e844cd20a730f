"""When the next call to Telegram may go out, so that its flood limits are never met."""

from __future__ import annotations

import math
from collections import OrderedDict, deque
from dataclasses import dataclass, field

# Telegram's own figures are about 30/s in all, 1/s a chat and 20/min a group; the rest is margin.
PER_SECOND = 28
PER_GROUP_MINUTE = 18
# Calls go out in pairs 1/14 s apart rather than 28 at once: a line that delays some of them would
# otherwise deliver the end of one second and the start of the next as one burst.
PAIR = 2
# Telegram does not say whether a 429 is about the chat or about the bot. Two chats refused this
# close together are taken for the bot.
SAME_REFUSAL_S = 5.0


@dataclass(frozen=True)
class _Window:
    """At most `limit` calls of one key in any half-open span of `seconds`."""

    limit: int
    seconds: float
    # Ordered by the latest call, so the idle ones are in front.
    calls: OrderedDict[int, deque[float]] = field(default_factory=OrderedDict)

    def ready_at(self, key: int) -> float:
        made = self.calls.get(key)
        if made is None or len(made) < self.limit:
            return -math.inf
        ready = made[0] + self.seconds
        # Rounding must not make the span a hair too short.
        return ready if ready - made[0] >= self.seconds else math.nextafter(ready, math.inf)

    def spend(self, key: int, now: float) -> None:
        self.calls.setdefault(key, deque(maxlen=self.limit)).append(now)
        self.calls.move_to_end(key)
        self.forget_idle(now)

    def forget_idle(self, now: float) -> None:
        while self.calls:
            made = next(iter(self.calls.values()))
            if now - made[-1] < self.seconds:
                return
            self.calls.popitem(last=False)


_EVERYONE = 0


class Pace:
    """Knows the calls made and the refusals met; time is whatever monotonic seconds it is told.

    A chat of `None` is a call that belongs to no chat: it counts towards the overall limit only.
    """

    def __init__(self) -> None:
        self._overall = (_Window(PAIR, PAIR / PER_SECOND), _Window(PER_SECOND, 1.0))
        self._chats = _Window(1, 1.0)
        self._groups = _Window(PER_GROUP_MINUTE, 60.0)
        self._halted: dict[int, float] = {}
        self._all_halted_until = -math.inf
        self._last_refusal: tuple[int, float] | None = None

    def ready_at(self, chat_id: int | None, now: float) -> float:
        """The earliest moment, `now` or later, at which this call may be made."""
        limits = [now, self._all_halted_until, *(w.ready_at(_EVERYONE) for w in self._overall)]
        if chat_id is not None:
            limits += [self._chats.ready_at(chat_id), self._groups.ready_at(chat_id)]
            limits.append(self._halted.get(chat_id, now))
        return max(limits)

    def spent(self, chat_id: int | None, now: float) -> None:
        """Count a call that is being made: a message, an edit, whatever Telegram counts."""
        self._forget_past_halts(now)
        for window in self._overall:
            window.spend(_EVERYONE, now)
        if chat_id is None:
            return
        self._chats.spend(chat_id, now)
        self._groups.forget_idle(now)
        # Groups and channels have negative ids.
        if chat_id < 0:
            self._groups.spend(chat_id, now)

    def refused(self, chat_id: int | None, retry_after: float, now: float) -> None:
        """Obey a 429: for its chat, or for everyone when it is not about one chat."""
        until = now + retry_after
        if chat_id is None or self._spreads(chat_id, now):
            self._all_halted_until = max(self._all_halted_until, until)
        if chat_id is None:
            return
        self._forget_past_halts(now)
        self._halted[chat_id] = max(until, self._halted.get(chat_id, until))
        self._last_refusal = (chat_id, now)

    def remembered(self) -> int:
        """How many chats are held in memory: only those of the last minute or under a halt."""
        return len(self._chats.calls.keys() | self._groups.calls.keys() | self._halted.keys())

    def _forget_past_halts(self, now: float) -> None:
        if self._halted:
            self._halted = {chat: end for chat, end in self._halted.items() if end > now}

    def _spreads(self, chat_id: int, now: float) -> bool:
        if self._last_refusal is None:
            return False
        other, at = self._last_refusal
        return other != chat_id and now - at < SAME_REFUSAL_S
