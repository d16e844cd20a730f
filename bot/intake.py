"""The intake: updates in, acts committed, presses answered. Telegram is the queue.

Updates are confirmed only when what they caused is on disk. One person's updates run in their
order; different people's run side by side, and their transactions share commits.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast
from urllib.parse import urlencode

from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.request import BaseRequest

from bot import door, logs
from bot.ask import Done, Toast
from bot.callbacks import Stale
from bot.delivery import seconds
from bot.errors import N_
from bot.incoming import Command, Incoming, Press, Sent
from bot.metrics import Metrics, Outcome
from bot.moved import Moves
from bot.perform import Asked, AskFirst, Performer, Read
from bot.raw import kept
from bot.words import Words
from storage import inbox
from storage.database import Database
from storage.errors import StoreError
from storage.tx import Tx

log = logging.getLogger("yuanba.intake")
T = TypeVar("T")

ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "my_chat_member"]
POLL_SECONDS = 25
GRACE_SECONDS = 5
"""A poll whose answer is so late will have none: the line is dead, and we are deaf until we ask
again on another. So a poll is short enough to make that half a minute at the most."""
PAUSE_SECONDS = 3
NEWCOMER_SECONDS = 10
"""A conflict this soon after our start: somebody else was here first (they ask again every 3 s)."""
TOASTS_AT_ONCE = 64
DRAIN_SECONDS = 10
"""What is not done so long after a stop was asked for comes again after the next start."""
SORRY = N_("出了点岔子，没办成。请再点一次。")
BUSY = N_("这会儿人太多，没记上。请过几秒再点一次。")


@dataclass(frozen=True)
class Taken:
    """One update carried out: the press it answers, and with what."""

    query: str
    toast: Toast
    since: float = field(default_factory=time.monotonic)
    """When the press came."""


class Intake:
    def __init__(
        self,
        bot: Bot,
        polling: BaseRequest,
        store: Database,
        performer: Performer,
        moves: Moves,
        metrics: Metrics,
    ) -> None:
        self._bot = bot
        self._polling = polling
        self._store = store
        self._performer = performer
        self._moves = moves
        self._metrics = metrics
        self._taking: asyncio.Future[bool] | None = None
        self._toasts: set[asyncio.Task[None]] = set()
        self._room = asyncio.Semaphore(TOASTS_AT_ONCE)

    async def poll_forever(self) -> None:
        """Long-poll until cancelled. Raises InvalidToken, and Conflict when another program was
        here before us; everything else is waited out."""
        offset, began = 0, time.monotonic()
        while True:
            updates = await self._fetch_in_time(offset, began)
            if not updates:
                continue
            # Cancelled, we stop listening, yet finish what we have taken: `drain` waits for it.
            self._taking = asyncio.ensure_future(self.take(updates))
            if await asyncio.shield(self._taking):
                offset = updates[-1]["update_id"] + 1
            else:  # the disk said no: the same updates come again
                await asyncio.sleep(PAUSE_SECONDS)

    async def take(self, updates: list[dict[str, Any]]) -> bool:
        """Carry out a batch and send its toasts; False when something could not be put on disk
        (then nothing of the batch may be confirmed, and it comes again)."""
        lanes: dict[int, list[tuple[dict[str, Any], Incoming]]] = {}
        kept, since = True, time.monotonic()
        for raw in updates:
            try:
                with logs.about(update=door.number(raw)):
                    incoming = await self._read(raw)
            except StoreError:  # it could not even be kept as a dead letter
                kept = False
                continue
            if incoming:
                lanes.setdefault(incoming.person.id, []).append((raw, incoming))
        for done in await asyncio.gather(*(self._lane(lane, since) for lane in lanes.values())):
            kept = kept and done
        return kept

    async def take_one(self, raw: dict[str, Any]) -> Taken | None:
        """Carry out one update and hand back its toast (a webhook answers in its response).
        Raises StoreError when it is not on disk: the webhook must then refuse it, and the person
        is asked to wait meanwhile."""
        since = time.monotonic()
        with logs.about(update=door.number(raw)):
            incoming = await self._read(raw)
            try:
                return await self._carry_out(raw, incoming, since) if incoming else None
            except StoreError:
                if incoming:
                    self._answer_busy(incoming)
                raise

    def read(self, raw: dict[str, Any]) -> Incoming | None:
        """An update narrowed; None for none of our business. Raises for what cannot be read."""
        return door.read(raw, self._bot, self._performer.bot)

    async def written(self, incoming: Incoming, act: Callable[[Tx, Any], T]) -> T:
        """Run `act(tx, facts)` in a transaction, with what Telegram has to be asked first."""
        facts = await self._facts(incoming)
        try:
            return await self._write(lambda tx: act(tx, facts))
        except AskFirst as first:
            asked = Asked(await first.before(self._bot, first.command))
            return await self._write(lambda tx: act(tx, asked))

    async def drain(self) -> None:
        """Wait for what is being carried out and for the toasts that are still on their way."""
        if self._taking:
            await asyncio.wait([self._taking], timeout=DRAIN_SECONDS)
        if self._toasts:
            await asyncio.gather(*self._toasts, return_exceptions=True)

    async def _fetch_in_time(self, offset: int, began: float) -> list[dict[str, Any]]:
        """Updates; none after trouble on the line, once it has been waited out."""
        try:
            return await self._fetch(offset)
        except InvalidToken:
            raise
        except RetryAfter as error:
            await asyncio.sleep(seconds(error))
            return []
        except Conflict:
            if time.monotonic() - began < NEWCOMER_SECONDS:
                raise
            log.error("another program polls with this token: only one may; trying again")
        except TelegramError as error:
            log.warning("getUpdates: %s; trying again", error)
        await asyncio.sleep(PAUSE_SECONDS)
        return []

    async def _fetch(self, offset: int) -> list[dict[str, Any]]:
        """Raw updates: one that PTB cannot read must not hold up the others of its batch (and PTB
        warns of getUpdates by `do_api_request`, so it is posted as a plain address)."""
        query = urlencode(
            {
                "offset": offset,
                "timeout": POLL_SECONDS,
                "allowed_updates": json.dumps(ALLOWED_UPDATES),
            }
        )
        updates = await self._polling.post(
            f"{self._bot.base_url}/getUpdates?{query}", read_timeout=POLL_SECONDS + GRACE_SECONDS
        )
        return cast("list[dict[str, Any]]", updates)

    async def _read(self, raw: dict[str, Any]) -> Incoming | None:
        """One update narrowed; one that cannot be read is kept as a dead letter and passed by."""
        try:
            if incoming := self.read(raw):
                return incoming
            self._metrics.update("other", Outcome.IGNORED)
        except Exception as fault:
            error = traceback.format_exc(limit=4)
            log.error("update cannot be read: %s", logs.where(fault))
            self._metrics.update("other", Outcome.UNREADABLE)
            content = kept(raw, self._performer.house)
            await self._write(lambda tx: inbox.bury_unread(tx, door.number(raw), content, error))
        return None

    async def _lane(self, lane: Iterable[tuple[dict[str, Any], Incoming]], since: float) -> bool:
        for raw, incoming in lane:
            with logs.about(update=incoming.update):
                try:
                    taken = await self._carry_out(raw, incoming, since)
                except StoreError:
                    self._answer_busy(incoming)
                    return False
                if taken:
                    self._toast_soon(taken)
        return True

    async def _carry_out(
        self, raw: dict[str, Any], incoming: Incoming, since: float
    ) -> Taken | None:
        kind = type(incoming).__name__.lower()
        try:
            done, outcome = await self._done(raw, incoming)
        except StoreError:
            self._metrics.update(kind, Outcome.UNSAVED)
            raise
        self._metrics.update(kind, outcome, done.refusal)
        self._metrics.saved(time.monotonic() - since)
        if isinstance(incoming, Press):
            return Taken(incoming.query, done.toast or Toast(), since)
        return None

    async def _done(self, raw: dict[str, Any], incoming: Incoming) -> tuple[Done, Outcome]:
        try:
            done = await self.written(
                incoming, lambda tx, facts: self._performer.perform(tx, incoming, facts)
            )
        except StoreError:
            raise
        except Exception as fault:
            return Done(await self._bury(raw, incoming, fault)), Outcome.FAILED
        if done.again:
            return done, Outcome.AGAIN
        return done, Outcome.REFUSED if done.refusal else Outcome.DONE

    async def _write(self, act: Callable[[Tx], T]) -> T:
        try:
            return await self._store.write(act)
        except StoreError as error:
            log.error("update is not on disk: %s", error)
            raise

    async def _facts(self, incoming: Incoming) -> Any:
        """Ask Telegram what has to be known first: whose group it is, and what the handler needs
        (most need nothing)."""
        await self._moves.look_for(incoming)
        house = self._performer.house
        if isinstance(incoming, Sent):
            return await self._read_document(incoming)
        if isinstance(incoming, Command):
            route = house.commands.get(incoming.name)
            before = route.before if route else None
        elif isinstance(incoming, Press) and house.before_press:
            try:
                before = house.before_press.get(type(house.unpack(incoming.data)))
            except Stale:
                before = None
        else:
            before = None
        return await before(self._bot, incoming) if before else None  # type: ignore[arg-type]  # only those two have one

    async def _read_document(self, sent: Sent) -> Read | None:
        person = sent.person.id
        route = await self._store.read(lambda tx: self._performer.house.reader(tx, person))
        return Read(route, await route.before(self._bot, sent)) if route else None

    async def _bury(self, raw: dict[str, Any], incoming: Incoming, fault: Exception) -> Toast:
        error = traceback.format_exc(limit=-8)
        log.error("update failed: %s", logs.where(fault))
        content = kept(raw, self._performer.house)

        def keep(tx: Tx) -> None:
            self._performer.apologise(tx, incoming, error, content)

        await self._write(keep)
        return Toast(Words(incoming.person.lang or "zh_CN").plain(SORRY), alert=True)

    def _answer_busy(self, incoming: Incoming) -> None:
        if isinstance(incoming, Press):
            said = Words(incoming.person.lang or "zh_CN").plain(BUSY)
            self._toast_soon(Taken(incoming.query, Toast(said, alert=True)))

    def _toast_soon(self, taken: Taken) -> None:
        task = asyncio.create_task(self._send_toast(taken))
        self._toasts.add(task)
        task.add_done_callback(self._toasts.discard)

    async def _send_toast(self, taken: Taken) -> None:
        """Best effort: a toast that comes too late is of no use to anyone."""
        async with self._room:
            try:
                await self._bot.answer_callback_query(
                    taken.query,
                    text=taken.toast.text or None,
                    show_alert=taken.toast.alert or None,
                    url=taken.toast.url,
                )
            except TelegramError as error:
                log.info("a toast did not arrive: %s", error)
            else:
                self._metrics.answered(time.monotonic() - taken.since)
