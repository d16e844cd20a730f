"""Writing as a person: what a client would let them write, and in whose name it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.hearing import hear
from bot.sandbox.markup import units
from bot.sandbox.methods.sending import origin_of
from bot.sandbox.model import Chat, Json, Message, User
from bot.sandbox.posting import post
from bot.sandbox.refused import CannotAct
from bot.sandbox.wire import GROUP_ANONYMOUS, TELEGRAM, user_json

if TYPE_CHECKING:
    from bot.sandbox.world import World


def write(
    world: World, who: User, where: Chat, thread: int | None, *, anonymous: bool, **content: Any
) -> Message:
    _check_may_speak(who, where, thread, anonymous)
    if where.user is who:
        who.started = True  # whoever writes to the bot may be written to
    sender = GROUP_ANONYMOUS if anonymous else who
    if anonymous:
        content["sender_chat"] = where
        content["author_signature"] = where.member(who).custom_title
    made = post(world, where, sender, thread_id=thread, **content)
    hear(world, made)
    return made


def forward_post(world: World, made: Message, discussion: Chat) -> None:
    """Telegram itself carries a channel's post into its discussion group, and pins it there."""
    origin: Json = {"forward_origin": origin_of(made), "is_automatic_forward": True}
    copy = post(
        world,
        discussion,
        TELEGRAM,
        sender_chat=made.chat,
        text=made.text,
        entities=made.entities,
        origin=origin,
        pinned=True,
    )
    hear(world, copy)


def message_in(chat: Chat, wanted: Message | int | None) -> Message | None:
    if wanted is None or isinstance(wanted, Message):
        return wanted
    if wanted not in chat.by_id:
        raise CannotAct("the message to answer is gone")
    return chat.by_id[wanted]


def mention_of(text: str, person: User) -> Json:
    at = text.find(person.first_name)
    if at < 0:
        raise CannotAct(f"the text does not name {person.first_name}")
    span = {"offset": units(text[:at]), "length": units(person.first_name)}
    return {"type": "text_mention", **span, "user": user_json(person)}


def _check_may_speak(who: User, where: Chat, thread: int | None, anonymous: bool) -> None:
    if where.user is not None:
        if where.user is not who:
            raise CannotAct("that is somebody else's private chat")
        if who.blocked:
            raise CannotAct(f"{who.name} has blocked the bot")
        return
    member = where.member(who)
    if where.migrated_to is not None or not member.is_present or where.type == "channel":
        raise CannotAct(f"{who.name} cannot write in {where.title}")
    if anonymous and not member.is_admin:
        raise CannotAct("only administrators can be anonymous")
    if thread is not None and thread not in where.topics:
        raise CannotAct("there is no such topic")
