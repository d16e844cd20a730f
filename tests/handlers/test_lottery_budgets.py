"""Draws between projects, and sums that recount without ballots."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from bot.rules import result_file
from bot.rules.verdict import Tie
from tests.handlers.counted import arithmetic
from tests.handlers.test_rules import sent
from tests.handlers.ties import (
    OPTIONS,
    announced,
    asked,
    entered,
    file_of,
    recounted,
    rule_set,
    tied,
)
from tests.yard import Yard


async def budget(yard: Yard) -> None:
    await yard.chair.says("/vote 钱咋花？ | 3天")
    await yard.chair.taps("换成自己的选项")
    await yard.chair.says(OPTIONS)
    await yard.chair.taps("只选一个")
    await yard.chair.taps("分一笔钱")
    await yard.chair.says("长椅 1200元\n樱桃树 1200元\n路灯 2000元")
    await yard.chair.taps("一共有多少钱")
    await yard.chair.says("2000元")
    await sent(yard)


async def test_projects_of_a_budget_are_done_in_the_order_drawn_while_there_is_money(
    yard: Yard, tmp_path: Path
) -> None:
    await rule_set(yard, Tie.LOTTERY)
    await budget(yard)
    await tied(yard, (40, (0, 1)), (25, (2,)))
    assert "打平了：长椅（1,200 元）、樱桃树（1,200 元）" in yard.card("有结果了").text
    await announced(yard)
    assert "打平的：长椅、樱桃树。照抽的先后办，钱够就办" in yard.card("要公开抽签").text
    await yard.passes(days=1, hours=8)
    await entered(yard)
    file = await file_of(yard)
    assert f"选出来了：{file.winners[0]}（1,200 元）" in yard.card("抽签抽完了").text
    assert "用了 1,200 元，还剩 800 元" in await arithmetic(yard, 2)
    assert len(file.winners) == 1
    assert recounted(file, tmp_path) == 0


async def test_sums_alone_recount_a_draw_where_ballots_are_not_published(
    yard: Yard, tmp_path: Path
) -> None:
    await rule_set(yard, Tie.LOTTERY)
    await asked(yard, "两个两个比")
    await tied(yard, (32, (0, 2)), (32, (2, 0)), (1, (1,)))
    await announced(yard)
    await yard.passes(days=1, hours=8)
    await entered(yard)
    file = await file_of(yard)
    assert file.ballots is None
    assert recounted(file, tmp_path) == 0
    other = "路灯" if file.winners == ("长椅",) else "长椅"
    assert recounted(result_file.sealed(replace(file, winners=(other,))), tmp_path) == 1


async def test_a_budget_that_buys_nothing_says_what_is_nearest_and_how_much_it_is_short(
    yard: Yard,
) -> None:
    await rule_set(yard, Tie.FAILS)
    await budget(yard)
    await tied(yard, (31, (0,)), (31, (1,)), (4, (2,)))
    said = yard.card("有结果了").text
    assert "没通过" in said
    assert "没有一样凑够。最接近的是 长椅（1,200 元）：想办的 31 户，每家名下 " in said
    assert re.search(r"还差 [\d.,]+ 元；再给每家添，凑够的加起来就超过 2,000 元了", said)


async def test_where_nobody_ticks_anything_that_is_why_nothing_came_of_it(yard: Yard) -> None:
    await rule_set(yard, Tie.FAILS)
    await asked(yard, "可以选几个")
    await tied(yard, (65, ()))
    assert "没有一样有人选。" in yard.card("有结果了").text
