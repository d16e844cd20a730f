"""What nobody moves is asked after: a step that is late, a week of silence, a review that ends."""

from __future__ import annotations

from bot.access import Act, council, may
from bot.actions import board, reminding, topics
from bot.actions import courtyard as yards
from bot.rules.quiet import after_quiet
from bot.rules.triage import FINAL, Event, State
from bot.rules.workdays import add_workdays
from storage import due, outbox, residents
from storage import topics as rows
from storage.outbox import Priority
from storage.topics import Topic
from storage.tx import Tx

SAID_IN_GROUP = 2
"""At which reminder without an answer the group hears of it too."""


def came_due(tx: Tx, courtyard: int, subject: str) -> None:
    """Due work: a review that ends, a step that is late, or a week without a word."""
    topic = rows.get(tx, courtyard, int(subject))
    if topic is None or topic.state in FINAL:
        return
    if topic.state is State.DONE:
        _close_review(tx, topic)
    elif topic.due_at is not None and tx.now >= topic.due_at:
        _late(tx, topic)
    else:
        _nudge(tx, topic)
        due.plan(tx, courtyard, topics.DUE, topic.topic, tx.now + topics.LOOK_AGAIN)


def officers(tx: Tx, topic: Topic) -> list[int]:
    """Who has to move it on: who took the last step, else all who may; under appeal the
    councillors who have not picked yet."""
    members = council(tx, topic.courtyard)
    if topic.state is State.APPEALED:
        picked = rows.picks(tx, topic)
        return [member for member in members if member not in picked]
    if topic.officer is not None and may(tx, topic.courtyard, topic.officer, Act.HANDLE_TOPIC):
        return [topic.officer]
    committee = residents.holders(tx, topic.courtyard, "committee")
    return [*members, *(person for person in committee if person not in members)]


def _close_review(tx: Tx, topic: Topic) -> None:
    closed = topics.move(tx, topic, Event.CLOSE, None, what="reviewed")
    if closed.public:
        board.announce(
            tx,
            yards.get(tx, topic.courtyard),
            "topic.closed",
            {"topic": topic.topic, "round": topic.round},
            reply_card=("topic", topic.topic),
            dedupe=f"topic:{topic.topic}:closed:{topic.round}",
        )


def _late(tx: Tx, topic: Topic) -> None:
    """Flag it, ask who is in charge for an explanation, and at the second time say so publicly."""
    if not topic.overdue:
        topics.record(tx, topic, "overdue", None)
    rows.update(tx, topic, overdue=True, nudges=topic.nudges + 1)
    late = topics.get(tx, topic.courtyard, topic.topic)
    topics.show(tx, late)
    _nudge(tx, late)
    yard = yards.get(tx, topic.courtyard)
    if late.nudges == SAID_IN_GROUP and late.public:
        board.announce(tx, yard, "topic.overdue", {"topic": topic.topic, "state": topic.state})
    days = yard.setting("explain_overdue_workdays")
    again = add_workdays(tx.now, days, yard.zoneinfo)
    if late.nudges >= SAID_IN_GROUP:
        again = max(again, tx.now + topics.LOOK_AGAIN)
    due.plan(tx, topic.courtyard, topics.DUE, topic.topic, again)


def _nudge(tx: Tx, topic: Topic) -> None:
    """Ask those in charge, not at night, at most once a day each."""
    yard = yards.get(tx, topic.courtyard)
    start, end = reminding.quiet_hours(yard)
    for person in officers(tx, topic):
        outbox.send(
            tx,
            topic.courtyard,
            person,
            "topic.nudge",
            {"topic": topic.topic, "state": topic.state.value, "late": topic.overdue},
            priority=Priority.REMINDER,
            dedupe=f"topic:{topic.topic}:nudge:{tx.now:%Y%m%d}:{person}",
            not_before=after_quiet(tx.now, yard.zoneinfo, start, end),
        )
