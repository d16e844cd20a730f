"""A channel as the notice board: linked, posted to, let go, lost."""

from __future__ import annotations

from bot.sandbox.model import CHANNEL_RIGHTS, Chat, Message
from storage import audit, courtyards, votes
from storage.tx import Tx
from tests.handlers.next_door import Next
from tests.handlers.test_covenant import published, signed
from tests.handlers.test_events import called
from tests.yard import Yard


async def added(yard: Yard, title: str = "7号院公告") -> Chat:
    """The chair founds a channel and makes the bot an admin of it."""
    channel = yard.people.add_channel(title, yard.chair.user)
    await yard.settled()
    return channel


async def linked(yard: Yard) -> Chat:
    channel = await added(yard)
    await yard.chair.taps("就用它")
    return channel


async def board(yard: Yard) -> int | None:
    yard_row = await yard.read(lambda tx: courtyards.get(tx, yard.courtyard))
    assert yard_row is not None
    return yard_row.channel


async def vote(yard: Yard) -> None:
    await yard.chair.says("/vote 装灯行不行？ | 3天")
    await yard.chair.taps("发出去")
    await yard.councillors[0].taps("同意，这就办")


def newest(channel: Chat, having: str) -> Message:
    return [message for message in channel.messages if having in message.text][-1]


async def test_adding_the_bot_to_a_channel_and_one_tap_link_it(yard: Yard) -> None:
    channel = await added(yard)
    assert "给「7号大院」当公告栏吗" in yard.chair.reads()
    assert await board(yard) is None
    assert await yard.chair.taps("就用它") == "接好了。"
    assert await board(yard) == channel.id
    assert "这里是「7号大院」的公告栏" in channel.messages[-1].text
    assert "公告栏是频道「7号院公告」" in yard.chair.reads()
    acts = [entry.act for entry in await yard.read(lambda tx: audit.entries(tx, yard.courtyard))]
    assert acts[-1] == "channel.linked"


async def test_a_vote_runs_on_the_board_too_with_buttons_that_work(yard: Yard) -> None:
    channel = await linked(yard)
    await vote(yard)
    card = newest(channel, "装灯行不行")
    resident = yard.household("3-2-501")
    yard.people.join(resident.user, channel)
    assert "投了同意" in await resident.taps("同意", on=card)
    assert "已投 1／120 户" in card.text
    assert "已投 1／120 户" in yard.card("装灯行不行").text
    yard.people.join(yard.ready.stranger, channel)
    assert "登记" in await yard.stranger.taps("同意", on=card)
    await yard.passes(days=3)
    result = newest(channel, "有结果了")
    assert result.reply_to is card


async def test_an_announcement_goes_there_as_well(yard: Yard) -> None:
    channel = await linked(yard)
    await yard.organizer.says("/announce 明天停水")
    await yard.organizer.taps("发出")
    assert "明天停水" in channel.messages[-1].text


async def test_an_event_stands_there_too_and_is_answered_there(yard: Yard) -> None:
    channel = await linked(yard)
    in_group = await called(yard)
    card = newest(channel, "樱桃节")
    resident = yard.household("3-2-501")
    yard.people.join(resident.user, channel)
    assert "3-2-501" in await resident.taps("✅ 去", on=card)
    assert card.text == in_group.text
    assert "1／40 位" in card.text
    await yard.organizer.taps("看这个活动")
    await yard.organizer.taps("🛑 取消")
    await yard.organizer.says("下暴雨")
    await yard.organizer.taps("不办了，告诉大家")
    assert newest(channel, "不办了").reply_to is card
    assert yard.card("不办了").reply_to is in_group


async def test_the_covenant_stands_there_too_and_is_signed_there(yard: Yard) -> None:
    channel = await linked(yard)
    in_group = await published(yard)
    card = newest(channel, "第 1.0 版")
    resident = yard.household("3-2-501")
    yard.people.join(resident.user, channel)
    assert "签好了" in await signed(yard, "3-2-501", card)
    assert "已签 1／120 户" in card.text
    assert card.text == in_group.text


async def test_a_public_channel_is_linked_by_its_name(yard: Yard) -> None:
    channel = yard.people.add_channel("公告", yard.chair.user, username="qihao", with_bot=False)
    assert "还看不到这个频道" in (await yard.chair.says("/channel @qihao"))[-1]
    yard.people.promote(yard.world.bot, channel)
    await yard.settled()
    await yard.chair.says("/channel https://t.me/qihao")
    assert await board(yard) == channel.id
    assert "已经是咱们的公告栏了" in (await yard.chair.says("/channel @qihao"))[-1]
    assert "@名字" in (await yard.chair.says("/channel 七号院"))[-1]


async def test_an_anonymous_admin_links_it_once_known(yard: Yard) -> None:
    channel = yard.people.add_channel("公告", yard.chair.user, username="qihao")
    await yard.settled()
    yard.people.say(yard.chair.user, yard.group, "/channel @qihao", as_anonymous_admin=True)
    await yard.settled()
    ask = yard.card("匿名管理员")
    await yard.household("3-2-501").taps("是我", on=ask)
    assert await board(yard) is None
    await yard.chair.taps("是我", on=ask)
    assert await board(yard) == channel.id


