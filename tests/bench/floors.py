"""The bots to compare with, each a process: `python -m tests.bench.floors KIND [DISK_MS]`.

product  the bot as it is       each     a commit for each act
noop     its vote does nothing  answers  reads updates and answers them, nothing else
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any
from unittest import mock

from telegram import Bot, Update

from bot.app import open_app
from bot.ask import Ask, Toast
from bot.intake import ALLOWED_UPDATES, POLL_SECONDS
from bot.settings import Settings, load
from bot.telegram_http import AiohttpRequest
from handlers.views.vote_bits import Cast
from storage import store

SAID = "好"


def noop(ask: Ask, _data: Cast) -> None:
    ask.answer = Toast(SAID)


async def run_bot(settings: Settings, kind: str) -> None:
    async with open_app(settings, batch=1 if kind == "each" else store.BATCH) as app:
        if kind == "noop":
            app.house.presses[Cast] = noop
        await app.run()


async def run_answers(settings: Settings) -> None:
    """The least a bot can do: read each update with PTB and answer it."""
    if settings.token is None:
        raise ValueError("a bot needs a token")
    polling, calling = AiohttpRequest(4), AiohttpRequest(256)
    bot = Bot(
        settings.token.get_secret_value(),
        base_url=f"{settings.api_url}/bot",
        get_updates_request=polling,
        request=calling,
    )
    room = asyncio.Semaphore(64)
    async with bot, asyncio.TaskGroup() as answers:
        offset = 0
        while True:
            kinds = json.dumps(ALLOWED_UPDATES)
            asked = f"offset={offset}&timeout={POLL_SECONDS}&allowed_updates={kinds}"
            found: Any = await polling.post(
                f"{bot.base_url}/getUpdates?{asked}", read_timeout=POLL_SECONDS + 10
            )
            for raw in found:
                offset = raw["update_id"] + 1
                answers.create_task(_answer(bot, room, Update.de_json(raw, bot)))


async def _answer(bot: Bot, room: asyncio.Semaphore, update: Update) -> None:
    async with room:
        if update.callback_query:
            await bot.answer_callback_query(update.callback_query.id, text=SAID)


def slower_disk(ms: float) -> AbstractContextManager[object]:
    """Every commit takes that much longer, as if the disk were the usual one of a cheap server."""
    if not ms:
        return nullcontext()
    quick: Callable[..., Any] = store._run_batch

    def slow(*args: Any) -> Any:
        done = quick(*args)
        time.sleep(ms / 1000)
        return done

    return mock.patch.object(store, "_run_batch", slow)


def _end_with_the_bench() -> None:
    while os.read(0, 1024):
        pass
    os._exit(0)


def main(kind: str, disk_ms: float = 0.0) -> None:
    os.environ.setdefault("PTB_TIMEDELTA", "1")
    threading.Thread(target=_end_with_the_bench, daemon=True).start()
    settings = load()
    with slower_disk(disk_ms):
        asyncio.run(run_answers(settings) if kind == "answers" else run_bot(settings, kind))


if __name__ == "__main__":
    main(sys.argv[1], *map(float, sys.argv[2:]))
