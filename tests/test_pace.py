"""Telegram's flood limits hold in every window, and keeping them costs hardly any time."""

from __future__ import annotations

import heapq
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pace import Pace

GROUP = -1001
OTHER_GROUP = -1002
NEIGHBOUR = 7
OTHER_NEIGHBOUR = 8

Sent = list[tuple[float, int]]


def send_all(pace: Pace, chats: Sequence[int], now: float, *, lateness: float = 0.0) -> Sent:
    """A sender in simulated time: whichever chat is ready first goes first."""
    late = random.Random(len(chats))
    left = Counter(chats)
    waiting = [(now, chat) for chat in left]
    sent: Sent = []
    while waiting:
        now = max(now, pace.ready_at(None, now), waiting[0][0]) + late.random() * lateness
        _, chat = heapq.heappop(waiting)
        ready = pace.ready_at(chat, now)
        if ready > now:
            heapq.heappush(waiting, (ready, chat))
            continue
        pace.spent(chat, now)
        sent.append((now, chat))
        left[chat] -= 1
        if left[chat]:
            heapq.heappush(waiting, (pace.ready_at(chat, now), chat))
    return sent


def most_in_any(times: Sequence[float], seconds: float) -> int:
    """The largest number of calls in any half-open span of so many seconds."""
    first, most = 0, 0
    for last, at in enumerate(times):
        while at - times[first] >= seconds:
            first += 1
        most = max(most, last - first + 1)
    return most


def times_by_chat(sent: Iterable[tuple[float, int]]) -> dict[int, list[float]]:
    times: defaultdict[int, list[float]] = defaultdict(list)
    for at, chat in sent:
        times[chat].append(at)
    return times


def assert_limits_held(sent: Sent) -> None:
    assert most_in_any([at for at, _ in sent], 1.0) <= 28
    for chat, times in times_by_chat(sent).items():
        assert most_in_any(times, 1.0) == 1
        if chat < 0:
            assert most_in_any(times, 60.0) <= 18


def test_the_ruler_itself_sees_a_burst() -> None:
    assert most_in_any([0.0, 0.5, 1.0, 1.4, 3.0], 1.0) == 3
    assert most_in_any([0.0, 1.0, 2.0], 1.0) == 1


@settings(max_examples=15, deadline=None)
@given(
    start=st.floats(0, 1e9),
    people=st.integers(200, 10_000),
    groups=st.integers(0, 40),
    group_share=st.floats(0, 0.3),
    lateness=st.sampled_from([0.0, 0.003, 0.2]),
    seed=st.integers(0, 2**32),
)
def test_ten_thousand_sends_break_no_limit_in_any_window(
    start: float, people: int, groups: int, group_share: float, lateness: float, seed: int
) -> None:
    dice = random.Random(seed)
    in_groups = round(10_000 * group_share) if groups else 0
    # Some neighbours get far more than the others.
    chats = [1 + int(people * dice.random() ** 3) for _ in range(10_000 - in_groups)]
    chats += [-dice.randint(1, groups) for _ in range(in_groups)]
    sent = send_all(Pace(), chats, start, lateness=lateness)
    assert sorted(chat for _, chat in sent) == sorted(chats)
    assert_limits_held(sent)


@settings(max_examples=10, deadline=None)
@given(start=st.floats(0, 1e9))
def test_ten_thousand_neighbours_are_told_in_hardly_more_than_the_ideal_time(start: float) -> None:
    sent = send_all(Pace(), range(1, 10_001), start)
    assert_limits_held(sent)
    assert sent[-1][0] - start <= 1.1 * 10_000 / 28


def test_a_group_gets_eighteen_calls_a_minute_and_no_fewer() -> None:
    sent = send_all(Pace(), [GROUP] * 180, 0.0)
    assert_limits_held(sent)
    assert sent[-1][0] == pytest.approx(9 * 60 + 17)


def test_a_line_that_delays_some_calls_makes_no_burst_above_telegrams_thirty() -> None:
    sent = [at for at, _ in send_all(Pace(), range(1, 1001), 0.0)]
    # What left within 1.07 s can arrive within 1 s when the first of it is 70 ms late.
    assert most_in_any(sent, 1.07) <= 30


def test_nothing_waits_without_need() -> None:
    pace = Pace()
    assert pace.ready_at(NEIGHBOUR, 5.0) == 5.0
    pace.spent(NEIGHBOUR, 5.0)
    assert pace.ready_at(OTHER_NEIGHBOUR, 5.0) == 5.0
    assert pace.ready_at(NEIGHBOUR, 5.5) == 6.0
    assert pace.ready_at(NEIGHBOUR, 6.5) == 6.5


def test_asking_costs_nothing() -> None:
    pace = Pace()
    pace.spent(GROUP, 0.0)
    assert {pace.ready_at(GROUP, 0.5) for _ in range(100)} == {1.0}
    assert pace.ready_at(NEIGHBOUR, 0.5) == 0.5


