"""A ballot filled in tap by tap in the private chat, looked over, then handed in."""

from __future__ import annotations

from bot.actions import votes
from bot.actions.secrecy import AlreadyVoted
from bot.actions.votes import Receipt
from bot.errors import N_, BadInput, Refusal
from bot.rules.ballot import SIMPLE, choices
from bot.rules.methods import BEST, RANKED, TICKED, Content, Method
from storage import ballots, half_filled, vote_roll
from storage.tx import Tx
from storage.votes import Vote


class NotFilledIn(BadInput):
    text = N_("还没填完，先点一点上面的选项。")


class NoSuchOption(BadInput):
    text = N_("没有这个选项。")


class OneTap(Refusal):
    text = N_("这次不用填票，在表决下面点一下就行。")


def start(tx: Tx, courtyard: int, person: int, number: int) -> None:
    """A blank ballot; what was filled in before and not handed in is dropped."""
    vote = _owed(tx, courtyard, person, number)
    half_filled.keep(tx, vote, person, ())


def pick(tx: Tx, courtyard: int, person: int, number: int, value: int) -> Vote:
    """One tap: the choice, the next option of a ranking, an option ticked or not, a score."""
    vote = _owed(tx, courtyard, person, number)
    content = half_filled.of(tx, vote, person) or ()
    if vote.method in SIMPLE and not vote.secret:
        raise NoSuchOption
    check_value(vote, value)
    half_filled.keep(tx, vote, person, tapped(vote, content, value))
    return vote


def undo(tx: Tx, courtyard: int, person: int, number: int) -> None:
    """Take the last tap of a ranking or of scores back."""
    vote = _owed(tx, courtyard, person, number)
    content = half_filled.of(tx, vote, person) or ()
    half_filled.keep(tx, vote, person, content[:-1])


def look_over(tx: Tx, courtyard: int, person: int, number: int) -> None:
    """Before handing in. Raises NotFilledIn while there is nothing that could be."""
    vote = _owed(tx, courtyard, person, number)
    content = half_filled.of(tx, vote, person) or ()
    if not complete(vote, content):
        raise NotFilledIn
    half_filled.keep(tx, vote, person, content)


def hand_in(tx: Tx, courtyard: int, person: int, number: int) -> Receipt | None:
    """Record what was filled in; the draft goes. None where it was handed in a moment ago (a
    second tap on the same button), or by someone else of a household that votes in secret."""
    vote, unit = by_form(tx, courtyard, person, number)
    content = half_filled.of(tx, vote, person)
    if (content is None or vote.secret) and ballots.has_voted(tx, vote, unit):
        return None
    if content is None or not complete(vote, content):
        raise NotFilledIn
    half_filled.drop(tx, vote, person)
    return votes.record(tx, vote, unit, content, person=person)


def by_form(tx: Tx, courtyard: int, person: int, number: int) -> tuple[Vote, int]:
    """The vote, and for whom this person fills its ballot in. Raises OneTap where there is none
    to fill in: an objection to a proposal is made with its reason only."""
    vote, unit = votes.entitled(tx, courtyard, person, number)
    if vote.method is Method.CONSENT:
        raise OneTap
    return vote, unit


def _owed(tx: Tx, courtyard: int, person: int, number: int) -> Vote:
    """The vote this person still fills a ballot in for. Raises AlreadyVoted: a secret ballot that
    is handed in is not filled in again."""
    vote, unit = by_form(tx, courtyard, person, number)
    if vote.secret and ballots.has_voted(tx, vote, unit):
        raise AlreadyVoted(who=vote_roll.label(tx, vote, unit) or "")
    return vote


def complete(vote: Vote, content: Content) -> bool:
    """Whether it may be handed in: every option has its score, a ranking has a first."""
    if vote.method is Method.SCORE:
        return len(content) == len(vote.options)
    return bool(content) or vote.method in TICKED


def check_value(vote: Vote, value: int) -> None:
    """Whether a tap can mean this. Raises NoSuchOption."""
    highest = BEST if vote.method is Method.SCORE else len(choices(vote.options)) - 1
    if not 0 <= value <= highest:
        raise NoSuchOption


def tapped(vote: Vote, content: Content, value: int) -> Content:
    """What was filled in, with one more tap."""
    if vote.method in SIMPLE:
        return (value,)
    if vote.method in TICKED:
        return tuple(sorted({*content} ^ {value}))
    if vote.method in RANKED:
        return content if value in content else (*content, value)
    return (*content, value)[: len(vote.options)]
