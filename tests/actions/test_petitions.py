"""Residents who demand a meeting or a recall (domain.md 5, M6; 3.2), by the law's own numbers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.actions import petitioning, topics, vote_drafts
from bot.actions import votes as acts
from bot.errors import NotAResident
from bot.rules import meetings
from bot.rules.frozen import rule_from_text
from bot.rules.presets import RECALL, RESIDENTS_MEETING
from storage import petitions
from storage.petitions import Kind, Petition
from storage.tx import Tx
from storage.votes import Electorate, Vote
from tests.actions.court import Court
from tests.actions.court import court as court  # the fixture

ADULTS = 264


async def grown(court: Court) -> list[int]:
    """The yard of M6: 264 adults."""
    courtyard = court.who.courtyard

    def grow(tx: Tx) -> list[int]:
        sql = "SELECT person FROM residents WHERE courtyard = ? AND state = 'CONFIRMED'"
        here = [person for (person,) in tx.rows(sql + " ORDER BY person", courtyard)]
        for n in range(ADULTS - len(here)):
            person = 9_000_000 + n
            tx.run(
                "INSERT INTO people (person, name) VALUES (?, '邻居')",
                person,
            )
            tx.run(
                "INSERT INTO residents (courtyard, person, state, consent_version, consented_at) "
                "VALUES (?, ?, 'CONFIRMED', 1, 0)",
                courtyard,
                person,
            )
            here.append(person)
        return here

    return await court.store.write(grow)


async def petition(court: Court, kind: Kind = Kind.MEETING) -> Petition | None:
    topic = await court.topic()
    return await court.store.read(lambda tx: petitions.get(tx, topic, kind))


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        (Kind.MEETING, RESIDENTS_MEETING),
        (Kind.RECALL, RECALL),
    ],
)
async def test_a_tenth_of_the_adults_and_not_one_less_makes_the_council_act(
    court: Court, kind: Kind, rule: object
) -> None:
    await court.raises()
    adults = await grown(court)
    for person in adults[:26]:
        assert await court.does(petitioning.sign, person, 1, kind)
    assert await petition(court, kind) is None  # M6: 26 of 264
    with pytest.raises(petitioning.NotEnoughYet):
        await court.does(petitioning.draft, court.chair, 1, kind)
    await court.does(petitioning.sign, adults[26], 1, kind)  # the 27th
    found = await petition(court, kind)
    assert found is not None
    assert (found.signed, found.adults) == (27, 264)
    assert set(court.council) <= set(await court.sent("petition.reached"))
    number = await court.does(petitioning.draft, court.chair, 1, kind)
    assert await court.does(petitioning.draft, court.chair, 1, kind) == number

    def drafted(tx: Tx) -> Vote:
        return acts.get(tx, court.who.courtyard, number)

    vote = await court.store.read(drafted)
    assert vote.electorate is Electorate.RESIDENTS
    assert rule_from_text(vote.rule) == rule
    assert vote.topic == 1


async def test_a_name_counts_once_and_may_be_taken_back_until_there_are_enough(
    court: Court,
) -> None:
    await court.raises()
    adults = await grown(court)
    for person in adults[:26]:
        await court.does(petitioning.sign, person, 1, Kind.MEETING)
    assert not await court.does(petitioning.sign, adults[0], 1, Kind.MEETING)
    await court.does(petitioning.sign, adults[26], 1, Kind.MEETING)
    assert await petition(court) is None  # 26 again
    await court.does(petitioning.sign, adults[0], 1, Kind.MEETING)
    with pytest.raises(petitioning.Enough):
        await court.does(petitioning.sign, adults[0], 1, Kind.MEETING)


async def test_a_draft_made_into_another_vote_does_not_answer_the_petition(court: Court) -> None:
    await court.raises()
    for person in (await grown(court))[:27]:
        await court.does(petitioning.sign, person, 1, Kind.MEETING)
    number = await court.does(petitioning.draft, court.chair, 1, Kind.MEETING)
    courtyard, chair, other = court.who.courtyard, court.council[0], court.council[1]

    def send(tx: Tx) -> None:
        closes = tx.now + timedelta(days=3)
        vote_drafts.change_draft(
            tx, courtyard, chair, number, electorate=Electorate.COUNCIL, closes_at=closes
        )
        acts.open_vote(tx, courtyard, chair, other, {"vote": number})

    await court.store.write(send)
    found = await petition(court)
    assert found is not None
    assert not await court.store.read(lambda tx: petitioning.answered(tx, found))


async def test_who_has_moved_out_or_is_forgotten_counts_no_more(court: Court) -> None:
    await court.raises()
    courtyard = court.who.courtyard
    adults = await grown(court)
    for person in adults[:2]:
        await court.does(petitioning.sign, person, 1, Kind.MEETING)

    def leave(tx: Tx) -> int:
        petitions.forget(tx, courtyard, adults[0])
        tx.run("UPDATE residents SET state = 'LEFT' WHERE person = ?", adults[1])
        topic = topics.get(tx, courtyard, 1)
        return petitioning.count(tx, topic, Kind.MEETING).signed

    assert await court.store.write(leave) == 0


async def test_only_what_the_yard_talks_about_can_be_signed_for(court: Court) -> None:
    topic = await court.raises()
    stranger = court.who.stranger.id
    with pytest.raises(NotAResident):
        await court.does(petitioning.sign, stranger, topic.topic, Kind.MEETING)
    assert await court.store.read(lambda tx: petitions.names(tx, topic, Kind.MEETING)) == set()


def test_a_third_of_the_delegates_is_enough_too() -> None:
    assert meetings.must_call(8, 264, delegates_asking=8, delegates=24)
    assert not meetings.must_call(7, 264, delegates_asking=7, delegates=24)
    assert not meetings.must_call(0, 264, delegates_asking=0, delegates=0)
