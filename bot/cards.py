"""Redrawing one live message so that it ends on the truth; a lost one is posted anew."""

from __future__ import annotations

import logging
import time
import traceback
from datetime import timedelta

from telegram.error import ChatMigrated, RetryAfter, TelegramError

from bot import logs
from bot.actions import channel
from bot.actions.courtyard import move_chat
from bot.delivery import Trouble, Wire, seconds, trouble
from bot.outbox import backoff
from bot.pace import Pace
from bot.page import Pointless
from bot.render import Renderer
from bot.screen import Screen
from storage import cards, courtyards
from storage.cards import Card
from storage.database import Database
from storage.tx import Tx

log = logging.getLogger("yuanba.cards")

UNDRAWABLE = timedelta(minutes=10)
"""How long a card that cannot be written out rests before it is tried again."""
SELDOM = timedelta(days=1)


class CardDrawer:
    def __init__(self, store: Database, wire: Wire, renderer: Renderer, pace: Pace) -> None:
        self._store = store
        self._wire = wire
        self._renderer = renderer
        self._pace = pace
        self._unnoted: dict[tuple[int, str, int, int], int] = {}

    async def draw(self, card: Card) -> None:
        try:
            current, screen = await self._store.read(lambda tx: self._renderer.card(tx, card))
        except Pointless:
            await self._store.write(lambda tx: cards.remove(tx, card))
            return
        except Exception as fault:
            where = logs.where(fault)
            log.error("card %s %s cannot be written out: %s", card.kind, card.subject, where)
            error = traceback.format_exc(limit=-4)
            await self._store.write(lambda tx: cards.postpone(tx, card, tx.now + UNDRAWABLE, error))
            return
        try:
            message = await self._put(current, screen)
        except TelegramError as error:
            await self._cope(current, error)
        else:
            await self._note(current, message)

    async def _note(self, card: Card, message: int) -> None:
        """Write down where it stands; while the disk will not have it, it is not posted again."""
        self._unnoted[_key(card)] = message
        await self._store.write(lambda tx: cards.drawn(tx, card, message))
        del self._unnoted[_key(card)]

    async def _put(self, card: Card, screen: Screen) -> int:
        message = card.message or self._unnoted.get(_key(card))
        if message is not None:
            await self._wire.edit(card.chat, message, screen)
            return message
        sent = await self._wire.send(card.chat, screen, thread=card.thread)
        return sent.message_id

    async def _cope(self, card: Card, error: TelegramError) -> None:
        found = trouble(error)
        if found is Trouble.WAIT and isinstance(error, RetryAfter):
            wait = timedelta(seconds=seconds(error))
            self._pace.refused(card.chat, seconds(error), time.monotonic())
            await self._store.write(lambda tx: cards.postpone(tx, card, tx.now + wait, str(error)))
        elif found is Trouble.SAME and (message := card.message or self._unnoted.get(_key(card))):
            await self._note(card, message)
        elif found is Trouble.LOST:
            self._unnoted.pop(_key(card), None)
            await self._store.write(lambda tx: cards.lost(tx, card))
        elif found is Trouble.MOVED and isinstance(error, ChatMigrated):
            new_chat = error.new_chat_id
            await self._store.write(lambda tx: move_chat(tx, card.chat, new_chat))
        elif found is Trouble.NO_THREAD and card.thread:
            await self._store.write(lambda tx: cards.loose_thread(tx, card))
        elif found is Trouble.SHUT_OUT:
            await self._store.write(lambda tx: _shut_out(tx, card, str(error)))
        else:
            rest = backoff(card.attempts) if found is Trouble.OFFLINE else UNDRAWABLE
            await self._store.write(lambda tx: cards.postpone(tx, card, tx.now + rest, str(error)))


def _shut_out(tx: Tx, card: Card, error: str) -> None:
    """A channel stops being a notice board; in a group, which may let us in again, the card stays
    where it is and is tried less and less often."""
    if courtyards.by_chat(tx, card.chat):
        rest = min(UNDRAWABLE * 2 ** min(card.attempts, 8), SELDOM)
        cards.postpone(tx, card, tx.now + rest, error)
    else:
        cards.remove(tx, card)
        channel.lost(tx, card.chat)


def _key(card: Card) -> tuple[int, str, int, int]:
    return card.courtyard, card.kind, card.subject, card.chat
