"""How the tests open and cast a secret vote."""

from __future__ import annotations

from bot.sandbox.model import Message
from storage import votes
from storage.votes import Vote
from tests.yard import Yard

QUESTION = "换不换物业？"


async def opened_secretly(yard: Yard, *taps: str, question: str = QUESTION) -> Message:
    """A secret vote of three days, for or against; `taps` change the draft further."""
    await yard.chair.says(f"/vote {question} | 3天")
    await yard.chair.taps("秘密投票：否")
    for tap in taps:
        await yard.chair.taps(tap)
    await yard.chair.taps("发出去")
    await yard.councillors[0].taps("同意，这就办")
    return yard.card("表决 1")


async def voted(yard: Yard, label: str, *taps: str, hand_in: str = "✅ 交") -> str:
    """A household's ballot in its private chat; the toast of the last tap."""
    who = yard.household(label)
    await who.starts(f"bf1_{yard.courtyard}_1")
    for tap in taps:
        await who.taps(tap)
    return await who.taps(hand_in)


async def the_vote(yard: Yard) -> Vote:
    vote = await yard.read(lambda tx: votes.get(tx, yard.courtyard, 1))
    assert vote is not None
    return vote
