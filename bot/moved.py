"""Finds a courtyard again whose group was upgraded to a supergroup while we were not looking."""

from __future__ import annotations

import asyncio
import logging

from telegram import Bot
from telegram.constants import ChatType
from telegram.error import ChatMigrated, TelegramError

from bot.actions.courtyard import move_chat
from bot.delivery import Trouble, trouble
from bot.incoming import Came, Command, Incoming
from storage import courtyards
from storage.database import Database

log = logging.getLogger("yuanba.moved")

AT_ONCE = 16
STRANGERS_REMEMBERED = 1_000


class Moves:
    """Telegram keeps updates for a day: an upgrade may have passed us by. It does not say where a
    supergroup came from, but an old group, when asked about, names its new id."""

    def __init__(self, bot: Bot, store: Database) -> None:
        self._bot = bot
        self._store = store
        self._strangers: set[int] = set()
        self._looking = asyncio.Lock()

    async def look(self) -> bool:
        """Ask after every courtyard in a basic group (only those can be upgraded); whether
        Telegram answered about all of them."""
        room = asyncio.Semaphore(AT_ONCE)
        chats = await self._store.read(courtyards.in_basic_groups)
        return all(await asyncio.gather(*(self._ask(chat, room) for chat in chats)))

    async def look_for(self, incoming: Incoming) -> None:
        """A supergroup we do not know speaks to us or lets us in: it may be one we knew before.
        Asked once for each: to most of them we are simply new."""
        chat = incoming.place.chat
        calls_us = isinstance(incoming, Command) or (
            isinstance(incoming, Came) and incoming.present
        )
        if not calls_us or incoming.place.kind != ChatType.SUPERGROUP:
            return
        async with self._looking:  # who calls meanwhile waits for what is found
            if not await self._is_strange(chat) or not await self.look():
                return
            if len(self._strangers) >= STRANGERS_REMEMBERED:
                self._strangers.clear()
            self._strangers.add(chat)

    async def _is_strange(self, chat: int) -> bool:
        if chat in self._strangers:
            return False
        return await self._store.read(lambda tx: courtyards.by_chat(tx, chat)) is None

    async def _ask(self, chat: int, room: asyncio.Semaphore) -> bool:
        """Whether Telegram has answered."""
        try:
            async with room:
                await self._bot.get_chat(chat)
        except ChatMigrated as moved:
            new_chat = moved.new_chat_id
            log.info("group %s is supergroup %s now", chat, new_chat)
            await self._store.write(lambda tx: move_chat(tx, chat, new_chat))
        except TelegramError as error:
            log.info("group %s: %s", chat, error)
            return trouble(error) not in (Trouble.OFFLINE, Trouble.WAIT)
        return True
