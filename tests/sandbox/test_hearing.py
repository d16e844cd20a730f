"""What reaches the bot: privacy mode, anonymous administrators, topics, channels, upgrades."""

from __future__ import annotations

import json

import pytest

from bot.sandbox.refused import CannotAct
from tests.sandbox.conftest import Yard, keyboard


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("今天天气好", False),
        ("/vote", True),
        ("/vote@yuanba_bot 一", True),
        ("/vote@Yuanba_Bot", True),
        ("/vote@other_bot", False),
        ("问一下 @yuanba_bot", True),
        ("问一下 @other_bot", False),
        ("看看 /vote", False),
    ],
)
async def test_privacy_mode_lets_through_what_is_meant_for_the_bot(
    yard: Yard, text: str, heard: bool
) -> None:
    yard.people.say(yard.neighbour, yard.group, text)
    assert bool(yard.heard()) is heard


async def test_answers_to_the_bot_are_heard_and_answers_to_others_are_not(yard: Yard) -> None:
    card = await yard.card()
    said = yard.people.say(yard.owner, yard.group, "我说一句", reply_to=card)
    (told,) = yard.heard()
    assert told["message"]["reply_to_message"]["message_id"] == card.message_id
    assert "reply_to_message" not in told["message"]["reply_to_message"]
    yard.people.say(yard.neighbour, yard.group, "我也说一句", reply_to=said)
    assert yard.heard() == []


async def test_a_mention_by_name_is_heard(yard: Yard) -> None:
    yard.people.say(yard.neighbour, yard.group, "院坝 在吗", mention=yard.world.bot)
    (told,) = yard.heard()
    assert told["message"]["entities"][0]["type"] == "text_mention"


async def test_an_admin_bot_hears_everything(yard: Yard) -> None:
    yard.people.promote(yard.world.bot, yard.group)
    yard.world.take_updates()
    yard.people.say(yard.neighbour, yard.group, "今天天气好")
    assert yard.heard()[0]["message"]["text"] == "今天天气好"


async def test_a_bot_without_privacy_mode_hears_everything(yard: Yard) -> None:
    yard.world.reads_everything = True
    yard.people.say(yard.neighbour, yard.group, "今天天气好")
    assert len(yard.heard()) == 1
    assert (await yard.call("getMe"))["can_read_all_group_messages"]


async def test_an_edit_arrives_as_an_edited_message(yard: Yard) -> None:
    said = yard.people.say(yard.neighbour, yard.group, "/vote 一")
    yard.people.edit(yard.neighbour, said, "/vote 二")
    first, second = yard.heard()
    assert first["message"]["text"] == "/vote 一"
    assert second["edited_message"]["text"] == "/vote 二"
    assert second["edited_message"]["edit_date"]
    with pytest.raises(CannotAct):
        yard.people.edit(yard.owner, said, "/vote 三")


async def test_an_anonymous_admin_speaks_as_the_group_and_presses_as_themselves(yard: Yard) -> None:
    yard.people.promote(yard.neighbour, yard.group, anonymous=True, title="楼长")
    yard.people.say(yard.neighbour, yard.group, "/vote")
    (told,) = yard.heard()
    assert told["message"]["from"]["id"] == 1087968824
    assert told["message"]["from"]["username"] == "GroupAnonymousBot"
    assert told["message"]["sender_chat"]["id"] == yard.group.id
    assert told["message"]["author_signature"] == "楼长"
    yard.people.press_soon(yard.neighbour, await yard.card(), "v1:1")
    assert yard.heard()[0]["callback_query"]["from"]["id"] == yard.neighbour.id


async def test_only_admins_can_be_anonymous(yard: Yard) -> None:
    with pytest.raises(CannotAct):
        yard.people.say(yard.neighbour, yard.group, "/vote", as_anonymous_admin=True)


