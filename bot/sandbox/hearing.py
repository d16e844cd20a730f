"""What of all that happens reaches the bot: membership, privacy mode, and the shape of updates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.markup import units
from bot.sandbox.model import Chat, Json, Member, Message, User
from bot.sandbox.wire import chat_json, member_json, message_json, stamp, user_json

if TYPE_CHECKING:
    from bot.sandbox.world import World


def hear(world: World, message: Message, edited: bool = False) -> bool:
    """Queue the message for the bot if it may see it."""
    if message.sender is world.bot or not can_hear(world, message):
        return False
    kind = "channel_post" if message.chat.type == "channel" else "message"
    world.updates.push(f"edited_{kind}" if edited else kind, message_json(message))
    return True


def can_hear(world: World, message: Message) -> bool:
    chat = message.chat
    if chat.type == "private":
        return chat.user is not None and not chat.user.blocked
    me = world.bot_in(chat)
    if not me.is_present:
        return False
    if chat.type == "channel" or me.is_admin or world.reads_everything or message.service:
        return True
    return _is_for_bot(world, message)


def _is_for_bot(world: World, message: Message) -> bool:
    """Privacy mode: commands, answers to the bot and mentions of it, and nothing else."""
    if message.text.startswith("/"):
        return _is_my_command(world, message.text)
    answered = message.reply_to
    if answered is not None and answered.sender is world.bot and not answered.service:
        return True  # not a service message: all of a topic looks like answers to its opening
    return any(_names_bot(world, message.text, entity) for entity in message.entities)


def _is_my_command(world: World, text: str) -> bool:
    command = text.split(maxsplit=1)[0]
    _, at, name = command.partition("@")
    return not at or name.lower() == (world.bot.username or "").lower()


def _names_bot(world: World, text: str, entity: Json) -> bool:
    if entity["type"] == "text_mention":
        return bool(entity["user"]["id"] == world.bot.id)
    name = piece(text, entity["offset"], entity["length"]).lower()
    return entity["type"] in ("mention", "bot_command") and name.endswith(
        f"@{world.bot.username}".lower()
    )


def piece(text: str, offset: int, length: int) -> str:
    """The part of a text an entity covers, counted in UTF-16 units."""
    if units(text) == len(text):
        return text[offset : offset + length]
    raw = text.encode("utf-16-le")
    return raw[2 * offset : 2 * (offset + length)].decode("utf-16-le")


def member_changed(world: World, chat: Chat, actor: User, old: Member, new: Member) -> None:
    """chat_member for others (only if the bot is an admin), my_chat_member for the bot itself."""
    is_me = new.user is world.bot
    payload: Json = {
        "chat": chat_json(chat),
        "from": user_json(actor),
        "date": stamp(world.now()),
        "old_chat_member": member_json(old, chat.type),
        "new_chat_member": member_json(new, chat.type),
    }
    world.tell("member", chat.id, user=new.user, old=old.status, new=new.status)
    if is_me:
        world.updates.push("my_chat_member", payload)
    elif world.bot_in(chat).is_admin:
        world.updates.push("chat_member", payload)


def block_changed(world: World, user: User) -> None:
    """Blocking the bot looks to it like being thrown out of the private chat."""
    now_kicked = Member(world.bot, "kicked" if user.blocked else "member")
    was = Member(world.bot, "member" if user.blocked else "kicked")
    member_changed(world, world.private(user), user, was, now_kicked)
