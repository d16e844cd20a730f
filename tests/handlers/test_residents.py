"""A neighbour registers, is confirmed by others, looks at their data, moves out, is forgotten."""

from __future__ import annotations

import asyncio
import json

import pytest

from bot.sandbox.neighbour import Neighbour
from storage import audit, courtyards, outbox, people, residents, votes, vouches
from storage.residents import Resident, ResidentState
from tests.yard import Yard

HOME = "3-2-501"


async def newcomer(yard: Yard, home: str = HOME, name: str = "写我的名字") -> Neighbour:
    """The stranger, who came into the group and says they live at `home`."""
    yard.people.join(yard.ready.stranger, yard.group)
    await yard.stranger.starts(f"jo1_{yard.courtyard}_{home}")
    await yard.stranger.taps(name)
    if "没写错吧" in yard.stranger.reads():
        await yard.stranger.taps("没错，就是")
    return yard.stranger


async def state(yard: Yard, person: Neighbour) -> Resident:
    found = await yard.read(lambda tx: residents.resident(tx, yard.courtyard, person.id))
    assert found is not None
    return found


async def test_nothing_is_kept_before_they_agree(yard: Yard) -> None:
    yard.people.join(yard.ready.stranger, yard.group)
    answers = await yard.stranger.says_in_group("/join 3栋2单元501")
    assert "到私聊里说" in answers[-1]
    await yard.stranger.taps("去私聊", on=yard.card("到私聊里说"))
    assert "先说清楚" in yard.stranger.reads()
    assert "服务器在国外" in yard.stranger.reads()
    found = await yard.read(lambda tx: residents.everywhere(tx, yard.stranger.id))
    assert found == []
    await yard.stranger.taps("不登记")
    assert "啥也没记" in yard.stranger.reads()
    assert await yard.read(lambda tx: residents.everywhere(tx, yard.stranger.id)) == []


async def test_what_was_typed_in_the_group_is_not_asked_again(yard: Yard) -> None:
    person = await newcomer(yard)
    assert "记下了：3-2-501" in person.reads()
    assert (await state(yard, person)).claim == HOME


async def test_a_room_alone_is_asked_about(yard: Yard) -> None:
    yard.people.join(yard.ready.stranger, yard.group)
    person = yard.stranger
    await person.starts(f"jo1_{yard.courtyard}_")
    await person.taps("写我的名字")
    assert "没看出是哪一户" in (await person.says("我家在后头那栋"))[-1]
    await person.says("501")
    assert "光写房号不够" in person.reads()
    await person.taps("2-1-501")
    assert "记下了：2-1-501" in person.reads()


async def test_a_home_that_is_not_on_the_roll_is_asked_about_once(yard: Yard) -> None:
    yard.people.join(yard.ready.stranger, yard.group)
    person = yard.stranger
    await person.starts(f"jo1_{yard.courtyard}_")
    await person.taps("写我的名字")
    await person.says("33-2-501")
    assert "名册上还没有 33-2-501" in person.reads()
    assert HOME in person.buttons()
    await person.taps("1-2-501")
    assert "记下了：1-2-501" in person.reads()


async def test_one_councillor_is_enough(yard: Yard) -> None:
    person = await newcomer(yard)
    assert "路过的小赵（@passer）说自己住 3-2-501" in yard.chair.reads()
    assert await yard.chair.taps("认得，没错") == "谢谢您！登记好了。"
    assert "邻居确认好了" in person.reads()
    assert (await state(yard, person)).state is ResidentState.CONFIRMED
    assert "3-2-501" in (await person.says("/home"))[-1]
    assert await yard.councillors[0].taps("认得，没错") == "这条登记已经有人处理过了，谢谢您。"
    assert await yard.read(lambda tx: audit.verify(tx, yard.courtyard)) is None


async def test_two_neighbours_of_other_homes_are_enough(yard: Yard) -> None:
    person = await newcomer(yard)
    await person.taps("请群里的邻居来认")
    card = yard.card("路过的小赵")
    assert "（0／2 家）" in card.text
    own_home = yard.household(HOME)
    assert "您和他是一户的" in await own_home.taps("认得，没错", on=card)
    assert "还差 1 家" in await yard.household("3-2-502").taps("认得，没错", on=card)
    assert "您家已经" in await yard.household("3-2-502").taps("认得，没错", on=card)
    assert "（1／2 家）" in card.text
    assert "登记" in await person.taps("认得，没错", on=card)
    assert (await state(yard, person)).state is ResidentState.CLAIMED
    assert "登记好了" in await yard.household("3-2-503").taps("认得，没错", on=card)
    assert "3-2-501 登记好了" in card.text
    assert (await state(yard, person)).state is ResidentState.CONFIRMED
    assert await yard.read(lambda tx: vouches.count(tx, yard.courtyard, person.id)) == 0


