"""A vote before it opens and after its result, as residents and councillors see it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.access import Role
from bot.rules.triage import State
from bot.sandbox.model import Message
from bot.sandbox.neighbour import Neighbour
from storage import audit, courtyards, due, objections, residents, topics, votes
from storage.tx import Tx
from storage.votes import Vote, VoteState
from tests.handlers.counted import arithmetic
from tests.handlers.test_ballots import drafted, sent, sixty_one
from tests.handlers.test_votes import opened
from tests.yard import Yard


async def vote_of(yard: Yard, number: int = 1) -> Vote:
    found = await yard.read(lambda tx: votes.get(tx, yard.courtyard, number))
    assert found is not None
    return found


def set_to(yard: Yard, key: str, value: int) -> Callable[[Tx], None]:
    def change(tx: Tx) -> None:
        found = courtyards.get(tx, yard.courtyard)
        assert found is not None
        courtyards.set_setting(tx, found, key, value)

    return change


async def noticed(yard: Yard) -> Message:
    await yard.write(set_to(yard, "notice_yard_days", 3))
    return await opened(yard, "/vote 在东墙种樱桃树，行不行？ | 6天")


async def decided(yard: Yard, yes: int, no: int) -> Message:
    """A vote over which so many households voted, its days over."""
    card = await opened(yard)
    labels = list(yard.ready.by_label)
    for label in labels[:yes]:
        await yard.household(label).taps("同意", on=card)
    for label in labels[yes : yes + no]:
        await yard.household(label).taps("反对", on=card)
    await yard.passes(days=3)
    return card


async def objected(yard: Yard, label: str = "3-2-501", text: str = "我家的票没算") -> None:
    who = yard.household(label)
    await who.starts(f"vo1_{yard.courtyard}_1")
    await who.taps("我有异议")
    assert "⬅️ 回这次表决" in who.buttons()
    await who.says(text)


async def ruled(yard: Yard, how: str, why: str) -> None:
    """By two councillors who did not open the vote."""
    first, second = yard.councillors[1], yard.councillors[2]
    await first.taps(how)
    await first.says(why)
    await second.taps("同意，这就办")


async def test_a_vote_with_notice_says_when_it_opens_and_takes_no_ballots_before(
    yard: Yard,
) -> None:
    card = await noticed(yard)
    assert "先公示" in card.text
    assert "开始投" in card.text
    assert not [button for row in card.buttons for button in row if button.text == "✅ 同意"]
    refused = await yard.household("3-2-501").forges(f"vc1_{yard.courtyard}_1_0", card)
    assert "还在公示" in refused
    before = await vote_of(yard)
    await yard.passes(days=3)
    after = await vote_of(yard)
    assert (before.state, after.state) == (VoteState.NOTICED, VoteState.OPEN)
    assert (before.text_hash, before.eligible) == (after.text_hash, after.eligible)
    assert "表决 1 开始投了" in yard.card("开始投了").text
    assert "投了同意" in await yard.household("3-2-501").taps("同意", on=card)


async def test_the_deadline_must_leave_room_for_the_notice(yard: Yard) -> None:
    await yard.write(set_to(yard, "notice_yard_days", 7))
    await yard.chair.says("/vote 种树？ | 3天")
    assert "要先公示 7 天" in await yard.chair.taps("发出去")


async def test_an_announced_vote_is_taken_back_by_two_with_a_reason(yard: Yard) -> None:
    card = await noticed(yard)
    await yard.chair.starts(f"vo1_{yard.courtyard}_1")
    await yard.chair.taps("撤回")
    assert "⬅️ 回这次表决" in yard.chair.buttons()
    assert "要撤回" in yard.chair.reads()
    await yard.chair.says("价钱还没问到")
    await yard.councillors[1].taps("同意，这就办")
    assert "撤回了，不投了。理由：价钱还没问到" in card.text
    assert "撤回了" in yard.card("不投了。理由").text
    await yard.passes(days=4)
    assert (await vote_of(yard)).state is VoteState.CANCELLED


async def test_a_result_is_posted_and_becomes_final_when_nobody_objects(yard: Yard) -> None:
    card = await decided(yard, 61, 0)
    assert "公示到" in yard.card("有结果了").text
    assert "提异议" in card.text
    await yard.passes(days=7)
    assert "公示到" in card.text
    assert "提异议" not in card.text, "it says so itself as soon as the days are over"
    await yard.passes(days=7)
    assert (await vote_of(yard)).state is VoteState.CLOSED
    await yard.passes(days=1)
    assert (await vote_of(yard)).state is VoteState.FINAL
    assert "公示期满，定了" in card.text
    assert await yard.read(lambda tx: audit.verify(tx, yard.courtyard)) is None


async def test_an_objection_is_told_to_the_council_and_shown_without_a_name(yard: Yard) -> None:
    card = await decided(yard, 61, 0)
    await objected(yard)
    assert "交给议事会了" in yard.household("3-2-501").reads()
    told = yard.councillors[1].reads()
    assert "提的人：3-2-501" in told
    assert "我家的票没算" in told
    assert "1 条异议在等议事会答复" in card.text
    other = yard.household("3-2-502")
    await other.starts(f"vo1_{yard.courtyard}_1")
    assert "✋ 异议 1：我家的票没算" in other.reads()
    assert "3-2-501" not in other.reads()
    await yard.passes(days=15)
    assert (await vote_of(yard)).state is VoteState.CLOSED  # not final while somebody waits


async def test_a_rejected_objection_is_answered_and_the_result_becomes_final(yard: Yard) -> None:
    await decided(yard, 61, 0)
    await objected(yard)
    await ruled(yard, "结果不变", "查过了，记着的")
    assert "有答复了" in yard.household("3-2-501").reads()
    assert "→ 结果不变：查过了，记着的" in yard.household("3-2-501").reads()
    await yard.passes(days=15)
    assert (await vote_of(yard)).state is VoteState.FINAL


async def test_an_objection_waits_on_the_home_screen_of_those_who_may_answer_it(
    yard: Yard,
) -> None:
    await decided(yard, 61, 0)
    await objected(yard)
    await objected(yard, "3-2-502", "漏了我家")
    second = yard.councillors[1]
    await second.says("/home")
    assert "答复异议 1：在东墙种樱桃树" in second.reads()
    await second.taps("✋ 在东墙种樱桃树")
    assert "怎么答复？" in second.reads()
    assert "答复异议" not in (await yard.chair.says("/home"))[-1], "it is the chair's own vote"
    assert "答复异议" not in (await yard.household("3-2-501").says("/home"))[-1]
    await second.starts(f"vo1_{yard.courtyard}_1")
    await second.taps("答复异议 1")
    await second.taps("这次作废")
    await second.says("漏了三户没通知")
    await yard.councillors[2].taps("同意，这就办")
    assert "答复异议" not in (await second.says("/home"))[-1]
    await second.starts(f"vo1_{yard.courtyard}_1")
    assert "→ 表决作废了，不再答复" in second.reads()
    assert not [label for label in second.buttons() if "答复异议" in label]


async def test_whoever_opened_the_vote_has_no_part_in_the_answer(yard: Yard) -> None:
    await decided(yard, 61, 0)
    await objected(yard)
    assert "是您开的" in yard.chair.reads()
    await yard.chair.forges(f"oy1_{yard.courtyard}_1_1_0", yard.chair.newest())
    assert "跟您自己有关" in (await yard.chair.says("不成立"))[-1]
    first = yard.councillors[1]
    await first.taps("这次作废")
    await first.says("漏了三户")
    number = await yard.read(lambda tx: tx.value("SELECT max(id) FROM seconds"))
    for prefix in ("cf1", "td1"):
        said = await yard.chair.forges(f"{prefix}_{yard.courtyard}_{number}", yard.chair.newest())
        assert "跟您自己有关" in said
    assert (await vote_of(yard)).state is VoteState.CLOSED


async def test_a_recount_posts_the_arithmetic_again(yard: Yard) -> None:
    card = await decided(yard, 61, 0)
    await objected(yard)
    await yard.passes(days=5)
    before = await vote_of(yard)
    await ruled(yard, "重新数一遍", "大家不放心")
    said = yard.card("重新数过了").text
    assert "和上次数的一样" in said
    assert "📏 来投 61 户（至少 61）；同意 61 户（至少 31）" in said
    after = await vote_of(yard)
    assert after.state is VoteState.CLOSED
    assert after.posted_until is not None
    assert before.posted_until is not None
    assert after.posted_until > before.posted_until
    assert "正在重新数" not in card.text
    await yard.passes(days=10)
    assert (await vote_of(yard)).state is VoteState.CLOSED
    await yard.passes(days=5)
    assert (await vote_of(yard)).state is VoteState.FINAL


async def test_rankings_are_recounted_too(yard: Yard) -> None:
    await drafted(yard, "垫底的一轮轮出局")
    await sent(yard)
    await sixty_one(yard, (41, ("长椅", "路灯")), (20, ("路灯",)))
    await yard.passes(days=3)
    await objected(yard, "1-1-102")
    await ruled(yard, "重新数一遍", "大家不放心")
    await yard.settled()
    assert "数了一轮：长椅 41、路灯 20" in yard.card("重新数过了").text
    assert (await vote_of(yard)).state is VoteState.CLOSED


async def test_a_voided_vote_says_why_and_is_held_again(yard: Yard) -> None:
    card = await decided(yard, 61, 0)
    await objected(yard)
    await ruled(yard, "这次作废", "漏了三户没通知")
    assert "作废了" in yard.card("原来的结果不算").text
    assert "漏了三户没通知" in card.text
    assert "作废了，下面的结果不算" in await arithmetic(yard, 1)
    assert (await vote_of(yard)).state is VoteState.VOIDED
    await yard.chair.says("/votes")
    assert "行不行？：🚫 作废了，结果不算" in yard.chair.reads()
    await yard.passes(days=20)
    assert (await vote_of(yard)).state is VoteState.VOIDED
    first, second = yard.councillors[1], yard.councillors[2]
    await first.starts(f"vo1_{yard.courtyard}_1")
    await first.taps("再投一次")
    assert "在东墙种樱桃树" in first.reads()
    new = await vote_of(yard, 2)
    old = await vote_of(yard)
    assert (new.repeats, new.rule, new.electorate) == (1, old.rule, old.electorate)
    await first.taps("截止时间")
    await first.says("3天")
    await first.taps("发出去")
    await second.taps("同意，这就办")
    assert (await vote_of(yard, 2)).state is VoteState.OPEN


async def test_objections_come_in_time_once_and_from_the_roll(yard: Yard) -> None:
    card = await opened(yard)
    who, place = yard.household("3-2-501"), f"{yard.courtyard}_1"
    assert "还没公布" in await who.forges(f"oj1_{place}", card)
    await yard.passes(days=3)
    await objected(yard)
    await who.forges(f"oj1_{place}", who.newest())
    assert "还在等答复" in (await who.says("再说一遍"))[-1]
    yard.people.join(yard.ready.stranger, yard.group)
    assert "登记" in await yard.stranger.forges(f"oj1_{place}", card)
    await yard.passes(days=7)
    late = yard.household("3-2-502")
    assert "时间过了" in await late.forges(f"oj1_{place}", card)
    assert "议事员" in await late.forges(f"oy1_{place}_1_0", card)


@pytest.mark.parametrize(
    ("yes", "no", "said"),
    [
        (0, 1, "来投 1 户（至少要 61，还差 60）\n👉 请大家都来投，现在就可以再投一次。"),
        (58, 0, "来投 58 户（至少要 61，还差 3）\n👉 请大家都来投，现在就可以再投一次。"),
        (31, 31, "（刚好一半，要过半：至少 32，还差 1）\n👉 先再商量商量，最早"),
    ],
)
async def test_a_failed_vote_says_what_was_missing_and_what_comes_next(
    yard: Yard, yes: int, no: int, said: str
) -> None:
    await decided(yard, yes, no)
    assert said in yard.card("有结果了").text
    resident = yard.household("3-2-504")
    await resident.starts(f"vo1_{yard.courtyard}_1")
    assert said in resident.reads()
    buttons = [button.text for row in resident.newest().buttons for button in row]
    assert "🔁 再投一次" not in buttons


async def test_after_a_no_it_is_talked_over_before_it_is_held_again(yard: Yard) -> None:
    await decided(yard, 31, 31)
    await yard.chair.starts(f"vo1_{yard.courtyard}_1")
    await yard.chair.taps("再投一次")
    await yard.chair.taps("截止时间")
    await yard.chair.says("6天")
    assert "先再商量商量" in await yard.chair.taps("发出去")
    await yard.passes(days=3)
    await yard.chair.taps("发出去")
    await yard.councillors[1].taps("同意，这就办")
    assert (await vote_of(yard, 2)).state is VoteState.OPEN


async def test_who_is_forgotten_leaves_the_objection_and_the_vote_goes_on(yard: Yard) -> None:
    await decided(yard, 61, 0)
    await objected(yard)
    await yard.write(
        lambda tx: objections.forget(tx, yard.courtyard, yard.ready.by_label["3-2-501"].id)
    )
    await ruled(yard, "结果不变", "查过了")
    [one] = await yard.read(lambda tx: objections.of(tx, votes.get(tx, yard.courtyard, 1)))  # type: ignore[arg-type]  # it is there
    assert (one.person, one.text) == (None, "我家的票没算")


async def test_a_vote_goes_on_without_who_opened_it(yard: Yard) -> None:
    """Gone while it is announced: it opens, closes, is objected to, answered, and final."""
    await yard.write(set_to(yard, "notice_yard_days", 1))
    opener = yard.councillors[0]
    await opener.says("/vote 在东墙种樱桃树，行不行？ | 3天")
    assert "发出去先公示 1 天" in opener.reads()
    await opener.taps("发出去")
    await yard.councillors[1].taps("同意，这就办")
    await opener.says("/forget")
    await opener.taps("")
    assert (await vote_of(yard)).by_person == 0
    await yard.passes(days=1)
    assert (await vote_of(yard)).state is VoteState.OPEN
    await yard.household("3-2-501").taps("同意", on=yard.card("一户一票"))
    await yard.passes(days=2)
    assert (await vote_of(yard)).result is not None
    await objected(yard)
    await ruled(yard, "结果不变", "查过了")
    await yard.passes(days=15)
    assert (await vote_of(yard)).state is VoteState.FINAL


async def test_a_passed_vote_is_not_held_again(yard: Yard) -> None:
    card = await decided(yard, 61, 0)
    said = await yard.chair.forges(f"va1_{yard.courtyard}_1", card)
    assert "不用再投一次" in said


async def test_an_open_vote_is_called_off_by_two_and_nothing_is_counted(yard: Yard) -> None:
    card = await opened(yard)
    resident = yard.household("3-2-501")
    await resident.taps("同意", on=card)
    await yard.chair.starts(f"vo1_{yard.courtyard}_1")
    await yard.chair.taps("提前结束")
    await yard.chair.says("都投完了")
    early = yard.councillors[1].newest()
    await yard.chair.starts(f"vo1_{yard.courtyard}_1")
    await yard.chair.taps("提前结束")
    await yard.chair.taps("票都不数")
    assert "都不数，也不公布" in yard.chair.reads()
    await yard.chair.says("价钱写错了")
    assert "已投 0／120" in card.text or "已投 1／120" in card.text
    asked = yard.councillors[1].reads()
    assert "作罢表决 1" in asked
    assert "理由：价钱写错了" in asked
    await yard.councillors[1].taps("同意，这就办")
    assert "作罢了：投过的票都不数，也不公布。理由：价钱写错了" in card.text
    assert "表决 1 作罢了" in yard.card("价钱写错了").text
    assert "作罢了，不收票" in await yard.councillors[1].taps("同意，这就办", on=early)
    assert "作罢了，不收票" in await resident.forges(f"vc1_{yard.courtyard}_1_0", card)
    said = (await resident.starts(f"bf1_{yard.courtyard}_1"))[-1]
    assert "🚫 作罢了：投过的票都不数" in said
    assert "🏠 回首页" in resident.buttons(), "an old link is no dead end"
    await yard.passes(days=4)
    called_off = await vote_of(yard)
    assert (called_off.state, called_off.result) == (VoteState.CANCELLED, None)
    assert not [text for text in yard.group_texts() if "有结果了" in text]
    await yard.chair.says("/votes")
    assert "：🚫 作罢了，票都不数" in yard.chair.reads(), "a vote called off is not lost from sight"
    await yard.chair.starts(f"vo1_{yard.courtyard}_1")
    await yard.chair.taps("再投一次")
    assert "表决草稿" in yard.chair.reads()


async def test_what_becomes_of_an_older_vote_leaves_the_topic_to_the_one_that_runs(
    yard: Yard,
) -> None:
    await decided(yard, 20, 10)
    await objected(yard)
    await yard.chair.says("/vote 樱桃树还是银杏？ | 3天")
    await sent(yard)

    def about_one_topic(tx: Tx) -> None:
        number = topics.add(tx, yard.courtyard, "东墙", "东墙种啥", yard.ready.chair.id)
        topic = topics.get(tx, yard.courtyard, number)
        assert topic is not None
        topics.update(tx, topic, state=State.TO_VOTE, vote=2)
        for one in (1, 2):
            vote = votes.get(tx, yard.courtyard, one)
            assert vote is not None
            votes.update(tx, vote, topic=number)

    await yard.write(about_one_topic)
    await yard.chair.starts(f"vo1_{yard.courtyard}_1")
    await yard.chair.taps("再投一次")
    assert await state_of_topic(yard) is State.TO_VOTE
    await ruled(yard, "这次作废", "票数不对")
    assert (await vote_of(yard)).state is VoteState.VOIDED
    assert await state_of_topic(yard) is State.TO_VOTE


async def state_of_topic(yard: Yard) -> State:
    topic = await yard.read(lambda tx: topics.get(tx, yard.courtyard, 1))
    assert topic is not None
    return topic.state


async def test_of_a_vote_called_off_nothing_half_done_stays_and_its_secrets_are_settled(
    yard: Yard,
) -> None:
    await drafted(yard, "垫底的一轮轮出局")
    await yard.chair.taps("秘密投票")
    await sent(yard)
    await handed_in_secretly(yard, "3-2-501")
    who = yard.household("3-2-502")
    await who.starts(f"bf1_{yard.courtyard}_1")
    await who.taps("路灯")
    await yard.chair.starts(f"vo1_{yard.courtyard}_1")
    assert "不能提前结束" in await yard.chair.taps("提前结束")
    assert "要作罢「公共空地拿来做啥？」" in yard.chair.reads()
    await yard.chair.says("选项漏了一个")
    await yard.councillors[1].taps("同意，这就办")
    assert "作罢了，不收票" in await who.taps("看一遍再交")
    assert "🚫 作罢了：投过的票都不数" in who.reads(), "no result is promised"
    assert await yard.read(lambda tx: tx.rows("SELECT 1 FROM ballot_drafts")) == []
    kept = await yard.read(lambda tx: tx.rows("SELECT nonce FROM secret_ballots"))
    assert [nonce[:1] for (nonce,) in kept] == ["s"]
    planned = await yard.read(lambda tx: due.planned(tx, yard.courtyard))
    assert not [one.kind for one in planned if one.kind.startswith(("vote.", "paper."))]


async def test_the_committee_ends_a_vote_early_but_calls_none_off(yard: Yard) -> None:
    await opened(yard)
    member = yard.household("3-2-501")
    await yard.write(
        lambda tx: residents.grant(tx, yard.courtyard, member.id, Role.COMMITTEE.value)
    )
    await member.starts(f"vo1_{yard.courtyard}_1")
    await member.taps("提前结束")
    assert not [label for label in member.buttons() if "作罢" in label]
    forged = f"vj1_{yard.courtyard}_1"
    assert "主任、议事员" in await member.forges(forged, member.newest())


async def handed_in_secretly(yard: Yard, label: str) -> None:
    who = yard.household(label)
    await who.starts(f"bf1_{yard.courtyard}_1")
    for tap in ("路灯", "看一遍再交", "✅ 交，不改了"):
        await who.taps(tap)


async def auditor(yard: Yard, label: str = "3-2-501") -> Neighbour:
    who = yard.household(label)
    await yard.write(lambda tx: residents.grant(tx, yard.courtyard, who.id, Role.AUDITOR.value))
    return who


async def test_an_auditor_countersigns_a_posted_result_for_all_to_see(yard: Yard) -> None:
    card = await decided(yard, 40, 21)
    who = await auditor(yard)
    await who.starts(f"vo1_{yard.courtyard}_1")
    assert "结果文件" in " ".join(who.buttons())
    assert await who.taps("重数过，签字") == "签好了，大家都看得到。"
    assert "🔏 监督员重数过，签了字：3-2-501" in card.text
    assert not [label for label in who.buttons() if "签字" in label]
    assert "已经签过了" in await who.forges(f"cz1_{yard.courtyard}_1", who.newest())
    acts = await yard.read(lambda tx: [one.act for one in audit.entries(tx, yard.courtyard)])
    assert acts.count("result.countersigned") == 1
    await yard.passes(days=16)
    assert "定了" in card.text
    assert "签了字：3-2-501" in card.text


async def test_what_is_counted_again_is_signed_again(yard: Yard) -> None:
    card = await decided(yard, 40, 21)
    who = await auditor(yard)
    await who.starts(f"vo1_{yard.courtyard}_1")
    await who.taps("重数过，签字")
    await objected(yard, "3-2-502")
    await ruled(yard, "重新数一遍", "请再数一遍")
    assert "签了字" not in card.text
    await who.starts(f"vo1_{yard.courtyard}_1")
    await who.taps("重数过，签字")
    assert "签了字：3-2-501" in card.text


async def test_nobody_signs_but_auditors_off_the_council_and_nothing_that_is_not_posted(
    yard: Yard,
) -> None:
    card = await opened(yard)
    who, forged = await auditor(yard), f"cz1_{yard.courtyard}_1"
    assert "没有公示中的结果" in await who.forges(forged, card)
    await yard.passes(days=3)
    assert "监督员" in await yard.chair.forges(forged, card)
    await auditor(yard, "1-1-101")
    assert "自己的事不能自己监督" in await yard.chair.forges(forged, card)
    assert "签了字" not in card.text
