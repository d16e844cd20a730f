"""Secret votes for several seats and for money, from the draft to the recount of the file."""

from __future__ import annotations

from dataclasses import replace

from bot.actions import secrecy
from bot.check import Mark
from bot.recount import recount
from bot.rules import result_file
from bot.rules.methods import Content, Method
from bot.rules.result_file import ResultFile
from bot.sandbox.model import Message
from bot.words import Words
from storage import ballots, votes
from storage.ballots import Channel
from storage.tx import Tx
from tests.handlers.counted import arithmetic
from tests.handlers.secret import the_vote, voted
from tests.handlers.test_ballots import drafted, sent
from tests.handlers.test_result_file import read
from tests.yard import Yard

BENCH, TREE, LAMP = 0, 1, 2


async def secretly_sent(yard: Yard) -> Message:
    await yard.chair.taps("秘密投票：否")
    return await sent(yard)


async def boxed(yard: Yard, *shares: tuple[int, Content]) -> None:
    """So many households more hand in each ballot, in private."""
    contents = [content for n, content in shares for _ in range(n)]

    def cast(tx: Tx) -> None:
        vote = votes.get(tx, yard.courtyard, 1)
        assert vote is not None
        for (unit, label), content in zip(ballots.missing(tx, vote), contents, strict=False):
            secrecy.hand_in(tx, vote, unit, label, content, Channel.TAP)

    await yard.write(cast)


async def counted(yard: Yard) -> tuple[str, ResultFile]:
    """The announcement of the result, and the file that goes with it."""
    await yard.passes(days=3)
    await yard.settled()
    return yard.card("有结果了").text, read(yard.card("的结果文件"))


def wrong(file: ResultFile) -> list[str]:
    return [found.text for found in recount(file, Words()) if found.mark is Mark.BAD]


async def test_two_seats_are_filled_in_secret_and_the_file_counts_again(yard: Yard) -> None:
    await drafted(yard, "选出几个")
    await yard.chair.says("2")
    card = await secretly_sent(yard)
    assert "选出 2 个" in card.text
    assert await voted(yard, "3-2-501", "长椅", "路灯", "看一遍再交") == "交了。"
    assert await voted(yard, "3-2-502", "樱桃树", "看一遍再交") == "交了。"
    assert "先不报数" in card.text
    await boxed(yard, (40, (BENCH, LAMP)), (10, (TREE,)), (9, (LAMP,)))
    said, file = await counted(yard)
    assert "满 21 户就选上" in await arithmetic(yard)
    assert "选出来了：长椅、路灯" in said
    assert (file.secret, file.method, file.seats, file.cast) == (True, Method.STV, 2, 61)
    assert file.winners == ("长椅", "路灯")
    assert file.ballots is not None
    assert [(stack.ballot, stack.n) for stack in file.ballots] == [
        ((BENCH, LAMP), 41),
        ((TREE,), 11),
        ((LAMP,), 9),
    ]
    assert file.receipts is not None
    assert wrong(file) == []
    assert wrong(result_file.sealed(replace(file, winners=("长椅", "樱桃树"))))
    shifted = (replace(file.ballots[0], n=40), replace(file.ballots[1], n=12), file.ballots[2])
    assert wrong(result_file.sealed(replace(file, ballots=shifted)))


async def test_money_is_shared_out_in_secret_and_the_file_counts_again(yard: Yard) -> None:
    await drafted(yard, "分一笔钱")
    await yard.chair.says("长椅 1200元\n樱桃树 800\n路灯 2000元")
    await yard.chair.taps("一共有多少钱")
    await yard.chair.says("2500元")
    card = await secretly_sent(yard)
    assert "一共 2,500 元" in card.text
    assert await voted(yard, "3-2-501", "长椅", "樱桃树", "看一遍再交") == "交了。"
    await boxed(yard, (34, (BENCH, TREE)), (26, (TREE,)))
    said, file = await counted(yard)
    assert "选出来了：长椅（1,200 元）、樱桃树（800 元）" in said
    assert "一共 2,500 元，用了 2,000 元，还剩 500 元。" in said
    assert (file.secret, file.cast, file.money) == (True, 61, 250_000)
    assert file.costs == (120_000, 80_000, 200_000)
    assert file.winners == ("长椅", "樱桃树")
    assert wrong(file) == []
    assert wrong(result_file.sealed(replace(file, costs=(120_000, 180_000, 200_000))))


async def test_a_secret_ranking_like_no_other_leaves_only_sums_and_still_counts_again(
    yard: Yard,
) -> None:
    await drafted(yard, "选出几个")
    await yard.chair.says("2")
    await secretly_sent(yard)
    assert await voted(yard, "3-2-501", "路灯", "樱桃树", "长椅", "看一遍再交") == "交了。"
    assert await voted(yard, "3-2-502", "樱桃树", "看一遍再交") == "交了。"
    await boxed(yard, (41, (BENCH, LAMP)), (18, (TREE,)))
    said, file = await counted(yard)
    assert "选出来了：长椅、路灯" in said
    assert (file.ballots, file.withheld) == (None, "alike")
    assert wrong(file) == []
    vote = await the_vote(yard)
    assert await yard.read(lambda tx: ballots.groups(tx, vote)) == [
        ((BENCH, LAMP), 41),
        ((TREE,), 19),
        ((LAMP, TREE, BENCH), 1),
    ]
