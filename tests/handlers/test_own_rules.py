"""Rules of voting a courtyard adds for itself, for ballots of any kind, and votes under them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import pytest

from bot.actions import opening, vote_drafts
from bot.actions import votes as actions
from bot.check import Mark
from bot.recount import recount
from bot.rule_words import METHOD_NAMES, in_full
from bot.rules import ballot, result_file
from bot.rules.frozen import rule_from_text
from bot.rules.methods import Content, Method
from bot.rules.own_presets import METHODS, blank, by_method
from bot.rules.presets import PRESETS
from bot.rules.verdict import Result, Tie
from bot.sandbox.model import Message
from bot.words import Words
from storage import ballots, votes
from storage.tx import Tx
from tests.handlers.test_rules import sent, vote
from tests.yard import Yard


async def adopted(yard: Yard) -> Message:
    """The rule on the chair's screen goes to the council, which passes it."""
    await yard.chair.taps("交议事会表决")
    card = await sent(yard)
    for member in [yard.chair, *yard.councillors[:3]]:
        await member.taps("同意", on=card)
    await yard.passes(days=4)
    return card


async def changed(yard: Yard, name: str, *taps: str) -> Message:
    """The council changes a rule of its own."""
    await yard.chair.says("/rules")
    for tap in (name, "提议改", *taps):
        await yard.chair.taps(tap)
    return await adopted(yard)


async def decided(yard: Yard, name: str, method: str = "", *taps: str) -> Message:
    """The chair puts a rule of this name together, and the council adopts it."""
    await yard.chair.says("/rules")
    await yard.chair.taps("加一条")
    await yard.chair.says(name)
    if method:
        await yard.chair.taps("怎么投")
        await yard.chair.taps(method)
    for tap in taps:
        await yard.chair.taps(tap)
    return await adopted(yard)


async def opened(yard: Yard, title: str, name: str, options: str = "") -> Message:
    """A vote of nine days under the rule of this name."""
    await yard.chair.says(f"/vote {title} | 9天")
    await yard.chair.taps("📏")
    await yard.chair.taps(name)
    if options:
        await yard.chair.taps("换成自己的选项")
        await yard.chair.says(options)
    return await sent(yard)


async def ticked(yard: Yard, label: str, number: int, *taps: str) -> None:
    who = yard.household(label)
    await who.starts(f"bf1_{yard.courtyard}_{number}")
    for tap in (*taps, "看一遍再交", "✅ 交"):
        await who.taps(tap)


async def cast(yard: Yard, number: int, contents: Sequence[Content]) -> None:
    """The ballots of as many more households, the first ones on the roll."""

    def act(tx: Tx) -> None:
        found = votes.get(tx, yard.courtyard, number)
        assert found is not None
        for (unit, _), content in zip(ballots.missing(tx, found), contents, strict=False):
            actions.record(tx, found, unit, content, person=None)

    await yard.write(act)


def counted_again(yard: Yard, number: int) -> tuple[result_file.ResultFile, list[str]]:
    """The result file, and what a recount says, which finds nothing wrong."""
    document = yard.card(f"表决 {number} 的结果文件").document
    assert document is not None
    file = result_file.read(document.data)
    findings = list(recount(file, Words("zh_CN")))
    assert not [finding for finding in findings if finding.mark is Mark.BAD]
    return file, [finding.text for finding in findings]


async def test_two_thirds_must_take_part_and_those_ticked_most_win(yard: Yard) -> None:
    card = await decided(yard, "挑几样", "可以选几个", "要来多少")
    rule = "要三分之二以上（含）来投；可以选几样，选的人最多的就是它；打平不算，再商量"
    assert f"加一条规矩「挑几样」：{rule}" in card.text
    assert f"「挑几样」：{rule}；谁来投：一户一票。" in yard.card("院里的规矩定了").text
    _, said = counted_again(yard, 1)
    assert any(f"「挑几样」的规矩改成 {rule}；谁来投：一户一票" in one for one in said)

    await opened(yard, "今年先修哪样", "挑几样", "修长椅\n补路灯\n种树")
    assert "至少 80 户" in yard.card("表决 2").text
    await ticked(yard, "3-2-501", 2, "修长椅")
    await ticked(yard, "3-2-502", 2, "修长椅", "补路灯")
    await cast(yard, 2, [(0,), (0, 1)] * 39)
    await yard.passes(days=9)
    assert "选出来了：修长椅" in yard.card("有结果了").text
    file, _ = counted_again(yard, 2)
    assert (file.method, file.result, file.winners) == (
        Method.APPROVAL,
        Result.PASSED,
        ("修长椅",),
    )


