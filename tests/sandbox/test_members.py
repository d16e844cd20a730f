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
