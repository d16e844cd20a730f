"""Three-way sorting: first by the author, again by the council, and once more on appeal."""

from __future__ import annotations

from dataclasses import dataclass

from bot.access import Act, check, council, may
from bot.actions import courtyard as yards
from bot.actions import topics
from bot.errors import N_, Already, BadInput, Refusal
from bot.rules.triage import (
    APPEALABLE,
    SORTS,
    AppealRefusal,
    Event,
    Matter,
    State,
    appeal_refusal,
)
from storage import audit, outbox
from storage import topics as rows
from storage.topics import Topic
from storage.tx import Tx

_FROM_NEW = frozenset({State.SUBMITTED, State.REOPENED})


class ReasonMissing(BadInput):
    text = N_("改分类要跟大家说个理由，比如：/sort {topic} 大家的事 灯是公用的")


class SortedByCouncil(Refusal):
    text = N_("这件事已经分过了。觉得分错了，提的人可以申诉一次。")


class UnderAppeal(Refusal):
    text = N_("这件事在申诉，由{council}来定，谁也不能单独改。")


class Ruled(Refusal):
    text = N_("这是申诉后由{council}定下来的，不再改了。有新情况可以重新提一件。")


class NotYours(Refusal):
    text = N_("这一步只有提这件事的人能做。")


class OnlyOnce(Refusal):
    text = N_("一件事只能申诉一次，这件已经申诉过了。{council}定了的就按定了的办。")


class TooLateToAppeal(Refusal):
    text = N_("申诉要在分类后 {days} 天内提，已经过了。有新情况可以重新提一件。")


class NothingToAppeal(Refusal):
    text = N_("现在没有分类好申诉：要么还没分，要么已经在办了。")


class OwnSort(Refusal):
    text = N_("这是您自己分的，不用申诉，点「改分类」直接改就行。")


@dataclass(frozen=True)
class Picked:
    """What a councillor's pick came to; `ruled` once more than half of all agree."""

    topic: Topic
    ruled: Matter | None
    agreeing: int
    council: int


def may_sort(tx: Tx, topic: Topic, person: int) -> bool:
    """Whether this person may sort it as it stands: the council and committee, and the author as
    long as nobody else has."""
    again = topic.state in APPEALABLE and not topic.appeals
    if not again and topic.state not in _FROM_NEW:
        return False
    return own_to_sort(topic, person) or may(tx, topic.courtyard, person, Act.RESORT_TOPIC)


def own_to_sort(topic: Topic, person: int) -> bool:
    return topic.author == person and topic.sorted_by in (None, person) and not topic.appeals


def needs_reason(topic: Topic, person: int) -> bool:
    """Who changes what another has sorted says why."""
    return topic.state in APPEALABLE and not own_to_sort(topic, person)


def sort(
    tx: Tx, courtyard: int, person: int, number: int, matter: Matter, reason: str = ""
) -> Topic:
    """Sort, or sort again with a reason. Raises NotFound, NotAllowed, UnderAppeal, Ruled,
    Already, ReasonMissing, SortedByCouncil, WrongStep."""
    topic = topics.reach(tx, courtyard, person, number)
    if not own_to_sort(topic, person):
        if topic.author == person and not topics.sees_all(tx, courtyard, person):
            raise SortedByCouncil
        check(tx, courtyard, person, Act.RESORT_TOPIC)
    _check_sortable(topic)
    if topic.state in APPEALABLE and topic.matter is matter:
        raise Already(N_("已经分成这一类了，不用再分。"))
    note = topics.note_from(reason)
    if needs_reason(topic, person) and not note:
        raise ReasonMissing(topic=number)
    return topics.sort_as(tx, topic, matter, person, note)


def _check_sortable(topic: Topic) -> None:
    if topic.state is State.APPEALED:
        raise UnderAppeal
    if topic.appeals and topic.state in APPEALABLE:
        raise Ruled


def check_appeal(tx: Tx, courtyard: int, person: int, number: int) -> Topic:
    """The topic, if this person may appeal now. Raises NotFound, NotYours, OwnSort,
    NothingToAppeal, OnlyOnce, TooLateToAppeal."""
    topic = topics.reach(tx, courtyard, person, number)
    if topic.author != person:
        raise NotYours
    yard = yards.get(tx, courtyard)
    periods = topics.periods(yard)
    refused = appeal_refusal(topic.state, topic.appeals, topic.sorted_at or tx.now, tx.now, periods)
    if refused is AppealRefusal.TOO_LATE:
        raise TooLateToAppeal(days=periods.appeal_file_days)
    if refused is not None:
        raise {
            AppealRefusal.NOT_SORTED: NothingToAppeal,
            AppealRefusal.ONLY_ONCE: OnlyOnce,
        }[refused]
    if topic.sorted_by == person:
        raise OwnSort
    return topic


def may_appeal(tx: Tx, topic: Topic, person: int) -> bool:
    try:
        check_appeal(tx, topic.courtyard, person, topic.topic)
    except Refusal:
        return False
    return True


def appeal(tx: Tx, courtyard: int, person: int, number: int, reason: str) -> Topic:
    """The author says once that it was sorted wrongly; the whole council is asked.

    Raises what `check_appeal` does, and BadInput without a reason.
    """
    topic = check_appeal(tx, courtyard, person, number)
    note = topics.note_from(reason)
    if not note:
        raise BadInput(N_("申诉要写个理由，比如：/appeal {topic} 这灯是公家装的"), topic=number)
    appealed = topics.move(
        tx, topic, Event.APPEAL, person, note, appeal=note, appeals=topic.appeals + 1
    )
    for member in council(tx, courtyard):
        outbox.send(tx, courtyard, member, "topic.rule", {"topic": number})
    return appealed


def pick(tx: Tx, courtyard: int, person: int, number: int, matter: Matter) -> Picked:
    """A councillor says what it is; more than half of all councillors decide.

    Raises NotAllowed, NotFound, WrongStep.
    """
    check(tx, courtyard, person, Act.RULE_APPEAL)
    topic = topics.reach(tx, courtyard, person, number)
    if topic.state is not State.APPEALED:
        raise topics.WrongStep(state=topics.StateName(topic.state))
    rows.pick(tx, topic, person, matter)
    audit.append(tx, courtyard, "topic.pick", topic=number, by=person, matter=matter.value)
    members = council(tx, courtyard)
    agreeing = picks(tx, topic)[matter]
    if 2 * agreeing <= len(members):
        return Picked(topic, None, agreeing, len(members))
    ruled = topics.sort_as(tx, topic, matter, None)
    return Picked(ruled, matter, agreeing, len(members))


def picks(tx: Tx, topic: Topic) -> dict[Matter, int]:
    """How many of those who sit on the council now picked each kind."""
    members = set(council(tx, topic.courtyard))
    found = [matter for who, matter in rows.picks(tx, topic).items() if who in members]
    return {matter: found.count(matter) for matter in SORTS}
