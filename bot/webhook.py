"""The webhook server: Telegram posts an update, and hears 200 only once its effects are on disk."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import math
import time
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.app import App
from bot.health import Health, State, add_health, healthz, readyz
from bot.intake import ALLOWED_UPDATES, Intake, Taken
from bot.meter import Meter
from bot.metrics import Metrics
from bot.ops import bind
from bot.patience import until_reached
from bot.settings import Settings
from storage.errors import StoreError

log = logging.getLogger("yuanba.webhook")

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # a header's name, not a secret
BODY_LIMIT = 1024 * 1024
"""An update is at most some tens of kilobytes."""
CONNECTIONS = 100
DRAIN_S = 10.0
"""How long what was taken may go on once a stop is asked for; then it is left to come again."""
EACH, TOGETHER = 2_000, 5_000
"""Requests a second with the secret: thrice what a process can carry out, twenty times what comes
by 100 connections on a busy evening. Behind a proxy every address is the proxy's."""
STRANGERS_EACH, STRANGERS_TOGETHER = 10, 100
"""Without it. Who does not know the secret uses up nobody's turn but their own."""
INTAKE: web.AppKey[Intake] = web.AppKey("intake", Intake)
METRICS: web.AppKey[Metrics] = web.AppKey("metrics", Metrics)
SECRET: web.AppKey[bytes] = web.AppKey("secret", bytes)
METERS: web.AppKey[tuple[Meter, Meter]] = web.AppKey("meters", tuple)


def make_server(
    app: App, secret: str, path: str, health: Health, meters: tuple[Meter, Meter] | None = None
) -> web.Application:
    """One address that takes updates from whoever knows the secret, and two for the balancer.
    `meters` are for those who know it and for all others."""
    server = web.Application(client_max_size=BODY_LIMIT, middlewares=[_gate])
    server[INTAKE], server[METRICS], server[SECRET] = app.intake, app.metrics, secret.encode()
    usual = Meter(EACH, TOGETHER), Meter(STRANGERS_EACH, STRANGERS_TOGETHER)
    server[METERS] = meters or usual
    server.router.add_post(path, _receive)
    add_health(server, health)
    return server


async def run_webhook(app: App, settings: Settings, health: Health | None = None) -> None:
    """Work by webhook until cancelled. Raises WrongSetting when the port cannot be had, and
    telegram.error.BadRequest when Telegram does not like the address."""
    health, path = health or Health(), urlsplit(settings.webhook_url).path or "/"
    server = make_server(app, _secret(settings), path, health)
    runner = web.AppRunner(server, access_log=None, shutdown_timeout=DRAIN_S)
    await runner.setup()
    try:
        await bind(runner, "WEBHOOK", settings.webhook_listen, settings.webhook_port)
        async with asyncio.TaskGroup() as group:
            app.keep_working(group)
            await _take(app, settings, health, runner)
    finally:
        await runner.cleanup()


async def _take(app: App, settings: Settings, health: Health, runner: web.AppRunner) -> None:
    """Take updates until cancelled; then no more, but what was taken is finished and answered."""
    try:
        tell = partial(
            app.bot.set_webhook,
            settings.webhook_url,
            secret_token=_secret(settings),
            allowed_updates=ALLOWED_UPDATES,
            max_connections=CONNECTIONS,
        )
        await until_reached(tell, settings.api_url)
        health.state = State.READY
        log.info("@%s is listening for its webhook", app.username)
        await asyncio.get_running_loop().create_future()
    finally:
        await health.turn_away()
        await runner.cleanup()


def _secret(settings: Settings) -> str:
    return settings.webhook_secret.get_secret_value() if settings.webhook_secret else ""


@web.middleware
async def _gate(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Whoever comes too often waits; whoever does not know the secret is sent away, unread.

    The balancer's questions are not counted: it must hear the truth while somebody floods us
    through it, and an answer costs nothing.
    """
    if request.match_info.handler in (healthz, readyz):
        return await handler(request)
    given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
    known = hmac.compare_digest(given, request.app[SECRET])
    meter = request.app[METERS][0 if known else 1]
    if wait := meter.wait(request.remote or ""):
        return _refused(request, "rate", 429, {"Retry-After": str(math.ceil(wait))})
    if request.match_info.http_exception is not None:
        request.app[METRICS].turned_away("address")
    elif not known:
        return _refused(request, "secret", 403)
    return await handler(request)


def _refused(
    request: web.Request, reason: str, status: int, headers: dict[str, str] | None = None
) -> web.Response:
    request.app[METRICS].turned_away(reason)
    return web.Response(status=status, headers=headers)


async def _receive(request: web.Request) -> web.Response:
    try:
        raw = _update_in(await request.read())
    except web.HTTPRequestEntityTooLarge:
        return _refused(request, "size", 413)
    if raw is None:
        return _refused(request, "content", 400)
    try:
        taken = await request.app[INTAKE].take_one(raw)
    except StoreError:
        return web.Response(status=503)  # Telegram brings it again
    if taken is None:
        return web.Response()
    request.app[METRICS].answered(time.monotonic() - taken.since)
    return _toast(taken)


def _update_in(body: bytes) -> dict[str, Any] | None:
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError):
        return None
    known = isinstance(raw, dict) and isinstance(raw.get("update_id"), int)
    return raw if known else None


def _toast(taken: Taken) -> web.Response:
    """The press is answered in our answer: one call less, and no waiting for it."""
    said: dict[str, object] = {"method": "answerCallbackQuery", "callback_query_id": taken.query}
    if taken.toast.text:
        said["text"] = taken.toast.text
    if taken.toast.alert:
        said["show_alert"] = True
    if taken.toast.url:
        said["url"] = taken.toast.url
    return web.json_response(said)
