"""Which chats the bot can reach, and why not the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.model import Chat, Message
from bot.sandbox.params import Params
from bot.sandbox.refused import Refused, bad, forbidden

if TYPE_CHECKING:
    from bot.sandbox.world import World

GENERAL = 1
REPLY_FIELDS = frozenset(("message_id", "chat_id", "allow_sending_without_reply"))


def known_chat(world: World, params: Params, name: str = "chat_id") -> Chat:
    """The chat a call names: known, not migrated away, and the bot is inside."""
    chat = _find(world, params.text(name))
    if chat.migrated_to is not None:
        raise Refused(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            migrate_to_chat_id=chat.migrated_to,
        )
    if chat.user is None:
        _check_inside(world, chat)
    return chat


def _find(world: World, ref: str) -> Chat:
    if not ref:
        raise bad("chat_id is empty")
    if ref.lstrip("-").isdigit():
        number = int(ref)
        person = world.users.get(number)
        found = world.private(person) if person is not None else world.chats.get(number)
    else:
        name = ref.removeprefix("@").lower()
        chats = (chat for chat in world.chats.values() if chat.user is None)
        found = next((chat for chat in chats if (chat.username or "").lower() == name), None)
    if found is None:
        raise bad("chat not found")
    return found


def _check_inside(world: World, chat: Chat) -> None:
    kind = "group" if chat.type == "group" else chat.type
    status = world.bot_in(chat).status
    if status == "kicked":
        raise forbidden(f"bot was kicked from the {kind} chat")
    if status == "left":
        raise forbidden(f"bot is not a member of the {kind} chat")


def writable_chat(world: World, params: Params) -> Chat:
    """A chat the bot may write into at this moment."""
    chat = known_chat(world, params)
    if chat.user is not None:
        _check_person(world, chat)
        return chat
    me = world.bot_in(chat)
    if chat.type == "channel" and not me.may("can_post_messages"):
        raise bad("need administrator rights in the channel chat")
    if chat.is_group and not (me.is_admin or chat.may_talk):
        raise bad("not enough rights to send text messages to the chat")
    return chat


def _check_person(world: World, chat: Chat) -> None:
    person = chat.user
    if person is None or person is world.bot or person.is_bot:
        raise forbidden("bot can't send messages to bots")
    if person.deactivated:
        raise forbidden("user is deactivated")
    if person.blocked:
        raise forbidden("bot was blocked by the user")
    if not person.started:
        raise forbidden("bot can't initiate conversation with a user")


def thread_of(chat: Chat, params: Params) -> int | None:
    """The topic to write into. General's id is shown to bots and refused when sent back."""
    thread_id = params.number("message_thread_id")
    if not thread_id:
        return None
    topic = chat.topics.get(thread_id)
    if not chat.is_forum or topic is None or thread_id == GENERAL:
        raise bad("message thread not found")
    if topic.closed:
        raise bad("TOPIC_CLOSED")
    return thread_id


def reply_of(chat: Chat, params: Params) -> Message | None:
    wanted = params.json("reply_parameters")
    if wanted is None:
        return None
    if not isinstance(wanted, dict) or "message_id" not in wanted:
        raise bad("can't parse reply parameters JSON object")
    unknown = wanted.keys() - REPLY_FIELDS
    if unknown:
        raise bad(f"unknown parameter {min(unknown)} of ReplyParameters")
    elsewhere = wanted.get("chat_id")
    if elsewhere is not None and int(elsewhere) != chat.id:
        raise bad("this sandbox does not carry replies from one chat to another")
    found = chat.by_id.get(int(wanted["message_id"]))
    if found is None and not wanted.get("allow_sending_without_reply"):
        raise bad("message to be replied not found")
    return found
