"""Topics: raised by anyone, moved one step at a time, each step kept, shown and said."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from bot.access import Act, check, council, may
from bot.actions import board, judging
from bot.actions import courtyard as yards
from bot.errors import N_, BadInput, NotFound, Refusal
from bot.rules.triage import (
    FINAL,
    SORTS,
    Event,
    Illegal,
    Matter,
    Periods,
    State,
    deadline,
    next_state,
)
from bot.words import Words
from storage import audit, cards, due, outbox, topics, votes
from storage.courtyards import Courtyard
from storage.topics import Topic
from storage.tx import Tx

LONGEST_TITLE = 60
LONGEST_NOTE = 500
LOOK_AGAIN = timedelta(days=7)
DUE = "topic.due"

STATE_NAMES = {
    State.SUBMITTED: N_("等着分一分"),
    State.HANDED_OVER: N_("归政府管，等着转过去"),
    State.DISCUSSING: N_("大家正在商量"),
    State.SIGNPOSTED: N_("自家的事，自家办"),
    State.APPEALED: N_("申诉了，等{council}定"),
    State.AGREED: N_("商量好了，等人来办"),
    State.TO_VOTE: N_("正在投票"),
    State.ADOPTED: N_("投票通过了，等人来办"),
    State.REJECTED: N_("投票没通过"),
    State.IN_PROGRESS: N_("有人在办了"),
    State.DONE: N_("办完了，请大家评一评"),
    State.CLOSED: N_("办结了"),
    State.REOPENED: N_("又提出来了，等着重新分"),
    State.WITHDRAWN: N_("提的人收回了"),
    State.MERGED: N_("并到别的议题里了"),
}


class StateName:
    """Where a topic stands, named in the reader's language when it is written out."""

    def __init__(self, state: State) -> None:
        self.state = state

    def said(self, words: Words) -> str:
        return words.plain(STATE_NAMES[self.state])


class WrongStep(Refusal):
    final = True
    text = N_("这一步现在走不了，这件事眼下是：{state}。发 /topics 看看。")


class NoText(BadInput):
    text = N_("还没写是啥事。写一句就行，比如：/topic 三单元楼道灯坏了三天")


class NotSortedYet(Refusal):
    text = N_("这件事还没分到「大家的事」，不能投票。先分一分，再商量，再投。")


class TalkFirst(Refusal):
    text = N_("只有大家正在商量的事才能拿来投票，这件事眼下是：{state}。")


def raise_topic(
    tx: Tx, courtyard: int, person: int, text: str, matter: Matter | None, *, public: bool
) -> Topic:
    """A new topic; with `matter` its author has sorted it in the same breath.

    `public`: the group has read it already. Otherwise the group sees it once it is sorted as
    theirs. Raises NotAResident, NoText.
    """
    check(tx, courtyard, person, Act.RAISE_TOPIC)
    text = text.strip()
    if not text:
        raise NoText
    number = topics.add(tx, courtyard, title_of(text), text, person)
    topic = get(tx, courtyard, number)
    topics.update(tx, topic, public=public, due_at=_deadline(tx, courtyard, topic.state))
    record(tx, topic, "raise", person)
    _plan(tx, get(tx, courtyard, number))
    if public:
        show(tx, get(tx, courtyard, number))
    if matter is not None:
        return sort_as(tx, get(tx, courtyard, number), matter, person)
    if not public:
        for member in council(tx, courtyard):
            outbox.send(tx, courtyard, member, "topic.to_sort", {"topic": number})
    return get(tx, courtyard, number)


def title_of(text: str) -> str:
    """The first line, short enough to stand in a list."""
    line = " ".join(text.strip().splitlines()[0].split())
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1] + "…"


def get(tx: Tx, courtyard: int, number: int) -> Topic:
    """Raises NotFound."""
    topic = topics.get(tx, courtyard, number)
    if topic is None:
        raise NotFound
    return topic


def reach(tx: Tx, courtyard: int, person: int, number: int) -> Topic:
    """A topic this person may look at: what the group has not seen only its author and those who
    sort. Raises NotAResident, NotFound."""
    check(tx, courtyard, person, Act.RAISE_TOPIC)
    topic = get(tx, courtyard, number)
    if not (topic.public or topic.author == person or sees_all(tx, courtyard, person)):
        raise NotFound
    return topic


def sees_all(tx: Tx, courtyard: int, person: int) -> bool:
    """Whether also what the group has not seen."""
    return may(tx, courtyard, person, Act.RESORT_TOPIC)


def check_may_be_voted(tx: Tx, courtyard: int, number: int) -> None:
    """Only what is being talked over can go to a vote. Raises NotFound, NotSortedYet, TalkFirst."""
    topic = get(tx, courtyard, number)
    if topic.state is State.DISCUSSING:
        return
    if topic.matter is not Matter.SHARED:
        raise NotSortedYet
    raise TalkFirst(state=StateName(topic.state))


def put_to_vote(tx: Tx, courtyard: int, person: int, number: int, vote: int) -> None:
    """Its vote has opened. Raises what `check_may_be_voted` does."""
    check_may_be_voted(tx, courtyard, number)
    move(tx, get(tx, courtyard, number), Event.NO_ACCORD, person, vote=vote)


