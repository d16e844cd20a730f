"""A Telegram that takes every call with as little work as can be: the bots are to be measured."""

from __future__ import annotations

import itertools
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from bot.sandbox.world import TOKEN

BOT = {
    "id": int(TOKEN.partition(":")[0]),
    "is_bot": True,
    "first_name": "院坝",
    "username": "yuanba_bot",
}


@dataclass
class Yes:
    """`calls` of each kind so far, and when each message came that was written or changed."""

    address: str = ""
    calls: Counter[str] = field(default_factory=Counter)
    written: list[float] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1000))

    async def take(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        self.calls[method] += 1
        asked = await request.post()
        if method == "getMe":
            return _well(BOT)
        if not method.startswith(("send", "edit")):
            return _well(True)
        self.written.append(time.perf_counter())
        chat = int(str(asked["chat_id"]))
        return _well(
            {
                "message_id": int(str(asked.get("message_id") or next(self._numbers))),
                "date": 1,
                "chat": {"id": chat, "type": "private" if chat > 0 else "supergroup"},
                "text": "…",
            }
        )


def _well(result: object) -> web.Response:
    return web.json_response({"ok": True, "result": result})


@asynccontextmanager
async def open_yes() -> AsyncIterator[Yes]:
    yes = Yes()
    server = web.Application(client_max_size=16 * 1024 * 1024)
    server.router.add_post("/bot{token}/{method}", yes.take)
    runner = web.AppRunner(server, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yes.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield yes
    finally:
        await runner.cleanup()
