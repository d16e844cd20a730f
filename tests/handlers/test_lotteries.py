"""What a tie comes to, as the courtyard's rule says: talk again, not passed, or a public draw."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from bot import deep_checks
from bot.__main__ import main
from bot.recount import recount
from bot.rules import result_file
from bot.rules.result_file import ResultFile
from bot.rules.triage import State
from bot.rules.verdict import Tie
from bot.words import Words
from handlers.views import lottery_proof, verdicts
from handlers.views.result_file import of_vote
from storage import audit, ballots, residents, topics, vote_roll, votes
from storage.tx import Tx
from storage.votes import Vote, VoteState
from tests.handlers.at_the_box import amiss
from tests.handlers.counted import arithmetic
from tests.handlers.test_after import vote_of
from tests.handlers.test_rules import sent
from tests.yard import Yard

OPTIONS = "长椅\n樱桃树\n路灯"
DICE = "3 1 6 2 5 4 4 1 2 6"
TAPS = {Tie.FAILS: 1, Tie.LOTTERY: 2}


async def rule_set(yard: Yard, tie: Tie) -> None:
    """The council decides by its vote what a tie comes to."""
    await yard.chair.says("/rules")
    await yard.chair.taps("几样里选")
    await yard.chair.taps("提议改")
    for _ in range(TAPS[tie]):
        await yard.chair.taps("🤝 打平了")
    await yard.chair.taps("交议事会表决")
    card = await sent(yard)
    for member in [yard.chair, *yard.councillors[:3]]:
        await member.taps("同意", on=card)
    await yard.passes(days=3, hours=1)


async def asked(yard: Yard, how: str | None = None) -> None:
    """A choice between three, out in the group."""
    await yard.chair.says("/vote 公共空地拿来做啥？ | 3天")
    await yard.chair.taps("换成自己的选项")
    await yard.chair.says(OPTIONS)
    if how:
        await yard.chair.taps("只选一个")
        await yard.chair.taps(how)
    await sent(yard)


async def tied(yard: Yard, *shares: tuple[int, tuple[int, ...]]) -> None:
    """The ballots are in, and the vote is over."""
    kinds = [content for n, content in shares for _ in range(n)]

    def cast(tx: Tx) -> None:
        vote = votes.get(tx, yard.courtyard, 2)
        assert vote is not None
        for (unit, _), content in zip(vote_roll.labels(tx, vote), kinds, strict=False):
            ballots.put_ballot(tx, vote, unit, content, None)

    await yard.write(cast)
    await yard.passes(days=3)


HALVES = ((31, (0,)), (31, (2,)), (3, (1,)))


async def announced(yard: Yard, how: str = "当众掷骰子", note: str = "大门口，一单元看着") -> None:
    first, second = yard.councillors[1], yard.councillors[2]
    await first.starts(f"vo1_{yard.courtyard}_2")
    await first.taps("定哪天抽签")
    await first.taps(how)
    if note:
        await first.says(note)
    await second.taps("同意，这就办")


async def entered(yard: Yard, text: str = DICE) -> None:
    first, second = yard.councillors[1], yard.councillors[2]
    await first.starts(f"vo1_{yard.courtyard}_2")
    await first.taps("录抽签的数")
    await first.says(text)
    await second.taps("同意，这就办")


def _found(tx: Tx, yard: Yard) -> Vote:
    found = votes.get(tx, yard.courtyard, 2)
    assert found is not None
    return found


async def file_of(yard: Yard) -> ResultFile:
    return await yard.read(lambda tx: of_vote(tx, _found(tx, yard), "7号大院"))


def recounted(file: ResultFile, folder: Path) -> int:
    path = folder / "yuanba-result-2.json"
    path.write_bytes(result_file.write(file))
    return main(["recount", str(path)])


def labels(yard: Yard) -> list[str]:
    return yard.councillors[1].buttons()


async def looks(yard: Yard) -> str:
    """The vote's own screen, as a councillor sees it."""
    await yard.councillors[1].starts(f"vo1_{yard.courtyard}_2")
    return yard.councillors[1].reads()


