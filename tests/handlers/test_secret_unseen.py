"""A secret vote before three have voted: no button of the bot says how many have."""

from __future__ import annotations

from bot.access import Act
from bot.actions import meetings
from storage import residents, seconds
from storage.votes import VoteState
from tests.handlers.secret import opened_secretly, the_vote, voted
from tests.handlers.test_proxies import unit_of
from tests.handlers.test_roll import imported, owners_vote
from tests.handlers.test_rules import after_notice, sent
from tests.yard import Yard


async def test_a_reminder_by_hand_does_not_say_how_many_it_went_to(yard: Yard) -> None:
    """All households less those written to would be those that have voted."""
    await opened_secretly(yard)
    await voted(yard, "3-2-501", "同意")
    await voted(yard, "3-2-502", "反对")
    await yard.chair.says("/remind 1")
    said = next(text for text in yard.chair.texts() if "已经私下提醒了" in text)
    assert "先不说有几位" in said
    assert "118" not in said
    assert any("等着您投" in text for text in yard.household("3-2-503").texts())
    assert not any("等着您投" in text for text in yard.household("3-2-501").texts())
    await yard.chair.says("/remind 1")
    assert "今天都收到过了" in yard.chair.reads()
    assert "118" not in yard.chair.reads()
    await voted(yard, "3-2-503", "反对")
    await yard.chair.says("/remind 1")
    assert "还有 117 户没投" in yard.chair.reads()


async def test_at_night_neither(yard: Yard) -> None:
    await opened_secretly(yard)
    await voted(yard, "3-2-501", "同意")
    await yard.comes_to(23)
    await yard.chair.says("/remind 1")
    assert "再写给还没投的" in yard.chair.reads()
    assert "119" not in yard.chair.reads()


async def test_entering_who_is_present_does_not_say_how_many_have_voted(yard: Yard) -> None:
    await yard.chair.says("/vote 种不种树 | 13天")
    await yard.chair.taps("📏")
    await yard.chair.taps("居民会议")
    await yard.chair.taps("秘密投票：否")
    await after_notice(yard)
    vote = await the_vote(yard)
    assert (vote.secret, meetings.counts_present(vote)) == (True, True)
    for label in ("3-2-501", "3-2-502"):
        await voted(yard, label, "同意")
    await yard.chair.says("/votes")
    await yard.chair.taps("1. 种不种")
    await yard.chair.taps("登记到场人数")
    assert "已经投了 不到 3" in yard.chair.reads()
    assert "最少 3，最多 120" in (await yard.chair.says("1"))[-1]
    assert "最少 3，最多 120" in (await yard.chair.says("121"))[-1]
    await yard.chair.says("3")
    waiting = await yard.read(lambda tx: seconds.waiting(tx, yard.courtyard))
    assert [(one.act, one.args["present"]) for one in waiting] == [(Act.ENTER_PRESENT.value, 3)]
    assert (await the_vote(yard)).state is VoteState.OPEN


async def test_two_councillors_do_not_open_the_box_on_one_or_two(yard: Yard) -> None:
    """Who saw them vote would know by the sums what they voted."""
    await opened_secretly(yard)
    for label in ("3-2-501", "3-2-502"):
        await voted(yard, label, "同意")
        await yard.chair.says("/close 1 不等了")
        assert "不能提前结束" in yard.chair.reads()
    await yard.chair.says("/votes")
    await yard.chair.taps("1. ")
    assert "不能提前结束" in await yard.chair.taps("提前结束")
    await voted(yard, "3-2-503", "反对")
    await yard.chair.says("/close 1 不等了")
    assert "要两个人同意" in yard.chair.reads()
    await yard.councillors[0].taps("同意，这就办")
    assert (await the_vote(yard)).state is VoteState.CLOSED


async def test_what_is_only_announced_may_be_taken_back(yard: Yard) -> None:
    await yard.chair.says("/vote 种不种树 | 13天")
    await yard.chair.taps("📏")
    await yard.chair.taps("居民会议")
    await yard.chair.taps("秘密投票：否")
    await sent(yard)
    await yard.chair.says("/close 1 写错了")
    await yard.councillors[0].taps("同意，这就办")
    assert (await the_vote(yard)).state is VoteState.CANCELLED


async def test_nobody_tries_out_by_a_paper_proxy_who_has_voted(yard: Yard) -> None:
    await opened_secretly(yard)
    await voted(yard, "3-2-501", "同意")
    units = {label: await unit_of(yard, label) for label in ("3-2-501", "3-2-502")}
    holder = yard.household("3-2-504").id
    await yard.chair.says("/votes")
    for unit in units.values():
        said = await yard.chair.forges(
            f"pg1_{yard.courtyard}_1_{unit}_{holder}", yard.chair.newest()
        )
        assert "先不说谁没投" in said


async def test_a_small_roll_is_told_beforehand_that_few_ballots_hide_nobody(yard: Yard) -> None:
    """Seven of the council are just enough; one of them less is not."""
    await yard.chair.says("/vote 选谁当小组长？ | 3天")
    await yard.chair.taps("秘密投票：否")
    assert "藏不住人" not in yard.chair.reads()
    for _ in range(2):
        await yard.chair.taps("👥")
    assert "7 位" in yard.chair.reads()
    assert "藏不住人" not in yard.chair.reads()
    member = yard.councillors[-1].id
    await yard.write(lambda tx: residents.revoke(tx, yard.courtyard, member, "councillor"))
    while "6 位" not in yard.chair.reads():
        await yard.chair.taps("👥")
    assert "名册上只有 6 位议事员，票少藏不住人" in yard.chair.reads()


async def test_owners_read_what_areas_may_tell_although_it_is_secret(yard: Yard) -> None:
    await imported(yard)
    await owners_vote(yard)
    await yard.write(
        lambda tx: tx.run("UPDATE votes SET secret = 1 WHERE courtyard = ?", yard.courtyard)
    )
    who = yard.household("3-2-501")
    await who.starts(f"vo1_{yard.courtyard}_1")
    assert "面积的总数也公布：每种面积至少有 5 户" in who.reads()
