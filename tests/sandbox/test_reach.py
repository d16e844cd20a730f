"""Where the bot can write, pin and delete, and in which words it is told that it cannot."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.sandbox.conftest import Yard


@pytest.mark.parametrize(
    ("chat_id", "words"),
    [("", "chat_id is empty"), ("42", "chat not found"), ("@x", "chat not found")],
)
async def test_an_unknown_chat_is_not_found(yard: Yard, chat_id: str, words: str) -> None:
    refused = await yard.refusal("sendMessage", chat_id=chat_id, text="x")
    assert refused.description == f"Bad Request: {words}"


async def test_people_who_never_started_or_blocked_the_bot_are_out_of_reach(yard: Yard) -> None:
    first = await yard.refusal("sendMessage", chat_id=yard.neighbour.id, text="x")
    assert (first.code, first.description) == (
        403,
        "Forbidden: bot can't initiate conversation with a user",
    )
    yard.people.start(yard.neighbour)
    await yard.call("sendMessage", chat_id=yard.neighbour.id, text="x")
    yard.people.block(yard.neighbour)
    second = await yard.refusal("sendMessage", chat_id=yard.neighbour.id, text="x")
    assert second.description == "Forbidden: bot was blocked by the user"
    yard.neighbour.blocked, yard.neighbour.deactivated = False, True
    third = await yard.refusal("sendMessage", chat_id=yard.neighbour.id, text="x")
    assert third.description == "Forbidden: user is deactivated"


async def test_a_bot_thrown_out_or_gone_cannot_write(yard: Yard) -> None:
    yard.people.kick(yard.world.bot, yard.group)
    kicked = await yard.refusal("sendMessage", chat_id=yard.group.id, text="x")
    assert kicked.description == "Forbidden: bot was kicked from the supergroup chat"
    yard.people.join(yard.world.bot, yard.group, by=yard.owner)
    await yard.call("leaveChat", chat_id=yard.group.id)
    left = await yard.refusal("sendMessage", chat_id=yard.group.id, text="x")
    assert left.description == "Forbidden: bot is not a member of the supergroup chat"
    channel = yard.people.add_channel("广播", yard.owner, with_bot=False)
    outside = await yard.refusal("sendMessage", chat_id=channel.id, text="x")
    assert outside.description == "Forbidden: bot is not a member of the channel chat"


async def test_a_channel_wants_the_right_to_post(yard: Yard) -> None:
    channel = yard.people.add_channel("广播", yard.owner, username="guangbo")
    await yard.call("sendMessage", chat_id="@guangbo", text="通知")
    yard.people.promote(yard.world.bot, channel, ["can_invite_users"])
    refused = await yard.refusal("sendMessage", chat_id=channel.id, text="x")
    assert refused.description == "Bad Request: need administrator rights in the channel chat"


async def test_a_silenced_group_silences_the_bot_unless_it_is_admin(yard: Yard) -> None:
    yard.group.may_talk = False
    refused = await yard.refusal("sendMessage", chat_id=yard.group.id, text="x")
    assert refused.description == "Bad Request: not enough rights to send text messages to the chat"
    yard.people.promote(yard.world.bot, yard.group)
    await yard.call("sendMessage", chat_id=yard.group.id, text="x")


async def test_pinning_needs_the_right(yard: Yard) -> None:
    card = await yard.card()
    pin = {"chat_id": yard.group.id, "message_id": card.message_id}
    refused = await yard.refusal("pinChatMessage", **pin)
    assert refused.description == (
        "Bad Request: not enough rights to manage pinned messages in the chat"
    )
    yard.people.promote(yard.world.bot, yard.group)
    await yard.call("pinChatMessage", **pin)
    assert yard.group.pinned == [card]
    chat = await yard.call("getChat", chat_id=yard.group.id)
    assert chat["pinned_message"]["message_id"] == card.message_id
    gone = await yard.refusal("pinChatMessage", chat_id=yard.group.id, message_id=999)
    assert gone.description == "Bad Request: message to pin not found"
    await yard.call("unpinChatMessage", **pin)
    again = await yard.refusal("unpinChatMessage", **pin)
    assert again.description == "Bad Request: message to unpin not found"


async def test_old_and_foreign_messages_cannot_be_deleted(yard: Yard) -> None:
    card = await yard.card()
    said = yard.people.say(yard.neighbour, yard.group, "你好")
    here = {"chat_id": yard.group.id}
    foreign = await yard.refusal("deleteMessage", **here, message_id=said.message_id)
    assert foreign.description == "Bad Request: message can't be deleted"
    yard.world.advance(timedelta(hours=49))
    old = await yard.refusal("deleteMessage", **here, message_id=card.message_id)
    assert old.description == "Bad Request: message can't be deleted"
    gone = await yard.refusal("deleteMessage", **here, message_id=999)
    assert gone.description == "Bad Request: message to delete not found"


async def test_deleting_many_passes_over_what_cannot_go(yard: Yard) -> None:
    first, second = await yard.card(), await yard.card()
    said = yard.people.say(yard.neighbour, yard.group, "你好")
    ids = [first.message_id, said.message_id, 999, second.message_id]
    assert await yard.call("deleteMessages", chat_id=yard.group.id, message_ids=json.dumps(ids))
    assert first not in yard.group.messages
    assert second not in yard.group.messages
    assert said in yard.group.messages


async def test_unknown_methods_are_not_found(yard: Yard) -> None:
    refused = await yard.refusal("sendTelepathy")
    assert (refused.code, refused.description) == (404, "Not Found")


@pytest.mark.parametrize(
    ("commands", "words"),
    [
        ([{"command": "Vote", "description": "x"}], "BOT_COMMAND_INVALID"),
        ([{"command": "表决", "description": "x"}], "BOT_COMMAND_INVALID"),
        ([{"command": "vote", "description": ""}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": "vote", "description": "x" * 257}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": f"v{i}", "description": "x"} for i in range(101)], "BOT_COMMANDS_TOO_MUCH"),
    ],
)
async def test_bad_menus_are_refused(yard: Yard, commands: list[Any], words: str) -> None:
    refused = await yard.refusal("setMyCommands", commands=json.dumps(commands))
    assert refused.description == f"Bad Request: {words}"


async def test_copies_and_forwards_of_nothing_are_refused(yard: Yard) -> None:
    source = {"chat_id": yard.group.id, "from_chat_id": yard.group.id, "message_id": 999}
    copied = await yard.refusal("copyMessage", **source)
    assert copied.description == "Bad Request: message to copy not found"
    forwarded = await yard.refusal("forwardMessage", **source)
    assert forwarded.description == "Bad Request: message to forward not found"


async def test_only_written_and_unprotected_messages_can_be_copied(yard: Yard) -> None:
    here = yard.group.id
    kept = await yard.call("sendMessage", chat_id=here, text="别传", protect_content="true")
    assert kept["has_protected_content"]
    source = {"chat_id": here, "from_chat_id": here}
    copied = await yard.refusal("copyMessage", **source, message_id=kept["message_id"])
    assert copied.description == "Bad Request: message can't be copied"
    forwarded = await yard.refusal("forwardMessage", **source, message_id=1)
    assert forwarded.description == "Bad Request: message can't be forwarded"


async def test_a_copy_may_carry_another_caption(yard: Yard) -> None:
    sent = yard.people.send_file(yard.owner, yard.group, "a.txt", b"x", caption="旧")
    here = yard.group.id
    source = {"chat_id": here, "from_chat_id": here, "message_id": sent.message_id}
    await yard.call("copyMessage", **source, caption="新")
    assert yard.group.messages[-1].text == "新"


async def test_unpinning_all_leaves_nothing_pinned(yard: Yard) -> None:
    yard.people.promote(yard.world.bot, yard.group)
    for card in (await yard.card(), await yard.card()):
        await yard.call("pinChatMessage", chat_id=yard.group.id, message_id=card.message_id)
    assert len(yard.group.pinned) == 2
    await yard.call("unpinAllChatMessages", chat_id=yard.group.id)
    assert yard.group.pinned == []


@pytest.mark.parametrize(
    ("ids", "words"),
    [
        ("[]", "message identifiers are not specified"),
        (str(list(range(1, 102))), "too many message identifiers specified"),
    ],
)
async def test_too_few_or_many_to_delete(yard: Yard, ids: str, words: str) -> None:
    refused = await yard.refusal("deleteMessages", chat_id=yard.group.id, message_ids=ids)
    assert refused.description == f"Bad Request: {words}"


async def test_one_cannot_edit_for_somebody_who_blocked_the_bot(yard: Yard) -> None:
    yard.people.start(yard.owner)
    sent = await yard.call("sendMessage", chat_id=yard.owner.id, text="x")
    yard.people.block(yard.owner)
    here = {"chat_id": yard.owner.id, "message_id": sent["message_id"]}
    refused = await yard.refusal("editMessageText", **here, text="y")
    assert refused.description == "Forbidden: bot was blocked by the user"


async def test_private_chats_cannot_be_left_or_banned_from_and_bots_cannot_be_written_to(
    yard: Yard,
) -> None:
    here = {"chat_id": yard.owner.id}
    left = await yard.refusal("leaveChat", **here)
    assert left.description == "Bad Request: chat is private; there is nothing to leave"
    banned = await yard.refusal("banChatMember", **here, user_id=yard.owner.id)
    assert banned.description == "Bad Request: can't ban members in private chats"
    itself = await yard.refusal("sendMessage", chat_id=yard.world.bot.id, text="x")
    assert itself.description == "Forbidden: bot can't send messages to bots"


async def test_a_reply_stays_in_its_chat(yard: Yard) -> None:
    for reply, words in (
        ('{"message_id": 1, "chat_id": 5}', "this sandbox does not carry replies"),
        ("{}", "can't parse reply parameters JSON object"),
    ):
        refused = await yard.refusal(
            "sendMessage", chat_id=yard.group.id, text="x", reply_parameters=reply
        )
        assert words in refused.description


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"commands": "5"}, "can't parse commands JSON object"),
        ({"scope": '{"type": "moon"}'}, "can't parse BotCommandScope: Unsupported type specified"),
        ({"language_code": "chinese"}, "invalid language code specified"),
        ({"scope": '{"type": "chat", "chat_id": "@guangbo"}'}, "can't change commands in the chat"),
    ],
)
async def test_menus_want_a_list_a_scope_and_a_language(
    yard: Yard, params: dict[str, Any], words: str
) -> None:
    yard.people.add_channel("广播", yard.owner, username="guangbo")
    refused = await yard.refusal("setMyCommands", **{"commands": "[]", **params})
    assert refused.description == f"Bad Request: {words}"


async def test_numbers_must_be_numbers(yard: Yard) -> None:
    refused = await yard.refusal("deleteMessage", chat_id=yard.group.id, message_id="one")
    assert refused.description == 'Bad Request: parameter "message_id" must be an integer'


async def test_a_name_has_its_length(yard: Yard) -> None:
    assert (await yard.call("getMyName"))["name"] == "院坝"
    refused = await yard.refusal("setMyName", name="长" * 65)
    assert refused.description == "Bad Request: bot name is too long"