async def test_two_presses_at_once_are_two_homes_not_one(yard: Yard) -> None:
    person = await newcomer(yard)
    await person.taps("请群里的邻居来认")
    card = yard.card("路过的小赵")
    data = card.buttons[0][0].data or ""
    one, other = (yard.ready.by_label[label] for label in ("3-2-502", "3-2-503"))
    presses = [yard.people.press_soon(user, card, data) for user in (one, one, other)]
    await asyncio.gather(*presses)
    await yard.settled()
    assert (await state(yard, person)).state is ResidentState.CONFIRMED
    welcomes = [text for text in person.texts() if "邻居确认好了" in text]
    assert len(welcomes) == 1


async def test_a_name_kept_back_does_not_stand_in_the_group(yard: Yard) -> None:
    person = await newcomer(yard, name="只写门牌号")
    await person.taps("请群里的邻居来认")
    card = yard.card("3-2-501 有位邻居登记")
    assert "小赵" not in card.text
    await yard.household("3-2-502").taps("看看我认不认得", on=card)
    assert "路过的小赵" in yard.household("3-2-502").reads()
    await yard.household("3-2-502").taps("认得，没错")
    assert "还差 1 家邻居" in yard.household("3-2-502").reads()


async def test_strangers_cannot_look_at_a_claim_or_vouch(yard: Yard) -> None:
    person = await newcomer(yard)
    other = yard.person(yard.people.add_user("另一个", started=True))
    answers = await other.starts(f"jc1_{yard.courtyard}_{person.id}")
    assert "登记" in answers[-1]
    assert "小赵" not in answers[-1]
    await other.starts()
    assert "还没登记" in await other.forges(f"jv1_{yard.courtyard}_{person.id}", other.newest())
    assert (await state(yard, person)).state is ResidentState.CLAIMED


async def test_a_councillor_turns_down_and_they_are_told_what_to_do(yard: Yard) -> None:
    person = await newcomer(yard)
    await yard.chair.taps("❌ 不是")
    assert "没有得到确认" in person.reads()
    assert (await state(yard, person)).state is ResidentState.CONSENTED
    await person.taps("重新登记")
    await person.says("3-2-502")
    assert "记下了：3-2-502" in person.reads()


async def test_the_family_hears_of_a_newcomer_and_can_say_no(yard: Yard) -> None:
    person = await newcomer(yard)
    family = yard.household(HOME)
    assert "说也住您家（3-2-501）" in family.reads()
    neighbour = yard.household("3-2-502")
    await neighbour.says("/home")
    forged = f"jt1_{yard.courtyard}_{person.id}"
    assert "议事员" in await neighbour.forges(forged, neighbour.newest())
    await family.taps("不是我家的")
    assert (await state(yard, person)).state is ResidentState.CONSENTED


async def test_a_claim_nobody_confirms_lapses_after_a_month(yard: Yard) -> None:
    person = await newcomer(yard)
    await yard.passes(days=29)
    assert (await state(yard, person)).state is ResidentState.CLAIMED
    await yard.passes(days=1)
    assert "一个月都没人来确认" in person.reads()
    assert (await state(yard, person)).state is ResidentState.CONSENTED


async def test_a_helper_from_outside_needs_a_councillor_and_has_no_home(yard: Yard) -> None:
    yard.people.join(yard.ready.stranger, yard.group)
    person = yard.stranger
    await person.starts(f"jo1_{yard.courtyard}_")
    await person.taps("写我的名字")
    await person.taps("我不住院里")
    assert "等一位议事员确认" in person.reads()
    neighbour = yard.household("3-2-502")
    await neighbour.says("/home")
    forged = f"jv1_{yard.courtyard}_{person.id}"
    assert "议事员来办" in await neighbour.forges(forged, neighbour.newest())
    await yard.chair.taps("认得，没错")
    assert "欢迎您来「7号大院」帮忙" in person.reads()
    assert (await state(yard, person)).household is None


