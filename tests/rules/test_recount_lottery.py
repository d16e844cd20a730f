"""Every tie a vote can come to can be drawn, and the draw recounts, with ballots and without."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from bot.check import Mark
from bot.recount import recount
from bot.rules import ballot, lottery, result_file
from bot.rules.frozen import rule_to_text
from bot.rules.lottery import Lottery, Source
from bot.rules.methods import Method
from bot.rules.presets import OPTION_METHODS
from bot.rules.published_roll import frozen_lines
from bot.rules.result_file import ResultFile
from bot.rules.secrecy import poll
from bot.rules.verdict import Result, Tie, Verdict
from bot.words import Words
from tests.rules.methods.elections import election
from tests.rules.test_result_file import filed

NAMES = ("长椅", "樱桃树", "路灯", "晾衣杆", "滑梯")
DICE = (3, 1, 6, 2, 5, 4, 4, 1, 2, 6)
SEATED = (Method.APPROVAL, Method.STV)


def tied(seed: int, method: Method) -> ResultFile | None:
    """A vote of this method that ends in a tie, under a rule that has ties drawn."""
    vote = election(Random(seed), method)
    file = filed(
        method,
        len(vote.ballots),
        sorted(Counter(vote.ballots).items()),
        options=NAMES[: vote.options],
        seats=vote.seats if method in SEATED else 1,
        costs=vote.costs,
        money=vote.money,
    )
    if file.result is not Result.TIE:
        return None
    rule = replace(file.rule, tie=Tie.LOTTERY)
    counted = ballot.counting(method, file.seats, file.costs, file.money)
    frozen = ballot.text_hash(
        file.question,
        file.options,
        rule_to_text(rule),
        file.electorate,
        frozen_lines(file.roll),
        counted,
    )
    return result_file.sealed(replace(file, rule=rule, text_hash=frozen))


def drawn(file: ResultFile) -> ResultFile:
    """The file after its draw."""
    verdict = Verdict(file.result, file.checks, file.winners)
    lots = lottery.lots(file.method, verdict, file.options, file.count, file.seats)
    name = poll(file.vote, file.text_hash)
    text = lottery.list_text(name, file.options, lots.tied, lots.places)
    held = Lottery(
        Source.DICE,
        "2026-05-05T20:00:00+08:00",
        "",
        1,
        lots.tied,
        lots.places,
        lottery.sha256(text),
    )
    held = replace(held, numbers=DICE)
    won = lottery.drawn(name, file.options, held, lots.certain, file.costs, file.money)
    settled = lottery.settled(verdict, file.options, won)
    after = replace(file, lottery=held, result=settled.result, winners=settled.winners)
    return result_file.sealed(after)


def wrong(file: ResultFile) -> list[str]:
    again = result_file.read(result_file.write(file))
    return [str(step) for step in recount(again, Words("zh_CN")) if step.mark is Mark.BAD]


@pytest.mark.parametrize("method", OPTION_METHODS)
def test_ties_of_every_method_are_drawn_and_recount(method: Method) -> None:
    ties = [file for seed in range(150) if (file := tied(seed, method))]
    assert len(ties) >= 5
    for file in ties:
        after = drawn(file)
        assert wrong(file) == []
        assert wrong(after) == []
        spent = sum(file.costs[file.options.index(name)] for name in after.winners if file.costs)
        assert spent <= file.money
        assert method is Method.BUDGET or len(after.winners) == file.seats
        for others in (after.winners[1:], (*after.winners, "别的"), after.winners[::-1][:-1]):
            assert wrong(result_file.sealed(replace(after, winners=others)))
