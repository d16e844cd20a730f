"""A vote from the first line to the result, as residents and councillors see it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.actions import opening, vote_drafts
from bot.sandbox.model import Message
from storage import audit, ballots, residents, vote_roll, votes
from storage.tx import Tx
from tests.handlers.counted import arithmetic
from tests.handlers.raising import raised
from tests.yard import Yard

LINE = "/vote 在东墙种樱桃树，行不行？ | 3天"

SHORT = 7
"""Lines that a result may have in the group: an old person reads it on a phone."""


async def opened(yard: Yard, line: str = LINE, name: str = "表决 1") -> Message:
    """The chair puts a vote together, another councillor confirms; the card in the group."""
    await yard.chair.says(line)
    await yard.chair.taps("发出去")
    await yard.councillors[0].taps("同意，这就办")
    return yard.card(name)


async def test_two_councillors_open_a_vote_and_the_card_says_how_it_counts(yard: Yard) -> None:
    await yard.chair.says(LINE)
    assert "3-2-501" not in yard.chair.reads()
    assert "在东墙种樱桃树，行不行？" in yard.chair.reads()
    await yard.chair.taps("发出去")
    assert not [text for text in yard.group_texts() if "樱桃树" in text]
    assert "在东墙种樱桃树" in yard.councillors[0].reads()
    await yard.councillors[0].taps("同意，这就办")
    card = yard.card("表决 1")
    assert "全院 120 户，一户一票" in card.text
    assert "至少 61 户" in card.text
    assert "已投 0／120 户" in card.text
    assert "不是法定表决" in card.text


async def test_a_tap_is_a_ballot_and_the_last_one_counts(yard: Yard) -> None:
    card = await opened(yard)
    resident = yard.household("3-2-501")
    assert await resident.taps("同意", on=card) == "记下了：3-2-501 投了同意"
    assert await resident.taps("同意", on=card) == "3-2-501 投的就是同意，已经记着了。"
    assert await resident.taps("反对", on=card) == "改好了：3-2-501 现在投的是反对"
    assert "已投 1／120 户" in card.text
    vote = await yard.read(lambda tx: votes.get(tx, yard.courtyard, 1))
    assert vote is not None
    assert await yard.read(lambda tx: ballots.tally(tx, vote)) == {1: 1}


async def test_the_choices_stay_hidden_until_the_close(yard: Yard) -> None:
    card = await opened(yard)
    await yard.household("3-2-501").taps("反对", on=card)
    assert "反对 1" not in card.text
    await yard.passes(days=3)
    assert "反对 1" in card.text


async def test_strangers_and_forgers_are_told_no_and_nothing_counts(yard: Yard) -> None:
    card = await opened(yard)
    yard.people.join(yard.ready.stranger, yard.group)
    assert "登记" in await yard.stranger.taps("同意", on=card)
    resident = yard.household("3-2-501")
    assert await resident.forges(f"vc1_{yard.courtyard}_1_7", card) == "没有这个选项。"
    assert "老早以前" in await resident.forges("vc0_1_1_0", card)
    assert "老早以前" in await resident.forges("vc1_1_1_x", card)
    assert "没找到" in await resident.forges(f"vc1_{yard.courtyard}_99_0", card)
    assert "已投 0／120 户" in card.text


async def test_the_deadline_binds_even_before_the_clock_has_run(yard: Yard) -> None:
    card = await opened(yard)
    yard.world.advance(timedelta(days=3))
    assert "已经截止" in await yard.household("3-2-501").taps("同意", on=card)


async def test_the_result_answers_the_card_with_its_arithmetic(yard: Yard) -> None:
    card = await opened(yard)
    labels = list(yard.ready.by_label)
    for label in labels[:61]:
        await yard.household(label).taps("同意", on=card)
    await yard.passes(days=3)
    result = yard.card("有结果了")
    assert result.reply_to is card
    assert "通过了" in result.text
    assert "📏 来投 61 户（至少 61）；同意 61 户（至少 31）" in result.text
    assert len(result.text.splitlines()) <= SHORT
    _, head = await yard.read(lambda tx: audit.head(tx, yard.courtyard))
    steps = await arithmetic(yard)
    assert "✅ 来投的：61 户；名册 120 户，要过半数，至少 61 户" in steps
    assert "✅ 同意的：61 户；投了的 61 户，要过半数，至少 31 户" in steps
    assert head[:16] in steps
    assert not card.buttons or all(button.url for row in card.buttons for button in row)


async def test_too_few_households_is_said_with_what_was_missing(yard: Yard) -> None:
    card = await opened(yard)
    await yard.household("3-2-501").taps("同意", on=card)
    await yard.passes(days=3)
    result = yard.card("有结果了")
    assert "这次不作数" in result.text
    assert "📏 来投 1 户（至少要 61，还差 60）" in result.text
    steps = await arithmetic(yard)
    assert "❌ 来投的：1 户；名册 120 户，要过半数，至少 61 户，还差 60 户" in steps


async def test_own_options_and_a_full_width_bar(yard: Yard) -> None:
    card = await opened(yard, "/vote 哪天打扫 ｜ 周六上午 ｜ <b>周日</b> ｜ 2天")
    assert "<b>周日</b>" in [button.text for row in card.buttons for button in row]
    assert "投了周六上午" in await yard.household("3-2-501").taps("周六上午", on=card)


async def test_reminders_reach_only_those_who_owe_a_ballot(yard: Yard) -> None:
    card = await opened(yard)
    voted, absent = yard.household("3-2-501"), yard.household("3-2-502")
    await voted.taps("同意", on=card)
    for hour in (12, 18, 21) * 3:
        await yard.comes_to(hour)
    assert [text for text in absent.texts() if "还等着您投一票" in text]
    assert not [text for text in voted.texts() if "还等着您投一票" in text]


async def test_closing_early_takes_two_and_a_reason_everyone_sees(yard: Yard) -> None:
    await opened(yard)
    assert "理由" in (await yard.chair.says("/close 1"))[-1]
    await yard.chair.says("/close 1 灯已经修好了")
    assert "提前结束" in yard.councillors[1].reads()
    await yard.councillors[1].taps("同意，这就办")
    assert "灯已经修好了" in yard.card("有结果了").text


async def test_the_council_sees_households_that_have_not_voted_never_choices(yard: Yard) -> None:
    card = await opened(yard)
    await yard.household("3-2-501").taps("反对", on=card)
    await yard.chair.says("/votes")
    await yard.chair.taps("1. 在东墙")
    await yard.chair.taps("谁还没投")
    screen = yard.chair.reads()
    assert "119 户" in screen
    assert "3-2-501" not in screen
    assert "反对" not in screen
    await yard.comes_to(10)
    await yard.chair.taps("私下提醒")
    assert any("已经私下提醒了 119 位" in text for text in yard.chair.texts())
    assert "还等着您投一票" in yard.household("3-2-502").reads()
    (said,) = await yard.chair.says("/remind 1")
    assert "119 位今天都收到过了" in said
    refused = await yard.household("3-2-502").says("/remind 1")
    assert "主任" in refused[-1]


async def test_the_form_is_changed_tap_by_tap(yard: Yard) -> None:
    await yard.chair.says("/vote")
    await yard.chair.says("门口装不装灯")
    assert "还差一样：截止时间" in yard.chair.reads()
    await yard.chair.taps("换成自己的选项")
    assert yard.chair.buttons() == ["⬅️ 回草稿"]
    await yard.chair.says("装\n不装\n先问价钱")
    assert "装、不装、先问价钱" in yard.chair.reads()
    await yard.chair.taps("改回同意")
    assert "同意、反对、弃权" in yard.chair.reads()
    await yard.chair.taps("一户一票")
    await yard.chair.taps("登记居民一人一票")
    assert "7 位议事员" in yard.chair.reads()
    await yard.chair.taps("截止时间")
    await yard.chair.says("3天")
    await yard.chair.taps("不要了")
    assert "不要了" in yard.chair.reads()
    assert not yard.group_texts()


async def test_more_votes_than_a_screen_holds_are_still_answered(yard: Yard) -> None:
    first, other = yard.chair.id, yard.councillors[0].id

    def fill(tx: Tx) -> None:
        for number in range(100):
            closes_at = tx.now + timedelta(days=3, hours=-number % 7)
            draft = vote_drafts.draft(
                tx, yard.courtyard, first, f"{number}" + "字" * 90, closes_at=closes_at
            )
            opening.open_vote(tx, yard.courtyard, first, other, {"vote": draft})

    await yard.write(fill)
    (said,) = await yard.household("3-2-501").says("/votes")
    assert "还有 60 个，晚些截止" in said
    assert len(said) < 4096


async def test_a_link_begins_no_draft(yard: Yard) -> None:
    await raised(yard)
    await yard.chair.starts(f"vs1_{yard.courtyard}_1")
    assert await yard.read(lambda tx: votes.get(tx, yard.courtyard, 1)) is None


async def test_a_resident_cannot_open_a_vote(yard: Yard) -> None:
    assert "议事员" in (await yard.household("3-2-501").says(LINE))[-1]
    assert not yard.group_texts()


async def test_two_of_one_household_at_once_leave_one_ballot(yard: Yard) -> None:
    card = await opened(yard)
    resident = yard.household("3-2-501")
    data = card.buttons[0][0].data or ""
    other = card.buttons[0][1].data or ""
    presses = [yard.people.press_soon(resident.user, card, packed) for packed in (data, other)]
    await asyncio.gather(*presses)
    await yard.settled()
    assert "已投 1／120 户" in card.text


async def test_a_councillor_votes_from_the_home_screen(yard: Yard) -> None:
    await opened(yard)
    resident = yard.household("3-2-501")
    await resident.says("/home")
    assert "投票：在东墙种樱桃树" in resident.reads()
    await resident.taps("🗳 在东墙")
    await resident.taps("同意")
    assert "投的是：同意" in resident.reads()


async def test_a_forgotten_persons_ballot_stays_counted(yard: Yard) -> None:
    card = await opened(yard)
    resident = yard.household("3-2-501")
    await resident.taps("同意", on=card)
    await yard.write(lambda tx: ballots.forget(tx, yard.courtyard, resident.id))
    vote = await yard.read(lambda tx: votes.get(tx, yard.courtyard, 1))
    assert vote is not None
    assert await yard.read(lambda tx: ballots.tally(tx, vote)) == {0: 1}
    found = await yard.read(lambda tx: ballots.history(tx, yard.courtyard, resident.id))
    assert found == []


async def test_a_roll_of_people_names_only_those_who_agreed_to_be_named(yard: Yard) -> None:
    await yard.councillors[1].says("/me")
    await yard.councillors[1].taps("只写门牌号")
    await yard.chair.says("/vote 议事会的章由谁管？ | 甲 | 乙 | 3天")
    for _ in range(2):
        await yard.chair.taps("👥")
    await yard.chair.taps("发出去")
    await yard.councillors[0].taps("同意，这就办")
    vote = await yard.read(lambda tx: votes.get(tx, yard.courtyard, 1))
    assert vote is not None
    labels = [label for _, label in await yard.read(lambda tx: vote_roll.labels(tx, vote))]
    assert "1-2-403" in labels
    assert "1-1-101 王大爷" in labels


async def test_what_a_dismissed_councillor_proposed_is_not_carried_out(yard: Yard) -> None:
    first, other = yard.councillors[:2]
    await first.says(LINE)
    await first.taps("发出去")
    await yard.write(lambda tx: residents.revoke_all(tx, yard.courtyard, first.id))
    assert "重新提" in await other.taps("同意，这就办")
    assert not [text for text in yard.group_texts() if "樱桃树" in text]
    assert await other.taps("不同意") == "知道了，这件事不办。"


async def test_a_chair_alone_sees_the_reason_before_the_group_does(yard: Yard) -> None:
    def dismiss_the_others(tx: Tx) -> None:
        for member in yard.councillors:
            residents.revoke_all(tx, yard.courtyard, member.id)

    await yard.write(dismiss_the_others)
    await yard.chair.says(LINE)
    await yard.chair.taps("发出去")
    before = yard.group_texts()
    await yard.chair.says("/close 1 灯修好了")
    first = yard.chair.newest()
    assert "理由：灯修好了" in yard.chair.reads()
    assert yard.chair.buttons() == ["✅ 发出", "✏️ 改", "🗑 取消"]
    await yard.chair.taps("✏️ 改")
    await yard.chair.says("灯已经修好了")
    assert "先前的" in await yard.chair.forges(f"vy1_{yard.courtyard}_2", on=first)
    assert yard.group_texts() == before
    await yard.chair.taps("发出")
    assert "灯已经修好了" in yard.card("有结果了").text
