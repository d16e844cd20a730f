"""The one sender: waiting messages and dirty cards, within Telegram's limits, until delivered.

Delivery is at least once: a crash between Telegram's answer and our note of it sends again.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Coroutine
from datetime import datetime
from itertools import chain, zip_longest
from typing import Any

from bot import logs
from bot.cards import CardDrawer
from bot.clock import Clock
from bot.outbox import Postman
from bot.pace import Pace
from storage import cards, outbox
from storage.cards import Card
from storage.database import Database
from storage.errors import StoreError
from storage.outbox import Parcel, Priority
from storage.tx import Tx

log = logging.getLogger("yuanba.sender")

LOOK_AT = 120
AT_ONCE = 64
CARD_SPACING = 3.4
"""Seconds between edits of cards in one chat: 17.6 a minute, below the 18 of `pace`."""
LONGEST_SLEEP = 30.0
BREATH = 0.03
"""Seconds from one look at what waits to the next: a storm of votes wakes us with each of them, and
Telegram takes no more than one message in that time anyway."""
GOODBYE_SECONDS = 2.0


class Sender:
    def __init__(
        self,
        store: Database,
        clock: Clock,
        postman: Postman,
        drawer: CardDrawer,
        card_spacing: float = CARD_SPACING,
    ) -> None:
        self._store = store
        self._clock = clock
        self._postman = postman
        self._drawer = drawer
        self._card_spacing = card_spacing
        self._breath = min(BREATH, card_spacing)
        self._pace: Pace = postman.pace
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._ended: set[int] = set()  # chats whose delivery ended since the rows were read
        self._next_card: dict[int, float] = {}
        self._woken = asyncio.Event()
        self._fatal: BaseException | None = None
        store.on_commit(self._on_commit)

    async def run_forever(self) -> None:
        """Send until cancelled. Raises InvalidToken."""
        settled = False
        try:
            while True:
                began = time.monotonic()
                self._woken.clear()
                try:
                    if not settled:
                        await self._store.write(outbox.drop_doubtful)
                        settled = True
                    pause = await self._pass()
                except StoreError as error:
                    log.error("the outbox cannot be read: %s", error)
                    pause = LONGEST_SLEEP
                if self._fatal:
                    raise self._fatal
                await self._sleep(pause)
                await asyncio.sleep(began + self._breath - time.monotonic())
        finally:
            await self._finish()

    async def _finish(self) -> None:
        """Let what is on the line arrive and be noted, or a restart would send it again."""
        busy = list(self._busy.values())
        if busy:
            await asyncio.wait(busy, timeout=GOODBYE_SECONDS)
        for task in busy:
            task.cancel()
        await asyncio.gather(*busy, return_exceptions=True)

    def wake(self) -> None:
        self._woken.set()

    async def idle(self) -> bool:
        """Whether nothing is on its way and nothing could go now."""
        if self._busy:
            return False
        parcels, dirty, _ = await self._store.read(_look)
        return not parcels and not dirty

    def _on_commit(self, woken: frozenset[str]) -> None:
        if woken & {"outbox", "cards"}:
            self._woken.set()

    async def _pass(self) -> float:
        """Start everything that may go now; the seconds until something else may."""
        self._ended.clear()
        parcels, dirty, next_at = await self._store.read(_look)
        pause = LONGEST_SLEEP
        if next_at:
            pause = min(pause, (next_at - self._clock.now()).total_seconds())
        hurried = [parcel for parcel in parcels if parcel.priority < Priority.REMINDER]
        # What goes to thousands and the live cards take turns: neither may hold up the other.
        in_turn = chain.from_iterable(zip_longest(dirty, parcels[len(hurried) :]))
        rows: list[Parcel | Card] = [*hurried, *(row for row in in_turn if row)]
        for row in rows:
            now = time.monotonic()
            wait = self._pace.ready_at(None, now) - now
            if wait > 0:  # the overall limit: no need to look at each chat's own
                return min(pause, wait)
            pause = min(pause, self._start_row(row))
        return pause

    def _start_row(self, row: Parcel | Card) -> float:
        if isinstance(row, Card):
            return self._start_card(row)
        return self._start(row.chat, self._postman.deliver, row)

    def _start_card(self, card: Card) -> float:
        now = time.monotonic()
        wait = self._next_card.get(card.chat, 0.0) - now
        if wait > 0:
            return wait
        started = self._start(card.chat, self._drawer.draw, card)
        if started == LONGEST_SLEEP and card.chat in self._busy:
            self._next_card[card.chat] = now + self._card_spacing
            self._forget_old_spacing(now)
        return started

    def _start(self, chat: int, deliver: Any, row: Parcel | Card) -> float:
        """Begin a delivery if the chat may have one now, else say how long it must wait."""
        if chat in self._busy or chat in self._ended:
            # Its end wakes us; and what we read may still show as waiting what has just gone.
            return LONGEST_SLEEP
        if len(self._busy) >= AT_ONCE:
            return LONGEST_SLEEP
        now = time.monotonic()
        wait = self._pace.ready_at(chat, now) - now
        if wait > 0:
            return wait
        self._pace.spent(chat, now)
        with logs.about(courtyard=row.courtyard):
            self._busy[chat] = asyncio.create_task(self._guard(chat, deliver(row)))
        return LONGEST_SLEEP

    async def _guard(self, chat: int, delivery: Coroutine[Any, Any, None]) -> None:
        try:
            await delivery
        except StoreError as error:
            log.error("what became of a delivery could not be noted: %s", error)
            await asyncio.sleep(1)
        except asyncio.CancelledError:
            raise
        except BaseException as error:
            log.exception("the sender stops")
            self._fatal = error
        finally:
            self._busy.pop(chat, None)
            self._ended.add(chat)
            self._woken.set()

    async def _sleep(self, pause: float) -> None:
        # Not wait_for: on Python 3.11 it swallows a cancellation that meets a wake-up.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, min(pause, LONGEST_SLEEP))):
                await self._woken.wait()

    def _forget_old_spacing(self, now: float) -> None:
        if len(self._next_card) > 10_000:
            self._next_card = {chat: at for chat, at in self._next_card.items() if at > now}


def _look(tx: Tx) -> tuple[list[Parcel], list[Card], datetime | None]:
    upcoming = [at for at in (outbox.next_at(tx), cards.next_at(tx)) if at]
    return outbox.heads(tx, LOOK_AT), cards.dirty(tx, LOOK_AT), min(upcoming, default=None)