async def test_the_council_finds_who_waits_on_its_home_screen(yard: Yard) -> None:
    await newcomer(yard)
    councillor = yard.councillors[0]
    await councillor.says("/home")
    assert "有 1 位等着您确认登记" in councillor.reads()
    await councillor.taps("看看是哪些邻居")
    await councillor.taps("3-2-501 路过的小赵")
    await councillor.taps("认得，没错")
    await councillor.taps("还有谁在等")
    assert "没有等着确认的了" in councillor.reads()
    await yard.household(HOME).says("/home")
    assert "等着您确认" not in yard.household(HOME).reads()


async def test_only_the_council_sees_all_who_wait(yard: Yard) -> None:
    await newcomer(yard)
    answers = await yard.household("3-2-502").starts(f"jw1_{yard.courtyard}")
    assert "主任、议事员来办" in answers[-1]


async def test_coming_back_goes_on_where_they_stopped(yard: Yard) -> None:
    yard.people.join(yard.ready.stranger, yard.group)
    person = yard.stranger
    await person.starts(f"jo1_{yard.courtyard}_")
    await person.taps("写我的名字")
    await person.starts(f"jo1_{yard.courtyard}_")
    assert "您住哪一户" in person.reads()
    await person.says("/join 3-2-501")
    assert "记下了：3-2-501" in person.reads()
    await person.says("/join")
    assert "记下了：3-2-501" in person.reads()
    await person.taps("写错了，改一下")
    await person.says("3-2-502")
    assert "记下了：3-2-502" in person.reads()
    await person.says("/me")
    assert "登记了 3-2-502，在等邻居确认" in person.reads()


async def test_who_moved_out_reads_the_notice_anew(yard: Yard) -> None:
    resident = yard.household(HOME)
    await resident.says("/leave")
    await resident.taps("是的，搬走了")
    await resident.starts(f"jo1_{yard.courtyard}_{HOME}")
    assert "先说清楚" in resident.reads()
    await resident.taps("只写门牌号")
    await resident.taps("没错，就是")
    assert (await state(yard, resident)).state is ResidentState.CLAIMED


async def test_a_claim_without_consent_is_refused(yard: Yard) -> None:
    yard.people.join(yard.ready.stranger, yard.group)
    await yard.stranger.starts()
    forged = f"jl1_{yard.courtyard}_{HOME}"
    assert "登记前要先看一下说明" in await yard.stranger.forges(forged, yard.stranger.newest())
    assert await yard.read(lambda tx: residents.everywhere(tx, yard.stranger.id)) == []


async def test_a_name_with_html_in_it_is_only_text(yard: Yard) -> None:
    user = yard.people.add_user("<b>粗</b>&🙂", started=True)
    yard.people.join(user, yard.group)
    person = yard.person(user)
    await person.starts(f"jo1_{yard.courtyard}_{HOME}")
    await person.taps("写我的名字")
    assert "<b>粗</b>&🙂说自己住" in yard.chair.reads()
    await person.taps("请群里的邻居来认")
    assert "<b>粗</b>&🙂 登记" in yard.card("粗").text


async def test_whoever_is_registered_must_leave_before_they_move(yard: Yard) -> None:
    resident = yard.household(HOME)
    assert "您已经登记在 3-2-501 了" in (await resident.says("/join 3-2-502"))[-1]
    await resident.says("/join")
    assert "住 3-2-501" in resident.reads()


async def test_moving_out_takes_two_taps_and_the_home_leaves_the_roll(yard: Yard) -> None:
    resident = yard.household(HOME)
    await resident.says("/leave")
    assert (await state(yard, resident)).state is ResidentState.CONFIRMED
    await resident.taps("是的，搬走了")
    assert "常回来坐坐" in resident.reads()
    assert (await state(yard, resident)).state is ResidentState.LEFT
    assert await yard.read(lambda tx: residents.count_households(tx, yard.courtyard)) == 119
    assert "还没加入" in (await resident.says("/me"))[-1]