async def test_a_tie_that_fails_is_said_with_what_may_be_tried_next(yard: Yard) -> None:
    await rule_set(yard, Tie.FAILS)
    await asked(yard)
    assert "打平就算没通过" in yard.card("表决 2").text
    await tied(yard, *HALVES)
    said = yard.card("有结果了").text
    assert "打平了：长椅、路灯" in said
    assert "规矩写明了：打平就算没通过" in said
    assert "再投一次" in said
    assert (await vote_of(yard, 2)).result == "tie"
    assert "🎲" not in await looks(yard)


async def test_a_failing_tie_rejects_the_topic_it_was_about(yard: Yard) -> None:
    await rule_set(yard, Tie.FAILS)
    await asked(yard)
    await _of_a_topic(yard)
    await tied(yard, *HALVES)
    assert await _topic_state(yard) is State.REJECTED


async def test_a_tie_to_be_drawn_keeps_its_topic_until_it_is_and_then_adopts_it(
    yard: Yard,
) -> None:
    await rule_set(yard, Tie.LOTTERY)
    await asked(yard)
    await _of_a_topic(yard)
    await tied(yard, *HALVES)
    assert await _topic_state(yard) is State.TO_VOTE
    await announced(yard)
    await yard.passes(days=1, hours=8)
    await entered(yard)
    assert await _topic_state(yard) is State.ADOPTED


async def test_a_tie_that_waits_long_for_its_draw_is_nothing_amiss(yard: Yard) -> None:
    await rule_set(yard, Tie.LOTTERY)
    await asked(yard)
    await tied(yard, *HALVES)
    await yard.passes(days=20)
    assert (await vote_of(yard, 2)).state is VoteState.CLOSED
    assert await amiss(yard) == []
    assert "公示到" not in await looks(yard), "that day is past, and another comes with the draw"


async def test_when_its_ballots_are_gone_a_draw_can_still_be_done_again(yard: Yard) -> None:
    await rule_set(yard, Tie.LOTTERY)
    await asked(yard)
    await tied(yard, *HALVES)
    await announced(yard)
    await yard.passes(days=1, hours=8)
    await entered(yard)
    for _ in range(5):
        await yard.passes(days=100)
    assert (await vote_of(yard, 2)).cleared_at
    assert "点「怎么算的」" in await looks(yard)
    assert "📄 结果文件" not in labels(yard)
    await yard.councillors[1].taps("怎么算的")
    assert "自己抽一遍" in yard.councillors[1].reads()
    assert "📄 结果文件" not in labels(yard)


async def _of_a_topic(yard: Yard) -> None:
    def tie(tx: Tx) -> None:
        number = topics.add(tx, yard.courtyard, "空地", "空地拿来做啥", yard.ready.chair.id)
        found = topics.get(tx, yard.courtyard, number)
        assert found is not None
        topics.update(tx, found, state=State.TO_VOTE, vote=2)
        votes.update(tx, _found(tx, yard), topic=number)

    await yard.write(tie)


async def _topic_state(yard: Yard) -> State:
    found = await yard.read(lambda tx: topics.get(tx, yard.courtyard, 1))
    assert found is not None
    return found.state


