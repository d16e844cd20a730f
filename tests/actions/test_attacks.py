"""Ways in which a count could have become wrong, tried as someone who wants it wrong would."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import TypeVar

import pytest

from bot.actions import (
    closing,
    for_others,
    objecting,
    opening,
    preset_drafts,
    presets,
    vote_drafts,
    votes,
)
from bot.rules.own_presets import Part
from bot.rules.verdict import Result, Threshold
from storage import ballots, vote_roll
from storage import votes as rows
from storage.ballots import Channel
from storage.objections import Ruling
from storage.tx import Tx
from storage.votes import Electorate, Vote, VoteState
from tests.actions.court import Court, court

__all__ = ["court"]
T = TypeVar("T")


async def writes(court: Court, act: Callable[[Tx, int], T]) -> T:
    return await court.store.write(lambda tx: act(tx, court.who.courtyard))


def opened(tx: Tx, court: Court, electorate: Electorate = Electorate.HOUSEHOLDS) -> Vote:
    courtyard, chair, second = court.who.courtyard, court.chair, court.council[1]
    closes = tx.now + timedelta(days=3)
    number = vote_drafts.draft(tx, courtyard, chair, "种樱桃树？", closes_at=closes)
    if electorate is not Electorate.HOUSEHOLDS:
        vote_drafts.change_draft(tx, courtyard, chair, number, electorate=electorate)
    opening.open_vote(tx, courtyard, chair, second, {"vote": number})
    return votes.get(tx, courtyard, number)


async def test_a_helped_ballot_cannot_be_taken_back_once_the_vote_was_closed_early(
    court: Court,
) -> None:
    """The undo runs for hours; a vote that two people closed is counted all the same."""
    home = court.who.by_label["3-2-501"].id

    def run(tx: Tx, courtyard: int) -> tuple[int, int]:
        vote = opened(tx, court)
        unit = votes.unit_of(tx, vote, home)
        assert unit is not None
        votes.record(tx, vote, unit, (0,), person=None, channel=Channel.ASSISTED, helper=1)
        args = {"vote": vote.vote, "reason": "都投完了"}
        closing.close_early(tx, courtyard, court.chair, court.council[1], args)
        with suppress(votes.VoteClosed):
            for_others.take_back(tx, courtyard, home, vote.vote, unit)
        vote = votes.get(tx, courtyard, vote.vote)
        return vote.turnout, len(ballots.groups(tx, vote))

    assert await writes(court, run) == (1, 1)


def rule_vote(tx: Tx, court: Court, key: str, steps: int) -> int:
    """The council votes to change a rule, and passes it."""
    courtyard, chair, second = court.who.courtyard, court.chair, court.council[1]
    number = preset_drafts.change(tx, courtyard, chair, key)
    for _ in range(steps):
        preset_drafts.step(tx, courtyard, chair, number, Part.THRESHOLD.value)
    preset_drafts.entitle(tx, courtyard, chair, number, "改规矩")
    opening.open_vote(tx, courtyard, chair, second, {"vote": number})
    for seat in court.council:
        votes.cast(tx, courtyard, seat, number, (0,))
    close(tx, courtyard, number)
    return number


def close(tx: Tx, courtyard: int, number: int) -> Vote:
    tx.now = votes.get(tx, courtyard, number).closes_at or tx.now
    closing.close_on_time(tx, courtyard, str(number))
    return votes.get(tx, courtyard, number)


def ruled(tx: Tx, court: Court, number: int, ruling: Ruling) -> Vote:
    """A councillor objects to a result; two others rule on it."""
    courtyard, (chair, second, third, *_) = court.who.courtyard, court.council
    objection = objecting.object_to(tx, courtyard, second, number, "数错了")
    args = {
        "vote": number,
        "objection": objection,
        "ruling": ruling.value,
        "reason": "再看看",
        "apart": chair,
    }
    objecting.carry_out(tx, courtyard, second, third, args)
    return votes.get(tx, courtyard, number)


def threshold(tx: Tx, courtyard: int) -> Threshold | None:
    return presets.get(tx, courtyard, RULE).rule.threshold


RULE = "courtyard_simple"


async def test_counting_an_older_decision_again_does_not_undo_a_later_one(court: Court) -> None:
    def run(tx: Tx, courtyard: int) -> tuple[object, object]:
        older = rule_vote(tx, court, RULE, 1)
        rule_vote(tx, court, RULE, 1)
        later = threshold(tx, courtyard)
        assert ruled(tx, court, older, Ruling.RECOUNT).result == Result.PASSED.value
        return later, threshold(tx, courtyard)

    later, now = await writes(court, run)
    assert later == now


async def test_a_rule_whose_vote_does_not_hold_is_as_it_was_before(court: Court) -> None:
    def run(tx: Tx, courtyard: int) -> list[object]:
        found: list[object] = [threshold(tx, courtyard)]
        first = rule_vote(tx, court, RULE, 1)
        found.append(threshold(tx, courtyard))
        second = rule_vote(tx, court, RULE, 1)
        assert ruled(tx, court, second, Ruling.VOID).state is VoteState.VOIDED
        found.append(threshold(tx, courtyard))
        ruled(tx, court, first, Ruling.VOID)
        return [*found, threshold(tx, courtyard)]

    built_in, first, again, at_last = await writes(court, run)
    assert built_in != first
    assert (again, at_last) == (first, built_in)


async def test_what_a_vote_does_by_itself_is_part_of_what_was_frozen(court: Court) -> None:
    def run(tx: Tx, courtyard: int) -> set[str | None]:
        found = set()
        for steps in (1, 2):
            with suppress(Undone), tx.savepoint():
                number = rule_vote(tx, court, RULE, steps)
                found.add(votes.get(tx, courtyard, number).text_hash)
                raise Undone
        return found

    assert len(await writes(court, run)) == 2


class Undone(Exception):
    """So that nothing of it stays."""


@pytest.mark.parametrize("electorate", [one for one in Electorate if not one.by_home])
async def test_no_roll_keeps_the_name_of_who_asked_to_be_forgotten(
    court: Court, electorate: Electorate
) -> None:
    def run(tx: Tx, courtyard: int) -> list[str]:
        vote = opened(tx, court)
        person = court.council[2]
        rows.update(tx, vote, electorate=electorate)
        vote = votes.get(tx, courtyard, vote.vote)
        tx.run("DELETE FROM vote_roll WHERE vote = ?", vote.vote)
        vote_roll.freeze_people(tx, vote, [(person, "3-2-502 张三")])
        vote_roll.forget(tx, courtyard, person)
        return [label for _, label in vote_roll.labels(tx, vote)]

    assert await writes(court, run) == ["—"]