async def test_who_lives_in_two_courtyards_says_for_which_it_is(
    yard: Yard, next_door: Next
) -> None:
    await next_door.says(next_door.owner, "/setup 8号院")
    yard.people.join(yard.chair.user, next_door.group)
    await next_door.registers(yard.chair.user, "1-1-101")
    channel = yard.people.add_channel("公告", yard.chair.user, username="qihao")
    await yard.settled()
    assert "您在好几个院坝里" in (await yard.chair.says("/channel @qihao"))[-1]
    await yard.chair.taps("7号大院")
    assert await board(yard) == channel.id


async def test_a_group_is_no_notice_board(yard: Yard) -> None:
    yard.people.add_group("闲聊", [yard.chair.user], username="chitchat")
    assert "这不是频道" in (await yard.chair.says("/channel @chitchat"))[-1]


async def test_without_the_right_to_post_it_is_not_linked(yard: Yard) -> None:
    channel = yard.people.add_channel("公告", yard.chair.user, with_bot=False)
    rights = set(CHANNEL_RIGHTS) - {"can_post_messages"}
    yard.people.promote(yard.world.bot, channel, rights)
    await yard.settled()
    assert "勾上「发布消息」" in await yard.chair.taps("就用它")
    assert await board(yard) is None


async def test_only_an_admin_of_the_channel_may_link_it(yard: Yard) -> None:
    channel = await added(yard)
    other = yard.councillors[0]
    await other.says("/home")
    forged = f"ku1_{yard.courtyard}_{channel.id}"
    assert "您不是它的管理员" in await other.forges(forged, other.newest())
    assert await board(yard) is None


async def test_a_resident_who_runs_a_channel_cannot_make_it_the_board(yard: Yard) -> None:
    resident = yard.household("3-2-501")
    channel = yard.people.add_channel("我的频道", resident.user, username="mine")
    await yard.settled()
    assert not resident.texts()
    assert "议事员" in (await resident.says("/channel @mine"))[-1]
    assert "议事员" in await resident.forges(
        f"ku1_{yard.courtyard}_{channel.id}", resident.newest()
    )
    assert await board(yard) is None


async def test_the_board_of_another_courtyard_stays_theirs(yard: Yard) -> None:
    channel = await added(yard)

    def elsewhere(tx: Tx) -> None:
        other = courtyards.add(tx, -100999, "8号院", "Asia/Shanghai", "zh_CN")
        courtyards.update(tx, other, channel=channel.id)

    await yard.write(elsewhere)
    assert "别的院坝" in await yard.chair.taps("就用它")
    assert await board(yard) is None


async def test_another_channel_takes_its_place(yard: Yard) -> None:
    first = await linked(yard)
    second = await added(yard, "新公告")
    assert "现在用的是「7号院公告」，会换成这个" in yard.chair.reads()
    await yard.chair.taps("就用它")
    assert await board(yard) == second.id
    before = len(first.messages)
    await vote(yard)
    assert len(first.messages) == before


async def test_unlinking_leaves_what_stands_there_and_can_be_taken_back(yard: Yard) -> None:
    channel = await linked(yard)
    await vote(yard)
    card = newest(channel, "装灯行不行")
    await yard.chair.says("/channel")
    await yard.chair.taps("不用它了")
    assert "不当公告栏了" in yard.chair.reads()
    assert await board(yard) is None
    before = card.text
    await yard.household("3-2-501").taps("同意", on=yard.card("装灯行不行"))
    assert card.text == before
    await yard.chair.taps("还是接回来")
    assert await board(yard) == channel.id


async def test_a_resident_sees_the_board_but_cannot_unlink_it(yard: Yard) -> None:
    await linked(yard)
    resident = yard.household("3-2-501")
    await resident.says("/channel")
    assert "公告栏是频道" in resident.reads()
    assert resident.buttons() == ["🏠 回首页"]
    assert "议事员" in await resident.forges(f"kx1_{yard.courtyard}", resident.newest())


async def test_put_out_of_the_channel_the_council_is_told_once(yard: Yard) -> None:
    channel = await linked(yard)
    await vote(yard)
    yard.people.demote(yard.world.bot, channel)
    await yard.settled()
    for member in (yard.chair, *yard.councillors):
        assert len([text for text in member.texts() if "公告栏先停了" in text]) == 1
    assert await board(yard) is None
    card = yard.card("装灯行不行")
    assert "记下了" in await yard.household("3-2-501").taps("同意", on=card)
    assert "已投 1／120 户" in card.text


async def test_losing_the_right_to_post_is_noticed_at_the_next_post(yard: Yard) -> None:
    channel = await linked(yard)
    channel.members[yard.world.bot.id].rights = frozenset()
    await vote(yard)
    await yard.organizer.says("/announce 明天停水")
    await yard.organizer.taps("发出")
    await yard.passes(minutes=1)
    for member in (yard.chair, *yard.councillors):
        assert len([text for text in member.texts() if "公告栏先停了" in text]) == 1
    assert yard.card("装灯行不行")
    assert yard.card("明天停水")
    assert await yard.read(lambda tx: votes.get(tx, yard.courtyard, 1)) is not None


async def test_lost_rights_given_back_it_is_offered_again(yard: Yard) -> None:
    channel = await linked(yard)
    yard.people.demote(yard.world.bot, channel)
    await yard.settled()
    yard.people.promote(yard.world.bot, channel)
    await yard.settled()
    await yard.chair.taps("就用它")
    assert await board(yard) == channel.id
