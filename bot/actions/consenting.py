"""Consent: an objection needs a reason; taken back by its author, or found resolved by two."""

from __future__ import annotations

import hashlib
from typing import Any

from bot.access import Act, check
from bot.actions import second, votes
from bot.actions.votes import NeedsReason, Receipt
from bot.errors import N_, Already, BadInput, NotFound, Refusal
from bot.rules.methods import Content, Method
from bot.rules.methods.consent import OBJECTS, STANDS_ASIDE
from storage import audit, cards, reasons
from storage.reasons import Reason, ReasonState
from storage.tx import Tx
from storage.votes import Vote

LONGEST_REASON = 300


class ReasonTooLong(BadInput):
    text = N_("理由请写在 {most} 个字以内，拣要紧的说。这一条有 {n} 个字。")


class OwnObjection(Refusal):
    text = N_("这是您家自己的反对，不用别人认定：想通了就点「收回反对」。")


class TwoMustAgree(Refusal):
    text = N_(
        "反对解决没解决，不能一个人说了算，要两位议事员。现在人手不够，请提反对的邻居自己收回。"
    )


class Settled(Already):
    text = N_("这一条已经收回或者解决了，不用再办。")


def object_to(tx: Tx, courtyard: int, person: int, number: int, reason: str) -> Receipt:
    """Raises NotFound, and what `tidied`, `votes.entitled` and `votes.record` raise."""
    vote, unit = votes.entitled(tx, courtyard, person, number)
    if vote.method is not Method.CONSENT:
        raise NotFound
    said = tidied(reason)
    settle(tx, vote, unit)
    reasons.add(tx, vote, unit, person, said)
    return votes.record(tx, vote, unit, (OBJECTS,), person=person)


def answer(tx: Tx, courtyard: int, person: int, number: int, choice: int) -> Receipt:
    """Consent or stand aside; an objection of this household is taken back by that.

    Raises NeedsReason for an objection, and what `object_to` raises.
    """
    vote, unit = votes.entitled(tx, courtyard, person, number)
    if choice == OBJECTS:
        raise NeedsReason
    settle(tx, vote, unit)
    return votes.record(tx, vote, unit, (choice,), person=person)


def withdraw(tx: Tx, courtyard: int, person: int, number: int) -> Receipt:
    """Take an objection back; the household stands aside then. Raises Settled."""
    vote, unit = votes.entitled(tx, courtyard, person, number)
    if reasons.of_unit(tx, vote, unit) is None:
        raise Settled
    return answer(tx, courtyard, person, number, STANDS_ASIDE)


def tidied(reason: str) -> str:
    """A reason as somebody wrote it, fit to be published. Raises NeedsReason, ReasonTooLong."""
    said = " ".join(reason.split())
    if not said:
        raise NeedsReason
    if len(said) > LONGEST_REASON:
        raise ReasonTooLong(n=len(said), most=LONGEST_REASON)
    return said


def objects(vote: Vote, content: Content) -> bool:
    """Whether this ballot needs a reason beside it."""
    return vote.method is Method.CONSENT and content == (OBJECTS,)


def bring(tx: Tx, vote: Vote, unit: int, content: Content, reason: str) -> None:
    """Before a ballot that others bring in is recorded: the reason that goes with it, and no older
    one. Who typed it is not who objects."""
    if vote.method is not Method.CONSENT:
        return
    settle(tx, vote, unit)
    if objects(vote, content):
        reasons.add(tx, vote, unit, None, tidied(reason))


def settle(tx: Tx, vote: Vote, unit: int) -> None:
    """Whatever this unit objected to before stands no more."""
    before = reasons.of_unit(tx, vote, unit)
    if before:
        reasons.put_state(tx, before, ReasonState.WITHDRAWN)


def ask_resolve(tx: Tx, courtyard: int, person: int, number: int, objection: int) -> None:
    """Propose that an objection is resolved; it is once a second councillor agrees.

    Raises NotAllowed, NotFound, Settled, OwnObjection, TwoMustAgree.
    """
    check(tx, courtyard, person, Act.RESOLVE_OBJECTION)
    args = {"vote": number, "objection": objection}
    vote, found = _open(tx, courtyard, args)
    if votes.unit_of(tx, vote, person) == found.unit:
        raise OwnObjection
    if second.request(tx, courtyard, person, Act.RESOLVE_OBJECTION, args) is None:
        raise TwoMustAgree


def resolve(tx: Tx, courtyard: int, first: int, other: int, args: dict[str, Any]) -> None:
    vote, found = _open(tx, courtyard, args)
    if found.unit in (votes.unit_of(tx, vote, first), votes.unit_of(tx, vote, other)):
        raise OwnObjection
    reasons.put_state(tx, found, ReasonState.RESOLVED)
    audit.append(
        tx,
        courtyard,
        "objection.resolved",
        vote=vote.vote,
        objection=found.objection,
        said=hashlib.sha256(found.reason.encode()).hexdigest(),
        first=first,
        second=other,
    )
    cards.touch(tx, courtyard, "vote", vote.vote)


def resolved(tx: Tx, vote: Vote) -> int:
    """How many objections that stand behind a ballot are open no more."""
    if vote.method is not Method.CONSENT:
        return 0
    return reasons.resolved(tx, vote)


def _open(tx: Tx, courtyard: int, args: dict[str, Any]) -> tuple[Vote, Reason]:
    vote = votes.get(tx, courtyard, args["vote"])
    found = reasons.get(tx, courtyard, vote.vote, args["objection"])
    if found is None:
        raise NotFound
    if not votes.is_open(vote, tx.now):
        raise votes.over(vote)
    if found.state is not ReasonState.OPEN:
        raise Settled
    return vote, found
