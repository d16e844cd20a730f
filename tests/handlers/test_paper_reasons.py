"""Objections to a vote by consent that come on paper or are said at the door, with their reason."""

from __future__ import annotations

from bot.sandbox.model import Message
from bot.sandbox.neighbour import Neighbour
from storage import ballots, reasons, residents, vote_roll, votes
from storage.reasons import ReasonState
from storage.tx import Tx
from tests.handlers.test_consent import consenting
from tests.handlers.test_doorstep import acts, at_the_desk, at_the_door, ballot_of, granted
from tests.yard import Yard

WHY = "晚上十点还在楼顶拍被子"
HOME = "3-2-501"


async def reads_objection(yard: Yard, who: Neighbour, label: str = HOME) -> str:
    """One of two finds an objection on the sheet; what they are asked then."""
    await at_the_door(yard, who, label)
    await who.taps("录他家的纸票")
    await who.taps("有理由地反对")
    return who.reads()


async def first_read(yard: Yard, why: str = WHY) -> tuple[Message, Neighbour, Neighbour]:
    """The card, and the two readers after the first has entered the sheet."""
    card = await consenting(yard)
    first, second = yard.chair, yard.councillors[1]
    assert "把纸上写的理由照着打给我" in await reads_objection(yard, first)
    await first.says(why)
    assert f"理由：「{why}」" in first.reads()
    await first.taps("一样，录入")
    assert "记下第一遍了" in first.reads()
    return card, first, second


async def kept(yard: Yard) -> list[tuple[int | None, str, ReasonState]]:
    def find(tx: Tx) -> list[tuple[int | None, str, ReasonState]]:
        vote = votes.get(tx, yard.courtyard, 1)
        assert vote is not None
        found = [reasons.get(tx, yard.courtyard, 1, number) for number in (1, 2, 3)]
        return [(one.person, one.reason, one.state) for one in found if one]

    return await yard.read(find)


async def typed(yard: Yard) -> list[str]:
    return [
        row[0] for row in await yard.read(lambda tx: tx.rows("SELECT reason FROM typed_reasons"))
    ]


async def test_the_second_reader_finds_the_same_reason_on_the_sheet_and_it_is_published(
    yard: Yard,
) -> None:
    card, _, second = await first_read(yard)
    said = await reads_objection(yard, second)
    assert f"理由：「{WHY}」" in said
    assert "这条理由是另一位照纸打的" in said
    assert await kept(yard) == []
    await second.taps("一样，录入")
    assert "两个人录的一样，记上了" in second.reads()
    assert await kept(yard) == [(None, WHY, ReasonState.OPEN)]
    assert await typed(yard) == []
    told = yard.household(HOME).reads()
    assert "3-2-501 的纸票记上了：有理由地反对" in told
    assert f"理由：「{WHY}」" in told
    assert "已投 62" in card.text
    await yard.passes(days=3)
    result = yard.card("有结果了").text
    assert "先不办" in result
    assert f"1. 「{WHY}」（还没解决）" in result
    assert "纸票 1 户" in result
    assert HOME not in result


async def test_a_reason_the_second_reads_otherwise_waits_for_the_first_as_they_typed_it(
    yard: Yard,
) -> None:
    _, first, second = await first_read(yard)
    await reads_objection(yard, second)
    await second.taps("不一样，照纸重打")
    await second.says("拍被子太吵")
    assert "这条理由是另一位照纸打的" not in second.reads()
    await second.taps("一样，录入")
    assert "理由按您打的记下了" in second.reads()
    assert await ballot_of(yard, HOME) is None
    assert "理由，另一位照纸重打了" in first.reads()
    await first.taps("重新录 3-2-501")
    await first.taps("录他家的纸票")
    await first.taps("有理由地反对")
    assert "理由：「拍被子太吵」" in first.reads()
    await first.taps("一样，录入")
    assert "记上了" in first.reads()
    assert await kept(yard) == [(None, "拍被子太吵", ReasonState.OPEN)]
    assert [act for act, _ in await acts(yard) if act.startswith("paper.r")] == [
        "paper.read_once",
        "paper.reason_retyped",
        "paper.recorded",
    ]
    assert not [payload for _, payload in await acts(yard) if "被子" in payload]


async def test_the_first_reader_may_correct_the_reason_while_the_second_looks_at_the_old_one(
    yard: Yard,
) -> None:
    _, first, second = await first_read(yard)
    await reads_objection(yard, second)
    await reads_objection(yard, first)
    await first.says("漏水")
    await first.taps("一样，录入")
    await second.taps("一样，录入")
    assert await ballot_of(yard, HOME) is None
    assert "理由按您打的记下了" in second.reads()


