"""Matters are sorted, appealed once, and never get stuck or lost."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.rules.catalogue import EXAMPLES, suggest
from bot.rules.triage import (
    APPEALABLE,
    FINAL,
    SORTS,
    AppealRefusal,
    Event,
    Illegal,
    Matter,
    Periods,
    State,
    appeal_refusal,
    appeal_until,
    deadline,
    next_state,
    possible,
)

CHENGDU = ZoneInfo("Asia/Shanghai")
FRIDAY = datetime(2026, 11, 20, 18, 0, tzinfo=CHENGDU)
DAY = timedelta(days=1)


def road(*events: Event, start: State = State.SUBMITTED) -> State:
    for event in events:
        start = next_state(start, event)
    return start


@pytest.mark.parametrize(
    ("events", "end"),
    [
        ((Event.SORT_GOV, Event.REPLY, Event.FINISH, Event.CLOSE), State.CLOSED),
        ((Event.SORT_SHARED, Event.AGREE, Event.ASSIGN, Event.FINISH), State.DONE),
        ((Event.SORT_SHARED, Event.NO_ACCORD, Event.PASS, Event.ASSIGN), State.IN_PROGRESS),
        ((Event.SORT_SHARED, Event.NO_ACCORD, Event.FAIL), State.REJECTED),
        ((Event.SORT_SHARED, Event.NO_ACCORD, Event.TALK_AGAIN), State.DISCUSSING),
        ((Event.SORT_PRIVATE, Event.CLOSE), State.CLOSED),
        ((Event.SORT_PRIVATE, Event.SORT_SHARED), State.DISCUSSING),
        ((Event.SORT_PRIVATE, Event.APPEAL, Event.SORT_PRIVATE), State.SIGNPOSTED),
        ((Event.SORT_PRIVATE, Event.CLOSE, Event.REOPEN, Event.SORT_GOV), State.HANDED_OVER),
        ((Event.WITHDRAW,), State.WITHDRAWN),
        ((Event.SORT_SHARED, Event.MERGE), State.MERGED),
    ],
)
def test_a_topic_takes_the_road_of_its_kind(events: tuple[Event, ...], end: State) -> None:
    assert road(*events) is end


@pytest.mark.parametrize(
    ("state", "event"),
    [
        (State.DISCUSSING, Event.WITHDRAW),  # others have joined in: no longer the author's alone
        (State.DISCUSSING, Event.SORT_SHARED),
        (State.SUBMITTED, Event.AGREE),
        (State.SUBMITTED, Event.APPEAL),
        (State.AGREED, Event.SORT_GOV),
        (State.CLOSED, Event.FINISH),
        (State.MERGED, Event.REOPEN),
    ],
)
def test_a_step_out_of_turn_is_refused_with_both_names(state: State, event: Event) -> None:
    with pytest.raises(Illegal) as refused:
        next_state(state, event)
    assert (refused.value.state, refused.value.event) == (state, event)
    assert event not in possible(state)


def test_every_state_can_be_reached_and_every_open_one_left() -> None:
    reached, edge = {State.SUBMITTED}, [State.SUBMITTED]
    while edge:
        state = edge.pop()
        found = {next_state(state, event) for event in possible(state)} - reached
        reached |= found
        edge += found
    assert reached == set(State)
    assert {state for state in State if not possible(state)} == {State.WITHDRAWN, State.MERGED}
    assert {State.WITHDRAWN, State.MERGED} < FINAL


def test_an_appeal_can_end_in_any_of_the_three_kinds() -> None:
    sorted_ = {next_state(State.APPEALED, SORTS[matter]) for matter in Matter}
    assert sorted_ == APPEALABLE


def test_t1_a_topic_of_friday_evening_is_sorted_by_sunday_evening() -> None:
    assert deadline(State.SUBMITTED, FRIDAY, CHENGDU, Periods()) == FRIDAY + 2 * DAY


@pytest.mark.parametrize(
    ("state", "days"),
    [
        (State.DISCUSSING, 7),  # 5 working days: Friday the 27th
        (State.HANDED_OVER, 4),  # 2 working days: Tuesday the 24th
        (State.APPEALED, 5),
        (State.DONE, 15),
        (State.REOPENED, 2),
    ],
)
def test_each_waiting_state_has_its_deadline(state: State, days: int) -> None:
    assert deadline(state, FRIDAY, CHENGDU, Periods()) == FRIDAY + days * DAY


def test_states_that_wait_for_nobody_have_no_deadline_and_a_yard_sets_its_own() -> None:
    assert deadline(State.CLOSED, FRIDAY, CHENGDU, Periods()) is None
    slow = Periods(sort_hours=72, shared_plan_workdays=1)
    assert deadline(State.SUBMITTED, FRIDAY, CHENGDU, slow) == FRIDAY + 3 * DAY
    assert deadline(State.DISCUSSING, FRIDAY, CHENGDU, slow) == FRIDAY + 3 * DAY


def refusal(state: State, appeals: int, after: timedelta) -> AppealRefusal | None:
    return appeal_refusal(state, appeals, FRIDAY, FRIDAY + after, Periods())


def test_t2_a_sorting_can_be_appealed_once_and_not_twice() -> None:
    assert refusal(State.DISCUSSING, 0, DAY) is None
    assert refusal(State.DISCUSSING, 1, DAY) is AppealRefusal.ONLY_ONCE


def test_an_appeal_comes_within_three_days_of_the_sorting() -> None:
    assert appeal_until(FRIDAY, Periods()) == FRIDAY + 3 * DAY
    assert refusal(State.SIGNPOSTED, 0, 3 * DAY - timedelta(seconds=1)) is None
    assert refusal(State.SIGNPOSTED, 0, 3 * DAY) is AppealRefusal.TOO_LATE


def test_only_a_sorted_topic_can_be_appealed() -> None:
    assert refusal(State.SUBMITTED, 0, DAY) is AppealRefusal.NOT_SORTED
    assert refusal(State.APPEALED, 1, DAY) is AppealRefusal.NOT_SORTED


@pytest.mark.parametrize(
    ("text", "matter"),
    [
        ("物业退出了，交接的钱没人管", Matter.GOV),
        ("娃儿上学没得学位", Matter.GOV),
        ("三单元的楼道灯坏了半个月", Matter.SHARED),
        ("想搞一次亲子活动", Matter.SHARED),
        ("楼上漏水漏到我家", Matter.PRIVATE),
        ("Does anyone know a PLUMBER?", Matter.PRIVATE),
        ("A club for parents in our street?", None),  # neither rent nor tree
        ("今天天气好", None),
        ("家里人为停车吵架了，占了车位", None),  # two words each way: nothing is suggested
        ("", None),
    ],
)
def test_the_catalogue_suggests_a_kind_only_where_it_is_plain(
    text: str, matter: Matter | None
) -> None:
    assert suggest(text) is matter


def test_every_word_of_the_catalogue_suggests_its_own_kind() -> None:
    assert [
        (word, example.key)
        for example in EXAMPLES
        for word in example.words
        if suggest(word) is not example.matter
    ] == []
    assert {example.matter for example in EXAMPLES} == set(Matter)
