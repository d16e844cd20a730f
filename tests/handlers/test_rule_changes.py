"""The council changes its own rules by its vote, and what undoes that."""

from __future__ import annotations

from bot.actions import presets
from bot.recount import recount
from bot.rules import result_file
from bot.rules.electorate import Electorate
from bot.rules.frozen import rule_to_text
from bot.rules.own_presets import Part
from bot.rules.presets import Preset
from bot.sandbox.model import Message
from bot.words import Words
from handlers.views.vote_draft_bits import Edit
from storage import audit, votes
from storage.tx import Tx
from tests.handlers.test_after import ruled
from tests.handlers.test_rules import sent, vote
from tests.yard import Yard


async def test_the_council_changes_a_rule_by_its_vote_and_running_votes_keep_theirs(
    yard: Yard,
) -> None:
    await yard.chair.says("/vote 楼道灯换不换 | 9天")
    running = await sent(yard)
    await yard.chair.says("/rules")
    await yard.chair.taps("院里的一般事")
    await yard.chair.taps("提议改")
    await yard.chair.taps("交议事会表决")
    assert "还什么都没改" in yard.chair.reads() or "点哪项换哪项" in yard.chair.reads()
    await yard.chair.taps("多少同意")
    await yard.chair.taps("交议事会表决")
    assert "改成：要过半数来投；投了的人里要三分之二以上（含）同意才通过" in yard.chair.reads()
    card = await sent(yard)
    assert "议事会 7 位议事员" in card.text
    for member in [yard.chair, *yard.councillors[:3]]:
        await member.taps("同意", on=card)
    await yard.passes(days=3, hours=1)
    assert "院里的规矩定了" in yard.card("从现在起新开的表决照这个来").text
    await yard.chair.says("/vote 门口种树 | 3天")
    assert "投了的人里要三分之二以上（含）同意才通过" in yard.chair.reads()
    assert "议事会表决 2 定的" in yard.chair.reads()
    assert "要过半数同意才通过" in running.text
    acts = [entry.act for entry in await yard.read(lambda tx: audit.entries(tx, yard.courtyard))]
    assert "preset.decided" in acts


async def test_a_rule_of_their_own_gets_a_name_and_is_offered_once_decided(yard: Yard) -> None:
    await yard.chair.says("/rules")
    await yard.chair.taps("加一条")
    await yard.chair.says("停车 {x} <b>")
    await yard.chair.taps("要来多少")
    await yard.chair.taps("交议事会表决")
    card = await sent(yard)
    assert "加一条规矩「停车 {x} <b>」：要三分之二以上（含）来投" in card.text
    for member in [yard.chair, *yard.councillors[:3]]:
        await member.taps("同意", on=card)
    await yard.passes(days=4)
    await yard.chair.says("/vote 车位怎么分 | 3天")
    await yard.chair.taps("📏")
    await yard.chair.taps("停车 {x} <b>")
    assert "至少 80 户" in yard.chair.reads()


async def test_a_rule_may_be_secret_without_receipts_from_now_on(yard: Yard) -> None:
    await yard.chair.says("/rules")
    await yard.chair.taps("院里的一般事")
    assert "秘密投票" not in yard.chair.reads()
    await yard.chair.taps("提议改")
    await yard.chair.taps("🔒 秘密投票：不是")
    await yard.chair.taps("🔒 秘密投票：是，可以要回执")
    assert any("是，不设回执" in label for label in yard.chair.buttons())
    await yard.chair.taps("交议事会表决")
    card = await sent(yard)
    assert "秘密投票，不设回执。（现在是" in card.text
    for member in [yard.chair, *yard.councillors[:3]]:
        await member.taps("同意", on=card)
    await yard.passes(days=4)
    assert "秘密投票，不设回执。" in yard.card("院里的规矩定了").text
    await yard.chair.says("/vote 门口种树 | 3天")
    assert "🔒 秘密投票：是" in yard.chair.buttons()
    assert "🧾 回执：没有" in yard.chair.buttons()
    await sent(yard)
    await yard.household("3-2-501").starts(f"bf1_{yard.courtyard}_2")
    await yard.household("3-2-501").taps("同意")
    assert not [label for label in yard.household("3-2-501").buttons() if "回执" in label]


