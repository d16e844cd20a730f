"""After a result: objections by those on the roll, the council's ruling, and when it is final."""

from __future__ import annotations

from typing import Any

from bot.access import Act, check, council
from bot.actions import board, closing, judging, noticing, presets, second, topics, votes
from bot.actions import courtyard as yards
from bot.errors import N_, Already, BadInput, NotFound, TooLate
from storage import audit, cards, due, objections, outbox
from storage import votes as rows
from storage.objections import Objection, Ruling
from storage.outbox import Priority
from storage.tx import Tx
from storage.votes import Vote, VoteState

LONGEST = 500


class ObjectionsOver(TooLate):
    text = N_("提异议的时间过了（结果公布后 {n} 天内可以提）。")


class NoResultYet(BadInput):
    text = N_("结果还没公布，等公布了再提。")


class AlreadyObjecting(Already):
    text = N_("您家提的异议还在等答复，答复了再说。")


class AlreadyRuled(Already):
    text = N_("这条异议已经答复过了。")


def may_object(tx: Tx, vote: Vote, person: int) -> bool:
    """For views: whether this person could object now."""
    own = votes.seat_of(tx, vote, person)
    return own is not None and _takes(tx, vote) and not _waits(tx, vote, own.unit)


def object_to(tx: Tx, courtyard: int, person: int, number: int, text: str) -> int:
    """Somebody on the roll says what is wrong; the council is told who, the others only what.

    Raises NotAResident, NotFound, NotOnRoll, NoResultYet, ObjectionsOver, AlreadyObjecting.
    """
    check(tx, courtyard, person, Act.CAST_BALLOT)
    vote = votes.get(tx, courtyard, number)
    own = votes.seat_of(tx, vote, person)
    if own is None:
        raise votes.NotOnRoll
    check_takes(tx, vote)
    if _waits(tx, vote, own.unit):
        raise AlreadyObjecting
    text = " ".join(text.split())
    if not 0 < len(text) <= LONGEST:
        raise BadInput(N_("请写 500 个字以内，说清楚哪里不对。"))
    found = objections.add(tx, vote, own.unit, person, text)
    audit.append(tx, courtyard, "objection.raised", vote=number, objection=found, by=person)
    cards.touch(tx, courtyard, "vote", number)
    for seat in council(tx, courtyard):
        outbox.send(
            tx,
            courtyard,
            seat,
            "objection.show",
            {"vote": number, "objection": found},
            dedupe=f"objection:{number}:{found}:{seat}",
        )
    return found


def check_takes(tx: Tx, vote: Vote) -> None:
    """Raises NoResultYet, ObjectionsOver."""
    if vote.result is None or vote.state is VoteState.CONTESTED:
        raise NoResultYet
    if not _takes(tx, vote):
        raise ObjectionsOver(n=yards.get(tx, vote.courtyard).setting("objection_days"))


def ask_to_rule(
    tx: Tx, courtyard: int, person: int, number: int, objection: int, ruling: Ruling, reason: str
) -> bool:
    """Rule on an objection: by two, of whom whoever opened the vote is not one (True: done).

    Where nobody else sits on the council, one rules alone. Raises NotAllowed, NotYours, NotFound,
    AlreadyRuled.
    """
    check(tx, courtyard, person, Act.RULE_OBJECTION)
    vote = votes.get(tx, courtyard, number)
    waiting(tx, vote, objection)
    reason = " ".join(reason.split())
    if not 0 < len(reason) <= LONGEST:
        raise BadInput(N_("请写一句理由，大家都看得到。"))
    others = [seat for seat in council(tx, courtyard) if seat != vote.by_person]
    if person == vote.by_person and others:
        raise second.NotYours
    args = {
        "vote": number,
        "objection": objection,
        "ruling": ruling.value,
        "reason": reason,
        "apart": vote.by_person,
    }
    alone = len(others) < 2
    if alone or second.request(tx, courtyard, person, Act.RULE_OBJECTION, args) is None:
        carry_out(tx, courtyard, person, person, args)
        return True
    return False


