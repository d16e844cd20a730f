"""Chats founded, joined, left, upgraded; and who is told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.hearing import block_changed, hear, member_changed
from bot.sandbox.model import CHANNEL_RIGHTS, GROUP_RIGHTS, Chat, Member, User
from bot.sandbox.posting import post_service
from bot.sandbox.refused import CannotAct
from bot.sandbox.wire import user_json

if TYPE_CHECKING:
    from bot.sandbox.world import World

__all__ = [
    "block_changed",
    "found_channel",
    "found_group",
    "join",
    "leave",
    "migrate",
    "owner_of",
    "stand",
]
FIRST_SUPERGROUP = -1_001_000_000_000
FIRST_GROUP = -4_000_000


def found_group(
    world: World,
    title: str,
    users: list[User],
    kind: str,
    *,
    forum: bool,
    username: str | None,
    with_bot: bool,
    bot_is_admin: bool,
    chat_id: int | None,
) -> Chat:
    first = FIRST_GROUP if kind == "group" else FIRST_SUPERGROUP
    chat = Chat(chat_id or first - world.fresh_id(), kind, title, username, is_forum=forum)
    for place, user in enumerate(users):
        chat.members[user.id] = Member(user, "member" if place else "creator")
    _open(world, chat)
    if with_bot:
        join(world, chat, world.bot, _founder(users))
    if bot_is_admin:
        rights = frozenset(GROUP_RIGHTS) - {"can_promote_members"}
        stand(world, chat, Member(world.bot, "administrator", rights), owner_of(chat))
    return chat


def found_channel(
    world: World,
    title: str,
    owner: User,
    username: str | None,
    with_bot: bool,
    linked: Chat | None,
) -> Chat:
    chat = Chat(FIRST_SUPERGROUP - world.fresh_id(), "channel", title, username)
    chat.members[owner.id] = Member(owner, "creator")
    _open(world, chat)
    if linked is not None:
        chat.linked, linked.linked = linked, chat
    if with_bot:
        # A bot can be in a channel as an administrator only.
        rights = frozenset(CHANNEL_RIGHTS)
        stand(world, chat, Member(world.bot, "administrator", rights), owner)
    return chat


def _open(world: World, chat: Chat) -> None:
    world.chats[chat.id] = chat
    world.tell("chat", chat.id, chat=chat)


def _founder(users: list[User]) -> User:
    if not users:
        raise CannotAct("a group needs somebody who made it")
    return users[0]


def owner_of(chat: Chat) -> User:
    found = next((m.user for m in chat.members.values() if m.status == "creator"), None)
    if found is None:
        raise CannotAct(f"{chat.title or chat.id} has no owner")
    return found


def stand(world: World, chat: Chat, new: Member, actor: User) -> None:
    """Change how somebody stands, and tell the bot as far as it may know."""
    old = chat.member(new.user)
    chat.members[new.user.id] = new
    member_changed(world, chat, actor, old, new)


def join(world: World, chat: Chat, user: User, actor: User) -> None:
    was_banned = chat.member(user).status == "kicked" and actor is user
    if chat.user is not None or chat.member(user).is_present or was_banned:
        raise CannotAct(f"{user.name} cannot join {chat.title or 'a private chat'} now")
    stand(world, chat, Member(user), actor)
    if chat.type != "channel":
        hear(world, post_service(world, chat, actor, new_chat_members=[user_json(user)]))


def leave(world: World, chat: Chat, user: User, actor: User, status: str) -> None:
    """The one who left, if it is the bot, does not see the message that says so."""
    if not chat.member(user).is_present:
        raise CannotAct(f"{user.name} is not in {chat.title}")
    stand(world, chat, Member(user, status), actor)
    if chat.type != "channel":
        hear(world, post_service(world, chat, actor, left_chat_member=user_json(user)))


def migrate(world: World, chat: Chat) -> Chat:
    """Members move, messages stay behind, ids begin anew; both chats say so."""
    if chat.type != "group" or chat.migrated_to is not None:
        raise CannotAct("only a basic group can be upgraded, and only once")
    upgraded = Chat(FIRST_SUPERGROUP - world.fresh_id(), "supergroup", chat.title, chat.username)
    upgraded.members = dict(chat.members)
    upgraded.may_talk = chat.may_talk
    _open(world, upgraded)
    chat.migrated_to = upgraded.id
    owner = owner_of(chat)
    hear(world, post_service(world, chat, owner, migrate_to_chat_id=upgraded.id))
    hear(world, post_service(world, upgraded, owner, migrate_from_chat_id=chat.id))
    return upgraded
