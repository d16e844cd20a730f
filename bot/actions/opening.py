"""A vote goes out by two: frozen as it stands, opened at once or after its days of notice."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.actions import (
    advising,
    board,
    electors,
    meetings,
    noticing,
    secrecy,
    topics,
    vote_reminders,
)
from bot.actions import courtyard as yards
from bot.actions.votes import get
from bot.errors import N_, BadInput, Refusal
from bot.rules import ballot, silence
from bot.rules.effect import as_frozen as effect_frozen
from bot.rules.effect import effect_from_plain
from bot.rules.secrecy import as_frozen as secrecy_frozen
from storage import audit, cards, due, vote_roll, votes
from storage.courtyards import Courtyard
from storage.tx import Tx, to_column
from storage.votes import Vote, VoteState

SHORTEST = timedelta(minutes=5)
LONGEST = timedelta(days=92)


class TooSoon(BadInput):
    text = N_("截止时间太近了，至少留 5 分钟，好让大家来得及投。")


class TooFar(BadInput):
    text = N_("截止时间太远了，最多三个月。")


class AlreadyOut(Refusal):
    final = True
    text = N_("这次表决已经发出去了，题目和选项不能再改。要改就另开一个。")


def open_vote(tx: Tx, courtyard: int, first: int, other: int, args: dict[str, Any]) -> None:
    """Freeze question, options, rule and roll, and put the card up. It opens at once, or when its
    days of notice are over."""
    vote = get(tx, courtyard, args["vote"])
    if vote.state is not VoteState.DRAFT or vote.closes_at is None:
        raise AlreadyOut
    check_deadline(tx, vote.closes_at)
    yard = yards.get(tx, courtyard)
    noticing.check_days(tx, yard, vote)
    opens = noticing.opens_at(tx, yard, vote)
    meetings.check_composition(tx, vote)
    electors.freeze(tx, vote)
    secrecy.check_weights(vote, vote_roll.areas(tx, vote).values())
    heads, area = vote_roll.eligible(tx, vote)
    silent = silence_counts(yard, vote)
    frozen = fingerprint(tx, replace(vote, silent=silent))
    votes.update(
        tx,
        vote,
        state=VoteState.NOTICED,
        opens_at=opens,
        eligible=heads,
        eligible_area=area,
        text_hash=frozen,
        silent=silent,
    )
    audit.append(
        tx,
        courtyard,
        "vote.noticed",
        vote=vote.vote,
        opens_at=to_column(opens),
        frozen=frozen,
        eligible=heads,
        area=area,
        first=first,
        second=other,
        topic=vote.topic,
        silent=silent,
        below_law=advising.below_law(vote),
    )
    if vote.topic is not None:
        topics.put_to_vote(tx, courtyard, first, vote.topic, vote.vote)
    board.post_card(tx, yard, "vote", vote.vote)
    if opens:
        due.plan(tx, courtyard, noticing.OPEN, vote.vote, opens)
    else:
        _begin(tx, vote)


def fingerprint(tx: Tx, vote: Vote) -> str:
    """Of all that is frozen: question, options, rule, the vote's own roll, how it is counted."""
    return ballot.text_hash(
        vote.title,
        vote.options,
        vote.rule,
        vote.electorate.value,
        vote_roll.frozen_lines(tx, vote),
        (
            *ballot.counting(vote.method, vote.seats, vote.costs, vote.money),
            *secrecy_frozen(vote.secret, vote.receipts),
            *effect_frozen(effect_from_plain(vote.effect)),
            *silence.as_frozen(vote.silent),
        ),
    )


def open_noticed(tx: Tx, courtyard: int, subject: str) -> None:
    """The days of notice are over (due work)."""
    vote = votes.get(tx, courtyard, int(subject))
    if vote and vote.state is VoteState.NOTICED:
        _begin(tx, vote)
        cards.touch(tx, vote.courtyard, "vote", vote.vote)
        noticing.say_open(tx, vote)


def _begin(tx: Tx, vote: Vote) -> None:
    """Ballots are taken from now on; the close and the reminders are planned."""
    if vote.closes_at is None:
        raise AlreadyOut
    votes.update(tx, vote, state=VoteState.OPEN, opened_at=tx.now)
    audit.append(tx, vote.courtyard, "vote.opened", vote=vote.vote)
    due.plan(tx, vote.courtyard, "vote.close", vote.vote, vote.closes_at)
    vote_reminders.plan(tx, yards.get(tx, vote.courtyard), vote.vote, vote.closes_at)


def check_deadline(tx: Tx, closes_at: datetime) -> None:
    if closes_at < tx.now + SHORTEST:
        raise TooSoon
    if closes_at > tx.now + LONGEST:
        raise TooFar


def silence_counts(yard: Courtyard, vote: Vote) -> bool:
    """Whether owners' silence will count in this vote if it goes out now."""
    wanted = yard.setting(silence.SETTING) == silence.Policy.WITH_MAJORITY
    return bool(wanted and silence.may_count(vote.electorate, vote.method, vote.secret))
