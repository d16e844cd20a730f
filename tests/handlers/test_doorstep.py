"""Paper ballots, help at the door and progress by building, as collectors and households see it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.actions import papers
from bot.rules import ballot
from bot.rules.methods import Method
from bot.rules.sheet_codes import spaced
from bot.sandbox.neighbour import CannotFind, Neighbour
from storage import audit, ballots, inbox, residents, vote_roll, votes
from storage.ballots import Ballot, Channel
from storage.tx import Tx
from storage.votes import Vote
from tests.handlers.counted import arithmetic
from tests.handlers.test_ballots import drafted, sent
from tests.handlers.test_votes import opened
from tests.yard import Yard


async def at_the_desk(yard: Yard, who: Neighbour) -> None:
    await who.starts(f"vo1_{yard.courtyard}_1")
    await who.taps("上门和纸票")


async def at_the_door(yard: Yard, who: Neighbour, label: str) -> None:
    await at_the_desk(yard, who)
    await who.taps(f"{label[0]} 栋")
    await who.taps(label)


async def reads_sheet(yard: Yard, who: Neighbour, label: str, choice: str) -> str:
    """One person enters what a household's sheet says; what they read then."""
    await at_the_door(yard, who, label)
    await who.taps("录他家的纸票")
    await who.taps(choice)
    return who.reads()


async def helps(yard: Yard, who: Neighbour, label: str, choice: str) -> None:
    await at_the_door(yard, who, label)
    await who.taps("帮他家投")
    await who.taps(choice)
    await who.taps("对，投")


async def granted(yard: Yard, label: str, role: str) -> Neighbour:
    who = yard.household(label)
    await yard.write(lambda tx: residents.grant(tx, yard.courtyard, who.id, role))
    return who


def vote_1(tx: Tx, yard: Yard) -> Vote:
    found = votes.get(tx, yard.courtyard, 1)
    assert found is not None
    return found


async def ballot_of(yard: Yard, label: str) -> Ballot | None:
    def find(tx: Tx) -> Ballot | None:
        vote = vote_1(tx, yard)
        units = {label: unit for unit, label in vote_roll.labels(tx, vote)}
        return ballots.ballot(tx, vote, units[label])

    return await yard.read(find)


async def unit_at(yard: Yard, label: str) -> int:
    found = await yard.read(lambda tx: residents.household_by_label(tx, yard.courtyard, label))
    assert found is not None
    return found.household


async def acts(yard: Yard) -> list[tuple[str, str]]:
    entries = await yard.read(lambda tx: audit.entries(tx, yard.courtyard))
    return [(entry.act, entry.payload or "") for entry in entries]


async def test_two_who_read_the_same_make_a_ballot_and_the_household_hears_of_it(
    yard: Yard,
) -> None:
    card = await opened(yard)
    first, second = yard.chair, yard.councillors[1]
    assert "记下第一遍了" in await reads_sheet(yard, first, "3-2-501", "反对")
    assert "已投 0／120 户" in card.text
    assert await ballot_of(yard, "3-2-501") is None
    assert "记上了" in await reads_sheet(yard, second, "3-2-501", "反对")
    assert "已投 1／120 户" in card.text
    cast = await ballot_of(yard, "3-2-501")
    assert cast is not None
    assert (cast.content, cast.person, cast.channel, cast.helper) == (
        (1,),
        None,
        Channel.PAPER,
        first.id,
    )
    assert "3-2-501 的纸票记上了：反对" in yard.household("3-2-501").reads()


async def test_two_who_read_differently_record_nothing_and_both_look_again(yard: Yard) -> None:
    card = await opened(yard)
    first, second = yard.chair, yard.councillors[1]
    await reads_sheet(yard, first, "3-2-501", "反对")
    assert "两个人录的不一样，没有记" in await reads_sheet(yard, second, "3-2-501", "同意")
    assert "两个人录的不一样，没有记" in first.reads()
    assert "已投 0／120 户" in card.text
    (differs,) = [payload for act, payload in await acts(yard) if act == "paper.read_differently"]
    assert json.loads(differs).keys() == {"vote", "unit", "first", "second"}
    kept = await yard.read(lambda tx: tx.rows("SELECT state, content FROM paper_readings"))
    assert kept == [("DIFFERENT", None)]
    await at_the_desk(yard, second)
    await second.taps("3 栋")
    assert "3-2-501 ⚠️" in second.buttons()
    await reads_sheet(yard, second, "3-2-501", "反对")
    assert "记上了" in await reads_sheet(yard, first, "3-2-501", "反对")
    assert "已投 1／120 户" in card.text