def vote_decided(tx: Tx, courtyard: int, number: int, passed: bool) -> None:
    """A vote has closed: the topic that waits for it is adopted, rejected, or back to the talk
    where nothing was decided."""
    topic, vote = topics.of_vote(tx, courtyard, number), votes.get(tx, courtyard, number)
    if topic is None or topic.state is not State.TO_VOTE:
        return
    if passed:
        move(tx, topic, Event.PASS, None)
    elif vote and judging.awaits_lottery(vote):
        return
    elif vote and judging.undecided(vote):
        move(tx, topic, Event.TALK_AGAIN, None)
    else:
        move(tx, topic, Event.FAIL, None)


def vote_undone(tx: Tx, courtyard: int, number: int) -> None:
    """A vote was taken back, or does not hold: what it was about is talked over again."""
    topic = topics.of_vote(tx, courtyard, number)
    if topic and topic.state in (State.TO_VOTE, State.ADOPTED, State.REJECTED):
        move(tx, topic, Event.TALK_AGAIN, None)


def move(
    tx: Tx,
    topic: Topic,
    event: Event,
    person: int | None,
    note: str = "",
    *,
    what: str | None = None,
    **changes: Any,
) -> Topic:
    """Take one step: state, deadline, story, audit, card, and a word to the author.

    `what` names the step in the story where that is not the event's own name. Raises WrongStep
    where the step does not follow.
    """
    try:
        state = next_state(topic.state, event)
    except Illegal:
        raise WrongStep(state=StateName(topic.state)) from None
    topics.update(
        tx,
        topic,
        state=state,
        due_at=_deadline(tx, topic.courtyard, state),
        overdue=False,
        nudges=0,
        **{"explained": None, **changes},
    )
    moved = get(tx, topic.courtyard, topic.topic)
    line = record(tx, moved, what or event.value, person, note)
    _plan(tx, moved)
    show(tx, moved)
    if moved.author is not None and moved.author != person:
        told = {"topic": moved.topic, "line": line}
        outbox.send(tx, moved.courtyard, moved.author, "topic.told", told)
    return moved


def sort_as(tx: Tx, topic: Topic, matter: Matter, person: int | None, note: str = "") -> Topic:
    """Sort, as this person or (None) as ruled on appeal: a family's own matter leaves the group's
    sight, others enter it."""
    return move(
        tx,
        topic,
        SORTS[matter],
        person,
        note,
        what=f"{'sort' if person else 'rule'}_{matter.value}",
        matter=matter,
        sorted_at=tx.now,
        sorted_by=person,
        public=matter is not Matter.PRIVATE,
    )


def record(tx: Tx, topic: Topic, what: str, person: int | None, note: str = "") -> int:
    """A line in the topic's story and an entry in the audit chain, which vouches for the words
    without repeating them; the line's number."""
    line = topics.note(tx, topic, what, person, note)
    said = hashlib.sha256(note.encode()).hexdigest() if note else None
    audit.append(
        tx,
        topic.courtyard,
        f"topic.{what}",
        topic=topic.topic,
        state=topic.state.value,
        by=person,
        line=line,
        said=said,
    )
    return line


def show(tx: Tx, topic: Topic) -> None:
    """Put the card up, or have it redrawn where it stands already."""
    yard = yards.get(tx, topic.courtyard)
    if cards.get(tx, topic.courtyard, "topic", topic.topic, yard.chat):
        cards.touch(tx, topic.courtyard, "topic", topic.topic)
    elif topic.public:
        board.post_card(tx, yard, "topic", topic.topic)


def note_from(text: str) -> str:
    """What somebody wrote about a step, in one line."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_NOTE else line[: LONGEST_NOTE - 1] + "…"


def periods(yard: Courtyard) -> Periods:
    """The courtyard's own time limits."""
    return Periods(
        sort_hours=yard.setting("sort_hours"),
        gov_handover_workdays=yard.setting("gov_first_handover_workdays"),
        shared_plan_workdays=yard.setting("shared_plan_workdays"),
        appeal_file_days=yard.setting("appeal_days_to_file"),
        appeal_rule_days=yard.setting("appeal_days_to_rule"),
        review_days=yard.setting("review_days"),
    )


def _deadline(tx: Tx, courtyard: int, state: State) -> datetime | None:
    yard = yards.get(tx, courtyard)
    return deadline(state, tx.now, yard.zoneinfo, periods(yard))


def _plan(tx: Tx, topic: Topic) -> None:
    """When to look at it next: at its deadline, or in a week where the step has none."""
    if topic.state in FINAL:
        due.cancel(tx, topic.courtyard, DUE, topic.topic)
        return
    due.plan(tx, topic.courtyard, DUE, topic.topic, topic.due_at or tx.now + LOOK_AGAIN)


def renew(tx: Tx, topic: Topic, **changes: Any) -> Topic:
    """Give the step it stands at its full time again."""
    at = _deadline(tx, topic.courtyard, topic.state)
    topics.update(tx, topic, due_at=at, overdue=False, nudges=0, **changes)
    renewed = get(tx, topic.courtyard, topic.topic)
    _plan(tx, renewed)
    return renewed
