"""Who owes ballots is written to once a day at most, at the moment that helps most."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.actions import opening, vote_drafts, vote_reminders, votes
from bot.sandbox import ready
from bot.sandbox.ready import ReadyYard
from bot.sandbox.world import World
from storage import courtyards, due, people, residents
from storage import votes as rows
from storage.residents import Resident, ResidentState
from storage.tx import Tx
from storage.votes import Electorate
from tests.entered import entered

CHENGDU = ZoneInfo("Asia/Shanghai")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """In November, by the clocks of Chengdu."""
    return datetime(2026, 11, day, hour, minute, tzinfo=CHENGDU).astimezone(UTC)


class House:
    """A courtyard of 120 households in a real database; `tx.now` moves by hand."""

    def __init__(self, tx: Tx, crowd: ReadyYard, courtyard: int) -> None:
        self.tx = tx
        self.courtyard = courtyard
        self.chair, self.other = (user.id for user in crowd.council[:2])
        self.resident = crowd.by_label["3-2-501"].id
        self.neighbour = crowd.by_label["3-2-502"].id

    def vote(self, closes_at: datetime, who: Electorate = Electorate.HOUSEHOLDS) -> int:
        number = vote_drafts.draft(
            self.tx, self.courtyard, self.chair, "种樱桃树？", closes_at=closes_at
        )
        rows.update(self.tx, votes.get(self.tx, self.courtyard, number), electorate=who)
        opening.open_vote(self.tx, self.courtyard, self.chair, self.other, {"vote": number})
        return number

    def casts(self, person: int, vote: int) -> None:
        votes.cast(self.tx, self.courtyard, person, vote, (0,))

    def until(self, moment: datetime) -> None:
        """Time moves on; what is due runs at its minute, what may go then has gone."""
        while self.tx.now < moment:
            self.tx.now = min(moment, due.next_at(self.tx) or moment, self._next_parcel() or moment)
            for row in due.ready(self.tx, 100):
                if due.take(self.tx, row) and row.kind == vote_reminders.KIND:
                    vote_reminders.remind(self.tx, row.courtyard, row.subject)
            self.tx.run(
                "UPDATE outbox SET state = 'SENT', sent_at = not_before "
                "WHERE state = 'WAITING' AND not_before <= ?",
                self.tx.now,
            )

    def _next_parcel(self) -> datetime | None:
        ms = self.tx.value("SELECT min(not_before) FROM outbox WHERE state = 'WAITING'")
        return datetime.fromtimestamp(ms / 1000, UTC) if ms else None

    def told(self, person: int) -> list[datetime]:
        """When this person was, or will be, reminded of votes."""
        found = self.tx.rows(
            "SELECT not_before FROM outbox WHERE view = 'vote.reminder' AND chat = ? "
            "ORDER BY not_before",
            person,
        )
        return [datetime.fromtimestamp(ms / 1000, UTC) for (ms,) in found]


@pytest.fixture
def house() -> Iterator[House]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    crowd = ready.populate(World())
    connection.deserialize(entered(crowd, at(23, 9)))
    connection.execute("PRAGMA foreign_keys = ON")
    yield House(Tx(connection, at(23, 9)), crowd, crowd.courtyard)
    connection.close()


def test_a_single_vote_reminds_a_day_and_two_hours_ahead_and_only_who_owes(house: House) -> None:
    vote = house.vote(at(26, 18))
    house.casts(house.neighbour, vote)
    house.until(at(26, 18))
    assert house.told(house.resident) == [at(25, 18), at(26, 16)]
    assert house.told(house.neighbour) == []


def test_five_votes_on_two_days_are_two_messages(house: House) -> None:
    for moment in (at(25, 12), at(25, 18), at(25, 21), at(26, 9), at(26, 20)):
        house.vote(moment)
    house.until(at(24, 7))
    assert house.told(house.resident) == []
    house.until(at(26, 20))
    days = [moment.astimezone(CHENGDU).day for moment in house.told(house.resident)]
    assert days == [24, 25, 26]
    assert house.told(house.resident)[1] == at(25, 10)


def test_a_day_ahead_waits_for_two_hours_ahead_of_another_on_the_same_day(house: House) -> None:
    house.vote(at(26, 10))
    house.until(at(24, 12))
    house.vote(at(25, 18))
    house.until(at(25, 11))
    assert house.told(house.resident)[-1] == at(25, 16)
    house.until(at(26, 10))
    assert house.told(house.resident) == [at(24, 18), at(25, 16), at(26, 8)]


def test_who_has_cast_the_sooner_vote_is_still_told_of_the_other(house: House) -> None:
    house.vote(at(26, 10))
    sooner = house.vote(at(25, 18))
    house.until(at(25, 11))
    house.casts(house.resident, sooner)
    house.until(at(25, 23))
    assert at(25, 16) in house.told(house.resident)


def test_a_vote_called_at_short_notice_brings_the_message_forward(house: House) -> None:
    house.vote(at(26, 10))
    house.vote(at(25, 20))
    house.until(at(25, 11))
    assert house.told(house.resident)[-1] == at(25, 18)
    house.vote(at(25, 15))
    house.until(at(25, 14))
    assert house.told(house.resident)[-1] == at(25, 13)


def test_by_hand_it_goes_at_once_and_not_again_that_day(house: House) -> None:
    first, second = house.vote(at(26, 18)), house.vote(at(27, 18))
    house.until(at(24, 10))
    told, absent = votes.remind(house.tx, house.courtyard, house.chair, first)
    assert (told.people, told.before, absent) == (120, 0, 120)
    told, _ = votes.remind(house.tx, house.courtyard, house.other, second)
    assert (told.people, told.before) == (0, 120)
    assert house.told(house.resident) == [at(24, 10)]
    house.until(at(25, 10))
    told, _ = votes.remind(house.tx, house.courtyard, house.chair, first)
    assert told.people == 120


def test_by_hand_it_brings_forward_what_waits_for_the_afternoon(house: House) -> None:
    house.vote(at(26, 10))
    vote = house.vote(at(25, 18))
    house.until(at(25, 11))
    told, _ = votes.remind(house.tx, house.courtyard, house.chair, vote)
    assert told.people == 120
    house.until(at(25, 20))
    assert [one for one in house.told(house.resident) if one > at(25, 0)] == [at(25, 11)]


def test_by_hand_at_night_it_is_the_message_of_the_next_day(house: House) -> None:
    vote = house.vote(at(26, 18))
    house.until(at(24, 23))
    told, _ = votes.remind(house.tx, house.courtyard, house.chair, vote)
    assert told.at == at(25, 8)
    house.until(at(26, 18))
    assert house.told(house.resident) == [at(25, 8), at(26, 16)]


def test_a_message_that_had_nothing_to_say_does_not_count(house: House) -> None:
    vote = house.vote(at(26, 18))
    house.until(at(25, 10))
    votes.remind(house.tx, house.courtyard, house.chair, vote)
    house.tx.run("UPDATE outbox SET state = 'DROPPED', error = 'pointless: nothing is owed'")
    told, _ = votes.remind(house.tx, house.courtyard, house.chair, vote)
    assert told.people == 120


def test_two_courtyards_send_one_message(house: House) -> None:
    tx = house.tx
    next_door = courtyards.add(tx, -100777, "锦绣里", "Asia/Shanghai", "zh_CN")
    home = residents.add_household(tx, next_door, "9-1-101")
    for person in (house.resident, house.chair, house.other):
        mine = residents.resident(tx, house.courtyard, person)
        assert isinstance(mine, Resident)
        residents.save(tx, replace(mine, courtyard=next_door, household=home))
    residents.grant(tx, next_door, house.chair, "chair")
    house.vote(at(26, 10))
    here, house.courtyard = house.courtyard, next_door
    house.vote(at(25, 18))
    house.courtyard = here
    house.until(at(25, 23))
    assert house.told(house.resident) == [at(24, 18), at(25, 16)]
    assert house.told(house.neighbour) == [at(25, 10)]


def test_days_are_counted_by_the_older_of_two_courtyards_far_apart(house: House) -> None:
    tx = house.tx
    abroad = courtyards.add(tx, -100777, "Kastanienhof", "Europe/Berlin", "en")
    home = residents.add_household(tx, abroad, "1-1-1")
    mine = residents.resident(tx, house.courtyard, house.resident)
    assert mine
    residents.save(tx, replace(mine, courtyard=abroad, household=home))
    residents.grant(tx, abroad, house.resident, "chair")
    house.vote(at(26, 18))
    there, here = abroad, house.courtyard
    house.courtyard, house.chair = there, house.resident
    house.vote(at(25, 20))
    house.courtyard = here
    house.until(at(26, 18))
    days = [moment.astimezone(CHENGDU).date() for moment in house.told(house.resident)]
    assert len(days) == len(set(days))


def test_who_cannot_be_reached_or_has_left_is_not_written_to(house: House) -> None:
    people.set_reachable(house.tx, house.resident, people.BLOCKED)
    gone = residents.resident(house.tx, house.courtyard, house.neighbour)
    assert gone
    residents.save(house.tx, replace(gone, state=ResidentState.LEFT))
    house.vote(at(25, 18))
    house.until(at(25, 18))
    assert house.told(house.resident) == house.told(house.neighbour) == []
    assert house.told(house.chair) == [at(24, 18), at(25, 16)]


def test_a_reminder_run_hours_late_waits_for_the_morning(house: House) -> None:
    house.vote(at(26, 7))
    house.tx.now = at(25, 23)
    for row in due.ready(house.tx, 100):
        assert due.take(house.tx, row)
        if row.kind == vote_reminders.KIND:
            vote_reminders.remind(house.tx, row.courtyard, row.subject)
    assert house.told(house.resident) == [at(26, 8)]
    assert timedelta(0) < at(26, 8) - at(26, 7)  # by then nothing is owed: it is dropped
