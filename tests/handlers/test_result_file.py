"""The result file comes with the result, and a button brings it again."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.check import Mark
from bot.recount import recount
from bot.rules import result_file
from bot.rules.result_file import ResultFile
from bot.sandbox.model import Message
from bot.words import Words
from storage import audit, votes
from storage.tx import Tx
from tests.handlers.counted import arithmetic
from tests.handlers.test_ballots import drafted, sent, sixty_one
from tests.handlers.test_votes import opened
from tests.yard import Yard

CHOICES = {"3-2-501": "同意", "3-2-502": "反对", "3-2-503": "同意", "3-2-504": "反对"}


async def closed(yard: Yard, choices: dict[str, str]) -> Message:
    card = await opened(yard)
    for label, choice in choices.items():
        await yard.household(label).taps(choice, on=card)
    await yard.passes(days=3)
    return card


def read(message: Message) -> ResultFile:
    assert message.document is not None
    return result_file.read(message.document.data)


async def test_the_file_follows_the_result_and_recounts(yard: Yard) -> None:
    card = await closed(yard, CHOICES)
    message = yard.card("结果文件")
    assert message.reply_to is card
    texts = yard.group_texts()
    assert texts.index(message.text) == texts.index(yard.card("有结果了").text) + 1
    file = read(message)
    assert file.tally == (2, 2, 0)
    assert file.voted == tuple(CHOICES)
    assert f"账本到这里的指纹：{file.chain_head[:16]}" in message.text
    assert file.chain_head[:16] in await arithmetic(yard)
    assert all(step.mark is Mark.GOOD for step in recount(file, Words("zh_CN")))


async def test_who_voted_stays_out_where_all_agreed(yard: Yard) -> None:
    await closed(yard, dict.fromkeys(CHOICES, "同意"))
    assert read(yard.card("结果文件")).voted is None


async def test_the_button_of_a_closed_vote_sends_it_again(yard: Yard) -> None:
    await closed(yard, CHOICES)
    resident = yard.household("3-2-501")
    await resident.says("/votes")
    await resident.taps("1.")
    await resident.taps("📄 结果文件")
    assert "结果文件" in resident.reads()


async def test_a_council_vote_is_published_without_names(yard: Yard) -> None:
    await yard.chair.says("/vote")
    await yard.chair.says("门口装不装灯")
    await yard.chair.taps("一户一票")
    await yard.chair.taps("登记居民一人一票")
    await yard.chair.taps("截止时间")
    await yard.chair.says("3天")
    await yard.chair.taps("发出去")
    await yard.councillors[0].taps("同意，这就办")
    await yard.chair.taps("同意", on=yard.card("表决 1"))
    await yard.passes(days=3)
    file = read(yard.card("结果文件"))
    assert (file.electorate, file.voted) == ("COUNCIL", None)
    assert [(seat.number, seat.label) for seat in file.roll] == [(n, None) for n in range(1, 8)]
    assert not re.search(rf"\b{yard.ready.chair.id}\b", result_file.write(file).decode())
    assert all(step.mark is Mark.GOOD for step in recount(file, Words("en")))


async def test_rankings_that_many_share_are_published_and_counted_again(yard: Yard) -> None:
    await drafted(yard, "垫底的一轮轮出局")
    await sent(yard)
    await sixty_one(
        yard, (27, ("长椅", "路灯")), (20, ("路灯", "樱桃树")), (14, ("樱桃树", "路灯"))
    )
    await yard.passes(days=3)
    message = yard.card("结果文件")
    assert "再数一遍" in message.text
    file = read(message)
    assert [(stack.ballot, stack.n) for stack in file.ballots or ()] == [
        ((0, 2), 27),
        ((1, 2), 14),
        ((2, 1), 20),
    ]
    assert file.winners == ("路灯",)
    assert all(step.mark is Mark.GOOD for step in recount(file, Words("zh_CN")))


async def test_a_ranking_like_no_other_leaves_only_sums_anywhere(yard: Yard) -> None:
    await drafted(yard, "垫底的一轮轮出局")
    await sent(yard)
    await sixty_one(yard, (30, ("长椅", "路灯")), (30, ("路灯", "樱桃树")), (1, ("樱桃树", "长椅")))
    await yard.passes(days=3)
    message = yard.card("结果文件")
    assert "只放各项的总数和每一步" in message.text
    file = read(message)
    assert (file.ballots, file.withheld, file.voted is not None) == (None, "alike", True)
    marks = {step.mark for step in recount(file, Words("zh_CN"))}
    assert marks == {Mark.GOOD, Mark.LOOK}
    vote = await yard.read(lambda tx: votes.get(tx, yard.courtyard, 1))
    assert vote is not None
    assert vote.counted is None
    assert "[1,0]" not in await yard.read(_closing_entry(yard))


def _closing_entry(yard: Yard) -> Callable[[Tx], str]:
    def payload(tx: Tx) -> str:
        entries = audit.entries(tx, yard.courtyard)
        return next(e.payload or "" for e in entries if e.act == "vote.closed")

    return payload
