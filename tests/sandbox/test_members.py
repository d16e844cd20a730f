"""Members, bans and chats as the bot asks about them."""

from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox.refused import CannotAct
from tests.sandbox.conftest import Yard


async def test_standing_is_told_for_everybody(yard: Yard) -> None:
    stranger = yard.people.add_user("路人")
    yard.people.promote(yard.neighbour, yard.group, ["can_pin_messages"], title="楼长")

    async def member(user_id: int) -> Any:
        return await yard.call("getChatMember", chat_id=yard.group.id, user_id=user_id)

    assert (await member(yard.owner.id))["status"] == "creator"
    assert (await member(stranger.id))["status"] == "left"
    admin = await member(yard.neighbour.id)
    assert (admin["status"], admin["custom_title"]) == ("administrator", "楼长")
    assert (admin["can_pin_messages"], admin["can_delete_messages"]) == (True, False)
    refused = await yard.refusal("getChatMember", chat_id=yard.group.id, user_id=1)
    assert refused.description == "Bad Request: invalid user_id specified"


async def test_a_private_chat_has_two_members_and_no_admins(yard: Yard) -> None:
    here = {"chat_id": yard.owner.id}
    assert await yard.call("getChatMemberCount", **here) == 2
    assert (await yard.call("getChatMember", **here, user_id=yard.owner.id))["status"] == "member"
    outsider = await yard.refusal("getChatMember", **here, user_id=yard.neighbour.id)
    assert outsider.description == "Bad Request: member not found"
    refused = await yard.refusal("getChatAdministrators", **here)
    assert refused.description == "Bad Request: there are no administrators in the private chat"


async def test_banning_needs_the_right_and_spares_admins(yard: Yard) -> None:
    ban = {"chat_id": yard.group.id, "user_id": yard.neighbour.id}
    refused = await yard.refusal("banChatMember", **ban)
    assert refused.description == (
        "Bad Request: not enough rights to restrict/unrestrict chat member"
    )
    yard.people.promote(yard.world.bot, yard.group)
    assert await yard.call("banChatMember", **ban)
    assert yard.group.member(yard.neighbour).status == "kicked"
    assert await yard.call("unbanChatMember", **ban)
    assert yard.group.member(yard.neighbour).status == "left"
    owner = await yard.refusal("banChatMember", chat_id=yard.group.id, user_id=yard.owner.id)
    assert owner.description == "Bad Request: can't remove chat owner"


async def test_unbanning_only_the_banned_leaves_members_alone(yard: Yard) -> None:
    yard.people.promote(yard.world.bot, yard.group)
    unban = {"chat_id": yard.group.id, "user_id": yard.neighbour.id}
    await yard.call("unbanChatMember", **unban, only_if_banned="true")
    assert yard.group.member(yard.neighbour).is_present
    await yard.call("unbanChatMember", **unban)
    assert not yard.group.member(yard.neighbour).is_present


async def test_an_action_is_shown_only_where_one_may_write(yard: Yard) -> None:
    assert await yard.call("sendChatAction", chat_id=yard.group.id, action="typing")
    wrong = await yard.refusal("sendChatAction", chat_id=yard.group.id, action="dancing")
    assert wrong.description == "Bad Request: wrong parameter action in request"
    closed = await yard.refusal("sendChatAction", chat_id=yard.neighbour.id, action="typing")
    assert closed.code == 403


async def test_topics_want_a_forum_and_a_right(yard: Yard) -> None:
    plain = await yard.refusal("createForumTopic", chat_id=yard.group.id, name="花园")
    assert plain.description == "Bad Request: the chat is not a forum"
    forum = yard.people.add_group("论坛", [yard.owner], forum=True)
    rightless = await yard.refusal("createForumTopic", chat_id=forum.id, name="花园")
    assert rightless.description == "Bad Request: not enough rights to create a topic"
    with pytest.raises(CannotAct):
        yard.people.add_topic(yard.group, "花园")


async def test_people_cannot_do_what_no_client_lets_them(yard: Yard) -> None:
    outsider = yard.people.add_user("路人")
    with pytest.raises(CannotAct, match="cannot write"):
        yard.people.say(outsider, yard.group, "你好")
    with pytest.raises(CannotAct, match="somebody else's"):
        yard.people.say(outsider, yard.owner, "你好")
    with pytest.raises(CannotAct, match="cannot join"):
        yard.people.join(yard.owner, yard.group)
    with pytest.raises(CannotAct, match="only a basic group"):
        yard.people.migrate(yard.group)
    with pytest.raises(LookupError, match="nobody here"):
        yard.people.say("@nobody", yard.group, "你好")