async def test_hidden_admins_are_shown_to_an_admin_bot_only(yard: Yard) -> None:
    yard.people.promote(yard.neighbour, yard.group, anonymous=True)
    seen = await yard.call("getChatAdministrators", chat_id=yard.group.id)
    assert [one["user"]["id"] for one in seen] == [yard.owner.id]
    yard.people.promote(yard.world.bot, yard.group)
    seen = await yard.call("getChatAdministrators", chat_id=yard.group.id)
    assert [one["user"]["id"] for one in seen] == [yard.owner.id, yard.neighbour.id]


async def test_the_bot_learns_that_it_was_added_promoted_and_thrown_out(yard: Yard) -> None:
    group = yard.people.add_group("新群", [yard.owner], bot_is_admin=True)
    yard.people.kick(yard.world.bot, group)
    told = yard.heard()
    statuses = [
        (one["my_chat_member"]["old_chat_member"]["status"],
         one["my_chat_member"]["new_chat_member"]["status"])
        for one in told
        if "my_chat_member" in one
    ]  # fmt: skip
    assert statuses == [
        ("left", "member"),
        ("member", "administrator"),
        ("administrator", "kicked"),
    ]
    joined = [one["message"] for one in told if "message" in one]
    assert joined[0]["new_chat_members"][0]["id"] == yard.world.bot.id


async def test_coming_and_going_are_service_messages(yard: Yard) -> None:
    guest = yard.people.add_user("张三")
    yard.people.join(guest, yard.group, by=yard.owner)
    yard.people.leave(guest, yard.group)
    came, went = (one["message"] for one in yard.heard())
    assert came["from"]["id"] == yard.owner.id
    assert came["new_chat_members"][0]["id"] == guest.id
    assert went["left_chat_member"]["id"] == guest.id
    with pytest.raises(CannotAct):
        yard.people.say(guest, yard.group, "我还在吗")


