"""A public draw put off, entered wrongly, forged, or asked for twice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.rules import result_file
from bot.rules.verdict import Tie
from storage import residents
from storage.tx import Tx
from tests.handlers.test_after import vote_of
from tests.handlers.ties import (
    DICE,
    HALVES,
    announced,
    asked,
    entered,
    file_of,
    labels,
    looks,
    recounted,
    rule_set,
    tied,
)
from tests.yard import Yard


@pytest.mark.parametrize(
    ("how", "text"),
    [
        ("当众掷骰子", "3 1 6"),
        ("当众掷骰子", "3 1 6 2 5 4 4 1 2 7"),
        ("双色球", "03 08 12 19 25 31"),
        ("双色球", "03 08 12 19 25 25 05"),
        ("双色球", "03 08 12 19 25 34 05"),
        ("双色球", "没开奖"),
    ],
)
async def test_numbers_that_cannot_have_come_are_refused_with_a_word(
    yard: Yard, how: str, text: str
) -> None:
    await rule_set(yard, Tie.LOTTERY)
    await asked(yard)
    await tied(yard, *HALVES)
    await announced(yard, how, note="大门口" if how == "当众掷骰子" else "")
    await yard.passes(days=2)
    first = yard.councillors[1]
    await first.starts(f"vo1_{yard.courtyard}_2")
    await first.taps("录抽签的数")
    await first.says(text)
    assert "比如：" in first.reads()
    await first.says(DICE if how == "当众掷骰子" else "03 08 12 19 25 31 05")
    assert "已经请其他议事员确认" in first.reads(), "whoever mistyped tries again at once"


async def test_a_draw_put_off_says_so_to_everyone_and_old_numbers_do_not_count(yard: Yard) -> None:
    await rule_set(yard, Tie.LOTTERY)
    await asked(yard)
    await tied(yard, *HALVES)
    await announced(yard)
    await yard.passes(days=1, hours=8)
    first, second = yard.councillors[1], yard.councillors[2]
    await first.starts(f"vo1_{yard.courtyard}_2")
    await first.taps("录抽签的数")
    await first.says(DICE)
    waiting = second.newest()
    await first.starts(f"vo1_{yard.courtyard}_2")
    await first.taps("换个日子抽")
    await first.taps("双色球")
    assert "写一句为啥" in first.reads()
    await first.says("下雨没掷成")
    await yard.councillors[3].taps("同意，这就办")
    told = yard.card("改过日子了，这是第 2 次定的").text
    assert "下雨没掷成" in told
    assert "还没到抽签的时候" in await second.taps("同意，这就办", on=waiting)
    assert (await vote_of(yard, 2)).result == "tie"


async def test_a_draw_confirmed_too_late_for_everybody_to_know_is_not_announced(
    yard: Yard,
) -> None:
    await rule_set(yard, Tie.LOTTERY)
    await asked(yard)
    await tied(yard, *HALVES)
    first, second = yard.councillors[1], yard.councillors[2]
    await first.starts(f"vo1_{yard.courtyard}_2")
    await first.taps("定哪天抽签")
    await first.taps("双色球")
    await yard.passes(hours=20)
    assert "不到 12 小时" in await second.taps("同意，这就办")
    assert (await vote_of(yard, 2)).lottery is None


async def test_a_second_count_that_ties_alike_keeps_what_was_drawn(yard: Yard) -> None:
    await rule_set(yard, Tie.LOTTERY)
    await asked(yard)
    await tied(yard, *HALVES)
    await announced(yard)
    await yard.passes(days=1, hours=8)
    await entered(yard)
    before = await file_of(yard)
    who = yard.household("3-2-501")
    await who.starts(f"vo1_{yard.courtyard}_2")
    await who.taps("我有异议")
    await who.says("骰子没掷稳")
    await yard.councillors[1].taps("重新数一遍")
    await yard.councillors[1].says("数一遍放心")
    await yard.councillors[2].taps("同意，这就办")
    assert "和上次数的一样" in yard.card("重新数过了").text
    after = await file_of(yard)
    assert (after.winners, after.lottery) == (before.winners, before.lottery)


async def test_where_a_vote_is_voided_before_its_draw_all_read_that_nothing_is_drawn(
    yard: Yard,
) -> None:
    await rule_set(yard, Tie.LOTTERY)
    await asked(yard)
    await tied(yard, *HALVES)
    await announced(yard)
    who = yard.household("3-2-501")
    await who.starts(f"vo1_{yard.courtyard}_2")
    await who.taps("我有异议")
    await who.says("我家没收到通知")
    await yard.councillors[1].taps("这次作废")
    await yard.councillors[1].says("真没通知")
    await yard.councillors[2].taps("同意，这就办")
    assert "说好的抽签也不抽了" in yard.card("表决 2 作废了").text
    await yard.passes(days=1, hours=8)
    assert "该抽签了" not in yard.councillors[3].reads()


async def test_a_forged_draw_does_not_recount(yard: Yard, tmp_path: Path) -> None:
    await rule_set(yard, Tie.LOTTERY)
    await asked(yard)
    await tied(yard, *HALVES)
    before = await file_of(yard)
    assert recounted(before, tmp_path) == 0, "a tie that waits for its draw is no mistake"
    await announced(yard)
    assert recounted(await file_of(yard), tmp_path) == 0
    await yard.passes(days=1, hours=8)
    await entered(yard)
    file = await file_of(yard)
    assert file.lottery is not None
    other = "路灯" if file.winners == ("长椅",) else "长椅"
    for wrong in (
        replace(file, winners=(other,)),
        replace(file, lottery=replace(file.lottery, numbers=(7,) * 10)),
        replace(file, lottery=replace(file.lottery, tied=(0, 1))),
        replace(file, lottery=replace(file.lottery, tied=(0, 99))),
        replace(file, lottery=replace(file.lottery, places=2)),
        replace(file, lottery=replace(file.lottery, list_hash="0" * 64)),
        replace(file, lottery=replace(file.lottery, numbers=None)),
        replace(file, lottery=None),
        replace(file, rule=replace(file.rule, tie=Tie.FAILS)),
    ):
        assert recounted(result_file.sealed(wrong), tmp_path) == 1, wrong.lottery


async def test_numbers_entered_wrongly_are_put_right_by_two_as_long_as_anybody_may_object(
    yard: Yard, tmp_path: Path
) -> None:
    await rule_set(yard, Tie.LOTTERY)
    await asked(yard)
    await tied(yard, *HALVES)
    await announced(yard)
    await yard.passes(days=1, hours=8)
    await entered(yard)
    first, second = yard.councillors[1], yard.councillors[2]
    await looks(yard)
    assert "🎲 换个日子抽" not in labels(yard), "what was drawn is not drawn again"
    await first.taps("数录错了，重录")
    await first.says("6 6 6 2 5 4 4 1 2 6")
    await second.taps("同意，这就办")
    told = yard.card("上次的数录错了，以这次为准").text
    assert "出来的数：6 6 6 2 5 4 4 1 2 6" in told
    file = await file_of(yard)
    assert f"选出来了：{file.winners[0]}" in told
    assert recounted(file, tmp_path) == 0
    await looks(yard)
    await first.taps("数录错了，重录")
    await first.says("6 6 6 2 5 4 4 1 2 6")
    assert "本来录的就是这些数" in await second.taps("同意，这就办")
    await yard.passes(days=7)
    await looks(yard)
    assert not [label for label in labels(yard) if "🎲" in label]


async def test_of_two_who_ask_at_once_the_second_is_not_done_over_the_first(yard: Yard) -> None:
    await rule_set(yard, Tie.LOTTERY)
    await asked(yard)
    await tied(yard, *HALVES)
    one, other, second = yard.councillors[1], yard.councillors[3], yard.councillors[2]
    questions = []
    for who in (one, other):
        await who.starts(f"vo1_{yard.courtyard}_2")
        await who.taps("定哪天抽签")
        await who.taps("双色球")
        questions.append(second.newest())
    await second.taps("同意，这就办", on=questions[0])
    assert "另定了抽签的时间" in await second.taps("同意，这就办", on=questions[1])
    await yard.passes(days=2)
    questions.clear()
    for who, numbers in ((one, "03 08 12 19 25 31 05"), (other, "03 08 12 19 25 31 06")):
        await who.starts(f"vo1_{yard.courtyard}_2")
        await who.taps("录抽签的数")
        await who.says(numbers)
        questions.append(second.newest())
    await second.taps("同意，这就办", on=questions[0])
    assert "已经录了别的数" in await second.taps("同意，这就办", on=questions[1])
    assert not [text for text in yard.group_texts() if "以这次为准" in text]


async def test_in_a_council_of_one_the_chair_draws_alone_and_it_is_said_to_all(yard: Yard) -> None:
    await rule_set(yard, Tie.LOTTERY)
    await asked(yard)
    await tied(yard, *HALVES)

    def alone(tx: Tx) -> None:
        for user in yard.ready.council[1:]:
            residents.revoke(tx, yard.courtyard, user.id, "councillor")

    await yard.write(alone)
    await yard.chair.starts(f"vo1_{yard.courtyard}_2")
    await yard.chair.taps("定哪天抽签")
    await yard.chair.taps("双色球")
    assert "第一期双色球" in yard.card("要公开抽签").text
    await yard.passes(days=2)
    await yard.chair.starts(f"vo1_{yard.courtyard}_2")
    await yard.chair.taps("录抽签的数")
    await yard.chair.says("03 08 12 19 25 31 05")
    assert "选出来了" in yard.card("抽签抽完了").text