async def test_a_public_draw_from_the_tie_to_the_result_that_anybody_can_check(
    yard: Yard, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await rule_set(yard, Tie.LOTTERY)
    await asked(yard)
    assert "打平就公开抽签" in yard.card("表决 2").text
    await tied(yard, *HALVES)
    assert "等议事会定哪天抽、数从哪儿来" in yard.card("有结果了").text
    await yard.councillors[1].says("/home")
    assert "定抽签的日子：公共空地拿来做啥？" in yard.councillors[1].reads()
    assert "再投一次" not in await looks(yard)
    assert "🔁 再投一次" not in labels(yard)
    await announced(yard)
    told = yard.card("要公开抽签").text
    assert "打平的：长椅、路灯。抽 1 个" in told
    assert "20:00 当众掷骰子，掷 10 次，照先后记下来（大门口，一单元看着）" in told
    assert "当众掷骰子" in yard.card("表决 2（").text, "the card says when it is"
    await looks(yard)
    assert "🎲 录抽签的数" not in labels(yard), "nobody enters numbers before the dice are thrown"
    await yard.passes(days=1, hours=8)
    assert "该抽签了" in yard.councillors[3].reads()
    await entered(yard)
    vote, file = await vote_of(yard, 2), await file_of(yard)
    assert vote.result == "passed"
    said = yard.card("抽签抽完了").text
    assert f"选出来了：{file.winners[0]}" in said
    assert "提异议" in said
    assert _by_sha256sum(said) == file.winners[0]
    assert "自己抽一遍" in await arithmetic(yard, 2)
    assert not [text for text in yard.councillors[3].texts() if "改不了" in text]
    assert yard.card("结果文件").message_id > yard.card("抽签抽完了").message_id
    assert recounted(file, tmp_path) == 0
    assert "问问看着掷的人" in capsys.readouterr().out
    assert await yard.read(lambda tx: audit.verify(tx, yard.courtyard)) is None
    assert await yard.read(lambda tx: list(deep_checks.votes(tx, lambda *_: None))) == []
    await yard.passes(days=15)
    assert (await vote_of(yard, 2)).state is VoteState.FINAL


def _by_sha256sum(said: str) -> str:
    """Who comes first, by the commands in the message alone."""
    commands = re.findall(r"printf .* \| sha256sum", said)
    results = [_run(command) for command in commands]
    for result in results:
        assert result in said
    seed = results[1]
    order = {_run(f"printf '%s' '{seed}|{name}' | sha256sum"): name for name in ("长椅", "路灯")}
    return order[min(order)]


def _run(command: str) -> str:
    found = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    return found.stdout.split()[0]


async def test_the_national_lottery_gives_the_numbers_where_nobody_throws_dice(yard: Yard) -> None:
    await rule_set(yard, Tie.LOTTERY)
    await asked(yard, "可以选几个")
    await tied(yard, *HALVES)
    await announced(yard, "双色球", note="")
    assert "以后开奖的第一期双色球" in yard.card("要公开抽签").text
    await yard.passes(days=2)
    await entered(yard, "１９、08 03 25 12 31 + 05")
    assert "出来的数：3 8 12 19 25 31 5" in yard.card("抽签抽完了").text


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


async def test_residents_see_no_button_of_the_draw(yard: Yard) -> None:
    await rule_set(yard, Tie.LOTTERY)
    await asked(yard)
    await tied(yard, *HALVES)
    who = yard.household("3-2-501")
    await who.starts(f"vo1_{yard.courtyard}_2")
    assert not [label for label in who.buttons() if "🎲" in label]
    await who.says("/home")
    assert "抽签" not in who.reads()


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


async def test_the_council_is_reminded_of_a_draw_that_nobody_sets_or_holds(yard: Yard) -> None:
    await rule_set(yard, Tie.LOTTERY)
    await asked(yard)
    await tied(yard, *HALVES)

    def told() -> int:
        return sum("还没定哪天抽签" in text for text in yard.chair.texts())

    assert told() == 0
    await yard.passes(days=1)
    assert told() == 1
    await yard.passes(days=8)
    assert told() == 2
    await announced(yard)
    await yard.passes(days=2)
    assert "该抽签了" in yard.chair.reads()
    await yard.passes(days=8)
    assert sum("该抽签了" in text for text in yard.chair.texts()) == 2
    await entered(yard)
    await yard.passes(days=8)
    assert sum("该抽签了" in text for text in yard.chair.texts()) == 2


async def test_in_english_no_comma_or_bracket_is_a_chinese_one(yard: Yard) -> None:
    await rule_set(yard, Tie.LOTTERY)
    await asked(yard, "可以选几个")
    await tied(yard, *HALVES)
    await announced(yard, note="at the gate")
    await yard.passes(days=1, hours=8)
    await entered(yard)
    file, english = await file_of(yard), Words("en")
    said = [found.text for found in recount(file, english)]
    vote = await vote_of(yard, 2)
    said += lottery_proof.again(english, vote)
    said.append(verdicts.rule_line(english, vote))
    assert not [line for line in said if re.search("[；（）、]", line)]
