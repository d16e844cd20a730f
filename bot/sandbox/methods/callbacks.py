"""Answering a press."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.markup import units
from bot.sandbox.methods.method import method
from bot.sandbox.params import Params
from bot.sandbox.queries import Toast
from bot.sandbox.refused import bad

if TYPE_CHECKING:
    from bot.sandbox.world import World

TOAST_LIMIT = 200


def answer_callback_query(world: World, params: Params) -> bool:
    text, url = params.text("text") or None, params.text("url") or None
    if text is not None and units(text) > TOAST_LIMIT:
        raise bad("MESSAGE_TOO_LONG")
    if url is not None and not _opens_bot(world, url):
        raise bad("URL_INVALID")
    toast = Toast(text, params.flag("show_alert"), url)
    query = world.queries.settle(params.text("callback_query_id"), toast)
    world.tell("toast", query.chat.id, user=query.user, toast=toast)
    return True


def _opens_bot(world: World, url: str) -> bool:
    """A button may send its presser only to the bot's own private chat."""
    return url.split("?")[0].lower() in (
        f"https://t.me/{world.bot.username}".lower(),
        f"t.me/{world.bot.username}".lower(),
    )


METHODS = (
    method(
        "answerCallbackQuery",
        answer_callback_query,
        "callback_query_id text show_alert url cache_time",
    ),
)