async def test_a_button_is_found_by_its_words(yard: Yard) -> None:
    card = await yard.card()
    assert card.button("赞").data == "v1:1"
    with pytest.raises(LookupError, match="反对"):
        card.button("反对")


async def test_private_chats_share_one_count_and_supergroups_have_their_own(yard: Yard) -> None:
    first = yard.people.start(yard.owner)
    second = yard.people.start(yard.neighbour)
    assert second.message_id == first.message_id + 1
    other = yard.people.add_group("另一个", [yard.owner])
    assert [one.message_id for one in other.messages] == [1]


async def test_who_was_thrown_out_comes_back_only_by_invitation(yard: Yard) -> None:
    yard.people.kick(yard.neighbour, yard.group)
    with pytest.raises(CannotAct, match="cannot join"):
        yard.people.join(yard.neighbour, yard.group)
    yard.people.join(yard.neighbour, yard.group, by=yard.owner)
    assert yard.group.member(yard.neighbour).is_present
    with pytest.raises(CannotAct, match="is not in"):
        yard.people.leave(yard.people.add_user("路人"), yard.group)


async def test_a_mention_counts_in_utf16(yard: Yard) -> None:
    said = yard.people.say(yard.owner, yard.group, "🌳王哥 来", mention=yard.neighbour)
    assert (said.entities[0]["offset"], said.entities[0]["length"]) == (2, 2)
    with pytest.raises(CannotAct, match="does not name"):
        yard.people.say(yard.owner, yard.group, "来", mention=yard.neighbour)


async def test_the_bots_own_name_is_found_behind_emoji(yard: Yard) -> None:
    yard.people.say(yard.neighbour, yard.group, "🌳🌳 @yuanba_bot 在吗")
    assert len(yard.heard()) == 1


async def test_speaking_needs_what_is_named(yard: Yard) -> None:
    with pytest.raises(CannotAct, match="message to answer"):
        yard.people.say(yard.owner, yard.group, "x", reply_to=999)
    with pytest.raises(CannotAct, match="no such topic"):
        yard.people.say(yard.owner, yard.group, "x", thread=999)
    with pytest.raises(CannotAct, match="only channels"):
        yard.people.post(yard.group, "x")
    yard.people.block(yard.owner)
    with pytest.raises(CannotAct, match="has blocked"):
        yard.people.say(yard.owner, yard.owner, "x")
    with pytest.raises(CannotAct, match="somebody who made it"):
        yard.people.add_group("空群", [])
    with pytest.raises(LookupError, match="is a chat"):
        yard.people.start(yard.group)


async def test_channel_members_are_for_admin_bots(yard: Yard) -> None:
    channel = yard.people.add_channel("广播", yard.owner)
    yard.people.demote(yard.world.bot, channel)
    refused = await yard.refusal("getChatMember", chat_id=channel.id, user_id=yard.owner.id)
    assert refused.description == "Bad Request: member list is inaccessible"


async def test_topics_are_managed_with_the_right_and_by_their_id(yard: Yard) -> None:
    forum = yard.people.add_group("论坛", [yard.owner], forum=True)
    topic = yard.people.add_topic(forum, "花园")
    here = {"chat_id": forum.id, "message_thread_id": topic.thread_id}
    rightless = await yard.refusal("closeForumTopic", **here)
    assert rightless.description == "Bad Request: not enough rights to manage the topic"
    yard.people.promote(yard.world.bot, forum)
    await yard.call("closeForumTopic", **here)
    await yard.call("reopenForumTopic", **here)
    await yard.call("sendMessage", **here, text="又开了")
    gone = await yard.refusal("closeForumTopic", chat_id=forum.id, message_thread_id=999)
    assert gone.description == "Bad Request: message thread not found"
    empty = await yard.refusal("createForumTopic", chat_id=forum.id, name=" ")
    assert empty.description == "Bad Request: TOPIC_TITLE_EMPTY"


async def test_old_presses_are_forgotten(yard: Yard) -> None:
    real = [0.0]
    yard.world.monotonic = lambda: real[0]
    card = await yard.card()
    for _ in range(3):
        yard.people.press_soon(yard.neighbour, card, "x")
    real[0] = 60.0
    yard.people.press_soon(yard.neighbour, card, "x")
    assert len(yard.world.queries.open) == 1
