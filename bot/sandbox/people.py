"""People with phones: what they say, press and do, within what a client would let them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING

from bot.sandbox import membership, speaking
from bot.sandbox.hearing import hear
from bot.sandbox.methods.chats import open_topic
from bot.sandbox.methods.sending import keep_file
from bot.sandbox.model import CHANNEL_RIGHTS, GROUP_RIGHTS, Chat, Json, Member, Message, Topic, User
from bot.sandbox.posting import change, post, post_service
from bot.sandbox.queries import Toast
from bot.sandbox.refused import CannotAct
from bot.sandbox.spans import find_entities
from bot.sandbox.wire import message_json, user_json

if TYPE_CHECKING:
    from bot.sandbox.world import Ref, World

FIRST_USER = 500_000_000
PRESS_TIMEOUT_S = 5.0


class People:
    """Everybody is named by id, @username or the object itself; so is every chat.

    A user given as chat is that person's private chat with the bot.
    """

    def __init__(self, world: World) -> None:
        self.world = world

    # Who there is

    def add_user(
        self,
        first_name: str,
        username: str | None = None,
        language_code: str | None = "zh-hans",
        last_name: str | None = None,
        started: bool = False,
        user_id: int | None = None,
    ) -> User:
        number = user_id or FIRST_USER + self.world.fresh_id()
        user = User(number, first_name, last_name, username, language_code, started=started)
        self.world.users[user.id] = user
        self.world.tell("user", None, user=user)
        return user

    def add_group(
        self,
        title: str,
        members: Iterable[Ref] = (),
        supergroup: bool = True,
        forum: bool = False,
        *,
        username: str | None = None,
        with_bot: bool = True,
        bot_is_admin: bool = False,
        chat_id: int | None = None,
    ) -> Chat:
        """A group whose first member made it. With the bot in it, it hears that it was added."""
        users = [self.world.user(ref) for ref in members]
        return membership.found_group(
            self.world,
            title,
            users,
            "supergroup" if supergroup or forum else "group",
            forum=forum,
            username=username,
            with_bot=with_bot,
            bot_is_admin=bot_is_admin,
            chat_id=chat_id,
        )

    def add_channel(
        self,
        title: str,
        owner: Ref,
        *,
        username: str | None = None,
        with_bot: bool = True,
        linked: Ref | None = None,
    ) -> Chat:
        """A channel; `linked` names its discussion group, where its posts are forwarded."""
        discussion = self.world.chat(linked) if linked is not None else None
        return membership.found_channel(
            self.world, title, self.world.user(owner), username, with_bot, discussion
        )

    def add_topic(self, chat: Ref, name: str) -> Topic:
        where = self.world.chat(chat)
        if not where.is_forum:
            raise CannotAct(f"{where.title} has no topics")
        return open_topic(self.world, where, name, membership.owner_of(where))

    # Speaking

    def say(
        self,
        user: Ref,
        chat: Ref,
        text: str,
        *,
        reply_to: Message | int | None = None,
        thread: int | None = None,
        mention: Ref | None = None,
        as_anonymous_admin: bool = False,
    ) -> Message:
        """`mention` marks the words equal to that person's name as a mention of them."""
        who, where = self.world.user(user), self.world.chat(chat)
        entities = find_entities(text)
        if mention is not None:
            entities.append(speaking.mention_of(text, self.world.user(mention)))
        return speaking.write(
            self.world,
            who,
            where,
            thread,
            anonymous=as_anonymous_admin or where.member(who).is_anonymous,
            reply_to=speaking.message_in(where, reply_to),
            text=text.strip(),
            entities=entities,
        )

    def edit(self, user: Ref, message: Message, text: str) -> Message:
        who = self.world.user(user)
        if message.sender is not who and not self._wrote_as_chat(who, message):
            raise CannotAct("only one's own messages can be edited")
        change(self.world, message, text.strip(), find_entities(text), message.markup)
        hear(self.world, message, edited=True)
        return message

    def _wrote_as_chat(self, who: User, message: Message) -> bool:
        return message.sender_chat is not None and message.chat.member(who).is_admin

    def send_file(
        self,
        user: Ref,
        chat: Ref,
        name: str,
        data: bytes,
        mime: str = "application/octet-stream",
        *,
        caption: str = "",
        album: str | None = None,
        reply_to: Message | int | None = None,
        thread: int | None = None,
    ) -> Message:
        """Files with the same `album` came in one go; each is a message of its own all the same."""
        who, where = self.world.user(user), self.world.chat(chat)
        return speaking.write(
            self.world,
            who,
            where,
            thread,
            anonymous=where.member(who).is_anonymous,
            album=album,
            reply_to=speaking.message_in(where, reply_to),
            text=caption,
            entities=find_entities(caption),
            document=keep_file(self.world, name, data, mime, is_photo=False),
        )

    def post(self, channel: Ref, text: str, *, signed: str | None = None) -> Message:
        """A post of a channel, forwarded into its discussion group when it has one."""
        where = self.world.chat(channel)
        if where.type != "channel":
            raise CannotAct("only channels have posts")
        made = post(
            self.world,
            where,
            None,
            sender_chat=where,
            text=text.strip(),
            entities=find_entities(text),
            author_signature=signed,
        )
        hear(self.world, made)
        if where.linked is not None:
            speaking.forward_post(self.world, made, where.linked)
        return made

    # The private chat with the bot

    def start(self, user: Ref, payload: str | None = None) -> Message:
        """Press START, perhaps through a deep link; it also lets a blocked bot back in."""
        who = self.world.user(user)
        self.unblock(who)
        who.started = True
        return self.say(who, who, f"/start {payload}" if payload else "/start")

    def block(self, user: Ref) -> None:
        self._set_blocked(self.world.user(user), True)

    def unblock(self, user: Ref) -> None:
        self._set_blocked(self.world.user(user), False)

    def _set_blocked(self, who: User, blocked: bool) -> None:
        if who.blocked != blocked:
            who.blocked = blocked
            membership.block_changed(self.world, who)

    # Coming and going

    def join(self, user: Ref, chat: Ref, by: Ref | None = None) -> None:
        """Come in by a link, or be added by somebody. The bot joins like anybody: by name."""
        who = self.world.user(user)
        actor = who if by is None else self.world.user(by)
        membership.join(self.world, self.world.chat(chat), who, actor)

    def leave(self, user: Ref, chat: Ref) -> None:
        who = self.world.user(user)
        membership.leave(self.world, self.world.chat(chat), who, who, "left")

    def kick(self, user: Ref, chat: Ref, by: Ref | None = None) -> None:
        where = self.world.chat(chat)
        actor = membership.owner_of(where) if by is None else self.world.user(by)
        membership.leave(self.world, where, self.world.user(user), actor, "kicked")

    def promote(
        self,
        user: Ref,
        chat: Ref,
        rights: Iterable[str] | None = None,
        *,
        anonymous: bool = False,
        title: str | None = None,
    ) -> None:
        """Make an administrator, with every right but promoting others unless told which."""
        who, where = self.world.user(user), self.world.chat(chat)
        every = CHANNEL_RIGHTS if where.type == "channel" else GROUP_RIGHTS
        usual = frozenset(every) - {"can_promote_members"}
        given = usual if rights is None else frozenset(rights)
        new = Member(who, "administrator", given, anonymous, title)
        membership.stand(self.world, where, new, membership.owner_of(where))

    def demote(self, user: Ref, chat: Ref) -> None:
        where = self.world.chat(chat)
        new = Member(self.world.user(user), "member")
        membership.stand(self.world, where, new, membership.owner_of(where))

    def migrate(self, chat: Ref) -> Chat:
        """The group becomes a supergroup with a new id; the old one is closed for ever."""
        return membership.migrate(self.world, self.world.chat(chat))

    def pin(self, user: Ref, message: Message) -> None:
        message.pinned = True
        shown = message_json(message)
        who = self.world.user(user)
        hear(self.world, post_service(self.world, message.chat, who, pinned_message=shown))

    # Pressing

    async def press(
        self,
        user: Ref,
        message: Message,
        data: str,
        timeout_s: float = PRESS_TIMEOUT_S,
    ) -> Toast:
        """Press a button by its data and wait for the bot's answer; TimeoutError without one.

        Data no button has is delivered too, as a forged client may send it.
        """
        answer = self.press_soon(user, message, data)
        async with asyncio.timeout(timeout_s):
            return await answer

    def press_soon(self, user: Ref, message: Message, data: str) -> asyncio.Future[Toast]:
        """Press without waiting."""
        who, where = self.world.user(user), message.chat
        if message.message_id not in where.by_id:
            raise CannotAct("the message is gone")
        if where.migrated_to is not None:
            raise CannotAct("the group was upgraded; its old messages cannot be pressed")
        if where.user is None and not where.member(who).is_present:
            raise CannotAct(f"{who.name} is not in {where.title}")
        query = self.world.queries.ask(who, where)
        payload: Json = {
            "id": query.id,
            "from": user_json(who),
            "message": message_json(message),
            "chat_instance": str(where.id),
            "data": data,
        }
        self.world.updates.push("callback_query", payload)
        self.world.tell("press", where.id, user=who, message=message, data=data)
        return query.answer
