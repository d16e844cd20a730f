"""A group gets its courtyard, loses us, and changes its id."""

from __future__ import annotations

import pytest

from bot.actions import courtyard as yards
from storage import courtyards, people, residents
from tests.handlers.next_door import Next
from tests.yard import Yard


async def test_added_to_a_group_it_says_once_who_it_is(yard: Yard, next_door: Next) -> None:
    assert len(next_door.texts()) == 1
    assert "大家好，我是院坝" in next_door.texts()[0]
    yard.people.promote(yard.world.bot, next_door.group)
    await yard.settled()
    assert len(next_door.texts()) == 1


async def test_an_admin_founds_the_courtyard_with_one_tap(next_door: Next) -> None:
    hello = next_door.newest()
    assert "群管理员" in await next_door.by(next_door.member).taps("建院坝", on=hello)
    await next_door.by(next_door.owner).taps("建院坝", on=hello)
    assert "锦绣里8号院的院坝建好了！头一任主任：老周" in next_door.newest().text
    yard = await next_door.its()
    assert (yard.name, yard.zone, yard.lang) == ("锦绣里8号院", "Asia/Shanghai", "zh_CN")
    await next_door.by(next_door.owner).taps("建院坝", on=hello)
    assert "早就建好了" in next_door.newest().text


async def test_setup_takes_name_zone_and_language_in_one_line(next_door: Next) -> None:
    line = "/setup 8号 <b>院</b> ｜ Asia/Urumqi | en"
    said = await next_door.says(next_door.owner, line)
    yard = await next_door.its()
    assert (yard.name, yard.zone, yard.lang) == ("8号 <b>院</b>", "Asia/Urumqi", "en")
    assert "8号 <b>院</b>" in said


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("/setup 院 | Asia/Nowhere", "没看懂「Asia/Nowhere」"),
        ("/setup " + "院" * 31, "30 个字以内"),
        ("/setup " + "院" * 4000, "30 个字以内"),
    ],
)
async def test_what_cannot_be_read_is_said_with_an_example(
    next_door: Next, line: str, answer: str
) -> None:
    assert answer in await next_door.says(next_door.owner, line)


async def test_a_member_cannot_found_it(next_door: Next) -> None:
    assert "要群管理员来办" in await next_door.says(next_door.member, "/setup 8号院")
    found = await next_door.yard.read(lambda tx: courtyards.by_chat(tx, next_door.group.id))
    assert found is None


async def test_setup_in_private_says_where_to_write_it(yard: Yard) -> None:
    assert "到您院坝的群里发" in (await yard.stranger.says("/setup 8号院"))[-1]


async def test_a_second_setup_changes_nothing(yard: Yard) -> None:
    answers = await yard.chair.says_in_group("/setup 换个名字")
    assert "早就建好了，叫「7号大院」" in answers[-1]
    found = await yard.read(lambda tx: courtyards.get(tx, yard.courtyard))
    assert found is not None
    assert found.name == "7号大院"


async def test_an_anonymous_admin_is_asked_to_show_himself(yard: Yard, next_door: Next) -> None:
    said = await next_door.says(next_door.owner, "/setup 8号院", hidden=True)
    assert "匿名管理员，我认不出" in said
    ask = next_door.newest()
    await next_door.by(next_door.member).taps("是我", on=ask)
    assert "要群管理员来办" in next_door.newest().text
    await next_door.by(next_door.owner).taps("是我", on=ask)
    assert "8号院的院坝建好了！头一任主任：老周" in next_door.newest().text


async def test_a_command_in_a_channels_name_is_sent_back(yard: Yard, next_door: Next) -> None:
    channel = yard.people.add_channel("院坝公告", next_door.owner, linked=next_door.group)
    yard.people.post(channel, "/setup 8号院")
    await yard.settled()
    assert "用频道的名义发的" in next_door.newest().text


async def test_an_edited_command_is_not_done_again(yard: Yard, next_door: Next) -> None:
    sent = yard.people.say(next_door.member, next_door.group, "/setup 8号院")
    await yard.settled()
    yard.people.edit(next_door.member, sent, "/setup 9号院")
    await yard.settled()
    assert "改过的消息我不会再办一遍" in next_door.newest().text


async def test_the_first_chair_registers_and_is_told_what_comes_next(next_door: Next) -> None:
    await next_door.says(next_door.owner, "/setup 8号院")
    owner = next_door.by(next_door.owner)
    await owner.taps("登记我家", on=next_door.newest())
    await owner.taps("同意，写我的名字")
    await owner.says("1栋1单元101")
    await owner.taps("没错，就是 1-1-101")
    assert "您是8号院的头一任主任" in owner.reads()
    assert "登记我家" in owner.reads()
    yard = await next_door.its()
    label = await next_door.yard.read(
        lambda tx: residents.label_of(tx, yard.courtyard, next_door.owner.id)
    )
    assert label == "1-1-101"


