"""Delivery of one waiting message, and what each of Telegram's answers means for it."""

from __future__ import annotations

import asyncio
import logging
import time
import traceback
from dataclasses import replace
from datetime import timedelta

from telegram.error import ChatMigrated, RetryAfter, TelegramError

from bot import logs
from bot.actions import channel
from bot.actions.courtyard import move_chat
from bot.delivery import Trouble, Wire, seconds, trouble
from bot.pace import Pace
from bot.page import Pointless
from bot.render import Rendered, Renderer
from bot.screen import File
from storage import outbox, people
from storage.database import Database
from storage.outbox import Parcel, Priority
from storage.tx import Tx

log = logging.getLogger("yuanba.outbox")


def backoff(attempts: int) -> timedelta:
    """1, 2, 4 … seconds, half a minute at the most: so long what waited may lie after an outage."""
    return timedelta(seconds=min(2 ** min(attempts, 16), 30))


class Postman:
    def __init__(self, store: Database, wire: Wire, renderer: Renderer, pace: Pace) -> None:
        self._store = store
        self._wire = wire
        self._renderer = renderer
        self.pace = pace
        self._unnoted: dict[tuple[int, int], int] = {}

    async def deliver(self, parcel: Parcel) -> None:
        arrived = self._unnoted.get((parcel.courtyard, parcel.id))
        if arrived is not None:
            await self._note(parcel, arrived)
            return
        try:
            drawn = await self._store.read(lambda tx: self._renderer.parcel(tx, parcel))
            rendered = await _made(drawn)
        except Pointless as reason:
            await self._finish(parcel, "DROPPED", f"pointless: {reason}")
            return
        except Exception as fault:
            log.error("parcel %s cannot be written out: %s", parcel.id, logs.where(fault))
            await self._finish(parcel, "PARKED", traceback.format_exc(limit=-4))
            return
        if parcel.priority == Priority.BROADCAST:
            # Hundreds of duplicates would be worse than a gap.
            await self._store.write(lambda tx: outbox.venture(tx, parcel))
        try:
            message = await self._post(parcel, rendered)
        except TelegramError as error:
            await self._cope(parcel, error)
        else:
            await self._note(parcel, message)

    async def _note(self, parcel: Parcel, message: int) -> None:
        """Write down that it arrived; while the disk will not have it, it is not sent again."""
        key = parcel.courtyard, parcel.id
        self._unnoted[key] = message
        await self._store.write(lambda tx: outbox.sent(tx, parcel, message))
        del self._unnoted[key]

    async def _post(self, parcel: Parcel, rendered: Rendered) -> int:
        screen = rendered.screen
        if parcel.edits and not (screen.document or screen.photo or screen.ask):
            await self._wire.edit(parcel.chat, parcel.edits, screen)
            return parcel.edits
        sent = await self._wire.send(
            parcel.chat,
            screen,
            thread=parcel.thread,
            reply_to=rendered.reply_to,
            silent=parcel.silent,
        )
        return sent.message_id

    async def _cope(self, parcel: Parcel, error: TelegramError) -> None:
        found = trouble(error)
        if found is Trouble.WAIT and isinstance(error, RetryAfter):
            wait = seconds(error)
            self.pace.refused(parcel.chat, wait, time.monotonic())
            await self._later(parcel, timedelta(seconds=wait), str(error))
        elif found is Trouble.OFFLINE:
            await self._later(parcel, backoff(parcel.attempts), str(error))
        elif found is Trouble.MOVED and isinstance(error, ChatMigrated):
            new_chat = error.new_chat_id
            await self._store.write(lambda tx: move_chat(tx, parcel.chat, new_chat))
        elif found is Trouble.SAME:
            await self._store.write(lambda tx: outbox.sent(tx, parcel, parcel.edits))
        elif found is Trouble.LOST:
            await self._store.write(lambda tx: outbox.send_anew(tx, parcel))
        elif found is Trouble.NO_THREAD and parcel.thread:
            await self._store.write(lambda tx: outbox.loose_thread(tx, parcel))
        elif found is Trouble.SHUT_OUT:
            await self._store.write(lambda tx: shut_out(tx, parcel.chat, str(error)))
        else:
            log.error("parcel %s is parked: %s", parcel.id, error)
            await self._finish(parcel, "PARKED", str(error))

    async def _later(self, parcel: Parcel, wait: timedelta, error: str) -> None:
        await self._store.write(lambda tx: outbox.postpone(tx, parcel, tx.now + wait, error))

    async def _finish(self, parcel: Parcel, state: str, error: str) -> None:
        await self._store.write(lambda tx: outbox.finish(tx, parcel, state, error))


async def _made(rendered: Rendered) -> Rendered:
    """With the content of a file that takes long: made in a thread of its own, where it keeps
    neither the event loop nor a reader of the store."""
    document = rendered.screen.document
    if document is None or document.make is None:
        return rendered
    content = await asyncio.to_thread(document.make)
    screen = replace(rendered.screen, document=File(document.name, content))
    return replace(rendered, screen=screen)


def shut_out(tx: Tx, chat: int, reason: str) -> None:
    """We can no longer write there: a person blocked us, a group or a channel put us out."""
    if chat > 0:
        people.set_reachable(tx, chat, people.BLOCKED)
    channel.lost(tx, chat)
    outbox.drop_for(tx, chat, reason)
