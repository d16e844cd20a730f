"""Presses that wait for the bot's answer, each answerable once and for fifteen seconds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.model import Chat, User
from bot.sandbox.refused import bad

LIFETIME_S = 15.0


@dataclass(slots=True, frozen=True)
class Toast:
    """What the presser sees: nothing, a line that fades, or a window to close."""

    text: str | None
    alert: bool = False
    url: str | None = None


@dataclass(slots=True, eq=False)
class Query:
    id: str
    user: User
    chat: Chat
    asked_at: float
    answer: asyncio.Future[Toast]


class Queries:
    """`monotonic` is real time: moving the sandbox's clock does not make a press older."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self.open: dict[str, Query] = {}
        self._monotonic = monotonic
        self._last = 0

    def ask(self, user: User, chat: Chat) -> Query:
        self._forget_old()
        self._last += 1
        future: asyncio.Future[Toast] = asyncio.get_running_loop().create_future()
        query = Query(f"{user.id}{self._last:010d}", user, chat, self._monotonic(), future)
        self.open[query.id] = query
        return query

    def settle(self, query_id: str, toast: Toast) -> Query:
        query = self.open.pop(query_id, None)
        if query is None or self._monotonic() - query.asked_at > LIFETIME_S:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        if not query.answer.done():
            query.answer.set_result(toast)
        return query

    def _forget_old(self) -> None:
        """Queries stand in the order they were asked, so the old ones are in front."""
        limit = self._monotonic() - 2 * LIFETIME_S
        while self.open:
            first = next(iter(self.open.values()))
            if first.asked_at >= limit:
                return
            del self.open[first.id]
