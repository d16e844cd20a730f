"""What goes wrong with paper: misread sheets, codes that are none, two at once, the close."""

from __future__ import annotations

import pytest

from bot.actions import papers
from bot.rules.sheet_codes import spaced
from bot.sandbox.neighbour import Neighbour
from storage import ballots, residents
from storage.ballots import Channel
from storage.tx import Tx
from tests.handlers.test_doorstep import (
    acts,
    at_the_desk,
    at_the_door,
    ballot_of,
    helps,
    reads_sheet,
    unit_at,
    vote_1,
)
from tests.handlers.test_votes import opened
from tests.yard import Yard

ELDER = "3-2-501"


async def without_a_phone(yard: Yard, label: str = ELDER) -> None:
    """Nobody of this household is registered."""
    unit = await unit_at(yard, label)
    await yard.write(
        lambda tx: tx.run("UPDATE residents SET household = NULL WHERE household = ?", unit)
    )


async def read_by_two(yard: Yard, choice: str, label: str = ELDER) -> None:
    for who in (yard.chair, yard.councillors[1]):
        await reads_sheet(yard, who, label, choice)


async def reads_anew(yard: Yard, who: Neighbour, choice: str) -> str:
    await at_the_desk(yard, who)
    await who.taps("录好的纸票（1 张）")
    await who.taps(ELDER)
    await who.taps("录错了，照着纸重录")
    assert "这是重录" in who.reads()
    await who.taps(choice)
    return who.reads()


async def codes(yard: Yard, number: int = 1) -> list[str]:
    """As printed for a vote, in the order of the roll."""

    def printed(tx: Tx) -> list[str]:
        vote = papers.print_sheets(tx, yard.courtyard, yard.chair.id, number)
        return [spaced(code) for _, code in sorted(papers.code_of(tx, vote).items())]

    return await yard.write(printed)


async def asks_for_code(yard: Yard, who: Neighbour) -> None:
    await at_the_desk(yard, who)
    await who.taps("按票上的编号录")


async def test_a_misread_sheet_is_put_right_by_two_and_the_first_reading_stays_on_record(
    yard: Yard,
) -> None:
    card = await opened(yard)
    await without_a_phone(yard)
    await read_by_two(yard, "反对")
    await at_the_desk(yard, yard.chair)
    await yard.chair.taps("录好的纸票（1 张）")
    await yard.chair.taps(ELDER)
    assert "两个人照着纸再各录一遍，一样才改" in yard.chair.reads()
    assert "重录第一遍了" in await reads_anew(yard, yard.chair, "同意")
    before = await ballot_of(yard, ELDER)
    assert before is not None
    assert before.content == (1,)
    second = yard.councillors[2]
    await at_the_desk(yard, second)
    await second.taps("等我录第二遍的（1 张）")
    await second.taps(ELDER)
    assert "您看不到他录的" in second.reads()
    await second.taps("同意")
    assert "两个人录的一样，记上了" in second.reads()
    cast = await ballot_of(yard, ELDER)
    assert cast is not None
    assert (cast.content, cast.channel, cast.helper) == ((0,), Channel.PAPER, yard.chair.id)
    assert "已投 1／120 户" in card.text
    kept = await yard.read(
        lambda tx: tx.rows("SELECT content, channel FROM ballot_history ORDER BY turn")
    )
    assert kept == [("[1]", "PAPER"), ("[0]", "PAPER")]
    assert [act for act, _ in await acts(yard)].count("paper.recorded") == 2


async def test_a_correction_that_two_read_differently_changes_nothing(yard: Yard) -> None:
    await opened(yard)
    await without_a_phone(yard)
    await read_by_two(yard, "反对")
    await reads_anew(yard, yard.chair, "同意")
    told = await reads_anew(yard, yard.councillors[1], "弃权")
    assert "没有改，先前录的还算数" in told
    assert "没有改，先前录的还算数" in yard.chair.reads()
    cast = await ballot_of(yard, ELDER)
    assert cast is not None
    assert cast.content == (1,)


