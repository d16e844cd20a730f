"""The bot's update queue: numbered, confirmed by offset, long-polled by one at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import islice

from bot.sandbox.model import Json
from bot.sandbox.refused import conflict

# Sent only to bots that ask for them by name.
ON_REQUEST = frozenset(("chat_member", "message_reaction", "message_reaction_count"))
BATCH = 100


class Updates:
    """Nothing leaves before it is confirmed: a bot that dies before confirming sees it again."""

    def __init__(self, first_id: int = 1) -> None:
        self.pending: dict[int, Json] = {}
        self.allowed: frozenset[str] | None = None
        self.on_push: Callable[[Json], None] | None = None
        self.next_id = first_id
        self._poll: asyncio.Future[None] | None = None

    def wants(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed is not None else kind not in ON_REQUEST

    def allow(self, kinds: list[str] | None) -> None:
        """An empty list means the default; leaving it out keeps what was said before."""
        if kinds is not None:
            self.allowed = frozenset(kinds) or None

    def push(self, kind: str, payload: Json) -> None:
        if not self.wants(kind):
            return
        update = {"update_id": self.next_id, kind: payload}
        self.next_id += 1
        self.redeliver(update)

    def redeliver(self, update: Json) -> None:
        """Queue an update as it is: Telegram may send the same one twice."""
        self.pending[update["update_id"]] = update
        if self.on_push is not None:
            self.on_push(update)
        elif self._poll is not None and not self._poll.done():
            self._poll.set_result(None)

    def replace(self, other: Updates) -> None:
        """What waits is what waits there, under its numbers; one who polls is told by nobody."""
        self.pending, self.next_id = other.pending, other.next_id

    def confirm(self, update_id: int) -> None:
        self.pending.pop(update_id, None)

    @property
    def awaited(self) -> bool:
        """Whether the bot has taken everything and holds a poll open for more."""
        return not self.pending and self._poll is not None and not self._poll.done()

    def take(self) -> list[Json]:
        """Every waiting update, confirmed at once: for tests that feed a bot by hand."""
        taken = list(self.pending.values())
        self.pending.clear()
        return taken

    async def poll(self, offset: int, limit: int, timeout_s: float) -> list[Json]:
        self.stop_poll(
            "terminated by other getUpdates request; make sure that only one bot "
            "instance is running"
        )
        self._forget_before(offset)
        if not self.pending and timeout_s > 0:
            await self._wait(timeout_s)
        return list(islice(self.pending.values(), limit))

    def stop_poll(self, reason: str) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(conflict(reason))

    def _forget_before(self, offset: int) -> None:
        if offset < 0:
            kept = list(self.pending)[offset:]
            offset = kept[0] if kept else 0
        for update_id in list(self.pending):
            if update_id >= offset:
                break
            del self.pending[update_id]

    async def _wait(self, timeout_s: float) -> None:
        poll: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._poll = poll
        try:
            async with asyncio.timeout(timeout_s):
                await poll
        except TimeoutError:
            pass  # a quiet poll is an empty answer
        finally:
            if self._poll is poll:
                self._poll = None