async def test_the_second_reader_never_sees_what_the_first_one_read(yard: Yard) -> None:
    await opened(yard)
    await reads_sheet(yard, yard.chair, "3-2-501", "弃权")
    second = yard.councillors[1]
    await at_the_desk(yard, second)
    await second.taps("等我录第二遍的（1 张）")
    await second.taps("3-2-501")
    assert second.buttons()[:3] == ["同意", "反对", "弃权"]
    assert "弃权" not in second.reads()
    assert "您看不到他录的" in second.reads()


async def test_one_person_cannot_be_both_readers(yard: Yard) -> None:
    card = await opened(yard)
    await reads_sheet(yard, yard.chair, "3-2-501", "反对")
    assert "记下第一遍了" in await reads_sheet(yard, yard.chair, "3-2-501", "反对")
    assert "已投 0／120 户" in card.text


async def test_two_of_one_home_cannot_read_the_same_sheet(yard: Yard) -> None:
    await opened(yard)
    wife = await granted(yard, "2-2-302", "committee")

    def move_in(tx: Tx) -> None:
        tx.run(
            "UPDATE residents SET household = (SELECT household FROM residents WHERE person = ?) "
            "WHERE person = ?",
            yard.chair.id,
            wife.id,
        )

    await yard.write(move_in)
    await reads_sheet(yard, yard.chair, "3-2-501", "反对")
    await at_the_door(yard, wife, "3-2-501")
    assert "一家的" in await wife.taps("录他家的纸票")


async def test_one_of_the_two_may_be_an_auditor_but_not_both(yard: Yard) -> None:
    await opened(yard)
    auditors = [await granted(yard, label, "auditor") for label in ("2-2-302", "2-2-303")]
    worker = await granted(yard, "2-2-304", "rc")
    await reads_sheet(yard, auditors[0], "3-2-501", "反对")
    await at_the_door(yard, auditors[1], "3-2-501")
    assert "帮他家投" not in " ".join(auditors[1].buttons())
    assert "最多一位是监督员" in await auditors[1].taps("录他家的纸票")
    assert "记上了" in await reads_sheet(yard, worker, "3-2-501", "反对")


async def test_a_household_that_tapped_is_not_overwritten_by_paper(yard: Yard) -> None:
    card = await opened(yard)
    await yard.chair.starts(f"vo1_{yard.courtyard}_1")
    await yard.chair.taps("上门和纸票")
    await yard.chair.taps("3 栋")
    await yard.household("3-2-501").taps("同意", on=card)
    await yard.chair.taps("3-2-501")
    assert "已经投了" in yard.chair.reads()
    unit = await yard.read(lambda tx: residents.household_by_label(tx, yard.courtyard, "3-2-501"))
    assert unit is not None
    data = f"dh1_{yard.courtyard}_1_{unit.household}_1"
    assert "先到的算数" in await yard.chair.forges(data, yard.chair.newest())


async def test_a_tap_between_the_two_readings_stands(yard: Yard) -> None:
    card = await opened(yard)
    await reads_sheet(yard, yard.chair, "3-2-501", "反对")
    second = yard.councillors[1]
    await at_the_door(yard, second, "3-2-501")
    await second.taps("录他家的纸票")
    await yard.household("3-2-501").taps("同意", on=card)
    assert "先到的算数" in await second.taps("反对")
    cast = await ballot_of(yard, "3-2-501")
    assert cast is not None
    assert (cast.content, cast.channel) == ((0,), Channel.TAP)


async def test_a_household_may_replace_its_paper_with_a_tap_until_the_close(yard: Yard) -> None:
    card = await opened(yard)
    for who in (yard.chair, yard.councillors[1]):
        await reads_sheet(yard, who, "3-2-501", "反对")
    toast = await yard.household("3-2-501").taps("同意", on=card)
    assert toast == "改好了：3-2-501 现在投的是同意"
    cast = await ballot_of(yard, "3-2-501")
    assert cast is not None
    assert (cast.channel, cast.helper) == (Channel.TAP, None)
    assert "已投 1／120 户" in card.text


async def test_sixty_sheets_are_entered_by_their_codes_one_after_another(yard: Yard) -> None:
    card = await opened(yard)
    await yard.write(lambda tx: papers.print_sheets(tx, yard.courtyard, yard.chair.id, 1))

    def printed(tx: Tx) -> list[str]:
        vote = vote_1(tx, yard)
        codes = papers.code_of(tx, vote)
        return [spaced(codes[unit]) for unit, _ in vote_roll.labels(tx, vote)][60:64]

    codes = await yard.read(printed)
    for who in (yard.chair, yard.councillors[1]):
        await at_the_desk(yard, who)
        await who.taps("按票上的编号录")
        for code in codes:
            assert f"编号 {code}" in (await who.says(code))[-1]
            await who.taps("同意")
    assert "已投 4／120 户" in card.text
    assert "没有这个编号" in (await yard.councillors[1].says("000-0000"))[-1]


