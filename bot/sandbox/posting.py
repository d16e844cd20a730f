"""How a message comes to stand in a chat, changes and disappears, whoever wrote it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.model import Chat, Json, Message, User

if TYPE_CHECKING:
    from bot.sandbox.world import World


def post(
    world: World, chat: Chat, sender: User | None, thread_id: int | None = None, **content: Any
) -> Message:
    """Write a message down and tell the watchers; whether the bot hears it is `hearing`'s."""
    message = Message(next_id(world, chat), chat, world.now(), sender, **content)
    if thread_id is not None:
        _put_in_topic(message, thread_id)
    elif message.reply_to is not None and chat.type == "supergroup":
        _follow_reply(message, message.reply_to)
    chat.by_id[message.message_id] = message
    world.tell("message", chat.id, message=message)
    return message


def next_id(world: World, chat: Chat) -> int:
    """Supergroups and channels count for themselves; all other chats share one count."""
    if chat.type in ("supergroup", "channel"):
        chat.last_id += 1
        return chat.last_id
    world.last_shared_message_id += 1
    return world.last_shared_message_id


def _put_in_topic(message: Message, thread_id: int) -> None:
    message.thread_id = thread_id
    message.is_topic_message = True
    if message.reply_to is None:
        # Telegram shows what stands in a topic as a reply to the message that opened it.
        message.reply_to = message.chat.by_id.get(thread_id)


def _follow_reply(message: Message, answered: Message) -> None:
    """Replies stay in the topic; outside one they still carry a thread id, the trap of General."""
    message.thread_id = answered.thread_id or answered.message_id
    message.is_topic_message = answered.is_topic_message


def post_service(world: World, chat: Chat, sender: User | None, **service: Any) -> Message:
    return post(world, chat, sender, service=service)


def change(
    world: World, message: Message, text: str, entities: list[Json], markup: Json | None
) -> None:
    message.text, message.entities, message.markup = text, entities, markup
    message.edit_date = world.now()
    message.edits += 1
    message.wire = None
    world.tell("edit", message.chat.id, message=message)


def remove(world: World, message: Message) -> None:
    del message.chat.by_id[message.message_id]
    world.tell("delete", message.chat.id, message=message)


def set_pinned(world: World, message: Message, pinned: bool) -> None:
    message.pinned = pinned
    world.tell("pin", message.chat.id, message=message, pinned=pinned)
