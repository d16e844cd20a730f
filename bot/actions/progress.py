"""What becomes of a sorted topic: talked over, given to somebody, done, rated, or asked after."""

from __future__ import annotations

from bot.access import Act, check, may
from bot.actions import board, chasing, topics, triage
from bot.actions import courtyard as yards
from bot.actions.topics import WrongStep
from bot.errors import N_, Already, BadInput, Refusal
from bot.rules.triage import FINAL, Event, Matter, State, possible
from storage import audit, outbox, residents, topic_ratings
from storage import topics as rows
from storage.topic_ratings import Score
from storage.topics import Topic
from storage.tx import Tx


class NothingWritten(BadInput):
    text = N_("还差一句话，一起写上就行。不晓得咋写，就从 /topics 点进去，跟着按钮走。")


class NotToRate(Refusal):
    text = N_("这件事现在不在评的时候：办完了才评。")


class OldRound(Refusal):
    text = N_("这是上一回的评价按钮。这件事后来重新办了，请在新的那条上评。")


class MergeWithItself(BadInput):
    text = N_("两个号是同一件事，不用并。")


class MergeTarget(Refusal):
    text = N_("不能并到议题 {topic}：它已经结了，或者群里看不到。")


class WithdrawTooLate(Refusal):
    text = N_("已经分好、在办的事收不回来了。不想办了，请跟{council}说一声。")


def agree(tx: Tx, courtyard: int, person: int, number: int, text: str) -> Topic:
    """Talked over: what everybody agreed to, in words."""
    topic = _handled(tx, courtyard, person, number)
    note = _written(text)
    return topics.move(tx, topic, Event.AGREE, person, note, agreed=note, officer=person)


def assign(tx: Tx, courtyard: int, person: int, number: int, handler: str) -> Topic:
    """Somebody named takes it on: a department for the government's matters, a neighbour or the
    committee for the yard's."""
    topic = _handled(tx, courtyard, person, number)
    name = _written(handler)
    event = Event.REPLY if topic.matter is Matter.GOV else Event.ASSIGN
    return topics.move(tx, topic, event, person, name, handler=name, officer=person)


def finish(tx: Tx, courtyard: int, person: int, number: int, text: str) -> Topic:
    """It is done; the households are asked how well."""
    topic = _handled(tx, courtyard, person, number)
    done = topics.move(tx, topic, Event.FINISH, person, _written(text), officer=person)
    if done.public:
        board.announce(
            tx,
            yards.get(tx, courtyard),
            "topic.done",
            {"topic": number, "round": done.round},
            reply_card=("topic", number),
            dedupe=f"topic:{number}:done:{done.round}",
        )
    return done


def rate(
    tx: Tx, courtyard: int, person: int, number: int, round_: int, score: Score
) -> tuple[Topic, Score | None]:
    """One rating for each household and round, the last one counts; what it was before.

    Raises NotFound, NotToRate, OldRound.
    """
    topic = topics.reach(tx, courtyard, person, number)
    if round_ != topic.round:
        raise OldRound
    if topic.state is not State.DONE:
        raise NotToRate
    unit = unit_of(tx, courtyard, person)
    before = topic_ratings.rating_of(tx, topic, unit)
    if before is not score:
        topic_ratings.rate(tx, topic, unit, person, score)
        audit.append(tx, courtyard, "topic.rate", topic=number, unit=unit, score=score.value)
        topics.show(tx, topic)
    return topic, before


def unit_of(tx: Tx, courtyard: int, person: int) -> int:
    """The household a person rates for, or minus the person for one who has none."""
    resident = residents.resident(tx, courtyard, person)
    household = resident.household if resident else None
    return household if household is not None else -person


def close(tx: Tx, courtyard: int, person: int, number: int) -> Topic:
    """No more to be done: the council after a lost vote, the author of a family's own matter."""
    topic = topics.reach(tx, courtyard, person, number)
    own = topic.state is State.SIGNPOSTED and topic.author == person
    if not own:
        check(tx, courtyard, person, Act.HANDLE_TOPIC)
    if topic.state is State.DONE:
        raise Refusal(N_("还在请大家评，评的日子到了自己就结了。"))
    return topics.move(tx, topic, Event.CLOSE, person)


def talk_again(tx: Tx, courtyard: int, person: int, number: int) -> Topic:
    topic = _handled(tx, courtyard, person, number)
    if topic.state is State.TO_VOTE:
        raise WrongStep(state=topics.StateName(topic.state))
    return topics.move(tx, topic, Event.TALK_AGAIN, person)