async def test_the_next_sheet_is_one_tap_away(yard: Yard) -> None:
    card = await opened(yard)
    await reads_sheet(yard, yard.chair, "3-2-501", "反对")
    for label in ("3-2-502", "3-2-503"):
        await yard.chair.taps(f"下一张：{label}")
        await yard.chair.taps("同意")
    second = yard.councillors[1]
    await reads_sheet(yard, second, "3-2-501", "反对")
    for label in ("3-2-502", "3-2-503"):
        await second.taps(f"下一张：{label}")
        await second.taps("同意")
    assert "已投 3／120 户" in card.text
    assert "下一张：3-2-504" in " ".join(second.buttons())


async def test_a_ranking_on_paper_goes_through_the_form(yard: Yard) -> None:
    await drafted(yard, "垫底的一轮轮出局")
    card = await sent(yard)
    for who in (yard.chair, yard.councillors[1]):
        await at_the_door(yard, who, "3-2-501")
        await who.taps("录他家的纸票")
        for tap in ("路灯", "长椅", "退一步", "樱桃树", "看一遍再交"):
            await who.taps(tap)
        assert "1. 路灯\n2. 樱桃树\n没排的算并列在最后：长椅" in who.reads()
        await who.taps("一样，录入")
    assert "记上了" in yard.councillors[1].reads()
    assert "已投 1／120 户" in card.text


async def test_an_old_button_never_marks_another_households_ballot(yard: Yard) -> None:
    await opened(yard)
    await at_the_door(yard, yard.chair, "3-2-501")
    await yard.chair.taps("录他家的纸票")
    old = yard.chair.newest().buttons[0][0].data or ""
    await reads_sheet(yard, yard.chair, "3-2-502", "反对")
    assert "放下" in await yard.chair.forges(old, yard.chair.newest())


async def test_a_helper_is_recorded_and_the_household_can_undo_it(yard: Yard) -> None:
    card = await opened(yard)
    await helps(yard, yard.chair, "3-2-501", "反对")
    assert "已投 1／120 户" in card.text
    cast = await ballot_of(yard, "3-2-501")
    assert cast is not None
    assert (cast.channel, cast.helper) == (Channel.ASSISTED, yard.chair.id)
    elder = yard.household("3-2-501")
    assert "当面帮 3-2-501 投了：反对" in elder.reads()
    await elder.taps("撤掉")
    assert "现在算还没投" in elder.reads()
    assert "已投 0／120 户" in card.text
    assert "把您替他家记的那一票撤了" in yard.chair.reads()
    recorded = [act for act, _ in await acts(yard)]
    assert recorded[-3:] == ["ballot.cast", "ballot.assisted", "ballot.taken_back"]


async def test_undoing_ends_after_a_day_and_belongs_to_the_household(yard: Yard) -> None:
    card = await opened(yard)
    await helps(yard, yard.chair, "3-2-501", "反对")
    elder, neighbour = yard.household("3-2-501"), yard.household("3-2-502")
    button = elder.newest().buttons[0][0].data or ""
    await neighbour.says("/help")
    assert "别家的票" in await neighbour.forges(button, neighbour.newest())
    yard.world.advance(timedelta(hours=24))
    assert "过了撤的时间" in await elder.taps("撤掉")
    assert "已投 1／120 户" in card.text


async def test_nobody_helps_their_own_household_and_residents_help_nobody(yard: Yard) -> None:
    await opened(yard)
    await at_the_door(yard, yard.chair, "1-1-101")
    assert "自己家" in await yard.chair.taps("帮他家投")
    resident = yard.household("3-2-501")
    await resident.starts(f"vo1_{yard.courtyard}_1")
    with pytest.raises(CannotFind):
        await resident.taps("上门和纸票")
    for data in (f"dk1_{yard.courtyard}_1", f"dh1_{yard.courtyard}_1_5_2"):
        assert "来办" in await resident.forges(data, resident.newest())
    by_tap = f"dh1_{yard.courtyard}_1_5_0"  # nobody brings in what is one's own tap
    await resident.forges(by_tap, resident.newest())
    assert await yard.read(inbox.letters) == []


