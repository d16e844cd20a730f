"""Fetches a document that somebody sent, with limits on its size and on our patience."""

from __future__ import annotations

import asyncio
import logging
from enum import Enum, auto

from telegram import Bot
from telegram.error import TelegramError

from bot.incoming import Sent

log = logging.getLogger("yuanba.documents")

PATIENCE_SECONDS = 15.0
"""In all: a slow line must not hold up what others do meanwhile."""


class NotFetched(Enum):
    TOO_BIG = auto()
    NOT_THERE = auto()


async def fetch(bot: Bot, sent: Sent, limit: int) -> bytes | NotFetched:
    """The document's content; never more than `limit` bytes, whatever the update said of it."""
    if sent.size > limit:
        return NotFetched.TOO_BIG
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            file = await bot.get_file(sent.file)
            if (file.file_size or 0) > limit:
                return NotFetched.TOO_BIG
            content = bytes(await file.download_as_bytearray())
    except (TelegramError, TimeoutError) as error:
        log.warning("a document could not be fetched: %s", error)
        return NotFetched.NOT_THERE
    return content if len(content) <= limit else NotFetched.TOO_BIG
