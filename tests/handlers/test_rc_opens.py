"""The residents' committee calls the residents' meeting: its worker opens that vote alone."""

from __future__ import annotations

from bot.access import Role
from bot.rules.frozen import rule_to_text
from bot.rules.own_presets import blank, to_plain
from bot.sandbox.neighbour import Neighbour
from storage import presets, residents, seconds, votes
from storage.tx import Tx
from storage.votes import Electorate, VoteState
from tests.yard import Yard

LINE = "/vote 全院大扫除定在周六？ | 3天"


async def worker(yard: Yard, label: str = "3-2-501") -> Neighbour:
    who = yard.household(label)
    await yard.write(lambda tx: residents.grant(tx, yard.courtyard, who.id, Role.RC.value))
    return who


async def test_the_worker_opens_a_vote_of_all_residents_alone(yard: Yard) -> None:
    rc = await worker(yard)
    await rc.says(LINE)
    assert "一人一票" in " ".join(rc.buttons())
    await rc.taps("发出去")
    assert "全院大扫除" in yard.card("表决 1").text
    found = await yard.read(lambda tx: votes.get(tx, yard.courtyard, 1))
    assert found is not None
    assert (found.state, found.electorate) == (VoteState.OPEN, Electorate.RESIDENTS)


async def test_the_worker_opens_no_vote_by_household_and_confirms_none(yard: Yard) -> None:
    rc = await worker(yard)
    await rc.says(LINE)
    assert "全体居民投的表决" in await rc.taps("一人一票")
    await yard.chair.says(LINE)
    await yard.chair.taps("发出去")
    assert "两个人同意的事" not in rc.reads()
    (waiting,) = await yard.read(lambda tx: seconds.waiting(tx, yard.courtyard))
    forged = f"cf1_{yard.courtyard}_{waiting.id}"
    assert "主任、议事员、院委会成员" in await rc.forges(forged, rc.newest())
    assert not [text for text in yard.group_texts() if "大扫除" in text]


async def test_a_councillor_still_needs_a_second_who_may_be_the_worker(yard: Yard) -> None:
    rc = await worker(yard)
    await yard.chair.says(LINE)
    await yard.chair.taps("👥")
    assert "一人一票" in " ".join(yard.chair.buttons())
    await yard.chair.taps("发出去")
    assert "两个人同意" in yard.chair.reads()
    assert not [text for text in yard.group_texts() if "大扫除" in text]
    await rc.taps("同意，这就办")
    assert "全院大扫除" in yard.card("表决 1").text


async def test_the_worker_is_no_second_once_the_rule_makes_it_a_vote_of_households(
    yard: Yard,
) -> None:
    rc = await worker(yard)
    await yard.chair.says(LINE)
    await yard.chair.taps("👥")
    await yard.chair.taps("发出去")

    def decided_otherwise(tx: Tx) -> None:
        vote = votes.get(tx, yard.courtyard, 1)
        assert vote is not None
        households = blank("own9", "大扫除")
        votes.update(tx, vote, rule=rule_to_text(households.rule))
        presets.put(tx, yard.courtyard, "own9", to_plain(households), 1)

    await yard.write(decided_otherwise)
    await rc.taps("同意，这就办")
    assert "全体居民投的表决" in await rc.taps("同意，这就办")
    assert not [text for text in yard.group_texts() if "大扫除" in text]
    await yard.councillors[0].taps("同意，这就办")
    assert "一户一票" in yard.card("表决 1").text


async def test_who_is_no_worker_any_more_sends_nothing(yard: Yard) -> None:
    rc = await worker(yard)
    await rc.says(LINE)
    await yard.write(lambda tx: residents.revoke_all(tx, yard.courtyard, rc.id))
    assert "居委会干部" in await rc.taps("发出去")
    assert not [text for text in yard.group_texts() if "大扫除" in text]
