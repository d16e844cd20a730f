"""Who is in a chat, and who may no longer be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.hearing import member_changed
from bot.sandbox.methods.method import method
from bot.sandbox.model import Chat, Json, Member, User
from bot.sandbox.params import Params
from bot.sandbox.reach import known_chat
from bot.sandbox.refused import bad
from bot.sandbox.wire import member_json

if TYPE_CHECKING:
    from bot.sandbox.world import World


def get_chat_member(world: World, params: Params) -> Json:
    chat, user = known_chat(world, params), _user(world, params)
    if chat.user is not None:
        if user not in (chat.user, world.bot):
            raise bad("member not found")
        return member_json(Member(user))
    if chat.type == "channel" and not world.bot_in(chat).is_admin and user is not world.bot:
        raise bad("member list is inaccessible")
    return member_json(chat.member(user), chat.type)


def get_chat_administrators(world: World, params: Params) -> list[Json]:
    """Hidden administrators are shown only to a bot that is one of them."""
    chat = known_chat(world, params)
    if chat.user is not None:
        raise bad("there are no administrators in the private chat")
    sees_hidden = world.bot_in(chat).is_admin
    with_bots = params.flag("return_bots")
    return [
        member_json(member, chat.type)
        for member in chat.members.values()
        if member.is_admin
        and (sees_hidden or not member.is_anonymous)
        and (with_bots or not member.user.is_bot)
    ]


def ban(world: World, params: Params) -> bool:
    chat, user = known_chat(world, params), _user(world, params)
    _may_restrict(world, chat, user)
    _set(world, chat, user, Member(user, "kicked"))
    return True


def unban(world: World, params: Params) -> bool:
    """Unbanning somebody who is inside throws them out, unless only the banned were meant."""
    chat, user = known_chat(world, params), _user(world, params)
    _may_restrict(world, chat, user)
    if chat.member(user).status == "kicked" or not params.flag("only_if_banned"):
        _set(world, chat, user, Member(user, "left"))
    return True


def _set(world: World, chat: Chat, user: User, new: Member) -> None:
    old = chat.member(user)
    chat.members[user.id] = new
    if old.status != new.status:
        member_changed(world, chat, world.bot, old, new)


def _may_restrict(world: World, chat: Chat, user: User) -> None:
    if chat.user is not None:
        raise bad("can't ban members in private chats")
    if not world.bot_in(chat).may("can_restrict_members"):
        raise bad("not enough rights to restrict/unrestrict chat member")
    if chat.member(user).status == "creator":
        raise bad("can't remove chat owner")
    if chat.member(user).is_admin:
        raise bad("user is an administrator of the chat")


def _user(world: World, params: Params) -> User:
    user = world.users.get(params.number("user_id") or 0)
    if user is None:
        raise bad("invalid user_id specified")
    return user


METHODS = (
    method("getChatMember", get_chat_member, "chat_id user_id"),
    method("getChatAdministrators", get_chat_administrators, "chat_id return_bots"),
    method("banChatMember", ban, "chat_id user_id until_date revoke_messages"),
    method("unbanChatMember", unban, "chat_id user_id only_if_banned"),
)
