"""The far ends that both HTTP clients are tried against: a Bot API, and lines that misbehave."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from telegram import Bot
from telegram.error import TelegramError
from telegram.request import BaseRequest, HTTPXRequest

from bot.telegram_http import AiohttpRequest

TOKEN = "4839574812:AAFD39kkdpWt3ywyRZergyOLMaJhac60qcw"
SECRET = TOKEN.split(":")[1]
CLIENTS: dict[str, Callable[..., BaseRequest]] = {"ptb": HTTPXRequest, "ours": AiohttpRequest}

Answer = Callable[[web.Request], Awaitable[web.Response]]


@dataclass
class Heard:
    method: str
    fields: dict[str, str]
    files: dict[str, tuple[str, str, bytes]]
    user_agent: str
    content_type: str
    length: str | None
    connection: object


@dataclass
class Api:
    """A Bot API that notes what it hears and answers what the test says."""

    answer: Answer
    heard: list[Heard] = field(default_factory=list)

    async def serve(self, request: web.Request) -> web.Response:
        fields: dict[str, str] = {}
        files: dict[str, tuple[str, str, bytes]] = {}
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                files[name] = (value.filename, value.content_type, value.file.read())
                value.file.close()
            else:
                fields[name] = str(value)
        self.heard.append(
            Heard(
                request.path.rsplit("/", 1)[-1],
                fields,
                files,
                request.headers["User-Agent"],
                request.content_type,
                request.headers.get("Content-Length"),
                request.transport,
            )
        )
        return await self.answer(request)


def reply(status: int, body: str, **headers: str) -> Answer:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, text=body, headers=headers)

    return answer


def ok(result: object) -> Answer:
    return reply(200, json.dumps({"ok": True, "result": result}))


def refusal(code: int, description: str, **parameters: int) -> Answer:
    body: dict[str, object] = {"ok": False, "error_code": code, "description": description}
    if parameters:
        body["parameters"] = parameters
    return reply(code, json.dumps(body))


MESSAGE = {"message_id": 5, "date": 1, "chat": {"id": 7, "type": "private"}, "text": "收到"}


def bot_at(address: str, request: BaseRequest) -> Bot:
    return Bot(
        TOKEN,
        base_url=f"{address}/bot",
        base_file_url=f"{address}/file/bot",
        request=request,
        get_updates_request=request,
    )


@dataclass(frozen=True)
class Outcome:
    kind: type[object]
    text: str
    detail: object = None


async def outcome(address: str, request: BaseRequest, **said: Any) -> Outcome:
    async with request:
        try:
            message = await bot_at(address, request).send_message(7, "开会了", **said)
        except TelegramError as error:
            details = (getattr(error, name, None) for name in ("retry_after", "new_chat_id"))
            return Outcome(type(error), str(error), next((d for d in details if d), None))
        return Outcome(type(message), str(message.text))


async def never(_: web.Request) -> web.Response:
    await asyncio.sleep(30)
    raise AssertionError("nobody waits that long")


Peer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Close without a word."""
    await reader.read(10)
    writer.close()


async def break_off(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Close in the middle of an answer."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
    await writer.drain()
    writer.close()


async def babble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Speak no HTTP."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"220 mail ready\r\n\r\n")
    await writer.drain()
    writer.close()


async def listen_no_more(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Leave the line open and take nothing from it."""
    await asyncio.sleep(30)
    writer.close()


@dataclass
class RawServer:
    """A peer below HTTP, for what happens to lines."""

    peer: Peer

    async def __aenter__(self) -> str:
        self._talks: list[asyncio.Task[None]] = []
        # The small buffer lets a full line be felt early.
        self._server = await asyncio.start_server(self._talk, "127.0.0.1", 0, limit=1 << 10)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._talks.append(task)
        try:
            await self.peer(reader, writer)
        except asyncio.CancelledError:
            writer.transport.abort()

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)
        await self._server.wait_closed()