def test_a_call_to_no_chat_counts_only_towards_the_whole() -> None:
    pace = Pace()
    for _ in range(28):
        pace.spent(None, 0.0)
    assert pace.ready_at(None, 0.0) == 1.0
    assert pace.ready_at(NEIGHBOUR, 0.0) == 1.0
    assert pace.ready_at(NEIGHBOUR, 1.0) == 1.0


def test_calls_made_in_spite_of_the_limits_are_counted_all_the_same() -> None:
    pace = Pace()
    for second in range(30):
        pace.spent(GROUP, second / 10)
    # The 18 latest were made between 1.2 and 2.9 s.
    assert pace.ready_at(GROUP, 3.9) == pytest.approx(61.2)


def test_a_refused_chat_rests_while_the_others_go_on() -> None:
    pace = Pace()
    pace.spent(GROUP, 0.0)
    pace.refused(GROUP, 30, 0.2)
    assert pace.ready_at(GROUP, 1.5) == pytest.approx(30.2)
    assert pace.ready_at(NEIGHBOUR, 1.5) == 1.5
    pace.spent(NEIGHBOUR, 1.5)
    assert pace.ready_at(GROUP, 3.0) == pytest.approx(30.2)
    assert pace.ready_at(GROUP, 31.0) == 31.0


def test_a_refusal_that_is_about_no_chat_halts_everything() -> None:
    pace = Pace()
    pace.refused(None, 7, 100.0)
    assert pace.ready_at(NEIGHBOUR, 101.0) == 107.0
    assert pace.ready_at(GROUP, 101.0) == 107.0
    assert pace.ready_at(None, 101.0) == 107.0
    assert pace.ready_at(NEIGHBOUR, 108.0) == 108.0


def test_a_second_chat_refused_right_after_the_first_halts_everything() -> None:
    pace = Pace()
    pace.refused(NEIGHBOUR, 20, 0.0)
    pace.refused(OTHER_NEIGHBOUR, 20, 0.5)
    assert pace.ready_at(GROUP, 1.0) == 20.5


def test_two_chats_refused_far_apart_halt_only_themselves() -> None:
    pace = Pace()
    pace.refused(GROUP, 40, 0.0)
    pace.refused(OTHER_GROUP, 40, 10.0)
    assert pace.ready_at(NEIGHBOUR, 11.0) == 11.0
    assert pace.ready_at(GROUP, 11.0) == 40.0
    assert pace.ready_at(OTHER_GROUP, 11.0) == 50.0


def test_one_chat_refused_again_and_again_halts_only_itself() -> None:
    pace = Pace()
    for second in range(5):
        pace.refused(GROUP, 3, float(second))
    assert pace.ready_at(GROUP, 4.5) == 7.0
    assert pace.ready_at(NEIGHBOUR, 4.5) == 4.5


def test_a_shorter_refusal_does_not_cut_a_longer_one_short() -> None:
    pace = Pace()
    pace.refused(GROUP, 60, 0.0)
    pace.refused(GROUP, 1, 0.1)
    assert pace.ready_at(GROUP, 5.0) == 60.0
    pace.refused(None, 50, 10.0)
    pace.refused(None, 1, 10.1)
    assert pace.ready_at(NEIGHBOUR, 20.0) == 60.0


def test_calls_still_in_the_air_do_not_reopen_a_halt() -> None:
    pace = Pace()
    pace.refused(None, 10, 0.0)
    pace.spent(NEIGHBOUR, 0.3)
    pace.spent(GROUP, 0.4)
    assert pace.ready_at(OTHER_NEIGHBOUR, 2.0) == 10.0


def test_idle_chats_are_forgotten() -> None:
    pace = Pace()
    for second in range(5_000):
        pace.spent(second + 1, float(second))
        pace.spent(-second - 1, second + 0.5)
    assert pace.remembered() <= 62
    for chat in range(100):
        pace.refused(chat, 10, 5_000.0)
    assert pace.remembered() >= 100
    pace.spent(NEIGHBOUR, 6_000.0)
    assert pace.remembered() == 1


def test_a_chat_that_keeps_talking_is_not_forgotten() -> None:
    pace = Pace()
    for second in range(17):
        pace.spent(GROUP, float(second))
        pace.spent(second + 1, second + 0.5)
    pace.spent(GROUP, 59.0)
    assert pace.ready_at(GROUP, 59.9) == 60.0
    assert pace.ready_at(GROUP, 60.0) == 60.0


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_nobody_is_written_to_during_a_halt(seed: int) -> None:
    dice = random.Random(seed)
    pace, now = Pace(), 0.0
    halted: dict[int, float] = {}
    sent: Sent = []
    for _ in range(1_000):
        chat = dice.choice([1, 2, 3, 4, 5, -1, -2])
        now = pace.ready_at(chat, now)
        assert now >= halted.get(chat, 0.0)
        pace.spent(chat, now)
        sent.append((now, chat))
        if dice.random() < 0.05:
            retry_after = dice.randint(1, 40)
            pace.refused(chat, retry_after, now)
            halted[chat] = max(halted.get(chat, 0.0), now + retry_after)
    assert_limits_held(sent)
    assert all(earlier <= later for (earlier, _), (later, _) in pairwise(sent))