async def test_blocking_and_unblocking_are_told(yard: Yard) -> None:
    yard.people.start(yard.neighbour, "join_1")
    (begun,) = yard.heard()
    assert begun["message"]["text"] == "/start join_1"
    assert begun["message"]["chat"] == {
        "id": yard.neighbour.id,
        "type": "private",
        "first_name": "王哥",
    }
    yard.people.block(yard.neighbour)
    yard.people.start(yard.neighbour)
    blocked, unblocked, again = yard.heard()
    assert blocked["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    assert unblocked["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert again["message"]["text"] == "/start"


async def test_a_group_moves_to_a_new_id_and_says_so_in_both(yard: Yard) -> None:
    old = yard.people.add_group("小群", [yard.owner, yard.neighbour], supergroup=False)
    card = await yard.card(old)
    yard.world.take_updates()
    new = yard.people.migrate(old)
    left, came = (one["message"] for one in yard.heard())
    assert (left["chat"]["id"], left["migrate_to_chat_id"]) == (old.id, new.id)
    assert (came["chat"]["id"], came["migrate_from_chat_id"]) == (new.id, old.id)
    refused = await yard.refusal("sendMessage", chat_id=old.id, text="x")
    assert refused.description == "Bad Request: group chat was upgraded to a supergroup chat"
    assert refused.as_json()["parameters"] == {"migrate_to_chat_id": new.id}
    yard.people.say(yard.neighbour, new, "/vote")
    assert len(yard.heard()) == 1
    with pytest.raises(CannotAct):
        yard.people.press_soon(yard.neighbour, card, "v1:1")


async def test_topics_carry_their_thread_and_look_like_replies(yard: Yard) -> None:
    forum = yard.people.add_group("分话题的群", [yard.owner], forum=True, bot_is_admin=True)
    shown = await yard.call("createForumTopic", chat_id=forum.id, name="樱桃节")
    thread = shown["message_thread_id"]
    yard.world.take_updates()
    yard.people.say(yard.owner, forum, "/vote", thread=thread)
    (told,) = yard.heard()
    assert told["message"]["message_thread_id"] == thread
    assert told["message"]["is_topic_message"] is True
    assert told["message"]["reply_to_message"]["forum_topic_created"]["name"] == "樱桃节"
    await yard.call("sendMessage", chat_id=forum.id, message_thread_id=thread, text="好")
    assert forum.messages[-1].thread_id == thread
    await yard.call("closeForumTopic", chat_id=forum.id, message_thread_id=thread)
    closed = await yard.refusal("sendMessage", chat_id=forum.id, message_thread_id=thread, text="x")
    assert closed.description == "Bad Request: TOPIC_CLOSED"


async def test_in_a_topic_of_the_bots_own_small_talk_stays_private(yard: Yard) -> None:
    forum = yard.people.add_group("分话题的群", [yard.owner], forum=True, bot_is_admin=True)
    shown = await yard.call("createForumTopic", chat_id=forum.id, name="樱桃节")
    yard.people.demote(yard.world.bot, forum)
    yard.world.take_updates()
    yard.people.say(yard.owner, forum, "今天天气好", thread=shown["message_thread_id"])
    assert yard.heard() == []


async def test_generals_thread_id_is_shown_and_refused(yard: Yard) -> None:
    forum = yard.people.add_group("分话题的群", [yard.owner], forum=True)
    card = await yard.card(forum)
    yard.world.take_updates()
    yard.people.say(yard.owner, forum, "/vote", reply_to=card)
    told = yard.heard()[0]["message"]
    assert "is_topic_message" not in told
    refused = await yard.refusal(
        "sendMessage", chat_id=forum.id, text="x", message_thread_id=told["message_thread_id"]
    )
    assert refused.description == "Bad Request: message thread not found"


async def test_a_reply_in_a_topic_stays_in_it(yard: Yard) -> None:
    forum = yard.people.add_group("分话题的群", [yard.owner], forum=True)
    topic = yard.people.add_topic(forum, "花园")
    said = yard.people.say(yard.owner, forum, "/vote", thread=topic.thread_id)
    reply = json.dumps({"message_id": said.message_id})
    await yard.call("sendMessage", chat_id=forum.id, text="好", reply_parameters=reply)
    assert forum.messages[-1].thread_id == topic.thread_id
    assert forum.messages[-1].is_topic_message


async def test_a_channel_post_reaches_the_bot_and_the_discussion(yard: Yard) -> None:
    channel = yard.people.add_channel("广播", yard.owner, linked=yard.group)
    yard.people.promote(yard.world.bot, yard.group)
    yard.world.take_updates()
    yard.people.post(channel, "今晚停水")
    posted, carried = yard.heard()
    assert posted["channel_post"]["sender_chat"]["id"] == channel.id
    assert "from" not in posted["channel_post"]
    assert carried["message"]["from"]["id"] == 777000
    assert carried["message"]["is_automatic_forward"] is True
    assert carried["message"]["forward_origin"]["type"] == "channel"
    chat = await yard.call("getChat", chat_id=yard.group.id)
    assert chat["linked_chat_id"] == channel.id


async def test_a_press_brings_the_card_with_it_and_returns_the_toast(yard: Yard) -> None:
    card = await yard.card(data="v1:1")
    soon = yard.people.press_soon(yard.neighbour, card, "forged")
    query = yard.heard()[0]["callback_query"]
    assert query["data"] == "forged"
    assert query["message"]["reply_markup"] == json.loads(keyboard(("赞成", "v1:1")))
    await yard.call(
        "answerCallbackQuery", callback_query_id=query["id"], text="不行", show_alert="true"
    )
    toast = await soon
    assert (toast.text, toast.alert) == ("不行", True)


async def test_a_press_nobody_answers_runs_out(yard: Yard) -> None:
    with pytest.raises(TimeoutError):
        await yard.people.press(yard.neighbour, await yard.card(), "v1:1", timeout_s=0.01)


async def test_nobody_presses_what_is_gone_or_where_they_are_not(yard: Yard) -> None:
    card = await yard.card()
    outsider = yard.people.add_user("外人")
    with pytest.raises(CannotAct):
        yard.people.press_soon(outsider, card, "v1:1")
    await yard.call("deleteMessage", chat_id=yard.group.id, message_id=card.message_id)
    with pytest.raises(CannotAct):
        yard.people.press_soon(yard.neighbour, card, "v1:1")