async def test_two_who_read_another_choice_differ_and_no_reason_is_shown(yard: Yard) -> None:
    await consenting(yard)
    await at_the_door(yard, yard.chair, HOME)
    await yard.chair.taps("录他家的纸票")
    await yard.chair.taps("同意")
    said = await reads_objection(yard, yard.councillors[1])
    assert "两个人录的不一样，没有记" in said
    await reads_objection(yard, yard.chair)
    await yard.chair.says(WHY)
    await yard.chair.taps("一样，录入")
    await at_the_door(yard, yard.councillors[1], HOME)
    await yard.councillors[1].taps("录他家的纸票")
    await yard.councillors[1].taps("我让一步")
    assert "两个人录的不一样，没有记" in yard.councillors[1].reads()
    assert WHY not in " ".join(yard.councillors[1].texts())
    assert (await kept(yard), await typed(yard)) == ([], [])


async def test_an_objection_without_a_reason_is_not_entered(yard: Yard) -> None:
    await consenting(yard)
    who = yard.chair
    await reads_objection(yard, who)
    here = who.newest()
    unit = await yard.read(lambda tx: residents.household_by_label(tx, yard.courtyard, HOME))
    assert unit is not None
    forged = f"dx1_{yard.courtyard}_1_{unit.household}_4"
    assert "反对要有理由才算" in await who.forges(forged, here)
    assert "300 个字以内" in (await who.says("吵" * 301))[-1]
    await who.says(WHY)
    assert f"理由：「{WHY}」" in who.reads()
    await who.taps("改理由")
    await who.says("漏水")
    assert "理由：「漏水」" in who.reads()
    await who.taps("回去改")
    await who.taps("我让一步")
    assert "记下第一遍了" in who.reads()
    assert await typed(yard) == []


async def test_a_helper_at_the_door_types_the_reason_and_the_household_can_undo_it(
    yard: Yard,
) -> None:
    card = await consenting(yard)
    lead = await granted(yard, "3-1-101", "block_lead")
    await at_the_door(yard, lead, HOME)
    await lead.taps("帮他家投")
    await lead.taps("有理由地反对")
    assert "照他说的打给我" in lead.reads()
    await lead.says(WHY)
    await lead.taps("对，投")
    told = yard.household(HOME).reads()
    assert "当面帮 3-2-501 投了：有理由地反对" in told
    assert f"理由：「{WHY}」" in told
    assert "已投 62" in card.text
    await yard.household(HOME).taps("撤掉")
    assert await kept(yard) == [(None, WHY, ReasonState.WITHDRAWN)]
    await yard.passes(days=3)
    result = yard.card("有结果了").text
    assert "通过了" in result
    assert WHY not in result


async def test_the_household_takes_back_an_objection_that_came_on_paper(yard: Yard) -> None:
    card, _, second = await first_read(yard)
    await reads_objection(yard, second)
    await second.taps("一样，录入")
    who = yard.household(HOME)
    await who.starts(f"vo1_{yard.courtyard}_1")
    assert "这一票是照您家的纸票录的" in who.reads()
    assert f"理由：「{WHY}」" in who.reads()
    assert "我让一步" in await who.taps("收回反对")
    assert await kept(yard) == [(None, WHY, ReasonState.WITHDRAWN)]
    assert "已投 62" in card.text


async def test_what_one_alone_has_typed_goes_when_the_vote_is_over(yard: Yard) -> None:
    await first_read(yard)
    assert await typed(yard) == [WHY]
    await yard.passes(days=3)
    assert await typed(yard) == []
    assert WHY not in yard.card("有结果了").text


async def test_what_was_typed_for_a_ballot_that_is_put_down_is_kept_nowhere(yard: Yard) -> None:
    await consenting(yard)
    await reads_objection(yard, yard.chair)
    await yard.chair.says(WHY)
    await at_the_door(yard, yard.chair, "3-2-502")
    await yard.chair.taps("录他家的纸票")
    assert await typed(yard) == []


async def test_a_sheet_read_anew_loses_the_reason_of_before(yard: Yard) -> None:
    _, first, second = await first_read(yard)
    await reads_objection(yard, second)
    await second.taps("一样，录入")

    def nobody_there(tx: Tx) -> None:
        gone = yard.household(HOME).id
        tx.run("DELETE FROM residents WHERE person = ?", gone)

    await yard.write(nobody_there)
    for who in (first, second):
        await at_the_desk(yard, who)
        await who.taps("录好的纸票")
        await who.taps(HOME)
        await who.taps("照着纸重录")
        await who.taps("我让一步")
    assert "记上了" in second.reads()
    assert await kept(yard) == [(None, WHY, ReasonState.WITHDRAWN)]

    def choice(tx: Tx) -> tuple[int, ...]:
        vote = votes.get(tx, yard.courtyard, 1)
        assert vote is not None
        units = {label: unit for unit, label in vote_roll.labels(tx, vote)}
        found = ballots.ballot(tx, vote, units[HOME])
        assert found is not None
        return found.content

    assert await yard.read(choice) == (1,)