async def test_progress_by_building_shows_doors_and_visits_never_choices(yard: Yard) -> None:
    card = await opened(yard)
    await yard.household("3-2-501").taps("反对", on=card)
    await at_the_desk(yard, yard.chair)
    desk = yard.chair.reads()
    assert "3 栋 1／40" in desk
    assert "1 栋 0／40" in desk
    await yard.chair.taps("3 栋（差 39）")
    assert "3-2-501" not in " ".join(yard.chair.buttons())
    await yard.chair.taps("3-2-502")
    await yard.chair.taps("没人在")
    assert "上次去没人在" in yard.chair.reads()
    await yard.chair.taps("不愿投")
    await yard.chair.taps("回 3 栋")
    assert "3-2-502 🙅" in yard.chair.buttons()
    assert "反对" not in desk + yard.chair.reads()
    assert [act for act, _ in await acts(yard)].count("door.visited") == 2


async def test_the_result_says_how_many_ballots_others_brought(yard: Yard) -> None:
    card = await opened(yard)
    for who in (yard.chair, yard.councillors[1]):
        await reads_sheet(yard, who, "3-2-501", "反对")
    await helps(yard, yard.chair, "3-2-502", "同意")
    await reads_sheet(yard, yard.chair, "3-2-503", "同意")
    await yard.household("3-2-504").taps("同意", on=card)
    await yard.passes(days=3)
    said = "不是自己点的：纸票 1 户、当面帮投 1 户"
    assert said in yard.card("有结果了").text
    assert said in await arithmetic(yard)
    left = await yard.read(lambda tx: tx.rows("SELECT state FROM paper_readings"))
    assert left == [("AGREED",)]


async def test_a_vote_of_the_council_has_no_paper(yard: Yard) -> None:
    await yard.chair.says("/vote 请谁来讲消防 | 3天")
    await yard.chair.taps("一户一票")
    await yard.chair.taps("登记居民一人一票")
    await yard.chair.taps("发出去")
    await yard.councillors[0].taps("同意，这就办")
    await yard.chair.starts(f"vo1_{yard.courtyard}_1")
    assert "上门和纸票" not in " ".join(yard.chair.buttons())
    told = await yard.chair.forges(f"dk1_{yard.courtyard}_1", yard.chair.newest())
    assert "一户一票" in told


async def test_who_helped_is_in_their_data_and_forgotten_with_them(yard: Yard) -> None:
    card = await opened(yard)
    helper, second = await granted(yard, "2-2-302", "committee"), yard.councillors[1]
    await helps(yard, helper, "3-2-501", "反对")
    await reads_sheet(yard, helper, "3-2-502", "同意")
    await reads_sheet(yard, second, "3-2-502", "同意")
    await reads_sheet(yard, helper, "3-2-503", "同意")
    await at_the_door(yard, helper, "3-2-504")
    await helper.taps("没人在")

    def named(tx: Tx) -> int:
        tables = {
            "ballots": "helper",
            "ballot_history": "helper",
            "paper_readings": "first",
            "visits": "person",
            "ballots_in_hand": "person",
        }
        return sum(
            tx.value(f"SELECT count(*) FROM {table} WHERE {column} = ?", helper.id)
            for table, column in tables.items()
        )

    assert await yard.read(named) == 7
    await helper.says("/forget")
    await helper.taps("是的，全忘掉")
    assert await yard.read(named) == 0
    assert "已投 2／120 户" in card.text


async def test_helpers_and_readers_stay_apart_from_their_own_ballots(yard: Yard) -> None:
    card = await opened(yard)
    await reads_sheet(yard, yard.chair, "3-2-501", "反对")
    assert await yard.chair.taps("弃权", on=card) == "记下了：1-1-101 投了弃权"
    assert "已投 1／120 户" in card.text
    found = await yard.read(lambda tx: votes.get(tx, yard.courtyard, 1))
    assert found is not None
    assert await yard.read(lambda tx: ballots.tally(tx, found)) == {2: 1}


async def test_the_second_reader_is_reminded_before_it_is_too_late(yard: Yard) -> None:
    await opened(yard)
    await reads_sheet(yard, yard.chair, "3-2-501", "反对")
    second = yard.councillors[1]
    assert "录第二遍：1 张纸票" in (await second.says("/home"))[-1]
    assert "录第二遍" not in (await yard.chair.says("/home"))[-1]
    assert "录第二遍" not in (await yard.household("3-2-502").says("/home"))[-1]
    for _ in range(35):
        await yard.passes(hours=2)
    (told,) = (one for one in second.chat.messages if "只录了一遍，等您录第二遍" in one.text)
    await second.taps("等我录第二遍的（1 张）", on=told)
    await second.taps("3-2-501", on=told)
    await second.taps("反对", on=told)
    assert "记上了" in told.text


