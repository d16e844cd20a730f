"""Roles are given and taken back by two councillors, and everyone is told."""

from __future__ import annotations

import pytest

from bot.access import council
from storage import courtyards, residents
from storage.tx import Tx
from tests.handlers.newcomer import HOME, newcomer
from tests.yard import Yard


async def test_a_role_is_given_by_two_and_told_to_all(yard: Yard) -> None:
    await yard.chair.says(f"/role {HOME} 监督员")
    assert "要两位议事员同意" in yard.chair.reads()
    name = yard.household(HOME).user.name
    assert f"请 3-2-501 {name} 当监督员" in yard.councillors[0].reads()
    await yard.councillors[0].taps("同意，这就办")
    assert f"3-2-501 {name} 现在是院里的监督员了" in yard.card("监督员").text
    assert "请您当监督员" in yard.household(HOME).reads()
    held = await yard.read(lambda tx: residents.roles(tx, yard.courtyard, yard.household(HOME).id))
    assert held == {"auditor"}


async def test_a_role_is_taken_back_by_its_minus(yard: Yard) -> None:
    other = yard.councillors[3]
    await yard.chair.says_in_group(f"/role @{other.user.username} -councillor")
    await yard.councillors[0].taps("同意，这就办")
    assert "不再是议事员了" in yard.card("不再是").text
    assert await yard.read(lambda tx: residents.roles(tx, yard.courtyard, other.id)) == set()


async def test_a_role_by_answering_what_someone_wrote(yard: Yard) -> None:
    resident = yard.household(HOME)
    written = yard.people.say(resident.user, yard.group, "我来组织跳舞嘛")
    await yard.chair.says_in_group("/role 组织者", reply_to=written)
    await yard.councillors[0].taps("同意，这就办")
    held = await yard.read(lambda tx: residents.roles(tx, yard.courtyard, resident.id))
    assert held == {"organizer"}


async def test_the_chair_passes_on_and_stays_a_councillor(yard: Yard) -> None:
    heir = yard.councillors[0]
    await yard.chair.says(f"/role @{heir.user.username} 主任")
    await yard.councillors[1].taps("同意，这就办")
    assert await yard.read(lambda tx: residents.holders(tx, yard.courtyard, "chair")) == [heir.id]
    held = await yard.read(lambda tx: residents.roles(tx, yard.courtyard, yard.chair.id))
    assert held == {"councillor"}


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("/role 3-2-501 皇帝", "没认出是什么身份"),
        ("/role @nobody_here 议事员", "没找到这位邻居"),
        ("/role 9-9-999 议事员", "没找到这位邻居"),
        ("/role 议事员", "可以这样写"),
        ("/role @passer 议事员", "没找到这位邻居"),
        ("/role 1-1-101 -主任", "主任不能空着"),
        ("/role 1-1-101 议事员", "已经是了"),
        ("/role 3-2-501 -议事员", "本来就不是"),
    ],
)
async def test_what_cannot_be_done_is_said_plainly(yard: Yard, line: str, answer: str) -> None:
    assert answer in (await yard.chair.says(line))[-1]


async def test_roles_are_changed_by_taps(yard: Yard) -> None:
    await yard.chair.says("/role")
    await yard.chair.taps("请邻居来管事")
    await yard.chair.says("3栋2单元501")
    await yard.chair.taps("➕ 党小组成员")
    await yard.chair.taps("就这么办")
    await yard.councillors[0].taps("同意，这就办")
    held = await yard.read(lambda tx: residents.roles(tx, yard.courtyard, yard.household(HOME).id))
    assert held == {"party"}


async def test_a_resident_sees_the_list_and_cannot_change_it(yard: Yard) -> None:
    resident = yard.household(HOME)
    await resident.says("/role")
    assert "谁在管事" in resident.reads()
    assert "➕ 请邻居来管事" not in resident.buttons()
    assert "主任、议事员来办" in (await resident.says("/role 3-2-502 主任"))[-1]
    forged = f"rc1_{yard.courtyard}_{resident.id}_0_1"
    assert "主任" in await resident.forges(forged, resident.newest())
    wrong = f"rc1_{yard.courtyard}_{resident.id}_99_1"
    assert "没看懂" in await resident.forges(wrong, resident.newest())
    assert await yard.read(lambda tx: residents.roles(tx, yard.courtyard, resident.id)) == set()


async def test_the_group_sees_who_looks_after_what(yard: Yard) -> None:
    answers = await yard.household(HOME).says_in_group("/role")
    assert "主任：1-1-101" in answers[-1]
    assert "活动组织者：" in answers[-1]
    await yard.household(HOME).taps("去看、去办", on=yard.card("谁在管事"))
    assert "谁在管事" in yard.household(HOME).reads()
    passer = await yard.stranger.starts(f"rb1_{yard.courtyard}")
    assert "还没登记" in passer[-1]


async def test_who_asked_can_take_it_back(yard: Yard) -> None:
    await yard.chair.says(f"/role {HOME} 监督员")
    await yard.chair.starts(f"os1_{yard.courtyard}_1")
    await yard.chair.taps("收回")
    assert "收回了，没有办" in yard.chair.reads()
    assert "有人办过了" in await yard.councillors[0].taps("同意，这就办")
    answers = await yard.household(HOME).starts(f"os1_{yard.courtyard}_1")
    assert "主任、议事员来办" in answers[-1]


async def test_a_home_of_several_is_asked_which_of_them(yard: Yard) -> None:
    await newcomer(yard)
    await yard.chair.taps("认得，没错")
    await yard.chair.says("/role 3-2-501 议事员")
    assert "您说的是哪一位" in yard.chair.reads()
    await yard.chair.taps("路过的小赵")
    assert "➕ 议事员" in yard.chair.buttons()


async def test_alone_below_three_the_chair_acts_at_once(yard: Yard) -> None:
    user = yard.people.add_user("老周", "laozhou")
    group = yard.people.add_group("小院", [user])
    owner = yard.person(user)
    yard.people.say(user, group, "/setup 小院")
    await yard.settled()
    there = await yard.read(lambda tx: courtyards.by_chat(tx, group.id))
    assert there is not None
    await owner.starts(f"jo1_{there.courtyard}_1-101")
    await owner.taps("只写门牌号")
    await owner.taps("没错，就是")
    await owner.says("/role 1-101 组织者")
    assert "办好了：请 1-101 当活动组织者" in owner.reads()
    assert "1-101 现在是院里的活动组织者" in group.messages[-1].text


async def test_in_a_council_of_two_nobody_takes_the_chair_by_themselves(yard: Yard) -> None:
    other = yard.councillors[0]

    def shrink(tx: Tx) -> None:
        for councillor in yard.councillors[1:]:
            residents.revoke_all(tx, yard.courtyard, councillor.id)

    await yard.write(shrink)
    await other.says("/role 1-1-502 主任")
    assert "两位" in other.reads()
    assert await yard.read(lambda tx: council(tx, yard.courtyard)[0]) == yard.chair.id
    await yard.chair.taps("同意，这就办")
    assert await yard.read(lambda tx: council(tx, yard.courtyard)[0]) == other.id
