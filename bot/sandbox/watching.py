"""Looking at the sandbox from outside: chats, people, calls, the clock, and a live stream."""

from __future__ import annotations

import hmac
import json
from contextlib import suppress

from aiohttp import web

from bot.sandbox.model import Json
from bot.sandbox.sight import call_sight, chat_sight, happening_sight, message_sight, user_sight
from bot.sandbox.world import World

WORLD: web.AppKey[World] = web.AppKey("world", World)
CONTROL_TOKEN: web.AppKey[str | None] = web.AppKey("control_token", str)


def clock_sight(world: World) -> Json:
    return {"now": world.now().isoformat(), "offset_s": world.offset.total_seconds()}


def problem(status: int, words: str) -> web.Response:
    return web.json_response({"error": words}, status=status)


def check_token(request: web.Request) -> None:
    wanted = request.app[CONTROL_TOKEN]
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    given = given or request.query.get("token", "")  # an EventSource cannot send headers
    if wanted is not None and not hmac.compare_digest(given.encode(), wanted.encode()):
        raise web.HTTPUnauthorized(text='{"error": "the control token is missing or wrong"}')


async def _see_chat(request: web.Request) -> web.StreamResponse:
    check_token(request)
    try:
        chat = request.app[WORLD].chat(request.match_info["ref"])
    except LookupError as error:
        return problem(404, str(error))
    after = int(request.query.get("after", 0))
    messages = [message_sight(one) for one in chat.messages if one.message_id > after]
    return web.json_response({**chat_sight(chat), "messages": messages})


async def _see_chats(request: web.Request) -> web.StreamResponse:
    check_token(request)
    return web.json_response([chat_sight(chat) for chat in request.app[WORLD].chats.values()])


async def _see_users(request: web.Request) -> web.StreamResponse:
    check_token(request)
    return web.json_response([user_sight(user) for user in request.app[WORLD].users.values()])


async def _see_calls(request: web.Request) -> web.StreamResponse:
    check_token(request)
    wanted = request.query.get("method")
    calls = [one for one in request.app[WORLD].calls if wanted in (None, one.method)]
    return web.json_response([call_sight(one) for one in calls])


async def _see_clock(request: web.Request) -> web.StreamResponse:
    check_token(request)
    return web.json_response(clock_sight(request.app[WORLD]))


async def _stream(request: web.Request) -> web.StreamResponse:
    """What happens, as server-sent events, until the watcher leaves."""
    check_token(request)
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    with request.app[WORLD].listen() as watching:
        await response.prepare(request)
        await response.write(b": watching\n\n")
        with suppress(ConnectionError):
            async for happening in watching:
                shown = json.dumps(happening_sight(happening), ensure_ascii=False)
                await response.write(f"event: {happening.kind}\ndata: {shown}\n\n".encode())
    return response


def looks() -> list[web.RouteDef]:
    return [
        web.get("/people/chats/{ref}", _see_chat),
        web.get("/people/chats", _see_chats),
        web.get("/people/users", _see_users),
        web.get("/people/calls", _see_calls),
        web.get("/people/stream", _stream),
        web.get("/clock", _see_clock),
    ]
