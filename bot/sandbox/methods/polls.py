"""Native polls the bot sends and stops."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox import polls
from bot.sandbox.methods.method import method
from bot.sandbox.methods.sending import PLACE, write
from bot.sandbox.model import Json
from bot.sandbox.params import Params
from bot.sandbox.reach import known_chat, writable_chat
from bot.sandbox.refused import bad
from bot.sandbox.wire import poll_json

if TYPE_CHECKING:
    from bot.sandbox.world import World


def send_poll(world: World, params: Params) -> Json:
    chat = writable_chat(world, params)
    if params.text("type") not in ("", "regular"):
        raise bad("the sandbox knows no quizzes")
    options = params.json("options")
    if not isinstance(options, list):
        raise bad("can't parse options JSON object")
    texts = [str(one.get("text", "") if isinstance(one, dict) else one) for one in options]
    anonymous = params.flag("is_anonymous") if "is_anonymous" in params.values else True
    multiple = params.flag("allows_multiple_answers")
    asked = polls.make(world, params.text("question"), texts, anonymous, multiple)
    return write(world, chat, params, poll=asked)


def stop_poll(world: World, params: Params) -> Json:
    message = known_chat(world, params).by_id.get(params.message_id())
    if message is None or message.sender is not world.bot:
        raise bad("message with poll to stop not found")
    return poll_json(polls.close(world, message))


POLL = "question options is_anonymous type allows_multiple_answers"
METHODS = (
    method(
        "sendPoll",
        send_poll,
        f"{PLACE} allow_paid_broadcast reply_parameters reply_markup {POLL}",
        paced=True,
    ),
    method("stopPoll", stop_poll, "chat_id message_id reply_markup"),
)
