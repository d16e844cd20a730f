"""What has to succeed before the bot can work is tried until Telegram can be reached."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.delivery import seconds

log = logging.getLogger("yuanba")
T = TypeVar("T")

FIRST_PAUSE_S, LONGEST_PAUSE_S = 2.0, 60.0


async def until_reached(call: Callable[[], Awaitable[T]], address: str) -> T:
    """A router may come up later than we do, and of several workers that start at once Telegram
    asks some to wait. Raises what no waiting helps against."""
    pause = FIRST_PAUSE_S
    while True:
        try:
            return await call()
        except (BadRequest, Conflict, Forbidden, InvalidToken):
            raise
        except RetryAfter as error:
            pause = seconds(error)
        except TelegramError as error:  # no line, or an answer that is none: a hotel's portal
            log.warning("%s cannot be reached (%s); trying again", address, error)
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE_S)
