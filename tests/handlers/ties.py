"""How the tests come to a tie, and draw it."""

from __future__ import annotations

from pathlib import Path

from bot.__main__ import main
from bot.rules import result_file
from bot.rules.result_file import ResultFile
from bot.rules.verdict import Tie
from handlers.views.result_file import of_vote
from storage import ballots, vote_roll, votes
from storage.tx import Tx
from storage.votes import Vote
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


def found(tx: Tx, yard: Yard) -> Vote:
    found = votes.get(tx, yard.courtyard, 2)
    assert found is not None
    return found


async def file_of(yard: Yard) -> ResultFile:
    return await yard.read(lambda tx: of_vote(tx, found(tx, yard), "7号大院"))


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
