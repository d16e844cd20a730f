"""Changing, removing and pinning what stands in a chat already."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.sandbox import checks
from bot.sandbox.hearing import hear
from bot.sandbox.methods.method import method
from bot.sandbox.model import Chat, Json, Message
from bot.sandbox.params import Params
from bot.sandbox.posting import change, post_service, remove, set_pinned
from bot.sandbox.reach import known_chat
from bot.sandbox.refused import bad, forbidden
from bot.sandbox.wire import message_json

if TYPE_CHECKING:
    from bot.sandbox.world import World

DELETABLE_FOR = timedelta(hours=48)
AT_ONCE = 100
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def edit_text(world: World, params: Params) -> Json:
    message = _editable(world, params)
    if message.has_file or message.poll is not None:
        raise bad("there is no text in the message to edit")
    text, entities = checks.message_text(world, params)
    return _edit(world, params, message, text, entities)


def edit_caption(world: World, params: Params) -> Json:
    message = _editable(world, params)
    if not message.has_file:
        raise bad("there is no caption in the message to edit")
    text, entities = checks.caption(world, params)
    return _edit(world, params, message, text, entities)


def edit_markup(world: World, params: Params) -> Json:
    message = _editable(world, params)
    return _edit(world, params, message, message.text, message.entities)


def _edit(world: World, params: Params, message: Message, text: str, entities: list[Json]) -> Json:
    """An edit without a keyboard takes the keyboard away."""
    markup = checks.keyboard(params, message.chat, inline_only=True)
    if (text, entities, markup) == (message.text, message.entities, message.markup):
        raise bad(NOT_MODIFIED)
    change(world, message, text, entities, markup)
    return message_json(message)


def _editable(world: World, params: Params) -> Message:
    chat = known_chat(world, params)
    if chat.user is not None and chat.user.blocked:
        raise forbidden("bot was blocked by the user")
    message = chat.by_id.get(params.message_id())
    if message is None:
        raise bad("message to edit not found")
    is_own = message.sender is world.bot or (
        chat.type == "channel" and world.bot_in(chat).may("can_edit_messages")
    )
    has_reply_keyboard = message.markup is not None and "inline_keyboard" not in message.markup
    if not is_own or message.service or message.origin or has_reply_keyboard:
        raise bad("message can't be edited")
    return message


def delete_message(world: World, params: Params) -> bool:
    chat = known_chat(world, params)
    message = chat.by_id.get(params.message_id())
    if message is None:
        raise bad("message to delete not found")
    if not _deletable(world, chat, message):
        raise bad("message can't be deleted")
    remove(world, message)
    return True


def delete_messages(world: World, params: Params) -> bool:
    """What cannot be found or deleted is passed over."""
    chat = known_chat(world, params)
    ids = params.json("message_ids")
    if not isinstance(ids, list) or not ids:
        raise bad("message identifiers are not specified")
    if len(ids) > AT_ONCE:
        raise bad("too many message identifiers specified")
    for message in [chat.by_id[int(one)] for one in ids if int(one) in chat.by_id]:
        if _deletable(world, chat, message):
            remove(world, message)
    return True


def _deletable(world: World, chat: Chat, message: Message) -> bool:
    if world.now() - message.date > DELETABLE_FOR:
        return False
    is_own = message.sender is world.bot or chat.user is not None
    return is_own or world.bot_in(chat).may("can_delete_messages")


def _may_pin(world: World, chat: Chat) -> None:
    right = "can_edit_messages" if chat.type == "channel" else "can_pin_messages"
    if chat.user is None and not world.bot_in(chat).may(right):
        raise bad("not enough rights to manage pinned messages in the chat")


def pin(world: World, params: Params) -> bool:
    chat = known_chat(world, params)
    message = chat.by_id.get(params.message_id())
    if message is None or message.service:
        raise bad("message to pin not found")
    _may_pin(world, chat)
    set_pinned(world, message, True)
    sender = None if chat.type == "channel" else world.bot
    # Only the people see this one: bots are not told of what they did themselves.
    hear(world, post_service(world, chat, sender, pinned_message=message_json(message)))
    return True


def unpin(world: World, params: Params) -> bool:
    chat = known_chat(world, params)
    _may_pin(world, chat)
    wanted = params.number("message_id")
    found = chat.by_id.get(wanted) if wanted else next(reversed(chat.pinned), None)
    if found is None or not found.pinned:
        raise bad("message to unpin not found")
    set_pinned(world, found, False)
    return True


def unpin_all(world: World, params: Params) -> bool:
    chat = known_chat(world, params)
    _may_pin(world, chat)
    for message in chat.pinned:
        set_pinned(world, message, False)
    return True


EDIT = "chat_id message_id reply_markup"
METHODS = (
    method(
        "editMessageText",
        edit_text,
        f"{EDIT} text parse_mode entities link_preview_options",
        paced=True,
    ),
    method(
        "editMessageCaption",
        edit_caption,
        f"{EDIT} caption parse_mode caption_entities show_caption_above_media",
        paced=True,
    ),
    method("editMessageReplyMarkup", edit_markup, EDIT, paced=True),
    method("deleteMessage", delete_message, "chat_id message_id"),
    method("deleteMessages", delete_messages, "chat_id message_ids"),
    method("pinChatMessage", pin, "chat_id message_id disable_notification"),
    method("unpinChatMessage", unpin, "chat_id message_id"),
    method("unpinAllChatMessages", unpin_all, "chat_id"),
)
