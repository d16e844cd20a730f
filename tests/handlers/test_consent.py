"""Votes by consent: reasons against, how they are settled, and what is published of them."""

from __future__ import annotations

from bot.sandbox.model import Message
from bot.sandbox.neighbour import Neighbour
from storage import residents
from storage.tx import Tx
from tests.handlers.counted import arithmetic
from tests.handlers.test_rules import sent, vote
from tests.yard import Yard


async def consenting(yard: Yard) -> Message:
    await yard.chair.says("/vote 楼顶晒被子排班 | 3天")
    await yard.chair.taps("🧮")
    await yard.chair.taps("没人有理由反对就办")
    card = await sent(yard)
    for label in list(yard.ready.by_label)[:61]:
        await yard.household(label).taps("同意", on=card)
    return card


async def objected(yard: Yard, card: Message, label: str, reason: str) -> Neighbour:
    who = yard.household(label)
    await who.taps("有理由地反对", on=card)
    await who.says(reason)
    return who


async def test_one_reasoned_objection_stops_it_and_is_published_without_a_name(yard: Yard) -> None:
    card = await consenting(yard)
    who = await objected(yard, card, "3-2-501", "晚上收被子太吵")
    assert "记下了" in who.reads()
    await yard.passes(days=3)
    result = yard.card("有结果了").text
    assert "先不办" in result
    assert "1. 「晚上收被子太吵」（还没解决）" in result
    assert "3-2-501" not in result


async def test_a_reason_is_needed_and_the_objection_can_be_taken_back(yard: Yard) -> None:
    card = await consenting(yard)
    resident = yard.household("3-2-501")
    forged = f"vc1_{yard.courtyard}_1_2"
    assert "要讲个理由" in await resident.forges(forged, card)
    await objected(yard, card, "3-2-501", "晚上太吵")
    assert "我让一步" in await resident.taps("收回反对")
    await yard.passes(days=3)
    result = yard.card("有结果了").text
    assert "通过了" in result
    assert "晚上太吵" not in result


async def test_two_councillors_find_an_objection_resolved_one_cannot(yard: Yard) -> None:
    card = await consenting(yard)
    await objected(yard, card, "3-2-501", "晚上太吵")
    await yard.chair.says("/votes")
    await yard.chair.taps("1. 楼顶")
    await yard.chair.taps("反对的理由（1）")
    assert "晚上太吵" in yard.chair.reads()
    assert "3-2-501" not in yard.chair.reads()
    await yard.chair.taps("第 1 条解决了")
    assert "要两个人同意" in yard.chair.reads()
    assert "晚上太吵" in yard.councillors[1].reads()
    await yard.councillors[1].taps("同意，这就办")
    await yard.passes(days=3)
    result = yard.card("有结果了").text
    assert "通过了" in result
    assert "其中 1 条反对，两位议事员认定已经解决" in await arithmetic(yard)
    assert "「晚上太吵」（已经解决）" in result


async def test_nobody_settles_their_own_objection_as_a_councillor(yard: Yard) -> None:
    card = await consenting(yard)
    await yard.chair.taps("有理由地反对", on=card)
    await yard.chair.says("我家对着楼梯")
    forged = f"or1_{yard.courtyard}_1_1"
    assert "自己的反对" in await yard.chair.forges(forged, yard.chair.newest())


async def test_in_a_council_of_two_nobody_settles_an_objection_alone(yard: Yard) -> None:
    card = await consenting(yard)
    await objected(yard, card, "3-2-501", "晚上太吵")

    def shrink(tx: Tx) -> None:
        for councillor in yard.councillors[1:]:
            residents.revoke_all(tx, yard.courtyard, councillor.id)

    await yard.write(shrink)
    forged = f"or1_{yard.courtyard}_1_1"
    assert "要两位议事员" in await yard.chair.forges(forged, yard.chair.newest())


async def test_a_consent_vote_cannot_be_secret(yard: Yard) -> None:
    await yard.chair.says("/vote 楼顶晒被子排班 | 3天")
    await yard.chair.taps("🧮")
    await yard.chair.taps("没人有理由反对就办")
    assert "没法秘密投" in await yard.chair.forges(
        f"ve1_{yard.courtyard}_1_12", yard.chair.newest()
    )
    assert not (await vote(yard)).secret


async def test_a_reason_goes_with_whoever_is_forgotten(yard: Yard) -> None:
    card = await consenting(yard)
    who = await objected(yard, card, "3-2-501", "我家小孩睡觉早")
    await who.says("/forget")
    await who.taps("是的，全忘掉")
    await yard.passes(days=3)
    result = yard.card("有结果了").text
    assert "我家小孩" not in result
    assert "应本人要求，理由已经删掉" in result
    assert "先不办" in result
