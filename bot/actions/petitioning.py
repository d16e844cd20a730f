"""Residents who together make the council call a meeting, or put a recall to the vote."""

from __future__ import annotations

from dataclasses import dataclass

from bot.access import Act, Role, check, council
from bot.actions import board, topics, vote_drafts
from bot.actions import courtyard as yards
from bot.errors import N_, Already, Refusal
from bot.rules import meetings
from bot.rules.electorate import Electorate
from bot.rules.frozen import rule_from_text
from bot.rules.presets import RECALL, RESIDENTS_MEETING
from bot.rules.shares import A_TENTH, AT_LEAST_A_THIRD
from bot.rules.triage import FINAL, State
from storage import audit, cards, outbox, petitions, residents
from storage import votes as rows
from storage.petitions import Kind, Petition
from storage.topics import Topic
from storage.tx import Tx
from storage.votes import VoteState

PRESETS = {Kind.MEETING: RESIDENTS_MEETING.key, Kind.RECALL: RECALL.key}


class NotInTheOpen(Refusal):
    text = N_("只有在院里公开说、还没了结的事才能联名。")


class Enough(Already):
    text = N_("已经够数了，{council}必须办，不用再签，也不能再撤。")


class NotEnoughYet(Refusal):
    text = N_("联名的人还不够数，现在还不能照这个来办。")


@dataclass(frozen=True)
class Names:
    """How far a petition is: residents, and delegates, of whom fewer are enough."""

    signed: int
    adults: int
    delegates_signed: int
    delegates: int

    @property
    def needed(self) -> int:
        return A_TENTH.needed(self.adults)

    @property
    def delegates_needed(self) -> int:
        return AT_LEAST_A_THIRD.needed(self.delegates)

    @property
    def enough(self) -> bool:
        return meetings.must_call(self.signed, self.adults, self.delegates_signed, self.delegates)


def may_sign(topic: Topic) -> bool:
    return topic.public and topic.state not in FINAL


def count(tx: Tx, topic: Topic, kind: Kind) -> Names:
    here = {resident.person for resident in residents.confirmed(tx, topic.courtyard)}
    delegates = here & set(residents.holders(tx, topic.courtyard, Role.DELEGATE.value))
    signed = petitions.names(tx, topic, kind)
    return Names(len(signed), len(here), len(signed & delegates), len(delegates))


def sign(tx: Tx, courtyard: int, person: int, number: int, kind: Kind) -> bool:
    """Sign, or take one's own name back while there are not enough; True when signed. With enough
    names the council is told that it must act. Raises NotInTheOpen, Enough."""
    topic = topics.reach(tx, courtyard, person, number)
    check(tx, courtyard, person, Act.RAISE_TOPIC)
    if not may_sign(topic):
        raise NotInTheOpen
    if petitions.get(tx, topic, kind):
        raise Enough
    signing = person not in petitions.names(tx, topic, kind)
    (petitions.sign if signing else petitions.take_back)(tx, topic, kind, person)
    found = count(tx, topic, kind)
    if found.enough:
        _reach(tx, topic, kind, found)
    cards.touch(tx, courtyard, "topic", number)
    return signing


def _reach(tx: Tx, topic: Topic, kind: Kind, found: Names) -> None:
    """Who signed is nobody's business; how many did is."""
    petitions.add(tx, topic, kind, found.signed, found.adults)
    audit.append(
        tx,
        topic.courtyard,
        "petition.reached",
        topic=topic.topic,
        kind=kind.value,
        signed=found.signed,
        adults=found.adults,
    )
    args = {"topic": topic.topic, "kind": kind.value}
    key = f"petition:{topic.topic}:{kind.value}"
    board.announce(
        tx,
        yards.get(tx, topic.courtyard),
        "petition.reached",
        args,
        reply_card=("topic", topic.topic),
        dedupe=key,
    )
    rc = residents.holders(tx, topic.courtyard, Role.RC.value)
    for member in dict.fromkeys([*council(tx, topic.courtyard), *rc]):
        outbox.send(tx, topic.courtyard, member, "petition.reached", args, dedupe=f"{key}:{member}")


def draft(tx: Tx, courtyard: int, person: int, number: int, kind: Kind) -> int:
    """A vote of the residents' meeting, filled in; its number. The same draft again for whoever
    began it. Raises NotAllowed, NotEnoughYet."""
    check(tx, courtyard, person, Act.OPEN_RESIDENTS_VOTE)
    topic = topics.get(tx, courtyard, number)
    petition = petitions.get(tx, topic, kind)
    if petition is None:
        raise NotEnoughYet
    begun = rows.get(tx, courtyard, petition.vote) if petition.vote else None
    if begun and begun.state is VoteState.DRAFT and begun.by_person == person:
        return begun.vote
    if answered(tx, petition):
        raise Already(N_("这次联名要的表决已经发出去了。"))
    tied = number if topic.state is State.DISCUSSING else None
    vote = vote_drafts.draft(tx, courtyard, person, topic.title, topic=tied)
    vote_drafts.change_draft(tx, courtyard, person, vote, electorate=Electorate.RESIDENTS)
    vote_drafts.change_draft(tx, courtyard, person, vote, preset=PRESETS[kind])
    petitions.set_vote(tx, petition, vote)
    return vote


def answered(tx: Tx, petition: Petition) -> bool:
    """Whether the vote that was demanded has gone out: to the residents, by the law's rule,
    whatever else the draft was made into."""
    vote = rows.get(tx, petition.courtyard, petition.vote) if petition.vote else None
    if vote is None or vote.state in (VoteState.DRAFT, VoteState.CANCELLED):
        return False
    asked = rule_from_text(vote.rule).key == PRESETS[petition.kind]
    return asked and vote.electorate is Electorate.RESIDENTS