async def test_a_home_with_others_in_it_stays_on_the_roll(yard: Yard) -> None:
    person = await newcomer(yard)
    await yard.chair.taps("认得，没错")
    await yard.household(HOME).says("/leave")
    await yard.household(HOME).taps("是的，搬走了")
    assert await yard.read(lambda tx: residents.count_households(tx, yard.courtyard)) == 120
    assert "3-2-501" in (await person.says("/home"))[-1]


async def test_the_chair_hands_over_before_leaving(yard: Yard) -> None:
    await yard.chair.says("/leave")
    assert "先把主任交给一位邻居" in await yard.chair.taps("是的，搬走了")
    assert (await state(yard, yard.chair)).state is ResidentState.CONFIRMED


async def test_me_says_who_one_is_and_whether_the_name_is_shown(yard: Yard) -> None:
    chair = yard.chair
    await chair.says("/me")
    assert "住 1-1-101" in chair.reads()
    assert "主任、议事员" in chair.reads()
    await chair.taps("别人看得到我的名字")
    await yard.household(HOME).says("/role")
    assert f"主任：1-1-101 {chair.user.name}" not in yard.household(HOME).reads()
    assert "主任：1-1-101" in yard.household(HOME).reads()


async def test_mydata_is_a_file_with_everything_of_every_column(yard: Yard) -> None:
    await yard.chair.says("/mydata")
    document = yard.chair.newest().document
    assert document is not None
    kept = json.loads(document.data)
    assert kept["account"]["id"] == yard.chair.id
    (there,) = kept["courtyards"]
    assert there["name"] == "7号大院"
    assert there["residents"]["home"] == "1-1-101"
    assert there["residents"]["roles"] == ["chair", "councillor"]
    columns = {column.name for column in yard.app.house.columns if column.mydata}
    assert columns == there.keys() - {"name"}
    assert "resident.confirmed" in {entry["act"] for entry in there["courtyard"]}


async def test_a_group_never_sees_anyones_data(yard: Yard) -> None:
    resident = yard.household(HOME)
    for command in ("/mydata", "/me", "/forget"):
        assert await resident.says_in_group(command) == []
    assert "要我把您全忘掉" in resident.reads()


async def test_forgetting_erases_the_person_and_keeps_the_chain(yard: Yard) -> None:
    resident = yard.household(HOME)
    await resident.says("/forget")
    assert "投过的票还算在总数里" in resident.reads()
    await resident.taps("是的，全忘掉")
    assert "都删掉了" in resident.reads()
    assert await yard.read(lambda tx: residents.everywhere(tx, resident.id)) == []
    assert await yard.read(lambda tx: people.get(tx, resident.id)) is None
    assert await yard.read(lambda tx: audit.about(tx, yard.courtyard, resident.id)) == []
    assert await yard.read(lambda tx: audit.verify(tx, yard.courtyard)) is None
    assert "还没加入" in (await resident.says("/home"))[-1]


async def test_a_ballot_of_someone_forgotten_stays_in_the_count(yard: Yard) -> None:
    await yard.chair.says("/vote 在东墙种樱桃树？ | 3天")
    await yard.chair.taps("发出去")
    await yard.councillors[0].taps("同意，这就办")
    card = yard.card("表决 1")
    resident = yard.household(HOME)
    await resident.taps("同意", on=card)
    await resident.says("/forget")
    await resident.taps("是的，全忘掉")
    vote = await yard.read(lambda tx: votes.get(tx, yard.courtyard, 1))
    assert vote is not None
    assert await yard.read(lambda tx: votes.tally(tx, vote)) == {0: 1}
    assert vote.eligible == 120
    assert await yard.read(lambda tx: votes.history(tx, yard.courtyard, resident.id)) == []
    await yard.passes(days=3)
    assert "来投的：1 户；名册 120 户" in yard.card("有结果了").text


async def test_forgetting_takes_down_a_claim_that_names_them(yard: Yard) -> None:
    person = await newcomer(yard)
    await person.taps("请群里的邻居来认")
    card = yard.card("路过的小赵")
    await person.says("/forget")
    await person.taps("是的，全忘掉")
    assert card.text == "这条登记已经撤了。"
    assert await yard.read(lambda tx: outbox.parked(tx)) == []


async def test_the_council_is_told_when_its_chair_asks_to_be_forgotten(yard: Yard) -> None:
    await yard.chair.says("/forget")
    await yard.chair.taps("是的，全忘掉")
    assert "推一位新主任" in yard.councillors[0].reads()


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