def carry_out(tx: Tx, courtyard: int, first: int, other: int, args: dict[str, Any]) -> None:
    vote, ruling = votes.get(tx, courtyard, args["vote"]), Ruling(args["ruling"])
    found = waiting(tx, vote, args["objection"])
    objections.rule(tx, vote, found.objection, ruling, args["reason"])
    audit.append(
        tx,
        courtyard,
        "objection.ruled",
        vote=vote.vote,
        objection=found.objection,
        ruling=ruling.value,
        reason=args["reason"],
        first=first,
        second=other,
    )
    if found.person:
        told = {"vote": vote.vote, "objection": found.objection}
        outbox.send(tx, courtyard, found.person, "objection.ruled", told)
    if ruling is Ruling.RECOUNT:
        _count_again(tx, vote)
    elif ruling is Ruling.VOID:
        _void(tx, vote, args["reason"])
    else:
        _settle(tx, vote)
    cards.touch(tx, courtyard, "vote", vote.vote)


def waiting(tx: Tx, vote: Vote, number: int) -> Objection:
    """Raises NotFound, AlreadyRuled."""
    found = objections.get(tx, vote, number)
    if found is None:
        raise NotFound
    if found.ruling is not None or vote.state is VoteState.VOIDED:
        raise AlreadyRuled
    return found


def make_final(tx: Tx, courtyard: int, subject: str) -> None:
    """Due work: the days of posting are over."""
    vote = rows.get(tx, courtyard, int(subject))
    if vote:
        _settle(tx, vote)


def _settle(tx: Tx, vote: Vote) -> None:
    """Final once it has been posted long enough and nothing waits for an answer."""
    if vote.state is not VoteState.CLOSED or vote.posted_until is None:
        return
    if vote.result is None or tx.now < vote.posted_until or judging.awaits_lottery(vote):
        return
    if any(one.ruling is None for one in objections.of(tx, vote)):
        return
    rows.update(tx, vote, state=VoteState.FINAL)
    audit.append(tx, vote.courtyard, "vote.final", vote=vote.vote, result=vote.result)
    cards.touch(tx, vote.courtyard, "vote", vote.vote)


def _count_again(tx: Tx, vote: Vote) -> None:
    """From the ballots. What it comes to is posted and may be objected to anew."""
    if vote.state is VoteState.CONTESTED:
        return
    rows.update(tx, vote, state=VoteState.CONTESTED)
    due.cancel(tx, vote.courtyard, noticing.FINAL, vote.vote)
    closing.start_count(tx, votes.get(tx, vote.courtyard, vote.vote))


def _void(tx: Tx, vote: Vote, reason: str) -> None:
    rows.update(tx, vote, state=VoteState.VOIDED, progress=None)
    due.cancel(tx, vote.courtyard, noticing.FINAL, vote.vote)
    due.cancel(tx, vote.courtyard, closing.COUNT, vote.vote)
    audit.append(tx, vote.courtyard, "vote.voided", vote=vote.vote, reason=reason)
    board.announce(
        tx,
        yards.get(tx, vote.courtyard),
        "vote.voided",
        {"vote": vote.vote},
        priority=Priority.RESULT,
        reply_card=("vote", vote.vote),
        dedupe=f"vote:{vote.vote}:voided",
    )
    topics.vote_undone(tx, vote.courtyard, vote.vote)
    presets.take_back(tx, vote)


def _takes(tx: Tx, vote: Vote) -> bool:
    posted = vote.state is VoteState.CLOSED and vote.result is not None
    return posted and vote.objections_until is not None and tx.now < vote.objections_until


def _waits(tx: Tx, vote: Vote, unit: int) -> bool:
    return any(one.unit == unit and one.ruling is None for one in objections.of(tx, vote))
