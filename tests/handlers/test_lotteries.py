"""What a tie comes to, as the courtyard's rule says: talk again, not passed, or a public draw."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from bot import deep_checks
from bot.recount import recount
from bot.rules.triage import State
from bot.rules.verdict import Tie
from bot.words import Words
from handlers.views import lottery_proof, verdicts
from storage import audit, topics, votes
from storage.tx import Tx
from storage.votes import VoteState
from tests.handlers.at_the_box import amiss
from tests.handlers.counted import arithmetic
from tests.handlers.test_after import vote_of
from tests.handlers.ties import (
    HALVES,
    announced,
    asked,
    entered,
    file_of,
    found,
    labels,
    looks,
    recounted,
    rule_set,
    tied,
)
from tests.yard import Yard


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
        topic = topics.get(tx, yard.courtyard, number)
        assert topic is not None
        topics.update(tx, topic, state=State.TO_VOTE, vote=2)
        votes.update(tx, found(tx, yard), topic=number)

    await yard.write(tie)


async def _topic_state(yard: Yard) -> State:
    topic = await yard.read(lambda tx: topics.get(tx, yard.courtyard, 1))
    assert topic is not None
    return topic.state


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


async def test_residents_see_no_button_of_the_draw(yard: Yard) -> None:
    await rule_set(yard, Tie.LOTTERY)
    await asked(yard)
    await tied(yard, *HALVES)
    who = yard.household("3-2-501")
    await who.starts(f"vo1_{yard.courtyard}_2")
    assert not [label for label in who.buttons() if "🎲" in label]
    await who.says("/home")
    assert "抽签" not in who.reads()


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