async def test_a_correction_left_half_done_at_the_close_changes_nothing_and_says_so(
    yard: Yard,
) -> None:
    await opened(yard)
    await without_a_phone(yard)
    await read_by_two(yard, "反对")
    await reads_anew(yard, yard.chair, "同意")
    await yard.passes(days=3)
    said = "\n".join(yard.chair.texts())
    assert f"有 1 张纸票没重录够两遍，按先前录的算：{ELDER}" in said
    assert "没有算进去" not in said
    tally = await yard.read(lambda tx: ballots.tally(tx, vote_1(tx, yard)))
    assert tally == {1: 1}


async def test_who_can_tap_puts_it_right_by_themselves_and_nobody_else_does(yard: Yard) -> None:
    await opened(yard)
    await read_by_two(yard, "反对")
    await at_the_desk(yard, yard.chair)
    assert "改录错的" not in " ".join(yard.chair.buttons())
    unit = await unit_at(yard, ELDER)
    here = f"{yard.courtyard}_1_{unit}"
    assert "先到的算数" in await yard.chair.forges(f"dh1_{here}_1", yard.chair.newest())
    await yard.chair.forges(f"dm1_{yard.courtyard}_1", yard.chair.newest())
    assert "上门和纸票" in yard.chair.reads()
    resident = yard.household("3-2-502")
    await resident.says("/home")
    told = await resident.forges(f"dm1_{yard.courtyard}_1", resident.newest())
    assert "来办" in told


async def test_the_code_of_a_sheet_that_counts_leads_to_the_rule_not_into_the_form(
    yard: Yard,
) -> None:
    await opened(yard)
    await without_a_phone(yard)
    printed = await codes(yard)
    await read_by_two(yard, "反对")
    unit = await unit_at(yard, ELDER)
    order = await yard.read(lambda tx: sorted(papers.code_of(tx, vote_1(tx, yard))))
    code = printed[order.index(unit)]
    await asks_for_code(yard, yard.chair)
    assert "录错了可以重录" in (await yard.chair.says(code))[-1]
    assert "照着纸重录" in " ".join(yard.chair.buttons())


@pytest.mark.parametrize(
    "rubbish", ["不晓得", "482", "482-17355", "482-173x", "🌸", "-", "1" * 3000, "482-1735 同意"]
)
async def test_rubbish_for_a_code_is_answered_plainly_and_the_next_one_counts(
    yard: Yard, rubbish: str
) -> None:
    await opened(yard)
    printed = await codes(yard)
    await asks_for_code(yard, yard.chair)
    assert "没有这个编号。编号是纸票上的七个数字" in (await yard.chair.says(rubbish))[-1]
    assert f"编号 {printed[50]}" in (await yard.chair.says(printed[50]))[-1]


async def test_a_code_typed_in_full_width_is_understood(yard: Yard) -> None:
    await opened(yard)
    code = (await codes(yard))[50]
    await asks_for_code(yard, yard.chair)
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else "－" for c in code)
    assert f"编号 {code}" in (await yard.chair.says(wide))[-1]


async def test_the_code_of_another_vote_is_told_so(yard: Yard) -> None:
    await opened(yard)
    await opened(yard, "/vote 修不修路灯？ | 3天")
    first, second = await codes(yard, 1), await codes(yard, 2)
    assert not set(first) & set(second)
    await asks_for_code(yard, yard.chair)
    assert "别次表决的纸票这次不能用" in (await yard.chair.says(second[50]))[-1]


async def test_the_code_of_a_household_that_has_voted_is_told_so(yard: Yard) -> None:
    card = await opened(yard)
    printed = await codes(yard)
    unit = await unit_at(yard, ELDER)
    order = await yard.read(lambda tx: sorted(papers.code_of(tx, vote_1(tx, yard))))
    await yard.household(ELDER).taps("同意", on=card)
    await asks_for_code(yard, yard.chair)
    told = (await yard.chair.says(printed[order.index(unit)]))[-1]
    assert f"{ELDER} 已经投过了，先到的算数" in told


async def test_two_who_read_the_same_sheet_at_once_are_its_two_readers(yard: Yard) -> None:
    card = await opened(yard)
    first, second = yard.chair, yard.councillors[1]
    for who in (first, second):
        await at_the_door(yard, who, ELDER)
        await who.taps("录他家的纸票")
    await first.taps("反对")
    assert "记下第一遍了" in first.reads()
    await second.taps("反对")
    assert "两个人录的一样，记上了" in second.reads()
    assert "已投 1／120 户" in card.text