@pytest.mark.parametrize(
    ("steps", "tie", "said", "next_"),
    [
        (1, Tie.FAILS, "打平就算没通过", "没通过"),
        (2, Tie.LOTTERY, "打平就公开抽签", "抽签"),
    ],
)
async def test_what_a_tie_comes_to_is_decided_with_the_rule(
    yard: Yard, steps: int, tie: Tie, said: str, next_: str
) -> None:
    card = await decided(yard, "挑一样", "可以选几个", "要来多少", *["打平了"] * steps)
    assert f"选的人最多的就是它；{said}" in card.text
    card = await opened(yard, "今年先修哪样", "挑一样", "修长椅\n补路灯")
    assert said in card.text
    await ticked(yard, "3-2-501", 2, "修长椅")
    await ticked(yard, "3-2-502", 2, "补路灯")
    await cast(yard, 2, [(0,), (1,)] * 39)
    await yard.passes(days=9)
    result = yard.card("有结果了").text
    assert "打平了" in result
    assert next_ in result
    file, _ = counted_again(yard, 2)
    assert (file.result, file.rule.tie) == (Result.TIE, tie)


async def test_of_several_one_is_chosen_and_needs_the_share_that_was_decided(yard: Yard) -> None:
    await decided(yard, "选一个", "只选一个", "要来多少", "要多少票才算选上")
    card = await opened(yard, "哪天办节", "选一个", "周六\n周日\n周一")
    assert "票最多的，还要投了的人里过半数投它才算选上" in card.text
    await yard.household("3-2-501").taps("周六", on=card)
    await cast(yard, 2, [*[(0,)] * 39, *[(1,)] * 20, *[(2,)] * 20])
    await yard.passes(days=9)
    said = yard.card("有结果了").text
    assert "没通过" in said
    assert "得票 40 户（刚好一半，要过半：至少 41，还差 1）" in said
    file, _ = counted_again(yard, 2)
    assert file.result is Result.NOT_PASSED


BALLOTS: dict[Method, list[tuple[int, ...]]] = {
    Method.MAJORITY: [(0,), (0,), (1,)],
    Method.CHOICE: [(0,), (0,), (1,)],
    Method.APPROVAL: [(0, 1), (0,), (0, 2)],
    Method.SCORE: [(5, 1, 0), (4, 0, 0), (5, 5, 0)],
    Method.IRV: [(0, 1), (0, 2), (1, 0)],
    Method.SCHULZE: [(0, 1), (0, 2), (1, 0)],
    Method.STV: [(0, 1), (0, 1), (1, 0)],
    Method.BUDGET: [(0,), (0, 1), (0, 2)],
    Method.CONSENT: [(0,), (0,), (1,)],
}


@pytest.mark.parametrize("method", METHODS)
async def test_under_a_rule_of_any_kind_people_vote_and_anybody_counts_again(
    yard: Yard, method: Method
) -> None:
    named = Words("zh_CN").plain(METHOD_NAMES[method])
    await decided(yard, "院里的新办法", named, "要来多少")
    chair, here = yard.chair.id, yard.courtyard

    def opens(tx: Tx) -> None:
        closes = tx.now + timedelta(days=3)
        number = vote_drafts.draft(tx, here, chair, "今年办哪样？", closes_at=closes)
        change = partial(vote_drafts.change_draft, tx, here, chair, number)
        change(preset="own1")
        if ballot.own_options(method):
            priced = method is Method.BUDGET
            change(options=tuple(f"{name} 500元" if priced else name for name in "甲乙丙"))
        if method is Method.BUDGET:
            vote_drafts.set_money(tx, here, chair, number, "1000元")
        opening.open_vote(tx, here, chair, yard.councillors[0].id, {"vote": number})

    await yard.write(opens)
    found = await vote(yard, 2)
    assert (found.method, rule_from_text(found.rule).key) == (method, "own1")
    await cast(yard, 2, BALLOTS[method] * 27)
    await yard.passes(days=3, hours=1)
    file, said = counted_again(yard, 2)
    assert (file.method, file.result) == (method, Result.PASSED)
    assert "来投的要 ≥ 120 × 2/3，就是至少 80；来了 81，够了" in said


async def test_a_rule_of_one_kind_of_ballot_is_not_bent_to_another(yard: Yard) -> None:
    """Who wants other ballots than the rule says gets another rule, and is shown which."""
    await decided(yard, "打分", "打 0 到 5 分", "要来多少")
    await yard.chair.says("/vote 哪个方案好 | 甲 | 乙 | 9天")
    await yard.chair.taps("📏")
    await yard.chair.taps("打分")
    assert (await vote(yard, 2)).method is Method.SCORE
    assert (await vote(yard, 2)).options == ("甲", "乙")
    await yard.chair.taps("🧮")
    await yard.chair.taps("两个两个比")
    assert "按「几样里选（票多的当选）」来" in yard.chair.reads()
    await yard.chair.taps("改回同意")
    assert "按「院里的一般事」来" in yard.chair.reads()


def test_every_rule_is_said_in_english_as_english_is_written() -> None:
    own = [by_method(blank("own7", "Parking"), method) for method in METHODS]
    for preset in [*PRESETS.values(), *own]:
        said = in_full(Words("en"), preset)
        assert said.isascii(), said
        assert "; " in said


async def test_no_two_rules_have_one_name(yard: Yard) -> None:
    await decided(yard, "停车的事")
    for taken in ("停车 的事", "院里的一般事"):
        await yard.chair.says("/rules")
        await yard.chair.taps("加一条")
        said = (await yard.chair.says(taken))[-1]
        assert "已经有一条叫" in said
