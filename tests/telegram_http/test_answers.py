"""Telegram's answers mean the same to our HTTP as to python-telegram-bot's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.request import BaseRequest, HTTPXRequest

from bot.telegram_http import AiohttpRequest
from tests.telegram_http.peers import (
    CLIENTS,
    MESSAGE,
    Answer,
    Api,
    bot_at,
    ok,
    outcome,
    refusal,
    reply,
)

ANSWERS: dict[str, tuple[Answer, type[object], object]] = {
    "bad request": (refusal(400, "Bad Request: chat not found"), BadRequest, None),
    "wrong token": (refusal(401, "Unauthorized"), InvalidToken, None),
    "blocked": (refusal(403, "Forbidden: bot was blocked by the user"), Forbidden, None),
    "no such method": (refusal(404, "Not Found"), InvalidToken, None),
    "two pollers": (refusal(409, "Conflict: terminated by other getUpdates"), Conflict, None),
    "flood": (
        refusal(429, "Too Many Requests: retry after 7", retry_after=7),
        RetryAfter,
        timedelta(seconds=7),
    ),
    "group moved": (
        refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1009),
        ChatMigrated,
        -1009,
    ),
    "server error": (refusal(500, "Internal Server Error"), NetworkError, None),
    "gateway page": (
        reply(502, "<html>502 网关</html>", **{"Content-Type": "text/html"}),
        NetworkError,
        None,
    ),
    "empty body": (reply(503, ""), NetworkError, None),
    "odd status": (refusal(599, "odd"), NetworkError, None),
    "moved elsewhere": (reply(302, "{}", Location="/elsewhere"), NetworkError, None),
    "no json": (reply(200, "hello"), TelegramError, None),
}


@pytest.mark.parametrize("case", ANSWERS)
async def test_an_answer_means_the_same_as_to_ptbs_own_client(
    api: Api, address: str, case: str
) -> None:
    api.answer, kind, detail = ANSWERS[case]
    theirs = await outcome(address, HTTPXRequest())
    ours = await outcome(address, AiohttpRequest())
    assert ours == theirs
    assert (ours.kind, ours.detail) == (kind, detail)


async def test_a_good_answer_becomes_the_message(api: Api, address: str) -> None:
    theirs = await outcome(address, HTTPXRequest())
    ours = await outcome(address, AiohttpRequest())
    assert ours == theirs
    assert ours.text == "收到"


async def test_what_is_sent_is_heard_alike(api: Api, address: str) -> None:
    for make in CLIENTS.values():
        async with make() as request:
            bot = bot_at(address, request)
            await bot.send_message(-100, "A&B=C ＋ 樱桃 🍒\n第二行", disable_notification=True)
            api.answer = ok({"id": 1, "is_bot": True, "first_name": "院坝"})
            await bot.get_me()
            api.answer = ok(MESSAGE)
    theirs, ours = api.heard[:2], api.heard[2:]
    for their, our in zip(theirs, ours, strict=True):
        their.connection = our.connection = None
    assert ours == theirs
    assert ours[0].fields["text"] == "A&B=C ＋ 樱桃 🍒\n第二行"
    assert (ours[1].method, ours[1].fields, ours[1].length) == ("getMe", {}, "0")


async def test_connections_are_kept_for_the_next_call(
    api: Api, address: str, client: Callable[..., BaseRequest]
) -> None:
    async with client() as request:
        for _ in range(3):
            await bot_at(address, request).send_message(7, "早")
    assert len({id(heard.connection) for heard in api.heard}) == 1