async def test_a_third_who_comes_too_late_is_told_so(yard: Yard) -> None:
    card = await opened(yard)
    readers = [yard.chair, *yard.councillors[1:3]]
    for who in readers:
        await at_the_door(yard, who, ELDER)
        await who.taps("录他家的纸票")
    for who in readers[:2]:
        await who.taps("反对")
    assert "先到的算数" in await readers[2].taps("同意")
    assert "已投 1／120 户" in card.text


async def test_a_vote_that_closes_between_the_sheet_and_the_tap_takes_nothing(yard: Yard) -> None:
    await opened(yard)
    await yard.passes(days=2, hours=23, minutes=55)
    await reads_sheet(yard, yard.chair, ELDER, "反对")
    second = yard.councillors[1]
    await at_the_door(yard, second, ELDER)
    await second.taps("录他家的纸票")
    helper = yard.councillors[2]
    await at_the_door(yard, helper, "3-2-502")
    await helper.taps("帮他家投")
    await asks_for_code(yard, yard.chair)
    form, asked = second.newest(), helper.newest()
    await yard.passes(minutes=6)
    assert "已经截止" in await second.taps("反对", on=form)
    assert "已经截止" in await helper.taps("同意", on=asked)
    assert "已经截止" in (await yard.chair.says("482-1735"))[-1]
    cast = await yard.read(lambda tx: ballots.turnout(tx, vote_1(tx, yard)))
    assert cast == 0


async def test_who_loses_the_office_while_the_sheet_is_in_hand_reads_no_more(yard: Yard) -> None:
    await opened(yard)
    reader = yard.councillors[1]
    await at_the_door(yard, reader, ELDER)
    await reader.taps("录他家的纸票")
    await yard.write(lambda tx: residents.revoke(tx, yard.courtyard, reader.id, "councillor"))
    assert "来办" in await reader.taps("反对")
    assert await ballot_of(yard, ELDER) is None


async def test_nobody_hears_at_the_close_of_a_sheet_whose_household_voted_by_itself(
    yard: Yard,
) -> None:
    card = await opened(yard)
    await reads_sheet(yard, yard.chair, "3-2-501", "反对")
    await yard.household("3-2-501").taps("同意", on=card)
    await yard.passes(days=3)
    assert "表决截止了" not in "\n".join(yard.chair.texts())


async def test_a_helper_puts_a_slip_right_where_nobody_of_the_household_could(yard: Yard) -> None:
    card = await opened(yard)
    await without_a_phone(yard)
    helper, other = yard.councillors[1], yard.chair
    await helps(yard, helper, ELDER, "同意")
    assert "他家没有人登记，收不到消息" in helper.reads()
    await helper.taps("下一户")
    unit = await unit_at(yard, ELDER)
    forged = f"dt1_{yard.courtyard}_1_{unit}"
    assert "只有他家自己的人能撤" in await other.forges(forged, card)
    await at_the_desk(yard, other)
    assert not [label for label in other.buttons() if "我帮投的" in label]
    await at_the_desk(yard, helper)
    await helper.taps("我帮投的（1 户）")
    await helper.taps(ELDER)
    assert "现在算还没投" in await helper.taps("弄错了，撤掉")
    assert f"{ELDER} 还没投" in helper.reads()
    assert "已投 0／120 户" in card.text
    await helper.taps("帮他家投")
    await helper.taps("反对")
    await helper.taps("对，投")
    found = await ballot_of(yard, ELDER)
    assert found is not None
    assert found.content == (1,)
    assert "ballot.taken_back" in [act for act, _ in await acts(yard)]


async def test_a_helper_takes_nothing_back_of_a_household_that_can_or_after_a_day(
    yard: Yard,
) -> None:
    card = await opened(yard)
    helper = yard.councillors[1]
    await helps(yard, helper, ELDER, "同意")
    assert "24 小时内点一下能撤" in helper.reads()
    forged = f"dt1_{yard.courtyard}_1_{await unit_at(yard, ELDER)}"
    assert "只有他家自己的人能撤" in await helper.forges(forged, card)
    await without_a_phone(yard)
    await yard.passes(hours=25)
    assert "没有可以撤的了" in await helper.forges(forged, card)
    await at_the_desk(yard, helper)
    assert not [label for label in helper.buttons() if "我帮投的" in label]
