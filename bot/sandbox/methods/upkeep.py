"""Who the bot is, and how it gets its updates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.sandbox.methods.method import method
from bot.sandbox.model import Json
from bot.sandbox.params import Params
from bot.sandbox.refused import bad, conflict
from bot.sandbox.updates import BATCH
from bot.sandbox.webhook import Webhook
from bot.sandbox.wire import stamp, user_json

if TYPE_CHECKING:
    from bot.sandbox.world import World

LONGEST_POLL_S = 50
MOST_CONNECTIONS = 100
USUAL_CONNECTIONS = 40
_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def get_me(world: World, params: Params) -> Json:
    return {
        **user_json(world.bot),
        "can_join_groups": True,
        "can_read_all_group_messages": world.reads_everything,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
    }


async def get_updates(world: World, params: Params) -> list[Json]:
    if world.webhook is not None:
        raise conflict(
            "can't use getUpdates method while webhook is active; use deleteWebhook to delete the "
            "webhook first"
        )
    world.updates.allow(params.json("allowed_updates"))
    limit = params.number("limit") or BATCH
    timeout_s = max(0, min(params.number("timeout") or 0, LONGEST_POLL_S))
    return await world.updates.poll(
        params.number("offset") or 0, max(1, min(limit, BATCH)), timeout_s
    )


async def set_webhook(world: World, params: Params) -> bool:
    url, secret = params.text("url"), params.text("secret_token")
    if not url:
        return await delete_webhook(world, params)
    _check_address(url)
    if not _SECRET.fullmatch(secret):
        raise bad("secret token contains unallowed characters")
    await _stop(world)
    world.updates.stop_poll("terminated by setWebhook request")
    world.updates.allow(params.json("allowed_updates"))
    if params.flag("drop_pending_updates"):
        world.updates.take()
    connections = params.number("max_connections") or USUAL_CONNECTIONS
    world.webhook = Webhook(
        url,
        secret,
        max(1, min(connections, MOST_CONNECTIONS)),
        world.updates,
        carry=world.call_quietly,
        now=lambda: stamp(world.now()),
    )
    world.webhook.start()
    return True


def _check_address(url: str) -> None:
    """HTTPS, but plain HTTP to this very machine as a local Bot API server allows it."""
    address = urlsplit(url)
    if address.scheme == "https" and address.hostname:
        return
    if address.scheme != "http" or address.hostname not in _LOOPBACK:
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")


async def delete_webhook(world: World, params: Params) -> bool:
    await _stop(world)
    if params.flag("drop_pending_updates"):
        world.updates.take()
    return True


async def _stop(world: World) -> None:
    webhook, world.webhook = world.webhook, None
    if webhook is not None:
        await webhook.stop()


def get_webhook_info(world: World, params: Params) -> Json:
    shown: Json = {
        "url": world.webhook.url if world.webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates.pending),
    }
    if world.updates.allowed is not None:
        shown["allowed_updates"] = sorted(world.updates.allowed)
    if world.webhook is not None:
        shown["max_connections"] = world.webhook.max_connections
        if world.webhook.last_error is not None:
            shown["last_error_message"] = world.webhook.last_error
            shown["last_error_date"] = world.webhook.last_error_at
    return shown


METHODS = (
    method("getMe", get_me),
    method("getUpdates", get_updates, "offset limit timeout allowed_updates", quiet=True),
    method(
        "setWebhook",
        set_webhook,
        "url ip_address max_connections allowed_updates drop_pending_updates secret_token",
    ),
    method("deleteWebhook", delete_webhook, "drop_pending_updates"),
    method("getWebhookInfo", get_webhook_info),
)
