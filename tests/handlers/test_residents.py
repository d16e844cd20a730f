"""A neighbour registers a home, and others confirm that they know them."""

from __future__ import annotations

import asyncio

from storage import audit, residents, vouches
from storage.residents import ResidentState
from tests.handlers.newcomer import HOME, newcomer, state
from tests.yard import Yard


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


async def test_the_way_home_under_a_file_leads_home(yard: Yard) -> None:
    resident = yard.household("3-2-501")
    await resident.says("/mydata")
    await resident.taps("回首页")
    assert "您是 3-2-501 的" in resident.reads()


async def test_marks_that_turn_the_writing_round_turn_nothing_of_ours(yard: Yard) -> None:
    turned = yard.people.add_user("\u202e周叔\u2066", "zhoushu")
    yard.people.join(turned, yard.group)
    person = yard.person(turned)
    await person.starts(f"jo1_{yard.courtyard}_3-2-501")
    await person.taps("写我的名字")
    assert yard.chair.reads().startswith("📝 周叔（@zhoushu）说自己住 3-2-501")
    await yard.household("3-2-502").says_in_group("/topic \u202e楼道灯坏了")
    assert "\n楼道灯坏了\n" in yard.card("楼道灯").text


async def test_how_long_what_stays_is_told_before_anybody_agrees(yard: Yard) -> None:
    yard.people.join(yard.ready.stranger, yard.group)
    await yard.stranger.starts(f"jo1_{yard.courtyard}_{HOME}")
    await yard.stranger.taps("留多久")
    assert "投的票：结果定了一年就删" in yard.stranger.reads()
    await yard.stranger.taps("登记我家")
    assert "登记到「7号大院」前" in yard.stranger.reads()
    assert await yard.household(HOME).says_in_group("/privacy") == []
    assert "搬走一年就删" in yard.household(HOME).reads()
    assert "登记我家" not in str(yard.household(HOME).buttons())
