"""The days a vote is announced before it opens, and taking it back in them."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.actions import board, judging, presets, topics
from bot.actions import courtyard as yards
from bot.errors import N_, BadInput
from bot.rules.afterwards import next_try, notice_setting
from bot.rules.frozen import rule_from_text
from bot.rules.verdict import Result
from storage import audit, cards, due, votes
from storage.courtyards import Courtyard
from storage.outbox import Priority
from storage.tx import Tx
from storage.votes import Vote, VoteState

OPEN = "vote.open"
FINAL = "vote.final"
UNOPPOSED = "vote.unopposed"


class NoticeFirst(BadInput):
    text = N_("这样的表决要先公示 {n} 天，{at} 才开始投。截止时间请定在那之后。")


class TalkFirst(BadInput):
    text = N_("上次没定下来，要先再商量商量。最早 {at} 再投。")


def days_for(tx: Tx, yard: Courtyard, vote: Vote) -> int:
    """As decided with a rule of the courtyard's own, else as is usual for such votes."""
    preset = presets.of_vote(tx, vote)
    if preset is not None and preset.decided is not None:
        return preset.notice_days
    days: int = yard.setting(notice_setting(rule_from_text(vote.rule)))
    return days


def opens_at(tx: Tx, yard: Courtyard, vote: Vote) -> datetime | None:
    """When it would open if it went out now; None for at once."""
    days = days_for(tx, yard, vote)
    return tx.now + timedelta(days=days) if days else None


def retry_at(tx: Tx, yard: Courtyard, vote: Vote) -> datetime | None:
    """When a vote that failed may be held again, at the earliest."""
    if vote.result is None or vote.closed_at is None or judging.awaits_lottery(vote):
        return None
    days = days_for(tx, yard, vote), yard.setting("discussion_min_days")
    return next_try(Result(vote.result), vote.closed_at, *days)


def check_days(tx: Tx, yard: Courtyard, vote: Vote) -> None:
    """Whether notice and talk leave room for this vote. Raises NoticeFirst, TalkFirst."""
    opens = opens_at(tx, yard, vote)
    if opens and vote.closes_at and vote.closes_at <= opens:
        raise NoticeFirst(n=days_for(tx, yard, vote), at=opens)
    before = votes.get(tx, yard.courtyard, vote.repeats) if vote.repeats else None
    failed = before and before.state is not VoteState.VOIDED
    earliest = retry_at(tx, yard, before) if before and failed else None
    if earliest and (opens or tx.now) < earliest:
        raise TalkFirst(at=earliest)


def withdraw(tx: Tx, yard: Courtyard, vote: Vote, reason: str) -> None:
    """Take an announced vote back, for a reason that everybody reads."""
    votes.update(tx, vote, state=VoteState.CANCELLED, close_reason=reason)
    due.cancel(tx, vote.courtyard, OPEN, vote.vote)
    audit.append(tx, vote.courtyard, "vote.withdrawn", vote=vote.vote, reason=reason)
    cards.touch(tx, vote.courtyard, "vote", vote.vote)
    board.announce(
        tx,
        yard,
        "vote.withdrawn",
        {"vote": vote.vote},
        reply_card=("vote", vote.vote),
        dedupe=f"vote:{vote.vote}:withdrawn",
    )
    topics.vote_undone(tx, vote.courtyard, vote.vote)


def post(tx: Tx, yard: Courtyard, vote: Vote) -> dict[str, datetime]:
    """How long a result counted now is posted, and until when it may be objected to; planned."""
    posted = tx.now + timedelta(days=yard.setting("result_posted_days"))
    due.plan(tx, vote.courtyard, FINAL, vote.vote, posted)
    objections = tx.now + timedelta(days=yard.setting("objection_days"))
    due.plan(tx, vote.courtyard, UNOPPOSED, vote.vote, objections)
    return {"posted_until": posted, "objections_until": objections}


def redraw(tx: Tx, courtyard: int, subject: str) -> None:
    """Due work: nobody may object any more, and the card no longer invites to it."""
    cards.touch(tx, courtyard, "vote", int(subject))


def say_open(tx: Tx, vote: Vote) -> None:
    """The days of notice are over (the card is far up in the chat by then)."""
    board.announce(
        tx,
        yards.get(tx, vote.courtyard),
        "vote.opens",
        {"vote": vote.vote},
        priority=Priority.NOTICE,
        reply_card=("vote", vote.vote),
        dedupe=f"vote:{vote.vote}:opens",
    )
