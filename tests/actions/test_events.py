"""Places go in turn and are never lost; the clock reminds, starts and ends an event."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.actions import attending, event_clock, events, parting
from bot.actions.attending import BiggerThanAll, NoRoom, NotGoingYet, OnlyOneLeft, TooManyHeads
from bot.actions.events import (
    AlreadyOut,
    EventCancelled,
    NotComplete,
    NotOutYet,
    NotOverYet,
    SignUpOver,
    TooFewPlaces,
    TooSoon,
    What,
    WrongCapacity,
    WrongPlace,
    WrongText,
    WrongTitle,
)
from bot.errors import NotAllowed, NotAResident, NotFound
from bot.sandbox import ready
from bot.sandbox.ready import ReadyYard
from bot.sandbox.world import World
from storage import audit, due, people, residents
from storage import events as rows
from storage.events import EventState, Reply
from storage.tx import Tx
from tests.actions.conftest import NOON, MovedIn

SATURDAY = datetime(2026, 12, 5, 7, 0, tzinfo=UTC)
"""15:00 on 5 December in Chengdu."""


class House:
    """A courtyard of 120 households in a real database; `tx.now` moves by hand."""

    def __init__(self, tx: Tx, world: World, crowd: ReadyYard, courtyard: int) -> None:
        self.tx = tx
        self.world = world
        self.courtyard = courtyard
        self.organizer = crowd.organizer.id
        self.stranger = crowd.stranger.id
        self.everyone = [user.id for user in crowd.by_label.values()]

    def event(self, capacity: int = 40, at: datetime = SATURDAY, place: str = "东三巷") -> int:
        number = events.draft(self.tx, self.courtyard, self.organizer, "樱桃节")
        self.draft(number, starts_at=at, place=place, capacity=capacity)
        events.call(self.tx, self.courtyard, self.organizer, number)
        return number

    def draft(self, number: int, **changes: Any) -> None:
        events.change_draft(self.tx, self.courtyard, self.organizer, number, **changes)

    def going(self, person: int, event: int, heads: int | None = None) -> int | None:
        """The place in the queue; None for a seat."""
        return attending.answer(self.tx, self.courtyard, person, event, Reply.GOING, heads).position

    def gives_up(self, person: int, event: int) -> None:
        attending.answer(self.tx, self.courtyard, person, event, Reply.NOT_GOING)

    def seated(self, event: int) -> list[int]:
        return rows.going_people(self.tx, self.courtyard, event)

    def told(self, view: str) -> list[int]:
        found = self.tx.rows("SELECT chat FROM outbox WHERE view = ? ORDER BY id", view)
        return [chat for (chat,) in found]

    def planned(self) -> dict[str, datetime]:
        found = due.planned(self.tx, self.courtyard)
        return {
            f"{row.kind} {row.subject}": row.due_at
            for row in found
            if not row.kind.startswith("retention")
        }

    def get(self, event: int) -> rows.Event:
        return events.get(self.tx, self.courtyard, event)


@pytest.fixture
def house(moved_in: MovedIn) -> House:
    crowd = moved_in.crowd
    return House(moved_in.tx, moved_in.world, crowd, crowd.courtyard)


def test_forty_places_and_five_in_the_queue_two_give_up_and_two_move_up(house: House) -> None:
    event = house.event(40)
    came = house.everyone[:45]
    positions = [house.going(person, event) for person in came]
    assert positions == [None] * 40 + [1, 2, 3, 4, 5]
    assert house.seated(event) == came[:40]
    house.gives_up(came[3], event)
    house.gives_up(came[7], event)
    assert house.told("event.moved_up") == [came[40], came[41]]
    assert house.seated(event) == [
        person for person in came[:42] if person not in (came[3], came[7])
    ]
    assert house.going(came[3], event) == 4  # a change of mind goes to the end


def test_a_family_waits_for_enough_seats_and_nobody_slips_past(house: House) -> None:
    event = house.event(4)
    first, second, family, single = house.everyone[:4]
    house.going(first, event, 2)
    house.going(second, event, 2)
    assert house.going(family, event, 3) == 1
    assert house.going(single, event) == 2
    house.gives_up(first, event)
    assert house.told("event.moved_up") == []
    house.gives_up(second, event)
    assert house.told("event.moved_up") == [family, single]


def test_fewer_heads_free_a_seat_for_the_next(house: House) -> None:
    event = house.event(3)
    family, next_ = house.everyone[:2]
    house.going(family, event, 3)
    house.going(next_, event)
    attending.bring(house.tx, house.courtyard, family, event, -1)
    assert house.told("event.moved_up") == [next_]
    assert house.seated(event) == [family, next_]


def test_who_moves_up_by_their_own_tap_is_not_told_twice(house: House) -> None:
    event = house.event(3)
    first, family = house.everyone[:2]
    house.going(first, event, 2)
    assert house.going(family, event, 2) == 1
    receipt = attending.bring(house.tx, house.courtyard, family, event, -1)
    assert receipt.position is None
    assert house.told("event.moved_up") == []


def test_whoever_keeps_the_private_chat_closed_is_named_in_the_group(house: House) -> None:
    event = house.event(1)
    first, next_ = house.everyone[:2]
    people.set_reachable(house.tx, next_, people.BLOCKED)
    house.going(first, event)
    house.going(next_, event)
    house.gives_up(first, event)
    assert house.told("event.moved_up") == []
    args = house.tx.value("SELECT args FROM outbox WHERE view = 'event.moved_up_here'")
    assert str(next_) in args


def test_what_is_told_at_night_makes_no_sound(house: House) -> None:
    event = house.event(1)
    first, next_ = house.everyone[:2]
    house.going(first, event)
    house.going(next_, event)
    house.tx.now = NOON + timedelta(hours=11)  # 23:00
    house.gives_up(first, event)
    events.cancel(house.tx, house.courtyard, house.organizer, event, "落大雨")
    for view in ("event.moved_up", "event.cancelled"):
        found = house.tx.rows("SELECT DISTINCT silent FROM outbox WHERE view = ?", view)
        assert found == [(1,)]


def test_heads_that_can_never_fit_are_refused_with_the_number(house: House) -> None:
    event = house.event(5)
    person, other = house.everyone[:2]
    with pytest.raises(BiggerThanAll) as refused:
        house.going(person, event, 6)
    assert refused.value.args_by_name == {"limit": 5, "heads": 6}
    for heads in (-1, 11):
        with pytest.raises(TooManyHeads):
            house.going(person, event, heads)
    house.going(person, event, 5)
    house.going(other, event)
    with pytest.raises(BiggerThanAll):
        attending.bring(house.tx, house.courtyard, person, event, 1)
    assert house.seated(event) == [person]


def test_nobody_grows_past_those_who_wait(house: House) -> None:
    event = house.event(4)
    first, second, family = house.everyone[:3]
    house.going(first, event)
    house.going(second, event)
    house.going(family, event, 3)
    with pytest.raises(NoRoom, match="先来后到"):
        attending.bring(house.tx, house.courtyard, first, event, 1)
    house.gives_up(family, event)
    with pytest.raises(NoRoom, match="空着"):
        house.going(first, event, 4)
    house.going(first, event, 3)
    with pytest.raises(NoRoom, match="满了"):
        attending.bring(house.tx, house.courtyard, second, event, 1)


def test_heads_are_changed_only_by_those_who_go(house: House) -> None:
    event, person = house.event(), house.everyone[0]
    with pytest.raises(NotGoingYet):
        attending.bring(house.tx, house.courtyard, person, event, 1)
    attending.answer(house.tx, house.courtyard, person, event, Reply.MAYBE)
    with pytest.raises(NotGoingYet):
        attending.bring(house.tx, house.courtyard, person, event, 1)
    house.going(person, event)
    with pytest.raises(OnlyOneLeft):
        attending.bring(house.tx, house.courtyard, person, event, -1)


def test_saying_the_same_twice_changes_nothing(house: House) -> None:
    event, person = house.event(), house.everyone[0]
    house.going(person, event, 3)
    before = rows.answer_of(house.tx, house.get(event), person)
    again = attending.answer(house.tx, house.courtyard, person, event, Reply.GOING)
    assert again.unchanged
    assert again.answer == before


def test_perhaps_holds_no_place(house: House) -> None:
    event = house.event(1)
    maybe, sure = house.everyone[:2]
    attending.answer(house.tx, house.courtyard, maybe, event, Reply.MAYBE)
    assert house.going(sure, event) is None


def test_an_event_without_limit_has_no_queue(house: House) -> None:
    event = house.event(rows.NO_LIMIT)
    assert {house.going(person, event, 10) for person in house.everyone} == {None}
    assert rows.placement(house.tx, house.get(event)).heads == 1200


def test_reminders_come_a_day_and_two_hours_before_to_those_who_have_a_seat(house: House) -> None:
    event = house.event(1)
    seated, waiting, maybe = house.everyone[:3]
    house.going(seated, event)
    house.going(waiting, event)
    attending.answer(house.tx, house.courtyard, maybe, event, Reply.MAYBE)
    planned = house.planned()
    assert planned[f"event.remind {event}:day"] == SATURDAY - timedelta(days=1)
    assert planned[f"event.remind {event}:soon"] == SATURDAY - timedelta(hours=2)
    event_clock.remind(house.tx, house.courtyard, f"{event}:day")
    event_clock.remind(house.tx, house.courtyard, f"{event}:day")
    assert house.told("event.reminder") == [seated]
    event_clock.remind(house.tx, house.courtyard, f"{event}:soon")
    assert house.told("event.reminder") == [seated, seated]


def test_a_reminder_due_at_night_waits_for_the_morning_or_comes_the_evening_before(
    house: House,
) -> None:
    early = house.event(at=SATURDAY - timedelta(hours=7, minutes=30))  # 07:30
    planned = house.planned()
    evening = datetime(2026, 12, 4, 13, 59, tzinfo=UTC)  # 21:59
    assert planned[f"event.remind {early}:soon"] == evening
    assert planned[f"event.remind {early}:day"] == datetime(2026, 12, 4, 0, 0, tzinfo=UTC)


def test_a_reminder_run_late_in_the_night_makes_no_sound(house: House) -> None:
    event = house.event(at=SATURDAY - timedelta(hours=7, minutes=30))  # 07:30
    house.going(house.everyone[0], event)
    house.tx.now = datetime(2026, 12, 4, 14, 10, tzinfo=UTC)  # 22:10
    event_clock.remind(house.tx, house.courtyard, f"{event}:soon")
    found = house.tx.row("SELECT silent, not_before FROM outbox WHERE view = 'event.reminder'")
    assert found == (1, round(house.tx.now.timestamp() * 1000))


def test_an_event_in_one_hour_is_not_reminded_of(house: House) -> None:
    event = house.event(at=NOON + timedelta(hours=1))
    assert not [name for name in house.planned() if name.startswith("event.remind")]
    assert f"event.start {event}" in house.planned()


def test_a_new_time_moves_the_reminders_and_tells_those_who_come(house: House) -> None:
    event = house.event(1)
    seated, waiting, no = house.everyone[:3]
    house.going(seated, event)
    house.going(waiting, event)
    house.gives_up(no, event)
    sunday = SATURDAY + timedelta(days=1)
    events.change(house.tx, house.courtyard, house.organizer, event, What.WHEN, sunday)
    assert house.planned()[f"event.remind {event}:day"] == SATURDAY
    assert house.planned()[f"event.end {event}"] == sunday + event_clock.LASTS
    assert set(house.told("event.changed")) - {house.tx.value("SELECT chat FROM courtyards")} == {
        seated,
        waiting,
    }
    soon = house.tx.now + timedelta(hours=1)
    events.change(house.tx, house.courtyard, house.organizer, event, What.WHEN, soon)
    assert f"event.remind {event}:day" not in house.planned()


def test_more_places_let_the_queue_in_and_fewer_take_nobodys(house: House) -> None:
    event = house.event(2)
    for person in house.everyone[:4]:
        house.going(person, event)
    house.going(house.everyone[4], event, 2)

    def becomes(capacity: int) -> None:
        events.change(house.tx, house.courtyard, house.organizer, event, What.CAPACITY, capacity)

    becomes(3)
    assert house.told("event.moved_up") == [house.everyone[2]]
    with pytest.raises(TooFewPlaces):
        becomes(2)
    becomes(rows.NO_LIMIT)
    assert house.told("event.moved_up") == house.everyone[2:5]
    with pytest.raises(TooFewPlaces) as refused:
        becomes(5)
    assert refused.value.args_by_name == {"least": 6}


def test_an_event_called_off_says_why_to_all_who_meant_to_come(house: House) -> None:
    event = house.event()
    going, maybe, no = house.everyone[:3]
    house.going(going, event)
    attending.answer(house.tx, house.courtyard, maybe, event, Reply.MAYBE)
    house.gives_up(no, event)
    with pytest.raises(WrongText):
        events.cancel(house.tx, house.courtyard, house.organizer, event, "  ")
    events.cancel(house.tx, house.courtyard, house.organizer, event, "落大雨")
    assert set(house.told("event.cancelled")) >= {going, maybe}
    assert no not in house.told("event.cancelled")
    assert not house.planned()
    with pytest.raises(EventCancelled):
        house.going(no, event)
    with pytest.raises(EventCancelled):
        events.cancel(house.tx, house.courtyard, house.organizer, event, "又落雨")
    event_clock.end(house.tx, house.courtyard, str(event))
    assert house.get(event).state is EventState.CANCELLED


def test_sign_up_ends_with_the_start_whether_or_not_the_clock_has_run(house: House) -> None:
    event = house.event()
    house.tx.now = SATURDAY
    with pytest.raises(SignUpOver):
        house.going(house.everyone[0], event)
    with pytest.raises(SignUpOver):
        events.change(house.tx, house.courtyard, house.organizer, event, What.PLACE, "院坝")
    event_clock.remind(house.tx, house.courtyard, f"{event}:soon")
    assert house.told("event.reminder") == []


def test_after_the_end_whoever_called_it_is_asked_for_a_few_words(house: House) -> None:
    event = house.event(at=datetime(2026, 12, 5, 12, 0, tzinfo=UTC))  # 20:00 till 23:00
    with pytest.raises(NotOverYet):
        events.report(house.tx, house.courtyard, house.organizer, event, "好得很")
    house.tx.now = datetime(2026, 12, 5, 15, 0, tzinfo=UTC)
    event_clock.end(house.tx, house.courtyard, str(event))
    event_clock.end(house.tx, house.courtyard, str(event))
    assert house.get(event).state is EventState.ENDED
    asked = house.tx.rows("SELECT chat, not_before FROM outbox WHERE view = 'event.ask_report'")
    morning = datetime(2026, 12, 6, 0, 0, tzinfo=UTC)
    assert asked == [(house.organizer, morning.timestamp() * 1000)]
    events.report(house.tx, house.courtyard, house.organizer, event, "好得很")
    assert house.get(event).report == "好得很"


def test_only_organizers_and_the_council_call_events(house: House) -> None:
    event, resident = house.event(), house.everyone[9]
    courtyard, tx = house.courtyard, house.tx
    with pytest.raises(NotAllowed):
        events.draft(tx, courtyard, resident, "坝坝宴")
    with pytest.raises(NotAllowed):
        events.change(tx, courtyard, resident, event, What.PLACE, "我家")
    with pytest.raises(NotAllowed):
        events.cancel(tx, courtyard, resident, event, "不想办")
    with pytest.raises(NotAllowed):
        events.report(tx, courtyard, resident, event, "好")
    with pytest.raises(NotAResident):
        house.going(house.stranger, event)
    with pytest.raises(NotAResident):
        events.draft(tx, courtyard, house.stranger, "坝坝宴")
    with pytest.raises(NotFound):
        house.going(resident, 99)


def test_people_of_another_courtyard_cannot_answer_here(house: House) -> None:
    event = house.event()
    crowd = ready.populate(house.world, "隔壁院子", first_id=90_000)
    other = ready.register(house.tx, crowd)
    with pytest.raises(NotAResident):
        house.going(crowd.chair.id, event)
    with pytest.raises(NotFound):
        attending.answer(house.tx, other, crowd.chair.id, event, Reply.GOING)


def test_a_draft_is_its_authors_alone_and_goes_out_once(house: House) -> None:
    number = events.draft(house.tx, house.courtyard, house.organizer, " 樱桃\n节 ")
    assert house.get(number).title == "樱桃 节"
    with pytest.raises(NotComplete):
        events.call(house.tx, house.courtyard, house.organizer, number)
    with pytest.raises(NotOutYet):
        house.going(house.everyone[0], number)
    house.draft(number, starts_at=SATURDAY, place="东三巷", capacity=40)
    chair = residents.holders(house.tx, house.courtyard, "chair")[0]
    with pytest.raises(NotFound):
        events.call(house.tx, house.courtyard, chair, number)
    events.call(house.tx, house.courtyard, house.organizer, number)
    with pytest.raises(AlreadyOut):
        events.call(house.tx, house.courtyard, house.organizer, number)
    with pytest.raises(AlreadyOut):
        house.draft(number, title="桃子节")


@pytest.mark.parametrize(
    ("what", "value", "refusal"),
    [
        ("title", " \n ", WrongTitle),
        ("title", "樱" * 101, WrongTitle),
        ("place", "", WrongPlace),
        ("place", "巷" * 101, WrongPlace),
        ("capacity", -1, WrongCapacity),
        ("capacity", 5001, WrongCapacity),
        ("starts_at", NOON, TooSoon),
    ],
)
def test_what_does_not_fit_is_refused_by_its_name(
    house: House, what: str, value: object, refusal: type[Exception]
) -> None:
    number = events.draft(house.tx, house.courtyard, house.organizer, "樱桃节")
    with pytest.raises(refusal):
        house.draft(number, **{what: value})


def test_a_draft_left_lying_past_its_time_does_not_go_out(house: House) -> None:
    number = events.draft(house.tx, house.courtyard, house.organizer, "樱桃节")
    house.draft(number, starts_at=SATURDAY, place="东三巷", capacity=40)
    house.tx.now = SATURDAY + timedelta(days=1)
    with pytest.raises(TooSoon):
        events.call(house.tx, house.courtyard, house.organizer, number)


def test_whoever_is_forgotten_gives_their_place_to_the_next_and_past_heads_stay(
    house: House,
) -> None:
    past = house.event(5)
    gone, next_ = house.everyone[:2]
    house.going(gone, past, 4)
    house.tx.now = SATURDAY + timedelta(hours=3)
    event_clock.end(house.tx, house.courtyard, str(past))
    coming = house.event(1, at=SATURDAY + timedelta(days=7))
    house.going(gone, coming)
    house.going(next_, coming)
    attending.forget(house.tx, house.courtyard, gone)
    assert house.told("event.moved_up") == [next_]
    assert house.seated(coming) == [next_]
    assert rows.of_person(house.tx, house.courtyard, gone) == []
    assert rows.placement(house.tx, house.get(past)).heads == 4


def test_whoever_moves_out_gives_their_place_to_the_next(house: House) -> None:
    event = house.event(1)
    gone, next_ = house.everyone[1:3]
    house.going(gone, event)
    house.going(next_, event)
    parting.move_out(house.tx, house.courtyard, gone)
    assert house.told("event.moved_up") == [next_]
    assert house.seated(event) == [next_]


def test_a_forgotten_organizers_drafts_go_and_their_events_stay(house: House) -> None:
    called = house.event()
    draft = events.draft(house.tx, house.courtyard, house.organizer, "坝坝宴")
    attending.forget(house.tx, house.courtyard, house.organizer)
    assert rows.get(house.tx, house.courtyard, draft) is None
    assert house.get(called).by_person is None
    event_clock.end(house.tx, house.courtyard, str(called))
    assert house.told("event.ask_report") == []


def test_two_of_one_home_learn_of_each_others_heads(house: House) -> None:
    event = house.event()
    one, other = house.everyone[:2]
    house.tx.run(
        "UPDATE residents SET household = (SELECT household FROM residents WHERE person = ?) "
        "WHERE person = ?",
        one,
        other,
    )
    house.going(one, event, 3)
    receipt = attending.answer(house.tx, house.courtyard, other, event, Reply.GOING)
    assert receipt.family == 3


def test_what_is_decided_about_an_event_is_in_the_books(house: House) -> None:
    event = house.event(1)
    house.going(house.everyone[0], event)
    house.going(house.everyone[1], event)
    house.gives_up(house.everyone[0], event)
    events.change(house.tx, house.courtyard, house.organizer, event, What.PLACE, "院坝")
    events.cancel(house.tx, house.courtyard, house.organizer, event, "落大雨")
    acts = [entry.act for entry in audit.entries(house.tx, house.courtyard)]
    assert acts[-4:] == ["event.called", "event.moved_up", "event.changed", "event.cancelled"]


def test_going_people_of_no_event_are_nobody(house: House) -> None:
    assert house.seated(7) == []