async def test_a_rule_that_was_voted_down_stays_as_it_was(yard: Yard) -> None:
    await yard.chair.says("/rules")
    await yard.chair.taps("公约这样")
    await yard.chair.taps("提议改")
    await yard.chair.taps("要来多少")
    await yard.chair.taps("交议事会表决")
    card = await sent(yard)
    for member in [yard.chair, *yard.councillors[:2]]:
        await member.taps("同意", on=card)
    await yard.passes(days=4)
    assert not [text for text in yard.group_texts() if "规矩定了" in text]
    own = await yard.read(lambda tx: tx.value("SELECT count(*) FROM presets"))
    assert own == 0


async def rule_of_1(yard: Yard) -> str:
    found = await yard.read(lambda tx: votes.get(tx, yard.courtyard, 1))
    assert found is not None
    return found.rule


async def test_a_draft_gets_the_rule_that_was_changed_meanwhile_and_is_looked_at_again(
    yard: Yard,
) -> None:
    await yard.chair.says("/vote 在东墙种樱桃树，行不行？ | 20天")
    draft, before = yard.chair.newest(), await rule_of_1(yard)
    await decided(yard)
    assert "请再看一遍" in await yard.chair.taps("发出去", on=draft)
    assert await rule_of_1(yard) == rule_to_text((await simple(yard)).rule) != before
    await yard.chair.taps("发出去", on=draft)
    await yard.councillors[0].taps("同意，这就办")
    assert "樱桃树" in yard.card("表决 1").text


async def test_what_waits_for_the_second_is_asked_anew_under_the_rule_of_now(yard: Yard) -> None:
    await yard.chair.says("/vote 在东墙种樱桃树，行不行？ | 20天")
    await yard.chair.taps("发出去")
    second = yard.councillors[1]
    asked = second.newest()
    await decided(yard)
    assert "请再看一遍" in await second.taps("同意，这就办", on=asked)
    assert await rule_of_1(yard) == rule_to_text((await simple(yard)).rule)
    await second.taps("同意，这就办", on=asked)
    assert "樱桃树" in yard.card("表决 1").text


async def test_law_cannot_be_changed_and_residents_only_look(yard: Yard) -> None:
    await yard.chair.says("/rules")
    await yard.chair.taps("业主决定：重大")
    assert "院里改不了" in yard.chair.reads()
    assert "提议改一改" not in str(yard.chair.buttons())
    forged = f"ue1_{yard.courtyard}_owners-major"
    assert "法律定的" in await yard.chair.forges(forged, yard.chair.newest())
    resident = yard.household("3-2-501")
    await resident.says("/rules")
    await resident.taps("院里的一般事")
    assert "出处" in resident.reads()
    assert "提议" not in str(resident.buttons())
    forged = f"ue1_{yard.courtyard}_courtyard-simple"
    assert "议事员" in await resident.forges(forged, resident.newest())


async def test_a_draft_about_a_rule_can_be_nothing_else(yard: Yard) -> None:
    await yard.chair.says("/rules")
    await yard.chair.taps("院里的一般事")
    await yard.chair.taps("提议改")
    for what in (2, 3, 4):  # options, yes or no, electorate
        await yard.chair.forges(f"ve1_{yard.courtyard}_1_{what}", yard.chair.newest())
    assert (await vote(yard)).electorate is Electorate.COUNCIL
    assert (await vote(yard)).options == ()


