"""The webhook server: Telegram posts an update, and hears 200 only once its effects are on disk."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from bot.app import App
from bot.intake import ALLOWED_UPDATES, Intake, Taken
from bot.settings import Settings, WrongSetting
from storage.errors import StoreError

log = logging.getLogger("yuanba.webhook")

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # a header's name, not a secret
BODY_LIMIT = 1024 * 1024
"""An update is at most some tens of kilobytes."""
CONNECTIONS = 100
INTAKE: web.AppKey[Intake] = web.AppKey("intake", Intake)
SECRET: web.AppKey[bytes] = web.AppKey("secret", bytes)


def make_server(intake: Intake, secret: str, path: str) -> web.Application:
    """One address that takes updates from whoever knows the secret."""
    server = web.Application(client_max_size=BODY_LIMIT)
    server[INTAKE], server[SECRET] = intake, secret.encode()
    server.router.add_post(path, _receive)
    return server


async def run_webhook(app: App, settings: Settings) -> None:
    """Work by webhook until cancelled. Raises WrongSetting when the port cannot be had, and
    telegram.error.BadRequest when Telegram does not like the address."""
    async with _serving(app.intake, settings), asyncio.TaskGroup() as group:
        app.keep_working(group)
        await app.bot.set_webhook(
            settings.webhook_url,
            secret_token=_secret(settings),
            allowed_updates=ALLOWED_UPDATES,
            max_connections=CONNECTIONS,
        )
        log.info("@%s is listening for its webhook", app.username)


@asynccontextmanager
async def _serving(intake: Intake, settings: Settings) -> AsyncIterator[None]:
    """The server; at the end it takes no more and finishes what it has taken."""
    path = urlsplit(settings.webhook_url).path or "/"
    runner = web.AppRunner(make_server(intake, _secret(settings), path), access_log=None)
    await runner.setup()
    try:
        await _bind(runner, settings)
        yield
    finally:
        await runner.cleanup()


async def _bind(runner: web.AppRunner, settings: Settings) -> None:
    host, port = settings.webhook_listen, settings.webhook_port
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        raise WrongSetting(
            f"YUANBA_WEBHOOK_PORT: cannot listen on {host}:{port} ({error.strerror}); "
            "choose another port or stop the program that has it"
        ) from None


def _secret(settings: Settings) -> str:
    return settings.webhook_secret.get_secret_value() if settings.webhook_secret else ""


async def _receive(request: web.Request) -> web.Response:
    given = request.headers.get(SECRET_HEADER, "").encode()
    if not hmac.compare_digest(given, request.app[SECRET]):
        return web.Response(status=403)
    raw = _update_in(await request.read())
    if raw is None:
        return web.Response(status=400)
    try:
        taken = await request.app[INTAKE].take_one(raw)
    except StoreError as error:
        log.error("update %s is not on disk: %s", raw["update_id"], error)
        return web.Response(status=503)  # Telegram brings it again
    return _toast(taken) if taken else web.Response()


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
