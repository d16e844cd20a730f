"""Ballots of more than one tap, from the draft of the vote to its result, as people see them."""

from __future__ import annotations

import asyncio
import threading
from datetime import timedelta
from typing import Any

import pytest

from bot import wakeup
from bot.actions import closing
from bot.actions import votes as actions
from bot.actions.judging import Counted
from bot.actions.votes import VoteClosed
from bot.sandbox.model import Message
from storage import audit, ballots, half_filled, vote_roll, votes
from storage.tx import Tx
from storage.votes import Vote
from tests.handlers.counted import arithmetic
from tests.yard import Yard

OPTIONS = "长椅\n樱桃树\n路灯"


async def drafted(yard: Yard, how: str, options: str = OPTIONS) -> None:
    """The chair's draft with own options, counted in the way named, three days long."""
    await yard.chair.says("/vote 公共空地拿来做啥？ | 3天")
    await yard.chair.taps("换成自己的选项")
    await yard.chair.says(options)
    await yard.chair.taps("只选一个")
    await yard.chair.taps(how)


async def sent(yard: Yard) -> Message:
    await yard.chair.taps("发出去")
    await yard.councillors[0].taps("同意，这就办")
    return yard.card("表决 1")


async def handed_in(yard: Yard, label: str, *taps: str) -> str:
    """A household fills in its ballot and hands it in; what it reads then."""
    who = yard.household(label)
    await who.starts(f"bf1_{yard.courtyard}_1")
    for tap in (*taps, "看一遍再交", "✅ 交"):
        await who.taps(tap)
    return who.reads()


async def sixty_one(yard: Yard, *shares: tuple[int, tuple[str, ...]]) -> None:
    """Just enough households hand in ballots, so many of each kind."""
    kinds = [taps for n, taps in shares for _ in range(n)]
    assert len(kinds) == 61
    numbers = {"长椅": 0, "樱桃树": 1, "路灯": 2}

    def cast(tx: Tx) -> None:
        vote = votes.get(tx, yard.courtyard, 1)
        assert vote is not None
        for (unit, _), taps in zip(vote_roll.labels(tx, vote), kinds, strict=False):
            ballots.put_ballot(tx, vote, unit, tuple(numbers[tap] for tap in taps), None)

    await yard.write(cast)


async def test_a_ranking_is_tapped_in_order_taken_back_looked_over_and_handed_in(
    yard: Yard,
) -> None:
    await drafted(yard, "垫底的一轮轮出局")
    card = await sent(yard)
    assert [button.text for row in card.buttons for button in row] == [
        "✍️ 去填我家的票",
        "🔍 看详细",
    ]
    who = yard.household("3-2-501")
    await who.starts(f"bf1_{yard.courtyard}_1")
    assert "先点最想要的" in who.reads()
    await who.taps("路灯")
    await who.taps("长椅")
    await who.taps("退一步")
    await who.taps("樱桃树")
    await who.taps("看一遍再交")
    assert "您的排序：\n1. 路灯\n2. 樱桃树\n没排的算并列在最后：长椅" in who.reads()
    assert "已投 0／120 户" in card.text
    assert await who.taps("✅ 交") == "交了。"
    assert "3-2-501 的票是这样的" in who.reads()
    assert "已投 1／120 户" in card.text


async def test_the_last_ballot_of_a_household_counts_and_its_draft_is_gone(yard: Yard) -> None:
    await drafted(yard, "垫底的一轮轮出局")
    await sent(yard)
    await handed_in(yard, "3-2-501", "路灯")
    await yard.household("3-2-501").taps("重新填")
    assert "您的排序" not in yard.household("3-2-501").reads()
    for tap in ("长椅", "看一遍再交", "✅ 交"):
        await yard.household("3-2-501").taps(tap)
    vote = await yard.read(lambda tx: votes.get(tx, yard.courtyard, 1))
    assert vote is not None
    assert await yard.read(lambda tx: ballots.groups(tx, vote)) == [((0,), 1)]
    who = yard.household("3-2-501").id
    assert await yard.read(lambda tx: half_filled.of(tx, vote, who)) is None
    assert await yard.read(lambda tx: audit.verify(tx, yard.courtyard)) is None


