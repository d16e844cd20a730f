"""The result file comes with the result, and a button brings it again."""

from __future__ import annotations

from bot.check import Mark
from bot.recount import recount
from bot.rules import result_file
from bot.rules.result_file import ResultFile
from bot.sandbox.model import Message
from bot.words import Words
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
    assert file.chain_head[:16] in yard.card("有结果了").text
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
    assert str(yard.ready.chair.id) not in result_file.write(file).decode()
    assert all(step.mark is Mark.GOOD for step in recount(file, Words("en")))
