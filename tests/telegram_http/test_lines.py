"""Slow, full, broken and missing lines end in the same errors as with PTB's own client."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from aiohttp import web
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.telegram_http import POOL_EXHAUSTED, AiohttpRequest
from tests.telegram_http.peers import (
    MESSAGE,
    Api,
    Peer,
    RawServer,
    babble,
    bot_at,
    break_off,
    hang_up,
    listen_no_more,
    never,
    ok,
    outcome,
)


async def test_a_slow_answer_times_out(
    api: Api, address: str, client: Callable[..., BaseRequest]
) -> None:
    api.answer = never
    assert (await outcome(address, client(read_timeout=0.05))).kind is TimedOut
    assert (await outcome(address, client(), read_timeout=0.05)).kind is TimedOut


async def test_a_call_may_wait_longer_than_usual(
    api: Api, address: str, client: Callable[..., BaseRequest]
) -> None:
    async def answer(_: web.Request) -> web.Response:
        await asyncio.sleep(0.15)
        return web.json_response({"ok": True, "result": MESSAGE})

    api.answer = answer
    assert (await outcome(address, client(read_timeout=0.05), read_timeout=20)).text == "收到"
    assert (await outcome(address, client(read_timeout=0.05), read_timeout=None)).text == "收到"
    assert (await outcome(address, client(read_timeout=None))).text == "收到"


@pytest.mark.parametrize("for_this_call", [True, False])
async def test_an_exhausted_pool_is_told_apart(
    api: Api, address: str, client: Callable[..., BaseRequest], for_this_call: bool
) -> None:
    released = asyncio.Event()

    async def answer(_: web.Request) -> web.Response:
        await released.wait()
        return web.json_response({"ok": True, "result": MESSAGE})

    api.answer = answer
    usual = 5.0 if for_this_call else 0.05
    said: dict[str, Any] = {"pool_timeout": 0.05} if for_this_call else {}
    async with client(connection_pool_size=1, pool_timeout=usual) as request:
        bot = bot_at(address, request)
        first = asyncio.create_task(bot.send_message(7, "占线"))
        while not api.heard:
            await asyncio.sleep(0.001)
        with pytest.raises(TimedOut) as refused:
            await bot.send_message(7, "等", **said)
        assert str(refused.value) == POOL_EXHAUSTED
        released.set()
        await first
        assert (await bot.send_message(7, "通了")).text == "收到"


async def test_a_hundred_calls_at_once_share_a_small_pool(
    api: Api, address: str, client: Callable[..., BaseRequest]
) -> None:
    async with client(connection_pool_size=4, pool_timeout=30) as request:
        bot = bot_at(address, request)
        sent = await asyncio.gather(*(bot.send_message(7, str(n)) for n in range(100)))
    assert [message.text for message in sent] == ["收到"] * 100
    assert sorted(int(heard.fields["text"]) for heard in api.heard) == list(range(100))
    assert len({id(heard.connection) for heard in api.heard}) <= 4


async def test_a_cancelled_call_is_cancelled_and_gives_its_connection_back(
    api: Api, address: str, client: Callable[..., BaseRequest]
) -> None:
    api.answer = never
    async with client(connection_pool_size=1) as request:
        bot = bot_at(address, request)
        call = asyncio.create_task(bot.send_message(7, "算了"))
        while not api.heard:
            await asyncio.sleep(0.001)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        api.answer = ok(MESSAGE)
        assert (await bot.send_message(7, "再来")).text == "收到"


@pytest.mark.parametrize("peer", [hang_up, break_off, babble])
async def test_a_broken_line_is_a_network_error(
    client: Callable[..., BaseRequest], peer: Peer
) -> None:
    async with RawServer(peer) as address:
        assert (await outcome(address, client())).kind is NetworkError


async def test_a_refused_connection_is_a_network_error(
    client: Callable[..., BaseRequest], unused_tcp_port: int
) -> None:
    assert (await outcome(f"http://127.0.0.1:{unused_tcp_port}", client())).kind is NetworkError


async def test_a_kept_line_that_was_dropped_before_the_answer_is_a_network_error(
    client: Callable[..., BaseRequest],
) -> None:
    body = json.dumps({"ok": True, "result": MESSAGE}).encode()
    posts: list[bytes] = []

    async def answer_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in range(2):
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            posts.append(await reader.readexactly(length))
            if len(posts) == 1:
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
                await writer.drain()
        writer.close()

    async with RawServer(answer_once) as address, client() as request:
        bot = bot_at(address, request)
        await bot.send_message(7, "早")
        with pytest.raises(NetworkError) as refused:
            await bot.send_message(7, "晚")
    assert type(refused.value) is NetworkError
    # It may have been delivered, so nobody repeats it behind the sender's back.
    assert len(posts) == 2


@pytest.mark.parametrize("usual", [True, False])
async def test_an_upload_nobody_takes_times_out(
    client: Callable[..., BaseRequest], usual: bool
) -> None:
    made = client(media_write_timeout=0.1) if usual else client()
    said: dict[str, Any] = {} if usual else {"write_timeout": 0.1}
    async with RawServer(listen_no_more) as address, made as request:
        with pytest.raises(TimedOut):
            await bot_at(address, request).send_document(7, b"\0" * 20_000_000, **said)


async def test_an_uninitialised_client_says_so(client: Callable[..., BaseRequest]) -> None:
    request = client()
    async with request:
        assert request.read_timeout == 5.0
    with pytest.raises(RuntimeError, match="not initialized"):
        await request.do_request("http://127.0.0.1:9/bot1:a/getMe", "POST", RequestData())


async def test_ours_needs_initialising_before_its_first_call() -> None:
    with pytest.raises(RuntimeError, match="not initialized"):
        await AiohttpRequest().do_request("http://127.0.0.1:9/bot1:a/getMe", "POST")


async def test_starting_and_stopping_twice_does_no_harm(
    api: Api, address: str, client: Callable[..., BaseRequest]
) -> None:
    request = client()
    for _ in range(2):
        await request.initialize()
        await request.initialize()
        assert (await bot_at(address, request).send_message(7, "早")).text == "收到"
        await request.shutdown()
        await request.shutdown()


async def test_calls_go_through_the_proxy(
    api: Api, address: str, client: Callable[..., BaseRequest]
) -> None:
    met = await outcome("http://telegram.invalid:8081", client(proxy=address))
    assert met.text == "收到"
    assert [heard.method for heard in api.heard] == ["sendMessage"]


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1", "127.0.0.1:3128", ""])
def test_a_proxy_that_cannot_work_is_refused_at_once(proxy: str) -> None:
    with pytest.raises(ValueError, match="http"):
        AiohttpRequest(proxy=proxy)
