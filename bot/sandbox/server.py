"""The sandbox as a Bot API server: a bot in another process talks to it over real HTTP."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

from bot.sandbox.control import PEOPLE, control_routes
from bot.sandbox.methods.files import file_at
from bot.sandbox.params import Upload
from bot.sandbox.people import People
from bot.sandbox.refused import Cut, Hang, Refused
from bot.sandbox.watching import CONTROL_TOKEN, WORLD
from bot.sandbox.world import World

HANG_S = 120.0
HANG_STEP_S = 0.05
CLOSING: web.AppKey[asyncio.Event] = web.AppKey("closing", asyncio.Event)
BODY_LIMIT = 64 * 1024 * 1024
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def make_server(world: World, control_token: str | None = None) -> web.Application:
    """`/bot<token>/<method>` for the bot, `/people`, `/faults` and `/clock` for the rest.

    With a control token, the latter want it as `Authorization: Bearer <token>`. Closing the
    application closes the world's webhook, too.
    """
    app = web.Application(client_max_size=BODY_LIMIT)
    app[WORLD], app[PEOPLE], app[CONTROL_TOKEN] = world, People(world), control_token
    app[CLOSING] = asyncio.Event()
    app.router.add_route("*", "/bot{token}/{method}", _bot_call)
    app.router.add_get("/file/bot{token}/{path:.+}", _download)
    app.add_routes(control_routes())
    app.on_shutdown.append(_let_go)
    app.on_cleanup.append(_close)
    return app


async def _let_go(app: web.Application) -> None:
    """Let every call that waits come to its end, or closing would wait for it."""
    app[CLOSING].set()
    app[WORLD].end_watching()
    app[WORLD].updates.stop_poll("terminated by the end of the sandbox")


async def _close(app: web.Application) -> None:
    await app[WORLD].aclose()


async def _bot_call(request: web.Request) -> web.StreamResponse:
    world = request.app[WORLD]
    if not _is_token(world, request.match_info["token"]):
        return _refusal(Refused(401, "Unauthorized"))
    try:
        values, files = await _read(request)
        result = await world.call(request.match_info["method"], values, files)
    except Refused as refused:
        return _refusal(refused)
    except Cut:
        return _cut(request)
    except Hang:
        await _keep_silent(request)
        return _cut(request)
    return _json({"ok": True, "result": result}, 200)


def _is_token(world: World, given: str) -> bool:
    return hmac.compare_digest(given.encode(), world.token.encode())


def _json(body: Mapping[str, Any], status: int) -> web.Response:
    return web.Response(body=_ENCODE(body).encode(), status=status, content_type="application/json")


def _refusal(refused: Refused) -> web.Response:
    headers = {} if refused.retry_after is None else {"Retry-After": str(refused.retry_after)}
    response = _json(refused.as_json(), refused.code)
    response.headers.update(headers)
    return response


def _cut(request: web.Request) -> web.Response:
    """Drop the connection; what is returned goes nowhere."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


async def _keep_silent(request: web.Request) -> None:
    """Until the caller gives up or the server closes."""
    closing = request.app[CLOSING]
    waited = 0.0
    while waited < HANG_S and request.transport is not None and not closing.is_set():
        await asyncio.sleep(HANG_STEP_S)
        waited += HANG_STEP_S


async def _read(request: web.Request) -> tuple[Mapping[str, Any], dict[str, Upload]]:
    """Parameters from wherever Telegram takes them: the query, a form, JSON or a multipart body."""
    kind = request.content_type
    if not request.can_read_body or request.method == "GET":
        return request.query, {}
    if kind == "application/x-www-form-urlencoded":
        form = parse_qsl(await request.text(), keep_blank_values=True)
        return {**request.query, **dict(form)}, {}
    if kind == "application/json":
        return {**request.query, **await _read_json(request)}, {}
    if kind == "multipart/form-data":
        values, files = await _read_parts(request)
        return {**request.query, **values}, files
    return request.query, {}


async def _read_json(request: web.Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.read())
    except ValueError:
        raise Refused(400, "Bad Request: can't parse JSON object") from None
    if not isinstance(body, dict):
        raise Refused(400, "Bad Request: JSON object expected as request body")
    return body


async def _read_parts(request: web.Request) -> tuple[dict[str, str], dict[str, Upload]]:
    values: dict[str, str] = {}
    files: dict[str, Upload] = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        if part.filename is None:
            values[part.name] = await part.text()
        else:
            mime = part.headers.get("Content-Type", "application/octet-stream")
            files[part.name] = (part.filename, bytes(await part.read()), mime)
    return values, files


async def _download(request: web.Request) -> web.StreamResponse:
    world = request.app[WORLD]
    if not _is_token(world, request.match_info["token"]):
        return _refusal(Refused(401, "Unauthorized"))
    file = file_at(world, request.match_info["path"])
    if file is None:
        return _refusal(Refused(404, "Not Found"))
    return web.Response(body=file.data, content_type="application/octet-stream")
