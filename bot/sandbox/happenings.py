"""A stream of what happens in the sandbox, for whoever watches: a printed talk, a browser page."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Any

BACKLOG = 10_000


@dataclass(slots=True, frozen=True)
class Happening:
    """`kind` is message, edit, delete, pin, press, toast, member, chat, user, clock or call."""

    kind: str
    at: datetime
    chat_id: int | None
    data: dict[str, Any]


class Listener:
    """`async for happening in world.listen()`; close it, or leave its `with`, when done."""

    def __init__(self, listeners: set[Listener]) -> None:
        self._listeners = listeners
        self._queue: asyncio.Queue[Happening | None] = asyncio.Queue(BACKLOG)
        listeners.add(self)

    def end(self) -> None:
        """No more will come: the loop over this listener ends after what it has."""
        self.close()
        self._put(None)

    def hear(self, happening: Happening) -> None:
        self._put(happening)

    def _put(self, happening: Happening | None) -> None:
        if self._queue.full():
            self._queue.get_nowait()  # a listener that sleeps loses the oldest
        self._queue.put_nowait(happening)

    def close(self) -> None:
        self._listeners.discard(self)

    def __enter__(self) -> Listener:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __aiter__(self) -> Listener:
        return self

    async def __anext__(self) -> Happening:
        happening = await self._queue.get()
        if happening is None:
            raise StopAsyncIteration
        return happening