async def test_the_council_is_asked_what_passing_it_does_and_nothing_older(yard: Yard) -> None:
    """A rule changed once more after its question was written has no question until it is."""
    await yard.chair.says("/rules")
    await yard.chair.taps("院里的一般事")
    await yard.chair.taps("提议改")
    await yard.chair.taps("多少同意")
    await yard.chair.taps("交议事会表决")
    await yard.chair.says("/rules")
    await yard.chair.forges(f"uc1_{yard.courtyard}_1_{Part.THRESHOLD.value}", yard.chair.newest())
    submit = f"ve1_{yard.courtyard}_1_{Edit.SUBMIT.value}"
    assert "题目还没跟上" in await yard.chair.forges(submit, yard.chair.newest())
    assert not yard.councillors[0].texts()
    await yard.chair.forges(f"vd1_{yard.courtyard}_1", yard.chair.newest())
    assert "四分之三以上（含）同意才通过" in yard.chair.reads()
    await yard.chair.taps("交议事会表决")
    assert "四分之三以上（含）同意才通过" in (await sent(yard)).text


async def test_the_days_of_notice_decided_with_a_rule_hold(yard: Yard) -> None:
    await yard.chair.says("/rules")
    await yard.chair.taps("加一条")
    await yard.chair.says("停车的事")
    await yard.chair.taps("提前几天告知")
    assert "提前几天告知：3 天" in str(yard.chair.buttons())
    await yard.chair.taps("交议事会表决")
    assert "提前 3 天告知" in yard.chair.reads()
    card = await sent(yard)
    for member in [yard.chair, *yard.councillors[:3]]:
        await member.taps("同意", on=card)
    await yard.passes(days=4)
    await yard.chair.says("/vote 车位怎么分 | 2天")
    await yard.chair.taps("📏")
    await yard.chair.taps("停车的事")
    assert "发出去先公示 3 天，再开始投" in yard.chair.reads()
    assert "公示 3 天" in await yard.chair.taps("发出去")
    await yard.chair.says("/vote 车位怎么收费 | 20天")
    await yard.chair.taps("📏")
    await yard.chair.taps("停车的事")
    await yard.chair.taps("发出去")
    assert "先公示 3 天，再开始投" in yard.councillors[0].reads()
    await yard.councillors[0].taps("同意，这就办")
    await yard.passes(days=20)
    assert "最早 12月21日（周一）" in yard.card("有结果了").text  # closed on the 18th


async def proposed(yard: Yard, taps: int = 1) -> Message:
    """The chair asks the council for another share of yes in the yard's simple matters."""
    await yard.chair.says("/rules")
    await yard.chair.taps("院里的一般事")
    await yard.chair.taps("提议改")
    for _ in range(taps):
        await yard.chair.taps("多少同意")
    await yard.chair.taps("交议事会表决")
    return await sent(yard)


async def decided(yard: Yard, taps: int = 1) -> Message:
    card = await proposed(yard, taps)
    for member in [yard.chair, *yard.councillors[:3]]:
        await member.taps("同意", on=card)
    await yard.passes(days=3, hours=1)
    return card


async def simple(yard: Yard) -> Preset:
    return await yard.read(lambda tx: presets.get(tx, yard.courtyard, "courtyard_simple"))


async def acts(yard: Yard) -> list[str]:
    entries = await yard.read(lambda tx: audit.entries(tx, yard.courtyard))
    return [entry.act for entry in entries if entry.act.startswith("preset.")]


async def contested(yard: Yard, number: int, how: str) -> None:
    """A councillor on the roll of that vote objects, and two others answer."""
    who = yard.councillors[3]
    await who.starts(f"vo1_{yard.courtyard}_{number}")
    await who.taps("我有异议")
    await who.says("数错了")
    await ruled(yard, how, "再看看")
    await yard.settled()


