"""What the bot asks about chats, and the few things it does to them as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.hearing import hear, member_changed
from bot.sandbox.methods.method import method
from bot.sandbox.model import Chat, Json, Member, Topic, User
from bot.sandbox.params import Params
from bot.sandbox.posting import post_service
from bot.sandbox.reach import known_chat, thread_of, writable_chat
from bot.sandbox.refused import bad
from bot.sandbox.wire import chat_json, message_json

if TYPE_CHECKING:
    from bot.sandbox.world import World

NAME_LIMIT = 128
ICON_COLORS = (0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F)
ACTIONS = frozenset(
    (
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    )
)


def get_chat(world: World, params: Params) -> Json:
    chat = known_chat(world, params)
    shown = chat_json(chat)
    shown.update(accent_color_id=0, max_reaction_count=11)
    shown["accepted_gift_types"] = {
        "unlimited_gifts": True,
        "limited_gifts": True,
        "unique_gifts": True,
        "premium_subscription": True,
        "gifts_from_channels": True,
    }
    if chat.description:
        shown["description"] = chat.description
    if chat.linked is not None:
        shown["linked_chat_id"] = chat.linked.id
    if chat.is_group:
        shown["permissions"] = {"can_send_messages": chat.may_talk}
    if chat.pinned:
        shown["pinned_message"] = message_json(chat.pinned[-1])
    return shown


def get_chat_member_count(world: World, params: Params) -> int:
    chat = known_chat(world, params)
    if chat.user is not None:
        return 2
    return sum(1 for member in chat.members.values() if member.is_present)


def send_chat_action(world: World, params: Params) -> bool:
    chat = writable_chat(world, params)
    if params.text("action") not in ACTIONS:
        raise bad("wrong parameter action in request")
    thread_of(chat, params)
    return True


def leave_chat(world: World, params: Params) -> bool:
    chat = known_chat(world, params)
    if chat.user is not None:
        raise bad("chat is private; there is nothing to leave")
    old = world.bot_in(chat)
    new = Member(world.bot, "left")
    chat.members[world.bot.id] = new
    member_changed(world, chat, world.bot, old, new)
    return True


def create_forum_topic(world: World, params: Params) -> Json:
    chat = known_chat(world, params)
    name = params.text("name").strip()
    if not chat.is_forum:
        raise bad("the chat is not a forum")
    if not world.bot_in(chat).may("can_manage_topics"):
        raise bad("not enough rights to create a topic")
    if not 1 <= len(name) <= NAME_LIMIT:
        raise bad("TOPIC_TITLE_EMPTY")
    color = params.number("icon_color") or ICON_COLORS[0]
    topic = open_topic(world, chat, name, world.bot, color)
    return {"message_thread_id": topic.thread_id, "name": name, "icon_color": color}


def open_topic(
    world: World, chat: Chat, name: str, sender: User, color: int = ICON_COLORS[0]
) -> Topic:
    """The message that says a topic was opened lends the topic its id."""
    opening = post_service(
        world, chat, sender, forum_topic_created={"name": name, "icon_color": color}
    )
    opening.thread_id, opening.is_topic_message = opening.message_id, True
    hear(world, opening)
    chat.topics[opening.message_id] = Topic(opening.message_id, name)
    return chat.topics[opening.message_id]


def close_forum_topic(world: World, params: Params) -> bool:
    _topic(world, params).closed = True
    return True


def reopen_forum_topic(world: World, params: Params) -> bool:
    _topic(world, params).closed = False
    return True


def _topic(world: World, params: Params) -> Topic:
    chat = known_chat(world, params)
    if not world.bot_in(chat).may("can_manage_topics"):
        raise bad("not enough rights to manage the topic")
    topic = chat.topics.get(params.number("message_thread_id") or 0)
    if topic is None:
        raise bad("message thread not found")
    return topic


METHODS = (
    method("getChat", get_chat, "chat_id"),
    method("getChatMemberCount", get_chat_member_count, "chat_id"),
    method("sendChatAction", send_chat_action, "chat_id message_thread_id action"),
    method("leaveChat", leave_chat, "chat_id"),
    method("createForumTopic", create_forum_topic, "chat_id name icon_color"),
    method("closeForumTopic", close_forum_topic, "chat_id message_thread_id"),
    method("reopenForumTopic", reopen_forum_topic, "chat_id message_thread_id"),
)