async def test_a_courtyard_whose_chair_never_came_can_be_taken_on(
    yard: Yard, next_door: Next
) -> None:
    await next_door.says(next_door.owner, "/setup 8号院")
    yard.people.promote(next_door.member, next_door.group)
    assert "早就建好了" in await next_door.says(next_door.member, "/setup")
    await yard.passes(days=1)
    assert "头一任主任：李叔" in await next_door.says(next_door.member, "/setup")
    its = await next_door.its()
    assert await yard.read(lambda tx: residents.roles(tx, its.courtyard, next_door.owner.id)) == (
        set()
    )


async def test_a_group_that_becomes_a_supergroup_keeps_its_courtyard(yard: Yard) -> None:
    there = Next(yard, "小院", supergroup=False)
    await yard.settled()
    await there.says(there.owner, "/setup 小院")
    before = await there.its()
    there.group = yard.people.migrate(there.group)
    await yard.settled()
    after = await there.its()
    assert after.courtyard == before.courtyard
    assert after.chat == there.group.id
    assert "小院" in await there.says(there.member, "/home")
    assert "大家好" not in "".join(there.texts())


async def test_put_out_of_the_group_it_keeps_the_register_and_comes_back(yard: Yard) -> None:
    yard.people.kick(yard.world.bot, yard.group)
    await yard.settled()
    gone = await yard.read(lambda tx: courtyards.get(tx, yard.courtyard))
    assert gone is not None
    assert gone.state == yards.LEFT
    yard.people.join(yard.world.bot, yard.group, by=yard.chair.user)
    await yard.settled()
    assert "我又回来了" in yard.card("我又回来了").text
    home = await yard.household("3-2-501").says("/home")
    assert "3-2-501" in home[-1]


async def test_who_blocks_the_bot_is_not_written_to_until_they_return(yard: Yard) -> None:
    resident = yard.household("3-2-501")
    yard.people.block(resident.user)
    await yard.settled()
    account = await yard.read(lambda tx: people.get(tx, resident.id))
    assert account is not None
    assert account.reachable == people.BLOCKED
    yard.people.unblock(resident.user)
    await yard.settled()
    account = await yard.read(lambda tx: people.get(tx, resident.id))
    assert account is not None
    assert account.reachable == people.REACHABLE


async def test_someone_of_two_courtyards_is_asked_which(yard: Yard, next_door: Next) -> None:
    await next_door.says(next_door.owner, "/setup 8号院")
    chair = yard.chair
    yard.people.join(chair.user, next_door.group)
    await next_door.registers(next_door.owner, "1-1-101")
    its = await next_door.its()
    await chair.starts(f"jo1_{its.courtyard}_2-1-201")
    await chair.taps("写我的名字")
    await chair.says("/me")
    assert "您在好几个院坝里" in chair.reads()
    await chair.taps("7号大院")
    assert "住 1-1-101" in chair.reads()
    assert "主任" in chair.reads()


async def test_residents_of_a_group_that_sent_the_bot_away_are_told_so(yard: Yard) -> None:
    resident = yard.household("3-2-501")
    yard.people.kick(yard.world.bot, yard.group)
    await yard.settled()
    for line in ("/home", "/votes"):
        assert "不在「7号大院」的群里" in (await resident.says(line))[-1]
    await resident.says("/mydata")
    assert resident.newest().document is not None
    await resident.says("/forget")
    await resident.taps("全忘掉")
    assert "都删掉了" in resident.reads()


async def test_a_vote_goes_on_in_the_group_it_was_put_out_of(yard: Yard) -> None:
    await yard.chair.says("/vote 在东墙种樱桃树？ | 3天")
    await yard.chair.taps("发出去")
    await yard.councillors[0].taps("同意，这就办")
    card = yard.card("表决 1")
    yard.people.kick(yard.world.bot, yard.group)
    await yard.settled()
    await yard.household("3-2-501").says(f"/start vo1_{yard.courtyard}_1")
    await yard.household("3-2-501").taps("同意")
    await yard.passes(hours=1)
    yard.people.join(yard.world.bot, yard.group, by=yard.ready.chair)
    await yard.settled()
    assert "已投 1／120 户" in card.text
    await yard.household("3-2-502").taps("反对", on=card)
    assert "已投 2／120 户" in card.text


async def test_a_result_that_was_due_while_away_is_told_on_the_return(yard: Yard) -> None:
    await yard.chair.says("/vote 在东墙种樱桃树？ | 1天")
    await yard.chair.taps("发出去")
    await yard.councillors[0].taps("同意，这就办")
    card = yard.card("表决 1")
    yard.people.kick(yard.world.bot, yard.group)
    await yard.passes(days=2)
    yard.people.join(yard.world.bot, yard.group, by=yard.ready.chair)
    await yard.passes(minutes=1)
    assert yard.card("有结果了").reply_to is card
    assert "这次不作数" in card.text
    assert len([text for text in yard.group_texts() if "有结果了" in text]) == 1