async def test_a_half_filled_ballot_waits_until_the_vote_closes(yard: Yard) -> None:
    await drafted(yard, "打 0 到 5 分")
    await sent(yard)
    who = yard.household("3-2-501")
    await who.starts(f"bf1_{yard.courtyard}_1")
    assert "给「长椅」打几分" in who.reads()
    await who.taps("4")
    await who.starts(f"bf1_{yard.courtyard}_1")
    assert "长椅：4 分" in who.reads()
    assert "给「樱桃树」打几分" in who.reads()
    early = await who.forges(f"bx1_{yard.courtyard}_1_5", who.newest())
    assert "还没填完" in early
    await yard.passes(days=3)
    late = await who.forges(f"bp1_{yard.courtyard}_1_3", who.newest())
    assert "晚了一步" in late
    assert await yard.read(lambda tx: tx.value("SELECT count(*) FROM ballot_drafts")) == 0


async def test_a_second_tap_on_the_same_button_takes_nothing_back(yard: Yard) -> None:
    await drafted(yard, "可以选几个")
    await sent(yard)
    await handed_in(yard, "3-2-501", "长椅")
    who = yard.household("3-2-501")
    await who.forges(f"bx1_{yard.courtyard}_1_5", who.newest())
    assert "☑️ 长椅" in who.reads()
    vote = await yard.read(lambda tx: votes.get(tx, yard.courtyard, 1))
    assert vote is not None
    assert await yard.read(lambda tx: ballots.groups(tx, vote)) == [((0,), 1)]


async def test_forged_taps_are_refused_in_words(yard: Yard) -> None:
    await drafted(yard, "可以选几个")
    card = await sent(yard)
    who, place = yard.household("3-2-501"), f"{yard.courtyard}_1"
    assert await who.forges(f"bp1_{place}_7", card) == "没有这个选项。"
    assert await who.forges(f"bp1_{place}_-1", card) == "没有这个选项。"
    assert "私聊" in await who.forges(f"vc1_{place}_0", card)
    yard.people.join(yard.ready.stranger, yard.group)
    assert "登记" in await yard.stranger.forges(f"bp1_{place}_0", card)
    assert "已投 0／120 户" in card.text


async def test_rounds_are_told_one_by_one(yard: Yard) -> None:
    await drafted(yard, "垫底的一轮轮出局")
    await sent(yard)
    await sixty_one(
        yard, (27, ("长椅", "路灯")), (20, ("路灯", "樱桃树")), (14, ("樱桃树", "路灯"))
    )
    await yard.passes(days=3)
    said = yard.card("有结果了").text
    assert "选出来了：路灯" in said
    assert "数了 2 轮，最后一轮：路灯 34、长椅 27" in said
    assert "📏 来投 61 户（至少 61）" in said
    steps = await arithmetic(yard)
    assert "第 1 轮：长椅 27、路灯 20、樱桃树 14。樱桃树 垫底出局" in steps
    assert "第 2 轮：路灯 34、长椅 27。路灯 选上了" in steps
    assert "✅ 来投的：61 户" in steps


async def test_pairs_are_told_and_a_circle_is_a_tie_that_nobody_draws_lots_for(yard: Yard) -> None:
    await drafted(yard, "两个两个比")
    await sent(yard)
    await sixty_one(
        yard,
        (20, ("长椅", "樱桃树", "路灯")),
        (20, ("樱桃树", "路灯", "长椅")),
        (20, ("路灯", "长椅", "樱桃树")),
        (1, ("长椅",)),
    )
    await yard.passes(days=3)
    said = yard.card("有结果了").text
    assert "打平了：长椅、路灯" in said
    assert "赢的场数：长椅 1、樱桃树 1、路灯 1" in said
    steps = await arithmetic(yard)
    assert "长椅 对 樱桃树：41 比 20" in steps
    assert "樱桃树 对 路灯：40 比 20" in steps
    assert "长椅 对 路灯：21 比 40" in steps
    assert "比成了一个圈" in steps


async def test_ticks_may_be_untaken_and_none_is_a_ballot_too(yard: Yard) -> None:
    await drafted(yard, "可以选几个")
    await sent(yard)
    assert "长椅" not in await handed_in(yard, "3-2-501", "长椅", "长椅", "路灯")
    assert "一个都不选" in await handed_in(yard, "3-2-502")
    await sixty_one(yard, (31, ("长椅", "路灯")), (30, ("长椅", "樱桃树")))
    await yard.passes(days=3)
    assert "选出来了：长椅" in yard.card("有结果了").text


