"""The three-way sorting of matters (三事分流) and the road a topic takes from start to end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.rules.workdays import add_workdays


class Matter(StrEnum):
    """大事 belongs to the government, 小事 to the yard, 私事 to the family."""

    GOV = "gov"
    SHARED = "shared"
    PRIVATE = "private"


class State(StrEnum):
    SUBMITTED = "submitted"
    HANDED_OVER = "handed_over"  # sorted GOV
    DISCUSSING = "discussing"  # sorted SHARED
    SIGNPOSTED = "signposted"  # sorted PRIVATE
    APPEALED = "appealed"
    AGREED = "agreed"
    TO_VOTE = "to_vote"
    ADOPTED = "adopted"
    REJECTED = "rejected"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    CLOSED = "closed"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


class Event(StrEnum):
    SORT_GOV = "sort_gov"
    SORT_SHARED = "sort_shared"
    SORT_PRIVATE = "sort_private"
    APPEAL = "appeal"
    REPLY = "reply"
    AGREE = "agree"
    NO_ACCORD = "no_accord"
    PASS = "pass"  # noqa: S105 - a vote that passes, not a password
    FAIL = "fail"
    TALK_AGAIN = "talk_again"
    ASSIGN = "assign"
    FINISH = "finish"
    CLOSE = "close"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    MERGE = "merge"


class Illegal(Exception):
    """That cannot happen to a topic in this state."""

    def __init__(self, state: State, event: Event) -> None:
        super().__init__(f"{event} does not follow on {state}")
        self.state, self.event = state, event


SORTS: Mapping[Matter, Event] = {
    Matter.GOV: Event.SORT_GOV,
    Matter.SHARED: Event.SORT_SHARED,
    Matter.PRIVATE: Event.SORT_PRIVATE,
}
_SORTED: Mapping[Event, State] = {
    Event.SORT_GOV: State.HANDED_OVER,
    Event.SORT_SHARED: State.DISCUSSING,
    Event.SORT_PRIVATE: State.SIGNPOSTED,
}
FINAL = frozenset({State.CLOSED, State.WITHDRAWN, State.MERGED})
APPEALABLE = frozenset(_SORTED.values())
_UNDECIDED = frozenset({State.SUBMITTED, State.APPEALED, State.REOPENED})


def _sorting() -> dict[tuple[State, Event], State]:
    """Anything not yet decided can be sorted, and sorted again as something else."""
    return {
        (state, event): sorted_
        for state in _UNDECIDED | APPEALABLE
        for event, sorted_ in _SORTED.items()
        if state is not sorted_
    }


_NEXT: Mapping[tuple[State, Event], State] = {
    **_sorting(),
    **{(state, Event.APPEAL): State.APPEALED for state in APPEALABLE},
    **{(state, Event.MERGE): State.MERGED for state in _UNDECIDED | APPEALABLE},
    (State.SUBMITTED, Event.WITHDRAW): State.WITHDRAWN,
    (State.APPEALED, Event.WITHDRAW): State.WITHDRAWN,
    (State.HANDED_OVER, Event.REPLY): State.IN_PROGRESS,
    (State.SIGNPOSTED, Event.CLOSE): State.CLOSED,
    (State.DISCUSSING, Event.AGREE): State.AGREED,
    (State.DISCUSSING, Event.NO_ACCORD): State.TO_VOTE,
    (State.TO_VOTE, Event.PASS): State.ADOPTED,
    (State.TO_VOTE, Event.FAIL): State.REJECTED,
    (State.TO_VOTE, Event.TALK_AGAIN): State.DISCUSSING,  # not quorate, or a tie
    (State.REJECTED, Event.TALK_AGAIN): State.DISCUSSING,
    (State.ADOPTED, Event.TALK_AGAIN): State.DISCUSSING,  # the vote that adopted it does not hold
    (State.REJECTED, Event.CLOSE): State.CLOSED,
    (State.AGREED, Event.ASSIGN): State.IN_PROGRESS,
    (State.ADOPTED, Event.ASSIGN): State.IN_PROGRESS,
    (State.IN_PROGRESS, Event.FINISH): State.DONE,
    (State.DONE, Event.CLOSE): State.CLOSED,
    (State.DONE, Event.REOPEN): State.REOPENED,
    (State.CLOSED, Event.REOPEN): State.REOPENED,
}


def next_state(state: State, event: Event) -> State:
    try:
        return _NEXT[state, event]
    except KeyError:
        raise Illegal(state, event) from None


def possible(state: State) -> frozenset[Event]:
    """What can happen now: the buttons worth showing."""
    return frozenset(event for event in Event if (state, event) in _NEXT)


@dataclass(frozen=True)
class Periods:
    """How long each step may take; no official number was found, so a yard may set its own."""

    sort_hours: int = 48
    gov_handover_workdays: int = 2
    shared_plan_workdays: int = 5
    appeal_file_days: int = 3
    appeal_rule_days: int = 5
    review_days: int = 15


def deadline(state: State, since: datetime, zone: ZoneInfo, periods: Periods) -> datetime | None:
    """Until when this state should have moved on; hours and days are natural, workdays are not."""
    natural = {
        State.SUBMITTED: timedelta(hours=periods.sort_hours),
        State.REOPENED: timedelta(hours=periods.sort_hours),
        State.APPEALED: timedelta(days=periods.appeal_rule_days),
        State.DONE: timedelta(days=periods.review_days),
    }
    workdays = {
        State.HANDED_OVER: periods.gov_handover_workdays,
        State.DISCUSSING: periods.shared_plan_workdays,
    }
    if state in natural:
        return since.astimezone(UTC) + natural[state]
    return add_workdays(since, workdays[state], zone) if state in workdays else None


class AppealRefusal(StrEnum):
    NOT_SORTED = "not_sorted"
    ONLY_ONCE = "only_once"
    TOO_LATE = "too_late"


def appeal_until(sorted_at: datetime, periods: Periods) -> datetime:
    return sorted_at.astimezone(UTC) + timedelta(days=periods.appeal_file_days)


def appeal_refusal(
    state: State, appeals: int, sorted_at: datetime, now: datetime, periods: Periods
) -> AppealRefusal | None:
    """Why this appeal cannot be filed: a topic has one, within days of being sorted."""
    if state not in APPEALABLE:
        return AppealRefusal.NOT_SORTED
    if appeals:
        return AppealRefusal.ONLY_ONCE
    return AppealRefusal.TOO_LATE if now >= appeal_until(sorted_at, periods) else None