async def test_what_passing_does_is_frozen_with_the_vote(yard: Yard) -> None:
    await proposed(yard)
    await yard.chair.says("/rules")
    await yard.chair.taps("院里的一般事")
    await yard.chair.taps("提议改")
    await yard.chair.taps("多少同意")
    await yard.chair.taps("提前几天告知")
    await yard.chair.taps("交议事会表决")

    def same_question(tx: Tx) -> None:
        first, second = (votes.get(tx, yard.courtyard, number) for number in (1, 2))
        assert first is not None
        assert second is not None
        votes.update(tx, second, title=first.title)

    await yard.write(same_question)
    await sent(yard)
    one, other = await vote(yard, 1), await vote(yard, 2)
    assert (one.title, one.rule, one.electorate) == (other.title, other.rule, other.electorate)
    assert one.effect != other.effect
    assert one.text_hash != other.text_hash


async def test_the_result_file_says_what_passing_it_did_and_so_does_the_recount(
    yard: Yard,
) -> None:
    await decided(yard)
    document = yard.card("结果文件").document
    assert document is not None
    file = result_file.read(document.data)
    assert file.effect is not None
    assert file.effect.preset.rule == (await simple(yard)).rule
    said = "\n".join(map(str, recount(file, Words("zh_CN"))))
    assert "通过了就照它办：「院里的一般事" in said
    assert "三分之二以上（含）同意才通过" in said


async def test_a_voided_vote_turns_the_rule_back(yard: Yard) -> None:
    before = await simple(yard)
    await decided(yard)
    assert (await simple(yard)).rule != before.rule
    await contested(yard, 1, "这次作废")
    assert await simple(yard) == before
    said = yard.card("规矩改回来了").text
    assert "现在照：要过半数来投；投了的人里要过半数同意才通过" in said
    assert await acts(yard) == ["preset.decided", "preset.taken_back"]
    await yard.chair.says("/vote 门口种树 | 3天")
    assert "三分之二" not in yard.chair.reads()


async def test_a_later_decision_holds_when_an_earlier_one_is_voided(yard: Yard) -> None:
    before = await simple(yard)
    await decided(yard)
    await decided(yard)
    latest = await simple(yard)
    assert latest.decided == 2
    await contested(yard, 1, "这次作废")
    assert await simple(yard) == latest
    await contested(yard, 2, "这次作废")
    assert await simple(yard) == before


async def test_a_recount_that_fails_turns_the_rule_back_and_one_that_passes_brings_it(
    yard: Yard,
) -> None:
    before = await simple(yard)
    await decided(yard)
    held = await simple(yard)
    await contested(yard, 1, "重新数一遍")
    assert await simple(yard) == held
    assert await acts(yard) == ["preset.decided"]
    sql = "UPDATE ballots SET content = ? WHERE courtyard = ? AND vote = 1 AND unit = ?"
    chair = yard.chair.id
    await yard.write(lambda tx: tx.run(sql, (1,), yard.courtyard, chair))
    await contested(yard, 1, "重新数一遍")
    assert await simple(yard) == before
    assert "规矩改回来了" in yard.card("规矩改回来了").text
    await yard.write(lambda tx: tx.run(sql, (0,), yard.courtyard, chair))
    await contested(yard, 1, "重新数一遍")
    assert await simple(yard) == held
    assert await acts(yard) == ["preset.decided", "preset.taken_back", "preset.decided"]
    assert len([text for text in yard.group_texts() if "规矩定了" in text]) == 2


async def test_a_rule_of_their_own_is_gone_when_its_vote_is_voided(yard: Yard) -> None:
    await yard.chair.says("/rules")
    await yard.chair.taps("加一条")
    await yard.chair.says("停车的事")
    await yard.chair.taps("交议事会表决")
    card = await sent(yard)
    for member in [yard.chair, *yard.councillors[:3]]:
        await member.taps("同意", on=card)
    await yard.passes(days=4)
    await contested(yard, 1, "这次作废")
    assert "「停车的事」没有这条规矩了" in yard.card("规矩改回来了").text
    await yard.chair.says("/rules")
    assert "停车的事" not in str(yard.chair.buttons())