def may_reopen(tx: Tx, topic: Topic, person: int) -> bool:
    return topic.author == person or may(tx, topic.courtyard, person, Act.HANDLE_TOPIC)


def reopen(tx: Tx, courtyard: int, person: int, number: int, why: str) -> Topic:
    """New facts: it is sorted and done once more, and rated anew."""
    topic = topics.reach(tx, courtyard, person, number)
    if topic.author != person:
        check(tx, courtyard, person, Act.HANDLE_TOPIC)
    return topics.move(
        tx,
        topic,
        Event.REOPEN,
        person,
        _written(why),
        round=topic.round + 1,
        matter=None,
        sorted_at=None,
        sorted_by=None,
        handler=None,
        agreed=None,
    )


def withdraw(tx: Tx, courtyard: int, person: int, number: int) -> Topic:
    topic = topics.reach(tx, courtyard, person, number)
    if topic.author != person:
        raise triage.NotYours
    if topic.state in FINAL:
        raise Already(N_("这件事已经收了，不用再点。"))
    if topic.state not in (State.SUBMITTED, State.APPEALED):
        raise WithdrawTooLate
    return topics.move(tx, topic, Event.WITHDRAW, person)


def merge(tx: Tx, courtyard: int, person: int, number: int, into: int) -> Topic:
    """The same thing said twice: this one ends, the other goes on."""
    check(tx, courtyard, person, Act.RESORT_TOPIC)
    topic = topics.reach(tx, courtyard, person, number)
    if number == into:
        raise MergeWithItself
    other = topics.reach(tx, courtyard, person, into)
    if other.state in FINAL or not (other.public or other.author == topic.author):
        raise MergeTarget(topic=into)
    merged = topics.move(tx, topic, Event.MERGE, person, str(into), merged_into=into)
    topics.record(tx, other, "merged_here", person, str(number))
    topics.show(tx, other)
    return merged


def ask_mediation(tx: Tx, courtyard: int, person: int, number: int) -> Topic:
    """The author of a family's own matter asks for somebody to mediate: the council is told."""
    topic = topics.reach(tx, courtyard, person, number)
    if topic.author != person:
        raise triage.NotYours
    if topic.state is not State.SIGNPOSTED:
        raise WrongStep(state=topics.StateName(topic.state))
    if any(entry.what == "mediate" for entry in rows.history(tx, topic)):
        raise Already(N_("已经跟{council}说过了，会有人来找您。"))
    topics.record(tx, topic, "mediate", person)
    for member in chasing.officers(tx, topic):
        if member != person:
            outbox.send(tx, courtyard, member, "topic.mediate", {"topic": number})
    return topic


def explain(tx: Tx, courtyard: int, person: int, number: int, text: str) -> Topic:
    """Say publicly how it stands, or why it takes so long; the step gets its full time again."""
    topic = _handled(tx, courtyard, person, number)
    if topic.state in FINAL:
        raise WrongStep(state=topics.StateName(topic.state))
    note = _written(text)
    line = topics.record(tx, topic, "explain", person, note)
    changes = {"explained": note, "officer": person}
    # A review ends when it was said it would: explaining must not keep people from the result.
    late = topic.overdue or topic.due_at is None
    if late and topic.state is not State.DONE:
        topic = topics.renew(tx, topic, **changes)
    else:
        rows.update(tx, topic, **changes)
    topics.show(tx, topic)
    if topic.author is not None and topic.author != person:
        told = {"topic": number, "line": line}
        outbox.send(tx, courtyard, topic.author, "topic.told", told)
    return topics.get(tx, courtyard, number)


def forget(tx: Tx, courtyard: int, person: int) -> None:
    """A person leaves for good: their own family's matters go, what the yard shares stays, without
    their name."""
    raised = rows.of_author(tx, courtyard, person)
    for topic in raised:
        if topic.public:
            continue
        ends = [event for event in (Event.WITHDRAW, Event.CLOSE) if event in possible(topic.state)]
        ended = topics.move(tx, topic, ends[0], person) if ends else topic
        rows.erase_words(tx, ended)
    rows.erase_person(tx, courtyard, person)
    for topic in raised:
        topics.show(tx, topics.get(tx, courtyard, topic.topic))


def _handled(tx: Tx, courtyard: int, person: int, number: int) -> Topic:
    check(tx, courtyard, person, Act.HANDLE_TOPIC)
    return topics.reach(tx, courtyard, person, number)


def _written(text: str) -> str:
    note = topics.note_from(text)
    if not note:
        raise NothingWritten
    return note