async def test_several_seats_are_asked_for_and_filled(yard: Yard) -> None:
    await drafted(yard, "选出几个")
    assert "要比选项的个数少" in (await yard.chair.says("3"))[-1]
    await yard.chair.says("2")
    assert "选出 2 个" in yard.chair.reads()
    card = await sent(yard)
    assert "选出 2 个" in card.text
    await sixty_one(yard, (41, ("长椅", "路灯")), (11, ("樱桃树",)), (9, ("路灯",)))
    await yard.passes(days=3)
    said = yard.card("有结果了").text
    assert "满 21 户就选上" in await arithmetic(yard)
    assert "选出来了：长椅、路灯" in said


async def test_a_budget_names_its_costs_and_what_is_left(yard: Yard) -> None:
    await drafted(yard, "分一笔钱")
    assert "后面写要多少钱" in yard.chair.reads()
    assert "每个选项后面要写多少钱" in (await yard.chair.says(OPTIONS))[-1]
    await yard.chair.says("长椅 1200元\n樱桃树 800\n路灯 2000元")
    assert "还差一样：一共有多少钱" in yard.chair.reads()
    await yard.chair.taps("一共有多少钱")
    await yard.chair.says("2500元")
    card = await sent(yard)
    assert "一共 2,500 元" in card.text
    assert "樱桃树（800 元）" in await handed_in(yard, "3-2-501", "樱桃树")
    await sixty_one(yard, (35, ("长椅", "樱桃树")), (26, ("樱桃树",)))
    await yard.passes(days=3)
    said = yard.card("有结果了").text
    assert "选出来了：长椅（1,200 元）、樱桃树（800 元）" in said
    assert "一共 2,500 元，用了 2,000 元，还剩 500 元。" in said


async def test_too_few_ballots_decide_nothing(yard: Yard) -> None:
    await drafted(yard, "垫底的一轮轮出局")
    await sent(yard)
    await handed_in(yard, "3-2-501", "路灯")
    await yard.passes(days=3)
    said = yard.card("有结果了").text
    assert "这次不作数" in said
    assert "还差 60" in said


async def test_the_reminder_leads_to_the_form_and_english_has_it_all(yard: Yard) -> None:
    await drafted(yard, "垫底的一轮轮出局")
    await sent(yard)
    who = yard.household("3-2-501")
    await who.says("/lang en")
    await yard.comes_to(10)
    await yard.chair.says("/remind 1")
    await who.taps("Fill in my ballot")
    assert "Tap what you want most" in who.reads()


async def test_while_a_count_takes_long_the_card_says_so_and_takes_no_more_ballots(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, count = threading.Event(), closing.count

    def slowly(vote: Vote, groups: list[closing.Group], **more: Any) -> Counted:
        while not go.wait(0.01):
            more["progress"](120_000, 250_000)
        return count(vote, groups, **more)

    monkeypatch.setattr(closing, "count", slowly)
    monkeypatch.setattr(wakeup, "TELL_SECONDS", 0.05)
    await drafted(yard, "分一笔钱")
    await yard.chair.says("长椅 1200元\n樱桃树 800\n路灯 2000元")
    await yard.chair.taps("一共有多少钱")
    await yard.chair.says("2500元")
    card = await sent(yard)
    await sixty_one(yard, (35, ("长椅", "樱桃树")), (26, ("樱桃树",)))
    yard.world.advance(timedelta(days=3))
    await yard.app.wakeup.sweep()
    async with asyncio.timeout(10):
        while "凑到 1,200 元，一共 2,500 元" not in card.text:
            await asyncio.sleep(0.02)
    assert "正在数票，已经不收票了" in card.text
    who = yard.household("3-2-501").id
    with pytest.raises(VoteClosed):
        await yard.write(lambda tx: actions.cast(tx, yard.courtyard, who, 1, (0,)))
    go.set()
    await yard.settled()
    assert "选出来了：长椅（1,200 元）、樱桃树（800 元）" in yard.card("有结果了").text
    assert "正在数票" not in card.text