async def test_a_sheet_that_only_one_read_is_not_counted_and_its_reader_hears_so(
    yard: Yard,
) -> None:
    await opened(yard)
    await reads_sheet(yard, yard.chair, "3-2-501", "反对")
    await yard.passes(days=3)
    assert "有 1 张纸票没录够两遍，没有算进去：3-2-501" in "\n".join(yard.chair.texts())
    assert "不是自己点的" not in await arithmetic(yard)
    assert "paper.left_over" in [act for act, _ in await acts(yard)]


async def test_a_block_lead_collects_in_their_own_building_but_enters_no_paper(
    yard: Yard,
) -> None:
    card = await opened(yard)
    lead = await granted(yard, "2-2-302", "block_lead")
    await at_the_door(yard, lead, "2-2-303")
    assert lead.buttons()[:3] == ["🤝 人在场，帮他家投", "🚪 没人在", "🙅 不愿投"]
    await helps(yard, lead, "2-2-303", "同意")
    assert "下一户：2-2-304" in " ".join(lead.buttons())
    assert "已投 1／120 户" in card.text
    unit = await unit_at(yard, "2-2-304")
    for data in (f"dh1_{yard.courtyard}_1_{unit}_1", f"dc1_{yard.courtyard}_1"):
        assert "来办" in await lead.forges(data, lead.newest())


async def test_a_block_lead_goes_nowhere_else_but_with_another_office_does(yard: Yard) -> None:
    await opened(yard)
    lead = await granted(yard, "2-2-302", "block_lead")
    await at_the_desk(yard, lead)
    assert "只跑自己那一栋" in lead.reads()
    assert "2 栋（差 40）" in lead.buttons()
    assert not [label for label in lead.buttons() if label.startswith(("1 栋", "3 栋"))]
    here = f"{yard.courtyard}_1_{await unit_at(yard, '3-2-501')}"
    for data in (f"dd1_{here}", f"dv1_{here}_0", f"dh1_{here}_2"):
        assert "楼栋长只跑自己那一栋" in await lead.forges(data, lead.newest())
    await lead.forges(f"db1_{yard.courtyard}_1_2_0", lead.newest())
    assert "上门和纸票" in lead.reads()
    await granted(yard, "2-2-302", "committee")
    await helps(yard, lead, "3-2-501", "同意")
    assert (await ballot_of(yard, "3-2-501")) is not None


async def test_a_vote_by_consent_takes_no_proxies_since_reasons_are_ones_own(yard: Yard) -> None:
    await opened(yard)
    await yard.write(
        lambda tx: votes.update(
            tx, vote_1(tx, yard), method=Method.CONSENT, options=ballot.CONSENT_ANSWERS
        )
    )
    await at_the_door(yard, yard.chair, "3-2-501")
    assert not [label for label in yard.chair.buttons() if "委托书" in label]
    here, unit = f"{yard.courtyard}_1", await unit_at(yard, "3-2-501")
    for data in (f"py1_{here}_{unit}", f"dh1_{here}_{unit}_3"):
        assert "不能请人替投" in await yard.chair.forges(data, yard.chair.newest())
    giver, other = yard.household("3-2-502"), yard.household("3-2-503")
    await giver.starts(f"vo1_{here}")
    assert "请邻居替我家投" not in " ".join(giver.buttons())
    told = await giver.forges(f"pg1_{here}_0_{other.id}", giver.newest())
    assert "没有手机的邻居：交纸票" in told


async def test_the_vote_itself_says_who_cast_ones_ballot_and_lets_one_undo_it(yard: Yard) -> None:
    card = await opened(yard)
    await helps(yard, yard.councillors[1], "3-2-501", "同意")
    who = yard.household("3-2-501")
    await who.starts(f"vo1_{yard.courtyard}_1")
    assert "这一票是 1-2-403" in who.reads()
    assert "当面帮投的" in who.reads()
    await who.taps("不是我家的意思，撤掉")
    assert "现在算还没投" in who.reads()
    await helps(yard, yard.councillors[1], "3-2-501", "同意")
    await yard.passes(hours=25)
    await who.starts(f"vo1_{yard.courtyard}_1")
    assert not [label for label in who.buttons() if "撤掉" in label]
    await who.taps("反对", on=card)
    await who.starts(f"vo1_{yard.courtyard}_1")
    assert "这一票是" not in who.reads()
    await yard.passes(days=3)
    await who.starts(f"vo1_{yard.courtyard}_1")
    assert "投的是：反对" in who.reads()
