"""How the tests stand at a ballot box, and count it."""

from __future__ import annotations

from bot.check import Mark
from bot.doctor import Examination
from bot.recount import recount
from bot.rules.result_file import ResultFile
from bot.sandbox.neighbour import Neighbour
from bot.words import Words
from storage.tx import Tx
from tests.yard import Yard

ELDERS = ("3-2-501", "3-2-502", "3-2-503")


async def at_the_desk(yard: Yard, who: Neighbour) -> None:
    await who.starts(f"vo1_{yard.courtyard}_1")
    await who.taps("上门和纸票")


async def sees(yard: Yard, who: Neighbour, label: str) -> str:
    """One of two, by the door number on the stub; what they read then."""
    await at_the_desk(yard, who)
    await who.taps("按票根上的编号、门牌记")
    return (await who.says(label))[-1]


async def put_in(yard: Yard, *labels: str) -> None:
    for label in labels:
        for who in (yard.chair, yard.councillors[1]):
            await sees(yard, who, label)


async def reads_box(yard: Yard, who: Neighbour, *taps: str) -> str:
    await who.starts(f"vo1_{yard.courtyard}_1")
    await who.taps("开箱数票")
    for tap in (*taps, "录完了", "就是这些"):
        await who.taps(tap)
    return who.reads()


def wrong(file: ResultFile) -> list[str]:
    return [found.text for found in recount(file, Words()) if found.mark is Mark.BAD]


async def amiss(yard: Yard) -> list[str]:
    def look(tx: Tx) -> list[str]:
        findings = Examination(tx, Words(), lambda what: None).findings()
        return [found.text for found in findings if found.mark is Mark.BAD]

    return await yard.read(look)
